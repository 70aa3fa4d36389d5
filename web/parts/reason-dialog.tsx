/**
 * An act that needs its reason: what will happen, why it is done. The reason goes into the journal.
 *
 * Promises: what the node refused stands at the field, and what was typed stays. Refuses: to be sent empty by Enter alone where
 * the node asks for words: the node's own answer says so.
 */
// The focus is put into the only field of the dialog.
/* oxlint-disable jsx-a11y/no-autofocus */
import { useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../calls/problem.ts";
import { TextArea } from "./fields.tsx";
import { FormDialog } from "./form-dialog.tsx";

export function ReasonDialog({
  title,
  verb,
  harm = false,
  busy,
  error,
  label,
  beginning = "",
  rows = 2,
  maxLength = 300,
  leave,
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
  /** What is asked, where "reason" says too little. */
  readonly label?: string;
  /** What the reason begins with; the person goes on from there. */
  readonly beginning?: string;
  readonly rows?: number;
  readonly maxLength?: number;
  /** The way back, where "cancel" would say too little. */
  readonly leave?: string;
  readonly onDo: (reason: string) => void;
  readonly onClose: () => void;
  /** What will happen. */
  readonly children: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const [reason, setReason] = useState(beginning);
  return (
    <FormDialog
      title={title}
      verb={verb}
      harm={harm}
      wide={beginning !== ""}
      busy={busy}
      problem={error === null ? null : asProblem(error)}
      onSend={() => onDo(reason.trim())}
      onClose={onClose}
      {...(leave === undefined ? {} : { leave })}
    >
      {typeof children === "string" ? <p>{children}</p> : children}
      <TextArea
        path="/reason"
        label={label ?? t("dialog.reason")}
        hint={t("dialog.reasonHint")}
        value={reason}
        onChange={setReason}
        rows={rows}
        maxLength={maxLength}
        autoFocus
      />
    </FormDialog>
  );
}
