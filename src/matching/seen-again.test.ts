import { describe, expect, it } from "vitest";
import { inOrder, judgeSeenAgain, type Sighting } from "./seen-again.ts";

const seen = (more: Partial<Sighting> = {}): Sighting => ({
  recoveredOn: "2018-01-05",
  stateOwned: null,
  privatelyOwned: false,
  held: true,
  institution: "POLICE",
  recovery: null,
  ...more,
});
const later = { recoveredOn: "2019-03-01" };

describe("judgeSeenAgain", () => {
  it.each([
    ["left-custody", "alarm", seen(), seen(later), []],
    ["state-owned", "none", seen({ stateOwned: "Police" }), seen({ ...later, stateOwned: "Police" }), []],
    // A service weapon that somebody else owns now; where no owner was written down, that is asked first.
    ["state-left", "alarm", seen({ stateOwned: "Police" }), seen({ ...later, privatelyOwned: true }), []],
    ["state-unsaid", "check", seen({ stateOwned: "Police" }), seen(later), []],
    // The second row is a report of theft by its owner, not a recovery.
    ["reported-again", "check", seen(), seen({ ...later, held: false }), []],
    ["never-held", "check", seen({ held: false }), seen(later), []],
    ["state-became", "check", seen(), seen({ ...later, stateOwned: "Police" }), []],
    ["known-between", "check", seen(), seen(later), [{ day: "2018-06-01", kind: "lost-stolen" }]],
    ["entered-twice", "none", seen({ recovery: "A" }), seen({ ...later, recovery: "A" }), []],
    ["one-day", "none", seen({ recovery: "A" }), seen({ recovery: "B" }), []],
    ["left-custody", "alarm", seen(), seen({ institution: "CUSTOMS" }), []],
    ["day-unknown", "check", seen({ recoveredOn: null }), seen(later), []],
  ] as const)("%s: %s", (because, verdict, first, again, between) => {
    expect(judgeSeenAgain(first, again, between)).toEqual({ verdict, because });
  });

  it("knows the state's weapon from a third sighting, where nobody wrote an owner and none is private", () => {
    expect(judgeSeenAgain(seen(), seen(later), [], true).because).toBe("state-unsaid");
    expect(judgeSeenAgain(seen(), seen({ ...later, privatelyOwned: true }), [], true).because).toBe("left-custody");
  });

  it("puts the earlier first and leaves the rest as it came", () => {
    const [a, b] = [seen(later), seen()];
    expect(inOrder(a, b)).toEqual([b, a]);
    expect(inOrder(b, a)).toEqual([b, a]);
    expect(inOrder(seen({ recoveredOn: null }), b)[1]).toBe(b);
  });
});
