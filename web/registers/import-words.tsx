/** What pages say about an import: its state as a chip, its figures, its progress. */
import { useEffect, useRef, type ReactElement } from "react";
import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { cancelImport, listImportRows, listImports, readImport } from "../../src/registers/import.contract.ts";
import { listRecords, listRegisters, readRegister } from "../../src/registers/register.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { call } from "../calls/call.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { Progress } from "../parts/answers.tsx";
import { StateChip, type Tone } from "../parts/marks-of-record.tsx";
import { useDates } from "../words/dates.ts";
import "./registers.css";

export type ImportRun = CallOutput<typeof readImport>;
export type Outcome = "accepted" | "doubtful" | "refused";

const tones: Readonly<Record<ImportRun["state"], Tone>> = {
  uploaded: "waiting",
  ready: "waiting",
  running: "active",
  done: "rest",
  cancelled: "waiting",
  failed: "waiting",
  undoing: "active",
  undone: "ended",
};

export const isMoving = (run: ImportRun | undefined): boolean => run?.state === "running" || run?.state === "undoing";

/** A minute after its end an extract is compared and counted; an older import was never. */
const countedWithin = 10 * 60_000;
const isBeingCounted = (run: ImportRun | undefined): boolean =>
  run?.state === "done" &&
  run.register !== null &&
  run.comparison === null &&
  run.finishedAt !== null &&
  Date.now() - Date.parse(run.finishedAt) < countedWithin;

/** The state in words; a check that writes nothing is told apart from the import. */
export function RunState({ run }: { readonly run: ImportRun }): ReactElement {
  const { t } = useTranslation("registers-web");
  const checking = run.state === "running" && run.pass === "check";
  return <StateChip tone={tones[run.state]}>{t(checking ? "run.state.checking" : `run.state.${run.state}`)}</StateChip>;
}

const outcomeTones: Readonly<Record<Outcome, Tone>> = { accepted: "rest", doubtful: "waiting", refused: "ended" };

export function OutcomeChip({ outcome }: { readonly outcome: Outcome }): ReactElement {
  const { t } = useTranslation("registers-web");
  return <StateChip tone={outcomeTones[outcome]}>{t(`outcome.${outcome}`)}</StateChip>;
}

/** What else changes when an import has come to rest. */
const AFTERWARDS = [listImportRows, listImports, listRecords, listRegisters, readRegister];

/** One import, asked again every second while it moves. */
export function useRun(id: string | undefined): UseQueryResult<ImportRun> {
  const sent = { params: { id: id ?? "" } };
  const queries = useQueryClient();
  const moved = useRef(false);
  const answer = useQuery({
    queryKey: keyOf(readImport, sent),
    queryFn: ({ signal }) => call(readImport, sent, { signal }),
    enabled: id !== undefined,
    refetchInterval: (query) => (isMoving(query.state.data) || isBeingCounted(query.state.data) ? 1000 : false),
  });
  const moving = isMoving(answer.data);
  useEffect(() => {
    if (moved.current && !moving) {
      for (const contract of AFTERWARDS) void queries.invalidateQueries({ queryKey: [contract.id] });
    }
    moved.current = moving;
  }, [moving, queries]);
  return answer;
}

/** How many rows came to what. */
export function RunFigures({ run }: { readonly run: ImportRun }): ReactElement {
  const { t } = useTranslation("registers-web");
  const dates = useDates();
  const figures = [
    { id: "read", value: run.rows.read },
    { id: "accepted", value: run.accepted },
    { id: "doubtful", value: run.doubtful },
    { id: "refused", value: run.refused },
    ...(run.withdrawn > 0 ? [{ id: "withdrawn", value: run.withdrawn }] : []),
  ];
  return (
    <dl className="run-figures">
      {figures.map((figure) => (
        <div key={figure.id}>
          <dt>{t(`figure.${figure.id}`)}</dt>
          <dd>{dates.count(figure.value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Rows done of rows there are, and the way to stop. */
export function RunProgress({ run }: { readonly run: ImportRun }): ReactElement {
  const { t } = useTranslation("registers-web");
  const cancel = useChange(cancelImport);
  const queries = useQueryClient();
  // The moment that the figures are of.
  const now = queries.getQueryState(keyOf(readImport, { params: { id: run.id } }))?.dataUpdatedAt ?? 0;
  const total = run.rows.total ?? undefined;
  const undoing = run.state === "undoing";
  const done = undoing ? run.withdrawn : run.rows.read;
  const of = undoing ? run.accepted + run.doubtful : total;
  const seconds = run.startedAt === null ? 0 : (now - Date.parse(run.startedAt)) / 1000;
  const left = of === undefined || done === 0 || seconds < 5 ? undefined : (seconds / done) * (of - done);
  const words = undoing ? "undoing" : run.pass === "check" ? "checking" : "running";
  return (
    <Progress
      label={t(`progress.${words}`)}
      done={done}
      {...(of === undefined ? {} : { total: of })}
      doing={cancel.isSuccess ? t("progress.stopping") : t(`progress.${words}Doing`)}
      {...(left === undefined || undoing ? {} : { secondsLeft: left })}
      {...(run.may.includes("cancel") && !cancel.isSuccess
        ? { onCancel: () => cancel.mutate({ params: { id: run.id }, body: {} }) }
        : {})}
    />
  );
}
