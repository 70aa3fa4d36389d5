/**
 * One weapon on the examiner's desk: photographs large, the drawing, every reading side by side, entry of readings and
 * statements, earlier weapons of the model, the conclusion.
 *
 * Promises: everything is reached by one key, and the keys are listed; what is entered and not sent is kept, also when
 * one turns to the next weapon. Refuses: to conclude for another; to overwrite.
 */
import { useEffect, useMemo, useState, type ReactElement, type ReactNode } from "react";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { claimExamination, endExamination, listExaminations } from "../../src/firearms/examiner.contract.ts";
import { readFirearm } from "../../src/firearms/firearm.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { RecordNotOpen } from "../access/sharing-why.tsx";
import type { Region } from "../attachments/photo-view.ts";
import { ApiProblem, asProblem } from "../calls/problem.ts";
import { useChange, useRead } from "../calls/use-call.ts";
import { drawingOf } from "../drawings/drawing.ts";
import { MarkDrawing } from "../drawings/mark-drawing.tsx";
import { DecodedMarks } from "../firearms/decoded-marks.tsx";
import { useKeepFirearm } from "../firearms/firearm-dialogs.tsx";
import { Conclusions } from "../firearms/firearm-examination.tsx";
import { Marks } from "../firearms/firearm-marks.tsx";
import type { FirearmView } from "../firearms/firearm-page.tsx";
import { Statements } from "../firearms/firearm-statements.tsx";
import { useMarksShown } from "../firearms/marks-shown.ts";
import { NEW_MARK } from "../firearms/reading-form.tsx";
import { SerialOrState, useSerialText, useWeaponLine } from "../firearms/weapon-words.tsx";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { KeyHint, StateChip } from "../parts/marks-of-record.tsx";
import { useSingleKeys } from "../parts/row-keys.ts";
import { useToast } from "../parts/toast.tsx";
import { useSession } from "../session/session.ts";
import { PageHead } from "../templates/page-head.tsx";
import { useDates } from "../words/dates.ts";
import { emptyDraft, isTouched, readDraft, writeDraft, type DeskDraft } from "./desk-draft.ts";
import { ConclusionEntry, ReadingEntry, StatementEntry } from "./desk-entries.tsx";
import { DeskPhotos, usePhotos } from "./desk-photos.tsx";
import { SameModel } from "./desk-same-model.tsx";
import "../firearms/firearms.css";
import "./examiner.css";

const route = getRouteApi("/shell/examiner/$id");

export function ExaminerDeskPage(): ReactElement {
  const { t } = useTranslation(["examiner", "web"]);
  const { id } = route.useParams();
  const answer = useRead(readFirearm, { params: { id } });
  const crumbs = [
    { label: t("web:nav.start"), to: "/" as const },
    { label: t("queue.title"), to: "/examiner" as const },
  ];
  if (answer.data !== undefined) return <Desk key={id} firearm={answer.data} crumbs={crumbs} />;
  if (answer.error instanceof ApiProblem && answer.error.status === 404)
    return <RecordNotOpen kind="firearm" id={id} crumbs={crumbs} />;
  return (
    <div className="page">
      <h1>{t("desk.title")}</h1>
      {answer.error === null ? (
        <Skeleton lines={10} />
      ) : (
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      )}
    </div>
  );
}

/** The weapons before and after this one in the queue. */
function useNeighbours(id: string): { readonly next: string | undefined; readonly previous: string | undefined } {
  const answer = useRead(listExaminations, { query: { limit: 100 } });
  return useMemo(() => {
    const items = answer.data?.items ?? [];
    const at = items.findIndex((one) => one.id === id);
    const free = (one: (typeof items)[number] | undefined) =>
      one === undefined ? undefined : one.claim === null || one.claim.mine;
    const after = items.slice(at + 1).find((one) => free(one) === true && one.id !== id);
    const before = at === -1 ? undefined : items.slice(0, at).findLast((one) => free(one) === true);
    return { next: after?.id, previous: before?.id };
  }, [answer.data, id]);
}

function useDraft(firearm: FirearmView): readonly [DeskDraft, (change: (now: DeskDraft) => DeskDraft) => void] {
  const { person } = useSession();
  const [draft, setDraft] = useState(() => readDraft(firearm, person.id));
  useEffect(() => writeDraft(firearm, person.id, draft), [draft, firearm, person.id]);
  return [draft, setDraft];
}

type SectionName = "photo" | "drawing" | "reading" | "identify" | "conclude" | "same";
const KEYS: readonly (readonly [code: string, key: string, name: SectionName])[] = [
  ["KeyP", "P", "photo"],
  ["KeyD", "D", "drawing"],
  ["KeyR", "R", "reading"],
  ["KeyI", "I", "identify"],
  ["KeyM", "M", "same"],
  ["KeyE", "E", "conclude"],
];

/** Goes to a section: its first control takes the focus. */
function goTo(place: HTMLElement | null): void {
  if (place === null) return;
  place.scrollIntoView({ block: "start" });
  const control = place.querySelector<HTMLElement>(
    "input:not([type=hidden]):not([tabindex='-1']), textarea, [tabindex='0'], button:not([tabindex='-1'])",
  );
  (control ?? place).focus();
}

function Desk({
  firearm,
  crumbs,
}: {
  readonly firearm: FirearmView;
  readonly crumbs: readonly { readonly label: string; readonly to: "/" | "/examiner" }[];
}): ReactElement {
  const { t } = useTranslation(["examiner", "firearms"]);
  const navigate = useNavigate();
  const line = useWeaponLine();
  const serialText = useSerialText();
  const [draft, setDraft] = useDraft(firearm);
  const [place, setPlace] = useState<string>();
  const [photo, setPhoto] = useState<string>();
  const [beside, setBeside] = useState<string>();
  const [other, setOther] = useState<string>();
  const photos = usePhotos(firearm.id);
  const otherPhotos = usePhotos(other) ?? [];
  const shownMarks = useMarksShown(firearm.marks);
  const drawing = drawingOf(firearm.type.code);
  const { next, previous } = useNeighbours(firearm.id);
  const chosenPhoto = photo ?? photos?.[0]?.id;

  const keys = useMemo(
    () => ({
      ...Object.fromEntries(KEYS.map(([code, , name]) => [code, () => goTo(document.getElementById(`desk-${name}`))])),
      ...(next === undefined ? {} : { KeyJ: () => void navigate({ to: "/examiner/$id", params: { id: next } }) }),
      ...(previous === undefined
        ? {}
        : { KeyK: () => void navigate({ to: "/examiner/$id", params: { id: previous } }) }),
    }),
    [navigate, next, previous],
  );
  useSingleKeys(keys);

  const regions: Record<string, Region> = {};
  for (const mark of firearm.marks)
    for (const reading of mark.readings)
      if (reading.photo?.region != null) regions[reading.photo.id] = reading.photo.region;
  const framed = draft.reading.photo;
  if (framed !== null) regions[framed.id] = framed.region;

  return (
    <div className="page examiner-desk">
      <PageHead
        title={<SerialOrState serial={firearm.serial} state={firearm.serialState} plate />}
        plainTitle={`${firearm.number} · ${serialText(firearm.serial, firearm.serialState)}`}
        crumbs={[...crumbs, { label: firearm.number }]}
        lead={
          <>
            {line(firearm)}
            {firearm.disputed && (
              <>
                {" "}
                <StateChip tone="waiting">{t("firearms:marks.disagree")}</StateChip>
              </>
            )}
          </>
        }
        actions={
          <Link to="/firearms/$id" params={{ id: firearm.id }} className="button">
            {t("desk.record")}
          </Link>
        }
      />
      <ClaimBar firearm={firearm} />
      <KeyList next={next} previous={previous} />
      {isTouched(draft) && (
        <p className="desk-kept" role="status">
          {t("desk.kept")}{" "}
          <Button small tone="quiet" onPress={() => setDraft(() => emptyDraft(firearm))}>
            {t("desk.drop")}
          </Button>
        </p>
      )}
      <div className="desk-columns">
        <div>
          <Section name="photo" title={t("desk.photos")}>
            <DeskPhotos
              photos={photos}
              chosen={chosenPhoto}
              onChoose={setPhoto}
              beside={beside}
              onBeside={setBeside}
              besidePhotos={otherPhotos}
              regions={regions}
              onRegion={
                framed !== null && framed.id === chosenPhoto
                  ? (region) =>
                      setDraft((now) => ({ ...now, reading: { ...now.reading, photo: { id: framed.id, region } } }))
                  : undefined
              }
            />
          </Section>
          <Section name="drawing" title={t("desk.drawing")}>
            {drawing === undefined ? (
              <p className="soft">{t("desk.noDrawing")}</p>
            ) : (
              <MarkDrawing
                drawing={drawing}
                marks={shownMarks}
                chosen={place}
                onChoose={(chosen, own) => {
                  setPlace(chosen);
                  // What is tapped is what is read next.
                  setDraft((now) => ({
                    ...now,
                    reading: { ...now.reading, place: chosen, mark: own[0]?.id ?? NEW_MARK },
                  }));
                }}
              />
            )}
          </Section>
          <Section name="same" title={t("desk.same")}>
            <SameModel firearm={firearm} chosen={other} onChoose={setOther} />
          </Section>
        </div>
        <div>
          <Section title={t("desk.readings")}>
            <Marks marks={firearm.marks} chosen={place} />
            {firearm.decoded.length > 0 && (
              <>
                <h3>{t("desk.decoded")}</h3>
                <DecodedMarks firearm={firearm} />
              </>
            )}
          </Section>
          <Section name="reading" title={t("desk.addReading")}>
            <ReadingEntry firearm={firearm} draft={draft} onDraft={setDraft} photo={chosenPhoto} />
          </Section>
          <Section name="identify" title={t("desk.identify")}>
            <Statements statements={firearm.identifications} disputed={firearm.disputedAspects} />
            <StatementEntry firearm={firearm} draft={draft} onDraft={setDraft} />
          </Section>
          <Section name="conclude" title={t("desk.conclusion")}>
            <Conclusions firearm={firearm} />
            {firearm.examination.current?.mine === true ? (
              <ConclusionEntry firearm={firearm} draft={draft} onDraft={setDraft} />
            ) : (
              <p className="soft">{t("desk.notHeld")}</p>
            )}
          </Section>
        </div>
      </div>
    </div>
  );
}

function Section({
  name,
  title,
  children,
}: {
  readonly name?: SectionName;
  readonly title: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section
      className="desk-section"
      aria-label={title}
      tabIndex={-1}
      {...(name === undefined ? {} : { id: `desk-${name}` })}
    >
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function KeyList({
  next,
  previous,
}: {
  readonly next: string | undefined;
  readonly previous: string | undefined;
}): ReactElement {
  const { t } = useTranslation("examiner");
  return (
    <p className="desk-keys" aria-label={t("desk.keys")} role="note">
      {KEYS.map(([, key, name]) => (
        <span key={key}>
          <KeyHint keys={[key]} /> {t(`desk.key.${name}`)}
        </span>
      ))}
      {next !== undefined && (
        <span>
          <KeyHint keys={["J"]} /> {t("desk.key.next")}
        </span>
      )}
      {previous !== undefined && (
        <span>
          <KeyHint keys={["K"]} /> {t("desk.key.previous")}
        </span>
      )}
    </p>
  );
}

function ClaimBar({ firearm }: { readonly firearm: FirearmView }): ReactElement {
  const { t } = useTranslation(["examiner", "firearms"]);
  const dates = useDates();
  const toast = useToast();
  const personName = usePersonNames();
  const keep = useKeepFirearm(firearm.id);
  const take = useChange(claimExamination, async (view) => {
    await keep(view);
    toast({ text: t("desk.taken") });
  });
  const release = useChange(endExamination, async (view) => {
    await keep(view);
    toast({ text: t("desk.released") });
  });
  const { current } = firearm.examination;
  const problem = take.error ?? release.error;
  return (
    <div className="examination-notice" role="group" aria-label={t("desk.title")}>
      {firearm.awaits.length > 0 && (
        <ul>
          {firearm.awaits.map((reason) => (
            <li key={reason}>{t(`firearms:awaits.${reason}`, { defaultValue: reason })}</li>
          ))}
        </ul>
      )}
      <span>
        {current === null
          ? t("desk.notHeld")
          : current.mine
            ? t("desk.held", { until: dates.moment(current.until) })
            : t("desk.heldByOther", { person: personName(current.by), until: dates.moment(current.until) })}
      </span>
      {current === null && (
        <Button
          tone="main"
          small
          busy={take.isPending}
          onPress={() => take.mutate({ params: { id: firearm.id }, body: {} })}
        >
          {t("desk.take")}
        </Button>
      )}
      {current?.mine === true && (
        <Button
          small
          busy={release.isPending}
          onPress={() => release.mutate({ params: { id: firearm.id }, body: { outcome: "released" } })}
        >
          {t("desk.release")}
        </Button>
      )}
      {problem !== null && <p role="alert">{asProblem(problem).title}</p>}
    </div>
  );
}
