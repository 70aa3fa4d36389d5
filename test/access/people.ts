/**
 * The people of the access tests: every role at every place from which one can stand to a record.
 *
 * Promises: the same people as values for the oracle and as rows for the program; nothing about what they may do.
 */
import { assignRole, putPerson } from "../../src/access/people.store.ts";
import type { Database } from "../../src/platform/database.ts";
import { testInstitutions, testPeople, testRules } from "../test-country.ts";
import type { Country, Person, Role, Scope } from "./oracle.ts";

export const allRoles: readonly Role[] = [
  "officer", "examiner", "investigator", "analyst", "register-keeper", "focal-operator", "focal-head", "prosecutor", "registrar", "custodian",
  "statistician", "auditor", "administrator",
]; // prettier-ignore

/** name → institution, unit, scope; no name of the small country. The records of the tests are made at BORDER/POST1 and around it. */
const places: readonly (readonly [string, string, string, Scope])[] = [
  ["post", "BORDER", "POST1", "unit"],
  ["own", "BORDER", "POST1", "own"],
  ["above", "BORDER", "NORTH", "unit"],
  ["sibling", "BORDER", "POST2", "unit"],
  ["hq", "BORDER", "HQ", "institution"],
  ["aside", "BORDER", "POST2", "institution"],
  ["nation", "FOCAL", "HQ", "national"],
  ["centre", "FOCAL", "HQ", "institution"],
  ["town", "POLICE", "TOWN", "unit"],
  ["register", "POLICE", "REGISTER", "unit"],
  ["force", "POLICE", "HQ", "institution"],
  ["toll", "CUSTOMS", "POST1", "unit"],
  ["douane", "CUSTOMS", "HQ", "institution"],
  ["city", "PROSECUTOR", "CITY", "unit"],
  ["law", "PROSECUTOR", "HQ", "institution"],
  ["court", "COURT", "HQ", "institution"],
];

function gridPeople(): Person[] {
  const people: Person[] = [];
  for (const role of allRoles) {
    for (const [place, institution, unit, scope] of places) {
      people.push({
        username: `${place}.${role}`,
        institution,
        unit: `${institution}/${unit}`,
        roles: [{ role, scope }],
      });
    }
    // Authors record while they are officers, and have the role of their name afterwards.
    people.push({
      username: `author.${role}`,
      institution: "BORDER",
      unit: "BORDER/POST1",
      roles: [{ role, scope: "own" }],
    });
  }
  // Whose role has ended, whose account has ended, and who both looks and audits.
  people.push({
    username: "special.ended",
    institution: "BORDER",
    unit: "BORDER/HQ",
    roles: [{ role: "analyst", scope: "institution", ended: true }],
  });
  people.push({
    username: "special.gone",
    institution: "BORDER",
    unit: "BORDER/HQ",
    roles: [{ role: "analyst", scope: "institution" }],
    gone: true,
  });
  people.push({
    username: "special.double",
    institution: "BORDER",
    unit: "BORDER/POST2",
    roles: [
      { role: "officer", scope: "unit" },
      { role: "auditor", scope: "national" },
    ],
  });
  // Roles of one person that reach differently far: what one may, it may where it reaches itself.
  const spread: readonly (readonly [string, string, string, Person["roles"]])[] = [
    ["counts", "BORDER", "POST2", [{ role: "officer", scope: "unit" }, { role: "statistician", scope: "institution" }]],
    ["keeps", "BORDER", "POST1", [{ role: "investigator", scope: "own" }, { role: "custodian", scope: "institution" }]],
    ["heads", "FOCAL", "HQ", [{ role: "analyst", scope: "own" }, { role: "prosecutor", scope: "national" }]],
    ["registers", "POLICE", "TOWN", [{ role: "investigator", scope: "unit" }, { role: "register-keeper", scope: "institution" }]],
  ]; // prettier-ignore
  for (const [name, institution, unit, roles] of spread)
    people.push({ username: `special.${name}`, institution, unit: `${institution}/${unit}`, roles });
  return people;
}

/** Those of the small country too: they make the records. */
export const makers: readonly Person[] = testPeople.map((person) => ({
  username: person.username,
  institution: person.institution,
  unit: `${person.institution}/${person.unit}`,
  roles: person.roles.map(({ role, scope }) => ({ role: role as Role, scope })),
}));

export const watchers: readonly Person[] = gridPeople();

export const country: Country = {
  above: new Map(
    testInstitutions.flatMap(({ code, units }) =>
      units.map(
        (unit) => [`${code}/${unit.code}`, unit.parent === undefined ? null : `${code}/${unit.parent}`] as const,
      ),
    ),
  ),
  rules: testRules.map(([kind, owner, viewer, level]) => ({ kind, owner, viewer, level })),
};

/** Writes the watchers; authors as officers for now. */
export async function putWatchers(database: Database, chosen: readonly Person[] = watchers): Promise<void> {
  await database.asSystem("tamga_keeper", async (tx) => {
    const units = await tx.query<{ id: number; institution_id: number; name: string }>(
      "select u.id, u.institution_id, i.code || '/' || u.code as name from access.unit u join access.institution i on i.id = u.institution_id",
    );
    for (const person of chosen) {
      const unit = units.find(({ name }) => name === person.unit);
      if (unit === undefined) throw new Error(`no unit ${person.unit}`);
      const personId = await putPerson(tx, {
        username: person.username,
        nameLatin: person.username,
        nameCyrillic: person.username,
        titleEn: "",
        titleRu: "",
        institutionId: unit.institution_id,
        unitId: unit.id,
        language: "en",
      });
      for (const { role, scope, ended } of person.roles) {
        await assignRole(tx, {
          personId,
          role: person.username.startsWith("author.") ? "officer" : role,
          scope,
          unitId: unit.id,
          until: ended === true ? "2026-01-01T00:00:00Z" : null,
        });
      }
    }
  });
}

/** Authors get the role of their name; who is gone, goes. */
export async function settleWatchers(database: Database): Promise<void> {
  await database.asSystem("tamga_keeper", async (tx) => {
    await tx.query(
      "update access.role_assignment a set role = split_part(p.username, '.', 2) from access.person p where p.id = a.person_id and p.username like 'author.%'",
    );
    await tx.query("update access.person set active = false where username = 'special.gone'");
  });
}
