/**
 * The purpose of processing (Directive (EU) 2016/680 art. 25: the log tells the justification of consultation and
 * disclosure). A person states it once, sees it all the time in the header, and changes it with one press.
 *
 * Promises: kept for this tab only; goes with every call. Refuses: a default purpose; nobody's reason is guessed.
 */
import {
  createContext,
  useCallback,
  useContext,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from "react";
import { useTranslation } from "react-i18next";
import { handleCalls, type Purpose } from "../calls/call.ts";
import { Button } from "../parts/button.tsx";
import { RadioGroup, TextField } from "../parts/fields.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { keepPurpose, keptPurpose, useSession } from "../session/session.ts";

interface PurposeDesk {
  readonly purpose: Purpose | undefined;
  readonly ask: () => Promise<Purpose | undefined>;
}

const Desk = createContext<PurposeDesk>({ purpose: undefined, ask: () => Promise.resolve(undefined) });

export function usePurpose(): PurposeDesk {
  return useContext(Desk);
}

function PurposeDialog({
  known,
  onAnswer,
}: {
  readonly known: Purpose | undefined;
  readonly onAnswer: (purpose: Purpose | undefined) => void;
}): ReactElement {
  const { t } = useTranslation();
  const choices = useSession().purposes;
  const [code, setCode] = useState<string | null>(known?.code ?? null);
  const [reference, setReference] = useState(known?.text ?? "");
  const [missing, setMissing] = useState(false);
  return (
    <Dialog
      title={t("purpose.title")}
      open
      onOpenChange={(open) => {
        if (!open) onAnswer(undefined);
      }}
      renderActions={(close) => (
        <>
          <Button
            tone="main"
            onPress={() => {
              if (code === null) setMissing(true);
              else onAnswer({ code, text: reference.trim() });
            }}
          >
            {t("purpose.state")}
          </Button>
          <Button onPress={close}>{t("dialog.cancel")}</Button>
        </>
      )}
    >
      <p className="soft">{t("purpose.why")}</p>
      <RadioGroup
        label={t("purpose.choose")}
        value={code}
        onChange={(next) => {
          setCode(next);
          setMissing(false);
        }}
        choices={choices.map((choice) => ({ id: choice.code, label: choice.label }))}
        error={missing ? t("purpose.missing") : undefined}
      />
      <TextField
        label={t("purpose.reference")}
        hint={t("purpose.referenceHint")}
        value={reference}
        onChange={setReference}
        required={false}
        maxLength={200}
      />
    </Dialog>
  );
}

/** Holds the purpose and opens the dialog when the node asks for one (428). */
export function PurposeHost({ children }: { readonly children: ReactNode }): ReactElement {
  const { purposes } = useSession();
  // What was kept in this tab may be another person's, or of a role that has ended.
  const [purpose, setPurpose] = useState(() => {
    const kept = keptPurpose();
    return purposes.some(({ code }) => code === kept?.code) ? kept : undefined;
  });
  const [asking, setAsking] = useState(false);
  const current = useRef(purpose);
  const waiting = useRef<((purpose: Purpose | undefined) => void)[]>([]);

  const ask = useCallback(
    () =>
      new Promise<Purpose | undefined>((resolve) => {
        waiting.current.push(resolve);
        setAsking(true);
      }),
    [],
  );
  const answer = useCallback((next: Purpose | undefined) => {
    if (next !== undefined) {
      current.current = next;
      keepPurpose(next);
      setPurpose(next);
    }
    setAsking(false);
    // Several calls may have asked at once: one answer is for all.
    for (const resolve of waiting.current.splice(0)) resolve(next);
  }, []);
  // Before the page's own effects: its first call goes with the purpose that was stated in this tab.
  useLayoutEffect(() => {
    handleCalls({ purpose: () => current.current, askPurpose: ask });
  }, [ask]);

  const desk = useMemo(() => ({ purpose, ask }), [purpose, ask]);
  return (
    <Desk.Provider value={desk}>
      {children}
      {asking && <PurposeDialog known={purpose} onAnswer={answer} />}
    </Desk.Provider>
  );
}

/** In the header: the purpose now stated, or that none is. */
export function PurposeChip(): ReactElement {
  const { t } = useTranslation();
  const { purpose, ask } = usePurpose();
  const choices = useSession().purposes;
  const name = choices.find((choice) => choice.code === purpose?.code)?.label ?? purpose?.code;
  return (
    <button type="button" className="purpose-chip" onClick={() => void ask()}>
      <Glyph name="key" />
      <span className="purpose-words">
        <span className="purpose-name">{name ?? t("purpose.none")}</span>
        {purpose !== undefined && purpose.text !== "" && <span className="purpose-text">{purpose.text}</span>}
      </span>
      <span className="visually-hidden">{t("purpose.change")}</span>
    </button>
  );
}
