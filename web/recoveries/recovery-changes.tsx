/**
 * What was changed of a recovery after it was recorded: the former value beside the new one, why, by whom, when.
 *
 * Promises: an accepted record that was changed since says so on top, with each change, until somebody else confirms it.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usePersonNames } from "../access/sharing-names.tsx";
import { Notice } from "../parts/answers.tsx";
import { Tag } from "../parts/marks-of-record.tsx";
import { RecordSection } from "../templates/record-page.tsx";
import { useDates } from "../words/dates.ts";
import { useChangeSubject, useFactChanges, type Change } from "./change-words.ts";
import type { RecoveryView } from "./recovery-page.tsx";
import "./recoveries.css";

/** The changes, the latest first. */
export function ChangeList({
  recovery,
  changes,
}: {
  readonly recovery: RecoveryView;
  readonly changes: readonly Change[];
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  const dates = useDates();
  const personName = usePersonNames();
  const factsOf = useFactChanges();
  const subjectOf = useChangeSubject(recovery);
  return (
    <ol className="statements">
      {changes.toReversed().map((change) => {
        const facts = factsOf(change);
        return (
          <li key={change.id}>
            <span className="soft">{dates.moment(change.at)}</span>
            <div className="change-said">
              <span>
                {t(`changes.kind.${facts.length === 0 && change.kind === "corrected" ? "answered" : change.kind}`)}{" "}
                <b>{subjectOf(change)}</b>
              </span>
              {facts.map((fact) => (
                <span key={fact.name} className="change-fact">
                  {fact.term}: <s>{fact.before}</s> → {fact.after}
                </span>
              ))}
            </div>
            <span className="cluster">{change.since && <Tag>{t("changes.since")}</Tag>}</span>
            <span className="statement-note">
              {personName(change.by)}
              {change.reason !== null && (
                <>
                  {": "}
                  <q>{change.reason}</q>
                </>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** On top of an accepted record that was changed since. */
export function ChangedNotice({ recovery }: { readonly recovery: RecoveryView }): ReactElement | null {
  const { t } = useTranslation("recovery-form");
  const dates = useDates();
  const personName = usePersonNames();
  const subjectOf = useChangeSubject(recovery);
  const factsOf = useFactChanges();
  if (!recovery.changedSince) return null;
  const since = recovery.changes.filter((change) => change.since);
  return (
    <Notice tone="waiting" title={t("changes.noticeTitle")}>
      <ul className="changed-notice">
        {since.map((change) => (
          <li key={change.id}>
            {[subjectOf(change), ...factsOf(change).map((fact) => fact.term.toLocaleLowerCase())].join(", ")}
            {"; "}
            {personName(change.by)}, {dates.moment(change.at)}
          </li>
        ))}
      </ul>
      <p>{t(recovery.may.includes("confirm") ? "changes.noticeYou" : "changes.noticeOther")}</p>
    </Notice>
  );
}

export function ChangesSection({ recovery }: { readonly recovery: RecoveryView }): ReactElement | null {
  const { t } = useTranslation("recovery-form");
  if (recovery.changes.length === 0) return null;
  return (
    <RecordSection title={t("changes.title")}>
      <ChangeList recovery={recovery} changes={recovery.changes} />
    </RecordSection>
  );
}
