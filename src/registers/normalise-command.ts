/**
 * `tamga normalise`: a file with one more answer per row: code, name, confidence and why.
 *
 * Promises: every row and column stays as it was and in its order; the file is read once (twice for calibres, to learn its usage)
 * and never held; the result takes its name only when it is whole. Refuses: a column that is not there or is there twice, and
 * a code without a reason. No person is needed, and no database unless the national additions are asked for: nothing but the
 * reference lists is looked at.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import type { NormaliseInput } from "../command/normalise.ts";
import { Database } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { say } from "../platform/words.ts";
import { CalibreNormaliser, type CalibreUsage } from "../reference/calibre-normaliser.ts";
import { UsageCount } from "../reference/calibre-usage.ts";
import { freshLists } from "../reference/list-follower.ts";
import { codeLists, listsVersion } from "../reference/lists.ts";
import { MakeNormaliser } from "../reference/make-normaliser.ts";
import { ModelNormaliser } from "../reference/model-normaliser.ts";
import type { Verdict, VerdictState } from "../reference/normaliser-verdict.ts";
import { TypeNormaliser } from "../reference/type-normaliser.ts";
import { findColumn } from "./find-column.ts";
import { writeResult } from "./result-file.ts";
import { encodings } from "./tabular/encoding.ts";
import { openTable, type OpenOptions, type Table } from "./tabular/source.ts";

const added = ["code", "name", "confidence", "why"] as const;
const rememberedAnswers = 100_000;
const countedWritings = 200_000;
const shownUnknown = 20;
const longestRemembered = 200;
const separators = [",", ";", "\t", "|"] as const;

type Answer = (text: string, beside: string) => Verdict;

/** How the kind asked for is answered; `beside` is the cell of the second column, where one was named. */
function answerOf(input: NormaliseInput, usage: CalibreUsage | undefined): Answer {
  const lists = codeLists();
  switch (input.kind) {
    case "make": {
      const makes = new MakeNormaliser(lists);
      return (text) => makes.normalise(text);
    }
    case "calibre": {
      const calibres = new CalibreNormaliser(lists);
      const types = new TypeNormaliser(lists);
      return (text, beside) =>
        calibres.normalise(text, {
          usage,
          type: beside === "" ? undefined : types.normalise(beside).code || undefined,
        });
    }
    case "model": {
      const makes = new MakeNormaliser(lists);
      const models = new ModelNormaliser(lists);
      return (text, beside) =>
        models.normalise(text, beside === "" ? undefined : makes.normalise(beside).code || undefined);
    }
    default: {
      const types = new TypeNormaliser(lists);
      return (text) => types.normalise(text);
    }
  }
}

function chosen<T extends string>(option: string, value: string | undefined, known: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (found === undefined) {
    throw new Problem({ status: 422, code: "usage-option", values: { option, value, known: known.join(" ") } });
  }
  return found;
}

function openOptionsOf(input: NormaliseInput): OpenOptions {
  const asked = input.delimiter === "\\t" || input.delimiter === "tab" ? "\t" : input.delimiter;
  const encoding = chosen("encoding", input.encoding, encodings);
  const separator = chosen("delimiter", asked, separators);
  return {
    fileName: basename(input.file),
    ...(encoding === undefined ? {} : { encoding }),
    ...(separator === undefined ? {} : { separator }),
    ...(input.sheet === undefined ? {} : { sheet: input.sheet }),
  };
}

async function readable(file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    const message = cause instanceof Error ? cause.message : "";
    throw new Problem({ status: 422, code: "file-unreadable", values: { file, message }, cause });
  });
  if (!found.isFile()) throw new Problem({ status: 422, code: "file-unreadable", values: { file, message: "" } });
}

/** The table with its column; where the header was not recognised, the first row that names the column is one. */
async function openAt(input: NormaliseInput): Promise<{ readonly table: Table; readonly column: number }> {
  const options = openOptionsOf(input);
  const table = await openTable(createReadStream(input.file), options);
  try {
    return { table, column: findColumn(table.headers, input.column, table.columns) };
  } catch (fault) {
    await table.close();
    if (table.headerRows.includes(1)) throw fault;
    const again = await openTable(createReadStream(input.file), { ...options, headerRow: 1 });
    try {
      return { table: again, column: findColumn(again.headers, input.column, again.columns) };
    } catch {
      await again.close();
      throw fault;
    }
  }
}

/** The usage of bare bores, from a first reading of the whole file. */
async function usageOf(input: NormaliseInput, context: CommandContext): Promise<CalibreUsage> {
  const lists = codeLists();
  const counts = new Map<string, number>();
  const { table, column } = await openAt(input);
  for await (const batch of table.batches()) {
    for (const { cells } of batch) {
      const text = cells[column] ?? "";
      const before = counts.get(text);
      if (before !== undefined || counts.size < countedWritings) counts.set(text, (before ?? 0) + 1);
    }
    if (context.signal.aborted) break;
  }
  const usage = new UsageCount(lists, new CalibreNormaliser(lists));
  for (const [text, rows] of counts) usage.add(text, rows);
  return usage.usage();
}

interface Tally {
  rows: number;
  readonly states: Record<VerdictState, number>;
  readonly reasons: Map<string, number>;
  /** Rows by confidence in tenths, of those with a code. */
  readonly confidence: Map<string, number>;
  readonly unknown: Map<string, number>;
  readonly distinct: Set<string>;
}

export async function runNormalise(input: NormaliseInput, context: CommandContext): Promise<ExitCode> {
  await readable(input.file);
  const version = input.national ? await nationalLists(context) : null;
  const begun = performance.now();
  const usage = input.kind === "calibre" && input.usage ? await usageOf(input, context) : undefined;
  const { table, column } = await openAt(input);
  const tally: Tally = {
    rows: 0,
    states: { found: 0, "not-stated": 0, undecided: 0, unknown: 0 },
    reasons: new Map(),
    confidence: new Map(),
    unknown: new Map(),
    distinct: new Set(),
  };
  try {
    const rows = answeredRows(input, context, table, column, usage, tally);
    const bom = table.format.container === "xlsx" || (table.format.encoding?.bom ?? 0) > 0;
    const separator = table.format.dialect?.separator ?? ",";
    if (!(await writeResult(input.out, rows, { separator, bom }, context.signal))) return EXIT.interrupted;
  } finally {
    await table.close();
  }
  report(input, context, tally, version, (performance.now() - begun) / 1000);
  return EXIT.ok;
}

async function* answeredRows(
  input: NormaliseInput,
  context: CommandContext,
  table: Table,
  column: number,
  usage: CalibreUsage | undefined,
  tally: Tally,
): AsyncGenerator<readonly string[]> {
  const second = input.kind === "calibre" ? input.typeColumn : input.kind === "model" ? input.makeColumn : undefined;
  const beside = second === undefined ? -1 : findColumn(table.headers, second, table.columns);
  const answer = answerOf(input, usage);
  const answers = new Map<string, { readonly verdict: Verdict; readonly cells: readonly string[] }>();
  for (const title of table.titles) yield title.cells;
  const names = added.map((name) => (table.headers.includes(name) ? `${input.kind}_${name}` : name));
  if (table.headerRows.length > 0) yield [...table.headers, ...names];
  const bar = context.progress(say(context.language, "reference", "normalise.progress"));
  const answered = (text: string, other: string): readonly string[] => {
    const key = `${text}\u001F${other}`;
    let known = answers.get(key);
    if (known === undefined) {
      const verdict = unsure(answer(text, other), input.leastConfidence);
      known = { verdict, cells: cellsOf(verdict, context.language) };
      if (answers.size >= rememberedAnswers) answers.clear();
      if (key.length <= longestRemembered) answers.set(key, known);
    }
    count(tally, text, known.verdict);
    return known.cells;
  };
  let expected = (table.headerRows.at(-1) ?? 0) + 1;
  try {
    for await (const batch of table.batches()) {
      for (const { cells: written, number } of batch) {
        // In a table of one column an empty line is an empty cell; in wider ones it is no row.
        for (; table.columns === 1 && expected < number; expected++) yield ["", ...answered("", "")];
        expected = number + 1;
        const cells = answered(written[column] ?? "", beside < 0 ? "" : (written[beside] ?? ""));
        // What a row has beyond the columns of its table stays behind the answer.
        yield [...written.slice(0, table.columns), ...cells, ...written.slice(table.columns)];
      }
      bar.update(tally.rows);
    }
  } finally {
    bar.end();
  }
}

function unsure(verdict: Verdict, least: number): Verdict {
  if (verdict.state !== "found" || verdict.confidence >= least) return verdict;
  return {
    ...verdict,
    state: "undecided",
    code: "",
    why: [...verdict.why, { key: "below-threshold", values: { name: verdict.name.en } }],
  };
}

function cellsOf(verdict: Verdict, language: "en" | "ru"): readonly string[] {
  const why = verdict.why
    .map(({ key, values }) => say(language, "reference", `normalise.why.${key}`, values))
    .join(" ");
  const found = verdict.state === "found";
  return [verdict.code, found ? verdict.name[language] : "", verdict.confidence.toFixed(2), why];
}

function count(tally: Tally, text: string, verdict: Verdict): void {
  tally.rows += 1;
  tally.states[verdict.state] += 1;
  const reason = verdict.why.at(-1)?.key ?? "";
  tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
  if (tally.distinct.size < countedWritings) tally.distinct.add(text);
  if (verdict.state === "found") {
    const tenth = (Math.floor(verdict.confidence * 10) / 10).toFixed(1);
    tally.confidence.set(tenth, (tally.confidence.get(tenth) ?? 0) + 1);
  } else if (verdict.state === "unknown" && (tally.unknown.has(text) || tally.unknown.size < 10_000)) {
    tally.unknown.set(text, (tally.unknown.get(text) ?? 0) + 1);
  }
}

/** Lays what the country has accepted over the shipped lists; gives the version of the lists. Needs the node's database. */
async function nationalLists(context: CommandContext): Promise<number> {
  await context.withDatabase(async ({ url }) => {
    const database = new Database(url, 1);
    try {
      await database.asSystem("tamga_keeper", freshLists);
    } finally {
      await database.end();
    }
  });
  return listsVersion();
}

function report(
  input: NormaliseInput,
  context: CommandContext,
  tally: Tally,
  version: number | null,
  seconds: number,
): void {
  const { states, rows } = tally;
  const stated = rows - states["not-stated"];
  const sorted = (map: ReadonlyMap<string, number>): [string, number][] => [...map].sort((a, b) => b[1] - a[1]);
  const unknown = sorted(tally.unknown).slice(0, shownUnknown);
  context.printJson({
    kind: input.kind,
    in: input.file,
    column: input.column,
    out: input.out,
    // Null: the shipped lists alone.
    listsVersion: version,
    rows,
    distinct: tally.distinct.size,
    states,
    coverage: stated === 0 ? null : Math.round((states.found / stated) * 10_000) / 10_000,
    confidence: Object.fromEntries(sorted(tally.confidence)),
    reasons: Object.fromEntries(sorted(tally.reasons)),
    unknown: unknown.map(([text, count]) => ({ text, rows: count })),
    seconds: Math.round(seconds * 100) / 100,
    rowsPerSecond: Math.round(rows / Math.max(seconds, 0.001)),
  });
  const number = new Intl.NumberFormat(context.language);
  const percent = new Intl.NumberFormat(context.language, { style: "percent", maximumFractionDigits: 1 });
  const word = (key: string, values: Record<string, unknown> = {}): string =>
    say(context.language, "reference", `normalise.report.${key}`, values);
  if (version !== null) context.print(word("national", { version }));
  context.print(
    word("rows", { rows: number.format(rows), distinct: number.format(tally.distinct.size), file: input.out }),
  );
  for (const state of ["found", "not-stated", "undecided", "unknown"] as const) {
    context.print(`  ${number.format(states[state])}  ${word(state)}`);
  }
  if (stated > 0) context.print(word("coverage", { share: percent.format(states.found / stated) }));
  if (unknown.length > 0)
    context.print(
      word("unknown-list", {
        list: unknown
          .slice(0, 8)
          .map(([text]) => text)
          .join(" · "),
      }),
    );
}
