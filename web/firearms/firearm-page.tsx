/**
 * One weapon: its marks with every reading, what it is said to be and by whom, the hits it is in.
 *
 * Promises: readings stand side by side and a disagreement is seen; the best statement is marked and the others stay.
 * Refuses: to show a weapon that is not open in other words than one that is not there.
 */
import { AttachmentDesk } from "../attachments/attachment-desk.tsx";
import { useState, type ReactElement } from "react";
import { Link, getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { explainAccess } from "../../src/access/sharing.contract.ts";
import { readFirearm } from "../../src/firearms/firearm.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useInstitutionNames } from "../access/sharing-names.tsx";
import { useSharing } from "../access/sharing-panel.tsx";
import { RecordNotOpen } from "../access/sharing-why.tsx";
import { ApiProblem } from "../calls/problem.ts";
import { useRead } from "../calls/use-call.ts";
import { drawingOf } from "../drawings/drawing.ts";
import { MarkDrawing } from "../drawings/mark-drawing.tsx";
import { useRecordHistory } from "../journal/history.tsx";
import { PartOfLot } from "../matching/part-of-lot.tsx";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { StateChip, Tag } from "../parts/marks-of-record.tsx";
import { Facts } from "../parts/record-panels.tsx";
import type { Act } from "../templates/page-head.tsx";
import { RecordPage, RecordSection } from "../templates/record-page.tsx";
import { useSession } from "../session/session.ts";
import { useDates } from "../words/dates.ts";
import { useDesignations, useNameOf, type Designation } from "./code-names.ts";
import { DecodedMarks } from "./decoded-marks.tsx";
import { AddReadingDialog, IdentifyDialog } from "./firearm-dialogs.tsx";
import { Conclusions, ExaminationNotice } from "./firearm-examination.tsx";
import { useHistoryTold } from "./firearm-history-told.tsx";
import { HitsOfRecord } from "./firearm-hits.tsx";
import { Marks } from "./firearm-marks.tsx";
import { ReportDialog } from "./firearm-report.tsx";
import { Statements, useSaid } from "./firearm-statements.tsx";
import { useMarksShown } from "./marks-shown.ts";
import { SerialOrState, useSerialText, useWeaponLine } from "./weapon-words.tsx";
import "./firearms.css";

export type FirearmView = CallOutput<typeof readFirearm>;

const route = getRouteApi("/shell/firearms/$id");

export function FirearmPage(): ReactElement {
  const { t } = useTranslation(["firearms", "web"]);
  const { id } = route.useParams();
  const answer = useRead(readFirearm, { params: { id } });
  const crumbs = [
    { label: t("web:nav.start"), to: "/" as const },
    { label: t("list.title"), to: "/firearms" as const },
  ];
  if (answer.data !== undefined) return <Firearm key={id} firearm={answer.data} crumbs={crumbs} />;
  if (answer.error instanceof ApiProblem && answer.error.status === 404) {
    return <RecordNotOpen kind="firearm" id={id} crumbs={crumbs} />;
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

/** Why only the weapon is open: asked when the reader wants to know, since the question is noted. */
function RecoveryClosed({ id, institution }: { readonly id: string; readonly institution: string }): ReactElement {
  const { t } = useTranslation(["firearms", "sharing"]);
  const institutions = useInstitutionNames();
  const [asked, setAsked] = useState(false);
  const answer = useRead(explainAccess, { params: { kind: "firearm", id } }, { enabled: asked });
  return (
    <span className="closed-recovery">
      {t("page.recoveryClosed")}{" "}
      {!asked ? (
        <Button small tone="quiet" onPress={() => setAsked(true)}>
          {t("page.recoveryWhy")}
        </Button>
      ) : (
        <span className="fact-source" role="status">
          {(answer.data?.because ?? []).map((why) => t(`sharing:mine.${why}`, { defaultValue: "" })).join(" ")}{" "}
          {t("page.recoveryAsk", { institution: institutions.full(institution) })}
        </span>
      )}
    </span>
  );
}

function Firearm({
  firearm,
  crumbs,
}: {
  readonly firearm: FirearmView;
  readonly crumbs: readonly { readonly label: string; readonly to: "/" | "/firearms" }[];
}): ReactElement {
  const { t } = useTranslation(["firearms", "sharing", "attachments"]);
  const dates = useDates();
  const session = useSession();
  const institutions = useInstitutionNames();
  const names = useDesignations();
  const countryName = useNameOf("countries");
  const weaponLine = useWeaponLine();
  const serialText = useSerialText();
  const said = useSaid();
  const sharing = useSharing({ kind: "firearm", id: firearm.id, handling: firearm.handling });
  const history = useRecordHistory("firearm", firearm.id);
  const told = useHistoryTold(firearm, history.entries);
  const [dialog, setDialog] = useState<"reading" | "identify" | "report">();
  const [place, setPlace] = useState<string>();
  const marksShown = useMarksShown(firearm.marks);
  const drawing = drawingOf(firearm.type.code);

  /** The name of the list, and beside it what was written where it says it otherwise. */
  const named = (value: Designation, name: string | null) =>
    value.written !== null && value.code !== null && name !== value.written
      ? { value: name, source: t("page.asWritten", { written: value.written }) }
      : { value: name };
  const line = weaponLine(firearm);
  const acts: readonly Act[] = [
    {
      verb: "add-reading",
      control: (
        <Button tone="main" glyph="plus" onPress={() => setDialog("reading")}>
          {t("reading.open")}
        </Button>
      ),
    },
    { verb: "identify", control: <Button onPress={() => setDialog("identify")}>{t("identify.open")}</Button> },
    {
      verb: "report",
      control: (
        <Button glyph="print" onPress={() => setDialog("report")}>
          {t("report.open")}
        </Button>
      ),
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
        crumbs={[...crumbs, { label: firearm.number }]}
        kind={t("page.kind")}
        number={firearm.number}
        title={<SerialOrState serial={firearm.serial} state={firearm.serialState} plate />}
        plainTitle={`${serialText(firearm.serial, firearm.serialState)}, ${line}`}
        subtitle={line}
        owner={{ code: firearm.institution, name: institutions.full(firearm.institution) }}
        state={
          <>
            <Tag>{t(`manner.${firearm.manner}`)}</Tag>
            {firearm.disputed && <StateChip tone="waiting">{t("marks.disagree")}</StateChip>}
          </>
        }
        notice={<ExaminationNotice firearm={firearm} />}
        handling={firearm.handling}
        acts={acts}
        may={firearm.may}
        seers={sharing.seers}
        history={told}
        historyMore={history.more}
      >
        <RecordSection title={t("page.what")}>
          <Facts
            facts={[
              { term: t("aspect.type"), ...named(firearm.type, names.type(firearm.type)) },
              { term: t("aspect.make"), ...named(firearm.make, names.make(firearm.make)) },
              { term: t("aspect.model"), ...named(firearm.model, names.model(firearm.model)) },
              { term: t("aspect.calibre"), ...named(firearm.calibre, names.calibre(firearm.calibre)) },
              { term: t("aspect.country"), value: countryName(firearm.country) ?? firearm.country },
              { term: t("aspect.year"), value: firearm.year },
              ...(["generation", "importer"] as const).flatMap((aspect) =>
                firearm[aspect].written === null
                  ? []
                  : [{ term: t(`aspect.${aspect}`), value: firearm[aspect].written }],
              ),
              ...(firearm.conversion.written === null && firearm.conversion.code === null
                ? []
                : [
                    {
                      term: t("aspect.conversion"),
                      value: said({
                        aspect: "conversion",
                        code: firearm.conversion.code,
                        written: firearm.conversion.written ?? "",
                      }),
                    },
                  ]),
              ...(["unodc", "hs", "administrative"] as const).map((name) => {
                const aspect = name === "administrative" ? "admin-class" : name;
                const { code, from } = firearm.classes[name];
                return {
                  term: t(`aspect.${aspect}`),
                  value: code === "unknown" ? t("page.classUnknown") : said({ aspect, code, written: code }),
                  ...(from === "type" ? { source: t("page.classFromType") } : {}),
                };
              }),
              ...(firearm.stateOwned === null ? [] : [{ term: t("page.stateOwned"), value: firearm.stateOwned }]),
              {
                term: t("page.recovery"),
                value:
                  firearm.recovery === null ? (
                    <RecoveryClosed id={firearm.id} institution={firearm.institution} />
                  ) : (
                    <Link to="/recoveries/$id" params={{ id: firearm.recovery.id }} className="mono">
                      {firearm.recovery.number}
                    </Link>
                  ),
                ...(firearm.recoveredOn === null
                  ? {}
                  : {
                      source: t("page.recoveredOn", {
                        manner: t(`manner.${firearm.manner}`),
                        day: dates.longDay(firearm.recoveredOn),
                      }),
                    }),
              },
            ]}
          />
        </RecordSection>
        <RecordSection title={t("marks.title")}>
          {drawing !== undefined && (
            <MarkDrawing
              drawing={drawing}
              marks={marksShown}
              chosen={place}
              onChoose={(next, own) => {
                setPlace(next);
                const [first] = own;
                if (first !== undefined)
                  document.getElementById(`mark-${first.id}`)?.scrollIntoView({ block: "nearest" });
              }}
            />
          )}
          <Marks marks={firearm.marks} chosen={place} />
        </RecordSection>
        <RecordSection title={t("attachments:title")}>
          <AttachmentDesk on={{ kind: "firearm", id: firearm.id }} />
        </RecordSection>
        <RecordSection title={t("identify.title")}>
          <Statements statements={firearm.identifications} disputed={firearm.disputedAspects} />
          <DecodedMarks firearm={firearm} />
          <Conclusions firearm={firearm} />
        </RecordSection>
        {session.may.includes("hits.read") && (
          <RecordSection title={t("hits.title")}>
            <HitsOfRecord id={firearm.id} />
            <PartOfLot firearm={firearm.id} />
          </RecordSection>
        )}
      </RecordPage>
      {sharing.dialogs}
      {dialog === "reading" && <AddReadingDialog firearm={firearm} onClose={() => setDialog(undefined)} />}
      {dialog === "report" && <ReportDialog firearm={firearm} onClose={() => setDialog(undefined)} />}
      {dialog === "identify" && <IdentifyDialog firearm={firearm} onClose={() => setDialog(undefined)} />}
    </>
  );
}
