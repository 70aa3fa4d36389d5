/**
 * Persons out of pairs: what is joined by pairs is one person, the surest pairs first, up to a size that a person can have.
 *
 * Promises: the same clusters in whatever order pairs come; a cluster never holds more records than the limit, and each pair that would
 * have made it larger is handed back to be looked at. Refuses: to merge records: a cluster is an opinion about them.
 */

/** Pairs with their total weights; places go together. */
export interface WeighedPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly total: Int32Array;
}

export interface Clusters {
  /** By record: the least record of its cluster. */
  readonly of: Int32Array;
  /** Places of pairs that were not joined because the cluster would have grown beyond the limit. */
  readonly tooLarge: readonly number[];
}

/** @param least total weight from which a pair joins */
export function clustersOf(records: number, pairs: WeighedPairs, least: number, most: number): Clusters {
  const { left, right, total } = pairs;
  const parent = Int32Array.from({ length: records }, (_, record) => record);
  const size = new Int32Array(records).fill(1);
  const find = (record: number): number => {
    let root = record;
    while (parent[root] !== root) root = parent[root] as number;
    for (let at = record; at !== root;) {
      const next = parent[at] as number;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  let joining = 0;
  for (const one of total) if (one >= least) joining += 1;
  const places = new Int32Array(joining);
  for (let at = 0, put = 0; at < total.length; at += 1) if ((total[at] as number) >= least) places[put++] = at;
  // The surest first; ties by the records, so that the order of the pairs says nothing.
  places.sort(
    (a, b) =>
      (total[b] as number) - (total[a] as number) ||
      (left[a] as number) - (left[b] as number) ||
      (right[a] as number) - (right[b] as number),
  );
  const tooLarge: number[] = [];
  for (const place of places) {
    const one = find(left[place] as number);
    const other = find(right[place] as number);
    if (one === other) continue;
    const together = (size[one] as number) + (size[other] as number);
    if (together > most) {
      tooLarge.push(place);
      continue;
    }
    const low = Math.min(one, other);
    const high = Math.max(one, other);
    parent[high] = low;
    size[low] = together;
  }
  return { of: parent.map((_, record) => find(record)), tooLarge };
}
