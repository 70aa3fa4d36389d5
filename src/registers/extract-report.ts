/**
 * The report on an extract, on paper: for the owner of the register, to put right what can be.
 *
 * Promises: what stands on the page stands here, each count with numbers of rows to look at; every page bears the file, the moment and
 * who printed it. Refuses: more examples than a person reads; the file itself has the rest.
 */
import type { Content, TableCell, TDocumentDefinitions } from "pdfmake/interfaces.d.ts";
import type { CallOutput } from "../platform/contract.ts";
import { say, type Language } from "../platform/words.ts";
import type { readExtractReport } from "./extract.contract.ts";
import type { readImport } from "./import.contract.ts";

export interface ExtractReportFacts {
  readonly run: CallOutput<typeof readImport>;
  readonly report: CallOutput<typeof readExtractReport>;
  readonly node: string;
  readonly by: string;
  readonly at: Date;
}

const ink = "#18222c";
const soft = "#44515d";
const line = "#838d95";

/** Lines of a table on paper. */
const mostLines = 30;

export function reportDocument(facts: ExtractReportFacts, language: Language): TDocumentDefinitions {
  const { run, report } = facts;
  const word = (key: string, values: Record<string, unknown> = {}): string =>
    say(language, "registers", `extract.${key}`, values);
  const number = new Intl.NumberFormat(language);
  const day = (iso: string): string =>
    new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(iso));
  const count = (value: number): TableCell => ({ text: number.format(value), alignment: "right" });
  const share = (value: number, of: number): TableCell => ({
    text: new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(
      of === 0 ? 0 : value / of,
    ),
    alignment: "right",
  });
  const rows = (examples: readonly number[]): TableCell => ({ text: examples.join(", "), color: soft });
  const heading = (key: string): Content => ({ text: word(`titles.${key}`), style: "heading" });
  const table = (
    heads: readonly string[],
    body: readonly TableCell[][],
    widths: readonly (string | number)[],
  ): Content => ({
    table: {
      headerRows: 1,
      widths: [...widths],
      body: [heads.map((head) => ({ text: word(`heads.${head}`), style: "column" })), ...body.slice(0, mostLines)],
    },
    layout: {
      hLineWidth: () => 0.5,
      vLineWidth: () => 0,
      hLineColor: () => line,
      paddingLeft: () => 0,
      paddingRight: () => 8,
    },
  });
  const section = (
    key: string,
    body: readonly TableCell[][],
    heads: readonly string[],
    widths: readonly (string | number)[],
  ) => (body.length === 0 ? [] : [heading(key), table(heads, body, widths)]);
  const { comparison } = run;
  const { quality } = report;
  const taken = quality?.taken ?? 0;
  const texts = (list: readonly { text: string; count: number; examples: readonly number[] }[]): TableCell[][] =>
    list.map((one) => [{ text: one.text, style: "text" }, count(one.count), rows(one.examples)]);
  const textHeads = ["text", "rows", "examples"] as const;
  const textWidths = [170, 50, "*"] as const;
  const title = run.register === null ? run.file.name : run.register[language];
  return {
    info: { title: `${word("title")}: ${title}`, creator: facts.node },
    pageSize: "A4",
    pageMargins: [46, 54, 46, 52],
    defaultStyle: { font: "Plex", fontSize: 9.5, color: ink, lineHeight: 1.15 },
    styles: {
      title: { fontSize: 16, bold: true },
      heading: { fontSize: 11.5, bold: true, margin: [0, 14, 0, 4] },
      column: { fontSize: 8.5, color: soft },
      text: { font: "PlexMono", fontSize: 9 },
    },
    header: () => ({ margin: [46, 24, 46, 0], text: `${facts.node} · ${title}`, fontSize: 8.5, color: soft }),
    footer: (page, pages) => ({
      margin: [46, 14, 46, 0],
      fontSize: 8,
      color: soft,
      columns: [
        {
          text: word("printed", {
            person: facts.by,
            institution: run.institution,
            at: facts.at.toISOString().slice(0, 16).replace("T", " "),
          }),
          width: "*",
        },
        { text: word("page", { page, pages }), alignment: "right", width: 90 },
      ],
    }),
    content: [
      { text: word("title"), style: "title" },
      { text: title, bold: true },
      {
        text: word("file-line", {
          file: run.file.name,
          sha256: run.file.sha256.slice(0, 16),
          asOf: day(comparison?.asOf ?? run.createdAt),
        }),
        color: soft,
      },
      {
        text: word("outcome-line", {
          rows: number.format(run.rows.read),
          accepted: number.format(run.accepted),
          doubtful: number.format(run.doubtful),
          refused: number.format(run.refused),
        }),
        margin: [0, 6, 0, 0],
      },
      ...(comparison === null
        ? []
        : [
            {
              text:
                comparison.against === null
                  ? word("first")
                  : word("against", {
                      file: comparison.against.fileName,
                      added: number.format(comparison.added),
                      changed: number.format(comparison.changed),
                      returned: number.format(comparison.returned),
                      removed: number.format(comparison.removed),
                      unchanged: number.format(comparison.unchanged),
                    }),
              margin: [0, 4, 0, 0],
            } satisfies Content,
            ...(comparison.findings.length === 0 ? [] : [heading("findings")]),
            ...comparison.findings.map((one): Content => ({
              text: [{ text: `${one.title}. `, bold: true }, `${one.sentence} `, { text: one.wayOut, color: soft }],
              margin: [0, 2, 0, 4],
            })),
          ]),
      ...section(
        "fields",
        comparison?.against == null ? [] : report.fields.map((one) => [{ text: one.label }, count(one.count)]),
        ["field", "records"],
        ["*", 60],
      ),
      ...section(
        "weeks",
        comparison?.against == null
          ? []
          : report.weeks.map((one) => [
              { text: one.week === null ? word("no-week") : day(one.week) },
              count(one.added),
              count(one.changed),
              count(one.removed),
            ]),
        ["week", "added", "changed", "removed"],
        ["*", 60, 60, 60],
      ),
      ...(quality === null
        ? []
        : [
            ...section(
              "missing",
              quality.missing.map((one) => [
                { text: one.label },
                count(one.count),
                share(one.count, taken),
                rows(one.examples),
              ]),
              ["what", "rows", "share", "examples"],
              [150, 50, 44, "*"],
            ),
            ...section(
              "impossible",
              quality.impossible.map((one) => [{ text: one.label }, count(one.count), rows(one.examples)]),
              ["what", "rows", "examples"],
              [210, 50, "*"],
            ),
            ...section(
              "doubts",
              quality.doubts.map((one) => [{ text: one.sentence }, count(one.count)]),
              ["what", "rows"],
              ["*", 60],
            ),
            ...section("no-number", texts(quality.noNumber), textHeads, textWidths),
            ...section(
              "repeated",
              quality.repeated.most.map((one) => [
                { text: [one.text, one.make].filter((part) => part !== null).join(" · "), style: "text" },
                count(one.count),
                rows(one.examples),
              ]),
              textHeads,
              textWidths,
            ),
            ...section(
              "lost-points",
              texts(quality.lostPoints.map((one) => ({ ...one, text: `${one.text} → ${one.read}` }))),
              textHeads,
              textWidths,
            ),
            ...section(
              "mixed",
              texts([...quality.mixedScripts.make.most, ...quality.mixedScripts.model.most]),
              textHeads,
              textWidths,
            ),
            ...(["make", "calibre", "model", "type"] as const).flatMap((aspect) =>
              section(`unknown-${aspect}`, texts(quality.unknown[aspect].most), textHeads, textWidths),
            ),
          ]),
      { text: word("closing"), color: soft, margin: [0, 16, 0, 0] },
    ],
  };
}
