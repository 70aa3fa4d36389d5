/**
 * One recovery: what was recovered, where and when, on which ground, in which criminal context; who sees it; what next.
 *
 * Promises: grounds and contexts are histories, the latest first, earlier ones stay; acts are those of `may`. Refuses:
 * to show a recovery that is not open in other words than one that is not there.
 */
import { useState, type ReactElement } from "react";
import { Link, getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CallOutput } from "../../src/platform/contract.ts";
import { readRecovery } from "../../src/recoveries/recovery.contract.ts";
import { useInstitutionNames, usePersonNames } from "../access/sharing-names.tsx";
import { useSharing } from "../access/sharing-panel.tsx";
import { RecordNotOpen } from "../access/sharing-why.tsx";
import { AttachmentDesk } from "../attachments/attachment-desk.tsx";
import { ApiProblem } from "../calls/problem.ts";
import { useRead } from "../calls/use-call.ts";
import { useNameOf } from "../firearms/code-names.ts";
import { HitsOfRecord } from "../firearms/firearm-hits.tsx";
import { SerialOrState, useSerialText, useWeaponLine } from "../firearms/weapon-words.tsx";
import { useRecordHistory } from "../journal/history.tsx";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Grade, Tag } from "../parts/marks-of-record.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { useSession } from "../session/session.ts";
import type { Act } from "../templates/page-head.tsx";
import { RecordPage, RecordSection } from "../templates/record-page.tsx";
import { useDates } from "../words/dates.ts";
import { ChangedNotice, ChangesSection } from "./recovery-changes.tsx";
import { CorrectDialog } from "./recovery-correct.tsx";
import { DoubtsSection, useRecordDoubts } from "./recovery-doubts.tsx";
import { OtherSections } from "./recovery-others.tsx";
import { ReturnedNotice, Steps, useSteps } from "./recovery-steps.tsx";
import { StatusTag } from "./status-tag.tsx";
import { AddStatementDialog, Statements, type HistoryName } from "./recovery-statements.tsx";
import "./recoveries.css";

export type RecoveryView = CallOutput<typeof readRecovery>;

const route = getRouteApi("/shell/recoveries/$id");

export function RecoveryPage(): ReactElement {
  const { t } = useTranslation(["recoveries", "web"]);
  const { id } = route.useParams();
  const answer = useRead(readRecovery, { params: { id } });
  const crumbs = [
    { label: t("web:nav.start"), to: "/" as const },
    { label: t("list.title"), to: "/recoveries" as const },
  ];
  if (answer.data !== undefined) return <Recovery key={id} recovery={answer.data} crumbs={crumbs} />;
  if (answer.error instanceof ApiProblem && answer.error.status === 404) {
    return <RecordNotOpen kind="recovery" id={id} crumbs={crumbs} />;
  }
  return (
    <div className="page">
      {answer.error === null ? (
        <Skeleton lines={10} />
      ) : (
        <>
          <h1>{t("page.kind")}</h1>
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        </>
      )}
    </div>
  );
}

/** The page where the recovery lies: what was written, its region, its country, its coordinates. */
function usePlaceFacts(recovery: RecoveryView) {
  const { t } = useTranslation("recoveries");
  const region = useNameOf("regions");
  const country = useNameOf("countries");
  const place = useNameOf("places");
  const { place: at } = recovery;
  return [
    {
      term: t("fact.place"),
      value: at.written ?? place(at.code) ?? at.code,
      ...(at.written !== null && place(at.code) !== undefined && place(at.code) !== at.written
        ? { source: t("fact.placeKnownAs", { place: place(at.code) }) }
        : {}),
    },
    { term: t("fact.region"), value: region(at.region) ?? at.region },
    ...(at.country === null ? [] : [{ term: t("fact.country"), value: country(at.country) ?? at.country }]),
    ...(at.latitude === null || at.longitude === null
      ? []
      : [
          {
            term: t("fact.coordinates"),
            value: <span className="mono">{`${at.latitude.toFixed(5)}, ${at.longitude.toFixed(5)}`}</span>,
          },
        ]),
  ];
}

function Recovery({
  recovery,
  crumbs,
}: {
  readonly recovery: RecoveryView;
  readonly crumbs: readonly { readonly label: string; readonly to: "/" | "/recoveries" }[];
}): ReactElement {
  const { t, i18n } = useTranslation(["recoveries", "sharing", "recovery-form"]);
  const dates = useDates();
  const session = useSession();
  const institutions = useInstitutionNames();
  const personName = usePersonNames();
  const weaponLine = useWeaponLine();
  const serialText = useSerialText();
  const sharing = useSharing({ kind: "recovery", id: recovery.id, handling: recovery.handling });
  const history = useRecordHistory("recovery", recovery.id);
  const placeFacts = usePlaceFacts(recovery);
  const placeKind = useNameOf("place-kinds");
  const conveyance = useNameOf("conveyances");
  const concealment = useNameOf("concealments");
  const [correcting, setCorrecting] = useState(false);
  const [adding, setAdding] = useState<HistoryName>();

  const manner = t(`manner.${recovery.manner}`);
  const when =
    recovery.occurredAt !== null
      ? dates.moment(recovery.occurredAt)
      : recovery.occurredOn === null
        ? t("list.noDate")
        : dates.longDay(recovery.occurredOn);
  const where = recovery.place.written ?? placeFacts[0]?.value ?? "";
  const first = recovery.firearms[0];
  const plainTitle =
    first === undefined
      ? manner
      : recovery.firearms.length > 1
        ? t("page.several", { count: recovery.firearms.length })
        : `${weaponLine(first)}, ${serialText(first.serial, first.serialState)}`;
  const doubts = useRecordDoubts(recovery);
  const steps = useSteps(recovery, doubts);
  const acts: readonly Act[] = [
    ...steps.acts,
    {
      verb: "change",
      control: <Button onPress={() => setCorrecting(true)}>{t("page.correct")}</Button>,
    },
    { verb: "add-ground", control: <Button onPress={() => setAdding("ground")}>{t("statement.addGround")}</Button> },
    {
      verb: "add-context",
      control: <Button onPress={() => setAdding("context")}>{t("statement.addContext")}</Button>,
    },
    {
      verb: "share",
      control: (
        <Button glyph="link" onPress={sharing.share}>
          {t("sharing:share.open")}
        </Button>
      ),
    },
  ];

  return (
    <>
      <RecordPage
        crumbs={[...crumbs, { label: recovery.number }]}
        kind={t("page.kind")}
        number={recovery.number}
        title={
          first !== undefined && recovery.firearms.length === 1 ? (
            <SerialOrState serial={first.serial} state={first.serialState} plate />
          ) : (
            plainTitle
          )
        }
        plainTitle={plainTitle}
        subtitle={
          first !== undefined && recovery.firearms.length === 1
            ? `${weaponLine(first)}. ${t("page.subtitle", { manner, when, where })}`
            : t("page.subtitle", { manner, when, where })
        }
        owner={{ code: recovery.institution, name: institutions.full(recovery.institution) }}
        state={
          <>
            <Tag>{manner}</Tag>
            <StatusTag recovery={recovery} />
          </>
        }
        handling={recovery.handling}
        acts={acts}
        may={recovery.may}
        seers={sharing.seers}
        history={history.entries}
        historyMore={history.more}
      >
        <ReturnedNotice recovery={recovery} />
        <ChangedNotice recovery={recovery} />
        {recovery.flags.length > 0 && (
          <p className="cluster">
            <span className="soft">{t("recovery-form:flagsTitle")}:</span>
            {recovery.flags.map((flag) => (
              <Tag key={flag}>{t(`recovery-form:flag.${flag}`)}</Tag>
            ))}
          </p>
        )}
        <RecordSection title={t("page.weapons")}>
          <ul className="weapon-list">
            {recovery.firearms.map((firearm) => (
              <li key={firearm.id}>
                <Link to="/firearms/$id" params={{ id: firearm.id }}>
                  <SerialOrState serial={firearm.serial} state={firearm.serialState} />
                </Link>
                <span className="weapon-words">{weaponLine(firearm)}</span>
                <span className="mono soft">{firearm.number}</span>
              </li>
            ))}
          </ul>
        </RecordSection>
        <DoubtsSection recovery={recovery} doubts={doubts} />
        {session.may.includes("hits.read") && (
          <RecordSection title={t("page.hits")}>
            <HitsOfRecord id={recovery.id} weapons={recovery.firearms.map((firearm) => firearm.id)} />
          </RecordSection>
        )}
        <RecordSection title={t("attachments:title")}>
          <AttachmentDesk
            on={{ kind: "recovery", id: recovery.id }}
            weapons={recovery.firearms.map((firearm) => ({
              id: firearm.id,
              label: `${weaponLine(firearm)}, ${serialText(firearm.serial, firearm.serialState)}`,
            }))}
          />
        </RecordSection>
        <RecordSection title={t("page.whereAndWhen")}>
          <Facts
            facts={[
              { term: t("fact.manner"), value: manner },
              { term: t("fact.when"), value: when },
              ...placeFacts,
              ...(recovery.place.kind === null
                ? []
                : [
                    {
                      term: t("recovery-form:placeKind"),
                      value: placeKind(recovery.place.kind) ?? recovery.place.kind,
                    },
                  ]),
              ...(recovery.conveyance.code === null && recovery.conveyance.written === null
                ? []
                : [
                    {
                      term: t("recovery-form:conveyance"),
                      value: conveyance(recovery.conveyance.code) ?? recovery.conveyance.written,
                    },
                  ]),
              ...(recovery.concealment.code === null && recovery.concealment.written === null
                ? []
                : [
                    {
                      term: t("recovery-form:concealment"),
                      value: concealment(recovery.concealment.code) ?? recovery.concealment.written,
                    },
                  ]),
              { term: t("fact.unit"), value: i18n.language === "ru" ? recovery.unit.ru : recovery.unit.en },
              {
                term: t("fact.recordedBy"),
                value: personName(recovery.recordedBy),
                source: dates.moment(recovery.recordedAt),
              },
              ...(recovery.ownReference === null
                ? []
                : [{ term: t("fact.ownReference"), value: <span className="mono">{recovery.ownReference}</span> }]),
              ...(recovery.authorityWritten === null
                ? []
                : [{ term: t("fact.authority"), value: recovery.authorityWritten }]),
              {
                term: t("fact.grade"),
                value:
                  recovery.grade === null ? null : (
                    <Grade source={recovery.grade.slice(0, 1)} information={recovery.grade.slice(1)} />
                  ),
              },
              ...(recovery.handlingNote === null
                ? []
                : [{ term: t("fact.handlingNote"), value: recovery.handlingNote }]),
              ...(recovery.import === null
                ? []
                : [{ term: t("fact.import"), value: t("fact.importRow", { row: recovery.import.row }) }]),
            ]}
          />
          {recovery.circumstances !== "" && <p className="circumstances">{recovery.circumstances}</p>}
        </RecordSection>
        <RecordSection title={t("statement.grounds")}>
          <Statements history="ground" statements={recovery.grounds} />
        </RecordSection>
        <RecordSection title={t("statement.contexts")}>
          <Statements history="context" statements={recovery.contexts} />
        </RecordSection>
        <OtherSections recovery={recovery} />
        <ChangesSection recovery={recovery} />
        <RecordSection title={t("recovery-form:steps")}>
          <Steps steps={recovery.steps} />
        </RecordSection>
      </RecordPage>
      {sharing.dialogs}
      {steps.dialogs}
      {correcting && <CorrectDialog recovery={recovery} onClose={() => setCorrecting(false)} />}
      {adding !== undefined && (
        <AddStatementDialog recovery={recovery} history={adding} onClose={() => setAdding(undefined)} />
      )}
    </>
  );
}
