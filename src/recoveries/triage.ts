/**
 * Triage: what a record says of itself that somebody should look at soon.
 *
 * Promises: a pure function of the record's facts and the country's thresholds; the same record always carries the same
 * flags, in the same order. Refuses: to score a person. A flag speaks of the occurrence: where, how many, of what kind.
 */
import { codeLists, keptCode } from "../reference/lists.ts";
import { distanceToBorder, type Line, type Point } from "./border-distance.ts";
import type { triageFlags } from "./recovery.contract.ts";

export type TriageFlag = (typeof triageFlags)[number];

/** National configuration, `platform.setting` under `country.recoveries`; what is not set there stands here. */
export interface TriageThresholds {
  /** Country code of the node; without it nobody is a foreign resident. */
  readonly home: string | null;
  readonly borderKm: number;
  readonly manyWeapons: number;
  /** So many weapons of one maker … */
  readonly sequenceLength: number;
  /** … whose numbers lie no further apart than this, each from the next. */
  readonly sequenceGap: number;
}

export const usualThresholds: TriageThresholds = {
  home: null,
  borderKm: 80,
  manyWeapons: 3,
  sequenceLength: 3,
  sequenceGap: 3,
};

export interface TriageWeapon {
  readonly type: string | null;
  readonly make: string | null;
  /** The serial as normalised; null when none was read. */
  readonly serial: string | null;
  readonly conversion: string | null;
}

export interface TriageFacts {
  /** Where it was: of the record, or of the place in the gazetteer. */
  readonly point: Point | null;
  readonly borders: readonly Line[];
  /** Codes of the grounds and contexts that hold. */
  readonly grounds: readonly string[];
  readonly contexts: readonly string[];
  /** Countries of residence of the parties. */
  readonly residences: readonly string[];
  readonly weapons: readonly TriageWeapon[];
}

const terrorism = (list: ReadonlyMap<string, { readonly unodc: string }>, code: string): boolean =>
  code === "terrorism" || list.get(code)?.unodc === "terrorism";

function isConverted({ type, conversion }: TriageWeapon): boolean {
  if (conversion !== null) return conversion !== "none" && conversion !== "not-known";
  return type !== null && codeLists().typeLine(type).includes("converted");
}

/** Letters before and after the last run of digits, and its number; null where there is no number. */
function numberOf(serial: string): { readonly series: string; readonly number: number } | null {
  const parts = /^(.*?)(\d{1,12})(\D*)$/u.exec(serial);
  if (parts === null) return null;
  return { series: `${parts[1] ?? ""}|${parts[3] ?? ""}`, number: Number(parts[2]) };
}

/** Whether so many weapons of one maker carry numbers that follow each other. The same number twice is one. */
export function haveSerialsInSequence(weapons: readonly TriageWeapon[], length: number, gap: number): boolean {
  const series = new Map<string, Set<number>>();
  for (const { make, serial } of weapons) {
    const read = serial === null ? null : numberOf(serial);
    if (make === null || make === "unknown" || read === null) continue;
    const key = `${keptCode("makes", make)}|${read.series}`;
    series.set(key, (series.get(key) ?? new Set()).add(read.number));
  }
  for (const numbers of series.values()) {
    let run = 0;
    let before = Number.NEGATIVE_INFINITY;
    for (const number of [...numbers].sort((a, b) => a - b)) {
      run = number - before <= gap ? run + 1 : 1;
      before = number;
      if (run >= length) return true;
    }
  }
  return false;
}

/** The flags of a record, in the order of `triageFlags`. */
export function triage(facts: TriageFacts, thresholds: TriageThresholds): TriageFlag[] {
  const { grounds, contexts } = codeLists();
  const distance = facts.point === null ? null : distanceToBorder(facts.point, facts.borders);
  const raised: Readonly<Record<TriageFlag, boolean>> = {
    "near-border": distance !== null && distance <= thresholds.borderKm,
    "many-weapons": facts.weapons.length >= thresholds.manyWeapons,
    terrorism:
      facts.grounds.some((code) => terrorism(grounds, code)) ||
      facts.contexts.some((code) => terrorism(contexts, code)),
    "foreign-resident": thresholds.home !== null && facts.residences.some((country) => country !== thresholds.home),
    converted: facts.weapons.some(isConverted),
    "serials-in-sequence": haveSerialsInSequence(facts.weapons, thresholds.sequenceLength, thresholds.sequenceGap),
  };
  return (Object.keys(raised) as TriageFlag[]).filter((flag) => raised[flag]);
}
