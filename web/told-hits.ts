/** Notices of hits: what they name of one's own record, and how several become one line. */
import type { listNotices } from "../src/access/notice.contract.ts";
import type { CallOutput } from "../src/platform/contract.ts";

export type Told = CallOutput<typeof listNotices>["items"][number];

/** What a notice of a hit says of one's own record; older ones name the hit alone. */
interface ToldHit {
  readonly id: string;
  readonly hit: string;
  readonly number: string;
  readonly serial: string | null;
  readonly weapon: string | null;
}

export function toldHit({ id, code, payload }: Told): ToldHit | undefined {
  const { hit, number, serial, weapon } = payload;
  if (code !== "hit-proposed" || typeof hit !== "string" || typeof number !== "string") return undefined;
  return {
    id,
    hit,
    number,
    serial: typeof serial === "string" ? serial : null,
    weapon: typeof weapon === "string" ? weapon : null,
  };
}

/** Neighbouring notices of hits, read and unread apart, as one group; every other notice by itself. */
export function groupedHits(items: readonly Told[]): readonly (readonly Told[])[] {
  const groups: Told[][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    const before = last?.[0];
    if (
      last !== undefined &&
      before !== undefined &&
      before.seen === item.seen &&
      toldHit(before) !== undefined &&
      toldHit(item) !== undefined
    ) {
      last.push(item);
    } else groups.push([item]);
  }
  return groups;
}
