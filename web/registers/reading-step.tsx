/** How the file was read, with its first rows; what was recognised wrongly can be corrected. */
import { useQuery, keepPreviousData } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { previewImport, type readingOptions } from "../../src/registers/import.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { encodings } from "../../src/registers/tabular/encoding.ts";
import { call } from "../calls/call.ts";
import { keyOf } from "../calls/use-call.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import type { ImportRun } from "./import-words.tsx";
import { SeenBefore } from "./seen-before.tsx";

export type Reading = z.output<typeof readingOptions>;
export type Preview = CallOutput<typeof previewImport>;

const separators = [";", ",", "\t", "|"] as const;
const separatorNames: Readonly<Record<string, string>> = { ";": "semicolon", ",": "comma", "\t": "tab", "|": "bar" };
const SHOWN = 8;

/** The preview under these settings; the former one stays until the new one is there. */
export function usePreview(id: string, reading: Reading) {
  const sent = { params: { id }, query: reading };
  return useQuery({
    queryKey: keyOf(previewImport, sent),
    queryFn: ({ signal }) => call(previewImport, sent, { signal }),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function FirstRows({ preview }: { readonly preview: Preview }): ReactElement {
  const { t } = useTranslation("registers-web");
  return (
    // The table scrolls by itself; the arrow keys reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="first-rows" tabIndex={0} role="region" aria-label={t("reading.firstRows")}>
      <table className="figures">
        <caption>{t("reading.firstRows")}</caption>
        <thead>
          <tr>
            <th scope="col" className="end">
              {t("rows.number")}
            </th>
            {preview.headers.map((header, index) => (
              // A column's place is its identity: headers repeat and may be empty.
              // oxlint-disable-next-line react/no-array-index-key
              <th scope="col" key={index}>
                {header === "" ? <span className="soft">{t("mapping.unnamed", { column: index + 1 })}</span> : header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.slice(0, SHOWN).map((row) => (
            <tr key={row.row}>
              <th scope="row" className="end soft">
                {row.row}
              </th>
              {row.cells.map((cell, index) => (
                // oxlint-disable-next-line react/no-array-index-key
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function ReadingStep({
  run,
  reading,
  onReading,
  onDone,
}: {
  readonly run: ImportRun;
  readonly reading: Reading;
  readonly onReading: (reading: Reading) => void;
  readonly onDone: () => void;
}): ReactElement {
  const { t } = useTranslation(["registers-web", "tabular"]);
  const answer = usePreview(run.id, reading);
  const preview = answer.data;
  const put = (part: Partial<Reading>): void => onReading({ ...reading, ...part });
  if (preview === undefined) {
    return answer.error === null ? (
      <Skeleton lines={8} />
    ) : (
      <>
        <ErrorState error={answer.error} />
        <Button onPress={() => onReading({})}>{t("reading.asRecognised")}</Button>
      </>
    );
  }
  const { format } = preview;
  const headerRow = preview.headerRows[0] ?? 0;
  const surprising = preview.purpose !== run.target && preview.purpose === "recoveries";
  return (
    <div className="stack wizard-wide">
      <SeenBefore run={run} />
      {answer.error !== null && <ErrorState error={answer.error} />}
      {surprising && (
        <Notice tone="waiting" title={t("reading.looksLikeRecoveries")}>
          {t("reading.looksLikeWhat")}
        </Notice>
      )}
      <h2>{t("reading.title")}</h2>
      <div className="field-row">
        {format.encoding !== null && (
          <Select
            label={t("reading.encoding")}
            value={format.encoding.encoding}
            onChange={(next) => put({ encoding: encodings.find((one) => one === next) })}
            choices={encodings.map((one) => ({ id: one, label: t(`reading.encodings.${one}`, { defaultValue: one }) }))}
            hint={t(`tabular:encoding-reason.${format.encoding.reason}`)}
          />
        )}
        {format.separator !== null && (
          <Select
            label={t("reading.separator")}
            value={format.separator}
            onChange={(next) => put({ separator: separators.find((one) => one === next) })}
            choices={separators.map((one) => ({
              id: one,
              label: t(`reading.separators.${separatorNames[one] ?? "comma"}`),
            }))}
          />
        )}
        {format.sheets.length > 1 && (
          <Select
            label={t("reading.sheet")}
            value={format.sheet}
            onChange={(next) => put({ sheet: next })}
            choices={format.sheets.map((one) => ({
              id: one.name,
              label: one.name,
              ...(one.hidden ? { hint: t("reading.hidden") } : {}),
            }))}
          />
        )}
        <TextField
          // What the node recognised comes back into the field.
          key={headerRow}
          label={t("reading.headerRow")}
          hint={t("reading.headerRowHint")}
          width="narrow"
          inputMode="numeric"
          value={String(headerRow)}
          onChange={(next) => {
            if (/^\d{1,3}$/.test(next)) put({ headerRow: Number(next) });
          }}
        />
      </div>
      {preview.titles.length > 0 && (
        <p className="soft">
          {t("reading.titles")} {preview.titles.flatMap((row) => row.cells.filter((cell) => cell !== "")).join(" · ")}
        </p>
      )}
      <FirstRows preview={preview} />
      <div className="task-foot">
        <Button tone="main" onPress={onDone} disabled={answer.isFetching}>
          {t("reading.right")}
        </Button>
      </div>
    </div>
  );
}
