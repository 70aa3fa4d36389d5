/**
 * One record of a register: what it says of the weapon, where it came from, the hits it is in.
 *
 * Promises: what was written stands beside what the lists make of it; the row of the file it came from can be seen.
 * Refuses: to pass for a record of an owner: registers are kept here to trace against, and the page says so.
 */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readRecord } from "../../src/registers/register.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useInstitutionNames } from "../access/sharing-names.tsx";
import { useSharing } from "../access/sharing-panel.tsx";
import { RecordNotOpen } from "../access/sharing-why.tsx";
import { call } from "../calls/call.ts";
import { ApiProblem } from "../calls/problem.ts";
import { keyOf } from "../calls/use-call.ts";
import { useDesignations, useNameOf, type Designation } from "../firearms/code-names.ts";
import { SerialOrState, useSerialText, useWeaponLine } from "../firearms/weapon-words.tsx";
import { useRecordHistory } from "../journal/history.tsx";
import { HitsOfRecord } from "../firearms/firearm-hits.tsx";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Serial, StateChip, Tag } from "../parts/marks-of-record.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { useSession } from "../session/session.ts";
import { RecordPage, RecordSection } from "../templates/record-page.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { useReasonWords } from "./reason-words.ts";
import "./registers.css";

type RegisterRecord = CallOutput<typeof readRecord>;

/** The row of the file as it stood. */
function Origin({ origin }: { readonly origin: NonNullable<RegisterRecord["origin"]> }): ReactElement {
  const { t } = useTranslation("registers-web");
  const { may } = useSession();
  const file = origin.fileName ?? t("record.file");
  return (
    <RecordSection title={t("record.origin")}>
      <p>
        {t("record.row", { row: origin.row })}{" "}
        {may.includes("imports.run") && origin.cells !== null ? (
          <Link to="/imports/$id" params={{ id: origin.run }}>
            {file}
          </Link>
        ) : (
          file
        )}
      </p>
      {origin.cells !== null && (
        <Facts
          facts={origin.cells.map((one, index) => ({
            term: one.header === "" ? t("mapping.unnamed", { column: index + 1 }) : one.header,
            value: one.cell,
          }))}
        />
      )}
    </RecordSection>
  );
}

/** What later extracts changed, newest first, with what stood before. */
function Changes({ changes }: { readonly changes: RegisterRecord["changes"] }): ReactElement {
  const { t } = useTranslation("registers-web");
  const dates = useDates();
  return (
    <RecordSection title={t("record.changes")}>
      <ul className="changed-records">
        {changes.map((one) => (
          <li key={one.at}>
            <span className="soft">
              {dates.moment(one.at)}
              {one.run !== null && (
                <>
                  {" · "}
                  <Link to="/imports/$id" params={{ id: one.run }} search={{ rows: String(one.row ?? "") }}>
                    {one.fileName}
                  </Link>
                </>
              )}
              {one.undone && ` · ${t("record.changeUndone")}`}
            </span>
            {one.returned && <span className="changed-field">{t("record.returned")}</span>}
            {one.fields.map((field) => (
              <span key={field.field} className="changed-field">
                {field.label}: <del>{field.before ?? t("report.nothing")}</del> →{" "}
                <ins>{field.after ?? t("report.nothing")}</ins>
              </span>
            ))}
          </li>
        ))}
      </ul>
    </RecordSection>
  );
}

function OneRecord({ record }: { readonly record: RegisterRecord }): ReactElement {
  const { t } = useTranslation(["registers-web", "sharing", "firearms"]);
  const both = useBoth();
  const dates = useDates();
  const { may } = useSession();
  const institutions = useInstitutionNames();
  const names = useDesignations();
  const countryName = useNameOf("countries");
  const weaponLine = useWeaponLine();
  const serialText = useSerialText();
  const reason = useReasonWords();
  const sharing = useSharing({ kind: "register-record", id: record.id, handling: record.handling });
  const history = useRecordHistory("register-record", record.id);
  const line = weaponLine(record);
  const day = (iso: string | null): string | null => (iso === null ? null : dates.longDay(iso));
  const named = (value: Designation, name: string | null) =>
    value.written !== null && value.code !== null && name !== value.written
      ? { value: name, source: t("record.asWritten", { written: value.written }) }
      : { value: name };
  const number = record.reference ?? record.id.slice(-12).toUpperCase();
  const withdrawn = record.state === "withdrawn";
  return (
    <>
      <RecordPage
        crumbs={[
          { label: t("registers.title"), to: "/registers" },
          ...(record.register === null
            ? []
            : [{ label: both(record.register), to: "/registers/$id" as const, params: { id: record.register.id } }]),
          { label: number },
        ]}
        kind={record.register === null ? t("record.kind") : both(record.register)}
        number={number}
        title={<SerialOrState serial={record.serial} state={record.serialState} plate />}
        plainTitle={`${serialText(record.serial, record.serialState)}, ${line}`}
        subtitle={line}
        owner={{ code: record.institution, name: institutions.full(record.institution) }}
        state={
          withdrawn ? (
            <StateChip tone="ended">{t("record.state.withdrawn")}</StateChip>
          ) : record.reason === null ? undefined : (
            <Tag>{reason(record.reason)}</Tag>
          )
        }
        handling={record.handling}
        may={record.may}
        acts={[
          {
            verb: "share",
            control: (
              <Button glyph="link" onPress={sharing.share}>
                {t("sharing:share.open")}
              </Button>
            ),
          },
        ]}
        seers={sharing.seers}
        history={history.entries}
        historyMore={history.more}
        notice={
          withdrawn ? (
            <Notice tone="waiting">{t("record.withdrawnWhat")}</Notice>
          ) : record.absentSince === null ? undefined : (
            <Notice tone="waiting" title={t("record.absentTitle", { day: dates.longDay(record.absentSince) })}>
              {t("record.absentWhat")}
            </Notice>
          )
        }
      >
        <RecordSection title={t("record.fate")}>
          <Facts
            facts={[
              { term: t("record.reason"), value: reason(record.reason) },
              { term: t("record.lostOn"), value: day(record.lostOn) },
              { term: t("record.enteredOn"), value: day(record.enteredOn) },
              { term: t("record.authority"), value: record.authority },
              { term: t("record.reference"), value: record.reference },
              ...(record.note === null ? [] : [{ term: t("record.note"), value: record.note }]),
            ]}
          />
        </RecordSection>
        <RecordSection title={t("record.what")}>
          <Facts
            facts={[
              { term: t("record.type"), ...named(record.type, names.type(record.type)) },
              { term: t("record.make"), ...named(record.make, names.make(record.make)) },
              { term: t("record.model"), ...named(record.model, names.model(record.model)) },
              { term: t("record.calibre"), ...named(record.calibre, names.calibre(record.calibre)) },
              { term: t("record.country"), value: countryName(record.country) ?? record.country },
              { term: t("record.year"), value: record.year },
              {
                term: t("record.serialState"),
                value: t(`firearms:state.${record.serialState}`, { defaultValue: record.serialState }),
              },
              {
                term: t("record.compared"),
                value:
                  record.serialNormal === null || record.serialNormal === "" ? null : (
                    <Serial value={record.serialNormal} />
                  ),
              },
              ...(record.series === null ? [] : [{ term: t("record.series"), value: record.series }]),
              ...(record.number === null ? [] : [{ term: t("record.number"), value: record.number }]),
              ...record.more.map((one) => ({ term: one.label, value: one.value })),
            ]}
          />
        </RecordSection>
        {may.includes("hits.read") && (
          <RecordSection title={t("record.hits")}>
            <HitsOfRecord id={record.id} />
          </RecordSection>
        )}
        {record.changes.length > 0 && <Changes changes={record.changes} />}
        {record.origin !== null && <Origin origin={record.origin} />}
        <p className="soft">{t("record.onlyTracing")}</p>
      </RecordPage>
      {sharing.dialogs}
    </>
  );
}

export function RegisterRecordPage(): ReactElement {
  const { t } = useTranslation("registers-web");
  const { id } = useParams({ from: "/shell/registers/records/$id" });
  const sent = { params: { id } };
  const answer = useQuery({
    queryKey: keyOf(readRecord, sent),
    queryFn: ({ signal }) => call(readRecord, sent, { signal }),
    // A look is written into the journal: a window that comes to the front is no new look.
    refetchOnWindowFocus: false,
    retry: false,
  });
  const crumbs = [{ label: t("registers.title"), to: "/registers" as const }];
  if (answer.data !== undefined) return <OneRecord key={id} record={answer.data} />;
  if (answer.error instanceof ApiProblem && answer.error.status === 404) {
    return <RecordNotOpen kind="register-record" id={id} crumbs={crumbs} />;
  }
  return (
    <div className="page">
      <h1>{t("record.kind")}</h1>
      {answer.error === null ? (
        <Skeleton lines={10} />
      ) : (
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      )}
    </div>
  );
}
