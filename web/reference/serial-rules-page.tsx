/**
 * The serial decoding rules in force: the country's own and the shipped ones, and what is wrong with a row of the country's.
 *
 * Promises: each rule with its source and how sure it is. Refuses: to change a rule; the country's stand in its configuration.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { listSerialRules } from "../../src/firearms/serial-rules.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { PlainTable } from "../account/plain-table.tsx";
import { useRead } from "../calls/use-call.ts";
import { useNameOf } from "../firearms/code-names.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Tag } from "../parts/marks-of-record.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { useBoth } from "../words/both.ts";
import { CurationRooms } from "./curation-frame.tsx";
import "./reference.css";

type Rules = CallOutput<typeof listSerialRules>;

function Faults({ faults }: { readonly faults: Rules["faults"] }): ReactElement | null {
  const { t } = useTranslation("curator");
  if (faults.length === 0) return null;
  return (
    <Notice tone="harm" title={t("serialRules.faults.title", { count: faults.length })}>
      <p>{t("serialRules.faults.what")}</p>
      <ul>
        {faults.map((fault) => (
          <li key={`${fault.row} ${fault.column} ${fault.code} ${fault.value}`}>
            {t(fault.row === 0 ? "serialRules.faults.whole" : "serialRules.faults.row", { ...fault })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Rows({ rules }: { readonly rules: Rules["items"] }): ReactElement {
  const { t } = useTranslation("curator");
  const both = useBoth();
  const makeName = useNameOf("makes");
  const countryName = useNameOf("countries");
  const markName = useNameOf("mark-kinds");
  const list = (codes: readonly string[], name: (code: string) => string | undefined): string =>
    codes.map((code) => name(code) ?? code).join(", ");
  return (
    <PlainTable
      label={t("serialRules.label")}
      heads={[
        t("serialRules.name"),
        t("serialRules.applies"),
        t("serialRules.pattern"),
        t("serialRules.sure"),
        t("serialRules.source"),
      ]}
      rows={rules.map((rule) => ({
        id: rule.code,
        cells: [
          <span key="name" className="rule-name">
            <span>{both(rule)}</span>
            <span className="soft">{t(`serialRules.kind.${rule.kind}`)}</span>
            {rule.own && <Tag>{t("serialRules.own")}</Tag>}
          </span>,
          <span key="applies" className="rule-name">
            <span>
              {[list(rule.makes, makeName), list(rule.countries, countryName)]
                .filter((part) => part !== "")
                .join("; ") || t("serialRules.anyMake")}
            </span>
            <span className="soft">{list(rule.marks, markName)}</span>
          </span>,
          <span key="pattern" className="mono rule-pattern">
            {rule.pattern}
          </span>,
          t(`serialRules.confidence.${rule.confidence}`),
          <span key="source" className="soft rule-source">
            {rule.source}
          </span>,
        ],
      }))}
    />
  );
}

export function SerialRulesPage(): ReactElement {
  const { t } = useTranslation(["curator", "web"]);
  const answer = useRead(listSerialRules, {});
  return (
    <div className="page">
      <PageHead
        title={t("serialRules.title")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("title"), to: "/curation" },
          { label: t("serialRules.title") },
        ]}
        lead={t("serialRules.lead")}
        below={<CurationRooms />}
      />
      {answer.data === undefined ? (
        answer.error === null ? (
          <Skeleton lines={8} />
        ) : (
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        )
      ) : (
        <div className="serial-rules">
          <Faults faults={answer.data.faults} />
          <Rows rules={answer.data.items} />
        </div>
      )}
    </div>
  );
}
