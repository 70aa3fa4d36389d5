/* oxlint-disable vitest/valid-expect -- in a loop over a list, the second argument of expect names the entry that failed */
/** The demonstration country: consistent in itself and with the code lists, and made only by its own generator. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { findRole, scopes } from "../access/roles.ts";
import { loadCodeLists } from "./code-lists.ts";
import { demoFiles } from "../../reference-data/demo-country/make.ts";

const dir = fileURLToPath(new URL("../../reference-data/demo-country/", import.meta.url));
const read = (name: string): string => readFileSync(dir + name, "utf8");
const both = z.object({ en: z.string().min(1), ru: z.string().min(1) });
const lists = loadCodeLists();

const country = z
  .object({
    code: z.string().regex(/^Q[M-Z]$/u),
    name: both,
    regions: z
      .array(
        z.object({
          code: z.string(),
          name: both,
          outline: z.object({ coordinates: z.array(z.array(z.tuple([z.number(), z.number()]))) }),
        }),
      )
      .min(6)
      .max(8),
    neighbours: z.array(z.object({ code: z.string(), name: both })).length(4),
    border_posts: z.array(z.object({ place: z.string(), unit: z.string(), neighbour: z.string() })),
    airports: z.array(z.object({ place: z.string() })),
  })
  .parse(JSON.parse(read("country.json")));
const { institutions } = z
  .object({
    institutions: z.array(
      z.object({
        code: z.string(),
        name: both,
        short: both,
        contact: z.object({ email: z.string().endsWith(".example") }),
        units: z.array(
          z.object({
            code: z.string(),
            parent: z.string().nullable(),
            name: both,
            kind: z.enum(["headquarters", "department", "region", "post", "laboratory", "store", "court"]),
            region: z.string(),
            place: z.string(),
          }),
        ),
      }),
    ),
  })
  .parse(JSON.parse(read("institutions.json")));
const { people } = z
  .object({
    people: z.array(
      z.object({
        username: z.string().regex(/^[a-z.]+$/u),
        name: z.object({
          cyrillic: z.string().regex(/^[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+$/u),
          latin: z.string().regex(/^[A-Za-z]+ [A-Za-z]+$/u),
        }),
        title: both,
        part: both,
        institution: z.string(),
        unit: z.string(),
        roles: z.array(z.object({ role: z.string(), scope: z.enum(scopes) })).min(1),
        language: z.enum(["en", "ru"]),
      }),
    ),
  })
  .parse(JSON.parse(read("people.json")));
const places = z
  .array(
    z.object({
      code: z.string(),
      name_en: z.string().min(1),
      name_ru: z.string().min(1),
      region: z.string(),
      lat: z.coerce.number(),
      lon: z.coerce.number(),
      kind: z.string(),
    }),
  )
  .parse(parse(read("places.csv"), { columns: true }));
const coded = z.object({ code: z.string() });
const written = z.object({ written: z.string() });
const story = z
  .object({
    registers: z.array(z.object({ file: z.string(), institution: z.string(), importedBy: z.string() })),
    threads: z.array(
      z.object({
        code: z.string(),
        title: both,
        text: both,
        recoveries: z.array(z.string()),
        matches: z.array(z.string()),
      }),
    ),
    matches: z.array(
      z.object({
        code: z.string(),
        recovery: z.string(),
        firearm: z.number(),
        with: z.object({ row: z.number().optional(), recovery: z.string().optional() }),
        decision: z.enum(["confirm", "reject"]),
        why: both,
      }),
    ),
    recoveries: z.array(
      z.object({
        ref: z.string(),
        unit: z.string(),
        recordedBy: z.string(),
        manner: z.string(),
        occurredOn: z.string(),
        place: coded,
        ground: coded,
        context: coded.nullable(),
        handling: z.array(z.enum(["H1", "H2", "H3"])),
        sharedWith: z.array(
          z.object({ institution: z.string().optional(), unit: z.string().optional(), person: z.string().optional() }),
        ),
        firearms: z
          .array(
            z.object({
              type: coded,
              make: written,
              model: written,
              calibre: written,
              marks: z.array(
                z.object({
                  kind: z.string(),
                  place: z.string(),
                  readings: z
                    .array(z.object({ written: z.string(), state: z.string(), by: z.string().optional() }))
                    .min(1),
                }),
              ),
            }),
          )
          .min(1)
          .max(6),
      }),
    ),
  })
  .parse(JSON.parse(read("story.json")));

const units = new Map(
  institutions.flatMap((one) => one.units.map((unit) => [unit.code, { ...unit, institution: one.code }] as const)),
);
const placeCodes = new Map(places.map((place) => [place.code, place]));
const persons = new Map(people.map((person) => [person.username, person]));

const table = (text: string, options: object): Record<string, string>[] =>
  z.array(z.record(z.string(), z.string())).parse(parse(text, options));

/** Even-odd rule. */
function inside(
  [x, y]: readonly [number, number],
  rings: readonly (readonly (readonly [number, number])[])[],
): boolean {
  let odd = false;
  for (const ring of rings) {
    ring.forEach(([x1, y1], i) => {
      const [x2, y2] = ring[i + 1] ?? [x1, y1];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) {
        odd = !odd;
      }
    });
  }
  return odd;
}

describe("the demonstration country", () => {
  it("is written by its generator, byte for byte", () => {
    for (const [name, content] of demoFiles()) {
      expect(read(name) === content, name).toBe(true);
    }
  });

  it("has eight institutions whose units form trees", () => {
    expect(institutions.map((one) => one.code)).toEqual([
      "BORDER",
      "CUSTOMS",
      "POLICE",
      "SECURITY",
      "DEFENCE",
      "PROSECUTOR",
      "COURT",
      "FOCAL",
    ]);
    expect(units.size).toBe(institutions.reduce((sum, one) => sum + one.units.length, 0));
    for (const unit of units.values()) {
      expect(placeCodes.has(unit.place), unit.code).toBe(true);
      expect(unit.parent === null || units.get(unit.parent)?.institution === unit.institution, unit.code).toBe(true);
    }
    for (const one of institutions) {
      expect(one.units.filter((unit) => unit.parent === null)).toHaveLength(1);
    }
  });

  it("keeps its places inside their regions and its codes out of the real world's", () => {
    expect(places.length).toBeGreaterThanOrEqual(60);
    expect(placeCodes.size).toBe(places.length);
    const outlines = new Map(country.regions.map((region) => [region.code, region.outline.coordinates]));
    for (const place of places) {
      expect(inside([place.lon, place.lat], outlines.get(place.region) ?? []), place.code).toBe(true);
    }
    for (const code of [country.code, ...country.neighbours.map((one) => one.code)]) {
      expect(lists.countries.get(code)?.status).toBe("fictional");
    }
    for (const post of country.border_posts) {
      expect(units.get(post.unit)?.place).toBe(post.place);
    }
  });

  it("has people with roles that exist, and every role has somebody", () => {
    expect(persons.size).toBe(people.length);
    for (const person of people) {
      expect(units.get(person.unit)?.institution, person.username).toBe(person.institution);
      for (const { role } of person.roles) {
        expect(findRole(role), role).toBeDefined();
      }
    }
    const held = new Set(people.flatMap((person) => person.roles.map(({ role }) => role)));
    expect([...held].sort()).toEqual([
      "administrator",
      "analyst",
      "auditor",
      "custodian",
      "examiner",
      "focal-head",
      "focal-operator",
      "investigator",
      "officer",
      "prosecutor",
      "register-keeper",
      "registrar",
      "statistician",
    ]);
  });

  it("tells its story with codes, units and people that exist", () => {
    expect(story.recoveries.length).toBeGreaterThanOrEqual(60);
    for (const recovery of story.recoveries) {
      const recorder = persons.get(recovery.recordedBy);
      const unit = units.get(recovery.unit);
      expect(recorder?.institution, recovery.ref).toBe(unit?.institution);
      expect(
        recorder?.roles.some(({ role }) => findRole(role)?.permissions.includes("recoveries.record")),
        recovery.ref,
      ).toBe(true);
      expect(placeCodes.has(recovery.place.code), recovery.ref).toBe(true);
      expect(lists.grounds.get(recovery.ground.code)?.manners, recovery.ref).toContain(recovery.manner);
      expect(recovery.context === null || lists.contexts.has(recovery.context.code)).toBe(true);
      expect(recovery.occurredOn >= "2024-11-22" && recovery.occurredOn <= "2026-11-22", recovery.ref).toBe(true);
      for (const audience of recovery.sharedWith) {
        expect(audience.unit === undefined || units.has(audience.unit)).toBe(true);
        expect(
          audience.institution === undefined || institutions.some((one) => one.code === audience.institution),
        ).toBe(true);
      }
      for (const firearm of recovery.firearms) {
        expect(lists.types.has(firearm.type.code), recovery.ref).toBe(true);
        for (const text of [firearm.make.written, firearm.model.written]) {
          expect(
            text === "" || lists.findMake(text) !== null || lists.findModel(text) !== null,
            `${recovery.ref}: ${text}`,
          ).toBe(true);
        }
        expect(
          lists.findCalibre(firearm.calibre.written),
          `${recovery.ref}: ${firearm.calibre.written}`,
        ).not.toBeNull();
        for (const mark of firearm.marks) {
          expect(lists.markKinds.has(mark.kind), mark.kind).toBe(true);
          for (const reading of mark.readings) {
            expect(lists.markStates.get(reading.state)?.readable).toBe(reading.written !== "");
            expect(reading.by === undefined || persons.has(reading.by)).toBe(true);
          }
        }
      }
    }
  });

  it("promises only matches whose two sides are there", () => {
    const refs = new Map(story.recoveries.map((recovery) => [recovery.ref, recovery]));
    for (const match of story.matches) {
      expect(refs.get(match.recovery)?.firearms[match.firearm], match.code).toBeDefined();
      expect(match.with.row !== undefined || refs.has(match.with.recovery ?? ""), match.code).toBe(true);
    }
    const codes = new Set(story.matches.map((match) => match.code));
    for (const thread of story.threads) {
      expect(
        thread.recoveries.every((ref) => refs.has(ref)),
        thread.code,
      ).toBe(true);
      expect(
        thread.matches.every((code) => codes.has(code)),
        thread.code,
      ).toBe(true);
    }
    expect(story.matches.filter((match) => match.decision === "confirm").length).toBeGreaterThanOrEqual(12);
    expect(story.matches.filter((match) => match.decision === "reject").length).toBeGreaterThanOrEqual(3);
  });

  it("sends registers as institutions do, and knows most of what stands in them", () => {
    const police = table(read("registers/police-lost-stolen.csv"), {
      columns: true,
      bom: true,
      delimiter: ";",
    });
    const defence = table(read("registers/defence-losses.csv"), { columns: true });
    const customs = table(read("registers/customs-transit.csv"), { columns: true, delimiter: "\t" });
    expect([police.length, defence.length, customs.length]).toEqual([440, 120, 60]);
    for (const row of police) {
      expect(lists.findType(row["Вид оружия"] ?? ""), row["Вид оружия"]).not.toBeNull();
      expect(lists.findModel(row["Марка, модель"] ?? ""), row["Марка, модель"]).not.toBeNull();
      expect(lists.findCalibre(row["Калибр"] ?? ""), row["Калибр"]).not.toBeNull();
    }
  });
});
