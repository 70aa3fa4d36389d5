/**
 * Which separator and quote a text uses, by which of them cuts its rows into equally many cells.
 *
 * Promises: `sep=;` in the first line (a spreadsheet's own word) wins; a decimal comma in a file separated by
 * semicolons does not mislead; the confidence says how clear it was. Refuses nothing: the worst guess is one column.
 */
import type { Dialect, Quote, Separator } from "./delimited.ts";
import { DelimitedScanner } from "./delimited.ts";
import { defaultLimits } from "./limits.ts";

export interface DialectGuess extends Dialect {
  /** 0 to 1. */
  readonly confidence: number;
  /** Rows at the beginning that are instructions to a spreadsheet (`sep=;`), not data. */
  readonly instructionRows: number;
}

export interface DialectChoice {
  readonly separator?: Separator;
  readonly quote?: Quote;
}

const separators: readonly Separator[] = [",", ";", "\t", "|"];
const sampleLimits = { ...defaultLimits, columns: 100_000, cellLength: 10_000_000, rowLength: 100_000_000 };

interface Trial {
  readonly dialect: Dialect;
  readonly score: number;
  readonly width: number;
}

/** @param sample decoded text of the beginning; `whole` when it is the entire file. */
export function detectDialect(sample: string, whole: boolean, choice: DialectChoice = {}): DialectGuess {
  const sep = /^\uFEFF?"?sep=(.)"?\r?\n/.exec(sample);
  const told = separators.find((s) => s === sep?.[1]);
  const newline = sample.includes("\r") && !sample.includes("\n") ? "cr" : "lf";
  const text = sep === null ? sample : sample.slice(sep[0].length);
  const separatorsToTry = choice.separator ? [choice.separator] : told ? [told] : separators;
  const quotesToTry: readonly Quote[] = choice.quote ? [choice.quote] : ['"', "'", "none"];
  let best: Trial | undefined;
  let secondScore = 0;
  for (const separator of separatorsToTry) {
    let mine: Trial | undefined;
    for (const quote of quotesToTry) {
      const trial = tryDialect(text, whole, { separator, quote, newline });
      if (mine === undefined || trial.score > mine.score) mine = trial;
    }
    if (mine === undefined) continue;
    if (best === undefined || mine.score > best.score) {
      secondScore = best?.score ?? 0;
      best = mine;
    } else secondScore = Math.max(secondScore, mine.score);
  }
  const chosen = best?.dialect ?? { separator: ",", quote: '"', newline };
  const sure = choice.separator !== undefined || told !== undefined;
  const clear =
    best === undefined || best.width < 2 ? 0.3 : Math.max(0.3, 1 - secondScore / Math.max(best.score, 0.01));
  return {
    ...chosen,
    confidence: sure ? 1 : Math.round(Math.min(0.99, clear) * 100) / 100,
    instructionRows: sep === null ? 0 : 1,
  };
}

function tryDialect(text: string, whole: boolean, dialect: Dialect): Trial {
  const scanner = new DelimitedScanner(dialect, sampleLimits);
  let rows;
  let penalty = 0;
  try {
    // A sample cut in the middle ends in half a record, which says nothing: it is not flushed.
    rows = scanner.push(text, whole);
  } catch {
    // A quote that is never closed: this file, or this reading of it, is broken. Read it up to there without quotes.
    penalty = 0.4;
    rows = new DelimitedScanner({ ...dialect, quote: "none" }, sampleLimits).push(text.replaceAll("\0", ""), whole);
  }
  rows = rows.slice(0, 300);
  if (rows.length === 0) return { dialect, score: 0, width: 0 };
  const widths = new Map<number, number>();
  let stray = 0;
  let wrapped = 0;
  let cells = 0;
  for (const row of rows) {
    widths.set(row.cells.length, (widths.get(row.cells.length) ?? 0) + 1);
    stray += row.doubts?.filter((d) => d.code === "stray-quote").length ?? 0;
    cells += row.cells.length;
    if (dialect.quote === "none") {
      wrapped += row.cells.filter((c) => c.length > 1 && /^(["']).*\1$/s.test(c.trim())).length;
    } else if (dialect.quote === "'") {
      wrapped += row.cells.filter((c) => c.startsWith('"') && c.endsWith('"')).length;
    }
  }
  let width = 0;
  let most = 0;
  for (const [w, n] of widths) {
    if (n > most || (n === most && w > width)) {
      most = n;
      width = w;
    }
  }
  const consistent = most / rows.length;
  // The header has no decimal commas: a separator that cuts the first rows like the rest is the likelier one.
  const heading = rows.slice(0, 5).some((r, i) => r.cells.length === width && i < rows.length) ? 0.05 : 0;
  const breadth = width < 2 ? 0.05 : 0.6 + 0.4 * (1 - 1 / width);
  let score = consistent ** 2 * breadth + (width < 2 ? 0 : heading);
  if (rows[0]?.cells.length === 1 && width > 1 && width < 3) score -= 0.2;
  score -= penalty + stray / Math.max(cells, 1) + (wrapped / Math.max(cells, 1)) * 2;
  // Among equals the usual double quote wins, then none, then the apostrophe.
  score += dialect.quote === '"' ? 0.02 : dialect.quote === "none" ? 0.001 : 0;
  return { dialect, score: Math.max(0, score), width };
}
