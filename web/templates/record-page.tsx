/**
 * Record: who and what on top, facts left, history and who-can-see right, next acts as verbs.
 *
 * Promises: answers on one screen what this is, where it comes from, what I can do next, and who else can see it; prints
 * as a document a ministry would sign. Refuses: acts that the node did not allow.
 */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Crumb } from "../parts/breadcrumbs.tsx";
import { Button } from "../parts/button.tsx";
import { HandlingCodes, InstitutionName } from "../parts/marks-of-record.tsx";
import { HistoryList, WhoCanSee, type HistoryEntry, type Seer } from "../parts/record-panels.tsx";
import { Breadcrumbs } from "../parts/breadcrumbs.tsx";
import { PrintHead } from "../shell/print.tsx";
import { Acts, useTitle, type Act } from "./page-head.tsx";
import "./templates.css";

export interface RecordPageProps {
  readonly crumbs: readonly Crumb[];
  /** What kind of record, e.g. "Recovery". */
  readonly kind: string;
  /** The record's number as people say it; printed as QR. */
  readonly number: string;
  /** Who or what: a serial plate, a name. */
  readonly title: ReactNode;
  readonly plainTitle: string;
  /** One line under the title: make, model, calibre; place and day. */
  readonly subtitle?: ReactNode;
  readonly owner: { readonly code: string; readonly name: string };
  readonly state?: ReactNode;
  /** Codes as the node gives them; empty is H0. */
  readonly handling: readonly string[];
  readonly acts: readonly Act[];
  /** What the caller may do, from the node's answer. */
  readonly may: readonly string[];
  readonly seers: readonly Seer[];
  readonly seerActs?: ReactNode;
  readonly history: readonly HistoryEntry[];
  readonly historyMore?: ReactNode;
  /** What needs the reader now: a hit, a doubt. */
  readonly notice?: ReactNode;
  readonly children: ReactNode;
}

export function RecordPage(props: RecordPageProps): ReactElement {
  const { t } = useTranslation();
  useTitle(`${props.number} · ${props.plainTitle}`);
  return (
    <article className="page record-page">
      <PrintHead kind={props.kind} number={props.number} owner={props.owner} handling={props.handling} />
      <header className="record-head">
        <Breadcrumbs crumbs={props.crumbs} />
        <div className="record-line">
          <InstitutionName code={props.owner.code} name={props.owner.name} />
          <span className="mono">{props.number}</span>
          {props.state}
          <HandlingCodes codes={props.handling} words />
        </div>
        <div className="record-title">
          <h1>{props.title}</h1>
          {props.subtitle !== undefined && <p className="record-subtitle">{props.subtitle}</p>}
        </div>
        <div className="record-acts">
          <Acts acts={props.acts} may={props.may} />
          <Button tone="quiet" glyph="print" onPress={() => globalThis.print()}>
            {t("record.print")}
          </Button>
        </div>
      </header>
      {props.notice}
      <div className="record-body">
        <div className="record-facts">{props.children}</div>
        <aside className="record-side" aria-label={t("record.side")}>
          <WhoCanSee seers={props.seers}>{props.seerActs}</WhoCanSee>
          <HistoryList entries={props.history}>{props.historyMore}</HistoryList>
        </aside>
      </div>
    </article>
  );
}

/** A part of a record under its own heading. */
export function RecordSection({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section className="record-section">
      <div className="record-section-head">
        <h2>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}
