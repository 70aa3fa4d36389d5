/**
 * Which characters are mistaken for which, in three classes.
 *
 * Promises: the relation is symmetric. Refuses: finer weights than three classes: no published error rates for serials
 * exist, and weights tuned to one generator would only look exact.
 */
export type Resemblance = "strong" | "weak" | "none";

const strongPairs = "0O 0Q 0D OQ OD QD 1I 1L IL 2Z 3З 4Ч 5S 6G 6Б 8B ИЙ ШЩ ЬЪ ГҐ ЗЭ".split(" ");
const weakPairs =
  "17 7T 7Y 38 35 56 68 69 89 09 06 49 UV VY MN NH MW WV CG C0 CO EF PR PF KX K4 A4 ИN ИH ЛП ПH ЦЩ ЦU ЖX ЯR БB ДO ДA ГT ГF ФO ЮO ЫB 1J IJ IT 27 S8 B3 G0 GC".split(
    " ",
  );

const table = new Map<string, Resemblance>();
for (const pair of weakPairs) {
  table.set(pair, "weak");
  table.set(Array.from(pair).reverse().join(""), "weak");
}
for (const pair of strongPairs) {
  table.set(pair, "strong");
  table.set(Array.from(pair).reverse().join(""), "strong");
}

export function resemblance(a: string, b: string): Resemblance {
  return table.get(a + b) ?? "none";
}
