import { expect, test } from "vitest";
import { setClock } from "./clock.ts";

test("a set clock stands still until it is moved", () => {
  const clock = setClock("2026-11-22T00:00:00Z");
  clock.now().setFullYear(1990);
  expect(clock.now().toISOString()).toBe("2026-11-22T00:00:00.000Z");
  clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4 });
  expect(clock.now().toISOString()).toBe("2026-11-23T02:03:04.000Z");
});

test("an instant that does not exist is refused", () => {
  expect(() => setClock("31.02.2026")).toThrow(RangeError);
});
