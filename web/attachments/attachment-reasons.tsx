/** What is done with an attachment only for a stated reason: withdrawing it, releasing its original. */
import type { ReactElement } from "react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { releaseOriginal, withdrawAttachment } from "../../src/recoveries/attachment.contract.ts";
import { call, fetchFile } from "../calls/call.ts";
import { saveFile } from "../calls/save-file.ts";
import { Notice } from "../parts/answers.tsx";
import { ReasonDialog } from "../parts/reason-dialog.tsx";
import { useToast } from "../parts/toast.tsx";
import type { AttachmentView } from "./attachment-items.tsx";

export interface ReasonAct {
  readonly what: "withdraw" | "release";
  readonly item: AttachmentView;
}

export function AttachmentReason({
  act: { what, item },
  onClose,
  onDone,
}: {
  readonly act: ReasonAct;
  readonly onClose: () => void;
  readonly onDone: () => void;
}): ReactElement {
  const { t } = useTranslation("attachments");
  const toast = useToast();
  const run = useMutation({
    mutationFn: async (reason: string) => {
      const parts = { params: { id: item.id }, body: { reason } };
      if (what === "withdraw") await call(withdrawAttachment, parts);
      else {
        const file = await fetchFile(releaseOriginal, parts);
        saveFile(file.name, file.content);
      }
    },
    onSuccess: () => {
      toast({ text: t(`${what}.done`) });
      onDone();
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={t(`${what}.title`)}
      verb={t(`${what}.act`)}
      harm={what === "withdraw"}
      busy={run.isPending}
      error={run.error}
      label={t(`${what}.reason`)}
      rows={3}
      maxLength={500}
      leave={t("leave")}
      onDo={run.mutate}
      onClose={onClose}
    >
      <p>{t(`${what}.what`, { name: item.name })}</p>
      {what === "release" && item.carries.length > 0 && (
        <Notice tone="waiting">
          {t("release.carries", { what: item.carries.map((one) => t(`carries.${one}`)).join(", ") })}
        </Notice>
      )}
    </ReasonDialog>
  );
}
