/**
 * The demonstration country as it lies in `reference-data/demo-country`, checked before anything is written.
 *
 * Promises: what it gives is complete and of the right shape. Refuses: a file that is not; it says where.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { scopes } from "../access/roles.ts";
import { handlingCodes, manners } from "../recoveries/recovery.contract.ts";
import { itemInput, offenceInput, partyInput, routePointInput } from "../recoveries/recovery-parts.ts";
import { codedLoose } from "../recoveries/recovery-shapes.ts";
import { registerKinds } from "../registers/register.contract.ts";
import { targets } from "../registers/tabular/fields.ts";

const folder = fileURLToPath(new URL("../../reference-data/demo-country/", import.meta.url));

const both = z.object({ en: z.string().min(1), ru: z.string().min(1) });
const code = z.object({ code: z.string() });

const polygon = z.object({ coordinates: z.array(z.array(z.tuple([z.number(), z.number()]))) });
const countryFile = z.object({
  name: both,
  regions: z.array(z.object({ code: z.string(), name: both, outline: polygon })),
  neighbours: z.array(z.object({ code: z.string(), name: both })),
});

/** Shapes of the neighbours, and the lines that are no agreed border. */
const mapFile = z.object({
  frame: z.object({ west: z.number(), south: z.number(), east: z.number(), north: z.number() }),
  neighbours: z.array(z.object({ code: z.string(), label_at: z.tuple([z.number(), z.number()]), outline: polygon })),
  borders: z.array(z.object({ kind: z.string(), name: both, line: z.array(z.tuple([z.number(), z.number()])) })),
});

const institutionsFile = z.object({
  institutions: z.array(
    z.object({
      code: z.string(),
      kind: z.string(),
      name: both,
      short: both,
      contact: z.record(z.string(), z.string()),
      units: z.array(
        z.object({
          code: z.string(),
          parent: z.string().nullable(),
          name: both,
          kind: z.string(),
          region: z.string(),
          place: z.string(),
        }),
      ),
    }),
  ),
});

const peopleFile = z.object({
  people: z.array(
    z.object({
      username: z.string(),
      name: z.object({ cyrillic: z.string(), latin: z.string() }),
      title: both,
      part: both,
      institution: z.string(),
      unit: z.string(),
      roles: z.array(z.object({ role: z.string(), scope: z.enum(scopes) })),
      language: z.enum(["en", "ru"]),
      /** Place in the tour of ten minutes (docs/demo.md); who has none is listed after it. */
      tour: z.number().int().optional(),
    }),
  ),
});

const rulesFile = z.object({
  rules: z.array(
    z.object({
      kind: z.enum(["recovery", "firearm", "register-record"]),
      owners: z.array(z.string()).min(1),
      viewers: z.array(z.string()).min(1),
      level: z.enum(["full", "hit", "pointer"]),
      basis: both,
    }),
  ),
});

const placesFile = z.array(
  z.object({
    code: z.string(),
    name_en: z.string(),
    name_ru: z.string(),
    region: z.string(),
    lat: z.coerce.number(),
    lon: z.coerce.number(),
    kind: z.string(),
  }),
);

const storyReading = z.object({
  written: z.string(),
  state: z.enum(["clear", "partial", "obliterated", "restored", "altered", "none-made", "not-recorded"]),
  method: z.enum(["eye", "lens", "chemical", "magneto-optic", "other"]),
  confidence: z.enum(["sure", "probable", "doubtful"]),
  note: z.string().optional(),
  /** Who read it, when it was not who recorded the recovery. */
  by: z.string().optional(),
  at: z.string().optional(),
});

const storyRecovery = z.object({
  ref: z.string(),
  recordedBy: z.string(),
  manner: z.enum(manners),
  occurredOn: z.string(),
  occurredAt: z.string(),
  place: code,
  ground: code,
  context: z.object({ code: z.string(), fromDate: z.string() }).nullable(),
  circumstances: z.string(),
  handling: z.array(z.enum(handlingCodes)),
  grade: z.string().nullable(),
  sharedWith: z.array(
    z.object({
      institution: z.string().optional(),
      unit: z.string().optional(),
      person: z.string().optional(),
      until: z.string().optional(),
      reason: z.string().optional(),
      leave: z.string().optional(),
    }),
  ),
  firearms: z.array(
    z.object({
      type: code,
      make: z.object({ written: z.string() }),
      model: z.object({ written: z.string() }),
      calibre: z.object({ written: z.string() }),
      year: z.number().optional(),
      marks: z.array(z.object({ kind: z.string(), place: z.string(), readings: z.array(storyReading) })),
    }),
  ),
  /** What came beside the weapons, in the shape of the form. */
  more: z
    .object({
      placeKind: z.string().optional(),
      conveyance: codedLoose.optional(),
      concealment: codedLoose.optional(),
      items: z.array(itemInput).optional(),
      parties: z.array(partyInput).optional(),
      route: z.array(routePointInput).optional(),
      offences: z.array(offenceInput).optional(),
      /** The institution's analyst has returned it, with this reason. */
      returned: z.string().optional(),
    })
    .default({}),
});

const storyFile = z.object({
  registers: z.array(
    z.object({
      code: z.string(),
      file: z.string(),
      institution: z.string(),
      kind: z.enum(registerKinds),
      importedBy: z.string(),
      name: both,
      basis: both,
      asOf: z.string(),
      /** Columns that the keeper settles otherwise than the import room proposes: header to field. */
      settles: z.record(z.string(), z.enum(targets)),
    }),
  ),
  matches: z.array(
    z.object({
      code: z.string(),
      recovery: z.string(),
      firearm: z.number().int(),
      with: z.object({
        register: z.string().optional(),
        serial: z.string().optional(),
        model: z.string().optional(),
        row: z.number().int().optional(),
        recovery: z.string().optional(),
      }),
      decision: z.enum(["confirm", "reject"]),
      /** Who has settled it before the visitor comes; without it the hit waits. */
      decidedBy: z.string().optional(),
      /** The pair says too little by itself for a proposal; who looks the number up among what they may see finds it. */
      proposed: z.literal(false).optional(),
      /** What makes the pair hard to find; for the tests' table. */
      difficulty: z.string(),
      why: both,
    }),
  ),
  recoveries: z.array(storyRecovery),
});

export type DemoInstitution = z.output<typeof institutionsFile>["institutions"][number];
export type DemoCitizen = z.output<typeof peopleFile>["people"][number];
type DemoRule = z.output<typeof rulesFile>["rules"][number];
type DemoPlace = z.output<typeof placesFile>[number];
export type StoryRegister = z.output<typeof storyFile>["registers"][number];
export type StoryMatch = z.output<typeof storyFile>["matches"][number];
export type StoryRecovery = z.output<typeof storyRecovery>;

export interface DemoFiles {
  /** The country's name. */
  readonly name: z.output<typeof both>;
  readonly regions: z.output<typeof countryFile>["regions"];
  readonly neighbours: z.output<typeof countryFile>["neighbours"];
  readonly map: z.output<typeof mapFile>;
  readonly institutions: readonly DemoInstitution[];
  readonly people: readonly DemoCitizen[];
  readonly rules: readonly DemoRule[];
  readonly places: ReadonlyMap<string, DemoPlace>;
  readonly registers: readonly StoryRegister[];
  readonly matches: readonly StoryMatch[];
  readonly recoveries: readonly StoryRecovery[];
}

/** Absolute path of a file of the demonstration. */
export function demoPath(name: string): string {
  return `${folder}${name}`;
}

function read<T extends z.ZodType>(name: string, shape: T): z.output<T> {
  const outcome = shape.safeParse(JSON.parse(readFileSync(demoPath(name), "utf8")));
  if (!outcome.success) throw new Error(`reference-data/demo-country/${name}: ${z.prettifyError(outcome.error)}`);
  return outcome.data;
}

/** Reads the people alone: what a later start lists. */
export function readDemoPeople(): { institutions: readonly DemoInstitution[]; people: readonly DemoCitizen[] } {
  return { ...read("institutions.json", institutionsFile), ...read("people.json", peopleFile) };
}

export function readDemoFiles(): DemoFiles {
  const places = placesFile.parse(parse(readFileSync(demoPath("places.csv"), "utf8"), { columns: true }));
  return {
    ...readDemoPeople(),
    ...read("country.json", countryFile),
    map: read("map.json", mapFile),
    ...read("sharing-rules.json", rulesFile),
    ...read("story.json", storyFile),
    places: new Map(places.map((place) => [place.code, place])),
  };
}
