import { describe, expect, it } from "vitest";
import { stepRule, stepRules, stepsOpen, type Status, type StepSubject } from "./recovery-status.ts";

const subject = (status: Status, extra: Partial<StepSubject> = {}): StepSubject => ({
  status,
  institutionId: 1,
  authorId: "author",
  changers: [],
  ...extra,
});
const caller = (personId: string, ...permissions: string[]) => ({
  personId,
  institutionId: 1,
  permissions: new Set(permissions),
});

describe("the states of a recovery", () => {
  it("each verb leads from one state to another that is not it", () => {
    // Confirming alone stays where it is: the record was accepted, and is so again with its changes.
    for (const rule of stepRules) if (rule.verb !== "confirm") expect(rule.from).not.toBe(rule.to);
    expect(stepRule("accept", "returned")).toBeUndefined();
    expect(stepRule("accept", "submitted")?.to).toBe("accepted");
  });

  it("lets a colleague accept and return, and not the author", () => {
    const chief = caller("chief", "recoveries.change");
    const author = caller("author", "recoveries.record", "recoveries.change");
    expect(stepsOpen(chief, subject("submitted"), false)).toEqual(["return", "accept"]);
    expect(stepsOpen(author, subject("submitted"), false)).toEqual([]);
    expect(stepsOpen(author, subject("submitted"), true)).toEqual(["return", "accept"]);
    expect(stepsOpen(author, subject("returned"), false)).toEqual(["resubmit"]);
    expect(stepsOpen(chief, subject("accepted"), false)).toEqual(["reopen"]);
  });

  it("lets a change after acceptance be confirmed by who did not make it", () => {
    const changed = subject("accepted", { changers: ["author"] });
    const chief = caller("chief", "recoveries.change");
    const author = caller("author", "recoveries.record", "recoveries.change");
    expect(stepsOpen(chief, changed, false)).toEqual(["confirm", "reopen"]);
    expect(stepsOpen(author, changed, false)).toEqual(["reopen"]);
    expect(stepsOpen(author, changed, true)).toEqual(["confirm", "reopen"]);
    expect(stepsOpen(chief, subject("accepted", { changers: ["author", "chief"] }), false)).toEqual(["reopen"]);
    expect(stepsOpen(chief, subject("submitted", { changers: ["author"] }), false)).toEqual(["return", "accept"]);
    expect(stepsOpen(caller("recorder", "recoveries.record"), changed, false)).toEqual([]);
  });

  it("lets nobody of another institution, and nobody without the right", () => {
    const chief = caller("chief", "recoveries.change");
    expect(stepsOpen(chief, subject("submitted", { institutionId: 2 }), true)).toEqual([]);
    expect(stepsOpen(caller("looker", "recoveries.read"), subject("submitted"), true)).toEqual([]);
    expect(stepsOpen(caller("recorder", "recoveries.record"), subject("submitted"), true)).toEqual([]);
  });
});
