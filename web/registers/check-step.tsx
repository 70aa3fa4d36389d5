/** The check that writes nothing: what would become of each row; then the start. */
import type { ReactElement } from "react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { checkImport, listImportRows, startImport, type outcomes } from "../../src/registers/import.contract.ts";
import { useChange, useRead } from "../calls/use-call.ts";
import { ErrorState, Notice } from "../parts/answers.tsx";
import { Button, ButtonLink } from "../parts/button.tsx";
import { useToast } from "../parts/toast.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { FindingsList } from "./findings-list.tsx";
import { RunFigures, RunProgress, isMoving, type ImportRun } from "./import-words.tsx";
import { SeenBefore } from "./seen-before.tsx";

const SAMPLES = 5;

/** A few rows of one outcome, with what was found in them. */
function SampleRows({
  run,
  outcome,
}: {
  readonly run: ImportRun;
  readonly outcome: (typeof outcomes)[number];
}): ReactElement | null {
  const { t } = useTranslation("registers-web");
  const answer = useRead(listImportRows, { params: { id: run.id }, query: { outcome, limit: SAMPLES } });
  const rows = answer.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{t(`check.samples.${outcome}`)}</h3>
      <ul className="sample-rows">
        {rows.map((row) => (
          <li key={row.row}>
            <span className="soft">{t("rows.row", { row: row.row })}:</span>{" "}
            {row.cells.filter((cell) => cell !== "").join(" · ")}
            <span className="sample-findings">
              {row.findings
                .map((one) =>
                  one.header === null || one.header === "" ? one.sentence : `${one.header}: ${one.sentence}`,
                )
                .join(" ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function CheckStep({
  run,
  onChanged,
  onBack,
}: {
  readonly run: ImportRun;
  readonly onChanged: (run: ImportRun) => void;
  readonly onBack: () => void;
}): ReactElement {
  const { t } = useTranslation("registers-web");
  const both = useBoth();
  const dates = useDates();
  const tell = useToast();
  const navigate = useNavigate();
  const check = useChange(checkImport, onChanged);
  const start = useChange(startImport, (after) => {
    onChanged(after);
    tell({ text: t("check.started", { file: after.file.name }) });
    void navigate({ to: "/imports/$id", params: { id: after.id } });
  });
  const good = run.accepted + run.doubtful;
  const checked = run.pass === "check" && run.state === "ready";
  if (isMoving(run)) return <RunProgress run={run} />;
  return (
    <div className="stack wizard-wide">
      <h2>{checked ? t("check.result") : t("check.title")}</h2>
      <SeenBefore run={run} />
      {run.fault !== null && (
        <Notice tone="harm" title={`${run.fault.title}.`}>
          {run.fault.wayOut}
        </Notice>
      )}
      {check.error !== null && <ErrorState error={check.error} />}
      {start.error !== null && <ErrorState error={start.error} />}
      {!checked ? (
        <>
          <p>{t("check.what")}</p>
          <div className="task-foot">
            <Button
              tone="main"
              busy={check.isPending}
              onPress={() => check.mutate({ params: { id: run.id }, body: {} })}
            >
              {t("check.check")}
            </Button>
            <Button tone="quiet" onPress={onBack}>
              {t("check.back")}
            </Button>
          </div>
        </>
      ) : (
        <>
          <RunFigures run={run} />
          <FindingsList run={run} />
          {run.refused > 0 && <SampleRows run={run} outcome="refused" />}
          {run.doubtful > 0 && <SampleRows run={run} outcome="doubtful" />}
          {good === 0 && <Notice tone="waiting">{t("check.nothing")}</Notice>}
          <p>
            {run.register === null
              ? t("check.intoRecoveries", { count: good, rows: dates.count(good) })
              : t("check.intoRegister", { count: good, rows: dates.count(good), register: both(run.register) })}{" "}
            {run.refused > 0 && t("check.refusedStay", { count: run.refused, rows: dates.count(run.refused) })}
          </p>
          <div className="task-foot">
            <Button
              tone="main"
              disabled={good === 0}
              busy={start.isPending}
              onPress={() => start.mutate({ params: { id: run.id }, body: {} })}
            >
              {t("check.start", { count: good, rows: dates.count(good) })}
            </Button>
            <Button tone="quiet" onPress={onBack}>
              {t("check.back")}
            </Button>
            <ButtonLink tone="quiet" to="/imports/$id" params={{ id: run.id }}>
              {t("check.allRows")}
            </ButtonLink>
          </div>
        </>
      )}
    </div>
  );
}
