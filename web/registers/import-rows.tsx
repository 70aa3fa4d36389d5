/** What became of each row: filtered by outcome and by finding, each row openable with its cells, all as CSV. */
import { useMemo, useState, type ReactElement } from "react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { downloadImportRows, fates, listImportRows, outcomes } from "../../src/registers/import.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { fetchFile } from "../calls/call.ts";
import { saveFile } from "../calls/save-file.ts";
import { usePages } from "../calls/use-call.ts";
import { EmptyState, ErrorState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { OutcomeChip, type ImportRun } from "./import-words.tsx";

type OutcomeRow = CallOutput<typeof listImportRows>["items"][number];

function RecordLink({ row }: { readonly row: OutcomeRow }): ReactElement | null {
  const { t } = useTranslation("registers-web");
  if (row.record === null) return null;
  return row.record.kind === "firearm" ? (
    <Link to="/firearms/$id" params={{ id: row.record.id }}>
      {t("rows.firearm")}
    </Link>
  ) : (
    <Link to="/registers/records/$id" params={{ id: row.record.id }}>
      {t("rows.record")}
    </Link>
  );
}

/** One row as it stood in the file. */
function RowDialog({
  row,
  headers,
  onClose,
}: {
  readonly row: OutcomeRow;
  readonly headers: readonly string[];
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation("registers-web");
  return (
    <Dialog
      title={t("rows.row", { row: row.row })}
      wide
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <p className="cluster">
        <OutcomeChip outcome={row.outcome} /> <RecordLink row={row} />
      </p>
      {row.findings.length > 0 && (
        <ul className="row-findings">
          {row.findings.map((finding) => (
            <li key={`${finding.code} ${finding.column ?? ""}`}>
              {finding.header !== null && finding.header !== "" && <b>{finding.header}: </b>}
              {finding.sentence}
            </li>
          ))}
        </ul>
      )}
      <Facts
        facts={row.cells.map((cell, index) => ({
          term:
            headers[index] === undefined || headers[index] === ""
              ? t("mapping.unnamed", { column: index + 1 })
              : headers[index],
          value: cell,
        }))}
      />
    </Dialog>
  );
}

function rowColumns(
  say: (key: string) => string,
  open: (row: OutcomeRow) => void,
  findings: boolean,
): readonly Column<OutcomeRow>[] {
  return [
    {
      id: "row",
      header: say("rows.number"),
      lead: true,
      cell: (row) => (
        <button type="button" className="link-button" onClick={() => open(row)}>
          {row.row}
        </button>
      ),
    },
    { id: "outcome", header: say("rows.outcome"), cell: (row) => <OutcomeChip outcome={row.outcome} /> },
    {
      id: "cells",
      header: say("rows.cells"),
      grow: true,
      cell: (row) => row.cells.filter((cell) => cell !== "").join(" · "),
    },
    {
      id: "findings",
      header: say("rows.findings"),
      grow: findings,
      cell: (row) =>
        row.findings
          .map((one) => (one.header === null || one.header === "" ? one.sentence : `${one.header}: ${one.sentence}`))
          .join(" "),
    },
    { id: "record", header: say("rows.became"), cell: (row) => <RecordLink row={row} /> },
  ];
}

export function ImportRows({ run }: { readonly run: ImportRun }): ReactElement {
  const { t } = useTranslation("registers-web");
  const view = useSearch({ from: "/shell/imports/$id" });
  const navigate = useNavigate();
  const [shown, setShown] = useState<OutcomeRow | undefined>(undefined);
  const [fetching, setFetching] = useState(false);
  const [failed, setFailed] = useState<unknown>(undefined);
  const filter = {
    ...(view.outcome === undefined ? {} : { outcome: view.outcome }),
    ...(view.code === undefined ? {} : { code: view.code }),
    ...(view.fate === undefined ? {} : { fate: view.fate }),
  };
  const picked = view.rows === undefined ? {} : { rows: view.rows };
  const answer = usePages(listImportRows, { params: { id: run.id }, query: { limit: 50, ...filter, ...picked } });
  const rows = answer.data?.pages.flatMap((page) => page.items) ?? [];
  const headers = answer.data?.pages[0]?.headers ?? [];
  const found = run.codes.length > 0;
  const columns = useMemo(() => rowColumns((key) => t(key), setShown, found), [found, t]);
  const go = (search: typeof view): void =>
    void navigate({ to: "/imports/$id", params: { id: run.id }, search, replace: true, resetScroll: false });
  const download = async (): Promise<void> => {
    setFetching(true);
    setFailed(undefined);
    try {
      const file = await fetchFile(downloadImportRows, { params: { id: run.id }, query: filter });
      saveFile(file.name, file.content);
    } catch (error) {
      setFailed(error);
    } finally {
      setFetching(false);
    }
  };
  return (
    <section aria-label={t("rows.title")} className="import-rows">
      <h2>{t("rows.title")}</h2>
      {failed !== undefined && <ErrorState error={failed} />}
      {answer.error === null ? (
        <DataTable
          label={t("rows.title")}
          columns={columns}
          rows={rows}
          rowKey={(row) => String(row.row)}
          view={view}
          onView={(next) => go({ ...view, ...next })}
          loading={answer.isPending || answer.isPlaceholderData}
          waits={(row) => row.outcome === "doubtful"}
          empty={<EmptyState title={t("rows.none")} />}
          more={{
            has: answer.hasNextPage,
            loading: answer.isFetchingNextPage,
            onMore: () => void answer.fetchNextPage(),
          }}
          tools={
            <>
              <Select
                inline
                label={t("rows.outcome")}
                value={view.outcome ?? "all"}
                onChange={(next) => go({ ...view, outcome: outcomes.find((one) => one === next) })}
                choices={["all", ...outcomes].map((one) => ({ id: one, label: t(`outcome.${one}`) }))}
              />
              {run.codes.length > 0 && (
                <Select
                  inline
                  label={t("rows.finding")}
                  value={view.code ?? "all"}
                  onChange={(next) => go({ ...view, code: next === "all" ? undefined : next })}
                  choices={[
                    { id: "all", label: t("rows.anyFinding") },
                    ...run.codes.map((one) => ({ id: one.code, label: one.sentence })),
                  ]}
                />
              )}
              {run.comparison !== null && (
                <Select
                  inline
                  label={t("rows.fate")}
                  value={view.fate ?? "all"}
                  onChange={(next) => go({ ...view, fate: fates.find((one) => one === next) })}
                  choices={["all", ...fates].map((one) => ({
                    id: one,
                    label: one === "all" ? t("outcome.all") : t(`extract.fate.${one}`),
                  }))}
                />
              )}
              {view.rows !== undefined && (
                <Button small tone="quiet" glyph="close" onPress={() => go({ ...view, rows: undefined })}>
                  {t("rows.picked", { rows: view.rows.replaceAll(",", ", ") })}
                </Button>
              )}
              <Button small glyph="down" busy={fetching} onPress={() => void download()}>
                {t("rows.download")}
              </Button>
            </>
          }
        />
      ) : (
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      )}
      {shown !== undefined && <RowDialog row={shown} headers={headers} onClose={() => setShown(undefined)} />}
    </section>
  );
}
