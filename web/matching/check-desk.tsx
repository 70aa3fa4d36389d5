/**
 * The serial check above any page: a button in the header, a line in the palette, and the key C.
 *
 * Promises: its code and words are fetched when it is first opened; Esc closes it and the page below is as it was.
 * Refuses: to open while one writes, inside a dialog, or with the single keys switched off.
 */
import { Suspense, lazy, useCallback, useMemo, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Glyph } from "../parts/glyph.tsx";
import { useSingleKeys } from "../parts/row-keys.ts";
import { useSession } from "../session/session.ts";
import { useActions } from "../shell/actions.tsx";
import { LANGUAGES, loadWords } from "../words/words.ts";

const Overlay = lazy(async () => {
  const [module] = await Promise.all([import("./check-overlay.tsx"), loadWords("serials", "matching", "sharing")]);
  return { default: module.CheckOverlay };
});

export function CheckDesk(): ReactElement | null {
  const { t, i18n } = useTranslation();
  const allowed = useSession().may.includes("serials.check");
  const [open, setOpen] = useState(false);
  const show = useCallback(() => setOpen(true), []);
  const actions = useMemo(
    () =>
      allowed
        ? [
            {
              id: "check a serial",
              label: t("shell.check"),
              also: LANGUAGES.map((one) => i18n.getFixedT(one.code)("shell.check")),
              keys: ["C"],
              run: show,
            },
          ]
        : [],
    [allowed, i18n, show, t],
  );
  useActions(actions);
  const keys = useMemo(() => (allowed && !open ? { KeyC: show } : {}), [allowed, open, show]);
  useSingleKeys(keys);
  if (!allowed) return null;
  return (
    <>
      <button type="button" className="check-button" onClick={show} aria-keyshortcuts="C" title={t("shell.check")}>
        <Glyph name="eye" />
        <span className="check-words">{t("shell.check")}</span>
      </button>
      {open && (
        <Suspense fallback={null}>
          <Overlay onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
