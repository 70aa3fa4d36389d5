/**
 * Recording a recovery: few questions, all on one page where the screen is wide, one step at a time where it is not;
 * check answers; receipt.
 *
 * Promises: nothing typed is lost by a reload, a lost network or an expired session; the same recovery is recorded once,
 * however often it is sent. Refuses: to send before the answers were checked.
 */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactElement } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CallOutput } from "../../src/platform/contract.ts";
import { listDrafts } from "../../src/recoveries/draft.contract.ts";
import { recordRecovery } from "../../src/recoveries/recovery.contract.ts";
import { followDraft } from "../attachments/uploads.ts";
import { localProblem } from "../access/sharing-faults.ts";
import { call } from "../calls/call.ts";
import { ApiProblem, asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { SerialOrState, useWeaponLine } from "../firearms/weapon-words.tsx";
import { ErrorState } from "../parts/answers.tsx";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Form } from "../parts/form.tsx";
import { useToast } from "../parts/toast.tsx";
import { keepDraft, keptDraft } from "../session/drafts.ts";
import { useSession } from "../session/session.ts";
import { Receipt, TaskPage, type Step, type StepState } from "../templates/task-page.tsx";
import { CheckStep } from "./new-recovery-check.tsx";
import {
  bodyOf,
  isTouched,
  likeFirearm,
  missingIn,
  newDraft,
  newFirearm,
  readDraft,
  withKey,
  type RecoveryDraft,
  type StepName,
} from "./new-recovery-draft.ts";
import { FormPhotos, photosWithout, usePhotosOfForm } from "./form-photos.tsx";
import { FirearmFields } from "./new-recovery-firearm.tsx";
import { OccurrenceFields } from "./new-recovery-occurrence.tsx";
import { keepOnNode, UnfinishedForms } from "./unfinished.tsx";
import { OtherFields } from "./new-recovery-other-fields.tsx";
import "./recoveries.css";
import "../firearms/firearms.css";

const NAME = "recovery";
const WIDE = "(min-width: 64rem)";
type StepId = StepName | "check";

function useWide(): boolean {
  return useSyncExternalStore(
    (told) => {
      const query = globalThis.matchMedia(WIDE);
      query.addEventListener("change", told);
      return () => query.removeEventListener("change", told);
    },
    () => globalThis.matchMedia(WIDE).matches,
  );
}

/** The step that a field of the body belongs to. */
function stepOf(path: string): StepName {
  if (path.startsWith("/firearms")) return "firearms";
  return /^\/(?:parties|items|route|offences)/.test(path) ? "others" : "occurrence";
}

const STEPS = ["occurrence", "firearms", "others"] as const;

export function NewRecoveryPage(): ReactElement {
  const { t } = useTranslation(["recoveries", "web", "recovery-form"]);
  const session = useSession();
  const queries = useQueryClient();
  const wide = useWide();
  const [draft, setDraft] = useState<RecoveryDraft>(() => readDraft(keptDraft(NAME, session.person.id)) ?? newDraft());
  const [step, setStep] = useState<StepId>("occurrence");
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    keepDraft(NAME, session.person.id, isTouched(draft) ? draft : undefined);
  }, [draft, session.person.id]);
  useEffect(() => {
    // A step that was asked for starts at its first question, ready to type.
    const section = place.current?.querySelector<HTMLElement>(`[data-step="${step}"]`);
    const first = section?.querySelector<HTMLElement>(
      "h2[tabindex], input:not([type=hidden]), button, select, textarea",
    );
    const chosen = section?.querySelector<HTMLElement>("input[type=radio]:checked");
    (chosen ?? first)?.focus();
  }, [step]);

  const record = useMutation({
    mutationFn: async (sent: ReturnType<typeof withKey>) => {
      try {
        return await call(recordRecovery, { body: bodyOf(sent) }, { idempotencyKey: sent.sent.key });
      } catch (error) {
        // The node has answered: the next attempt is another act. Silence keeps the key.
        if (error instanceof ApiProblem && error.status > 0 && error.status < 500) {
          setDraft((now) => ({ ...now, sent: null }));
        }
        throw error;
      }
    },
    onSuccess: async (recovery, sent) => {
      keepDraft(NAME, session.person.id, undefined);
      // Photographs still on their way go to the record from now on.
      if (sent.onNode !== null)
        followDraft(sent.onNode.id, { id: recovery.id, firearms: recovery.firearms.map((firearm) => firearm.id) });
      await Promise.all([
        queries.invalidateQueries({ queryKey: [listDrafts.id] }),
        queries.invalidateQueries({ queryKey: ["recoveries.list"] }),
        queries.invalidateQueries({ queryKey: ["firearms.list"] }),
      ]);
    },
    onError: (error) => {
      const refused = asProblem(error);
      const [first] = refused.fields;
      if (first === undefined) return;
      setProblem(refused);
      setStep(stepOf(first.path));
    },
  });

  const photosOf = usePhotosOfForm(draft);
  const put = (changes: Partial<RecoveryDraft>): void => setDraft((now) => ({ ...now, ...changes }));
  const missing = missingIn(draft);
  const several = draft.firearms.length > 1;

  /** Says what is missing on what is shown; gives whether it may go on. */
  const checkShown = (steps: readonly StepName[]): boolean => {
    const open = missing.filter((one) => steps.includes(one.step));
    setProblem(
      open.length === 0
        ? null
        : localProblem(
            open.map((one) => ({
              path: one.path,
              detail:
                one.step === "others"
                  ? t(`recovery-form:missing.${one.code}`)
                  : several && one.firearm !== undefined
                    ? t("missing.ofFirearm", { number: one.firearm, what: t(`missing.${one.code}`) })
                    : t(`missing.${one.code}`),
            })),
          ),
    );
    return open.length === 0;
  };
  const shown = useMemo<readonly StepName[]>(() => (wide ? STEPS : step === "check" ? [] : [step]), [step, wide]);
  // The same object while nothing changes: the summary takes the focus each time it is a new one.
  const shownProblem = useMemo(
    () =>
      problem === null
        ? null
        : { ...problem, fields: problem.fields.filter((one) => shown.includes(stepOf(one.path))) },
    [problem, shown],
  );
  const goOn = (): void => {
    if (!checkShown(shown)) return;
    setStep(wide || step === "others" ? "check" : step === "firearms" ? "others" : "firearms");
  };
  const goTo = (id: string): void => {
    if (id === "check") {
      const open = missing[0];
      if (open !== undefined) {
        setStep(open.step);
        checkShown(wide ? STEPS : [open.step]);
        return;
      }
    }
    setProblem(null);
    setStep(id as StepId);
  };
  const send = (): void => {
    const sent = withKey(draft);
    // Kept before it goes, so that a reload in between sends it under the same key.
    setDraft(sent);
    keepDraft(NAME, session.person.id, sent);
    record.mutate(sent);
  };
  const toast = useToast();
  const putAside = useMutation({
    mutationFn: () => keepOnNode(draft),
    onSuccess: async () => {
      keepDraft(NAME, session.person.id, undefined);
      setDraft(newDraft());
      setProblem(null);
      setStep("occurrence");
      await queries.invalidateQueries({ queryKey: [listDrafts.id] });
      toast({ text: t("recovery-form:unfinished.putAsideDone") });
    },
  });
  const startAnew = (): void => {
    record.reset();
    setProblem(null);
    setDraft(newDraft());
    setStep("occurrence");
  };

  const stateOfStep = (name: StepName): StepState =>
    missing.some((one) => one.step === name)
      ? isTouched(draft)
        ? "unfinished"
        : "untouched"
      : name === "others" && draft.parties.length + draft.items.length === 0
        ? "untouched"
        : "done";
  const steps: readonly Step[] = [
    { id: "occurrence", label: t("new.step.occurrence"), state: stateOfStep("occurrence") },
    { id: "firearms", label: t("new.step.firearms"), state: stateOfStep("firearms") },
    { id: "others", label: t("recovery-form:othersTitle"), state: stateOfStep("others") },
    { id: "check", label: t("new.step.check"), state: missing.length === 0 ? "unfinished" : "untouched" },
  ];
  const crumbs = [
    { label: t("web:nav.start"), to: "/" as const },
    { label: t("list.title"), to: "/recoveries" as const },
    { label: t("new.title") },
  ];
  if (record.data !== undefined) {
    return <Recorded recovery={record.data} crumbs={crumbs} onAnother={startAnew} />;
  }
  return (
    <TaskPage
      title={t("new.title")}
      crumbs={crumbs}
      steps={steps}
      current={step}
      onStep={goTo}
      actions={
        isTouched(draft) ? (
          <>
            <Button small tone="quiet" busy={putAside.isPending} onPress={() => putAside.mutate()}>
              {t("recovery-form:unfinished.putAside")}
            </Button>
            <Button small tone="quiet" glyph="close" onPress={startAnew}>
              {t("new.discard")}
            </Button>
          </>
        ) : undefined
      }
    >
      <div ref={place} className="stack new-recovery">
        {putAside.error !== null && <ErrorState error={putAside.error} again={() => putAside.mutate()} />}
        {!isTouched(draft) && step === "occurrence" && <UnfinishedForms onOpen={setDraft} />}
        {step === "check" ? (
          <section data-step="check">
            <h2 tabIndex={-1}>{t("new.checkTitle")}</h2>
            <CheckStep draft={draft} onChange={goTo} />
            {record.error !== null && asProblem(record.error).fields.length === 0 && (
              <ErrorState error={record.error} again={send} />
            )}
            <div className="task-foot">
              <Button tone="main" busy={record.isPending} onPress={send}>
                {t(`new.act.${draft.manner ?? "seized"}`)}
              </Button>
              <Button onPress={() => goTo("occurrence")}>{t("new.goBack")}</Button>
            </div>
          </section>
        ) : (
          <Form label={t("new.title")} onSend={goOn} problem={shownProblem}>
            {shown.includes("occurrence") && (
              <section data-step="occurrence" className="form-section" aria-labelledby="step-occurrence">
                <h2 id="step-occurrence">{t("new.step.occurrence")}</h2>
                <OccurrenceFields draft={draft} onChange={put} />
              </section>
            )}
            {shown.includes("firearms") && (
              <section data-step="firearms" className="form-section" aria-labelledby="step-firearms">
                <h2 id="step-firearms">{t("new.step.firearms")}</h2>
                {draft.firearms.map((firearm, index) => (
                  <FirearmFields
                    key={firearm.key}
                    firearm={firearm}
                    index={index}
                    of={draft.firearms.length}
                    onChange={(next) =>
                      put({ firearms: draft.firearms.map((one) => (one.key === firearm.key ? next : one)) })
                    }
                    onRemove={() => {
                      put({ firearms: draft.firearms.filter((one) => one.key !== firearm.key) });
                      void photosWithout(draft, index);
                    }}
                    recoveredOn={draft.occurredOn}
                    overrides={draft.overrides}
                    onOverrides={(overrides) => put({ overrides })}
                    photos={photosOf(index)}
                  />
                ))}
                <div className="cluster">
                  {draft.firearms.length > 0 && (
                    <Button
                      glyph="copy"
                      onPress={() =>
                        put({ firearms: [...draft.firearms, ...draft.firearms.slice(-1).map(likeFirearm)] })
                      }
                    >
                      {t("new.another")}
                    </Button>
                  )}
                  <Button
                    glyph="plus"
                    tone={draft.firearms.length === 0 ? "plain" : "quiet"}
                    onPress={() => put({ firearms: [...draft.firearms, newFirearm()] })}
                  >
                    {draft.firearms.length === 0 ? t("recovery-form:firearmAgain") : t("new.different")}
                  </Button>
                </div>
              </section>
            )}
            {shown.includes("firearms") && <FormPhotos draft={draft} onKept={(onNode) => put({ onNode })} />}
            {shown.includes("others") && (
              <section data-step="others" className="form-section" aria-labelledby="step-others">
                <h2 id="step-others">{t("recovery-form:othersTitle")}</h2>
                <OtherFields draft={draft} onChange={put} />
              </section>
            )}
            <div className="task-foot">
              <Button tone="main" type="submit">
                {wide || step === "others" ? t("new.toCheck") : t("new.continue")}
              </Button>
              <p className="soft">{t("new.kept")}</p>
            </div>
          </Form>
        )}
      </div>
    </TaskPage>
  );
}

function Recorded({
  recovery,
  crumbs,
  onAnother,
}: {
  readonly recovery: CallOutput<typeof recordRecovery>;
  readonly crumbs: readonly { readonly label: string; readonly to?: "/" | "/recoveries" }[];
  readonly onAnother: () => void;
}): ReactElement {
  const { t } = useTranslation("recoveries");
  const weaponLine = useWeaponLine();
  return (
    <TaskPage
      title={t("new.title")}
      crumbs={crumbs}
      steps={[{ id: "receipt", label: t("new.step.receipt"), state: "done" }]}
      current="receipt"
      onStep={() => undefined}
    >
      <Receipt
        title={t(`new.recorded.${recovery.manner}`)}
        number={recovery.number}
        at={recovery.recordedAt}
        next={
          <>
            <p>{t("new.weaponNumbers")}</p>
            <ul className="weapon-list">
              {recovery.firearms.map((firearm) => (
                <li key={firearm.id}>
                  <b className="mono">{firearm.number}</b>
                  <span>{weaponLine(firearm)}</span>
                  <SerialOrState serial={firearm.serial} state={firearm.serialState} />
                </li>
              ))}
            </ul>
            <p className="soft">{t("new.next")}</p>
          </>
        }
        actions={
          <>
            <ButtonLink tone="main" to="/recoveries/$id" params={{ id: recovery.id }}>
              {t("new.openRecord")}
            </ButtonLink>
            <Button onPress={onAnother}>{t("new.recordAnother")}</Button>
          </>
        }
      />
    </TaskPage>
  );
}
