/**
 * The first page: what waits for me, what I was told, and what I do most, as far as my roles go.
 *
 * Promises: opening it leaves no entry in the journal, for it looks at no record. Refuses: to list records without a
 * stated purpose.
 */
import { useEffect, useState, type ReactElement } from "react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Notice } from "./parts/answers.tsx";
import { Glyph } from "./parts/glyph.tsx";
import { useSession } from "./session/session.ts";
import { NAVIGATION } from "./shell/navigation.ts";
import { Notices } from "./start-notices.tsx";
import { PageHead } from "./templates/page-head.tsx";
import { RecordSection } from "./templates/record-page.tsx";
import { useDates } from "./words/dates.ts";
import { loadWords } from "./words/words.ts";
import "./start.css";

interface Shortcut {
  readonly id: string;
  readonly to: NonNullable<LinkProps["to"]>;
  readonly needs: string;
}

/** In the order of the work: what a person at a post does first stands first. */
const SHORTCUTS: readonly Shortcut[] = [
  { id: "record", to: "/recoveries/new", needs: "recoveries.record" },
  { id: "check", to: "/check", needs: "serials.check" },
  { id: "hits", to: "/hits", needs: "hits.decide" },
  { id: "imports", to: "/imports", needs: "imports.run" },
  { id: "registers", to: "/registers", needs: "registers.keep" },
  { id: "figures", to: "/figures", needs: "figures.read" },
  { id: "audit", to: "/audit", needs: "journal.audit" },
  { id: "auditSummary", to: "/audit/summary", needs: "journal.audit" },
  { id: "newPerson", to: "/people/new", needs: "people.administer" },
  { id: "people", to: "/people", needs: "people.administer" },
];

/** This page's words come beside it; the page is in the first load, its catalogues are not. */
function useOwnWords(): boolean {
  const { i18n } = useTranslation();
  const [ready, setReady] = useState(() => i18n.hasLoadedNamespace("start") && i18n.hasLoadedNamespace("access"));
  useEffect(() => {
    let on = true;
    const load = async (): Promise<void> => {
      await loadWords("start", "access");
      if (on) setReady(true);
    };
    void load();
    return () => {
      on = false;
    };
  }, []);
  return ready;
}

function Waiting(): ReactElement {
  const { t } = useTranslation("start");
  const session = useSession();
  const dates = useDates();
  // What was told stands in its own list beside.
  const waiting = NAVIGATION.flatMap((group) => group.items).filter(
    (item) =>
      item.id !== "start" &&
      (session.waiting[item.id] ?? 0) > 0 &&
      (item.needs === undefined || session.may.includes(item.needs)),
  );
  return (
    <RecordSection title={t("waiting.title")}>
      {waiting.length === 0 ? (
        <p className="soft">{t("waiting.none")}</p>
      ) : (
        <ul className="start-waits">
          {waiting.map((item) => {
            const count = session.waiting[item.id] ?? 0;
            return (
              <li key={item.id}>
                <Link to={item.to ?? "/"}>
                  <span className="start-number">{dates.count(count)}</span>
                  <span>{t(`waiting.${item.id}`, { count })}</span>
                  <Glyph name="next" />
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </RecordSection>
  );
}

function Shortcuts(): ReactElement | null {
  const { t } = useTranslation("start");
  const session = useSession();
  const mine = SHORTCUTS.filter((shortcut) => session.may.includes(shortcut.needs));
  if (mine.length === 0) return null;
  return (
    <RecordSection title={t("acts.title")}>
      <ul className="start-acts">
        {mine.map((shortcut) => (
          <li key={shortcut.id}>
            <Link to={shortcut.to}>
              <b>{t(`acts.${shortcut.id}.verb`)}</b>
              <span>{t(`acts.${shortcut.id}.what`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </RecordSection>
  );
}

export function StartPage(): ReactElement {
  const { t } = useTranslation(["web", "start"]);
  const session = useSession();
  const ready = useOwnWords();
  return (
    <div className="page">
      <PageHead
        title={t("web:nav.start")}
        lead={ready ? t("start:lead", { person: session.person.name, institution: session.institution.name }) : " "}
      />
      {ready && (
        <>
          {session.setUpSecondFactor && (
            <Notice tone="waiting" title={t("start:factor.title")}>
              {t("start:factor.why")} <Link to="/account/sign-in">{t("start:factor.do")}</Link>
            </Notice>
          )}
          <div className="start-body">
            <div className="start-column">
              <Waiting />
              <Notices />
            </div>
            <div className="start-column">
              <Shortcuts />
              {session.demo && <Notice title={t("start:demo.title")}>{t("start:demo.what")}</Notice>}
            </div>
          </div>
        </>
      )}
    </div>
  );
}
