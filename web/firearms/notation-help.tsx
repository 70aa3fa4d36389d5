/**
 * The notation at the field where a mark is typed: buttons for its signs, and the text read aloud as it stands.
 *
 * Promises: every sign can be put in without knowing its key, by hand, on a phone and by keyboard (one stop of the Tab key,
 * arrows within), at the place where one writes, and the writing goes on there; what stands in the field is said as it would be said on the telephone, or what is wrong with it. Refuses: to
 * correct the text.
 */
import { Suspense, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Toolbar } from "react-aria-components/Toolbar";
import { parseNotation, readAloud } from "../../src/matching/notation.contract.ts";
import { Button } from "../parts/button.tsx";
import { fieldId } from "../parts/form.tsx";
import { notationSigns, putSign, signShown, type NotationSign } from "./notation-signs.ts";

/** Buttons under the field of `path`; `written` is what stands in it. */
export function NotationSigns({
  path,
  written,
  onChange,
}: {
  /** JSON pointer of the field. */
  readonly path: string;
  readonly written: string;
  readonly onChange: (written: string) => void;
}): ReactElement {
  const { t } = useTranslation("firearms");
  const put = (sign: NotationSign): void => {
    const input = document.getElementById(fieldId(path))?.querySelector("input");
    const from = input?.selectionStart ?? written.length;
    const placed = putSign(written, from, input?.selectionEnd ?? from, sign);
    onChange(placed.text);
    // The caret is set when the new text stands in the field.
    requestAnimationFrame(() => {
      input?.focus();
      input?.setSelectionRange(placed.caret, placed.caret);
    });
  };
  return (
    <Toolbar className="notation-signs" aria-label={t("reading.signs.label")}>
      {notationSigns.map((sign) => (
        <Button key={sign} small tone="quiet" onPress={() => put(sign)}>
          <kbd aria-hidden="true">{signShown[sign]}</kbd>
          {t(`reading.signs.${sign}`)}
        </Button>
      ))}
    </Toolbar>
  );
}

/** What stands in the field, said aloud; or why it is not in the notation. */
export function ReadAloud({ written }: { readonly written: string }): ReactElement | null {
  // The sentences are a catalogue of their own: until it has come, the field stands without them.
  return written.trim() === "" ? null : (
    <Suspense fallback={null}>
      <Aloud written={written} />
    </Suspense>
  );
}

function Aloud({ written }: { readonly written: string }): ReactElement {
  const { t, i18n } = useTranslation(["firearms", "serials"]);
  const read = parseNotation(written);
  if (!read.ok)
    return <p className="read-aloud">{t(`serials:notation.fault.${read.fault.code}`, { text: read.fault.text })}</p>;
  const language = i18n.language.startsWith("ru") ? "ru" : "en";
  return (
    <p className="read-aloud">
      <span className="soft">{t("firearms:reading.aloud")}</span>{" "}
      {readAloud(read.tokens, language, (key, values) => t(`serials:notation.${key}`, values))}
    </p>
  );
}
