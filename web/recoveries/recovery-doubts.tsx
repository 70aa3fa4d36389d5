/**
 * What the quality gate doubts about a finished record: for each weapon and mark what, why and how to settle it, and what was
 * passed over with which reason, by whom and when.
 *
 * Promises: nothing stands here when there is nothing to doubt; what holds the record back stands first, what was passed over
 * stays to be read, what is merely not said is folded. Refuses: to settle anything here; that is done where it is written.
 */
import { useId, type ReactElement, type ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CallOutput } from "../../src/platform/contract.ts";
import { readDoubts } from "../../src/recoveries/recovery-status.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { useRead } from "../calls/use-call.ts";
import { useNameOf } from "../firearms/code-names.ts";
import { ErrorState } from "../parts/answers.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { Tag } from "../parts/marks-of-record.tsx";
import { RecordSection } from "../templates/record-page.tsx";
import { useDates } from "../words/dates.ts";
import { isGap, useDoubtWords } from "./doubt-words.ts";
import type { RecoveryView } from "./recovery-page.tsx";
import "./recoveries.css";

type WeaponDoubts = CallOutput<typeof readDoubts>["firearms"][number];
export type RecordDoubt = WeaponDoubts["doubts"][number];

export interface DoubtsOfRecord {
  readonly firearms: readonly WeaponDoubts[];
  /** False while they are on their way. */
  readonly known: boolean;
  readonly error: Error | null;
  readonly again: () => void;
}

/** The doubts of the record as it stands; asked anew when the record changes. */
export function useRecordDoubts(recovery: RecoveryView): DoubtsOfRecord {
  const answer = useRead(
    readDoubts,
    { params: { id: recovery.id } },
    { enabled: recovery.firearms.length > 0, keep: true },
  );
  const known = recovery.firearms.length === 0 || answer.data !== undefined;
  return {
    // Of a weapon with nothing but gaps nothing is said here: the facts themselves say "not recorded".
    firearms: (answer.data?.firearms ?? []).filter(({ doubts }) => doubts.some((doubt) => !isGap(doubt))),
    known,
    error: answer.error,
    again: () => void answer.refetch(),
  };
}

export const isOpen = (doubt: RecordDoubt): boolean => doubt.overridden.length === 0 && !isGap(doubt);
/** Held back by it: settled, or passed over with a reason. */
export const holdsBack = (doubt: RecordDoubt): boolean => doubt.blocking && doubt.overridden.length === 0;

/** One doubt in words, with the mark it is about and who passed it over; `children`: what can be done about it. */
export function DoubtSaid({
  doubt,
  children,
}: {
  readonly doubt: RecordDoubt;
  readonly children?: ReactNode;
}): ReactElement {
  const { t } = useTranslation(["recovery-form", "firearms"]);
  const say = useDoubtWords();
  const dates = useDates();
  const personName = usePersonNames();
  const markKind = useNameOf("mark-kinds");
  const passed = doubt.overridden.length > 0;
  return (
    <li className={holdsBack(doubt) ? "gate-doubt gate-doubt-blocks" : "gate-doubt"}>
      <Glyph name={passed ? "check" : doubt.blocking ? "warn" : "info"} />
      <div className="stack">
        <p>
          <b>{say(doubt, "what")}</b> {say(doubt, "why")} {!passed && say(doubt, "how")}
        </p>
        {(doubt.mark !== null || holdsBack(doubt)) && (
          <p className="cluster soft">
            {doubt.mark !== null && (
              <span>
                {t("doubts.mark", {
                  kind: markKind(doubt.mark.kind) ?? doubt.mark.kind,
                  place: t(`firearms:place.${doubt.mark.place}`, { defaultValue: doubt.mark.place }),
                })}
              </span>
            )}
            {holdsBack(doubt) && <Tag>{t("doubts.holds")}</Tag>}
          </p>
        )}
        {doubt.overridden.map((one) => (
          <p key={one.at} className="soft">
            {t("doubts.passed")} <q>{one.reason}</q>, {personName(one.by)}, {dates.moment(one.at)}
          </p>
        ))}
        {children}
      </div>
    </li>
  );
}

/** The doubts of all weapons, the open ones first; `renderEach`: what can be done about one. */
export function DoubtLists({
  recovery,
  firearms,
  level = 3,
  renderEach,
}: {
  readonly recovery: RecoveryView;
  readonly firearms: readonly WeaponDoubts[];
  readonly level?: 3 | 4;
  readonly renderEach?: (weapon: WeaponDoubts, doubt: RecordDoubt) => ReactNode;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  const id = useId();
  const Heading = level === 3 ? "h3" : "h4";
  return (
    <>
      {firearms.map((weapon) => {
        const lines = (some: readonly RecordDoubt[]): ReactElement | null =>
          some.length === 0 ? null : (
            <ul>
              {some.map((doubt) => (
                <DoubtSaid key={`${doubt.code} ${doubt.field}`} doubt={doubt}>
                  {renderEach?.(weapon, doubt)}
                </DoubtSaid>
              ))}
            </ul>
          );
        const rank = (doubt: RecordDoubt): number => (holdsBack(doubt) ? 0 : isOpen(doubt) ? 1 : 2);
        const gaps = weapon.doubts.filter((doubt) => isGap(doubt));
        const named = recovery.firearms.length > 1;
        return (
          <section key={weapon.id} className="gate" {...(named ? { "aria-labelledby": `${id}-${weapon.id}` } : {})}>
            {named && (
              <Heading id={`${id}-${weapon.id}`} className="mono">
                <Link to="/firearms/$id" params={{ id: weapon.id }}>
                  {weapon.number}
                </Link>
              </Heading>
            )}
            {lines(weapon.doubts.filter((doubt) => !isGap(doubt)).toSorted((a, b) => rank(a) - rank(b)))}
            {gaps.length > 0 && (
              <details className="more-fields">
                <summary>{t("gate.gaps", { count: gaps.length })}</summary>
                {lines(gaps)}
              </details>
            )}
          </section>
        );
      })}
    </>
  );
}

export function DoubtsSection({
  recovery,
  doubts,
}: {
  readonly recovery: RecoveryView;
  readonly doubts: DoubtsOfRecord;
}): ReactElement | null {
  const { t } = useTranslation("recovery-form");
  if (!doubts.known && doubts.error !== null)
    return (
      <RecordSection title={t("doubts.title")}>
        <ErrorState error={doubts.error} again={doubts.again} />
      </RecordSection>
    );
  if (doubts.firearms.length === 0) return null;
  return (
    <RecordSection title={t("doubts.title")}>
      <DoubtLists recovery={recovery} firearms={doubts.firearms} />
    </RecordSection>
  );
}

/** The open doubts as sentences, one line each: the beginning of a reason to return the record. */
export function useDoubtsAsReason(): (firearms: readonly WeaponDoubts[]) => string {
  const say = useDoubtWords();
  return (firearms) =>
    firearms
      .flatMap((weapon) =>
        weapon.doubts.filter(isOpen).map((doubt) => `${weapon.number}: ${say(doubt, "what")} ${say(doubt, "how")}`),
      )
      .join("\n")
      .slice(0, 900);
}
