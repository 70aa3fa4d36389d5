/** Imports as answers: progress, findings in the reader's words, what the file is. */
import type { CallOutput } from "../platform/contract.ts";
import type { Tx } from "../platform/database.ts";
import { hasWords, say, type Language } from "../platform/words.ts";
import { mayDo, type Caller } from "../access/policy.ts";
import { presentPerson } from "../firearms/firearm.presenter.ts";
import type { listImportRows, readImport } from "./import.contract.ts";
import type { ExtractFinding } from "./extract-comparison.ts";
import type { OutcomeRow } from "./import-chunk.store.ts";
import { runsSeenBefore, type Fault, type RunRow } from "./import-run.store.ts";
import { questionsOf } from "./import-survey.ts";
import type { Mapping } from "./tabular/mapping.ts";
import type { Finding } from "./tabular/row-outcome.ts";

type Values = Readonly<Record<string, string | number>>;

/** The sentence of a finding: of the table, of the serial, or of this room. */
export function findingSentence(language: Language, code: string, values: Values = {}): string {
  if (hasWords(language, "tabular", `doubts.${code}`)) return say(language, "tabular", `doubts.${code}`, values);
  if (code.startsWith("serial-")) return say(language, "matching", `doubt.${code.slice(7)}`, values);
  return say(language, "registers", `findings.${code}`, values);
}

/** The name of a kind of finding, without the values of one row. */
export function findingName(language: Language, code: string): string {
  return hasWords(language, "registers", `finding-names.${code}`)
    ? say(language, "registers", `finding-names.${code}`)
    : findingSentence(language, code, noValues);
}

const noValues = new Proxy<Record<string, string>>(
  {},
  { get: (_, name) => (name === "count" ? undefined : "…"), ownKeys: () => [], has: () => true },
) as Values;

export function presentFault(language: Language, fault: Fault | null): CallOutput<typeof readImport>["fault"] {
  if (fault === null) return null;
  const words = (part: string): string => {
    for (const [space, prefix] of [
      ["registers", "problems."],
      ["tabular", "problems."],
      ["problems", ""],
    ] as const) {
      const key = `${prefix}${fault.code}.${part}`;
      if (hasWords(language, space, key)) return say(language, space, key, fault.values ?? {});
    }
    return "";
  };
  return { code: fault.code, title: words("title") || fault.code, wayOut: words("way-out") };
}

/** What looks wrong with an extract, in words: what it is, its figures, the way out. */
export function presentExtractFinding(language: Language, finding: ExtractFinding) {
  const field = finding.values["field"];
  const values = {
    ...finding.values,
    ...(field === undefined ? {} : { field: say(language, "registers", `extract.fields.${field}`) }),
  };
  const word = (part: string): string => say(language, "registers", `extract-findings.${finding.code}.${part}`, values);
  return { code: finding.code, title: word("title"), sentence: word("sentence"), wayOut: word("way-out") };
}

function presentComparison(language: Language, run: RunRow): CallOutput<typeof readImport>["comparison"] {
  if (run.comparison === null) return null;
  const { added, changed, returned, unchanged, removed, against, asOf, findings } = run.comparison;
  return {
    added,
    changed,
    returned,
    unchanged,
    removed,
    against,
    asOf,
    findings: findings.map((finding) => presentExtractFinding(language, finding)),
  };
}

/** One run for its page, its list line and the terminal. */
export async function presentRun(
  tx: Tx,
  caller: Caller,
  language: Language,
  run: RunRow,
): Promise<CallOutput<typeof readImport>> {
  const seen = await runsSeenBefore(tx, run);
  const begun = run.state !== "uploaded" && (run.state !== "ready" || run.rows_read > 0);
  return {
    id: run.id,
    target: run.target,
    register:
      run.register_id === null
        ? null
        : { id: run.register_id, code: run.register_code ?? "", en: run.register_en ?? "", ru: run.register_ru ?? "" },
    file: { name: run.file_name, size: run.file_size, sha256: run.file_sha256?.toString("hex") ?? "" },
    state: run.state,
    pass: begun ? (run.dry_run ? "check" : "import") : null,
    rows: { total: run.rows_total, read: run.rows_read },
    accepted: run.accepted,
    doubtful: run.doubtful,
    refused: run.refused,
    withdrawn: run.withdrawn,
    codes: Object.entries(run.codes)
      .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([code, count]) => ({ code, count, sentence: findingName(language, code) })),
    fault: presentFault(language, run.fault),
    questions: questionsOf(run.mapping, run.survey, run.options).map((question) => ({
      ...question,
      separators: [...question.separators],
    })),
    mapping: run.mapping,
    options: run.options,
    arrived: run.arrived,
    comparison: presentComparison(language, run),
    institution: run.institution,
    createdBy: presentPerson(run),
    createdAt: run.created_at,
    startedAt: run.started_at,
    finishedAt: run.finished_at,
    seenBefore: seen.map((row) => ({
      id: row.id,
      same: row.same,
      fileName: row.file_name,
      state: row.state,
      createdAt: row.created_at,
      createdBy: presentPerson(row),
    })),
    may: mayDo(caller, "import-run", {
      institutionId: run.institution_id,
      audiences: [run.audience],
      state: run.state,
    }),
  };
}

export function presentFinding(language: Language, mapping: Mapping | null, finding: Finding) {
  return {
    code: finding.code,
    column: finding.column,
    header: finding.column === null ? null : (mapping?.columns[finding.column]?.header ?? null),
    target: finding.target ?? null,
    weight: finding.weight,
    sentence: findingSentence(language, finding.code, finding.values),
  };
}

export function presentOutcome(
  language: Language,
  run: RunRow,
  row: OutcomeRow,
): CallOutput<typeof listImportRows>["items"][number] {
  return {
    row: row.row_number,
    outcome: row.outcome,
    findings: row.codes.map((finding) => presentFinding(language, run.mapping, finding)),
    fate: row.fate,
    record:
      row.record_id === null
        ? null
        : { kind: run.target === "register" ? "register-record" : "firearm", id: row.record_id },
    cells: row.cells,
  };
}
