/**
 * "It was received": the sentence and the receipt number, as a registered letter gets.
 *
 * Promises: spoken by screen readers, stays until read when it carries a receipt, and never covers the focus. Refuses:
 * to carry the only copy of anything: the receipt also stands in the record's history.
 */
import {
  createContext,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";
import { Glyph } from "./glyph.tsx";

export interface ToastWords {
  readonly text: string;
  /** The number by which the act can be found again. */
  readonly receipt?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const Tell = createContext<(words: ToastWords) => void>(() => undefined);

/** Gives the function that tells the reader something happened. */
export function useToast(): (words: ToastWords) => void {
  return useContext(Tell);
}

export function ToastHost({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const [shown, setShown] = useState<readonly (ToastWords & { readonly id: number })[]>([]);
  const last = useRef(0);
  const close = useCallback((id: number) => setShown((all) => all.filter((one) => one.id !== id)), []);
  const tell = useCallback(
    (words: ToastWords) => {
      last.current += 1;
      const id = last.current;
      setShown((all) => [...all.slice(-2), { ...words, id }]);
      // A receipt is read and perhaps written down: it stays until closed.
      if (words.receipt === undefined) setTimeout(() => close(id), 8000);
    },
    [close],
  );
  const value = useMemo(() => tell, [tell]);
  return (
    <Tell.Provider value={value}>
      {children}
      <section className="toasts" aria-label={t("toast.region")} aria-live="polite">
        {shown.map((one) => (
          <div key={one.id} className="toast">
            <Glyph name="check" />
            <div className="toast-words">
              <span>{one.text}</span>
              {one.receipt !== undefined && (
                <span className="toast-receipt">
                  {t("toast.receipt")} <span className="mono">{one.receipt}</span>
                </span>
              )}
            </div>
            {one.action !== undefined && (
              <Button tone="quiet" small onPress={one.action.run}>
                {one.action.label}
              </Button>
            )}
            <Button tone="quiet" small glyph="close" label={t("toast.close")} onPress={() => close(one.id)} />
          </div>
        ))}
      </section>
    </Tell.Provider>
  );
}
