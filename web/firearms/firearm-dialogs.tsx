/** Adding to a weapon: a reading of a mark, a statement of what it is. Nothing that was said before is overwritten. */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { addReading, identify, readFirearm } from "../../src/firearms/firearm.contract.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { FormDialog } from "../parts/form-dialog.tsx";
import { useToast } from "../parts/toast.tsx";
import type { FirearmView } from "./firearm-page.tsx";
import { newReadingForm, readingBody, readingFault, ReadingForm } from "./reading-form.tsx";
import { newStatement, StatementFields, statementFault, statementOf } from "./statement-form.tsx";

interface DialogProps {
  readonly firearm: FirearmView;
  readonly onClose: () => void;
}

/** Keeps the weapon as the node just answered it, and refreshes what hangs on it. */
export function useKeepFirearm(id: string): (view: FirearmView) => Promise<void> {
  const queries = useQueryClient();
  return async (view) => {
    queries.setQueryData(keyOf(readFirearm, { params: { id } }), view);
    await Promise.all([
      queries.invalidateQueries({ queryKey: ["journal.history"] }),
      queries.invalidateQueries({ queryKey: ["firearms.list"] }),
      queries.invalidateQueries({ queryKey: ["examinations.list"] }),
      queries.invalidateQueries({ queryKey: ["hits.list"] }),
    ]);
  };
}

function useAfter(firearm: FirearmView, onClose: () => void, text: string): (view: FirearmView) => Promise<void> {
  const keep = useKeepFirearm(firearm.id);
  const toast = useToast();
  return async (view) => {
    await keep(view);
    toast({ text });
    onClose();
  };
}

export function AddReadingDialog({ firearm, onClose }: DialogProps): ReactElement {
  const { t } = useTranslation(["firearms", "web"]);
  const [draft, setDraft] = useState(() => newReadingForm(firearm.marks));
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const change = useChange(addReading, useAfter(firearm, onClose, t("reading.done")));
  const send = (): void => {
    const fault = readingFault(draft, t);
    setMissing(fault);
    if (fault === null) change.mutate({ params: { id: firearm.id }, body: readingBody(draft) });
  };
  return (
    <FormDialog
      wide
      title={t("reading.title")}
      verb={t("reading.act")}
      busy={change.isPending}
      problem={missing ?? (change.error === null ? null : asProblem(change.error))}
      onSend={send}
      onClose={onClose}
    >
      <p className="soft">{t("reading.what")}</p>
      <ReadingForm firearm={firearm} draft={draft} onChange={setDraft} autoFocus />
    </FormDialog>
  );
}

export function IdentifyDialog({ firearm, onClose }: DialogProps): ReactElement {
  const { t } = useTranslation(["firearms", "web"]);
  const [draft, setDraft] = useState(newStatement);
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const change = useChange(identify, useAfter(firearm, onClose, t("identify.done")));
  const send = (): void => {
    const fault = statementFault(draft, t);
    setMissing(fault);
    if (fault === null) change.mutate({ params: { id: firearm.id }, body: statementOf(draft) });
  };
  return (
    <FormDialog
      wide
      title={t("identify.dialog")}
      verb={t("identify.act")}
      busy={change.isPending}
      problem={missing ?? (change.error === null ? null : asProblem(change.error))}
      onSend={send}
      onClose={onClose}
    >
      <p className="soft">{t("identify.what")}</p>
      <StatementFields draft={draft} onChange={setDraft} make={firearm.make.code} />
    </FormDialog>
  );
}
