/**
 * What an examiner enters on the desk: a reading, a statement, the conclusion.
 *
 * Promises: what is entered lies with the caller until the node has it. Refuses: to send what says nothing.
 */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { endExamination } from "../../src/firearms/examiner.contract.ts";
import { addReading, identify } from "../../src/firearms/firearm.contract.ts";
import { localProblem } from "../access/sharing-faults.ts";
import type { Region } from "../attachments/photo-view.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { useKeepFirearm } from "../firearms/firearm-dialogs.tsx";
import type { FirearmView } from "../firearms/firearm-page.tsx";
import { readingBody, readingFault, ReadingForm } from "../firearms/reading-form.tsx";
import { StatementFields, statementFault, statementOf } from "../firearms/statement-form.tsx";
import { Button } from "../parts/button.tsx";
import { TextArea } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { useToast } from "../parts/toast.tsx";
import { emptyDraft, type DeskDraft } from "./desk-draft.ts";

interface EntryProps {
  readonly firearm: FirearmView;
  readonly draft: DeskDraft;
  readonly onDraft: (change: (now: DeskDraft) => DeskDraft) => void;
}

const middle: Region = { x: 0.35, y: 0.42, w: 0.3, h: 0.16 };

export function ReadingEntry({
  firearm,
  draft,
  onDraft,
  photo,
}: EntryProps & { readonly photo: string | undefined }): ReactElement {
  const { t } = useTranslation(["examiner", "firearms"]);
  const toast = useToast();
  const keep = useKeepFirearm(firearm.id);
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const change = useChange(addReading, async (view) => {
    onDraft((now) => ({ ...now, reading: emptyDraft(view).reading }));
    await keep(view);
    toast({ text: t("firearms:reading.done") });
  });
  const send = (): void => {
    const fault = readingFault(draft.reading, (key) => t(`firearms:${key}`));
    setMissing(fault);
    if (fault === null) change.mutate({ params: { id: firearm.id }, body: readingBody(draft.reading) });
  };
  const framed = draft.reading.photo;
  return (
    <Form
      label={t("desk.addReading")}
      onSend={send}
      problem={missing ?? (change.error === null ? null : asProblem(change.error))}
    >
      <ReadingForm
        firearm={firearm}
        draft={draft.reading}
        onChange={(reading) => onDraft((now) => ({ ...now, reading }))}
        drawn={false}
      />
      <div className="cluster">
        <Button tone="main" type="submit" busy={change.isPending}>
          {t("desk.sendReading")}
        </Button>
        {photo !== undefined && (
          <Button
            onPress={() =>
              onDraft((now) => ({
                ...now,
                reading: { ...now.reading, photo: framed === null ? { id: photo, region: middle } : null },
              }))
            }
          >
            {framed === null ? t("desk.frame") : t("desk.unframe")}
          </Button>
        )}
      </div>
    </Form>
  );
}

export function StatementEntry({ firearm, draft, onDraft }: EntryProps): ReactElement {
  const { t } = useTranslation(["examiner", "firearms"]);
  const toast = useToast();
  const keep = useKeepFirearm(firearm.id);
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const change = useChange(identify, async (view) => {
    onDraft((now) => ({ ...now, statement: emptyDraft(view).statement }));
    await keep(view);
    toast({ text: t("firearms:identify.done") });
  });
  const send = (): void => {
    const fault = statementFault(draft.statement, (key) => t(`firearms:${key}`));
    setMissing(fault);
    if (fault === null) change.mutate({ params: { id: firearm.id }, body: statementOf(draft.statement) });
  };
  return (
    <Form
      label={t("desk.identify")}
      onSend={send}
      problem={missing ?? (change.error === null ? null : asProblem(change.error))}
    >
      <StatementFields
        draft={draft.statement}
        onChange={(statement) => onDraft((now) => ({ ...now, statement }))}
        make={firearm.make.code}
      />
      <div className="cluster">
        <Button tone="main" type="submit" busy={change.isPending}>
          {t("desk.sendStatement")}
        </Button>
      </div>
    </Form>
  );
}

export function ConclusionEntry({ firearm, draft, onDraft }: EntryProps): ReactElement {
  const { t } = useTranslation("examiner");
  const toast = useToast();
  const keep = useKeepFirearm(firearm.id);
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const change = useChange(endExamination, async (view) => {
    onDraft((now) => ({ ...now, conclusion: "" }));
    await keep(view);
    toast({ text: t("desk.concluded") });
  });
  const send = (): void => {
    const words = draft.conclusion.trim();
    const short = words.length < 3;
    setMissing(short ? localProblem([{ path: "/conclusion", detail: t("desk.conclusionMissing") }]) : null);
    if (!short) change.mutate({ params: { id: firearm.id }, body: { outcome: "concluded", conclusion: words } });
  };
  return (
    <Form
      label={t("desk.conclusion")}
      onSend={send}
      problem={missing ?? (change.error === null ? null : asProblem(change.error))}
    >
      <TextArea
        path="/conclusion"
        label={t("desk.conclusion")}
        hint={t("desk.conclusionHint")}
        value={draft.conclusion}
        onChange={(conclusion) => onDraft((now) => ({ ...now, conclusion }))}
        maxLength={4000}
      />
      <div className="cluster">
        <Button tone="main" type="submit" busy={change.isPending}>
          {t("desk.conclude")}
        </Button>
      </div>
    </Form>
  );
}
