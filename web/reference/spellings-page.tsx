/**
 * What officers wrote that no list knows, the most frequent first.
 *
 * Promises: one press leads to a proposal with writing and probable entry filled in. Refuses: to name the records; the
 * counts are over those that the reader may see.
 */
import type { ReactElement } from "react";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CallOutput } from "../../src/platform/contract.ts";
import { listSpellings, spellingSources, curatedLists } from "../../src/reference/curator.contract.ts";
import { useRead } from "../calls/use-call.ts";
import { EmptyState } from "../parts/answers.tsx";
import { ButtonLink } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { StateChip } from "../parts/marks-of-record.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { inLanguage } from "../words/both.ts";
import { CurationRooms } from "./curation-frame.tsx";
import type { SpellingsView } from "./curation-view.ts";
import "./reference.css";

type Row = CallOutput<typeof listSpellings>["items"][number];
const route = getRouteApi("/shell/curation/spellings");

function useColumns(list: (typeof curatedLists)[number]): readonly Column<Row>[] {
  const { t, i18n } = useTranslation("curator");
  const number = new Intl.NumberFormat(i18n.language);
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" });
  return [
    {
      id: "written",
      header: t("spellings.written"),
      lead: true,
      cell: (row) => (
        <Link to="/curation/new" search={{ kind: "synonym", list, written: row.written, code: row.suggestion?.code }}>
          {row.written}
        </Link>
      ),
    },
    { id: "count", header: t("spellings.count"), end: true, cell: (row) => number.format(row.count) },
    {
      id: "suggestion",
      header: t("spellings.suggestion"),
      grow: true,
      cell: (row) =>
        row.suggestion === null ? (
          <span className="soft">{t("spellings.noSuggestion")}</span>
        ) : (
          t("spellings.sure", {
            name: inLanguage(i18n.language, row.suggestion),
            share: percent.format(row.suggestion.confidence),
          })
        ),
    },
    {
      id: "act",
      header: t("spellings.act"),
      cell: (row) =>
        row.waiting === null ? (
          <span className="spelling-acts">
            <ButtonLink
              tone="quiet"
              to="/curation/new"
              aria-label={t("spellings.proposeOf", { written: row.written })}
              search={{ kind: "synonym", list, written: row.written, code: row.suggestion?.code }}
            >
              {t("spellings.propose")}
            </ButtonLink>
            <ButtonLink
              tone="quiet"
              to="/curation/new"
              aria-label={t("spellings.newEntryOf", { written: row.written })}
              search={{ kind: "entry", list, written: row.written }}
            >
              {t("spellings.newEntry")}
            </ButtonLink>
          </span>
        ) : (
          <StateChip tone="waiting">{t("spellings.waiting", { number: row.waiting })}</StateChip>
        ),
    },
  ];
}

export function SpellingsPage(): ReactElement {
  const { t } = useTranslation(["curator", "web"]);
  const navigate = useNavigate();
  const search = route.useSearch();
  const list = search.list ?? "makes";
  const source = search.source ?? "firearms";
  const columns = useColumns(list);
  const show = (next: SpellingsView): void =>
    void navigate({ to: "/curation/spellings", search: next, resetScroll: false });
  const answer = useRead(listSpellings, { query: { list, source } }, { keep: true });
  return (
    <QueuePage
      title={t("spellings.title")}
      crumbs={[
        { label: t("web:nav.start"), to: "/" },
        { label: t("title"), to: "/curation" },
        { label: t("spellings.title") },
      ]}
      lead={t(answer.data?.more === true ? "spellings.leadMore" : "spellings.lead")}
      below={<CurationRooms />}
      {...(answer.error === null ? {} : { error: answer.error, again: () => void answer.refetch() })}
      table={{
        label: t("spellings.label"),
        columns,
        rows: answer.data?.items ?? [],
        rowKey: (row) => row.written,
        view: { columns: search.columns },
        onView: (view) => show({ ...search, columns: view.columns }),
        loading: answer.isPending || answer.isPlaceholderData,
        empty: <EmptyState title={t("spellings.none")}>{t("spellings.noneWhy")}</EmptyState>,
        tools: (
          <>
            <Select
              inline
              label={t("list.list")}
              value={list}
              onChange={(next) => show({ ...search, list: curatedLists.find((one) => one === next) })}
              choices={curatedLists.map((one) => ({ id: one, label: t(`lists.${one}`) }))}
            />
            <Select
              inline
              label={t("spellings.source")}
              value={source}
              onChange={(next) => show({ ...search, source: spellingSources.find((one) => one === next) })}
              choices={spellingSources.map((one) => ({ id: one, label: t(`spellings.sources.${one}`) }))}
            />
          </>
        ),
      }}
    />
  );
}
