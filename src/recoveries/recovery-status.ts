/**
 * From submitted to accepted: the states of a recovery, as a table.
 *
 * Promises: the verbs that an answer offers, the calls that are admitted and the documents are made from this one table
 * (the wall in migrations/0012 and 0019 says the same once more). Refuses: that anybody accepts or returns their own record, or confirms their own change, unless
 * the country lets small posts do so; a return or a reopening without its reason.
 *
 * Accepted and then changed: the record stays accepted (the event happened, and it counts as before), and says that it was
 * changed since until somebody who made none of these changes has looked at them and confirmed them. What counts as a change
 * stands in recovery-changes.ts.
 *
 * A weapon is looked for from the moment its record is submitted: matching never waits for acceptance.
 */
import { holds, type Caller, type Subject } from "../access/policy.ts";
import type { statuses } from "./recovery.contract.ts";

export type Status = (typeof statuses)[number];
export type StepVerb = "submit" | "return" | "resubmit" | "accept" | "confirm" | "reopen";

interface StepRule {
  readonly from: Status | null;
  readonly verb: StepVerb;
  readonly to: Status;
  /** Any of these permissions, in the institution that owns the record. */
  readonly permissions: readonly ("recoveries.record" | "recoveries.change")[];
  readonly guards: readonly ("not-author" | "changed" | "not-changer" | "reason" | "gate")[];
}

export const stepRules: readonly StepRule[] = [
  { from: null, verb: "submit", to: "submitted", permissions: ["recoveries.record"], guards: ["gate"] },
  {
    from: "submitted",
    verb: "return",
    to: "returned",
    permissions: ["recoveries.change"],
    guards: ["not-author", "reason"],
  },
  {
    from: "returned",
    verb: "resubmit",
    to: "submitted",
    permissions: ["recoveries.record", "recoveries.change"],
    guards: ["gate"],
  },
  {
    from: "submitted",
    verb: "accept",
    to: "accepted",
    permissions: ["recoveries.change"],
    guards: ["not-author", "gate"],
  },
  {
    from: "accepted",
    verb: "confirm",
    to: "accepted",
    permissions: ["recoveries.change"],
    guards: ["changed", "not-changer", "gate"],
  },
  { from: "accepted", verb: "reopen", to: "submitted", permissions: ["recoveries.change"], guards: ["reason"] },
];

export interface StepCaller extends Caller {
  readonly personId: string;
}

export interface StepSubject extends Subject {
  readonly status: Status;
  readonly authorId: string;
  /** Who changed it since it was accepted, or since the changes were last confirmed. */
  readonly changers: readonly string[];
}

/** Whether there is what the step is about: nothing is confirmed of a record that nobody changed. */
export function isCalledFor(rule: StepRule, subject: StepSubject): boolean {
  return !rule.guards.includes("changed") || subject.changers.length > 0;
}

/** The rule of a verb from where the record stands; undefined when the state forbids it. */
export function stepRule(verb: StepVerb, from: Status | null): StepRule | undefined {
  return stepRules.find((rule) => rule.verb === verb && rule.from === from);
}

/** Whether this person may take a step that the state allows. */
export function mayTake(rule: StepRule, caller: StepCaller, subject: StepSubject, authorMayAccept: boolean): boolean {
  return (
    subject.institutionId === caller.institutionId &&
    rule.permissions.some((permission) => holds(permission)(caller, subject)) &&
    (!rule.guards.includes("not-author") || authorMayAccept || subject.authorId !== caller.personId) &&
    (!rule.guards.includes("not-changer") || authorMayAccept || !subject.changers.includes(caller.personId))
  );
}

/** The verbs that this person may do now, in the order of the table. */
export function stepsOpen(caller: StepCaller, subject: StepSubject, authorMayAccept: boolean): StepVerb[] {
  return stepRules
    .filter(
      (rule) =>
        rule.from === subject.status && isCalledFor(rule, subject) && mayTake(rule, caller, subject, authorMayAccept),
    )
    .map((rule) => rule.verb);
}
