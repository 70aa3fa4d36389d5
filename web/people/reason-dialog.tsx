/** An act on an account with its reason: what will happen, why it is done. The reason goes into the journal. */
// The focus is put into the only field of the dialog.
/* oxlint-disable jsx-a11y/no-autofocus */
import { useId, useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../calls/problem.ts";
import { Button } from "../parts/button.tsx";
import { TextArea } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";

export function ReasonDialog({
  title,
  verb,
  harm = false,
  busy,
  error,
  onDo,
  onClose,
  children,
}: {
  readonly title: string;
  /** The word on the button. */
  readonly verb: string;
  readonly harm?: boolean;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onDo: (reason: string) => void;
  readonly onClose: () => void;
  /** What will happen. */
  readonly children: ReactNode;
}): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  const id = useId();
  const [reason, setReason] = useState("");
  return (
    <Dialog
      open
      harm={harm}
      title={title}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone={harm ? "harm" : "main"} type="submit" form={id} busy={busy}>
            {verb}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <p>{children}</p>
      <Form id={id} label={title} problem={error === null ? null : asProblem(error)} onSend={() => onDo(reason.trim())}>
        <TextArea
          path="/reason"
          label={t("reason.label")}
          hint={t("reason.hint")}
          value={reason}
          onChange={setReason}
          rows={2}
          maxLength={300}
          autoFocus
        />
      </Form>
    </Dialog>
  );
}
