/**
 * A dialog that is one form: its title, its fields, one verb, and the way back.
 *
 * Promises: Enter in a field sends; what the node refused stands on top and at its field; closing asks nothing and changes nothing.
 */
import { useId, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ProblemAnswer } from "../calls/problem.ts";
import { Button } from "./button.tsx";
import { Form } from "./form.tsx";
import { Dialog } from "./overlays.tsx";

export interface FormDialogProps {
  readonly title: string;
  /** The word on the button that sends. */
  readonly verb: string;
  readonly busy: boolean;
  readonly problem: ProblemAnswer | null;
  readonly onSend: () => void;
  readonly onClose: () => void;
  readonly wide?: boolean;
  /** Destroys or hides something. */
  readonly harm?: boolean;
  /** The way back, where "cancel" would say too little. */
  readonly leave?: string;
  readonly children: ReactNode;
}

export function FormDialog(props: FormDialogProps): ReactElement {
  const { title, verb, busy, problem, onSend, onClose, wide = false, harm = false, leave, children } = props;
  const { t } = useTranslation();
  const id = useId();
  return (
    <Dialog
      open
      wide={wide}
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
          <Button onPress={close}>{leave ?? t("dialog.cancel")}</Button>
        </>
      )}
    >
      <Form id={id} label={title} onSend={onSend} problem={problem}>
        {children}
      </Form>
    </Dialog>
  );
}
