/**
 * Something secret that is shown once and never again: a link, a token. Whoever has it can use it.
 *
 * Promises: can be copied whole with one press, and says until when it is good. Refuses: to keep it anywhere.
 */
import { useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "./answers.tsx";
import { Button } from "./button.tsx";
import "./shown-once.css";

/** Copies a text; where the browser gives no clipboard (no TLS), the text is selected for the reader's own keys. */
export function CopyButton({ text, from }: { readonly text: string; readonly from?: string }): ReactElement {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const select = (): void => {
    const place = from === undefined ? null : document.getElementById(from);
    if (place !== null) globalThis.getSelection()?.selectAllChildren(place);
  };
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      select();
    }
  };
  return (
    <>
      <Button small glyph={copied ? "check" : "copy"} onPress={() => void copy()}>
        {copied ? t("shownOnce.copied") : t("shownOnce.copy")}
      </Button>
      <span className="visually-hidden" role="status">
        {copied ? t("shownOnce.copied") : ""}
      </span>
    </>
  );
}

export function ShownOnce({
  id,
  label,
  secret,
  warning,
  children,
}: {
  /** The element's id. */
  readonly id: string;
  readonly label: string;
  readonly secret: string;
  /** Why it is dangerous and how it is handed over. */
  readonly warning: string;
  /** Until when it is good. */
  readonly children?: ReactNode;
}): ReactElement {
  return (
    <div className="shown-once">
      <Notice tone="waiting">{warning}</Notice>
      <p className="field-label">{label}</p>
      <p className="shown-once-secret mono" id={id}>
        {secret}
      </p>
      <div className="cluster">
        <CopyButton text={secret} from={id} />
        <span className="soft">{children}</span>
      </div>
    </div>
  );
}
