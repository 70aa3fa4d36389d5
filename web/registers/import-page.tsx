/**
 * One import: how far it is, what it made of each row, and the ways to stop, go on, or take everything back.
 *
 * Promises: figures are live while it runs; each row can be looked at with its cells; nothing is dropped silently.
 * Refuses: to take back without a reason.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readImport, resumeImport, undoImport } from "../../src/registers/import.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { asProblem } from "../calls/problem.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button, ButtonLink } from "../parts/button.tsx";
import { TextArea } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { useToast } from "../parts/toast.tsx";
import { Acts, PageHead } from "../templates/page-head.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { ExtractChanges } from "./extract-changes.tsx";
import { FindingsList } from "./findings-list.tsx";
import { ImportMatching } from "./import-matching.tsx";
import { RunFigures, RunProgress, RunState, isMoving, useRun, type ImportRun } from "./import-words.tsx";
import { ImportRows } from "./import-rows.tsx";
import { SeenBefore } from "./seen-before.tsx";

function UndoDialog({ run, onClose }: { readonly run: ImportRun; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation("registers-web");
  const queries = useQueryClient();
  const tell = useToast();
  const dates = useDates();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = reason.trim().length < 3;
  const undo = useChange(undoImport, (after) => {
    queries.setQueryData(keyOf(readImport, { params: { id: run.id } }), after);
    tell({ text: t("undo.begun") });
    onClose();
  });
  return (
    <Dialog
      title={t("undo.title")}
      harm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="harm" type="submit" form="undo-import" busy={undo.isPending}>
            {t("undo.act")}
          </Button>
          <Button onPress={close}>{t("undo.keep")}</Button>
        </>
      )}
    >
      <Form
        id="undo-import"
        label={t("undo.title")}
        problem={undo.error === null ? null : asProblem(undo.error)}
        onSend={() => {
          setTried(true);
          if (!missing) undo.mutate({ params: { id: run.id }, body: { reason: reason.trim() } });
        }}
      >
        <p>
          {t("undo.what", { count: run.accepted + run.doubtful, records: dates.count(run.accepted + run.doubtful) })}
        </p>
        <TextArea
          label={t("undo.reason")}
          hint={t("undo.reasonHint")}
          path="/reason"
          value={reason}
          onChange={setReason}
          maxLength={500}
          rows={3}
          autoFocus
          error={tried && missing ? t("undo.reasonMissing") : undefined}
        />
      </Form>
    </Dialog>
  );
}

function Run({ run }: { readonly run: ImportRun }): ReactElement {
  const { t } = useTranslation("registers-web");
  const both = useBoth();
  const dates = useDates();
  const personName = usePersonNames();
  const queries = useQueryClient();
  const [undoing, setUndoing] = useState(false);
  const resume = useChange(resumeImport, (after) => {
    queries.setQueryData(keyOf(readImport, { params: { id: run.id } }), after);
  });
  const unfinished = run.state === "uploaded" || run.state === "ready";
  return (
    <div className="page import-page">
      <PageHead
        title={run.file.name}
        crumbs={[{ label: t("imports.title"), to: "/imports" }, { label: run.file.name }]}
        actions={
          <Acts
            may={run.may}
            acts={[
              ...(unfinished
                ? [
                    {
                      verb: "start",
                      control: (
                        <ButtonLink tone="main" to="/imports/new" search={{ run: run.id, step: "reading" as const }}>
                          {t("run.goOn")}
                        </ButtonLink>
                      ),
                    },
                  ]
                : []),
              {
                verb: "resume",
                control: (
                  <Button
                    tone="main"
                    busy={resume.isPending}
                    onPress={() => resume.mutate({ params: { id: run.id }, body: {} })}
                  >
                    {t("run.resume")}
                  </Button>
                ),
              },
              {
                verb: "undo",
                control: (
                  <Button tone="harm" onPress={() => setUndoing(true)}>
                    {t("undo.open")}
                  </Button>
                ),
              },
            ]}
          />
        }
      />
      <div className="import-state">
        <RunState run={run} />
        {isMoving(run) && <RunProgress run={run} />}
        {run.fault !== null && (
          <Notice tone="harm" title={`${run.fault.title}.`}>
            {run.fault.wayOut}
          </Notice>
        )}
        {resume.error !== null && <ErrorState error={resume.error} />}
        {!isMoving(run) && <SeenBefore run={run} />}
        {run.pass === "check" && !isMoving(run) && <Notice>{t("run.checkOnly")}</Notice>}
      </div>
      {run.pass !== null && <RunFigures run={run} />}
      {run.state === "done" && <ImportMatching run={run} />}
      <ExtractChanges run={run} />
      {run.comparison !== null && run.state !== "ready" && (
        <p>
          <ButtonLink to="/imports/$id/report" params={{ id: run.id }}>
            {t("report.open")}
          </ButtonLink>
        </p>
      )}
      <Facts
        facts={[
          {
            term: t("imports.into"),
            value:
              run.register === null ? (
                t("imports.recoveries")
              ) : (
                <Link to="/registers/$id" params={{ id: run.register.id }}>
                  {both(run.register)}
                </Link>
              ),
          },
          {
            term: t("imports.by"),
            value: personName(run.createdBy),
            ...(run.arrived === "person" ? {} : { source: t(`run.arrived.${run.arrived}`) }),
          },
          { term: t("imports.at"), value: dates.moment(run.createdAt) },
          ...(run.startedAt === null ? [] : [{ term: t("run.started"), value: dates.moment(run.startedAt) }]),
          ...(run.finishedAt === null ? [] : [{ term: t("run.finished"), value: dates.moment(run.finishedAt) }]),
          { term: t("imports.size"), value: dates.size(run.file.size) },
          { term: t("run.sha256"), value: <span className="mono hash">{run.file.sha256}</span> },
        ]}
      />
      <FindingsList run={run} />
      {run.pass !== null && !(run.pass === "check" && isMoving(run)) && <ImportRows run={run} />}
      {undoing && <UndoDialog run={run} onClose={() => setUndoing(false)} />}
    </div>
  );
}

export function ImportPage(): ReactElement {
  const { t } = useTranslation("registers-web");
  const { id } = useParams({ from: "/shell/imports/$id" });
  const answer = useRun(id);
  if (answer.data !== undefined) return <Run key={id} run={answer.data} />;
  return (
    <div className="page">
      <h1>{t("imports.one")}</h1>
      {answer.error === null ? (
        <Skeleton lines={8} />
      ) : (
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      )}
    </div>
  );
}
