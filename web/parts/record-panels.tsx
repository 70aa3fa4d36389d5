/**
 * What stands beside every record: who can see it and why, and what was done with it. Facts stand in a list of terms.
 */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDates } from "../words/dates.ts";
import { Glyph } from "./glyph.tsx";
import { InstitutionName } from "./marks-of-record.tsx";
import "./record-panels.css";

export interface Fact {
  readonly term: string;
  readonly value: ReactNode;
  /** Where it comes from: the reading, the report, the register. */
  readonly source?: ReactNode;
}

/** Facts as terms and values; what was not recorded is said so, never left blank. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <div key={fact.term} className="fact">
          <dt>{fact.term}</dt>
          <dd>
            {fact.value === null || fact.value === undefined || fact.value === "" ? (
              <span className="soft">{t("record.notRecorded")}</span>
            ) : (
              fact.value
            )}
            {fact.source !== undefined && <span className="fact-source">{fact.source}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export interface Seer {
  readonly id: string;
  /** An institution's code, when the seer is one. */
  readonly institution?: string;
  readonly name: string;
  /** Why they see it, in one sentence: "owns the record", "shared by … until …". */
  readonly why: string;
  /** ISO date after which they no longer see it. */
  readonly until?: string;
  /** What can be done with this line alone: withdraw the share. */
  readonly act?: ReactNode;
}

/** Who can see this, and why. Acts (share, withdraw) come as children, only those the node allows. */
export function WhoCanSee({
  seers,
  children,
}: {
  readonly seers: readonly Seer[];
  readonly children?: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <section className="panel" aria-labelledby="who-can-see">
      <h2 id="who-can-see">
        <Glyph name="eye" />
        {t("record.whoCanSee")}
      </h2>
      <ul className="seers">
        {seers.map((seer) => (
          <li key={seer.id}>
            {seer.institution === undefined ? (
              <span className="institution">
                <Glyph name="person" />
                {seer.name}
              </span>
            ) : (
              <InstitutionName code={seer.institution} name={seer.name} />
            )}
            <span className="seer-why">
              {seer.why}
              {seer.until !== undefined && <> {t("record.until", { date: dates.day(seer.until) })}</>}
            </span>
            {seer.act !== undefined && <span className="seer-act">{seer.act}</span>}
          </li>
        ))}
      </ul>
      {children !== undefined && <div className="cluster">{children}</div>}
    </section>
  );
}

export interface HistoryEntry {
  readonly id: string;
  /** ISO instant. */
  readonly at: string;
  /** What was done, as a sentence without its subject: "confirmed the hit". */
  readonly what: ReactNode;
  readonly person: string;
  readonly institution?: { readonly code: string; readonly name: string };
  /** The purpose stated for a look, or the reason given for a decision. */
  readonly why?: string;
  readonly receipt?: string;
  readonly refused?: boolean;
}

/** The journal's entries about one record, newest first. */
export function HistoryList({
  entries,
  children,
}: {
  readonly entries: readonly HistoryEntry[];
  readonly children?: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history">
        <Glyph name="clock" />
        {t("record.history")}
      </h2>
      <ol className="history">
        {entries.map((entry) => (
          <li key={entry.id} className={entry.refused === true ? "history-refused" : undefined}>
            <span className="history-what">{entry.what}</span>
            <span className="history-who">
              {entry.institution === undefined ? (
                entry.person
              ) : (
                <>
                  {entry.person}, <InstitutionName code={entry.institution.code} name={entry.institution.name} />
                </>
              )}
            </span>
            {entry.why !== undefined && <q className="history-why">{entry.why}</q>}
            <span className="history-when">
              <time dateTime={entry.at}>{dates.moment(entry.at)}</time>
              {entry.receipt !== undefined && <span className="mono">{entry.receipt}</span>}
            </span>
          </li>
        ))}
      </ol>
      {children}
    </section>
  );
}
