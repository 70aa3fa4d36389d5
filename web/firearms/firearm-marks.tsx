/** The marks of a weapon, each with all its readings side by side. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usePersonNames } from "../access/sharing-names.tsx";
import { Serial, StateChip } from "../parts/marks-of-record.tsx";
import { useDates } from "../words/dates.ts";
import { useNameOf } from "./code-names.ts";
import type { FirearmView } from "./firearm-page.tsx";
import { differingPositions } from "./reading-difference.ts";

type Mark = FirearmView["marks"][number];
type Reading = Mark["readings"][number];

function ReadingCard({ reading, mark }: { readonly reading: Reading; readonly mark: Mark }): ReactElement {
  const { t } = useTranslation("firearms");
  const dates = useDates();
  const personName = usePersonNames();
  const others = mark.readings.filter((one) => one.id !== reading.id && one.written !== "").map((one) => one.written);
  return (
    <li className="reading">
      <span className="reading-written">
        {reading.written === "" ? (
          t(`noSerial.${reading.state}`, { defaultValue: t(`state.${reading.state}`) })
        ) : (
          <Serial
            value={reading.written}
            plate
            differs={mark.disagree ? differingPositions(reading.written, others) : []}
          />
        )}
      </span>
      <span>
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

export function Marks({ marks }: { readonly marks: readonly Mark[] }): ReactElement {
  const { t } = useTranslation("firearms");
  const kindName = useNameOf("mark-kinds");
  if (marks.length === 0) return <p className="soft">{t("marks.none")}</p>;
  return (
    <ul className="marks">
      {marks.map((mark) => (
        <li key={mark.id}>
          <div className="mark-head">
            <h3>{kindName(mark.kind) ?? mark.kind}</h3>
            <span className="soft">{t(`place.${mark.place}`, { defaultValue: mark.place })}</span>
            {mark.disagree && <StateChip tone="waiting">{t("marks.disagree")}</StateChip>}
          </div>
          <ul className="readings">
            {mark.readings.map((reading) => (
              <ReadingCard key={reading.id} reading={reading} mark={mark} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
