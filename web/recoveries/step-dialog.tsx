/**
 * Before a record is accepted, submitted again or confirmed: what the gate still doubts, what was passed over with which reason,
 * and what was changed since it was accepted.
 *
 * Promises: who accepts has seen the doubts and the reasons first; a doubt that holds the record back is passed over only with a
 * reason given here; the record can be returned with these doubts as the beginning of the reason. Refuses: to send before the
 * doubts are known.
 */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { localProblem } from "../access/sharing-faults.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { ChangeList } from "./recovery-changes.tsx";
import { DoubtLists, holdsBack, isOpen, type DoubtsOfRecord, type RecordDoubt } from "./recovery-doubts.tsx";
import type { RecoveryView } from "./recovery-page.tsx";

export interface GivenOverride {
  readonly firearm: string;
  readonly code: string;
  readonly field: string;
  readonly reason: string;
}

const keyOfDoubt = (weapon: { readonly id: string }, doubt: RecordDoubt): string =>
  `${weapon.id} ${doubt.code} ${doubt.field}`;
const pathOf = (weapon: { readonly id: string }, doubt: RecordDoubt): string =>
  `/reasons/${weapon.id}/${doubt.code}/${doubt.field}`;

export function StepDialog({
  verb,
  recovery,
  doubts,
  busy,
  error,
  onDo,
  onReturn,
  onClose,
}: {
  readonly verb: "accept" | "resubmit" | "confirm";
  readonly recovery: RecoveryView;
  readonly doubts: DoubtsOfRecord;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onDo: (overrides: readonly GivenOverride[]) => void;
  /** Returns it with the open doubts; left out where the person may not. */
  readonly onReturn: (() => void) | undefined;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  const [reasons, setReasons] = useState<Readonly<Record<string, string>>>({});
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const held = doubts.firearms.flatMap((weapon) =>
    weapon.doubts
      .filter(holdsBack)
      .map((doubt) => ({ weapon, doubt, reason: reasons[keyOfDoubt(weapon, doubt)] ?? "" })),
  );
  const some = doubts.firearms.some((weapon) => weapon.doubts.some((doubt) => isOpen(doubt)));
  const send = (): void => {
    if (!doubts.known) return;
    const unsaid = held.filter(({ reason }) => reason.trim().length < 3);
    setMissing(
      unsaid.length === 0
        ? null
        : localProblem(
            unsaid.map(({ weapon, doubt }) => ({ path: pathOf(weapon, doubt), detail: t("doubts.reasonMissing") })),
          ),
    );
    if (unsaid.length > 0) return;
    onDo(
      held.map(({ weapon, doubt, reason }) => ({
        firearm: weapon.id,
        code: doubt.code,
        field: doubt.field,
        reason: reason.trim(),
      })),
    );
  };
  // The doubts that the node names stand below, each with its field.
  const refused = error === null || asProblem(error).code === "gate-doubts" ? null : asProblem(error);
  const since = recovery.changes.filter((change) => change.since);
  return (
    <FormDialog
      wide
      title={t(`step.title.${verb}`, { number: recovery.number })}
      verb={t(`step.${verb}`)}
      busy={busy}
      problem={missing ?? refused}
      onSend={send}
      onClose={onClose}
    >
      <p className="soft">{t(`step.means.${verb}`)}</p>
      {verb === "confirm" && <ChangeList recovery={recovery} changes={since} />}
      {!doubts.known && doubts.error === null && <Skeleton lines={3} />}
      {!doubts.known && doubts.error !== null && <ErrorState error={doubts.error} again={doubts.again} />}
      {doubts.firearms.length > 0 && <h3>{t("doubts.title")}</h3>}
      <DoubtLists
        recovery={recovery}
        firearms={doubts.firearms}
        level={4}
        renderEach={(weapon, doubt) =>
          holdsBack(doubt) && (
            <TextField
              path={pathOf(weapon, doubt)}
              label={t("gate.stays")}
              value={reasons[keyOfDoubt(weapon, doubt)] ?? ""}
              onChange={(reason) => setReasons((before) => ({ ...before, [keyOfDoubt(weapon, doubt)]: reason }))}
              maxLength={500}
            />
          )
        }
      />
      {onReturn !== undefined && some && (
        <div>
          <Button onPress={onReturn}>{t("doubts.return")}</Button>
        </div>
      )}
    </FormDialog>
  );
}
