/** One register: whose it is, of which day, and its records, searched by serial in any script, make and model, or words. */
import { useState, type ReactElement } from "react";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listRecords, readRegister } from "../../src/registers/register.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { usePurposeNames } from "../account/purpose-names.ts";
import { Owner } from "../access/sharing-names.tsx";
import { usePages, useRead } from "../calls/use-call.ts";
import { useChoices, useDesignations } from "../firearms/code-names.ts";
import { SerialOrState } from "../firearms/weapon-words.tsx";
import { EmptyState, ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button, ButtonLink } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { StateChip } from "../parts/marks-of-record.tsx";
import { SearchBox } from "../parts/search-box.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { FeedDialog } from "./feed-dialog.tsx";
import { RegisterDialog } from "./register-dialog.tsx";
import { useReasonWords } from "./reason-words.ts";
import "./registers.css";

type Row = CallOutput<typeof listRecords>["items"][number];
type Register = CallOutput<typeof readRegister>;

const REASONS = ["stolen", "lost", "missing", "seized", "destroyed", "exported"];

function useRecordColumns(): readonly Column<Row>[] {
  const { t } = useTranslation(["registers-web", "firearms"]);
  const names = useDesignations();
  const dates = useDates();
  const reason = useReasonWords();
  return [
    {
      id: "serial",
      header: t("record.serial"),
      lead: true,
      cell: (row) => (
        <Link to="/registers/records/$id" params={{ id: row.id }}>
          <SerialOrState serial={row.serial} state={row.serialState} />
        </Link>
      ),
    },
    { id: "type", header: t("record.type"), cell: (row) => names.type(row.type) },
    { id: "model", header: t("record.model"), grow: true, cell: (row) => names.model(row.model) },
    { id: "make", header: t("record.make"), grow: true, cell: (row) => names.make(row.make) },
    { id: "calibre", header: t("record.calibre"), cell: (row) => names.calibre(row.calibre) },
    { id: "reason", header: t("record.reason"), cell: (row) => reason(row.reason) },
    { id: "lost", header: t("record.lostOn"), cell: (row) => (row.lostOn === null ? "" : dates.day(row.lostOn)) },
    {
      id: "latest",
      header: t("record.latest"),
      cell: (row) =>
        row.absentSince === null ? (
          ""
        ) : (
          <StateChip tone="waiting">{t("record.absentSince", { day: dates.day(row.absentSince) })}</StateChip>
        ),
    },
    { id: "authority", header: t("record.authority"), grow: true, cell: (row) => row.authority },
    {
      id: "reference",
      header: t("record.reference"),
      extra: true,
      cell: (row) => <span className="mono">{row.reference}</span>,
    },
  ];
}

function Records({ register }: { readonly register: Register }): ReactElement {
  const { t } = useTranslation("registers-web");
  const both = useBoth();
  const dates = useDates();
  const reason = useReasonWords();
  const view = useSearch({ from: "/shell/registers/$id" });
  const navigate = useNavigate();
  const columns = useRecordColumns();
  const types = useChoices("types");
  const makes = useChoices("makes");
  const calibres = useChoices("calibres");
  const [describing, setDescribing] = useState(false);
  const [feeding, setFeeding] = useState(false);
  const purposeName = usePurposeNames();
  const { columns: shownColumns, sort: _sort, ...filters } = view;
  const asked = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
  const answer = usePages(listRecords, { query: { ...asked, register: register.id, limit: 50 } });
  const rows = answer.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(asked).length > 0;
  const go = (search: typeof view): void =>
    void navigate({ to: "/registers/$id", params: { id: register.id }, search, resetScroll: false });
  const clear = (): void => go({ columns: shownColumns });
  const all = { id: "all", label: t("record.all") };
  const pick = (value: string): string | undefined => (value === "all" ? undefined : value);
  return (
    <>
      <QueuePage
        title={both(register)}
        crumbs={[{ label: t("registers.title"), to: "/registers" }, { label: both(register) }]}
        lead={
          <span className="register-lead">
            <Owner code={register.institution} />
            <span>{t(`kind.${register.kind}`)}</span>
            <span>
              {t("registers.code")} <span className="mono">{register.code}</span>
            </span>
            <span>{t("registers.records", { count: register.records, records: dates.count(register.records) })}</span>
            {register.asOf !== null && <span>{t("registers.ofDay", { day: dates.day(register.asOf) })}</span>}
            <span>
              {register.purposes.length === 0
                ? t("registers.forEvery")
                : t("registers.forPurposes", { purposes: register.purposes.map(purposeName).join(", ") })}
            </span>
            {register.legalBasis !== "" && <span className="soft">{register.legalBasis}</span>}
          </span>
        }
        actions={
          <>
            {register.may.includes("change") && (
              <Button onPress={() => setDescribing(true)}>{t("registers.describe")}</Button>
            )}
            {register.may.includes("import") && <Button onPress={() => setFeeding(true)}>{t("feed.open")}</Button>}
            {register.may.includes("import") && (
              <ButtonLink tone="main" glyph="plus" to="/imports/new" search={{ register: register.id }}>
                {t("registers.importInto")}
              </ButtonLink>
            )}
          </>
        }
        error={answer.error}
        again={() => void answer.refetch()}
        table={{
          label: t("record.list"),
          columns,
          rows,
          rowKey: (row) => row.id,
          view: { columns: shownColumns },
          onView: (next) => go({ ...view, columns: next.columns }),
          loading: answer.isPending || answer.isPlaceholderData,
          empty: register.closedNow ? (
            <EmptyState title={t("registers.closed")}>
              {t("registers.closedWhy", { purposes: register.purposes.map(purposeName).join(", ") })}
            </EmptyState>
          ) : (
            <EmptyState
              title={t(filtered ? "record.nothingFits" : "record.none")}
              action={filtered ? <Button onPress={clear}>{t("record.clear")}</Button> : undefined}
            >
              {t(filtered ? "record.nothingFitsWhy" : "record.noneWhy")}
            </EmptyState>
          ),
          more: {
            has: answer.hasNextPage,
            loading: answer.isFetchingNextPage,
            onMore: () => void answer.fetchNextPage(),
          },
          tools: (
            <>
              <SearchBox
                label={t("record.search")}
                placeholder={t("record.searchHint")}
                value={view.q ?? ""}
                onSearch={(q) => go({ ...view, q: q === "" ? undefined : q })}
              />
              <Select
                inline
                label={t("record.type")}
                value={view.type ?? "all"}
                onChange={(value) => go({ ...view, type: pick(value) })}
                choices={[all, ...types]}
              />
              <Select
                inline
                label={t("record.make")}
                value={view.make ?? "all"}
                onChange={(value) => go({ ...view, make: pick(value) })}
                choices={[all, ...makes]}
              />
              <Select
                inline
                label={t("record.calibre")}
                value={view.calibre ?? "all"}
                onChange={(value) => go({ ...view, calibre: pick(value) })}
                choices={[all, ...calibres]}
              />
              <Select
                inline
                label={t("record.reason")}
                value={view.reason ?? "all"}
                onChange={(value) => go({ ...view, reason: pick(value) })}
                choices={[all, ...REASONS.map((one) => ({ id: one, label: reason(one) }))]}
              />
              <Select
                inline
                label={t("record.standing")}
                value={view.state ?? "active"}
                onChange={(value) => go({ ...view, state: value === "withdrawn" ? "withdrawn" : undefined })}
                choices={["active", "withdrawn"].map((one) => ({ id: one, label: t(`record.state.${one}`) }))}
              />
              <Select
                inline
                label={t("record.latest")}
                value={view.standing ?? "all"}
                onChange={(value) =>
                  go({ ...view, standing: value === "present" || value === "absent" ? value : undefined })
                }
                choices={[all, ...["present", "absent"].map((one) => ({ id: one, label: t(`record.latests.${one}`) }))]}
              />
              {view.goneWith !== undefined && (
                <Button small tone="quiet" glyph="close" onPress={() => go({ ...view, goneWith: undefined })}>
                  {t("record.goneWith")}
                </Button>
              )}
              {filtered && (
                <Button small tone="quiet" glyph="close" onPress={clear}>
                  {t("record.clear")}
                </Button>
              )}
            </>
          ),
        }}
      />
      {feeding && <FeedDialog register={register} onClose={() => setFeeding(false)} />}
      {describing && <RegisterDialog register={register} onClose={() => setDescribing(false)} />}
    </>
  );
}

export function RegisterPage(): ReactElement {
  const { t } = useTranslation("registers-web");
  const { id } = useParams({ from: "/shell/registers/$id" });
  const answer = useRead(readRegister, { params: { id } });
  if (answer.data !== undefined) return <Records key={id} register={answer.data} />;
  return (
    <div className="page">
      <h1>{t("registers.one")}</h1>
      {answer.error === null ? (
        <Skeleton lines={8} />
      ) : (
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      )}
    </div>
  );
}
