/**
 * Where the table begins: titles above, a header of one or more rows, a row of column numbers below it.
 *
 * Promises: nothing is dropped: what stands above the data is returned as titles; a header in two rows («Оружие» over
 * «Марка | Модель») is joined per column. Refuses nothing: a file without any header has header rows `[]`.
 */
import { matchHeader } from "./fields.ts";
import type { SourceRow } from "./row.ts";

export interface HeaderPosition {
  /** Source row numbers of the header, first to last; empty when there is none. */
  readonly rows: readonly number[];
  readonly headers: readonly string[];
  /** Index into the given rows of the first data row. */
  readonly dataFrom: number;
  /** 0 to 1. */
  readonly confidence: number;
}

const lookAt = 40;

/** @param chosen a person's choice: source row number of the (last) header row, 0 for "no header". */
export function findHeader(rows: readonly SourceRow[], chosen?: number): HeaderPosition {
  const width = usualWidth(rows);
  if (chosen === 0) return { rows: [], headers: blank(width), dataFrom: 0, confidence: 1 };
  if (chosen !== undefined) {
    const index = rows.findIndex((r) => r.number === chosen);
    if (index >= 0) return build(rows, index, index, width, 1);
  }
  let best = -1;
  let bestScore = 0;
  const scores = rows.slice(0, lookAt).map((row) => headerScore(row, width));
  for (const [i, score] of scores.entries()) {
    if (score > bestScore + 0.001) {
      best = i;
      bestScore = score;
    }
  }
  if (best < 0 || bestScore < 0.45) return { rows: [], headers: blank(width), dataFrom: 0, confidence: 0.5 };
  let from = best;
  let to = best;
  // A group row above: it has gaps or merged cells where this one has words.
  const above = rows[best - 1];
  if (above !== undefined && isGroupRow(above, rows[best])) from = best - 1;
  const below = rows[best + 1];
  if (from === to && below !== undefined && isGroupRow(rows[best], below) && (scores[best + 1] ?? 0) > 0.4)
    to = best + 1;
  return build(rows, from, to, width, Math.min(1, bestScore));
}

function build(
  rows: readonly SourceRow[],
  from: number,
  to: number,
  width: number,
  confidence: number,
): HeaderPosition {
  const part = rows.slice(from, to + 1);
  const columns = Math.max(width, ...part.map((r) => lastFilled(r.cells) + 1));
  const headers = Array.from({ length: columns }, (_, c) => {
    const words: string[] = [];
    for (const row of part) {
      const word = (row.cells[c] ?? "").replace(/\s+/g, " ").trim();
      if (word !== "" && !words.includes(word)) words.push(word);
    }
    return words.join(" ");
  });
  let dataFrom = to + 1;
  const next = rows[dataFrom];
  if (next !== undefined && isColumnNumbers(next)) dataFrom += 1;
  return { rows: part.map((r) => r.number), headers, dataFrom, confidence: Math.round(confidence * 100) / 100 };
}

function blank(width: number): string[] {
  return Array.from({ length: width }, () => "");
}

/** The number of cells that most rows have. */
export function usualWidth(rows: readonly SourceRow[]): number {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const width = row.cells.length;
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  let width = 0;
  let most = 0;
  for (const [w, n] of counts) {
    if (n > most || (n === most && w > width)) {
      width = w;
      most = n;
    }
  }
  return width;
}

function lastFilled(cells: readonly string[]): number {
  for (let i = cells.length - 1; i >= 0; i -= 1) if ((cells[i] ?? "").trim() !== "") return i;
  return -1;
}

/** 0 to 1.x: filled, worded, distinct, known. Merged copies do not count as filled. */
function headerScore(row: SourceRow, width: number): number {
  const merged = new Set(row.doubts?.filter((d) => d.code === "merged-cell").map((d) => d.column));
  const filled = row.cells.filter((c, i) => c.trim() !== "" && !merged.has(i));
  if (filled.length === 0 || (filled.length < 2 && width > 1)) return 0;
  const cover = Math.min(1, filled.length / Math.max(width, 1));
  const worded = filled.filter(
    (c) => /\p{L}|№|#/u.test(c) && !/\d{3,}|\d{1,4}[-./]\d/u.test(c) && c.length < 80,
  ).length;
  const distinct = new Set(filled.map((c) => c.trim().toLowerCase())).size / filled.length;
  const knownShare =
    filled.filter((c) => c.length < 80 && (matchHeader(c)[0]?.score ?? 0) >= 0.7).length / filled.length;
  if (cover < 0.3 && knownShare < 0.5) return 0;
  return 0.25 * cover + 0.2 * (worded / filled.length) + 0.1 * distinct + 0.5 * knownShare;
}

/** `upper` names groups over `lower`: it has gaps or merged copies, and `lower` fills more of them with header words. */
function isGroupRow(upper: SourceRow | undefined, lower: SourceRow | undefined): boolean {
  if (upper === undefined || lower === undefined || upper.number + 1 !== lower.number) return false;
  const words = upper.cells.filter((c) => c.trim() !== "");
  const own = new Set(words.map((c) => c.trim()));
  if (words.some((c) => c.length > 60 || /\d{3,}/.test(c)) || own.size < 2) return false;
  const known = lower.cells.filter((c) => c.trim() !== "" && (matchHeader(c)[0]?.score ?? 0) >= 0.7).length;
  const filledBelow = lower.cells.filter((c) => c.trim() !== "").length;
  if (known < 2 || known * 2 < filledBelow) return false;
  const gaps = lower.cells.filter((c, i) => {
    const over = (upper.cells[i] ?? "").trim();
    const copy = upper.doubts?.some((d) => d.column === i && d.code === "merged-cell") ?? false;
    return c.trim() !== "" && (over === "" || copy);
  }).length;
  return gaps >= 1;
}

/** A line `1 | 2 | 3 …` under the header, as official forms have. */
function isColumnNumbers(row: SourceRow): boolean {
  const filled = row.cells.filter((c) => c.trim() !== "");
  return filled.length >= 3 && filled.every((c, i) => c.trim().replace(/\.0$/, "") === String(i + 1));
}
