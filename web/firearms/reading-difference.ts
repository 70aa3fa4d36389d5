/**
 * Where readings of one mark say different things, position by position.
 *
 * Promises: a position that one reader could not make out (`?`) is no disagreement. Refuses: to compare beyond a `*` or a
 * choice `[AB]`, after which positions are not known; the words "disagree" then stand alone.
 */

/** Positions (from 0) of `written` that differ from at least one of the other readings. */
export function differingPositions(written: string, others: readonly string[]): readonly number[] {
  const own = Array.from(written);
  const found = new Set<number>();
  for (const other of others) {
    const letters = Array.from(other);
    const stop = Math.min(limit(own), limit(letters));
    for (let at = 0; at < Math.min(own.length, stop); at += 1) {
      const [a, b] = [own[at], letters[at]];
      if (a === "?" || b === "?" || a === b) continue;
      found.add(at);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** How far positions mean the same place in every reading. */
function limit(letters: readonly string[]): number {
  const at = letters.findIndex((letter) => letter === "*" || letter === "[");
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
