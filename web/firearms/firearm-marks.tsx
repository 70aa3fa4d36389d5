/**
 * The marks of a weapon, each with all its readings side by side.
 *
 * Promises: readings are numbered in the order in which they were made; where two differ, the positions are marked and a
 * sentence says what differs; a restoration stands beside what was read before. Refuses: to hide a reading.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usePersonNames } from "../access/sharing-names.tsx";
import { StateSign } from "../drawings/mark-drawing.tsx";
import { Serial, StateChip, Tag } from "../parts/marks-of-record.tsx";
import { useDates } from "../words/dates.ts";
import { useNameOf } from "./code-names.ts";
import type { FirearmView } from "./firearm-page.tsx";

type Mark = FirearmView["marks"][number];
type Reading = Mark["readings"][number];

export function ReadingCard({
  reading,
  number,
  best,
}: {
  readonly reading: Reading;
  /** Its number among the readings of the mark; undefined where it is the only one. */
  readonly number: number | undefined;
  readonly best: boolean;
}): ReactElement {
  const { t } = useTranslation("firearms");
  const dates = useDates();
  const personName = usePersonNames();
  return (
    <li className="reading">
      {number !== undefined && (
        <span className="reading-head">
          {t("marks.number", { number })}
          {best && <Tag>{t("marks.best")}</Tag>}
          {reading.examined && <Tag>{t("marks.examined")}</Tag>}
        </span>
      )}
      <span className="reading-written">
        {reading.written === "" ? (
          t(`noSerial.${reading.state}`, { defaultValue: t(`state.${reading.state}`) })
        ) : (
          <Serial value={reading.written} plate differs={reading.differs} />
        )}
      </span>
      <span className="reading-state">
        <StateSign state={reading.state} />
        {t(`state.${reading.state}`, { defaultValue: reading.state })}
        {", "}
        {t(`confidence.${reading.confidence}`, { defaultValue: reading.confidence })}
      </span>
      <span className="reading-note">
        {t("marks.readBy", {
          method: t(`method.${reading.method}`, { defaultValue: reading.method }),
          person: personName(reading.readBy),
          at: dates.moment(reading.readAt),
        })}
      </span>
      {reading.note !== null && <q className="reading-note">{reading.note}</q>}
    </li>
  );
}

/** One mark under its name: every reading, and in words where they differ. */
export function MarkReadings({ mark }: { readonly mark: Mark }): ReactElement {
  return (
    <>
      <ul className="readings">
        {mark.readings.map((reading, at) => (
          <ReadingCard
            key={reading.id}
            reading={reading}
            number={mark.readings.length > 1 ? at + 1 : undefined}
            best={mark.readings.length > 1 && reading.id === mark.best}
          />
        ))}
      </ul>
      {mark.disputes.length > 0 && (
        <ul className="disputes">
          {mark.disputes.map((dispute) => (
            <li key={dispute.first + dispute.second}>{dispute.sentence}</li>
          ))}
        </ul>
      )}
    </>
  );
}

export function Marks({
  marks,
  chosen,
}: {
  readonly marks: readonly Mark[];
  /** Place that was tapped on the drawing: its marks are told from the others. */
  readonly chosen?: string | undefined;
}): ReactElement {
  const { t } = useTranslation("firearms");
  const kindName = useNameOf("mark-kinds");
  if (marks.length === 0) return <p className="soft">{t("marks.none")}</p>;
  return (
    <ul className="marks">
      {marks.map((mark) => (
        <li key={mark.id} id={`mark-${mark.id}`} className={chosen === mark.place ? "mark-chosen" : undefined}>
          <div className="mark-head">
            <h3>{kindName(mark.kind) ?? mark.kind}</h3>
            <span className="soft">{t(`place.${mark.place}`, { defaultValue: mark.place })}</span>
            {mark.disagree && <StateChip tone="waiting">{t("marks.disagree")}</StateChip>}
          </div>
          <MarkReadings mark={mark} />
        </li>
      ))}
    </ul>
  );
}
