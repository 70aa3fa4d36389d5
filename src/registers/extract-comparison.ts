/**
 * An extract of a register beside the one before: what was added, what is gone, what changed, and what looks wrong with the whole.
 *
 * Promises: counts are of this register's records; what looks wrong is said with its figures and never decided – the keeper takes
 * the import back or asks the owner. Refuses: to speak of an addition as if it were the whole register.
 */
import type { Tx } from "../platform/database.ts";
import { comparisonCounts, countLeftOut, fateCounts, formerExtract, type ComparisonCounts } from "./extract.store.ts";
import type { QualityReport } from "./extract-quality.ts";
import type { RunRow } from "./import-run.store.ts";

export interface ExtractFinding {
  readonly code:
    | "same-content"
    | "nothing-new"
    | "doubled"
    | "equal-rows"
    | "bulk-day"
    | "new-years-day"
    | "jump-down"
    | "jump-up"
    | "turned-over"
    | "lost-points";
  readonly values: Readonly<Record<string, string | number>>;
}

export interface ExtractComparison extends ComparisonCounts {
  readonly asOf: string;
  readonly against: { readonly run: string; readonly fileName: string; readonly rows: number } | null;
  readonly findings: readonly ExtractFinding[];
}

/** Fewer rows than these say nothing about a share. */
const fewRows = 50;
/** Shares from which on something looks wrong. */
const shares = { oneDay: 0.2, newYear: 0.1, jump: 0.2, doubled: 0.5, turnedOver: 0.5 } as const;

/** What looks wrong with an extract as a whole. Pure. */
export function findingsOf(
  counts: Pick<ComparisonCounts, "added" | "changed" | "returned" | "unchanged" | "removed">,
  quality: QualityReport,
  former: { readonly rows: number; readonly sameContent: boolean } | null,
): ExtractFinding[] {
  const out: ExtractFinding[] = [];
  const percent = (part: number, whole: number): number => Math.round((100 * part) / Math.max(1, whole));
  if (former !== null) {
    const { added, changed, returned, unchanged, removed } = counts;
    if (former.sameContent) out.push({ code: "same-content", values: { rows: quality.rows } });
    else if (added + changed + returned + removed === 0)
      out.push({ code: "nothing-new", values: { rows: quality.rows } });
    const difference = quality.rows - former.rows;
    if (former.rows >= fewRows && Math.abs(difference) > shares.jump * former.rows) {
      out.push({
        code: difference < 0 ? "jump-down" : "jump-up",
        values: { rows: quality.rows, before: former.rows, percent: percent(Math.abs(difference), former.rows) },
      });
    }
    const stood = unchanged + changed + removed;
    if (stood >= fewRows && removed > shares.turnedOver * stood && added > shares.turnedOver * stood)
      out.push({ code: "turned-over", values: { added, removed } });
  }
  const { equal, taken } = quality;
  if (taken >= 20 && equal.rows >= shares.doubled * taken)
    out.push({
      code: "doubled",
      values: { rows: equal.rows, groups: equal.groups, percent: percent(equal.rows, taken) },
    });
  else if (equal.rows > 0) out.push({ code: "equal-rows", values: { rows: equal.rows, groups: equal.groups } });
  for (const day of quality.bulkDays) {
    if (day.of >= fewRows && day.count > shares.oneDay * day.of)
      out.push({
        code: "bulk-day",
        values: { field: day.field, day: day.day, rows: day.count, percent: percent(day.count, day.of) },
      });
  }
  const { newYear } = quality;
  if (newYear.of >= fewRows && newYear.count > shares.newYear * newYear.of)
    out.push({ code: "new-years-day", values: { rows: newYear.count, percent: percent(newYear.count, newYear.of) } });
  if (quality.lostPoints.length > 0)
    out.push({
      code: "lost-points",
      values: {
        rows: quality.lostPoints.reduce((sum, one) => sum + one.count, 0),
        texts: quality.lostPoints
          .slice(0, 5)
          .map((one) => `${one.text} → ${one.read}`)
          .join("; "),
      },
    });
  return out;
}

/** What a whole extract that was only checked would change, before its claims are forgotten; what looks wrong is told by the import itself. */
export async function compareCheck(tx: Tx, run: RunRow, registerId: string, day: string): Promise<ExtractComparison> {
  const former = await formerExtract(tx, { id: run.id, registerId, createdAt: run.created_at });
  return {
    ...(await fateCounts(tx, run.id)),
    removed: await countLeftOut(tx, run.id, registerId),
    fields: [],
    weeks: [],
    asOf: day,
    against: former === undefined ? null : { run: former.id, fileName: former.file_name, rows: former.rows_read },
    findings: [],
  };
}

/** Compares a run that ended with what stood before it. */
export async function compareExtract(tx: Tx, run: RunRow, quality: QualityReport): Promise<ExtractComparison> {
  const former =
    run.register_id === null
      ? undefined
      : await formerExtract(tx, { id: run.id, registerId: run.register_id, createdAt: run.created_at });
  const counts = await comparisonCounts(tx, run.id);
  const whole = run.options.extract === "whole";
  return {
    ...counts,
    asOf: run.options.asOf ?? (run.started_at ?? run.created_at).slice(0, 10),
    against:
      former === undefined || !whole ? null : { run: former.id, fileName: former.file_name, rows: former.rows_read },
    findings: findingsOf(
      counts,
      quality,
      former === undefined || !whole
        ? null
        : {
            rows: former.rows_read,
            sameContent: run.content_hash !== null && former.content_hash?.equals(run.content_hash) === true,
          },
    ),
  };
}
