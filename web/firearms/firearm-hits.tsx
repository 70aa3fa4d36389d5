/** The hits a weapon, or any weapon of a recovery, is in; each leads to the comparison. */
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listHits, type hitStates } from "../../src/matching/hit.contract.ts";
import { Owner } from "../access/sharing-names.tsx";
import { useRead } from "../calls/use-call.ts";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { StateChip, type Tone } from "../parts/marks-of-record.tsx";
import { inLanguage } from "../words/both.ts";
import { useDates } from "../words/dates.ts";

const TONES: Readonly<Record<(typeof hitStates)[number], Tone>> = {
  proposed: "waiting",
  confirmed: "confirmed",
  rejected: "ended",
  unsure: "active",
};

export function HitsOfRecord({
  id,
  weapons = [id],
}: {
  /** A weapon's id, or a recovery's. */
  readonly id: string;
  /** The weapons that are ours in this place; the other side of each hit is what is told. */
  readonly weapons?: readonly string[];
}): ReactElement {
  const { t, i18n } = useTranslation("firearms");
  const dates = useDates();
  const answer = useRead(listHits, { query: { record: id } });
  if (answer.error !== null) return <ErrorState error={answer.error} again={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Skeleton lines={2} />;
  if (answer.data.items.length === 0) return <p className="soft">{t("hits.none")}</p>;
  return (
    <ul className="weapon-hits">
      {answer.data.items.map((hit) => {
        const other = weapons.includes(hit.recovered.id) ? hit.other : hit.recovered;
        const own = other === hit.other ? hit.recovered : hit.other;
        return (
          <li key={hit.id}>
            <Link to="/hits/$id" params={{ id: hit.id }} className="mono">
              {hit.number}
            </Link>
            <StateChip tone={TONES[hit.state]}>{t(`hits.state.${hit.state}`)}</StateChip>
            {weapons.length > 1 && own.weapon.serial !== null && <span className="mono">{own.weapon.serial}</span>}
            <Owner code={other.institution} />
            <span>
              {other.register === null
                ? t(other.kind === "firearm" ? "hits.weapon" : "hits.record")
                : inLanguage(i18n.language, other.register)}
              {other.weapon.serial !== null && (
                <>
                  {": "}
                  <span className="mono">{other.weapon.serial}</span>
                </>
              )}
            </span>
            <span className="soft">{t("hits.probability", { share: dates.share(hit.probability) })}</span>
          </li>
        );
      })}
    </ul>
  );
}
