/**
 * What of two worlds' answers is compared, what is not and why, and what came of it.
 *
 * Promises: everything that is forgiven is named here, with the reason. Refuses: to forgive by the call what can be
 * forgiven by the field.
 */
import { readHistory } from "../../src/journal/journal.contract.ts";
import type { Contract } from "../../src/platform/contract.ts";
import type { Reply } from "../world.ts";
import type { Person } from "./oracle.ts";

/** What differs between two askings of one question, and why. Nothing else may. */
export const volatile: readonly {
  readonly what: string;
  readonly why: string;
  readonly pattern: RegExp;
  readonly instead: string;
}[] = [
  {
    what: "request",
    why: "the number of the request itself, random",
    pattern: /"request":"[0-9a-f-]{36}"/g,
    instead: '"request":""',
  },
  {
    what: "computedAt",
    why: "figures say when they were computed: the time of asking",
    pattern: /"computedAt":"[^"]*"/g,
    instead: '"computedAt":""',
  },
];

/** Calls whose answers are not compared, and why. A reading call that is neither here nor in the script fails a test. */
export const notCompared: Readonly<Record<string, string>> = {
  "access.sessions": "one's own sessions and when each was last seen: moves with the clock",
  "access.me": "says the session's own times; its count of notices is compared by access.notices",
  "journal.audit": "auditors see every access, without content; that is what they are for",
  "journal.summary": "auditors see every access, without content; that is what they are for",
  "journal.checkpoints": "auditors see the journal's size",
  "journal.export": "auditors see every access, without content; that is what they are for",
};

export interface WorldsOutcome {
  rounds: number;
  answers: number;
  hiddenThings: number;
  readonly faults: string[];
  /** Milliseconds of each call: [world A, world B]. */
  readonly times: Map<string, [number[], number[]]>;
  readonly calls: Set<string>;
}

export function newOutcome(): WorldsOutcome {
  return { rounds: 0, answers: 0, hiddenThings: 0, faults: [], times: new Map(), calls: new Set() };
}

/** The bytes that must be equal: status, header names, body without what is volatile. */
export function steady(contract: Contract, reply: Reply, viewer: Person): string {
  let text = reply.text;
  // One's own looks stand in the history of one's own records; asking twice makes more of them.
  if (contract.id === readHistory.id && reply.status === 200) {
    const { items } = reply.body as { items: { verb: string; by: { latin: string | null } | null }[] };
    text = JSON.stringify({
      items: items.filter(
        (item) => !(item.by?.latin === viewer.username && ["read", "search", "export"].includes(item.verb)),
      ),
    });
  }
  for (const { pattern, instead } of volatile) text = text.replaceAll(pattern, instead);
  return JSON.stringify([reply.status, [...reply.headers.keys()].filter((name) => name !== "date").sort(), text]);
}

/** Median of numbers, 0 of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
