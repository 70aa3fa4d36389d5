/**
 * `tamga figures --count-file`: counts a file by the documented rule, and sets it beside another count.
 *
 * Promises: anyone can repeat it on a file, without a database and without an account; every row read is in one of the
 * outcomes printed. Nothing of the file is kept.
 */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import type { CountInput } from "../command/figures.ts";
import { table } from "../command/table.ts";
import { Problem } from "../platform/problem.ts";
import { say } from "../platform/words.ts";
import { csvRow } from "../registers/tabular/csv-writer.ts";
import { compareCounts, countFile, type ComparedRow, type Comparison, type FileCount } from "./count-file.ts";
import { countingProfile, namedProfile, profileNames, type CountingProfile } from "./counting-profile.ts";
import { countingRules, outcomes, type CountingRule } from "./counting-rule.ts";

/** A profile by its name, or from a JSON file. */
async function profileOf(given: string | undefined): Promise<CountingProfile> {
  const unknown = (cause?: unknown): Problem =>
    new Problem({
      status: 400,
      code: "count-profile-unknown",
      values: { profile: given ?? "", known: profileNames.join(", ") },
      cause,
    });
  if (given === undefined) throw unknown();
  const named = namedProfile(given);
  if (named !== undefined) return named;
  if (!given.endsWith(".json")) throw unknown();
  try {
    return countingProfile.parse(JSON.parse(await readFile(given, "utf8")));
  } catch (fault) {
    throw unknown(fault);
  }
}

async function count(
  file: string,
  profile: CountingProfile,
  rule: CountingRule,
  input: CountInput,
): Promise<FileCount> {
  const today = new Date().toISOString().slice(0, 10);
  return countFile(createReadStream(file), profile, rule, { from: input.from, until: input.until }, today);
}

function outcomeRows(found: FileCount): { outcome: string; firearms: number }[] {
  return outcomes.flatMap((outcome) => {
    const firearms = found.outcomes.get(outcome);
    return firearms === undefined ? [] : [{ outcome, firearms }];
  });
}

function cellTable(found: FileCount, key: "type" | "month"): { key: string; firearms: number }[] {
  const sums = new Map<string, number>();
  for (const cell of found.cells) {
    const at = cell[key];
    if (at !== null) sums.set(at, (sums.get(at) ?? 0) + cell.firearms);
  }
  return [...sums].map(([name, firearms]) => ({ key: name, firearms })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function printText(found: FileCount, other: Comparison | undefined, input: CountInput, context: CommandContext): void {
  const words = (key: string, values: Readonly<Record<string, unknown>> = {}): string =>
    say(context.language, "figures", `count.${key}`, values);
  const number = new Intl.NumberFormat(context.language);
  const signed = new Intl.NumberFormat(context.language, { signDisplay: "exceptZero" });
  context.print(words("read", { file: input.file, rows: number.format(found.rows), rule: input.rule }));
  context.print(table(outcomeRows(found).map((row) => [words(`outcome.${row.outcome}`), number.format(row.firearms)])));
  if (found.notReported > 0) context.print(words("not-reported", { cells: number.format(found.notReported) }));
  if (other === undefined) {
    context.print(`\n${words("by-type")}`);
    context.print(table(cellTable(found, "type").map((row) => [row.key, number.format(row.firearms)])));
    return;
  }
  const side = (title: string, rows: readonly ComparedRow[]): void => {
    if (rows.length === 0) return;
    context.print(`\n${title}`);
    context.print(
      table([
        ["", words("here"), words("there"), words("difference")],
        ...rows.map((row) => [
          row.key === "" ? words("not-recorded") : row.key,
          number.format(row.here),
          number.format(row.there),
          signed.format(row.here - row.there),
        ]),
      ]),
    );
  };
  side(words("total"), [{ key: words("firearms"), here: other.here, there: other.there }]);
  side(words("by-type"), other.byType);
  side(words("by-month"), other.byMonth);
  if (other.byArea.length > 0) {
    const more = other.byArea.reduce((sum, row) => sum + Math.max(0, row.here - row.there), 0);
    const fewer = other.byArea.reduce((sum, row) => sum + Math.max(0, row.there - row.here), 0);
    context.print(
      `\n${words("by-area", {
        areas: number.format(other.byArea.length),
        same: number.format(other.byArea.filter((row) => row.here === row.there).length),
        more: number.format(more),
        fewer: number.format(fewer),
      })}`,
    );
  }
}

function csvOf(found: FileCount): string {
  const rows = [
    ["month", "area", "type", "firearms"],
    ...found.cells.map((cell) => [cell.month ?? "", cell.area ?? "", cell.type, String(cell.firearms)]),
  ];
  return rows
    .map((row) => csvRow(row))
    .join("")
    .trimEnd();
}

/** Runs the count. Exit code `ok`, also where two counts differ: what they differ by is the answer. */
export async function runCount(input: CountInput, context: CommandContext): Promise<ExitCode> {
  const rule = countingRules[input.rule];
  const found = await count(input.file, await profileOf(input.profile), rule, input);
  const other =
    input.compare === undefined
      ? undefined
      : compareCounts(found, await count(input.compare, await profileOf(input.compareProfile), rule, input));
  context.printJson({
    rule: rule.code,
    rows: found.rows,
    outcomes: outcomeRows(found),
    counted: found.counted,
    notReported: found.notReported,
    byType: cellTable(found, "type"),
    byMonth: cellTable(found, "month"),
    ...(other === undefined ? {} : { compared: other }),
  });
  if (input.format === "csv") context.print(csvOf(found));
  else printText(found, other, input, context);
  return EXIT.ok;
}
