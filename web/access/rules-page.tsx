/**
 * Who shares what with whom by standing rule, in sentences; and the records that a changed rule is still being applied to.
 *
 * Promises: each rule says whose records, to whom, how far and on which legal basis. Refuses: to change a rule; rules are
 * agreed between institutions and set when the node is set up.
 */
import { Fragment, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { listRecomputations } from "../../src/access/recomputation.contract.ts";
import { listSharingRules } from "../../src/access/sharing-rule.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Progress, Skeleton } from "../parts/answers.tsx";
import { StateChip } from "../parts/marks-of-record.tsx";
import { PlainTable } from "../account/plain-table.tsx";
import { PeopleRooms } from "../people/people-frame.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { RecordSection } from "../templates/record-page.tsx";
import { useDates } from "../words/dates.ts";
import { Owner, useInstitutionNames, usePersonNames } from "./sharing-names.tsx";
import "./rules.css";

type Rule = CallOutput<typeof listSharingRules>["items"][number];
type Recomputation = CallOutput<typeof listRecomputations>["items"][number];

/** What is under way moves on by itself. */
const AGAIN = 10_000;

function Rules({ rules }: { readonly rules: readonly Rule[] }): ReactElement {
  const { t } = useTranslation("rules");
  const { full: nameOf } = useInstitutionNames();
  const owners = [...Map.groupBy(rules, ({ owner }) => owner)];
  if (owners.length === 0) return <EmptyState title={t("none")}>{t("noneWhy")}</EmptyState>;
  return (
    <>
      {owners.map(([owner, own]) => (
        <RecordSection key={owner} title={t("of", { owner: nameOf(owner) })}>
          <ul className="rule-list">
            {own.map((rule) => (
              <li key={rule.id}>
                <p>
                  {t(`line.${rule.level}.${rule.kind}`, {
                    viewer: rule.viewer === null ? t("nation") : nameOf(rule.viewer),
                  })}
                </p>
                <p className="soft">{rule.legalBasis === "" ? t("noBasis") : rule.legalBasis}</p>
              </li>
            ))}
          </ul>
        </RecordSection>
      ))}
    </>
  );
}

function Recomputations({ items }: { readonly items: readonly Recomputation[] }): ReactElement {
  const { t } = useTranslation("rules");
  const dates = useDates();
  const { full: nameOf } = useInstitutionNames();
  const person = usePersonNames();
  const underWay = items.filter(({ finishedAt }) => finishedAt === null);
  const done = items.filter(({ finishedAt }) => finishedAt !== null);
  const by = (one: Recomputation): string => (one.askedBy === null ? t("work.command") : person(one.askedBy));
  return (
    <RecordSection title={t("work.title")}>
      <p className="soft">{t("work.what")}</p>
      {items.length === 0 && <p>{t("work.none")}</p>}
      {underWay.map((one) => (
        <Fragment key={one.id}>
          <Progress
            label={t(`work.of.${one.kind}`, { owner: nameOf(one.institution) })}
            done={one.done}
            total={one.total}
            doing={t("work.since", { person: by(one), at: dates.moment(one.askedAt) })}
          />
          {one.closes && <p className="soft">{t("work.closes")}</p>}
        </Fragment>
      ))}
      {done.length > 0 && (
        <PlainTable
          label={t("work.title")}
          heads={[t("work.whose"), t("work.records"), t("work.by"), t("work.asked"), t("work.finished")]}
          rows={done.map((one) => ({
            id: one.id,
            cells: [
              <Owner key="owner" code={one.institution} />,
              t(`work.kind.${one.kind}`, { count: one.total, records: dates.count(one.total) }),
              by(one),
              dates.moment(one.askedAt),
              <StateChip key="done" tone="confirmed">
                {one.finishedAt === null ? "" : dates.moment(one.finishedAt)}
              </StateChip>,
            ],
          }))}
        />
      )}
    </RecordSection>
  );
}

export function RulesPage(): ReactElement {
  const { t } = useTranslation(["rules", "people", "web"]);
  const rules = useRead(listSharingRules, {});
  const work = useRead(listRecomputations, {}, { refreshEveryMs: AGAIN });
  return (
    <div className="page">
      <PageHead
        title={t("title")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("people:title"), to: "/people" },
          { label: t("title") },
        ]}
        lead={t("lead")}
      />
      <PeopleRooms />
      <div className="person-body">
        {rules.data !== undefined ? (
          <Rules rules={rules.data.items} />
        ) : rules.error === null ? (
          <Skeleton lines={6} />
        ) : (
          <ErrorState error={rules.error} again={() => void rules.refetch()} />
        )}
        {work.data !== undefined ? (
          <Recomputations items={work.data.items} />
        ) : work.error === null ? (
          <Skeleton lines={2} />
        ) : (
          <ErrorState error={work.error} again={() => void work.refetch()} />
        )}
      </div>
    </div>
  );
}
