/** Earlier weapons of the same model that the reader may see: their numbers to compare with, and to put beside. */
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listFirearms, readFirearm } from "../../src/firearms/firearm.contract.ts";
import { Owner } from "../access/sharing-names.tsx";
import { useRead } from "../calls/use-call.ts";
import { MarkReadings } from "../firearms/firearm-marks.tsx";
import { useNameOf } from "../firearms/code-names.ts";
import type { FirearmView } from "../firearms/firearm-page.tsx";
import { SerialOrState } from "../firearms/weapon-words.tsx";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { useDates } from "../words/dates.ts";

export function SameModel({
  firearm,
  chosen,
  onChoose,
}: {
  readonly firearm: FirearmView;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}): ReactElement {
  const { t } = useTranslation("examiner");
  const dates = useDates();
  const model = firearm.model.code;
  const answer = useRead(
    listFirearms,
    { query: { limit: 12, ...(model === null ? {} : { model }) } },
    { enabled: model !== null },
  );
  if (model === null) return <p className="soft">{t("desk.sameUnknown")}</p>;
  if (answer.error !== null) return <ErrorState error={answer.error} again={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Skeleton lines={3} />;
  const others = answer.data.items.filter((one) => one.id !== firearm.id);
  if (others.length === 0) return <p className="soft">{t("desk.sameNone")}</p>;
  return (
    <>
      <ul className="same-model">
        {others.map((one) => (
          <li key={one.id}>
            <Owner code={one.institution} short />
            <Link to="/firearms/$id" params={{ id: one.id }} className="mono">
              {one.number}
            </Link>
            <SerialOrState serial={one.serial} state={one.serialState} />
            <span className="soft">{one.recoveredOn === null ? "" : dates.day(one.recoveredOn)}</span>
            <Button
              small
              tone="quiet"
              onPress={() => onChoose(chosen === one.id ? undefined : one.id)}
              label={`${t("desk.beside")}: ${one.number}`}
            >
              {chosen === one.id ? t("desk.besideNone") : t("desk.beside")}
            </Button>
          </li>
        ))}
      </ul>
      {chosen !== undefined && <Beside id={chosen} />}
    </>
  );
}

/** The marks of the weapon that is compared with. */
function Beside({ id }: { readonly id: string }): ReactElement {
  const { t } = useTranslation("firearms");
  const kindName = useNameOf("mark-kinds");
  const answer = useRead(readFirearm, { params: { id } });
  if (answer.data === undefined) return <Skeleton lines={3} />;
  return (
    <div className="same-beside">
      <h3 className="mono">{answer.data.number}</h3>
      {answer.data.marks.map((mark) => (
        <div key={mark.id}>
          <span className="soft">
            {kindName(mark.kind) ?? mark.kind}, {t(`place.${mark.place}`, { defaultValue: mark.place })}
          </span>
          <MarkReadings mark={mark} />
        </div>
      ))}
    </div>
  );
}
