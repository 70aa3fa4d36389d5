/**
 * The shell around every page: header, rooms, banners, the page.
 *
 * Promises: the first Tab reaches "skip to the page"; Ctrl/⌘ K opens the palette anywhere; on a narrow screen the rooms
 * move into a drawer; a demonstration and an open break-glass access are said on every page. Refuses: to show a page to
 * nobody.
 */
import { Suspense, useEffect, useRef, useState, type ReactElement, type ReactNode } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { UploadHost } from "../attachments/upload-host.tsx";
import { HouseSign } from "../marks/signs.tsx";
import { CheckDesk } from "../matching/check-desk.tsx";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { Badge, InstitutionName, KeyHint } from "../parts/marks-of-record.tsx";
import { ToastHost } from "../parts/toast.tsx";
import { SessionContext, sessionIn, useSession, useSource } from "../session/session.ts";
import { useDates } from "../words/dates.ts";
import { ActionHost } from "./actions.tsx";
import { NAVIGATION } from "./navigation.ts";
import { Palette } from "./palette.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { PurposeChip, PurposeHost } from "./purpose.tsx";
import "./shell.css";

const COMMAND = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

function Banners(): ReactElement | null {
  const { t } = useTranslation();
  const dates = useDates();
  const session = useSession();
  const source = useSource();
  const queries = useQueryClient();
  const acknowledge = useMutation({
    mutationFn: source.acknowledge,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["session"] }),
  });
  if (!session.demo && session.bells.length === 0) return null;
  return (
    <section className="banners" aria-label={t("banner.region")}>
      {session.bells.map((bell) => (
        <div key={bell.id} className="banner banner-bell" role="alert">
          <Glyph name="bell" />
          <span>
            {bell.kind === "break-glass"
              ? t("banner.breakGlass", { person: bell.username, since: dates.moment(bell.at) })
              : t("banner.secondFactorTaken", {
                  person: bell.username,
                  by: bell.by ?? "",
                  since: dates.moment(bell.at),
                })}
          </span>
          <Button small busy={acknowledge.isPending} onPress={() => acknowledge.mutate(bell.id)}>
            {t("banner.acknowledge")}
          </Button>
        </div>
      ))}
      {session.demo && <p className="banner">{t("banner.demo")}</p>}
    </section>
  );
}

function Rooms({ onGo }: { readonly onGo: () => void }): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <>
      {NAVIGATION.map((group) => {
        const items = group.items.filter((item) => item.needs === undefined || session.may.includes(item.needs));
        if (items.length === 0) return null;
        return (
          <div key={group.id} className="rooms">
            {group.words !== undefined && <p className="rooms-title">{t(group.words)}</p>}
            <ul>
              {items.map((item) => {
                const count = session.waiting[item.id] ?? 0;
                return (
                  <li key={item.id}>
                    <Link
                      to={item.to ?? "/"}
                      className="room"
                      activeOptions={{ exact: item.to === "/", includeSearch: false }}
                      onClick={onGo}
                    >
                      <span>{t(item.words)}</span>
                      <Badge
                        count={count}
                        told={item.id === "start"}
                        label={t(item.id === "start" ? "shell.unread" : "shell.waiting", { count })}
                      />
                    </Link>
                  </li>
                );
              })}
            </ul>
          </div>
        );
      })}
    </>
  );
}

function Frame({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  const [palette, setPalette] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const before = useRef(path);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // The physical key, so that it works under a Russian layout too.
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.code === "KeyK") {
        event.preventDefault();
        setPalette((open) => !open);
      } else if (event.key === "Escape") setDrawer(false);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  useEffect(() => {
    // A new page: screen readers start at its beginning. The first page keeps the browser's own start.
    if (before.current !== path) main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);

  return (
    <div className={drawer ? "shell shell-drawer" : "shell"}>
      <a className="skip" href="#page" onClick={() => main.current?.focus()}>
        {t("shell.skip")}
      </a>
      <header className="shell-header">
        <button
          type="button"
          className="drawer-button"
          aria-expanded={drawer}
          aria-controls="rooms"
          onClick={() => setDrawer(!drawer)}
        >
          <Glyph name={drawer ? "close" : "menu"} />
          <span className="visually-hidden">{t("shell.rooms")}</span>
        </button>
        <Link to="/" className="house">
          <HouseSign size={24} />
          <span className="house-name">Tamga</span>
          {session.node !== "" && <span className="house-node">{session.node}</span>}
        </Link>
        <button
          type="button"
          className="find-button"
          onClick={() => setPalette(true)}
          aria-keyshortcuts="Control+K Meta+K"
        >
          <Glyph name="search" />
          <span className="find-words">{t("shell.find")}</span>
          <KeyHint keys={[COMMAND, "K"]} />
        </button>
        <CheckDesk />
        <PurposeChip />
        <PersonMenu />
      </header>
      <div className="shell-body">
        <nav className="shell-nav" id="rooms" aria-label={t("shell.rooms")}>
          <div className="shell-nav-inner">
            <Rooms onGo={() => setDrawer(false)} />
            <p className="nav-foot">
              <InstitutionName code={session.institution.code} name={session.institution.name} />
            </p>
          </div>
        </nav>
        <button
          type="button"
          className="drawer-veil"
          tabIndex={-1}
          aria-hidden="true"
          onClick={() => setDrawer(false)}
        />
        <div className="shell-main">
          <Banners />
          <UploadHost />
          <main id="page" ref={main} tabIndex={-1}>
            <Suspense
              fallback={
                <div className="page">
                  <Skeleton lines={8} />
                </div>
              }
            >
              {children}
            </Suspense>
          </main>
        </div>
      </div>
      <Palette open={palette} onOpenChange={setPalette} />
    </div>
  );
}

/** Asks who is at the desk, then stands around the page. A 401 leads to sign-in by itself. */
export function Shell({ children }: { readonly children: ReactNode }): ReactElement {
  const source = useSource();
  const { i18n } = useTranslation();
  const session = useQuery({
    queryKey: ["session"],
    queryFn: source.session,
    select: (facts) => sessionIn(i18n.language, facts),
    staleTime: 60_000,
    refetchInterval: 60_000,
    retry: false,
  });
  if (session.data === undefined) {
    return (
      <main className="page shell-wait" id="page">
        {session.error === null || (session.error as { status?: number }).status === 401 ? (
          <Skeleton lines={4} />
        ) : (
          <>
            <h1>Tamga</h1>
            <ErrorState error={session.error} again={() => void session.refetch()} />
          </>
        )}
      </main>
    );
  }
  return (
    <SessionContext.Provider value={session.data}>
      <ToastHost>
        <PurposeHost>
          <ActionHost>
            <Frame>{children}</Frame>
          </ActionHost>
        </PurposeHost>
      </ToastHost>
    </SessionContext.Provider>
  );
}

/** For pages that failed while drawing: the shell stays. */
export function PageFailed({ error, again }: { readonly error: unknown; readonly again: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="page">
      <h1>{t("problem.page-failed.title")}</h1>
      <ErrorState error={error} again={again} />
    </div>
  );
}

/** An address that leads nowhere here. */
export function PageMissing(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="page">
      <h1>{t("shell.missing")}</h1>
      <div className="answer">
        <p>{t("shell.missingWhy")}</p>
        <Button glyph="search" onPress={() => document.querySelector<HTMLButtonElement>(".find-button")?.click()}>
          {t("shell.find")}
        </Button>
      </div>
    </div>
  );
}
