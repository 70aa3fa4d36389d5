/** What is done with an attachment only for a stated reason: withdrawing it, releasing its original. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { releaseOriginal, withdrawAttachment } from "../../src/recoveries/attachment.contract.ts";
import { call, fetchFile } from "../calls/call.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { saveFile } from "../calls/save-file.ts";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { TextArea } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import type { AttachmentView } from "./attachment-items.tsx";

export interface ReasonAct {
  readonly what: "withdraw" | "release";
  readonly item: AttachmentView;
}

export function ReasonDialog({
  act,
  onClose,
  onDone,
}: {
  readonly act: ReasonAct;
  readonly onClose: () => void;
  readonly onDone: () => void;
}): ReactElement {
  const { t } = useTranslation("attachments");
  const toast = useToast();
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const [busy, setBusy] = useState(false);
  const { what, item } = act;

  const send = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const parts = { params: { id: item.id }, body: { reason } };
      if (what === "withdraw") await call(withdrawAttachment, parts);
      else {
        const file = await fetchFile(releaseOriginal, parts);
        saveFile(file.name, file.content);
      }
      toast({ text: t(`${what}.done`) });
      onDone();
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={t(`${what}.title`)}
      harm={what === "withdraw"}
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone={what === "withdraw" ? "harm" : "main"} type="submit" form="attachment-reason" busy={busy}>
            {t(`${what}.act`)}
          </Button>
          <Button onPress={close}>{t("leave")}</Button>
        </>
      )}
    >
      <Form id="attachment-reason" label={t(`${what}.title`)} onSend={() => void send()} problem={problem}>
        <p>{t(`${what}.what`, { name: item.name })}</p>
        {what === "release" && item.carries.length > 0 && (
          <Notice tone="waiting">
            {t("release.carries", { what: item.carries.map((one) => t(`carries.${one}`)).join(", ") })}
          </Notice>
        )}
        <TextArea
          label={t(`${what}.reason`)}
          path="/reason"
          value={reason}
          onChange={setReason}
          rows={3}
          maxLength={500}
        />
      </Form>
    </Dialog>
  );
}
