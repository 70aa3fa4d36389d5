/** Starts the desk application: theme before the first paint, words, then the router. */
import { StrictMode, type ReactElement, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { I18nextProvider, useTranslation } from "react-i18next";
import "./design/tokens.css";
import "./design/fonts.css";
import "./design/base.css";
import { handleCalls } from "./calls/call.ts";
import { makeQueryClient } from "./calls/use-call.ts";
import { makeRouter } from "./routes.tsx";
import { apiSource } from "./session/api-source.ts";
import { startTheme } from "./session/preferences.ts";
import { SourceContext, type NodeSource } from "./session/session.ts";
import { localeOf, startWords } from "./words/words.ts";
import "./design/print.css";

function Locale({ children }: { readonly children: ReactNode }): ReactElement {
  const { i18n } = useTranslation();
  return <I18nProvider locale={localeOf(i18n.language)}>{children}</I18nProvider>;
}

async function chooseSource(): Promise<NodeSource> {
  // The gallery shows the frame without a node.
  if (
    (import.meta.env.DEV || import.meta.env.MODE === "gallery") &&
    /^\/gallery|[?&]sample/.test(location.pathname + location.search)
  ) {
    return (await import("./gallery/sample-source.ts")).sampleSource;
  }
  return apiSource;
}

async function start(): Promise<void> {
  startTheme();
  const [words, source] = await Promise.all([startWords(), chooseSource()]);
  handleCalls({ language: () => words.language });
  const queries = makeQueryClient();
  const router = makeRouter(queries);
  const place = document.getElementById("root");
  if (place === null) throw new Error("no #root in the page");
  createRoot(place).render(
    <StrictMode>
      <I18nextProvider i18n={words}>
        <Locale>
          <QueryClientProvider client={queries}>
            <SourceContext.Provider value={source}>
              <RouterProvider router={router} />
            </SourceContext.Provider>
          </QueryClientProvider>
        </Locale>
      </I18nextProvider>
    </StrictMode>,
  );
}

void start();
