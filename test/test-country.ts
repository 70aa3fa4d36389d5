/**
 * The small country of the tests: six institutions, a few units, one person for each role and relation that a rule speaks of.
 */
import { Database } from "../src/platform/database.ts";
import {
  assignRole,
  putInstitution,
  putPerson,
  putSharingRule,
  putUnit,
  syncRoles,
} from "../src/access/people.store.ts";
import type { Scope } from "../src/access/roles.ts";

export interface TestPerson {
  readonly username: string;
  readonly institution: string;
  readonly unit: string;
  readonly roles: readonly { readonly role: string; readonly scope: Scope }[];
}

export const testInstitutions: readonly {
  code: string;
  kind: string;
  units: readonly { code: string; parent?: string }[];
}[] = [
  {
    code: "BORDER",
    kind: "border",
    units: [
      { code: "HQ" },
      { code: "NORTH", parent: "HQ" },
      { code: "POST1", parent: "NORTH" },
      { code: "POST2", parent: "NORTH" },
    ],
  },
  { code: "CUSTOMS", kind: "customs", units: [{ code: "HQ" }, { code: "POST1", parent: "HQ" }] },
  {
    code: "POLICE",
    kind: "police",
    units: [{ code: "HQ" }, { code: "REGISTER", parent: "HQ" }, { code: "TOWN", parent: "HQ" }],
  },
  {
    code: "PROSECUTOR",
    kind: "prosecutor",
    units: [{ code: "HQ" }, { code: "CITY", parent: "HQ" }, { code: "SPARE" }],
  },
  { code: "COURT", kind: "court", units: [{ code: "HQ" }, { code: "SPARE" }] },
  { code: "FOCAL", kind: "focal-point", units: [{ code: "HQ" }] },
];

const one = (username: string, institution: string, unit: string, role: string, scope: Scope): TestPerson => ({
  username,
  institution,
  unit,
  roles: [{ role, scope }],
});

export const testPeople: readonly TestPerson[] = [
  one("border.officer", "BORDER", "POST1", "officer", "unit"),
  one("border.own", "BORDER", "POST1", "officer", "own"),
  one("border.officer2", "BORDER", "POST2", "officer", "unit"),
  one("border.chief", "BORDER", "NORTH", "investigator", "unit"),
  one("border.analyst", "BORDER", "HQ", "analyst", "institution"),
  one("customs.officer", "CUSTOMS", "POST1", "officer", "unit"),
  one("customs.analyst", "CUSTOMS", "HQ", "analyst", "institution"),
  one("police.investigator", "POLICE", "TOWN", "investigator", "unit"),
  one("police.analyst", "POLICE", "HQ", "analyst", "institution"),
  one("police.keeper", "POLICE", "REGISTER", "register-keeper", "institution"),
  one("police.examiner", "POLICE", "HQ", "examiner", "institution"),
  one("police.custodian", "POLICE", "TOWN", "custodian", "unit"),
  one("prosecutor.city", "PROSECUTOR", "CITY", "prosecutor", "unit"),
  one("court.registrar", "COURT", "HQ", "registrar", "institution"),
  one("focal.operator", "FOCAL", "HQ", "focal-operator", "national"),
  one("focal.head", "FOCAL", "HQ", "focal-head", "national"),
  one("focal.statistician", "FOCAL", "HQ", "statistician", "national"),
  one("focal.auditor", "FOCAL", "HQ", "auditor", "national"),
  one("focal.administrator", "FOCAL", "HQ", "administrator", "institution"),
];

/** kind, owner, viewer (null: the national focal point's group), level. */
export const testRules: readonly (readonly [
  "recovery" | "firearm" | "register-record",
  string,
  string | null,
  "full" | "hit" | "pointer",
])[] = [
  ["recovery", "BORDER", null, "full"],
  ["firearm", "BORDER", "POLICE", "hit"],
  ["register-record", "POLICE", "BORDER", "hit"],
  ["register-record", "POLICE", "CUSTOMS", "pointer"],
];

export async function makeTestCountry(url: string): Promise<void> {
  const database = new Database(url, 2);
  await syncRoles(database);
  await database.asSystem("tamga_keeper", async (tx) => {
    const institutions = new Map<string, number>();
    const units = new Map<string, number>();
    // Invented people alone: training may be stated as a purpose (src/access/purposes.ts).
    await tx.query(
      "insert into platform.setting (key, value) values ('node.demo', 'true') on conflict (key) do nothing",
    );
    for (const { code, kind, units: tree } of testInstitutions) {
      const institutionId = await putInstitution(tx, {
        code,
        kind,
        nameEn: code,
        nameRu: code,
        shortEn: code,
        shortRu: code,
        contact: { phone: `duty ${code}` },
      });
      institutions.set(code, institutionId);
      for (const unit of tree) {
        const parentId = unit.parent === undefined ? null : (units.get(`${code}/${unit.parent}`) ?? null);
        units.set(
          `${code}/${unit.code}`,
          await putUnit(tx, {
            institutionId,
            parentId,
            code: unit.code,
            kind: "post",
            nameEn: `${code} ${unit.code}`,
            nameRu: `${code} ${unit.code}`,
            region: null,
            place: null,
          }),
        );
      }
    }
    for (const person of testPeople) {
      const unitId = units.get(`${person.institution}/${person.unit}`) ?? 0;
      const personId = await putPerson(tx, {
        username: person.username,
        nameLatin: person.username,
        nameCyrillic: person.username,
        titleEn: "",
        titleRu: "",
        institutionId: institutions.get(person.institution) ?? 0,
        unitId,
        language: "en",
      });
      for (const role of person.roles) await assignRole(tx, { personId, ...role, unitId });
    }
    for (const [kind, owner, viewer, level] of testRules)
      await putSharingRule(tx, { kind, owner, viewer, level, legalBasis: "test" });
  });
  await database.end();
}
