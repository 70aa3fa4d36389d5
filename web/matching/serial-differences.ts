/**
 * Where two writings of a serial differ, so that the eye finds it: positions in each text as written.
 *
 * Promises: case, spaces, hyphens and letters that look alike in Cyrillic and Latin are no difference; an unreadable
 * position is none either. Refuses: to judge; what a difference weighs is the node's business.
 */
import { serialLetters } from "../../src/matching/serial-normal.ts";

interface Letter {
  /** Index among the characters of the text as written. */
  readonly at: number;
  /** What it is compared as; "?" fits anything. */
  readonly as: string;
}

function lettersOf(written: string): readonly Letter[] {
  return Array.from(written).flatMap((char, at): Letter[] => {
    if (char === "?" || char === "*") return [{ at, as: "?" }];
    const letter = serialLetters(char)[0];
    return letter === undefined ? [] : [{ at, as: letter.char }];
  });
}

const fits = (a: Letter, b: Letter): boolean => a.as === b.as || a.as === "?" || b.as === "?";

/** The longest common subsequence of two short texts; what is outside it differs. */
export function serialDifferences(
  left: string,
  right: string,
): { readonly left: readonly number[]; readonly right: readonly number[] } {
  const a = lettersOf(left);
  const b = lettersOf(right);
  // Cell (i, j): how many letters of a[i..] and b[j..] can stand together.
  const wide = b.length + 1;
  const common = Array.from({ length: (a.length + 1) * wide }, () => 0);
  const at = (i: number, j: number): number => common[i * wide + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const one = a[i];
      const two = b[j];
      common[i * wide + j] =
        one !== undefined && two !== undefined && fits(one, two)
          ? at(i + 1, j + 1) + 1
          : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const alone = { left: new Set(a.map((letter) => letter.at)), right: new Set(b.map((letter) => letter.at)) };
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const one = a[i];
    const two = b[j];
    if (one === undefined || two === undefined) break;
    if (fits(one, two)) {
      alone.left.delete(one.at);
      alone.right.delete(two.at);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return { left: [...alone.left], right: [...alone.right] };
}
