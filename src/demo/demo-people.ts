/**
 * Institutions, units, people and sharing rules of the demonstration country, and the one password of the demonstration.
 *
 * Promises: all of them are there or none; everybody's password is the same, made for this installation alone and kept
 * where only its owner reads it. Refuses: a database in which somebody already works.
 */
import { settingOf } from "../platform/settings.ts";
import { randomInt } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashPassword, passwordFaults } from "../access/password.ts";
import { assignRole, putInstitution, putPerson, putSharingRule, putUnit } from "../access/people.store.ts";
import { putPassword } from "../access/sign-in.store.ts";
import type { Database, Tx } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import type { DemoCitizen, DemoFiles } from "./demo-files.ts";

/** Short, unlike each other, and typed the same on every keyboard. */
const words = [
  "amber", "anvil", "apricot", "autumn", "basalt", "beacon", "birch", "bridge", "bronze", "canyon", "cedar", "cherry", "cinder", "clover", "cobalt", "copper",
  "coral", "cotton", "crane", "desert", "eagle", "ember", "falcon", "feather", "felt", "fiddle", "forest", "garnet", "ginger", "glacier", "granite", "harbour",
  "harvest", "hazel", "heron", "honey", "indigo", "ivory", "jasmine", "juniper", "kettle", "lantern", "larch", "lemon", "linen", "lotus", "maple", "marble",
  "meadow", "mirror", "mosaic", "mulberry", "nutmeg", "oasis", "olive", "onyx", "orchard", "otter", "paper", "pebble", "pepper", "pine", "plum", "poplar",
  "quartz", "quince", "raven", "reed", "ribbon", "river", "rowan", "saddle", "saffron", "salmon", "sandal", "satin", "silver", "sparrow", "spruce", "steppe",
  "sunrise", "tansy", "thistle", "thunder", "topaz", "tulip", "turquoise", "valley", "velvet", "walnut", "willow", "winter", "yarrow", "zephyr",
] as const; // prettier-ignore

const fileName = "demo-sign-in.txt";

function newPassword(usernames: readonly string[]): string {
  for (;;) {
    const [a, b, c] = Array.from({ length: 3 }, () => words[randomInt(words.length)] ?? words[0]);
    const password = `${a}-${b}-${c}-${randomInt(10, 100)}`;
    if (a !== b && b !== c && a !== c && usernames.every((username) => passwordFaults(password, username).length === 0))
      return password;
  }
}

/** The password of an earlier start; null when its file is gone. */
export function keptPassword(dataDir: string): string | null {
  try {
    const password = readFileSync(join(dataDir, fileName), "utf8").trim().split("\n").at(-1)?.trim() ?? "";
    return password.length >= 12 ? password : null;
  } catch (fault) {
    if (fault instanceof Error && (fault as { code?: unknown }).code === "ENOENT") return null;
    throw fault;
  }
}

/** Makes a password and keeps it below `heading`, readable by the owner of the data folder only. */
export function makePassword(dataDir: string, people: readonly DemoCitizen[], heading: string): string {
  const password = newPassword(people.map((person) => person.username));
  const path = join(dataDir, fileName);
  // A file that is half written must not be taken for the password.
  writeFileSync(`${path}.new`, `${heading}\n${password}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return password;
}

/** Sets the password for everybody: computed once, because 38 times argon2id would hold up the start. */
export async function setPasswords(tx: Tx, people: readonly DemoCitizen[], password: string): Promise<void> {
  const hash = await hashPassword(password);
  const ids = await tx.query<{ id: string }>("select id from access.person where username = any($1)", [
    people.map((person) => person.username),
  ]);
  for (const { id } of ids) await putPassword(tx, id, hash);
}

export async function putSetting(tx: Tx, key: string, value: unknown): Promise<void> {
  await tx.query(
    "insert into platform.setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, changed_at = now()",
    [key, JSON.stringify(value)],
  );
}

/** The map as the setting keeps it (figures/map.contract.ts). */
function mapOf({ regions, neighbours, map }: DemoFiles): unknown {
  const names = new Map(neighbours.map((one) => [one.code, one.name]));
  const { west, south, east, north } = map.frame;
  return {
    frame: [west, south, east, north],
    regions: regions.map(({ code, outline }) => ({ code, rings: outline.coordinates })),
    neighbours: map.neighbours.map(({ code, label_at: label, outline }) => ({
      code,
      ...names.get(code),
      label,
      rings: outline.coordinates,
    })),
    borders: map.borders.map(({ kind, name, line }) => ({ kind, ...name, line })),
  };
}

/** Writes the country in one transaction, once. Throws Problem 409 "data-is-not-demo" where somebody already works. */
export async function settleCountry(database: Database, files: DemoFiles, password: string): Promise<void> {
  await database.asSystem("tamga_keeper", async (tx) => {
    if ((await settingOf(tx, "demo.country")) === true) return;
    const [there] = await tx.query<{ count: number }>("select count(*) as count from access.institution");
    if ((there?.count ?? 0) > 0 || (await settingOf(tx, "node.demo")) === false)
      throw new Problem({ status: 409, code: "data-is-not-demo" });
    await putSetting(tx, "node.demo", true);
    await putSetting(tx, "node.name", files.name);
    await putSetting(
      tx,
      "country.regions",
      files.regions.map((region) => ({ code: region.code, ...region.name })),
    );
    await putSetting(
      tx,
      "country.places",
      [...files.places.values()].map((place) => ({
        code: place.code,
        en: place.name_en,
        ru: place.name_ru,
        region: place.region,
        lat: place.lat,
        lon: place.lon,
      })),
    );
    // What the neighbours' land begins at is the border; their far sides are further away than any threshold.
    await putSetting(
      tx,
      "country.borders",
      files.map.neighbours.flatMap(({ outline }) => outline.coordinates),
    );
    await putSetting(tx, "country.recoveries", { home: "QT" });
    await putSetting(tx, "country.map", mapOf(files));
    await putSetting(tx, "demo.country", true);
    const institutions = new Map<string, number>();
    const units = new Map<string, number>();
    for (const { code, kind, name, short, contact, units: tree } of files.institutions) {
      const institutionId = await putInstitution(tx, {
        code,
        kind,
        nameEn: name.en,
        nameRu: name.ru,
        shortEn: short.en,
        shortRu: short.ru,
        contact,
      });
      institutions.set(code, institutionId);
      for (const unit of tree) {
        const parentId = unit.parent === null ? null : (units.get(unit.parent) ?? null);
        units.set(
          unit.code,
          await putUnit(tx, {
            institutionId,
            parentId,
            code: unit.code,
            kind: unit.kind,
            nameEn: unit.name.en,
            nameRu: unit.name.ru,
            region: unit.region,
            place: unit.place,
          }),
        );
      }
    }
    for (const person of files.people) {
      const institutionId = institutions.get(person.institution);
      const unitId = units.get(person.unit);
      if (institutionId === undefined || unitId === undefined)
        throw new Error(`people.json: ${person.username} is in no unit`);
      const personId = await putPerson(tx, {
        username: person.username,
        nameLatin: person.name.latin,
        nameCyrillic: person.name.cyrillic,
        titleEn: person.title.en,
        titleRu: person.title.ru,
        institutionId,
        unitId,
        language: person.language,
        email: `${person.username}@${person.institution.toLowerCase()}.qt.example`,
      });
      for (const { role, scope } of person.roles) await assignRole(tx, { personId, role, scope, unitId });
    }
    for (const { kind, owners, viewers, level, basis } of files.rules) {
      for (const owner of owners) {
        for (const viewer of viewers) {
          if (owner !== viewer)
            await putSharingRule(tx, { kind, owner, viewer, level, legalBasis: `${basis.ru} / ${basis.en}` });
        }
      }
    }
    await setPasswords(tx, files.people, password);
  });
}

/** The numbers that the database gave, by user name and by code of the unit. */
export interface Numbers {
  readonly people: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, number>;
}

export async function numbersOf(database: Database): Promise<Numbers> {
  return database.asSystem("tamga_keeper", async (tx) => {
    const people = await tx.query<{ username: string; id: string }>("select username, id from access.person");
    const units = await tx.query<{ code: string; id: number }>("select code, id from access.unit");
    return {
      people: new Map(people.map((row) => [row.username, row.id])),
      units: new Map(units.map((row) => [row.code, row.id])),
    };
  });
}
