/**
 * The addresses of the desk application. A page is one line here: its path, the module that holds it, the catalogues it
 * speaks with, and what its address may carry.
 *
 * Promises: each page's code and words are fetched together and only when it is opened; back returns to the same filters
 * and scroll. Refuses: a view without an address.
 */
import type { ReactElement } from "react";
import {
  Outlet,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";
import { parseSearch, text, writeSearch, type RawSearch } from "./address.ts";
import { handleCalls } from "./calls/call.ts";
import { hitsView } from "./matching/hits-view.ts";
import { askedIn } from "./matching/serial-question.ts";
import { PageFailed, PageMissing, Shell } from "./shell/shell.tsx";
import { StartPage } from "./start-page.tsx";
import { safeReturn } from "./session/safe-return.ts";
import { loadWords } from "./words/words.ts";

interface RouterContext {
  readonly queries: QueryClient;
}

/** A page fetched when it is opened, together with its catalogues. */
export function page<Name extends string>(
  load: () => Promise<Record<Name, RouteComponent>>,
  name: Name,
  ...namespaces: readonly string[]
): RouteComponent {
  return lazyRouteComponent(async () => {
    const [module] = await Promise.all([load(), namespaces.length === 0 ? undefined : loadWords(...namespaces)]);
    return module;
  }, name);
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const inShell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: function InShell(): ReactElement {
    return (
      <Shell>
        <Outlet />
      </Shell>
    );
  },
});

const start = createRoute({ getParentRoute: () => inShell, path: "/", component: StartPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw: RawSearch): { next?: string } => {
    const next = text(raw["next"]);
    return next === undefined ? {} : { next: safeReturn(next) };
  },
  component: page(() => import("./session/sign-in.tsx"), "SignInPage"),
});

const check = createRoute({
  getParentRoute: () => inShell,
  path: "/check",
  validateSearch: askedIn,
  component: page(() => import("./matching/check-page.tsx"), "CheckPage", "serials", "matching", "sharing"),
});

const hits = createRoute({
  getParentRoute: () => inShell,
  path: "/hits",
  validateSearch: hitsView,
  component: page(() => import("./matching/hits-page.tsx"), "HitsPage", "hits", "serials"),
});

const hit = createRoute({
  getParentRoute: () => inShell,
  path: "/hits/$id",
  component: page(() => import("./matching/hit-page.tsx"), "HitPage", "hits", "serials", "matching", "sharing"),
});

const matching = [check, hits, hit];

const withGallery = import.meta.env.DEV || import.meta.env.MODE === "gallery";

/** Every part and template with sample data; only in development and in the browser tests' build. */
const gallery = createRoute({
  getParentRoute: () => inShell,
  path: "/gallery",
  validateSearch: (raw: RawSearch): Record<string, string> =>
    Object.fromEntries(
      ["show", "tab", "sort", "columns", "state"].flatMap((name) => {
        const value = text(raw[name]);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  component: withGallery ? page(() => import("./gallery/gallery.tsx"), "GalleryPage") : PageMissing,
});

const tree = root.addChildren([signIn, inShell.addChildren([start, ...matching, ...(withGallery ? [gallery] : [])])]);

/** Makes the router; also tells the calls where sign-in is. */
export function makeRouter(queries: QueryClient) {
  const router = createRouter({
    routeTree: tree,
    context: { queries },
    parseSearch,
    stringifySearch: writeSearch,
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultPendingMs: 300,
    defaultNotFoundComponent: PageMissing,
    defaultErrorComponent: ({ error, reset }) => <PageFailed error={error} again={reset} />,
  });
  handleCalls({
    signedOut: () => {
      const here = router.state.location;
      if (here.pathname === "/sign-in") return;
      queries.clear();
      void router.navigate({ to: "/sign-in", search: { next: safeReturn(here.href) } });
    },
  });
  return router;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
