/**
 * The import wizard: the file, how it is read, which column is what, a check that writes nothing, and then the start.
 *
 * Promises: the run and the step stand in the address, so that a reload or another day goes on here; what must be
 * answered is asked before a row is taken. Refuses: to import what was not checked first.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readImport } from "../../src/registers/import.contract.ts";
import { keyOf } from "../calls/use-call.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { ButtonLink } from "../parts/button.tsx";
import { TaskPage, type Step } from "../templates/task-page.tsx";
import { CheckStep } from "./check-step.tsx";
import { FileStep } from "./file-step.tsx";
import { useRun, type ImportRun } from "./import-words.tsx";
import { wizardSteps, type WizardStep } from "./imports-view.ts";
import { MappingStep } from "./mapping-step.tsx";
import { ReadingStep, type Reading } from "./reading-step.tsx";

function stepsOf(run: ImportRun | undefined, at: WizardStep, say: (key: string) => string): readonly Step[] {
  const settled = run !== undefined && run.mapping !== null && run.questions.length === 0;
  const place = wizardSteps.indexOf(at);
  const done: Readonly<Record<WizardStep, boolean>> = {
    file: run !== undefined,
    reading: run !== undefined && (run.mapping !== null || place > 1),
    mapping: settled,
    check: false,
  };
  return wizardSteps.map((id) => ({
    id,
    label: say(`step.${id}`),
    state: done[id] ? "done" : id === at ? "unfinished" : "untouched",
  }));
}

/** How the file is read, as the run keeps it. */
function readingOf(run: ImportRun): Reading {
  const { encoding, separator, quote, headerRow, sheet } = run.options;
  return {
    ...(encoding === undefined ? {} : { encoding }),
    ...(separator === undefined ? {} : { separator }),
    ...(quote === undefined ? {} : { quote }),
    ...(headerRow === undefined ? {} : { headerRow }),
    ...(sheet === undefined ? {} : { sheet }),
  };
}

function RunSteps({
  run,
  step,
  go,
}: {
  readonly run: ImportRun;
  readonly step: WizardStep;
  readonly go: (step: WizardStep) => void;
}): ReactElement {
  const { t } = useTranslation("registers-web");
  const queries = useQueryClient();
  const [reading, setReading] = useState(() => readingOf(run));
  const settled = (after: ImportRun): void => {
    queries.setQueryData(keyOf(readImport, { params: { id: run.id } }), after);
  };
  if (run.state !== "uploaded" && run.state !== "ready" && !(run.state === "running" && run.pass === "check")) {
    return (
      <Notice title={t(`run.state.${run.state}`)}>
        <ButtonLink to="/imports/$id" params={{ id: run.id }}>
          {t("run.open")}
        </ButtonLink>
      </Notice>
    );
  }
  if (step === "mapping") {
    return (
      <MappingStep
        run={run}
        reading={reading}
        onSettled={(after) => {
          settled(after);
          if (after.questions.length === 0) go("check");
        }}
        onBack={() => go("reading")}
      />
    );
  }
  if (step === "check") return <CheckStep run={run} onChanged={settled} onBack={() => go("mapping")} />;
  return <ReadingStep run={run} reading={reading} onReading={setReading} onDone={() => go("mapping")} />;
}

export function ImportNewPage(): ReactElement {
  const { t } = useTranslation("registers-web");
  const view = useSearch({ from: "/shell/imports/new" });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const answer = useRun(view.run);
  const run = view.run === undefined ? undefined : answer.data;
  const step: WizardStep = view.run === undefined ? "file" : (view.step ?? "reading");
  const go = (next: WizardStep): void =>
    void navigate({
      to: "/imports/new",
      search: next === "file" ? { register: view.register } : { run: view.run, step: next },
    });
  return (
    <TaskPage
      title={run === undefined ? t("wizard.title") : t("wizard.titleOf", { file: run.file.name })}
      crumbs={[{ label: t("imports.title"), to: "/imports" }, { label: t("wizard.title") }]}
      steps={stepsOf(run, step, (key) => t(key))}
      current={step}
      onStep={(id) => {
        const next = wizardSteps.find((one) => one === id);
        if (next !== undefined) go(next);
      }}
    >
      {step === "file" ? (
        <FileStep
          register={view.register}
          onUploaded={(uploaded) => {
            queries.setQueryData(keyOf(readImport, { params: { id: uploaded.id } }), uploaded);
            void navigate({ to: "/imports/new", search: { run: uploaded.id, step: "reading" } });
          }}
        />
      ) : run !== undefined ? (
        <RunSteps key={run.id} run={run} step={step} go={go} />
      ) : answer.error === null ? (
        <Skeleton lines={6} />
      ) : (
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      )}
    </TaskPage>
  );
}
