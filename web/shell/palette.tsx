/**
 * The command palette (Ctrl/⌘ K): any act and any record, in either language, with the wrong keyboard layout too.
 *
 * Promises: acts answer at once; records come from the node, only those the reader may see, and the last question wins.
 * Refuses: the mouse as the only way; arrows, Enter and Esc do everything.
 */
// The roles of the ARIA patterns; the tag the rule proposes has another behaviour.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useEffect, useId, useMemo, useState, type KeyboardEvent, type ReactElement } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Glyph } from "../parts/glyph.tsx";
import { InstitutionName, KeyHint } from "../parts/marks-of-record.tsx";
import { useSession, useSource, type FoundRecord } from "../session/session.ts";
import { fit } from "../words/find.ts";
import { LANGUAGES } from "../words/words.ts";
import { useRegisteredActions, type PaletteAction } from "./actions.tsx";
import { NAVIGATION } from "./navigation.ts";
import { usePurpose } from "./purpose.tsx";
import "./palette.css";

const MOST_ACTIONS = 8;

function useNavigationActions(onDone: () => void): readonly PaletteAction[] {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const [loaded, setLoaded] = useState(false);
  useEffect(() => {
    // The other languages' words, so that either language finds the act.
    i18n.loadLanguages(LANGUAGES.map((one) => one.code)).then(
      () => setLoaded(true),
      () => undefined,
    );
  }, [i18n]);
  return useMemo(
    () =>
      NAVIGATION.flatMap((group) => group.items)
        .filter((item) => item.needs === undefined || session.may.includes(item.needs))
        .map((item) => ({
          id: `go ${item.id}`,
          label: t("palette.goTo", { page: t(item.words) }),
          also: loaded ? LANGUAGES.map((one) => i18n.getFixedT(one.code)(item.words)) : [],
          run: () => {
            onDone();
            void navigate({ to: item.to ?? "/" });
          },
        })),
    [i18n, loaded, navigate, onDone, session.may, t],
  );
}

/** What was typed, once the typing has paused for 120 ms. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), 120);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

const NONE: readonly FoundRecord[] = [];

function useFoundRecords(text: string): { readonly records: readonly FoundRecord[]; readonly asking: boolean } {
  const source = useSource();
  const { may } = useSession();
  const paused = usePaused(text.trim());
  const enough = text.trim().length >= 2;
  const found = useQuery({
    queryKey: ["find", paused],
    queryFn: ({ signal }) => source.find(paused, may, signal),
    enabled: enough && paused.length >= 2,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return {
    records: enough ? (found.data ?? NONE) : NONE,
    asking: enough && (found.isFetching || paused !== text.trim()),
  };
}

interface Line {
  readonly id: string;
  readonly group: "actions" | "records";
  readonly run: () => void;
  readonly body: ReactElement;
}

function PaletteBody({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const router = useRouter();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const registered = useRegisteredActions();
  const navigation = useNavigationActions(onClose);
  const { records, asking } = useFoundRecords(text);
  const { purpose } = usePurpose();

  const lines = useMemo<readonly Line[]>(() => {
    const actions = [...registered, ...navigation]
      .map((action) => ({ action, score: fit(text, [action.label, ...(action.also ?? [])]) }))
      .filter((one) => one.score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, MOST_ACTIONS);
    return [
      ...actions.map(({ action }): Line => ({
        id: action.id,
        group: "actions",
        run: () => {
          onClose();
          action.run();
        },
        body: (
          <>
            <Glyph name="next" size={12} />
            <span className="palette-title">{action.label}</span>
            {action.keys !== undefined && <KeyHint keys={action.keys} />}
          </>
        ),
      })),
      ...records.map((record): Line => ({
        id: `record ${record.id}`,
        group: "records",
        run: () => {
          onClose();
          router.history.push(record.address);
        },
        body: (
          <>
            {record.owner === undefined ? (
              <Glyph name="lock" />
            ) : (
              <InstitutionName code={record.owner} name={record.owner} short />
            )}
            <span className="palette-title">{record.title}</span>
            <span className="palette-kind">
              {t(`kinds.${record.kind}`)} <span className="mono">{record.number}</span>
            </span>
          </>
        ),
      })),
    ];
  }, [navigation, onClose, records, registered, router.history, t, text]);

  const noPurpose = purpose === undefined ? t("palette.noPurpose") : t("palette.nothing");
  const foot = lines.length > 0 || text === "" ? t("palette.hint") : asking ? t("palette.asking") : noPurpose;

  const chosen = Math.min(at, lines.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      Home: 0,
      End: lines.length - 1,
    };
    const next = moves[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      lines[chosen]?.run();
    } else if (next !== undefined && lines.length > 0) {
      event.preventDefault();
      setAt((next + lines.length) % lines.length);
    }
  };
  const idOf = (line: Line): string => `${listId}-${line.id.replaceAll(/[^\w]/g, "-")}`;
  const chosenLine = lines[chosen];
  const chosenId = chosenLine === undefined ? undefined : idOf(chosenLine);
  useEffect(() => {
    if (chosenId !== undefined) document.getElementById(chosenId)?.scrollIntoView({ block: "nearest" });
  }, [chosenId]);

  return (
    <>
      <div className="palette-field">
        <Glyph name="search" />
        <input
          // The palette opens in answer to a key press: the field is what was asked for.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          role="combobox"
          aria-expanded={lines.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-label={t("palette.label")}
          placeholder={t("palette.placeholder")}
          {...(chosenId === undefined ? {} : { "aria-activedescendant": chosenId })}
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <KeyHint keys={["Esc"]} />
      </div>
      <div className="palette-list" role="listbox" id={listId} aria-label={t("palette.results")}>
        {(["actions", "records"] as const).map((group) => {
          const members = lines.filter((line) => line.group === group);
          if (members.length === 0) return null;
          return (
            <div key={group} role="group" aria-labelledby={`${listId}-${group}`}>
              <p className="palette-group" id={`${listId}-${group}`}>
                {t(`palette.${group}`)}
              </p>
              {members.map((line) => (
                // The field keeps the focus and speaks for the chosen line; a press is a second way.
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
                <div
                  key={line.id}
                  id={idOf(line)}
                  role="option"
                  aria-selected={line === chosenLine}
                  className="palette-line"
                  onClick={line.run}
                  onMouseMove={() => setAt(lines.indexOf(line))}
                >
                  {line.body}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      <p className="palette-foot" role="status">
        {foot}
      </p>
    </>
  );
}

export function Palette({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}): ReactElement {
  const { t } = useTranslation();
  const close = useMemo(() => () => onOpenChange(false), [onOpenChange]);
  return (
    <ModalOverlay className="veil palette-veil" isDismissable isOpen={open} onOpenChange={onOpenChange}>
      <Modal className="modal palette">
        <AriaDialog className="dialog" aria-label={t("palette.label")}>
          <PaletteBody onClose={close} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
