/**
 * Unfinished forms on the node: one's own and one's unit's, to go on with on any computer.
 *
 * Promises: opening one takes the form as it was kept; throwing away asks first. Refuses: to lose what stands in the form now
 * (opening another is offered only where nothing has been entered).
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { discardDraft, listDrafts, readDraft, saveDraft } from "../../src/recoveries/draft.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { call } from "../calls/call.ts";
import { newKey, newUuid } from "../calls/keys.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange, useRead } from "../calls/use-call.ts";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { keptPurpose } from "../session/session.ts";
import { useDates } from "../words/dates.ts";
import { readDraft as readKept, type RecoveryDraft } from "./new-recovery-draft.ts";

/** Keeps the form on the node; gives it with its place there. */
export async function keepOnNode(draft: RecoveryDraft): Promise<RecoveryDraft> {
  const id = draft.onNode?.id ?? newUuid();
  const kept = await call(
    saveDraft,
    { params: { id }, body: { version: draft.onNode?.version ?? null, body: { ...draft, onNode: null, sent: null } } },
    { idempotencyKey: newKey() },
  );
  return { ...draft, onNode: { id, version: kept.version } };
}

export function UnfinishedForms({ onOpen }: { readonly onOpen: (draft: RecoveryDraft) => void }): ReactElement | null {
  const { t } = useTranslation(["recovery-form", "recoveries", "web"]);
  const dates = useDates();
  const personName = usePersonNames();
  const toast = useToast();
  const queries = useQueryClient();
  // Nobody is asked for a purpose for coming here: the forms are looked for when one is stated, or when asked for.
  const [asked, setAsked] = useState(() => keptPurpose() !== undefined);
  const forms = useRead(listDrafts, { query: {} }, { enabled: asked });
  const [fault, setFault] = useState<string>();
  const [opening, setOpening] = useState<string>();
  const [discarding, setDiscarding] = useState<string>();
  const discard = useChange(discardDraft, async () => {
    await queries.invalidateQueries({ queryKey: [listDrafts.id] });
    setDiscarding(undefined);
    toast({ text: t("unfinished.gone") });
  });
  const items = forms.data?.items ?? [];
  if (!asked) {
    return (
      <div>
        <Button small tone="quiet" onPress={() => setAsked(true)}>
          {t("unfinished.show")}
        </Button>
      </div>
    );
  }
  if (items.length === 0) return null;
  const open = async (id: string): Promise<void> => {
    setOpening(id);
    try {
      const form = await call(readDraft, { params: { id } });
      const draft = readKept({ ...form.body, onNode: { id, version: form.version }, sent: null });
      if (draft === undefined) setFault(t("unfinished.older"));
      else onOpen(draft);
    } catch (error) {
      setFault(asProblem(error).message);
    }
    setOpening(undefined);
  };
  return (
    <section className="unfinished" aria-labelledby="unfinished-forms">
      <h2 id="unfinished-forms">{t("unfinished.title", { count: items.length })}</h2>
      <ul className="other-list">
        {items.map((form) => {
          const what = [
            form.says.manner === null ? null : t(`recoveries:manner.${form.says.manner}`),
            form.says.occurredOn === null || form.says.occurredOn === "" ? null : dates.day(form.says.occurredOn),
            form.says.place,
          ].filter((part) => part !== null && part !== "");
          return (
            <li key={form.id} className="cluster">
              <span>
                {t("unfinished.line", {
                  what: what.length === 0 ? t("unfinished.empty") : what.join(", "),
                  when: dates.moment(form.changedAt),
                  who: personName(form.changedBy),
                })}
              </span>
              <Button small busy={opening === form.id} onPress={() => void open(form.id)}>
                {t("unfinished.open")}
              </Button>
              <Button small tone="quiet" onPress={() => setDiscarding(form.id)}>
                {t("unfinished.discard")}
              </Button>
            </li>
          );
        })}
      </ul>
      {fault !== undefined && <Notice tone="waiting">{fault}</Notice>}
      {discarding !== undefined && (
        <Dialog
          open
          harm
          title={t("unfinished.discard")}
          onOpenChange={(stays) => {
            if (!stays) setDiscarding(undefined);
          }}
          renderActions={(close) => (
            <>
              <Button
                tone="harm"
                busy={discard.isPending}
                onPress={() => discard.mutate({ params: { id: discarding } })}
              >
                {t("unfinished.discard")}
              </Button>
              <Button onPress={close}>{t("web:dialog.cancel")}</Button>
            </>
          )}
        >
          <p>{t("unfinished.discardMeans")}</p>
          {discard.error !== null && <Notice tone="harm">{asProblem(discard.error).message}</Notice>}
        </Dialog>
      )}
    </section>
  );
}
