/**
 * Where a recovery stands: submitted, returned with a reason, accepted; who did what; the next step as a verb.
 *
 * Promises: who accepts, accepts the version they saw; the reason of a return stands on top until it is answered.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { readRecovery } from "../../src/recoveries/recovery.contract.ts";
import { readDoubts, takeStep } from "../../src/recoveries/recovery-status.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { asProblem } from "../calls/problem.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { ReasonDialog } from "../parts/reason-dialog.tsx";
import { useToast } from "../parts/toast.tsx";
import type { Act } from "../templates/page-head.tsx";
import { useDates } from "../words/dates.ts";
import { useDoubtsAsReason, type DoubtsOfRecord } from "./recovery-doubts.tsx";
import type { RecoveryView } from "./recovery-page.tsx";
import { StepDialog, type GivenOverride } from "./step-dialog.tsx";

/** Steps that the gate stands before, or that confirm what was changed: their dialog shows what is looked at. */
type LookedAt = "accept" | "resubmit" | "confirm";
type Asked = LookedAt | "return" | "reopen";

export function useSteps(
  recovery: RecoveryView,
  doubts: DoubtsOfRecord,
): { readonly acts: readonly Act[]; readonly dialogs: ReactElement } {
  const { t } = useTranslation("recovery-form");
  const toast = useToast();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked>();
  const [beginning, setBeginning] = useState("");
  const doubtsAsReason = useDoubtsAsReason();
  const key = keyOf(readRecovery, { params: { id: recovery.id } });
  const step = useChange(takeStep, async (view) => {
    queries.setQueryData(key, view);
    setAsked(undefined);
    toast({ text: t(`step.done.${view.steps.at(-1)?.verb ?? "accept"}`) });
    await Promise.all(
      ["journal.history", "recoveries.list", readDoubts.id].map((id) => queries.invalidateQueries({ queryKey: [id] })),
    );
  });
  const take = (
    verb: Asked,
    extra: { readonly reason?: string; readonly overrides?: readonly GivenOverride[] } = {},
  ): void =>
    step.mutate(
      {
        params: { id: recovery.id },
        body: {
          verb,
          version: recovery.version,
          // What is taken, is taken of what was seen.
          seen: recovery.changes.at(-1)?.id ?? null,
          ...(extra.reason === undefined ? {} : { reason: extra.reason }),
          ...(extra.overrides === undefined ? {} : { overrides: [...extra.overrides] }),
        },
      },
      {
        onError: (error) => {
          const { code } = asProblem(error);
          // The gate doubts more than was known here, or the record moved on: show it as it is now.
          if (code === "gate-doubts" || code === "version-outdated") {
            void queries.invalidateQueries({ queryKey: [readDoubts.id] });
            void queries.invalidateQueries({ queryKey: key });
          }
          if (code === "gate-doubts") setAsked(verb);
        },
      },
    );
  const ask = (verb: Asked, reason = ""): void => {
    step.reset();
    setBeginning(reason);
    setAsked(verb);
  };
  /** With nothing to look at, one press is enough. */
  const press = (verb: LookedAt): void => {
    const nothing = doubts.known && doubts.firearms.length === 0;
    if (nothing && verb !== "confirm") take(verb);
    else ask(verb);
  };
  const act = (verb: LookedAt): Act => ({
    verb,
    control: (
      <Button tone="main" busy={step.isPending && asked === undefined} onPress={() => press(verb)}>
        {t(`step.${verb}`)}
      </Button>
    ),
  });
  const acts: readonly Act[] = [
    act("accept"),
    act("confirm"),
    act("resubmit"),
    { verb: "return", control: <Button onPress={() => ask("return")}>{t("step.return")}</Button> },
    { verb: "reopen", control: <Button onPress={() => ask("reopen")}>{t("step.reopen")}</Button> },
  ];
  const close = (): void => {
    setAsked(undefined);
    step.reset();
  };
  return {
    acts,
    dialogs: (
      <>
        {(asked === "return" || asked === "reopen") && (
          <ReasonDialog
            title={t(`step.title.${asked}`)}
            verb={t(`step.${asked}`)}
            busy={step.isPending}
            error={step.error}
            beginning={beginning}
            rows={beginning === "" ? 2 : 8}
            maxLength={1000}
            onDo={(reason) => take(asked, { reason })}
            onClose={close}
          >
            {t(`step.means.${asked}`)}
          </ReasonDialog>
        )}
        {(asked === "accept" || asked === "resubmit" || asked === "confirm") && (
          <StepDialog
            verb={asked}
            recovery={recovery}
            doubts={doubts}
            busy={step.isPending}
            error={step.error}
            onDo={(overrides) => take(asked, { overrides })}
            onReturn={
              recovery.may.includes("return") ? () => ask("return", doubtsAsReason(doubts.firearms)) : undefined
            }
            onClose={close}
          />
        )}
        {asked === undefined && step.error !== null && (
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
