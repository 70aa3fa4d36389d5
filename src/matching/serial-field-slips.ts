/**
 * Whether a word of a serial field is a known word with slips of the finger in it.
 *
 * Promises: the cost of a slip is by its kind (two neighbours swapped and a letter doubled or halved are cheap, a strange letter is dear), and
 * what is allowed grows with the length of the word; the first letter must be right, and an ending longer than five letters makes another word. Refuses: short words, and anything but the beginning of
 * a word: its ending is inflection.
 */

/** Slips allowed when a stem of so many letters is compared. */
function allowance(length: number): number {
  if (length < 5) return 0;
  if (length < 6) return 0.8;
  if (length < 8) return 1;
  return length < 10 ? 1.3 : 1.8;
}

/** Letters that stand side by side on the keyboards, or that sound or look alike: a cheaper slip. */
const near = new Set(
  (
    "qw we er rt ty yu ui io op as sd df fg gh hj jk kl zx xc cv vb bn nm qa ws ed rf tg yh uj ik ol az sx dc fv gb hn jm " +
    "sz cs ck ie ae ou bv gj mn lr eo ao yi td pb gk " +
    "йц цу ук ке ен нг гш шщ щз зх фы ыв ва ап пр ро ол лд дж жэ яч чс см ми ит ть ьб бю " +
    "еи ио оа ао яе яи зс дт бп гк жш вф шщ ыи эе ую"
  ).split(" "),
);
const cheap = (one: string, two: string): boolean => near.has(one + two) || near.has(two + one);

/**
 * The cost of reading `word` as a word that begins with `stem`, in slips (0 is exact), or undefined when it is more than a word of
 * that length may bear. Both in the folded form.
 */
export function slipCost(word: string, stem: string): number | undefined {
  const most = allowance(stem.length);
  if (most === 0 || word[0] !== stem[0]) return undefined;
  // The mere beginning of a stem is another word ("corta", "cortado") or an abbreviation.
  if (stem.startsWith(word) || word.length < stem.length - (stem.length > 5 ? 1 : 0) || word.length > stem.length + 5)
    return undefined;
  const body = word.slice(0, stem.length + 2);
  let before: number[] = [];
  let last = Array.from({ length: body.length + 1 }, (_, at) => at * 0.8);
  for (let row = 1; row <= stem.length; row += 1) {
    const letter = stem.charAt(row - 1);
    const line = [row * 0.8];
    let least = line[0] ?? 0;
    for (let at = 1; at <= body.length; at += 1) {
      const other = body.charAt(at - 1);
      const doubled = letter === stem.charAt(row - 2);
      const repeated = other === body.charAt(at - 2);
      let cost = Math.min(
        (last[at] ?? 9) + (doubled ? 0.4 : 0.8),
        (line[at - 1] ?? 9) + (repeated ? 0.4 : 0.8),
        (last[at - 1] ?? 9) + (letter === other ? 0 : stem.length > 5 && cheap(letter, other) ? 0.7 : 1),
      );
      if (row > 1 && at > 1 && letter === body.charAt(at - 2) && stem.charAt(row - 2) === other && letter !== other)
        cost = Math.min(cost, (before[at - 2] ?? 9) + 0.6);
      line.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return undefined;
    before = last;
    last = line;
  }
  let best = most + 1;
  for (let at = Math.max(1, stem.length - 2); at <= body.length; at += 1) best = Math.min(best, last[at] ?? 9);
  return best <= most ? best : undefined;
}
