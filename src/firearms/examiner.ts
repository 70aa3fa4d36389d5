/**
 * When a weapon waits for an examiner, and why.
 *
 * Promises: a weapon waits until somebody who examines has said what it is; again whenever, after the last conclusion,
 * readings of one mark or statements of one aspect disagree, its number says a year after the recovery, or a doubt of the
 * quality gate was overridden. Refuses: to let a conclusion settle what came after it, or to forget what came before.
 */
import type { CuratedList } from "../reference/list-overlay.ts";
import { codeLists, keptCode } from "../reference/lists.ts";
import { awaitReasons } from "./examiner.contract.ts";
import { readingsDiffer } from "./reading-difference.ts";

export type AwaitReason = (typeof awaitReasons)[number];

/** How long a weapon stays with who took it to their desk. */
export const claimHours = 72;

export interface ReadingOfMark {
  readonly written: string;
  /** ISO instant; missing for one that is being written now. */
  readonly readAt?: string;
}

/** Whether two of these readings of one mark say different things. */
export function readingsDisagree(readings: readonly ReadingOfMark[]): boolean {
  const texts = [...new Set(readings.map(({ written }) => written).filter((written) => written !== ""))];
  return texts.some((one, at) => texts.slice(at + 1).some((other) => readingsDiffer(one, other)));
}

export interface StatementFacts {
  readonly aspect: string;
  readonly code: string | null;
  readonly written: string;
  readonly source: string;
  readonly examined: boolean;
  readonly recordedAt?: string;
}

const listOf: Readonly<Partial<Record<string, CuratedList>>> = {
  type: "types",
  make: "makes",
  model: "models",
  calibre: "calibres",
};

function keptOf(aspect: string, code: string | null): string | null {
  const list = listOf[aspect];
  return code === null || list === undefined ? code : keptCode(list, code);
}

function contradict(aspect: string, a: StatementFacts, b: StatementFacts): boolean {
  if (aspect === "year") return a.written.trim() !== b.written.trim();
  // Only what the lists know can be compared: two writings of one make are no disagreement, nor are two codes that were merged.
  const [one, other] = [keptOf(aspect, a.code), keptOf(aspect, b.code)];
  if (one === null || other === null || one === other || one === "unknown" || other === "unknown") return false;
  const lists = codeLists();
  if (aspect === "calibre") return !lists.calibresFit(one, other);
  // A wider type says less, not otherwise.
  if (aspect === "type") return !lists.typeLine(one).includes(other) && !lists.typeLine(other).includes(one);
  return true;
}

/** The aspects about which statements contradict each other. */
export function disputedAspects(statements: readonly StatementFacts[]): string[] {
  return [...Map.groupBy(statements, ({ aspect }) => aspect)]
    .filter(([aspect, own]) => own.some((a, at) => own.slice(at + 1).some((b) => contradict(aspect, a, b))))
    .map(([aspect]) => aspect);
}

const examinersSources: ReadonlySet<string> = new Set(["laboratory", "manufacturer", "reference-work"]);

export interface WeaponFacts {
  readonly marks: readonly { readonly readings: readonly ReadingOfMark[] }[];
  readonly statements: readonly StatementFacts[];
  /** The last conclusion, ISO. */
  readonly examinedAt: string | null;
  /** The number says a year after the recovery. */
  readonly yearAlarm: boolean;
  /** Doubts overridden since the last conclusion. */
  readonly overridden: boolean;
}

/** Why the weapon waits; in the order of `awaitReasons`. Empty: it does not. */
export function awaitedReasons(weapon: WeaponFacts): AwaitReason[] {
  const settled = (at: string | undefined): boolean =>
    weapon.examinedAt !== null && at !== undefined && Date.parse(at) <= Date.parse(weapon.examinedAt);
  const examined =
    weapon.examinedAt !== null || weapon.statements.some((one) => one.examined || examinersSources.has(one.source));
  const disputed = disputedAspects(weapon.statements);
  const reasons: Readonly<Record<AwaitReason, boolean>> = {
    identification: !examined,
    readings: weapon.marks.some(
      ({ readings }) => readingsDisagree(readings) && !readings.every(({ readAt }) => settled(readAt)),
    ),
    statements: weapon.statements.some((one) => disputed.includes(one.aspect) && !settled(one.recordedAt)),
    year: weapon.yearAlarm && weapon.examinedAt === null,
    gate: weapon.overridden,
  };
  return awaitReasons.filter((reason) => reasons[reason]);
}
