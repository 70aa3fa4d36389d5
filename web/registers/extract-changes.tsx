/** What an extract changed in its register, and what looks wrong with it as a whole; each count opens its rows. */
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Notice } from "../parts/answers.tsx";
import { useDates } from "../words/dates.ts";
import type { ImportRun } from "./import-words.tsx";

const FATES = ["added", "changed", "returned", "unchanged"] as const;

/** What looks wrong, each with its way out. */
export function ExtractFindings({ run }: { readonly run: ImportRun }): ReactElement | null {
  const findings = run.comparison?.findings ?? [];
  if (findings.length === 0) return null;
  return (
    <div className="extract-findings">
      {findings.map((one) => (
        <Notice key={`${one.code} ${one.sentence}`} tone="waiting" title={`${one.title}.`}>
          {one.sentence} {one.wayOut}
        </Notice>
      ))}
    </div>
  );
}

export function ExtractChanges({ run }: { readonly run: ImportRun }): ReactElement | null {
  const { t } = useTranslation("registers-web");
  const dates = useDates();
  const { comparison, register } = run;
  if (comparison === null || register === null) return null;
  // A check marks nothing: what would be gone still stands.
  const checked = run.state === "ready";
  const title = t(checked ? "extract.would" : "extract.title");
  return (
    <section className="extract-changes" aria-label={title}>
      <h2>{title}</h2>
      <p className="soft">
        {comparison.against === null ? (
          t(run.options.extract === "additions" ? "extract.additions" : "extract.first")
        ) : (
          <>
            {t("extract.against")}{" "}
            <Link to="/imports/$id" params={{ id: comparison.against.run }}>
              {comparison.against.fileName}
            </Link>
          </>
        )}
      </p>
      <dl className="run-figures">
        {FATES.map((fate) => (
          <div key={fate}>
            <dt>{t(`extract.fate.${fate}`)}</dt>
            <dd>
              {comparison[fate] === 0 ? (
                dates.count(0)
              ) : (
                <Link to="/imports/$id" params={{ id: run.id }} search={{ fate }}>
                  {dates.count(comparison[fate])}
                </Link>
              )}
            </dd>
          </div>
        ))}
        <div>
          <dt>{t("extract.fate.removed")}</dt>
          <dd>
            {comparison.removed === 0 || checked ? (
              dates.count(comparison.removed)
            ) : (
              <Link to="/registers/$id" params={{ id: register.id }} search={{ goneWith: run.id }}>
                {dates.count(comparison.removed)}
              </Link>
            )}
          </dd>
        </div>
      </dl>
      <ExtractFindings run={run} />
    </section>
  );
}
