/**
 * Lots: weapons whose numbers, make, and place or time say that they come from one consignment.
 *
 * Promises: only what is handed in counts, so that a hidden weapon makes no lot and joins none; every lot says why, with its
 * gaps and with how many such lots chance alone would make. Refuses: numbers alone: weapons of one series lie far apart in
 * place and time in any country, and that is no consignment.
 */

/** A weapon as far as a lot needs it. */
export interface LotWeapon {
  readonly id: string;
  /** The number with its last run of digits as # and their count, e.g. MK#5. */
  readonly stem: string;
  /** That run as a number. */
  readonly place: number;
  /** Code, or words in one case; the model's where no make is recorded. */
  readonly make: string;
  readonly model: string | null;
  readonly year: number | null;
  /** ISO day, null where not recorded. */
  readonly recoveredOn: string | null;
  /** What it was recovered in; null where the reader does not see it. */
  readonly recovery: string | null;
  readonly region: string | null;
}

export type LotGround = "one-find" | "one-region" | "two-years";
export type LotStrength = "strong" | "fair" | "weak";

export interface Lot<Weapon extends LotWeapon = LotWeapon> {
  /** By number; a number that occurs twice stands twice. */
  readonly members: readonly Weapon[];
  readonly first: number;
  readonly last: number;
  /** Numbers between that are not among the members, as runs, both ends inclusive. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly grounds: readonly LotGround[];
  /** How many such lots chance alone would make among weapons of this make and series. */
  readonly byChance: number;
  readonly strength: LotStrength;
}

/** Neighbours further apart than this do not belong together. */
export const widestGap = 10;
/** Two weapons alone must stand closer. */
const widestPair = 3;
const daysTogether = 731;
/** More than this by chance is no finding. */
const mostByChance = 0.5;
/** Soviet series repeat from year to year. */
const yearsTogether = 1;

const day = (iso: string): number => Date.parse(iso) / 86_400_000;

/** Where a number stands in its series, by the same rule as the database's stamp; undefined where there is no such place. */
export function placeOf(normal: string): { readonly stem: string; readonly place: number } | undefined {
  if (/[?*[\]]/u.test(normal)) return undefined;
  const found = /^((?:.*[^0-9])?)([0-9]{3,12})([^0-9]*)$/u.exec(normal);
  const [, before = "", digits, after = ""] = found ?? [];
  return digits === undefined ? undefined : { stem: `${before}#${digits.length}${after}`, place: Number(digits) };
}

/** P(at least `least` events) where `mean` are expected (Poisson). */
function atLeast(least: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let count = 0; count < least; count += 1) {
    below += term;
    term *= mean / (count + 1);
  }
  // Of the sum of a small tail the difference to one keeps no digits: it is its first term, nearly.
  return below < 1 - 1e-9 ? 1 - below : term;
}

/** Windows with as many of `same` weapons, strewn over the numbers of their length, as this lot has. */
function expectedByChance(members: number, span: number, same: number, digits: number): number {
  const range = 9 * 10 ** (digits - 1);
  return Math.min(same, same * atLeast(members - 1, ((same - 1) * Math.max(1, span)) / range));
}

function together<W extends LotWeapon>(before: W, next: W): boolean {
  if (next.place - before.place > widestGap) return false;
  if (before.model !== null && next.model !== null && before.model !== next.model) return false;
  return before.year === null || next.year === null || Math.abs(before.year - next.year) <= yearsTogether;
}

function groundsOf(members: readonly LotWeapon[]): LotGround[] {
  const grounds: LotGround[] = [];
  const [first] = members;
  if (first === undefined) return grounds;
  if (first.recovery !== null && members.every((one) => one.recovery === first.recovery)) grounds.push("one-find");
  else if (first.region !== null && members.every((one) => one.region === first.region)) grounds.push("one-region");
  const days = members.flatMap((one) => (one.recoveredOn === null ? [] : [day(one.recoveredOn)]));
  if (days.length === members.length && Math.max(...days) - Math.min(...days) <= daysTogether)
    grounds.push("two-years");
  return grounds;
}

function lotOf<W extends LotWeapon>(members: readonly W[], same: number): Lot<W> | undefined {
  const places = [...new Set(members.map((one) => one.place))];
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined || places.length < 2) return undefined;
  if (places.length === 2 && last - first > widestPair) return undefined;
  const grounds = groundsOf(members);
  if (grounds.length === 0) return undefined;
  const digits = Number(/#(\d+)/u.exec(members[0]?.stem ?? "")?.[1] ?? 0);
  const byChance = expectedByChance(places.length, last - first, same, digits);
  if (byChance > mostByChance) return undefined;
  return {
    members,
    first,
    last,
    gaps: places.slice(1).flatMap((place, at) => {
      const before = places[at] ?? place;
      return place - before > 1 ? [{ from: before + 1, to: place - 1 }] : [];
    }),
    grounds,
    byChance,
    strength: byChance < 0.01 ? "strong" : byChance < 0.1 ? "fair" : "weak",
  };
}

/**
 * The lots among these weapons, the largest first.
 * @param sizeOf how many weapons of a make and series there are among all that the reader sees; absent: as many as handed in
 */
export function findLots<W extends LotWeapon>(
  weapons: readonly W[],
  sizeOf?: (stem: string, make: string) => number | undefined,
): Lot<W>[] {
  const lots: Lot<W>[] = [];
  for (const group of Map.groupBy(weapons, (one) => `${one.stem}\n${one.make}`).values()) {
    const sorted = group.toSorted((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
    const [some] = sorted;
    if (some === undefined) continue;
    const same = Math.max(sorted.length, sizeOf?.(some.stem, some.make) ?? 0);
    let chain: W[] = [];
    const close = (): void => {
      const lot = lotOf(chain, same);
      if (lot !== undefined) lots.push(lot);
      chain = [];
    };
    for (const weapon of sorted) {
      const before = chain.at(-1);
      if (before !== undefined && !together(before, weapon)) close();
      chain.push(weapon);
    }
    close();
  }
  return lots.sort((a, b) => b.members.length - a.members.length || a.byChance - b.byChance || a.first - b.first);
}
