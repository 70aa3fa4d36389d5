/**
 * Projects degrees to the plane of a picture: Albers' equal-area conic about the middle of the frame, so that a region
 * looks as large as it is and a colour covers what it stands for.
 *
 * Promises: equal areas; north up; the whole frame fits the width. Refuses: the poles and the date line (a country across
 * it is configured with longitudes that go on past 180).
 */
export type Point = readonly [longitude: number, latitude: number];
/** West, south, east, north, in degrees. */
export type Frame = readonly [west: number, south: number, east: number, north: number];

export interface Projection {
  readonly width: number;
  readonly height: number;
  /** Place in the picture, in its own units from the upper left corner. */
  readonly place: (point: Point) => readonly [x: number, y: number];
}

const radians = Math.PI / 180;

/** The plane of the cone, in units of the radius, y upwards. */
function albers([west, south, east, north]: Frame): (point: Point) => readonly [number, number] {
  const middle = ((west + east) / 2) * radians;
  const spread = (north - south) * radians;
  const first = south * radians + spread / 6;
  const second = north * radians - spread / 6;
  const n = (Math.sin(first) + Math.sin(second)) / 2;
  // A frame astride the equator has no cone: the cylinder of equal area takes its place.
  if (Math.abs(n) < 0.02)
    return ([longitude, latitude]) => [longitude * radians - middle, Math.sin(latitude * radians)];
  const c = Math.cos(first) ** 2 + 2 * n * Math.sin(first);
  const rho = (latitude: number): number => Math.sqrt(Math.max(0, c - 2 * n * Math.sin(latitude * radians))) / n;
  const origin = rho((south + north) / 2);
  return ([longitude, latitude]) => {
    const angle = n * (longitude * radians - middle);
    const radius = rho(latitude);
    return [radius * Math.sin(angle), origin - radius * Math.cos(angle)];
  };
}

/** Fits a frame into a picture of this width. */
export function projectionFor(frame: Frame, width: number): Projection {
  const plane = albers(frame);
  const [west, south, east, north] = frame;
  // The edges of a cone's frame are curves: their middles may stand out further than their corners.
  const longitudes = [west, (west + east) / 2, east];
  const latitudes = [south, (south + north) / 2, north];
  const corners = longitudes.flatMap((longitude) => latitudes.map((latitude) => plane([longitude, latitude])));
  const left = Math.min(...corners.map(([x]) => x));
  const right = Math.max(...corners.map(([x]) => x));
  const bottom = Math.min(...corners.map(([, y]) => y));
  const top = Math.max(...corners.map(([, y]) => y));
  const scale = width / (right - left);
  return {
    width,
    height: Math.round((top - bottom) * scale),
    place: (point) => {
      const [x, y] = plane(point);
      return [(x - left) * scale, (top - y) * scale];
    },
  };
}

/** A line as the `d` of a path, to a tenth of a unit. */
export function lineOf(points: readonly Point[], { place }: Projection): string {
  return points
    .map((point, at) => {
      const [x, y] = place(point);
      return `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

/** Rings as the `d` of a path that is filled by the even-odd rule: a ring inside another is a hole. */
export function areaOf(rings: readonly (readonly Point[])[], projection: Projection): string {
  return rings.map((ring) => `${lineOf(ring, projection)}Z`).join("");
}

interface Spot {
  readonly x: number;
  readonly y: number;
  /** How far it is to the nearest edge. */
  readonly room: number;
}

function inside(x: number, y: number, rings: readonly (readonly (readonly [number, number])[])[]): boolean {
  let odd = false;
  for (const ring of rings) {
    for (const [at, [ax, ay]] of ring.entries()) {
      const [bx, by] = ring[(at + 1) % ring.length] ?? [ax, ay];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
  }
  return odd;
}

function toEdge(x: number, y: number, rings: readonly (readonly (readonly [number, number])[])[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const ring of rings) {
    for (const [at, [ax, ay]] of ring.entries()) {
      const [bx, by] = ring[(at + 1) % ring.length] ?? [ax, ay];
      const length = (bx - ax) ** 2 + (by - ay) ** 2;
      const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
      least = Math.min(least, Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay)));
    }
  }
  return least;
}

/** Where a label stands best: the point inside that is furthest from every edge, found on a grid. */
export function labelSpot(rings: readonly (readonly Point[])[], { place }: Projection): Spot {
  const placed = rings.map((ring) => ring.map((point) => place(point)));
  const points = placed.flat();
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let best: Spot = { x: (left + right) / 2, y: (top + bottom) / 2, room: 0 };
  const steps = 24;
  for (let across = 1; across < steps; across += 1) {
    for (let down = 1; down < steps; down += 1) {
      const x = left + ((right - left) * across) / steps;
      const y = top + ((bottom - top) * down) / steps;
      if (!inside(x, y, placed)) continue;
      // A label is wide and low: room to the sides is worth more than room above.
      const room = toEdge(x, y, placed);
      if (room > best.room) best = { x, y, room };
    }
  }
  return best;
}
