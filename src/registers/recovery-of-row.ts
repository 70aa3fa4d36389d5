/**
 * A row of a recoveries file as a recovery with its weapon.
 *
 * Promises: each row is a recovery of its own unless the mapping groups rows by procedure; what has no field of its own is
 * a line of the circumstances, so that nothing of the row is lost; several offences in one cell (`///`) are several
 * statements. Refuses: to invent an hour or a zone; a legal ground that the row does not state.
 */
import type { z } from "zod";
import type { firearmInput } from "../firearms/firearm.contract.ts";
import type { Finding } from "./tabular/row-outcome.ts";
import type { Mapping } from "./tabular/mapping.ts";
import { readPlaceKind } from "./tabular/place-kind-words.ts";
import type { SourceRow } from "./tabular/row.ts";
import type { RowFields } from "./tabular/row-reader.ts";
import { dayOf, writtenDates } from "./record-of-row.ts";
import { clip, type RowWeapon } from "./weapon-of-row.ts";

export type Manner = "seized" | "found" | "surrendered";

export interface RowRecovery {
  readonly manner: Manner;
  readonly occurredOn: string | null;
  /** Instant, only where the file names a zone. */
  readonly occurredAt: string | null;
  readonly placeWritten: string | null;
  /** Code of `place-kinds.csv`, where the words are known. */
  readonly placeKind: string | null;
  readonly circumstances: string;
  readonly authorityWritten: string | null;
  readonly ownReference: string | null;
  /** Number of the procedure: what rows are grouped by when the mapping asks for it. */
  readonly procedure: string | null;
  readonly ground: string | null;
  /** Articles as written, one statement each. */
  readonly offences: readonly string[];
  /** One, or as many as the row counts when none of them has a number. */
  readonly firearms: number;
  readonly firearm: z.output<typeof firearmInput>;
  readonly findings: readonly Finding[];
}

const mannerWords: readonly (readonly [Manner, RegExp])[] = [
  ["surrendered", /(?:сдан|сдач|сдал|здан|здав|добровол|surrender|handed in|entreg|volunt)/iu],
  ["found", /(?:найд|обнаруж|знайд|виявл|находк|found|find|encontrad|achad|localizad|hallad|trouv)/iu],
  ["seized", /(?:изъят|изыми|изъяти|вилуч|задерж|затрим|seiz|confisc|apreen|recolhid|incaut|decomis|saisi|el kon)/iu],
];

/** Who a weapon belonged to, where it is an organ of the state; a private owner is a person and stays in the circumstances. */
const stateOwner =
  /(?:pol[ií]cia|police|полиц|поліц|милиц|міліц|ex[ée]rcito|\barmy\b|\bnavy\b|marinha|aeron[áa]utica|military|milit[áa]r|арми|армі|минобор|міноборон|оборон|мвд|мвс|вооруж|збройн|гвард|погранич|прикордон|тамож|митн|penitenci|guarda municipal|bombeiro|federal|уиу|гкнб|кнб)/iu;

const mostFirearms = 100;
const separators = /\s*\/{3}\s*|\s*\n+\s*/u;

export function recoveryOfRow(
  row: SourceRow,
  fields: RowFields,
  weapon: RowWeapon,
  mapping: Mapping,
  options: { readonly manner: Manner },
): RowRecovery {
  const { texts, dates, numbers } = fields;
  const findings: Finding[] = [];
  const lines: string[] = [];
  const header = (target: string): string =>
    mapping.columns.find((column) => column.target === target)?.header || target;
  const line = (target: string, text: string | number | null | undefined): void => {
    if (text !== null && text !== undefined && text !== "") lines.push(`${header(target)}: ${text}`);
  };
  let manner = options.manner;
  if (texts.manner !== undefined) {
    const written = texts.manner;
    const read = mannerWords.find(([, pattern]) => pattern.test(written))?.[0];
    if (read === undefined) {
      findings.push({
        column: null,
        target: "manner",
        code: "manner-unknown",
        values: { text: written.slice(0, 100), taken: manner },
        weight: "doubt",
      });
      line("manner", written);
    }
    manner = read ?? manner;
  }
  const kindWritten = texts["place-kind"];
  const placeKind = kindWritten === undefined ? null : readPlaceKind(kindWritten);
  if (kindWritten !== undefined && placeKind === null) {
    findings.push({
      column: null,
      target: "place-kind",
      code: "place-kind-unknown",
      values: { text: kindWritten.slice(0, 100) },
      weight: "doubt",
    });
    line("place-kind", kindWritten);
  }
  const when = dates["occurred-at"] ?? dates["date-entered"] ?? dates["date-lost"];
  const zoned = when?.precision === "time" && when.zone !== undefined;
  if (when?.precision === "time" && !zoned) line("occurred-at", when.iso.replace("T", " "));
  for (const [target, text] of Object.entries(writtenDates(mapping, row, fields))) line(target, text);
  for (const target of ["date-entered", "date-lost"] as const)
    if (dates[target] !== undefined && dates[target] !== when) line(target, dates[target].iso);
  const stateOwned =
    texts.owner !== undefined && stateOwner.test(texts.owner) && !/^(?:n[ãa]o|не)\b/iu.test(texts.owner)
      ? (clip(texts.owner)?.slice(0, 100) ?? null)
      : null;
  if (stateOwned === null) line("owner", texts.owner);
  for (const target of ["status-reason", "legal-origin"] as const) line(target, texts[target]);
  if (texts["case-number"] !== undefined) line("record-number", texts["record-number"]);
  for (const [target, value] of Object.entries(weapon.rest))
    if (target !== "quantity" || Number(value) !== 1) line(target, value);
  for (const note of fields.notes) lines.push(note.header === "" ? note.text : `${note.header}: ${note.text}`);

  let firearms = 1;
  const quantity = numbers.quantity ?? 1;
  if (quantity > 1) {
    const several = weapon.serialWritten === null && quantity <= mostFirearms;
    if (several) firearms = quantity;
    else
      findings.push({
        column: null,
        target: "quantity",
        code: "quantity-one-weapon",
        values: { quantity },
        weight: "doubt",
      });
  }
  const offences = (texts.offences ?? "")
    .split(separators)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return {
    manner,
    occurredOn: dayOf(when),
    occurredAt: zoned ? `${when.iso}${when.zone}` : null,
    placeWritten: clip(
      [texts.place, texts.district].filter((part) => part !== undefined && /[\p{L}\p{N}]/u.test(part)).join(", "),
    ),
    placeKind,
    circumstances: lines.join("\n").slice(0, 20_000).toWellFormed(),
    authorityWritten: clip(texts.unit),
    ownReference: clip(texts["case-number"] ?? texts["record-number"]),
    procedure: texts["case-number"] ?? null,
    ground: clip(texts.ground),
    offences: [...new Set(offences)].slice(0, 50).map((part) => part.slice(0, 500).toWellFormed()),
    firearms,
    firearm: firearmOf(weapon, stateOwned),
    findings,
  };
}

/** The weapon in the shape of the form, so that the import and the form write the same rows. */
function firearmOf(weapon: RowWeapon, stateOwned: string | null): z.output<typeof firearmInput> {
  return {
    type: weapon.type,
    make: weapon.make,
    model: weapon.model,
    calibre: weapon.calibre,
    country: weapon.country,
    year: weapon.year,
    stateOwned,
    marks:
      weapon.serialWritten === null
        ? []
        : [
            {
              kind: "serial",
              place: "not-recorded",
              readings: [
                {
                  written: weapon.serialWritten,
                  state: weapon.serialState,
                  method: "other",
                  confidence: "sure",
                  note: null,
                },
              ],
            },
          ],
  };
}
