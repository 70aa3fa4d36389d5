/**
 * Where a recovery stands: submitted, returned with a reason, accepted; who did what; the next step as a verb.
 *
 * Promises: who accepts, accepts the version they saw; the reason of a return stands on top until it is answered.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { readRecovery } from "../../src/recoveries/recovery.contract.ts";
import { takeStep } from "../../src/recoveries/recovery-status.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { keyOf, useChange } from "../calls/use-call.ts";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Tag } from "../parts/marks-of-record.tsx";
import { useToast } from "../parts/toast.tsx";
import { ReasonDialog } from "../people/reason-dialog.tsx";
import type { Act } from "../templates/page-head.tsx";
import { useDates } from "../words/dates.ts";
import type { RecoveryView } from "./recovery-page.tsx";

type Verb = "return" | "resubmit" | "accept" | "reopen";

/** The status as a tag; accepted is the rule and is said quietly. */
export function StatusTag({ status }: { readonly status: RecoveryView["status"] }): ReactElement {
  const { t } = useTranslation("recovery-form");
  return <Tag>{t(`status.${status}`)}</Tag>;
}

export function useSteps(recovery: RecoveryView): { readonly acts: readonly Act[]; readonly dialogs: ReactElement } {
  const { t } = useTranslation("recovery-form");
  const toast = useToast();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<"return" | "reopen">();
  const step = useChange(takeStep, async (view) => {
    queries.setQueryData(keyOf(readRecovery, { params: { id: recovery.id } }), view);
    await Promise.all([
      queries.invalidateQueries({ queryKey: ["journal.history"] }),
      queries.invalidateQueries({ queryKey: ["recoveries.list"] }),
    ]);
    setAsking(undefined);
    toast({ text: t(`step.done.${view.status}`) });
  });
  const take = (verb: Verb, reason?: string): void =>
    step.mutate({
      params: { id: recovery.id },
      body: { verb, version: recovery.version, ...(reason === undefined ? {} : { reason }) },
    });
  const acts: readonly Act[] = [
    {
      verb: "accept",
      control: (
        <Button tone="main" busy={step.isPending && asking === undefined} onPress={() => take("accept")}>
          {t("step.accept")}
        </Button>
      ),
    },
    {
      verb: "resubmit",
      control: (
        <Button tone="main" busy={step.isPending} onPress={() => take("resubmit")}>
          {t("step.resubmit")}
        </Button>
      ),
    },
    { verb: "return", control: <Button onPress={() => setAsking("return")}>{t("step.return")}</Button> },
    { verb: "reopen", control: <Button onPress={() => setAsking("reopen")}>{t("step.reopen")}</Button> },
  ];
  return {
    acts,
    dialogs: (
      <>
        {asking !== undefined && (
          <ReasonDialog
            title={t(`step.title.${asking}`)}
            verb={t(`step.${asking}`)}
            busy={step.isPending}
            error={step.error}
            onDo={(reason) => take(asking, reason)}
            onClose={() => setAsking(undefined)}
          >
            {t(`step.means.${asking}`)}
          </ReasonDialog>
        )}
        {asking === undefined && step.error !== null && (
          <Notice tone="harm" title={t("step.refused")}>
            {step.error.message}
          </Notice>
        )}
      </>
    ),
  };
}

/** Why it came back, on top of the record, as long as it is returned. */
export function ReturnedNotice({ recovery }: { readonly recovery: RecoveryView }): ReactElement | null {
  const { t } = useTranslation("recovery-form");
  const personName = usePersonNames();
  const last = recovery.steps.at(-1);
  if (recovery.status !== "returned" || last?.verb !== "return") return null;
  return (
    <Notice tone="waiting" title={t("step.returnedBy", { person: personName(last.by) })}>
      {last.reason ?? ""}
    </Notice>
  );
}

export function Steps({ steps }: { readonly steps: RecoveryView["steps"] }): ReactElement {
  const { t } = useTranslation("recovery-form");
  const dates = useDates();
  const personName = usePersonNames();
  if (steps.length === 0) return <p className="soft">{t("step.none")}</p>;
  return (
    <ol className="statements">
      {steps.map((step) => (
        <li key={step.id}>
          <span className="soft">{dates.moment(step.at)}</span>
          <span>
            {t(`step.was.${step.verb}`)}
            {step.reason !== null && <span className="soft"> «{step.reason}»</span>}
          </span>
          <span className="statement-note">{personName(step.by)}</span>
        </li>
      ))}
    </ol>
  );
}
