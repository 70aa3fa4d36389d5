import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaOf, labelSpot, projectionFor, type Frame, type Point } from "./projection.ts";

const frame: Frame = [46, 40, 88, 56];

/** Area of a small square of degrees, in the picture and on the globe. */
function areas(picture: ReturnType<typeof projectionFor>, west: number, south: number): readonly [number, number] {
  const side = 0.2;
  const corners = [
    [west, south],
    [west + side, south],
    [west + side, south + side],
    [west, south + side],
  ].map((point) => picture.place(point as unknown as Point));
  let twice = 0;
  for (const [at, [x, y]] of corners.entries()) {
    const [nextX, nextY] = corners[(at + 1) % corners.length] ?? [x, y];
    twice += x * nextY - nextX * y;
  }
  const radians = Math.PI / 180;
  return [Math.abs(twice / 2), side * (Math.sin((south + side) * radians) - Math.sin(south * radians))];
}

describe("the projection", () => {
  it("keeps areas equal wherever in the frame", () => {
    const picture = projectionFor(frame, 1000);
    const [drawn, real] = areas(picture, 60, 48);
    fc.assert(
      fc.property(
        fc.double({ min: 46, max: 87, noNaN: true }),
        fc.double({ min: 40, max: 55, noNaN: true }),
        (w, s) => {
          const [a, b] = areas(picture, w, s);
          expect(a / b / (drawn / real)).toBeCloseTo(1, 3);
        },
      ),
    );
  });

  it("fits the frame into the width, north up, west left, on both sides of the equator and astride it", () => {
    for (const one of [frame, [-10, -30, 10, -12], [-5, -5, 5, 5]] as const) {
      const [west, south, east, north] = one;
      const picture = projectionFor(one, 640);
      const middle = (west + east) / 2;
      const at = (longitude: number, latitude: number) => picture.place([longitude, latitude]);
      expect(at(middle, north)[1]).toBeLessThan(at(middle, south)[1]);
      expect(at(west, south)[0]).toBeLessThan(at(east, south)[0]);
      for (const longitude of [west, middle, east])
        for (const latitude of [south, (south + north) / 2, north]) {
          const [x, y] = at(longitude, latitude);
          expect(x).toBeGreaterThan(-0.001);
          expect(x).toBeLessThan(640.001);
          expect(y).toBeGreaterThan(-0.6);
          expect(y).toBeLessThan(picture.height + 0.6);
        }
    }
  });

  it("writes paths, and puts a label inside a shape that bends", () => {
    const picture = projectionFor([0, 40, 10, 50], 100);
    const hook: Point[] = [
      [1, 41],
      [9, 41],
      [9, 49],
      [7, 49],
      [7, 43],
      [1, 43],
    ];
    expect(areaOf([hook], picture)).toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+){5}Z$/);
    const { x, y, room } = labelSpot([hook], picture);
    const [left] = picture.place([1.1, 42]);
    expect(room).toBeGreaterThan(5);
    expect(x).toBeGreaterThan(left);
    // Not in the hollow of the hook.
    const [hollowX, hollowY] = picture.place([4, 46]);
    expect(Math.hypot(x - hollowX, y - hollowY)).toBeGreaterThan(room / 2);
  });
});
