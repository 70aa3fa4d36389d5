/**
 * Which marks stand at which spot of a drawing.
 *
 * Promises: a mark whose place is wider than the spots ("frame") stands at the first spot inside it; every mark that has
 * no spot on this side is given too, so that none is out of sight. Refuses: to lose a mark.
 */
import type { Spot } from "./drawing.ts";

export interface DrawnMark {
  readonly id: string;
  readonly place: string;
}

export interface MarksOnSpots<Mark extends DrawnMark> {
  readonly at: ReadonlyMap<string, readonly Mark[]>;
  readonly elsewhere: readonly Mark[];
}

/** @param parentOf the wider place of a place, undefined for the widest */
export function marksOnSpots<Mark extends DrawnMark>(
  marks: readonly Mark[],
  spots: readonly Spot[],
  parentOf: (place: string) => string | undefined,
): MarksOnSpots<Mark> {
  const at = new Map<string, Mark[]>();
  const elsewhere: Mark[] = [];
  for (const mark of marks) {
    const spot =
      spots.find(({ place }) => place === mark.place) ??
      // A wider place: the first spot inside it.
      spots.find(({ place }) => parentOf(place) === mark.place);
    if (spot === undefined) elsewhere.push(mark);
    else at.set(spot.place, [...(at.get(spot.place) ?? []), mark]);
  }
  return { at, elsewhere };
}

/** The spot to go to from here by an arrow: the nearest one in that direction; undefined at the edge. */
export function nextSpot(
  spots: readonly Spot[],
  from: number,
  key: "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown",
  mirrored: boolean,
): number | undefined {
  const here = spots[from];
  if (here === undefined) return undefined;
  const level = key === "ArrowLeft" || key === "ArrowRight";
  const sign = (key === "ArrowRight" || key === "ArrowDown" ? 1 : -1) * (level && mirrored ? -1 : 1);
  let best: { at: number; cost: number } | undefined;
  for (const [at, spot] of spots.entries()) {
    const along = (level ? spot.x - here.x : spot.y - here.y) * sign;
    if (at === from || along <= 0) continue;
    const across = Math.abs(level ? spot.y - here.y : spot.x - here.x);
    const cost = along + across * 2;
    if (best === undefined || cost < best.cost) best = { at, cost };
  }
  return best?.at;
}
