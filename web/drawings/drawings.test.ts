import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { marksOnSpots, nextSpot } from "./drawing-marks.ts";
import { drawingOf } from "./drawing.ts";
import { drawings } from "./drawings.ts";

const rows = (file: string): string[] =>
  readFileSync(new URL(`../../reference-data/${file}`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1);
const places = new Set(rows("mark-places.csv").map((row) => row.split(",")[0] ?? ""));
const types = rows("firearm-types.csv").map((row) => row.split(",")[0] ?? "");

describe("the drawings", () => {
  it.each(Object.values(drawings))(
    "of a $id names places of the list, each once, inside the sheet and apart",
    (drawing) => {
      for (const side of ["left", "right"] as const) {
        const spots = drawing.spots[side];
        expect(new Set(spots.map(({ place }) => place)).size).toBe(spots.length);
        for (const [at, spot] of spots.entries()) {
          expect(places.has(spot.place), spot.place).toBe(true);
          expect(spot.x > 0 && spot.x < drawing.width && spot.y > 0 && spot.y < drawing.height, spot.place).toBe(true);
          // On a telephone a short weapon is 340 px wide, a long one 640 and scrolled: spots of 24 px do not touch (WCAG 2.2, 2.5.8).
          for (const other of spots.slice(at + 1)) {
            const apart =
              (Math.hypot(spot.x - other.x, spot.y - other.y) * (drawing.width < 800 ? 340 : 640)) / drawing.width;
            expect(apart, `${spot.place} and ${other.place}`).toBeGreaterThan(24);
          }
        }
      }
    },
  );

  it.each(Object.values(drawings))("of a $id leads by arrows from any spot to any other", (drawing) => {
    const spots = drawing.spots.left;
    for (const from of spots.keys()) {
      const reached = new Set([from]);
      for (const at of reached)
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] as const) {
          const next = nextSpot(spots, at, key, false);
          if (next !== undefined) reached.add(next);
        }
      expect(reached.size, spots[from]?.place).toBe(spots.length);
    }
  });

  it("stand for the types they are true of, and for no others", () => {
    expect(drawingOf("pistol")).toBe("pistol");
    expect(drawingOf("gas-revolver")).toBe("revolver");
    expect(drawingOf("rifle-assault")).toBe("assault-rifle");
    expect(drawingOf("rifle-bolt")).toBe("rifle");
    expect(drawingOf("shotgun-pump")).toBe("shotgun");
    expect(drawingOf("home-made-smg")).toBe("submachine-gun");
    for (const none of [null, "unknown", "machine-gun-heavy", "grenade-launcher", "part", "other"])
      expect(drawingOf(none)).toBeUndefined();
    expect(types.filter((type) => drawingOf(type) !== undefined).length).toBeGreaterThan(30);
  });
});

describe("marks on a drawing", () => {
  const parents: Readonly<Record<string, string>> = { "frame-left": "frame", "slide-left": "slide" };
  it("stand at their spot, a wider place at the first inside it, and none is lost", () => {
    const marks = [
      { id: "1", place: "slide-left" },
      { id: "2", place: "frame" },
      { id: "3", place: "stock" },
    ];
    const { at, elsewhere } = marksOnSpots(marks, drawings.pistol.spots.left, (place) => parents[place]);
    expect(at.get("slide-left")?.map(({ id }) => id)).toEqual(["1"]);
    expect(at.get("frame-left")?.map(({ id }) => id)).toEqual(["2"]);
    expect(elsewhere.map(({ id }) => id)).toEqual(["3"]);
  });
});
