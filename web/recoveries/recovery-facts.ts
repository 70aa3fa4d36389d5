/**
 * The facts of a recovery that a correction may touch, and the difference between two states of them.
 *
 * Promises: only what was changed is sent; what others changed is named. Refuses: to send a fact back that was never
 * touched, which would undo another's correction.
 */
import type { CallOutput } from "../../src/platform/contract.ts";
import { handlingCodes, manners, type readRecovery } from "../../src/recoveries/recovery.contract.ts";

type RecoveryView = CallOutput<typeof readRecovery>;
type HandlingCode = (typeof handlingCodes)[number];

/** Texts; "" is "not recorded". */
export interface CorrectedFacts {
  readonly manner: string;
  readonly occurredOn: string;
  readonly placeCode: string | null;
  readonly placeWritten: string;
  readonly region: string;
  readonly placeKind: string;
  readonly conveyanceCode: string;
  readonly conveyanceWritten: string;
  readonly concealmentCode: string;
  readonly concealmentWritten: string;
  readonly circumstances: string;
  readonly ownReference: string;
  readonly grade: string;
  readonly handling: readonly HandlingCode[];
}

export function factsOf(recovery: RecoveryView): CorrectedFacts {
  return {
    manner: recovery.manner,
    occurredOn: recovery.occurredOn ?? "",
    placeCode: recovery.place.code,
    placeWritten: recovery.place.written ?? "",
    region: recovery.place.region ?? "",
    placeKind: recovery.place.kind ?? "",
    conveyanceCode: recovery.conveyance.code ?? "",
    conveyanceWritten: recovery.conveyance.written ?? "",
    concealmentCode: recovery.concealment.code ?? "",
    concealmentWritten: recovery.concealment.written ?? "",
    circumstances: recovery.circumstances,
    ownReference: recovery.ownReference ?? "",
    grade: recovery.grade ?? "",
    handling: handlingCodes.filter((code) => recovery.handling.includes(code)),
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The facts that differ, by name. */
function differing(a: CorrectedFacts, b: CorrectedFacts): readonly (keyof CorrectedFacts)[] {
  return (Object.keys(a) as (keyof CorrectedFacts)[]).filter((name) => !same(a[name], b[name]));
}

interface Designation {
  code: string | null;
  written: string | null;
}

export interface RecoveryChanges {
  conveyance?: Designation;
  concealment?: Designation;
  manner?: (typeof manners)[number];
  occurredOn?: string;
  occurredAt?: null;
  place?: {
    code: string | null;
    written: string | null;
    region: string | null;
    country: string | null;
    latitude: number | null;
    longitude: number | null;
    kind: string | null;
  };
  circumstances?: string;
  ownReference?: string | null;
  grade?: string | null;
  handling?: HandlingCode[];
}

/** What is sent: only what the reader changed on the state they saw. */
export function changesOf(base: RecoveryView, facts: CorrectedFacts): RecoveryChanges {
  const changed = new Set(differing(factsOf(base), facts));
  const changes: RecoveryChanges = {};
  const manner = manners.find((one) => one === facts.manner);
  if (changed.has("manner") && manner !== undefined) changes.manner = manner;
  if (changed.has("occurredOn") && facts.occurredOn !== "") {
    changes.occurredOn = facts.occurredOn;
    // The hour belonged to the other day.
    if (base.occurredAt !== null) changes.occurredAt = null;
  }
  if ((["placeCode", "placeWritten", "region", "placeKind"] as const).some((name) => changed.has(name))) {
    // The node takes a place whole. Coordinates belonged to the former place.
    const moved = changed.has("placeCode") || changed.has("placeWritten");
    changes.place = {
      code: facts.placeCode,
      written: facts.placeWritten.trim() === "" ? null : facts.placeWritten,
      region: facts.region === "" ? null : facts.region,
      country: base.place.country,
      latitude: moved ? null : base.place.latitude,
      longitude: moved ? null : base.place.longitude,
      kind: facts.placeKind === "" ? null : facts.placeKind,
    };
  }
  for (const name of ["conveyance", "concealment"] as const) {
    const [code, written] = [facts[`${name}Code`], facts[`${name}Written`].trim()];
    if (changed.has(`${name}Code`) || changed.has(`${name}Written`))
      changes[name] = { code: code === "" ? null : code, written: written === "" ? null : written };
  }
  if (changed.has("circumstances")) changes.circumstances = facts.circumstances;
  if (changed.has("ownReference")) changes.ownReference = facts.ownReference.trim() === "" ? null : facts.ownReference;
  if (changed.has("grade")) changes.grade = facts.grade === "" ? null : facts.grade;
  if (changed.has("handling")) changes.handling = [...facts.handling];
  return changes;
}

/** Names of the facts that the reader touched on the state they saw. */
function touched(base: RecoveryView, facts: CorrectedFacts): readonly (keyof CorrectedFacts)[] {
  return differing(factsOf(base), facts);
}

/** Names of the facts that others changed between two states of the record. */
export function changedByOthers(before: RecoveryView, now: RecoveryView): readonly (keyof CorrectedFacts)[] {
  return differing(factsOf(before), factsOf(now));
}

/** The facts on the new state: what was touched stays as typed, the rest follows the record. */
export function rebased(base: RecoveryView, now: RecoveryView, facts: CorrectedFacts): CorrectedFacts {
  const mine = touched(base, facts);
  return { ...factsOf(now), ...Object.fromEntries(mine.map((name) => [name, facts[name]])) };
}
