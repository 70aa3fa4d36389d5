/** Looking at a photograph: zoom, pan, light, turn, and the region, by key. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { act, actOfKey, between, mostZoom, nudged, onPicture, wholeView, type Act, type View } from "./photo-view.ts";

const acts: readonly Act[] = ["in", "out", "fit", "left", "right", "up", "down", "more-contrast", "less-contrast", "brighter", "darker", "invert", "turn", "plain"]; // prettier-ignore

describe("the view", () => {
  it("stays on the picture, whatever is pressed", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 60 }), (pressed) => {
        const view = pressed.reduce<View>(act, wholeView);
        expect(view.zoom).toBeGreaterThanOrEqual(1);
        expect(view.zoom).toBeLessThanOrEqual(mostZoom);
        for (const at of [view.x, view.y]) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThanOrEqual(1);
        }
        if (view.zoom === 1) expect([view.x, view.y]).toEqual([0.5, 0.5]);
      }),
    );
  });

  it("pans to the right of the screen, also on a turned picture", () => {
    const near = { ...wholeView, zoom: 4 };
    expect(act(near, "right").x).toBeGreaterThan(0.5);
    expect(act({ ...near, turn: 1 }, "right").y).toBeLessThan(0.5);
    expect(act({ ...near, turn: 2 }, "right").x).toBeLessThan(0.5);
    expect(act({ ...near, turn: 3 }, "right").y).toBeGreaterThan(0.5);
  });

  it("knows its keys by their place on the keyboard", () => {
    expect(actOfKey("KeyC", false)).toBe("more-contrast");
    expect(actOfKey("KeyC", true)).toBe("less-contrast");
    expect(actOfKey("KeyX", false)).toBeUndefined();
  });
});

describe("a region", () => {
  it("lies on the picture, however it is drawn or nudged", () => {
    const point = fc.record({
      x: fc.double({ min: -1, max: 2, noNaN: true }),
      y: fc.double({ min: -1, max: 2, noNaN: true }),
    });
    const press = fc.tuple(
      fc.constantFrom("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"),
      fc.boolean(),
      fc.boolean(),
    );
    fc.assert(
      fc.property(point, point, fc.array(press, { maxLength: 80 }), (a, b, presses) => {
        let region = between(a, b);
        for (const [code, shift, fine] of presses) region = nudged(region, code, shift, fine) ?? region;
        expect(region.x).toBeGreaterThanOrEqual(0);
        expect(region.y).toBeGreaterThanOrEqual(0);
        expect(region.x + region.w).toBeLessThanOrEqual(1.0001);
        expect(region.y + region.h).toBeLessThanOrEqual(1.0001);
        expect(Math.min(region.w, region.h)).toBeGreaterThan(0);
      }),
    );
    expect(nudged(onPicture({ x: 0.5, y: 0.5, w: 0.1, h: 0.1 }), "KeyA", false, false)).toBeUndefined();
  });
});
