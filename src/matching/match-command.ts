/**
 * `tamga match`: the weapons of one file among the records of another.
 *
 * Promises: needs no server and no database and keeps nothing behind; every query with an answer worth showing has its answers, best
 * first, with a probability that this record is the weapon; probabilities of one query add up to less than one; the result takes its
 * name only when it is whole. Refuses: a file without the columns of the format; an answer without a reason.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import type { MatchInput } from "../command/match.ts";
import { Problem } from "../platform/problem.ts";
import { say, type Language } from "../platform/words.ts";
import { codeLists } from "../reference/lists.ts";
import { writeResult } from "../registers/result-file.ts";
import { openTable, type Table } from "../registers/tabular/source.ts";
import { ColumnsMaker, TextColumn, type WrittenWeapon } from "./engine/columns.ts";
import { MatchEngine, type FoundWeapons } from "./engine/engine.ts";
import { explain } from "./engine/explanation.ts";
import { buildSerialIndex } from "./engine/serial-index.ts";
import { Vocabulary } from "./engine/vocabulary.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import { explainMatch, explainSentence } from "./match-explain.ts";

const columns = ["id", "type", "make", "model", "calibre", "serial", "country", "year"] as const;
type Column = (typeof columns)[number];
const rowsPerReport = 20_000;

export interface MatchSummary {
  readonly rows: number;
  readonly load_s: number;
  readonly queries: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly rss_mb: number;
}

/** Opens a file of the format; every column must be there once, in any order. */
async function openWeapons(
  file: string,
): Promise<{ table: Table; size: number; places: Readonly<Record<Column, number>> }> {
  const size = await stat(file).then(
    (found) => found.size,
    (fault: Error) => {
      throw new Problem({ status: 422, code: "file-unreadable", values: { file, message: fault.message } });
    },
  );
  const table = await openTable(createReadStream(file, { highWaterMark: 1 << 18 }), {
    fileName: file,
    // The format is fixed: nothing has to be guessed from few rows.
    headerRow: 1,
    encoding: "utf-8",
    separator: ",",
  });
  const headers = table.headers.map((header) => header.trim().toLowerCase());
  const missing = columns.filter((name) => headers.filter((header) => header === name).length !== 1);
  if (missing.length > 0) {
    await table.close();
    throw new Problem({
      status: 422,
      code: "match-columns",
      values: { file, columns: missing.join(", "), known: headers.filter(Boolean).join(", ") },
    });
  }
  const at = (name: Column): number => headers.indexOf(name);
  return {
    table,
    size,
    places: {
      id: at("id"),
      type: at("type"),
      make: at("make"),
      model: at("model"),
      calibre: at("calibre"),
      serial: at("serial"),
      country: at("country"),
      year: at("year"),
    },
  };
}

function weaponOf(cells: readonly string[], places: Readonly<Record<Column, number>>): WrittenWeapon {
  const text = (name: Column): string => (cells[places[name]] ?? "").trim();
  const year = /^(?:1[89]|20)\d\d$/u.exec(text("year"))?.[0];
  return {
    type: text("type"),
    make: text("make"),
    model: text("model"),
    calibre: text("calibre"),
    serial: text("serial"),
    country: text("country"),
    year: year === undefined ? undefined : Number(year),
  };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export async function runMatch(input: MatchInput, context: CommandContext): Promise<ExitCode> {
  const { language } = context;
  const begun = performance.now();
  const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
  const maker = new ColumnsMaker(vocabulary);
  const ids = new TextColumn();
  const register = await openWeapons(input.register);
  const bar = context.progress(say(language, "matching", "command.loading"), register.size);
  try {
    for await (const batch of register.table.batches()) {
      for (const { cells } of batch) {
        maker.add(weaponOf(cells, register.places));
        ids.push((cells[register.places.id] ?? "").trim());
      }
      bar.update(register.table.bytesRead);
      if (context.signal.aborted) return EXIT.interrupted;
    }
  } finally {
    bar.end();
    await register.table.close();
  }
  const index = buildSerialIndex(maker.columns());
  const engine = new MatchEngine(vocabulary);
  const loadSeconds = (performance.now() - begun) / 1000;
  const queries = await openWeapons(input.queries);
  const times: number[] = [];
  const asking = context.progress(say(language, "matching", "command.matching"), queries.size);

  async function* answers(): AsyncGenerator<readonly string[]> {
    yield ["query", "rank", "id", "probability", "why"];
    let count = 0;
    for await (const batch of queries.table.batches()) {
      for (const { cells } of batch) {
        const question = weaponOf(cells, queries.places);
        const started = performance.now();
        const found = engine.ask(question, [index], { wide: true });
        const shown = found.answers
          .slice(0, input.top)
          .filter((answer) => answer.probability >= engine.model.worthShowing);
        const lines = shown.map((answer, at) => [
          (cells[queries.places.id] ?? "").trim(),
          String(at + 1),
          ids.at(index.row[answer.record] ?? 0),
          answer.probability.toFixed(6),
          reason(found, at, language),
        ]);
        times.push(performance.now() - started);
        yield* lines;
        count += 1;
        if (count % rowsPerReport === 0) asking.update(queries.table.bytesRead);
      }
      asking.update(queries.table.bytesRead);
    }
  }

  /** The sentence, and behind it the numbers that it stands for: they add up to the log odds. */
  function reason(found: FoundWeapons, at: number, into: Language): string {
    const answer = found.answers[at];
    if (answer === undefined) return "";
    const told = explain(engine, vocabulary, found, answer);
    const sentence = explainSentence(explainMatch(told), (key, values) => say(into, "matching", key, values), into);
    const numbers = told.why
      .filter(({ nats }) => nats !== 0)
      .map(({ field, nats }) => `${field} ${nats >= 0 ? "+" : ""}${nats.toFixed(3)}`);
    return `${sentence} [${numbers.join(", ")} = ${told.logOdds.toFixed(3)}]`;
  }

  try {
    if (!(await writeResult(input.out, answers(), { separator: ",", bom: false }, context.signal)))
      return EXIT.interrupted;
  } finally {
    asking.end();
    await queries.table.close();
  }
  const sorted = Float64Array.from(times).sort();
  const summary: MatchSummary = {
    rows: maker.rows,
    load_s: rounded(loadSeconds),
    queries: times.length,
    p50_ms: rounded(quantile(sorted, 0.5)),
    p95_ms: rounded(quantile(sorted, 0.95)),
    rss_mb: Math.round(process.memoryUsage.rss() / 1e6),
  };
  context.print(JSON.stringify(summary));
  return EXIT.ok;
}
