/**
 * How far a point lies from the border of the country.
 *
 * Promises: kilometres to the nearest stretch of any line, right to a few parts in a thousand within some hundred
 * kilometres (the sphere is flattened around the point). Refuses nothing: no line gives null, which is not zero.
 */

export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** Points as GeoJSON writes them: [longitude, latitude]. A line of one point is that point. */
export type Line = readonly (readonly [number, number])[];

const kmPerDegree = 111.195;

/** Kilometres from the point to the nearest line; null where there is no line. */
export function distanceToBorder(point: Point, lines: readonly Line[]): number | null {
  const narrow = Math.cos((point.latitude * Math.PI) / 180);
  // Across the date line the short way round counts.
  const flat = ([longitude, latitude]: readonly [number, number]): readonly [number, number] => [
    (((longitude - point.longitude + 540) % 360) - 180) * narrow * kmPerDegree,
    (latitude - point.latitude) * kmPerDegree,
  ];
  let nearest: number | null = null;
  for (const line of lines) {
    let before: readonly [number, number] | undefined;
    for (const corner of line) {
      const at = flat(corner);
      const distance = before === undefined ? Math.hypot(...at) : distanceToStretch(before, at);
      if (nearest === null || distance < nearest) nearest = distance;
      before = at;
    }
  }
  return nearest;
}

/** From the origin to the stretch between two points. */
function distanceToStretch([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length));
  return Math.hypot(ax + along * dx, ay + along * dy);
}
