/**
 * How a file is read for the counting rule: which column says what. A profile is data, so that anyone can repeat a count on
 * a file of their own, and so that what was decided about its values stands in writing.
 */
import { z } from "zod";

const valueMap = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.record(z.string(), z.enum(values));

/** One row, one item (or a quantity of equal ones). Values are compared folded: lower case, without accents. */
const itemsProfile = z.object({
  layout: z.literal("items"),
  note: z.string().default(""),
  /** Column of the kind of object and its values; `otherwise` for values that are not named. */
  kind: z.object({
    column: z.string().optional(),
    values: valueMap(["firearm", "part", "ammunition", "explosive", "replica", "other", "not-recorded"]).default({}),
    otherwise: z.enum(["firearm", "part", "ammunition", "explosive", "replica", "other", "not-recorded"]),
  }),
  /** Without a column each row is one. */
  quantity: z.object({ column: z.string() }).optional(),
  /** The date that an item is counted by; without a column the year (month, day) that the whole file stands for. */
  when: z.object({ column: z.string() }).or(z.object({ all: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/) })),
  manner: z.object({
    column: z.string().optional(),
    /** Phrases of which one is enough; the first that is found decides. */
    contains: z.array(z.object({ phrase: z.string(), manner: z.enum(["seized", "found", "surrendered"]) })).default([]),
    otherwise: z.enum(["seized", "found", "surrendered", "not-recorded"]),
  }),
  owner: z
    .object({
      column: z.string(),
      values: valueMap(["state", "registered", "none", "not-recorded"]),
    })
    .optional(),
  lawful: z.object({ column: z.string(), values: z.array(z.string()) }).optional(),
  type: z.object({ column: z.string(), values: z.record(z.string(), z.string()).default({}) }),
  /** The number of the area at the beginning of the column. */
  area: z.object({ column: z.string() }).optional(),
});

/** One row, one month of one area; a column for each type. An empty cell is "not reported". */
const seriesProfile = z.object({
  layout: z.literal("series"),
  note: z.string().default(""),
  year: z.string(),
  month: z.string(),
  area: z.string(),
  types: z.record(z.string(), z.string()),
  total: z.string(),
});

export const countingProfile = z.discriminatedUnion("layout", [itemsProfile, seriesProfile]);
export type CountingProfile = z.infer<typeof countingProfile>;
export type ItemsProfile = z.infer<typeof itemsProfile>;
export type SeriesProfile = z.infer<typeof seriesProfile>;

/** Lower case, without accents, single spaces: how values of a profile and of a file are compared. */
export function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll(/\s+/g, " ").trim();
}

const rioTypes: Readonly<Record<string, string>> = {
  "arma de fabricacao caseira": "home-made",
  carabina: "carbine",
  espingarda: "shotgun",
  fuzil: "rifle",
  garrucha: "derringer",
  garruchao: "long derringer",
  metralhadora: "machine-gun",
  outros: "other",
  pistola: "pistol",
  revolver: "revolver",
  submetralhadora: "submachine-gun",
  indeterminado: "not determined",
};

const profiles: Readonly<Record<string, z.input<typeof countingProfile>>> = {
  "rio-official-items": {
    layout: "items",
    note: "Items behind the published figure of 2018. The office has already taken out what it does not count; neither day nor area is in the file.",
    kind: { column: "categoria", values: { "1": "firearm" }, otherwise: "other" },
    quantity: { column: "quantidade" },
    when: { all: "2018" },
    manner: { otherwise: "seized" },
    type: { column: "tipo", values: rioTypes },
  },
  "rio-official-series": {
    layout: "series",
    note: "Published monthly series by police area and type.",
    year: "ano",
    month: "mes",
    area: "cisp",
    total: "arma_fogo_total",
    types: {
      arma_fogo_arma_fabricacao_caseira: "home-made",
      arma_fogo_carabina: "carbine",
      arma_fogo_espingarda: "shotgun",
      arma_fogo_fuzil: "rifle",
      arma_fogo_garrucha: "derringer",
      arma_fogo_garruchao: "long derringer",
      arma_fogo_metralhadora: "machine-gun",
      arma_fogo_outros: "other",
      arma_fogo_pistola: "pistol",
      arma_fogo_revolver: "revolver",
      arma_fogo_submetralhadora: "submachine-gun",
    },
  },
  "rio-evidence-register": {
    layout: "items",
    note: "Firearms taken into evidence, whoever they belong to: also weapons of the police that were fired and are handed in for examination.",
    kind: { column: "Classe", values: { "arma de fogo": "firearm" }, otherwise: "other" },
    when: { column: "Data Registro" },
    manner: {
      column: "Tipo Delito",
      contains: [{ phrase: "entrega voluntaria de arma de fogo", manner: "surrendered" }],
      otherwise: "seized",
    },
    owner: {
      column: "Patrimoniada",
      values: {
        "policia militar": "state",
        "policia civil": "state",
        "forcas armadas": "state",
        "forca nacional": "state",
        "corpo de bombeiro": "state",
        "patrimoniada / outras": "state",
        "registro particular": "registered",
        "nao patrimoniada": "none",
        "nao identificada": "not-recorded",
      },
    },
    lawful: { column: "Origem Arma", values: ["licita"] },
    type: { column: "Tipo", values: rioTypes },
    area: { column: "Circunscrição" },
  },
};

/** Names of the profiles that come with the program. */
export const profileNames: readonly string[] = Object.keys(profiles);

/** A profile that comes with the program. */
export function namedProfile(name: string): CountingProfile | undefined {
  const found = profiles[name];
  return found === undefined ? undefined : countingProfile.parse(found);
}
