/**
 * How likely it is that this reading came from that record: a noisy channel over positions, with the path that explains it.
 *
 * Promises: the cheapest path over look-alikes, replaced, added, dropped and swapped characters, lost ends, a lost letter
 * series, unreadable positions and runs, letters dropped from inside, and a Cyrillic series spelled in Latin; its steps add
 * up to its cost. Refuses: to judge the answer; −cost is ln P(reading | record), the score weighs it against chance.
 */
import { resemblance } from "./edit-channel-confusables.ts";
import { matchModel } from "./match-score-model.ts";
import type { ChannelCosts } from "./match-score-model.ts";
import type { SerialPattern, SerialToken } from "./serial-field.ts";
import { patternText } from "./serial-field.ts";
import { spelledInLatin } from "./serial-normal.ts";

export type EditKind =
  | "homoglyph"
  | "look-alike"
  | "replaced"
  | "inserted"
  | "missing"
  | "swapped"
  | "unread"
  | "run"
  | "one-of"
  | "start-missing"
  | "end-missing"
  | "start-added"
  | "end-added"
  | "letters-dropped"
  | "spelled";

/** One step from the reading to the record; positions count from 1 in the reading. Agreeing characters are not listed. */
export interface EditOperation {
  readonly kind: EditKind;
  readonly at: number;
  readonly written: string;
  readonly held: string;
  /** Nats. */
  readonly cost: number;
}

export interface SerialComparison {
  /** −ln P(reading | record), nats. */
  readonly cost: number;
  readonly operations: readonly EditOperation[];
}

/** Steps of the table. */
const step = { start: 0, pair: 1, inserted: 2, missing: 3, swapped: 4, startMissing: 5, startAdded: 6 } as const;

interface PairCost {
  readonly cost: number;
  readonly kind: EditKind | "same";
}

function pairCost(query: SerialToken, record: SerialToken, costs: ChannelCosts): PairCost {
  if (query.kind === "run") return { cost: costs.runEach, kind: "run" };
  if (query.kind === "any" || record.kind === "any" || record.kind === "run")
    return { cost: costs.unread, kind: "unread" };
  if (query.kind === "oneOf") {
    const fits =
      record.kind === "char"
        ? query.chars.includes(record.char)
        : query.chars.some((char) => record.chars.includes(char));
    return fits ? { cost: costs.same, kind: "one-of" } : { cost: costs.notOneOf, kind: "one-of" };
  }
  if (record.kind === "oneOf")
    return record.chars.includes(query.char)
      ? { cost: costs.same, kind: "one-of" }
      : { cost: costs.notOneOf, kind: "one-of" };
  if (query.char === record.char)
    return query.seen === record.seen
      ? { cost: costs.same, kind: "same" }
      : { cost: costs.homoglyph, kind: "homoglyph" };
  const class_ = resemblance(query.char, record.char);
  if (class_ === "strong") return { cost: costs.strong, kind: "look-alike" };
  if (class_ === "weak") return { cost: costs.weak, kind: "look-alike" };
  return { cost: costs.replaced, kind: "replaced" };
}

function sameChar(a: SerialToken | undefined, b: SerialToken | undefined): boolean {
  return a?.kind === "char" && b?.kind === "char" && a.char === b.char;
}

function shown(tokens: SerialPattern, from: number, to: number, seen: boolean): string {
  if (!seen) return patternText(tokens.slice(from, to));
  let out = "";
  for (const token of tokens.slice(from, to)) out += token.kind === "char" ? token.seen : patternText([token]);
  return out;
}

function isLetter(token: SerialToken | undefined): boolean {
  return token?.kind === "char" && /\p{L}/u.test(token.char);
}

/** Cost of losing (or adding) `count` tokens at an end; a letter series as a whole is the usual case. */
function endCost(tokens: SerialPattern, from: number, to: number, costs: ChannelCosts): number {
  const count = to - from;
  if (count === 0) return 0;
  const letters = tokens.slice(from, to).every(isLetter);
  const inner = from === 0 ? tokens[to] : tokens[from - 1];
  if (letters && inner !== undefined && !isLetter(inner)) return costs.series;
  return costs.endOpen + costs.endEach * count;
}

function align(query: SerialPattern, record: SerialPattern, costs: ChannelCosts): SerialComparison {
  const m = query.length;
  const n = record.length;
  const width = n + 1;
  const best = new Float64Array((m + 1) * width).fill(Number.POSITIVE_INFINITY);
  const from = new Uint8Array((m + 1) * width);
  best[0] = 0;
  for (let i = 0; i <= m; i += 1) {
    const token = query[i - 1];
    for (let j = 0; j <= n; j += 1) {
      const cell = i * width + j;
      const held = record[j - 1];
      let cost = best[cell] ?? Number.POSITIVE_INFINITY;
      let how = from[cell] ?? 0;
      const offer = (value: number, by: number): void => {
        if (value < cost) {
          cost = value;
          how = by;
        }
      };
      if (i === 0 && j > 0) offer(endCost(record, 0, j, costs), step.startMissing);
      if (j === 0 && i > 0 && query.slice(0, i).every((part) => part.kind === "char"))
        offer(endCost(query, 0, i, costs), step.startAdded);
      if (token !== undefined) {
        const nothing =
          token.kind === "run" ? costs.runNone : token.kind === "any" ? costs.unreadNothing : costs.inserted;
        offer((best[cell - width] ?? 0) + nothing, step.inserted);
        if (held !== undefined) offer((best[cell - width - 1] ?? 0) + pairCost(token, held, costs).cost, step.pair);
        if (
          i > 1 &&
          j > 1 &&
          sameChar(token, record[j - 2]) &&
          sameChar(query[i - 2], held) &&
          !sameChar(token, held)
        ) {
          offer((best[cell - 2 * width - 2] ?? 0) + costs.swapped, step.swapped);
        }
      }
      if (held !== undefined && i > 0)
        offer((best[cell - 1] ?? 0) + (token?.kind === "run" ? costs.runEach : costs.missing), step.missing);
      best[cell] = cost;
      from[cell] = how;
    }
  }
  // The end may be lost from either side.
  let endI = m;
  let endJ = n;
  let total = best[m * width + n] ?? 0;
  for (let j = 1; j < n; j += 1) {
    const value = (best[m * width + j] ?? 0) + endCost(record, j, n, costs);
    if (value < total) [total, endI, endJ] = [value, m, j];
  }
  for (let i = 1; i < m; i += 1) {
    if (!query.slice(i).every((part) => part.kind === "char")) continue;
    const value = (best[i * width + n] ?? 0) + endCost(query, i, m, costs);
    if (value < total) [total, endI, endJ] = [value, i, n];
  }
  const operations: EditOperation[] = [];
  const note = (kind: EditKind, at: number, written: string, held: string, cost: number): void =>
    void operations.push({ kind, at, written, held, cost });
  if (endJ < n) note("end-missing", m + 1, "", shown(record, endJ, n, true), endCost(record, endJ, n, costs));
  if (endI < m) note("end-added", endI + 1, shown(query, endI, m, true), "", endCost(query, endI, m, costs));
  let i = endI;
  let j = endJ;
  while (i > 0 || j > 0) {
    const how = from[i * width + j];
    const token = query[i - 1];
    const held = record[j - 1];
    if (how === step.startMissing) {
      note("start-missing", 1, "", shown(record, 0, j, true), best[j] ?? 0);
      break;
    }
    if (how === step.startAdded) {
      note("start-added", 1, shown(query, 0, i, true), "", best[i * width] ?? 0);
      break;
    }
    if (how === step.pair && token !== undefined && held !== undefined) {
      const pair = pairCost(token, held, costs);
      const seen = pair.kind === "homoglyph";
      if (pair.kind !== "same")
        note(pair.kind, i, shown(query, i - 1, i, seen), shown(record, j - 1, j, seen), pair.cost);
      i -= 1;
      j -= 1;
    } else if (how === step.swapped) {
      note("swapped", i - 1, shown(query, i - 2, i, false), shown(record, j - 2, j, false), costs.swapped);
      i -= 2;
      j -= 2;
    } else if (how === step.inserted) {
      const kind: EditKind = token?.kind === "run" ? "run" : token?.kind === "any" ? "unread" : "inserted";
      note(kind, i, shown(query, i - 1, i, true), "", (best[i * width + j] ?? 0) - (best[(i - 1) * width + j] ?? 0));
      i -= 1;
    } else {
      // A single character dropped behind the last one written is an end that was lost.
      const kind: EditKind = token?.kind === "run" ? "run" : i === m && j === n ? "end-missing" : "missing";
      note(kind, i + 1, "", shown(record, j - 1, j, true), (best[i * width + j] ?? 0) - (best[i * width + j - 1] ?? 0));
      j -= 1;
    }
  }
  return { cost: total, operations: operations.reverse() };
}

/** Letters between digits, gone in the reading: registers that keep digits only do this to every serial. */
function lettersDropped(
  query: SerialPattern,
  record: SerialPattern,
  costs: ChannelCosts,
): SerialComparison | undefined {
  if (query.some(isLetter)) return undefined;
  const letters = record.filter(isLetter);
  if (letters.length === 0) return undefined;
  const rest = align(
    query,
    record.filter((token) => !isLetter(token)),
    costs,
  );
  const cost = costs.lettersOpen + costs.lettersEach * letters.length;
  const operation: EditOperation = {
    kind: "letters-dropped",
    at: 1,
    written: "",
    held: shown(letters, 0, letters.length, true),
    cost,
  };
  return { cost: rest.cost + cost, operations: [operation, ...rest.operations] };
}

function spelled(query: SerialPattern, record: SerialPattern, costs: ChannelCosts): SerialComparison | undefined {
  if (!record.every((token) => token.kind === "char")) return undefined;
  const latin = spelledInLatin(patternText(record));
  const written = patternText(query);
  if (latin === undefined || /\p{Script=Cyrillic}/u.test(written) || !/[A-Z]/u.test(written)) return undefined;
  const rest = align(
    query,
    Array.from(latin).map((char): SerialToken => ({ kind: "char", char, seen: char })),
    costs,
  );
  const operation: EditOperation = {
    kind: "spelled",
    at: 1,
    written,
    held: shown(record, 0, record.length, true),
    cost: costs.spelled,
  };
  return { cost: rest.cost + costs.spelled, operations: [operation, ...rest.operations] };
}

/**
 * Compares a reading with a record's serial.
 * @param query pattern of the reading, at least one position
 * @param record pattern of the record's serial
 * @param costs nats; the current model's unless given
 */
export function compareSerial(
  query: SerialPattern,
  record: SerialPattern,
  costs: ChannelCosts = matchModel.channel,
): SerialComparison {
  let best = align(query, record, costs);
  if (best.cost <= costs.series) return best;
  for (const other of [lettersDropped(query, record, costs), spelled(query, record, costs)]) {
    if (other !== undefined && other.cost < best.cost) best = other;
  }
  return best;
}
