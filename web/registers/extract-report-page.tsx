/**
 * The report on an extract: what it changed week by week and field by field, and what is wrong in its rows, to send to its owner.
 *
 * Promises: each count opens its rows, or names some of them; the paper says the same. Refuses: to correct anything.
 */
// A table that scrolls sideways is reached by keyboard.
/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role */
import { useState, type ReactElement, type ReactNode } from "react";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listExtractChanges, printExtractReport, readExtractReport } from "../../src/registers/extract.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { fetchFile } from "../calls/call.ts";
import { saveFile } from "../calls/save-file.ts";
import { usePages, useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { ExtractChanges } from "./extract-changes.tsx";
import { RunFigures, useRun, type ImportRun } from "./import-words.tsx";
import "./registers.css";

type Report = CallOutput<typeof readExtractReport>;
type Quality = NonNullable<Report["quality"]>;

interface Line {
  readonly key: string;
  readonly text: ReactNode;
  readonly count: number;
  /** Numbers of rows in the file. */
  readonly examples?: readonly number[];
  /** A code under which all the rows are found. */
  readonly code?: string;
}

/** One table of counts; nothing where nothing was found. */
function Counts(props: {
  readonly run: ImportRun;
  readonly title: string;
  readonly note?: string;
  readonly of?: number;
  readonly mono?: boolean;
  readonly lines: readonly Line[];
}): ReactElement | null {
  const { run, title, note, of, mono = false, lines } = props;
  const { t, i18n } = useTranslation("registers-web");
  const dates = useDates();
  if (lines.length === 0) return null;
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 1 });
  const examples = lines.some((line) => line.examples !== undefined);
  return (
    <div className="report-part">
      <h2>{title}</h2>
      {note !== undefined && <p className="soft">{note}</p>}
      <div className="report-scroll" tabIndex={0} role="region" aria-label={title}>
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">{t("report.what")}</th>
              <th scope="col" className="end">
                {t("report.rows")}
              </th>
              {of !== undefined && (
                <th scope="col" className="end">
                  {t("report.share")}
                </th>
              )}
              {examples && <th scope="col">{t("report.examples")}</th>}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key}>
                <th scope="row" className={mono ? "mono" : undefined}>
                  {line.text}
                </th>
                <td className="end">
                  {line.code === undefined ? (
                    dates.count(line.count)
                  ) : (
                    <Link to="/imports/$id" params={{ id: run.id }} search={{ code: line.code }}>
                      {dates.count(line.count)}
                    </Link>
                  )}
                </td>
                {of !== undefined && <td className="end">{percent.format(of === 0 ? 0 : line.count / of)}</td>}
                {examples && (
                  <td>
                    {line.examples !== undefined && line.examples.length > 0 && (
                      <Link to="/imports/$id" params={{ id: run.id }} search={{ rows: line.examples.join(",") }}>
                        {line.examples.join(", ")}
                      </Link>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const lineOfText = (one: { text: string; count: number; examples: number[] }): Line => ({
  key: one.text,
  text: one.text,
  count: one.count,
  examples: one.examples,
});

function QualityParts({ run, quality }: { readonly run: ImportRun; readonly quality: Quality }): ReactElement {
  const { t } = useTranslation("registers-web");
  const dates = useDates();
  const { repeated, mixedScripts, unknown } = quality;
  const labelled = (list: Quality["missing"]): Line[] =>
    list.map((one) => ({ key: one.code, text: one.label, count: one.count, examples: one.examples }));
  return (
    <>
      <Counts run={run} title={t("report.missing")} of={quality.taken} lines={labelled(quality.missing)} />
      <Counts run={run} title={t("report.impossible")} lines={labelled(quality.impossible)} />
      <Counts
        run={run}
        title={t("report.doubts")}
        lines={quality.doubts.map((one) => ({ key: one.code, text: one.sentence, count: one.count, code: one.code }))}
      />
      <Counts run={run} mono title={t("report.noNumber")} lines={quality.noNumber.map(lineOfText)} />
      <Counts
        run={run}
        mono
        title={t("report.repeated")}
        note={t("report.repeatedNote", { groups: dates.count(repeated.groups), rows: dates.count(repeated.rows) })}
        lines={repeated.most.map((one) => ({
          ...lineOfText(one),
          key: `${one.text} ${one.make ?? ""}`,
          text: [one.text, one.make].filter((part) => part !== null).join(" · "),
        }))}
      />
      <Counts
        run={run}
        mono
        title={t("report.lostPoints")}
        lines={quality.lostPoints.map((one) => ({ ...lineOfText(one), text: `${one.text} → ${one.read}` }))}
      />
      <Counts
        run={run}
        mono
        title={t("report.mixed")}
        lines={[...mixedScripts.make.most, ...mixedScripts.model.most].map(lineOfText)}
      />
      {(["make", "calibre", "model", "type"] as const).map((aspect) => (
        <Counts
          key={aspect}
          run={run}
          mono
          title={t(`report.unknown.${aspect}`)}
          note={t("report.unknownNote", {
            texts: dates.count(unknown[aspect].texts),
            rows: dates.count(unknown[aspect].rows),
          })}
          lines={unknown[aspect].most.map(lineOfText)}
        />
      ))}
    </>
  );
}

/** Weeks of the loss (or entry) of what was added, changed and is gone. */
function Weeks({ weeks }: { readonly weeks: Report["weeks"] }): ReactElement | null {
  const { t } = useTranslation("registers-web");
  const dates = useDates();
  if (weeks.length === 0) return null;
  const most = Math.max(1, ...weeks.map((one) => one.added + one.changed + one.removed));
  return (
    <div className="report-part">
      <h2>{t("report.weeks")}</h2>
      <div className="report-scroll" tabIndex={0} role="region" aria-label={t("report.weeks")}>
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">{t("report.week")}</th>
              {(["added", "changed", "removed"] as const).map((fate) => (
                <th key={fate} scope="col" className="end">
                  {t(`extract.fate.${fate}`)}
                </th>
              ))}
              <td aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            {weeks.map((one) => (
              <tr key={one.week ?? "none"}>
                <th scope="row">{one.week === null ? t("report.noWeek") : dates.day(one.week)}</th>
                <td className="end">{dates.count(one.added)}</td>
                <td className="end">{dates.count(one.changed)}</td>
                <td className="end">{dates.count(one.removed)}</td>
                <td aria-hidden="true">
                  <span
                    className="week-bar"
                    style={{ inlineSize: `${(6 * (one.added + one.changed + one.removed)) / most}rem` }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function ChangedRecords({ run }: { readonly run: ImportRun }): ReactElement | null {
  const { t } = useTranslation("registers-web");
  const answer = usePages(listExtractChanges, { params: { id: run.id }, query: { limit: 50 } });
  const rows = answer.data?.pages.flatMap((page) => page.items) ?? [];
  if (answer.error !== null) return <ErrorState error={answer.error} />;
  if (rows.length === 0) return null;
  return (
    <div className="report-part">
      <h2>{t("report.changed")}</h2>
      <ul className="changed-records">
        {rows.map((row) => (
          <li key={row.record}>
            <Link to="/registers/records/$id" params={{ id: row.record }}>
              {t("rows.row", { row: row.row })}
            </Link>
            {row.fields.map((field) => (
              <span key={field.field} className="changed-field">
                {field.label}: <del>{field.before ?? t("report.nothing")}</del> →{" "}
                <ins>{field.after ?? t("report.nothing")}</ins>
              </span>
            ))}
          </li>
        ))}
      </ul>
      {answer.hasNextPage && (
        <Button small busy={answer.isFetchingNextPage} onPress={() => void answer.fetchNextPage()}>
          {t("report.more")}
        </Button>
      )}
    </div>
  );
}

function Report({ run }: { readonly run: ImportRun }): ReactElement {
  const { t, i18n } = useTranslation("registers-web");
  const both = useBoth();
  const answer = useRead(readExtractReport, { params: { id: run.id } });
  const [printing, setPrinting] = useState(false);
  const [failed, setFailed] = useState<unknown>(undefined);
  const print = async (): Promise<void> => {
    setPrinting(true);
    setFailed(undefined);
    try {
      const file = await fetchFile(printExtractReport, {
        params: { id: run.id },
        query: { language: i18n.language === "ru" ? "ru" : "en" },
      });
      saveFile(file.name, file.content);
    } catch (error) {
      setFailed(error);
    } finally {
      setPrinting(false);
    }
  };
  const report = answer.data;
  return (
    <div className="page import-page">
      <PageHead
        title={t("report.title")}
        crumbs={[
          { label: t("imports.title"), to: "/imports" },
          { label: run.file.name, to: "/imports/$id", params: { id: run.id } },
          { label: t("report.title") },
        ]}
        lead={
          <span className="register-lead">
            {run.register !== null && <span>{both(run.register)}</span>}
            <span>{run.file.name}</span>
          </span>
        }
        actions={
          report?.ready === true && (
            <Button tone="main" glyph="down" busy={printing} onPress={() => void print()}>
              {t("report.print")}
            </Button>
          )
        }
      />
      {failed !== undefined && <ErrorState error={failed} />}
      {answer.error !== null && <ErrorState error={answer.error} again={() => void answer.refetch()} />}
      {report === undefined && answer.error === null && <Skeleton lines={10} />}
      {report !== undefined && !report.ready && (
        <EmptyState
          title={t("report.waits")}
          action={<Button onPress={() => void answer.refetch()}>{t("report.again")}</Button>}
        >
          {t("report.waitsWhy")}
        </EmptyState>
      )}
      {report?.ready === true && report.quality !== null && (
        <>
          <RunFigures run={run} />
          <ExtractChanges run={run} />
          {run.comparison?.against != null && (
            <>
              <Weeks weeks={report.weeks} />
              <Counts
                run={run}
                title={t("report.fields")}
                lines={report.fields.map((one) => ({ key: one.field, text: one.label, count: one.count }))}
              />
              <ChangedRecords run={run} />
            </>
          )}
          <QualityParts run={run} quality={report.quality} />
          <p className="soft">{t("report.closing")}</p>
        </>
      )}
    </div>
  );
}

export function ExtractReportPage(): ReactElement {
  const { t } = useTranslation("registers-web");
  const { id } = useParams({ from: "/shell/imports/$id/report" });
  const answer = useRun(id);
  if (answer.data !== undefined) return <Report key={id} run={answer.data} />;
  return (
    <div className="page">
      <h1>{t("report.title")}</h1>
      {answer.error === null ? (
        <Skeleton lines={8} />
      ) : (
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      )}
    </div>
  );
}
