/**
 * Records by their fields alone, for a question whose number says nothing (the model's designation stands in its place).
 */
import { NEVER, nats } from "./channel.ts";
import type { FieldCosts } from "./field-costs.ts";
import type { Accepts } from "./search.ts";
import type { SerialIndex } from "./serial-index.ts";

/** Costs of fields beyond the best ones at which a part is not looked into. */
const fieldsMargin = nats(6);

/**
 * The records that fit a question's fields best, where its number says nothing.
 * @returns the best `most` of them, and the weight (Σ e^−cost) of all
 */
export function findByFields(
  index: SerialIndex,
  costs: FieldCosts,
  most: number,
  accepts?: Accepts,
): { readonly best: readonly { readonly record: number; readonly fields: number }[]; readonly weight: number } {
  let weight = 0;
  let least = NEVER;
  const ofCombination = Int32Array.from(index.combinationCount, (count, at) => {
    const cost = costs.ofCombination(index, at);
    weight += count * costs.yearChance * Math.exp(-cost / 1024);
    if (cost < least) least = cost;
    return cost;
  });
  const best: { record: number; fields: number }[] = [];
  let worst = NEVER;
  const trim = (): void => {
    best.sort((a, b) => a.fields - b.fields || (index.row[a.record] as number) - (index.row[b.record] as number));
    best.length = Math.min(best.length, most);
    if (best.length === most) worst = best.at(-1)?.fields ?? worst;
  };
  for (let part = 0; part < index.partMake.length; part += 1) {
    const from = index.partCombinations[part] as number;
    const to = index.partCombinations[part + 1] as number;
    let near = false;
    for (let at = from; at < to; at += 1) near ||= (ofCombination[at] as number) <= least + fieldsMargin;
    if (!near) continue;
    for (let record = index.partLow[part] as number; record < (index.partLow[part + 1] as number); record += 1) {
      const fields =
        (ofCombination[index.combination[record] as number] as number) +
        (costs.year[index.year[record] as number] as number);
      if (fields >= worst || accepts?.(record) === false) continue;
      best.push({ record, fields });
      if (best.length >= 4 * most) trim();
    }
  }
  trim();
  return { best, weight };
}
