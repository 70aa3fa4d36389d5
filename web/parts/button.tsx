/** Buttons and links that look like buttons. The words are the office's verbs: "Send to laboratory", not "Submit". */
// The focus is put only where the reader just asked for the field: a step, a dialog.
/* oxlint-disable jsx-a11y/no-autofocus */
import type { ReactElement, ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { useTranslation } from "react-i18next";
import { createLink } from "@tanstack/react-router";
import { Glyph, type GlyphName } from "./glyph.tsx";
import "./button.css";

/** main: the one act of the page; plain: others; quiet: inside tables and bars; harm: destroys or harms, asked twice. */
export type ButtonTone = "main" | "plain" | "quiet" | "harm";

export interface ButtonProps {
  readonly children?: ReactNode;
  readonly tone?: ButtonTone;
  readonly glyph?: GlyphName;
  /** The accessible name when there are no words inside. */
  readonly label?: string;
  readonly onPress?: () => void;
  readonly type?: "button" | "submit";
  /** Waiting for the node: keeps focus, says so, and cannot be pressed twice. Not React Aria's own pending state: its announcer leaves an image without a name. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** For RAC triggers (dialogs, menus). */
  readonly slot?: string | null;
  readonly autoFocus?: boolean;
  readonly small?: boolean;
  readonly form?: string;
}

export function Button({
  children,
  tone = "plain",
  glyph,
  label,
  onPress,
  type = "button",
  busy = false,
  disabled = false,
  slot,
  autoFocus = false,
  small = false,
  form,
}: ButtonProps): ReactElement {
  const { t } = useTranslation();
  return (
    <AriaButton
      className={`button button-${tone}${small ? " button-small" : ""}${children === undefined ? " button-bare" : ""}${busy ? " button-busy" : ""}`}
      type={busy ? "button" : type}
      isDisabled={disabled}
      autoFocus={autoFocus}
      {...(label === undefined ? {} : { "aria-label": label })}
      {...(onPress === undefined || busy ? {} : { onPress })}
      {...(slot === undefined ? {} : { slot })}
      {...(form === undefined ? {} : { form })}
    >
      {glyph !== undefined && <Glyph name={glyph} />}
      {children}
      {busy && (
        <span role="status" className="visually-hidden">
          {t("answer.loading")}
        </span>
      )}
    </AriaButton>
  );
}

interface AnchorProps {
  readonly tone?: ButtonTone;
  readonly glyph?: GlyphName;
  readonly children?: ReactNode;
}

function Anchor({
  tone = "plain",
  glyph,
  children,
  ...rest
}: AnchorProps & React.AnchorHTMLAttributes<HTMLAnchorElement>): ReactElement {
  return (
    <a {...rest} className={`button button-${tone}`}>
      {glyph !== undefined && <Glyph name={glyph} />}
      {children}
    </a>
  );
}

/** A typed router link that looks like a button; for acts that open a page. */
export const ButtonLink = createLink(Anchor);
