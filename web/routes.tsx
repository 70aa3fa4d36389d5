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
import { oneOf, parseSearch, tableView, text, writeSearch, type RawSearch } from "./address.ts";
import { auditView } from "./audit/audit-view.ts";
import { summaryView } from "./audit/summary-view.ts";
import { handleCalls } from "./calls/call.ts";
import { examinerView } from "./examiner/queue-view.ts";
import { figuresView } from "./figures/figures-view.ts";
import { firearmSearch } from "./firearms/firearm-search.ts";
import { hitsView, lotsView, seenAgainView, thresholdView } from "./matching/hits-view.ts";
import { askedIn } from "./matching/serial-question.ts";
import { overrideView } from "./recoveries/override-view.ts";
import { recoverySearch } from "./recoveries/recovery-search.ts";
import { proposalsView, proposeView, spellingsView } from "./reference/curation-view.ts";
import { peopleView } from "./people/people-view.ts";
import { PageFailed, PageMissing, Shell } from "./shell/shell.tsx";
import { StartPage } from "./start-page.tsx";
import { recordsView, runView, wizardView } from "./registers/imports-view.ts";
import { pairsView } from "./registers/comparisons-view.ts";
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
  validateSearch: (raw: RawSearch): { next?: string; problem?: "oidc-refused" | "oidc-unknown" } => {
    const next = text(raw["next"]);
    const problem = oneOf(raw["problem"], ["oidc-refused", "oidc-unknown"]);
    return {
      ...(next === undefined ? {} : { next: safeReturn(next) }),
      ...(problem === undefined ? {} : { problem }),
    };
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

const pasted = createRoute({
  getParentRoute: () => inShell,
  path: "/check/pasted",
  component: page(() => import("./matching/pasted-page.tsx"), "PastedPage", "serials", "matching", "lots", "sharing"),
});

const quality = createRoute({
  getParentRoute: () => inShell,
  path: "/hits/quality",
  component: page(() => import("./matching/quality-page.tsx"), "QualityPage", "hits", "sharing"),
});

const thresholds = createRoute({
  getParentRoute: () => inShell,
  path: "/hits/thresholds",
  validateSearch: thresholdView,
  component: page(() => import("./matching/thresholds-page.tsx"), "ThresholdsPage", "hits", "sharing"),
});

const weighing = createRoute({
  getParentRoute: () => inShell,
  path: "/hits/weighing",
  component: page(() => import("./matching/weighing-page.tsx"), "WeighingPage", "weighing", "hits", "sharing"),
});

const weighingVersion = createRoute({
  getParentRoute: () => inShell,
  path: "/hits/weighing/$id",
  component: page(
    () => import("./matching/weighing-version-page.tsx"),
    "WeighingVersionPage",
    "weighing",
    "hits",
    "serials",
    "sharing",
  ),
});

const lots = createRoute({
  getParentRoute: () => inShell,
  path: "/lots",
  validateSearch: lotsView,
  component: page(() => import("./matching/lots-page.tsx"), "LotsPage", "lots", "hits", "serials", "sharing"),
});

const seenAgain = createRoute({
  getParentRoute: () => inShell,
  path: "/seen-again",
  validateSearch: seenAgainView,
  component: page(
    () => import("./matching/seen-again-page.tsx"),
    "SeenAgainPage",
    "lots",
    "hits",
    "serials",
    "sharing",
  ),
});

const matching = [check, pasted, hits, hit, quality, thresholds, weighing, weighingVersion, lots, seenAgain] as const;

const recoveries = createRoute({
  getParentRoute: () => inShell,
  path: "/recoveries",
  validateSearch: recoverySearch,
  component: page(
    () => import("./recoveries/recovery-list.tsx"),
    "RecoveriesPage",
    "recoveries",
    "firearms",
    "sharing",
  ),
});

const newRecovery = createRoute({
  getParentRoute: () => inShell,
  path: "/recoveries/new",
  component: page(
    () => import("./recoveries/new-recovery.tsx"),
    "NewRecoveryPage",
    "recoveries",
    "recovery-form",
    "quality-gate",
    "firearms",
    "sharing",
  ),
});

const recovery = createRoute({
  getParentRoute: () => inShell,
  path: "/recoveries/$id",
  component: page(
    () => import("./recoveries/recovery-page.tsx"),
    "RecoveryPage",
    "recoveries",
    "recovery-form",
    "quality-gate",
    "attachments",
    "firearms",
    "sharing",
  ),
});

const firearms = createRoute({
  getParentRoute: () => inShell,
  path: "/firearms",
  validateSearch: firearmSearch,
  component: page(() => import("./firearms/firearm-list.tsx"), "FirearmsPage", "firearms", "sharing"),
});

const firearm = createRoute({
  getParentRoute: () => inShell,
  path: "/firearms/$id",
  component: page(
    () => import("./firearms/firearm-page.tsx"),
    "FirearmPage",
    "attachments",
    "firearms",
    "lots",
    "recoveries",
    "serials",
    "sharing",
  ),
});

const examiner = createRoute({
  getParentRoute: () => inShell,
  path: "/examiner",
  validateSearch: examinerView,
  component: page(() => import("./examiner/queue-page.tsx"), "ExaminerQueuePage", "examiner", "firearms", "sharing"),
});

const examinerDesk = createRoute({
  getParentRoute: () => inShell,
  path: "/examiner/$id",
  component: page(
    () => import("./examiner/desk-page.tsx"),
    "ExaminerDeskPage",
    "examiner",
    "firearms",
    "recoveries",
    "sharing",
    "attachments",
  ),
});

const examining = [examiner, examinerDesk];

const records = [recoveries, newRecovery, recovery, firearms, firearm];

const registersRoute = createRoute({
  getParentRoute: () => inShell,
  path: "/registers",
  validateSearch: tableView,
  component: page(
    () => import("./registers/registers-page.tsx"),
    "RegistersPage",
    "registers-web",
    "comparisons",
    "sharing",
  ),
});

const register = createRoute({
  getParentRoute: () => inShell,
  path: "/registers/$id",
  validateSearch: recordsView,
  component: page(
    () => import("./registers/register-page.tsx"),
    "RegisterPage",
    "registers-web",
    "firearms",
    "sharing",
  ),
});

const registerRecord = createRoute({
  getParentRoute: () => inShell,
  path: "/registers/records/$id",
  component: page(
    () => import("./registers/record-page.tsx"),
    "RegisterRecordPage",
    "registers-web",
    "firearms",
    "sharing",
  ),
});

const comparisons = createRoute({
  getParentRoute: () => inShell,
  path: "/registers/comparisons",
  validateSearch: tableView,
  component: page(
    () => import("./registers/comparisons-page.tsx"),
    "ComparisonsPage",
    "comparisons",
    "registers-web",
    "sharing",
  ),
});

const comparison = createRoute({
  getParentRoute: () => inShell,
  path: "/registers/comparisons/$id",
  validateSearch: pairsView,
  component: page(
    () => import("./registers/register-comparison-page.tsx"),
    "RegisterComparisonPage",
    "comparisons",
    "registers-web",
    "serials",
    "sharing",
  ),
});

const registerPair = createRoute({
  getParentRoute: () => inShell,
  path: "/registers/comparisons/$id/$left/$right",
  component: page(
    () => import("./registers/register-pair-page.tsx"),
    "RegisterPairPage",
    "comparisons",
    "registers-web",
    "hits",
    "serials",
    "matching",
    "sharing",
  ),
});

const imports = createRoute({
  getParentRoute: () => inShell,
  path: "/imports",
  validateSearch: tableView,
  component: page(() => import("./registers/imports-page.tsx"), "ImportsPage", "registers-web", "sharing"),
});

const newImport = createRoute({
  getParentRoute: () => inShell,
  path: "/imports/new",
  validateSearch: wizardView,
  component: page(() => import("./registers/import-new.tsx"), "ImportNewPage", "registers-web", "tabular", "sharing"),
});

const oneImport = createRoute({
  getParentRoute: () => inShell,
  path: "/imports/$id",
  validateSearch: runView,
  component: page(() => import("./registers/import-page.tsx"), "ImportPage", "registers-web", "comparisons", "sharing"),
});

const extractReport = createRoute({
  getParentRoute: () => inShell,
  path: "/imports/$id/report",
  component: page(() => import("./registers/extract-report-page.tsx"), "ExtractReportPage", "registers-web", "sharing"),
});

const registers = [
  registersRoute,
  register,
  registerRecord,
  comparisons,
  comparison,
  registerPair,
  imports,
  newImport,
  oneImport,
  extractReport,
];

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: page(() => import("./setup/welcome-page.tsx"), "WelcomePage", "account"),
});

const firstSetup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: page(() => import("./setup/first-setup-page.tsx"), "FirstSetupPage", "account"),
});

const account = [
  createRoute({
    getParentRoute: () => inShell,
    path: "/account",
    component: page(() => import("./account/account-page.tsx"), "AccountPage", "account"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/account/sign-in",
    component: page(() => import("./account/sign-in-ways.tsx"), "SignInWaysPage", "account"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/account/sessions",
    component: page(() => import("./account/sessions-page.tsx"), "SessionsPage", "account"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/account/tokens",
    component: page(() => import("./account/tokens-page.tsx"), "OwnTokensPage", "account"),
  }),
] as const;

const people = [
  createRoute({
    getParentRoute: () => inShell,
    path: "/people",
    validateSearch: peopleView,
    component: page(() => import("./people/people-page.tsx"), "PeoplePage", "people", "account"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/people/new",
    component: page(() => import("./people/new-person-page.tsx"), "NewPersonPage", "people", "account"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/people/institutions",
    component: page(() => import("./people/institutions-page.tsx"), "InstitutionsPage", "people", "account"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/people/rules",
    component: page(() => import("./access/rules-page.tsx"), "RulesPage", "rules", "people", "sharing"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/people/tokens",
    component: page(() => import("./people/tokens-page.tsx"), "AllTokensPage", "people", "account"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/people/$id",
    component: page(() => import("./people/person-page.tsx"), "PersonPage", "people", "account"),
  }),
] as const;

const curation = [
  createRoute({
    getParentRoute: () => inShell,
    path: "/curation",
    validateSearch: proposalsView,
    component: page(() => import("./reference/proposals-page.tsx"), "ProposalsPage", "curator", "sharing"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/curation/new",
    validateSearch: proposeView,
    component: page(() => import("./reference/propose-page.tsx"), "ProposePage", "curator"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/curation/spellings",
    validateSearch: spellingsView,
    component: page(() => import("./reference/spellings-page.tsx"), "SpellingsPage", "curator"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/curation/files",
    component: page(() => import("./reference/files-page.tsx"), "ListFilesPage", "curator"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/curation/serial-rules",
    component: page(() => import("./reference/serial-rules-page.tsx"), "SerialRulesPage", "curator"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/curation/$id",
    component: page(() => import("./reference/proposal-page.tsx"), "ProposalPage", "curator", "people", "sharing"),
  }),
] as const;

const audit = [
  createRoute({
    getParentRoute: () => inShell,
    path: "/audit",
    validateSearch: auditView,
    component: page(() => import("./audit/audit-page.tsx"), "AuditPage", "audit"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/audit/summary",
    validateSearch: summaryView,
    component: page(() => import("./audit/summary-page.tsx"), "AuditSummaryPage", "audit"),
  }),
  createRoute({
    getParentRoute: () => inShell,
    path: "/audit/journal",
    component: page(() => import("./audit/journal-page.tsx"), "JournalPage", "audit"),
  }),
] as const;

const figures = createRoute({
  getParentRoute: () => inShell,
  path: "/figures",
  validateSearch: figuresView,
  component: page(() => import("./figures/figures-page.tsx"), "FiguresPage", "figures-web", "recoveries"),
});

const overrides = createRoute({
  getParentRoute: () => inShell,
  path: "/overrides",
  validateSearch: overrideView,
  component: page(
    () => import("./recoveries/override-counts.tsx"),
    "OverrideCountsPage",
    "figures-web",
    "quality-gate",
  ),
});

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

/** An address that leads nowhere: the rooms stay around the answer. */
const missing = createRoute({ getParentRoute: () => inShell, path: "$", component: PageMissing });

const tree = root.addChildren([
  signIn,
  welcome,
  firstSetup,
  inShell.addChildren([
    start,
    ...records,
    ...examining,
    ...matching,
    ...registers,
    figures,
    overrides,
    ...account,
    ...people,
    ...curation,
    ...audit,
    ...(withGallery ? [gallery] : []),
    missing,
  ]),
]);

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
