/**
 * A pasted column of numbers, checked one after another and answered as a table.
 *
 * Promises: the answers are those of single checks, in the same words; one sees how far it is and can stop; what was answered
 * stays when one opens a record and comes back. Refuses: more than 500 at once; to ask again what was answered.
 */
import { useRef, useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { lotsAmong } from "../../src/matching/lot.contract.ts";
import { checkPasted, mostPasted } from "../../src/matching/pasted-check.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useInstitutionNames } from "../access/sharing-names.tsx";
import type { TableView } from "../address.ts";
import { call } from "../calls/call.ts";
import { asProblem } from "../calls/problem.ts";
import { saveFile } from "../calls/save-file.ts";
import { EmptyState, ErrorState, Notice, Progress } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { Select, TextArea } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Serial } from "../parts/marks-of-record.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { useDates } from "../words/dates.ts";
import { LotCard } from "./lot-card.tsx";
import { csvOf, readPasted, tabbedOf, type PastedLine } from "./pasted-list.ts";
import { useProbability } from "./probability.tsx";
import { Answer, outcomeOf, type SerialCheckAnswer } from "./serial-check.tsx";

/** So many are asked in one call: progress moves, and stopping loses little. */
const atOnce = 20;
const outcomes = ["hit", "possible", "pointer", "none", "unreadable"] as const;

interface Answered extends PastedLine {
  readonly answer: SerialCheckAnswer;
}

interface PastedState {
  readonly text: string;
  readonly rows: readonly Answered[];
  /** How many were to be asked. */
  readonly total: number;
  readonly lots: CallOutput<typeof lotsAmong>["items"];
  readonly at: number;
}

const KEY = ["pasted-check"];
const nothing: PastedState = { text: "", rows: [], total: 0, lots: [], at: 0 };

/** Who holds what fits best, or who could tell. */
function useWho(): (row: Answered) => string {
  const { t } = useTranslation("serials");
  const institutions = useInstitutionNames();
  return ({ answer }) => {
    const held = [...new Set(answer.answers.map((one) => one.institution))].map((code) => institutions.short(code));
    const asked = answer.pointers.map((one) => institutions.short(one.institution));
    return [
      ...(held.length === 0 ? [] : [held.join(", ")]),
      ...(asked.length === 0 ? [] : [t("pasted.canTell", { who: asked.join(", ") })]),
    ].join("; ");
  };
}

interface Shown {
  readonly said: (row: Answered) => string;
  readonly best: (row: Answered) => string;
  readonly who: (row: Answered) => string;
  readonly onOpen: (row: Answered) => void;
}

function pastedColumns(say: (key: string) => string, shown: Shown): readonly Column<Answered>[] {
  return [
    { id: "line", header: say("pasted.line"), end: true, cell: (row) => <span className="mono">{row.line}</span> },
    {
      id: "serial",
      header: say("form.serial"),
      lead: true,
      cell: (row) => (
        <button type="button" className="link-button" onClick={() => shown.onOpen(row)}>
          <Serial value={row.question.serial} />
        </button>
      ),
    },
    {
      id: "weapon",
      header: say("pasted.weapon"),
      cell: ({ question }) => [question.make, question.model, question.calibre].filter(Boolean).join(", "),
    },
    { id: "answer", header: say("pasted.answer"), grow: true, cell: shown.said },
    { id: "probability", header: say("pasted.probability"), end: true, cell: shown.best },
    { id: "who", header: say("pasted.who"), grow: true, cell: shown.who },
  ];
}

/** Milliseconds since 1970. */
const moment = (): number => Date.now();

function Table({
  state,
  onOpen,
}: {
  readonly state: PastedState;
  readonly onOpen: (row: Answered) => void;
}): ReactElement {
  const { t } = useTranslation("serials");
  const tell = useToast();
  const dates = useDates();
  const who = useWho();
  const probability = useProbability();
  const [view, setView] = useState<TableView>({});
  const [only, setOnly] = useState<string>("all");
  const counted = Map.groupBy(state.rows, (row) => outcomeOf(row.answer));
  const shown = only === "all" ? state.rows : state.rows.filter((row) => outcomeOf(row.answer) === only);
  const said = (row: Answered): string => t(`pasted.outcome.${outcomeOf(row.answer)}`);
  const best = (row: Answered): string => {
    const [first] = row.answer.answers;
    return first === undefined ? "" : probability.short(first.probability);
  };
  const asTable = (): string[][] => [
    [
      t("form.serial"),
      t("form.make"),
      t("form.model"),
      t("form.calibre"),
      t("pasted.answer"),
      t("pasted.probability"),
      t("pasted.who"),
    ],
    ...shown.map((row) => {
      const { serial, make, model, calibre } = row.question;
      return [serial, make ?? "", model ?? "", calibre ?? "", said(row), best(row), who(row)];
    }),
  ];
  const columns = pastedColumns((key) => t(key), { said, best, who, onOpen });
  return (
    <>
      <p role="status">
        {t("pasted.sum", { count: state.rows.length, at: dates.time(new Date(state.at).toISOString()) })}{" "}
        {outcomes
          .filter((one) => counted.has(one))
          .map((one) => `${t(`pasted.outcome.${one}`)}: ${dates.count(counted.get(one)?.length ?? 0)}`)
          .join("; ")}
      </p>
      <DataTable
        label={t("pasted.table")}
        columns={columns}
        rows={shown}
        rowKey={(row) => String(row.line)}
        view={view}
        onView={setView}
        waits={(row) => ["hit", "possible", "pointer"].includes(outcomeOf(row.answer))}
        empty={<EmptyState title={t("pasted.none")} />}
        toolsSet={only === "all" ? 0 : 1}
        tools={
          <>
            <Select
              inline
              label={t("pasted.show")}
              value={only}
              onChange={setOnly}
              choices={["all", ...outcomes].map((one) => ({
                id: one,
                label: one === "all" ? t("pasted.all") : t(`pasted.outcome.${one}`),
              }))}
            />
            <Button
              small
              tone="quiet"
              onPress={() =>
                void navigator.clipboard.writeText(tabbedOf(asTable())).then(
                  () => tell({ text: t("pasted.copied", { count: shown.length }) }),
                  () => tell({ text: t("pasted.notCopied") }),
                )
              }
            >
              {t("pasted.copy")}
            </Button>
            <Button
              small
              tone="quiet"
              onPress={() => saveFile(t("pasted.file"), new Blob([csvOf(asTable())], { type: "text/csv" }))}
            >
              CSV
            </Button>
          </>
        }
      />
    </>
  );
}

export function PastedPage(): ReactElement {
  const { t } = useTranslation(["serials", "web"]);
  const queries = useQueryClient();
  const [state, setState] = useState<PastedState>(() => queries.getQueryData<PastedState>(KEY) ?? nothing);
  const [text, setText] = useState(state.text);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tried, setTried] = useState(false);
  const [open, setOpen] = useState<Answered | null>(null);
  const running = useRef<AbortController | null>(null);
  const { lines, beyond } = readPasted(text);
  const keep = (next: PastedState): void => {
    setState(next);
    queries.setQueryData(KEY, next);
  };

  const run = async (): Promise<void> => {
    const stop = new AbortController();
    running.current = stop;
    setBusy(true);
    setError(null);
    let now: PastedState = { ...nothing, text, total: lines.length, at: moment() };
    keep(now);
    try {
      for (let from = 0; from < lines.length; from += atOnce) {
        const some = lines.slice(from, from + atOnce);
        const body = { questions: some.map(({ question }) => question) };
        // One after another: the next waits for the purpose and for a stop.
        // oxlint-disable-next-line no-await-in-loop
        const { answers } = await call(checkPasted, { body }, { signal: stop.signal });
        now = {
          ...now,
          at: moment(),
          rows: [
            ...now.rows,
            ...some.flatMap((line, at) => {
              const answer = answers[at];
              return answer === undefined ? [] : [{ ...line, answer }];
            }),
          ],
        };
        keep(now);
      }
      if (lines.length > 1) {
        const body = { questions: lines.map(({ question }) => question) };
        keep({ ...now, lots: (await call(lotsAmong, { body }, { signal: stop.signal })).items });
      }
    } catch (fault) {
      if (!stop.signal.aborted) setError(fault);
    } finally {
      running.current = null;
      setBusy(false);
    }
  };

  const missing = lines.length === 0;
  return (
    <div className="page">
      <PageHead
        title={t("pasted.title")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("title"), to: "/check" },
          { label: t("pasted.title") },
        ]}
        lead={t("pasted.lead", { count: mostPasted })}
      />
      <div className="pasted">
        <Form
          label={t("pasted.title")}
          problem={error === null ? null : asProblem(error)}
          onSend={() => {
            setTried(true);
            if (!missing && !busy) void run();
          }}
        >
          <TextArea
            label={t("pasted.column")}
            hint={t("pasted.hint")}
            path="/questions"
            value={text}
            onChange={setText}
            rows={state.rows.length > 0 || busy ? 4 : 12}
            exact
            error={tried && missing ? t("pasted.missing") : undefined}
          />
          <div className="cluster">
            <Button tone="main" type="submit" busy={busy}>
              {t("pasted.check", { count: lines.length })}
            </Button>
            {state.rows.length > 0 && !busy && (
              <Button
                tone="quiet"
                glyph="close"
                onPress={() => {
                  keep(nothing);
                  setText("");
                  setTried(false);
                }}
              >
                {t("another")}
              </Button>
            )}
          </div>
        </Form>
        {beyond > 0 && (
          <Notice tone="waiting" title={t("pasted.beyond", { count: beyond })}>
            {t("pasted.beyondWhat", { count: mostPasted })}
          </Notice>
        )}
        {busy && (
          <Progress
            label={t("pasted.checking")}
            done={state.rows.length}
            total={state.total}
            onCancel={() => running.current?.abort()}
          />
        )}
        {!busy && state.rows.length > 0 && state.rows.length < state.total && (
          <Notice tone="waiting" title={t("pasted.stopped", { done: state.rows.length, total: state.total })}>
            {t("pasted.stoppedWhat")}
          </Notice>
        )}
        {error !== null && state.rows.length > 0 && <ErrorState error={error} again={() => void run()} />}
        {state.lots.length > 0 && (
          <section className="check-part">
            <h2>{t("pasted.lots", { count: state.lots.length })}</h2>
            <p className="soft">{t("pasted.lotsWhy")}</p>
            {state.lots.map((lot) => (
              <LotCard key={`${lot.members[0]?.serial ?? ""} ${lot.first}`} lot={lot} />
            ))}
          </section>
        )}
        {state.rows.length > 0 && <Table state={state} onOpen={setOpen} />}
      </div>
      {open !== null && (
        <Dialog
          title={t("pasted.answerOf", { serial: open.question.serial })}
          wide
          open
          onOpenChange={(is) => {
            if (!is) setOpen(null);
          }}
          renderActions={(close) => <Button onPress={close}>{t("web:dialog.close")}</Button>}
        >
          <Answer
            answer={open.answer}
            asked={{
              serial: open.question.serial,
              ...(open.question.make == null ? {} : { make: open.question.make }),
              ...(open.question.model == null ? {} : { model: open.question.model }),
              ...(open.question.calibre == null ? {} : { calibre: open.question.calibre }),
            }}
            at={state.at}
          />
        </Dialog>
      )}
    </div>
  );
}
