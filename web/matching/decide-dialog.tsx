/**
 * A judgement on a hit, with its reason.
 *
 * Promises: what was written is kept when somebody else was faster: the hit is read again, and the judgement is given on
 * what stands now. Refuses: a judgement without a reason.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { decideHit, listHits, readHit, type hitVerbs } from "../../src/matching/hit.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { asProblem } from "../calls/problem.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { TextArea } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";

export type HitVerb = (typeof hitVerbs)[number];
type HitView = CallOutput<typeof readHit>;

const FORM = "decide-hit";

export function DecideDialog({
  hit,
  verb,
  onClose,
  onDecided,
}: {
  readonly hit: HitView;
  readonly verb: HitVerb;
  readonly onClose: () => void;
  readonly onDecided: (hit: HitView) => void;
}): ReactElement {
  const { t } = useTranslation("hits");
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const change = useChange(decideHit, async (after) => {
    queries.setQueryData(keyOf(readHit, { params: { id: after.id } }), after);
    onDecided(after);
    // The queue, and the number beside the room's name.
    await queries.invalidateQueries({ queryKey: [listHits.id] });
    await queries.invalidateQueries({ queryKey: ["session"] });
  });
  const problem = change.error === null ? null : asProblem(change.error);
  const overtaken = problem?.code === "version-outdated" || problem?.code === "state-forbids";
  const allowed = hit.may.includes(verb);
  const missing = reason.trim().length < 3;
  const send = (): void => {
    setTried(true);
    if (missing || !allowed) return;
    change.mutate(
      { params: { id: hit.id }, body: { verb, reason: reason.trim(), version: hit.version } },
      {
        onError: (error) => {
          if (asProblem(error).status === 409) {
            void queries.invalidateQueries({ queryKey: keyOf(readHit, { params: { id: hit.id } }) });
          }
        },
      },
    );
  };
  return (
    <Dialog
      title={t(`decide.${verb}.title`)}
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form={FORM} busy={change.isPending} disabled={!allowed}>
            {t(`decide.${verb}.act`)}
          </Button>
          <Button onPress={close}>{t("decide.back")}</Button>
        </>
      )}
    >
      <p>{t(`decide.${verb}.what`)}</p>
      {overtaken && (
        <Notice tone="waiting" title={t("decide.overtaken")}>
          {allowed ? t("decide.overtakenStill") : t("decide.overtakenDone", { state: t(`filter.states.${hit.state}`) })}
        </Notice>
      )}
      <Form id={FORM} label={t(`decide.${verb}.title`)} problem={overtaken ? null : problem} onSend={send}>
        <TextArea
          label={t("decide.reason")}
          hint={t(`decide.${verb}.hint`)}
          path="/reason"
          value={reason}
          onChange={setReason}
          maxLength={500}
          rows={3}
          autoFocus
          error={tried && missing ? t("decide.reasonMissing") : undefined}
        />
      </Form>
    </Dialog>
  );
}
