/**
 * Which cartridge a file means when it writes a bare bore ("9 mm", "7.62"): counted from the rows that name it in full.
 *
 * Promises: only writings that begin with the bore in millimetres count (who writes ".308" does not call it 7.62); an answer only
 * where at least 65 % is certain at 95 % confidence (Wilson's lower bound), with the share itself. Refuses: an answer
 * from a handful of rows.
 */
import type { CalibreNormaliser, CalibreUsage } from "./calibre-normaliser.ts";
import type { CodeLists } from "./code-lists.ts";
import { settledByUsage } from "./calibre-cartridges.ts";

const leastShare = 0.65;
const z = 1.96;

/** Lower end of the 95 % interval of a share of `hits` in `count` rows. */
function lowerBound(hits: number, count: number): number {
  const share = hits / count;
  const centre = share + (z * z) / (2 * count);
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  return (centre - spread) / (1 + (z * z) / count);
}

export class UsageCount {
  readonly #lists: CodeLists;
  readonly #normaliser: CalibreNormaliser;
  readonly #rows = new Map<string, Map<string, number>>();

  constructor(lists: CodeLists, normaliser: CalibreNormaliser) {
    this.#lists = lists;
    this.#normaliser = normaliser;
  }

  /** Takes one writing and how many rows hold it. */
  add(text: string, rows: number): void {
    const code = this.#normaliser.stated(text);
    const entry = code === undefined ? undefined : this.#lists.calibres.get(code);
    const family = entry?.family ?? null;
    if (code === undefined || entry === undefined || family === null || !settledByUsage.has(family)) return;
    const bore = String(this.#lists.calibres.get(family)?.bore ?? "");
    const written = /^[^\p{L}\d]*(?<digits>\d+(?:[.,]\d+)?)/u
      .exec(text)
      ?.groups?.["digits"]?.replace(",", ".")
      .replace(/^0+/u, "");
    if (written !== bore && written !== bore.replace(".", "")) return;
    const counts = this.#rows.get(family) ?? new Map<string, number>();
    counts.set(code, (counts.get(code) ?? 0) + rows);
    this.#rows.set(family, counts);
  }

  usage(): CalibreUsage {
    const settled = new Map<string, { code: string; share: number; rows: number }>();
    for (const [family, counts] of this.#rows) {
      const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const [code, hits] = [...counts].reduce((top, one) => (one[1] > top[1] ? one : top));
      if (lowerBound(hits, rows) >= leastShare) settled.set(family, { code, share: hits / rows, rows });
    }
    return { commonest: (bare) => settled.get(bare) ?? null };
  }
}
