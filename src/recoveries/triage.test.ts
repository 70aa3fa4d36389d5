import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distanceToBorder } from "./border-distance.ts";
import { haveSerialsInSequence, triage, usualThresholds, type TriageFacts, type TriageWeapon } from "./triage.ts";

const pistol = (serial: string | null, extra: Partial<TriageWeapon> = {}): TriageWeapon => ({
  type: "pistol",
  make: "izhevsk",
  serial,
  conversion: null,
  ...extra,
});
const facts = (extra: Partial<TriageFacts>): TriageFacts => ({
  point: null,
  borders: [],
  grounds: [],
  contexts: [],
  residences: [],
  weapons: [pistol("AB1001")],
  ...extra,
});
const home = { ...usualThresholds, home: "QT" };

describe("the distance to the border", () => {
  it("is to the nearest stretch, not to the nearest corner", () => {
    // A border along the 40th parallel; the point lies one degree of latitude south of its middle.
    const line = [
      [60, 40],
      [70, 40],
    ] as const;
    expect(distanceToBorder({ latitude: 39, longitude: 65 }, [line])).toBeCloseTo(111.2, 0);
    expect(distanceToBorder({ latitude: 39, longitude: 65 }, [[[60, 40]], [[70, 40]]])).toBeGreaterThan(430);
  });

  it("goes the short way over the date line, and is nothing where there is no line", () => {
    expect(distanceToBorder({ latitude: 0, longitude: 179.9 }, [[[-179.9, 0]]])).toBeCloseTo(22.2, 0);
    expect(distanceToBorder({ latitude: 0, longitude: 0 }, [])).toBeNull();
  });

  it("is never below zero and zero on the line", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -60, max: 60, noNaN: true }),
        fc.double({ min: -179, max: 179, noNaN: true }),
        (latitude, longitude) => {
          expect(distanceToBorder({ latitude, longitude }, [[[longitude, latitude]]])).toBeCloseTo(0, 6);
        },
      ),
    );
  });
});

describe("triage", () => {
  it("raises nothing for one pistol far inside the country", () => {
    expect(triage(facts({ point: { latitude: 30, longitude: 60 }, borders: [[[60, 40]]] }), home)).toEqual([]);
  });

  it("flags what lies within the country's distance of its border, and nothing without a point or a line", () => {
    const point = { latitude: 39.5, longitude: 60 };
    expect(triage(facts({ point, borders: [[[60, 40]]] }), home)).toEqual(["near-border"]);
    expect(triage(facts({ point, borders: [[[60, 40]]] }), { ...home, borderKm: 50 })).toEqual([]);
    expect(triage(facts({ point }), home)).toEqual([]);
    expect(triage(facts({ borders: [[[60, 40]]] }), home)).toEqual([]);
  });

  it("counts weapons by the country's threshold", () => {
    const weapons = [pistol("AB1"), pistol("CD500"), pistol(null)];
    expect(triage(facts({ weapons }), home)).toEqual(["many-weapons"]);
    expect(triage(facts({ weapons }), { ...home, manyWeapons: 4 })).toEqual([]);
  });

  it("knows terrorism from the ground and from the context, financing of it too", () => {
    expect(triage(facts({ grounds: ["terrorism"] }), home)).toEqual(["terrorism"]);
    expect(triage(facts({ contexts: ["terrorism-financing"] }), home)).toEqual(["terrorism"]);
    expect(triage(facts({ contexts: ["drug-trafficking"] }), home)).toEqual([]);
  });

  it("flags a party who lives abroad, and nobody where the node does not know its country", () => {
    expect(triage(facts({ residences: ["QT", "QS"] }), home)).toEqual(["foreign-resident"]);
    expect(triage(facts({ residences: ["QT"] }), home)).toEqual([]);
    expect(triage(facts({ residences: ["QS"] }), usualThresholds)).toEqual([]);
  });

  it("flags conversion by the type and by the statement; a statement that it is none comes first", () => {
    expect(triage(facts({ weapons: [pistol("A1", { type: "converted" })] }), home)).toEqual(["converted"]);
    expect(triage(facts({ weapons: [pistol("A1", { conversion: "blank-firing" })] }), home)).toEqual(["converted"]);
    expect(triage(facts({ weapons: [pistol("A1", { type: "converted", conversion: "none" })] }), home)).toEqual([]);
    expect(triage(facts({ weapons: [pistol("A1", { conversion: "not-known" })] }), home)).toEqual([]);
  });

  it("sees serials in sequence of one maker and one series only", () => {
    const run = ["AB1001", "AB1003", "AB1002"].map((serial) => pistol(serial));
    expect(haveSerialsInSequence(run, 3, 3)).toBe(true);
    expect(haveSerialsInSequence(run, 4, 3)).toBe(false);
    expect(haveSerialsInSequence([pistol("AB1001"), pistol("CD1002"), pistol("AB1003")], 3, 3)).toBe(false);
    expect(haveSerialsInSequence([pistol("AB1001"), pistol("AB1002", { make: "tula" }), pistol("AB1003")], 3, 3)).toBe(
      false,
    );
    // The same number three times is one weapon read three times, or a false one: no sequence.
    expect(haveSerialsInSequence([pistol("AB1001"), pistol("AB1001"), pistol("AB1001")], 3, 3)).toBe(false);
    expect(haveSerialsInSequence([pistol("AB1001"), pistol("AB1010"), pistol("AB1020")], 3, 3)).toBe(false);
  });

  it("does not depend on the order of the weapons", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }), (numbers) => {
        const weapons = numbers.map((number) => pistol(`X${number}`));
        expect(haveSerialsInSequence(weapons, 3, 2)).toBe(haveSerialsInSequence(weapons.toReversed(), 3, 2));
      }),
    );
  });
});
