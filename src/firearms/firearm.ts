/**
 * The weapon's rules: which reading and which statement is shown as the best, and when readings disagree.
 *
 * Promises: choosing the best overwrites nothing; the same statements always give the same best. Refuses: to let a
 * later careless reading hide an earlier sure one.
 */
import { codeLists } from "../reference/lists.ts";
import { readSerialField } from "../matching/serial-field.ts";
import { indexKeysOfPattern } from "../matching/serial-keys.ts";

export interface ReadingFacts {
  readonly written: string;
  readonly state: string;
  readonly method: string;
  readonly confidence: string;
}

/** What an examiner brought out by a method that restores says more than what the eye took for clear. */
function stateRankOf(reading: ReadingFacts): number {
  const restored = reading.state === "restored" && codeLists().readingMethods.get(reading.method)?.restores === true;
  return restored ? 6 : (stateRank[reading.state] ?? 0);
}

const stateRank: Readonly<Record<string, number>> = {
  clear: 5,
  restored: 4,
  partial: 3,
  altered: 2,
  obliterated: 1,
  "none-made": 1,
  "not-recorded": 0,
};
const confidenceRank: Readonly<Record<string, number>> = { sure: 2, probable: 1, doubtful: 0 };

/** The most telling reading: by state (a restoration first), then confidence, then how much of it is readable; the later one of equals. */
export function bestReading<R extends ReadingFacts>(readings: readonly R[]): R | undefined {
  const readable = (reading: R): number =>
    Array.from(reading.written).filter((sign) => !"?*[]() -".includes(sign)).length;
  return readings.reduce<R | undefined>((best, next) => {
    if (best === undefined) return next;
    const order =
      stateRankOf(next) - stateRankOf(best) ||
      (confidenceRank[next.confidence] ?? 0) - (confidenceRank[best.confidence] ?? 0) ||
      readable(next) - readable(best);
    return order >= 0 ? next : best;
  }, undefined);
}

export interface SerialFacts {
  readonly serialWritten: string | null;
  readonly serialNormal: string | null;
  readonly serialState: string;
  readonly serialKeys: readonly bigint[];
}

function keysOfReading(written: string): bigint[] {
  if (written === "") return [];
  const field = readSerialField(written);
  return [field.pattern, ...field.others].flatMap((pattern) => indexKeysOfPattern(pattern));
}

const serialKinds = ["serial", "serial-restamped", "serial-part"] as const;

/** What lists and matching know of the weapon's serial: from the best reading of its serial marks. */
export function serialFacts(
  marks: readonly { readonly kind: string; readonly readings: readonly ReadingFacts[] }[],
): SerialFacts {
  // The weapon's own number first; where it says nothing, a restamped one, then the number of a part, as mark-kinds.csv grades them.
  const readings = serialKinds.map((kind) =>
    bestReading(marks.filter((mark) => mark.kind === kind).flatMap((mark) => mark.readings)),
  );
  const best =
    readings.find((reading) => reading !== undefined && reading.written !== "") ??
    readings.find((reading) => reading !== undefined);
  if (best === undefined)
    return { serialWritten: null, serialNormal: null, serialState: "not-recorded", serialKeys: [] };
  if (best.written === "") return { serialWritten: null, serialNormal: null, serialState: best.state, serialKeys: [] };
  const field = readSerialField(best.written);
  const state = best.state === "clear" && field.state !== "clear" ? field.state : best.state;
  return {
    serialWritten: best.written,
    serialNormal: field.normal === "" ? null : field.normal,
    serialState: state === "junk" ? "not-recorded" : state,
    // Every reading finds the weapon, not the best one only: none overwrites another.
    serialKeys: [
      ...new Set(
        marks
          .filter((mark) => (serialKinds as readonly string[]).includes(mark.kind))
          .flatMap((mark) => mark.readings.flatMap((reading) => keysOfReading(reading.written))),
      ),
    ],
  };
}

/** The best statement of one aspect: by source, then grade, then the later one. */
export function bestStatement<S extends { readonly source: string; readonly grade: string | null }>(
  statements: readonly S[],
): S | undefined {
  const gradeOf = (statement: S): number =>
    statement.grade === null ? 0 : 20 - "ABCX".indexOf(statement.grade[0] ?? "X") * 4 - Number(statement.grade[1] ?? 4);
  const rankOf = (source: string): number => codeLists().statementSources.get(source)?.rank ?? 0;
  return statements.reduce<S | undefined>((best, next) => {
    if (best === undefined) return next;
    const order = rankOf(next.source) - rankOf(best.source) || gradeOf(next) - gradeOf(best);
    return order >= 0 ? next : best;
  }, undefined);
}
