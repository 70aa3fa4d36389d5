/**
 * One comparison of two registers: how far it is, and its pairs, the most probable first.
 *
 * Promises: the page says that a pair is no hit; pairs are read when somebody asks for them, since each look is noted. Refuses: counts of pairs;
 * pairs of which one record is hidden are not there.
 */
import { useMemo, useState, type ReactElement } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  exportPairs,
  listPairs,
  readComparison,
  resumeComparison,
  stopComparison,
} from "../../src/matching/sweep.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { Owner, usePersonNames } from "../access/sharing-names.tsx";
import { usePurposeNames } from "../account/purpose-names.ts";
import { filtersSet } from "../address.ts";
import { call, fetchFile } from "../calls/call.ts";
import { asProblem } from "../calls/problem.ts";
import { saveFile } from "../calls/save-file.ts";
import { keyOf, useChange, usePages } from "../calls/use-call.ts";
import { useRecordWords, type RecordWords } from "../matching/matched-record.tsx";
import { Probability } from "../matching/probability.tsx";
import { EmptyState, ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { KeyHint, Serial } from "../parts/marks-of-record.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { useToast } from "../parts/toast.tsx";
import { useSession } from "../session/session.ts";
import { PageHead } from "../templates/page-head.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { bounds, type PairsView } from "./comparisons-view.ts";
import { SweepChip, SweepProgress, isUnderWay } from "./sweep-progress.tsx";

type Comparison = CallOutput<typeof readComparison>;
type Pair = CallOutput<typeof listPairs>["items"][number];

const hundredths = (value: string | undefined): number | undefined =>
  value === undefined ? undefined : Number(value) / 100;
const boundsOf = ({ least, below }: PairsView) => ({
  ...(least === undefined ? {} : { least: hundredths(least) }),
  ...(below === undefined ? {} : { below: hundredths(below) }),
});

function pairColumns(id: string, say: (key: string) => string, words: RecordWords): readonly Column<Pair>[] {
  const side = (of: "left" | "right", other: boolean): Column<Pair>[] => [
    {
      id: other ? "otherFate" : "fate",
      header: say(other ? "column.otherFate" : "column.fate"),
      grow: true,
      cell: (pair) => words.fate(pair[of]),
    },
    {
      id: `${of}Reference`,
      header: say(`column.${of}Reference`),
      extra: true,
      cell: (pair) => <span className="mono">{pair[of].ownReference}</span>,
    },
    {
      id: `${of}Owner`,
      header: say(`column.${of}Owner`),
      extra: true,
      cell: (pair) => <Owner code={pair[of].institution} />,
    },
  ];
  return [
    {
      id: "left",
      header: say("column.left"),
      lead: true,
      cell: (pair) => (
        <Link to="/registers/comparisons/$id/$left/$right" params={{ id, left: pair.left.id, right: pair.right.id }}>
          <Serial value={pair.left.weapon.serial ?? ""} />
        </Link>
      ),
    },
    { id: "right", header: say("column.right"), cell: (pair) => <Serial value={pair.right.weapon.serial ?? ""} /> },
    {
      id: "probability",
      header: say("column.probability"),
      cell: (pair) => <Probability value={pair.probability} small />,
    },
    { id: "weapon", header: say("column.weapon"), grow: true, cell: (pair) => words.weapon(pair.left.weapon) },
    { id: "other", header: say("column.other"), grow: true, cell: (pair) => words.weapon(pair.right.weapon) },
    ...side("left", false),
    ...side("right", true),
    { id: "because", header: say("column.because"), grow: true, extra: true, cell: (pair) => pair.because },
  ];
}

/** The pairs as files, as far as they may leave the house. */
function ExportPairs({ id, view }: { readonly id: string; readonly view: PairsView }): ReactElement {
  const { t } = useTranslation("comparisons");
  const tell = useToast();
  const [busy, setBusy] = useState<"csv" | "xlsx" | undefined>(undefined);
  const run = async (format: "csv" | "xlsx"): Promise<void> => {
    setBusy(format);
    try {
      const file = await fetchFile(exportPairs, { params: { id }, query: { ...boundsOf(view), format } });
      saveFile(file.name, file.content);
    } catch (error) {
      tell({ text: asProblem(error).title });
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <>
      {(["csv", "xlsx"] as const).map((format) => (
        <Button
          key={format}
          tone="quiet"
          glyph="down"
          label={`${t("export")} ${t(format)}`}
          busy={busy === format}
          onPress={() => void run(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </>
  );
}

function Pairs({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { t } = useTranslation(["comparisons", "web"]);
  const { id } = comparison;
  const view = useSearch({ from: "/shell/registers/comparisons/$id" });
  const navigate = useNavigate();
  const both = useBoth();
  const dates = useDates();
  const words = useRecordWords();
  const purposeName = usePurposeNames();
  const answer = usePages(listPairs, { params: { id }, query: { limit: 50, ...boundsOf(view) } });
  const rows = answer.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useMemo(() => pairColumns(id, (key) => t(key), words), [id, t, words]);
  const go = (search: PairsView): void =>
    void navigate({ to: "/registers/comparisons/$id", params: { id }, search, replace: true });
  const again = (
    <Button small busy={answer.isFetching} onPress={() => void answer.refetch()}>
      {t("again")}
    </Button>
  );
  const closed = [comparison.left, comparison.right].find((one) => one.closedNow);
  const ended = comparison.state === "done";
  const filter = (which: "least" | "below"): ReactElement => (
    <Select
      inline
      label={t(`filter.${which}`)}
      value={view[which] ?? "any"}
      onChange={(next) => go({ ...view, [which]: bounds.find((one) => one === next) })}
      choices={[
        { id: "any", label: t("filter.any") },
        ...bounds.map((one) => ({ id: one, label: dates.share(Number(one) / 100) })),
      ]}
    />
  );
  if (answer.error !== null) return <ErrorState error={answer.error} again={() => void answer.refetch()} />;
  return (
    <section className="register-pairs">
      <h2>{t("pairs")}</h2>
      <DataTable
        label={t("pairs")}
        columns={columns}
        rows={rows}
        rowKey={(pair) => `${pair.left.id} ${pair.right.id}`}
        view={{ columns: view.columns }}
        onView={(next) => go({ ...view, columns: next.columns })}
        loading={answer.isPending || answer.isPlaceholderData}
        empty={
          closed !== undefined ? (
            <EmptyState title={t("closed")}>
              {t("closedWhy", { register: both(closed), purposes: closed.purposes.map(purposeName).join(", ") })}
            </EmptyState>
          ) : (
            <EmptyState title={t(ended ? "noPairs" : "noPairsYet")} {...(ended ? {} : { action: again })}>
              {t(ended ? "noPairsWhy" : "noPairsYetWhy")}
            </EmptyState>
          )
        }
        more={{
          has: answer.hasNextPage,
          loading: answer.isFetchingNextPage,
          onMore: () => void answer.fetchNextPage(),
        }}
        toolsSet={filtersSet({ least: view.least, below: view.below })}
        tools={
          <>
            {filter("least")}
            {filter("below")}
            {!ended && rows.length > 0 && again}
          </>
        }
      />
      {rows.length > 1 && (
        <p className="queue-keys soft">
          <KeyHint keys={["J"]} /> {t("web:queue.next")} <KeyHint keys={["K"]} /> {t("web:queue.previous")}{" "}
          <KeyHint keys={["Enter"]} /> {t("web:queue.open")}
        </p>
      )}
    </section>
  );
}

function About({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { t } = useTranslation("comparisons");
  const both = useBoth();
  const dates = useDates();
  const personName = usePersonNames();
  const purposeName = usePurposeNames();
  const register = (one: Comparison["left"]): { readonly value: ReactElement; readonly source: string } => ({
    value: (
      <Link to="/registers/$id" params={{ id: one.id }}>
        {both(one)}
      </Link>
    ),
    source:
      one.purposes.length === 0
        ? t("facts.everyPurpose")
        : t("facts.purposes", { purposes: one.purposes.map(purposeName).join(", ") }),
  });
  const { left, right, least, by, createdAt, finishedAt, modelVersion } = comparison;
  return (
    <Facts
      facts={[
        { term: t("facts.left"), ...register(left) },
        { term: t("facts.right"), ...register(right) },
        { term: t("facts.least"), value: dates.share(least), source: t("facts.asThen") },
        { term: t("facts.by"), value: personName(by) },
        { term: t("facts.at"), value: dates.moment(createdAt) },
        ...(finishedAt === null ? [] : [{ term: t("facts.finished"), value: dates.moment(finishedAt) }]),
        ...(modelVersion === null
          ? []
          : [{ term: t("facts.model"), value: <span className="mono">{modelVersion}</span> }]),
      ]}
    />
  );
}

function Comparison({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { t } = useTranslation(["comparisons", "registers-web"]);
  const both = useBoth();
  const queries = useQueryClient();
  const { may } = useSession();
  const view = useSearch({ from: "/shell/registers/comparisons/$id" });
  const { id, state, percent, left, right } = comparison;
  const sent = { params: { id } };
  const keep = (after: Comparison): void => {
    queries.setQueryData(keyOf(readComparison, sent), after);
  };
  const stop = useChange(stopComparison, keep);
  const resume = useChange(resumeComparison, keep);
  const title = t("of", { left: both(left), right: both(right) });
  const doing =
    state === "cancelled" ? t("stopped") : state === "stopping" ? t("stopping") : state === "failed" ? t("failed") : "";
  return (
    <div className="page import-page">
      <PageHead
        title={title}
        crumbs={[
          { label: t("registers-web:registers.title"), to: "/registers" },
          { label: t("title"), to: "/registers/comparisons" },
          { label: t("one") },
        ]}
        actions={may.includes("records.export") && <ExportPairs id={id} view={view} />}
      />
      <div className="import-state">
        <SweepChip state={state} />
        <Notice>
          {t("noHit")}
          {may.includes("records.export") && ` ${t("exportNote")}`}
        </Notice>
        {state !== "done" && (
          <SweepProgress
            label={t("progress")}
            state={state}
            percent={percent}
            doing={doing}
            may={comparison.may}
            busy={stop.isPending || resume.isPending}
            words={{ stop: t("stop"), resume: t("resume") }}
            onTurn={(verb) => (verb === "stop" ? stop : resume).mutate({ ...sent, body: {} })}
          />
        )}
        {[stop.error, resume.error].map((error, at) => error !== null && <ErrorState key={at} error={error} />)}
      </div>
      <Pairs comparison={comparison} />
      <About comparison={comparison} />
    </div>
  );
}

export function RegisterComparisonPage(): ReactElement {
  const { t } = useTranslation("comparisons");
  const { id } = useParams({ from: "/shell/registers/comparisons/$id" });
  const sent = { params: { id } };
  const answer = useQuery({
    queryKey: keyOf(readComparison, sent),
    queryFn: ({ signal }) => call(readComparison, sent, { signal }),
    refetchInterval: (query) => (isUnderWay(query.state.data?.state) ? 1000 : false),
  });
  if (answer.data !== undefined) return <Comparison key={id} comparison={answer.data} />;
  return (
    <div className="page">
      <h1>{t("one")}</h1>
      {answer.error === null ? (
        <Skeleton lines={8} />
      ) : (
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      )}
    </div>
  );
}
