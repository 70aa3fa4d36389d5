/**
 * Where two readings of one mark say different things, position by position.
 *
 * Promises: a position that one reader could not make out (`?`, a run `*`, a choice `[38]` that holds the other's sign)
 * is no disagreement; spaces, dashes, capital and small letters and letters that two alphabets write alike are none
 * either; what differs is named by its position in each reading as written. Refuses: to say who is right.
 */
import { serialLetters } from "../matching/serial-normal.ts";

/** One sign of a reading: what it may be, and where it stands in the text as written. */
interface Sign {
  /** Null: any one character. */
  readonly chars: readonly string[] | null;
  readonly run: boolean;
  readonly shown: string;
  /** Index of its first and after its last character, in code points of the text. */
  readonly from: number;
  readonly to: number;
}

/** The signs of a reading in the notation of src/matching/serial-field.ts; spaces, dashes and points are no signs. */
function signsOf(written: string): Sign[] {
  const letters = Array.from(written);
  const signs: Sign[] = [];
  let at = 0;
  const put = (chars: readonly string[] | null, length: number, run = false): void => {
    signs.push({ chars, run, shown: letters.slice(at, at + length).join(""), from: at, to: at + length });
    at += length;
  };
  while (at < letters.length) {
    const letter = letters[at] ?? "";
    const close = letter === "[" || letter === "(" ? letters.indexOf(letter === "[" ? "]" : ")", at) : -1;
    if (close > at) {
      const inside = serialLetters(letters.slice(at + 1, close).join("")).map(({ char }) => char);
      if (letter === "[") put(inside.length === 0 ? null : inside, close - at + 1);
      // `(7)` was read with doubt, `(?)` could not be read; anything longer in parentheses is a remark.
      else if (close - at === 2) put(inside.length === 1 ? inside : null, 3);
      else at = close + 1;
    } else if (letter === "*") {
      let stars = 1;
      while (letters[at + stars] === "*") stars += 1;
      if (stars === 1) put([], 1, true);
      else for (; stars > 0; stars -= 1) put(null, 1);
    } else if (letter === "?" || letter === "#" || letter === "_") put(null, 1);
    else {
      const [found] = serialLetters(letter);
      if (found === undefined) at += 1;
      else put([found.char], 1);
    }
  }
  return signs;
}

/** One disagreement. Positions count the signs of a reading from 1; null where that reading has nothing there. */
export interface ReadingDifference {
  readonly first: { readonly position: number; readonly shown: string } | null;
  readonly second: { readonly position: number; readonly shown: string } | null;
}

export interface ReadingComparison {
  readonly differences: readonly ReadingDifference[];
  /** Positions (from 0) in the text as written, for underlining. */
  readonly firstAt: readonly number[];
  readonly secondAt: readonly number[];
  /** How many signs the one made out where the other could not. */
  readonly firstKnowsMore: number;
  readonly secondKnowsMore: number;
}

const agree = (a: Sign, b: Sign): boolean =>
  a.chars === null || b.chars === null || a.chars.some((char) => b.chars?.includes(char) === true);

/** Compares two readings along the alignment that leaves the fewest disagreements. */
export function compareReadings(first: string, second: string): ReadingComparison {
  const a = signsOf(first);
  const b = signsOf(second);
  const width = b.length + 1;
  // Disagreements times 1000, plus what one could not read: of two ways to line up, the one that says more.
  const cost = Array.from({ length: (a.length + 1) * width }, () => Number.POSITIVE_INFINITY);
  const step = cost.map((): "both" | "first" | "second" => "both");
  const get = (i: number, j: number): number => cost[i * width + j] ?? Number.POSITIVE_INFINITY;
  const offer = (i: number, j: number, value: number, by: "both" | "first" | "second"): void => {
    if (value >= get(i, j)) return;
    cost[i * width + j] = value;
    step[i * width + j] = by;
  };
  cost[0] = 0;
  for (let i = 0; i <= a.length; i += 1) {
    for (let j = 0; j <= b.length; j += 1) {
      const here = get(i, j);
      const [one, other] = [a[i], b[j]];
      if (one !== undefined && other !== undefined && !one.run && !other.run) {
        const unread = one.chars?.length !== 1 || other.chars?.length !== 1 ? 1 : 0;
        offer(i + 1, j + 1, here + (agree(one, other) ? unread : 1000), "both");
      }
      // A run stands for any number of signs of the other, also none.
      if (one !== undefined) {
        const free = one.run || b[j - 1]?.run === true || other?.run === true;
        offer(i + 1, j, here + (free ? 1 : 1001), "first");
      }
      if (other !== undefined) {
        const free = other.run || a[i - 1]?.run === true || one?.run === true;
        offer(i, j + 1, here + (free ? 1 : 1001), "second");
      }
    }
  }
  return along(a, b, (i, j) => step[i * width + j] ?? "both");
}

function along(
  a: readonly Sign[],
  b: readonly Sign[],
  stepAt: (i: number, j: number) => "both" | "first" | "second",
): ReadingComparison {
  const differences: ReadingDifference[] = [];
  const firstAt: number[] = [];
  const secondAt: number[] = [];
  let [firstKnowsMore, secondKnowsMore] = [0, 0];
  const spot = (sign: Sign, at: number) => ({ position: at + 1, shown: sign.shown });
  const mark = (list: number[], sign: Sign): void => {
    for (let at = sign.from; at < sign.to; at += 1) list.push(at);
  };
  for (let [i, j] = [a.length, b.length]; i > 0 || j > 0;) {
    const by = stepAt(i, j);
    const [one, other] = [by === "second" ? undefined : a[i - 1], by === "first" ? undefined : b[j - 1]];
    if (one !== undefined && other !== undefined) {
      if (!agree(one, other)) {
        differences.push({ first: spot(one, i - 1), second: spot(other, j - 1) });
        mark(firstAt, one);
        mark(secondAt, other);
      } else if (one.chars?.length === 1 && other.chars?.length !== 1) firstKnowsMore += 1;
      else if (other.chars?.length === 1 && one.chars?.length !== 1) secondKnowsMore += 1;
    } else if (one !== undefined && !one.run) {
      if (b[j - 1]?.run === true || b[j]?.run === true) firstKnowsMore += 1;
      else {
        differences.push({ first: spot(one, i - 1), second: null });
        mark(firstAt, one);
      }
    } else if (other !== undefined && !other.run) {
      if (a[i - 1]?.run === true || a[i]?.run === true) secondKnowsMore += 1;
      else {
        differences.push({ first: null, second: spot(other, j - 1) });
        mark(secondAt, other);
      }
    }
    if (one !== undefined) i -= 1;
    if (other !== undefined) j -= 1;
  }
  return {
    differences: differences.reverse(),
    firstAt: firstAt.sort((x, y) => x - y),
    secondAt: secondAt.sort((x, y) => x - y),
    firstKnowsMore,
    secondKnowsMore,
  };
}

/** Whether two readings say different things. A reading without text says nothing about signs. */
export function readingsDiffer(first: string, second: string): boolean {
  return first !== "" && second !== "" && compareReadings(first, second).differences.length > 0;
}
