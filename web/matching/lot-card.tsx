/**
 * A lot: which numbers of one make stand together, what is missing between, and why they may be one consignment.
 *
 * Promises: the reasons are said in words, with what chance alone would make of it; each weapon leads to its record. Refuses:
 * to show a weapon that the node did not give.
 */
import type { ReactElement, ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { lotsAmong } from "../../src/matching/lot.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { Owner } from "../access/sharing-names.tsx";
import { Serial } from "../parts/marks-of-record.tsx";
import { useDates } from "../words/dates.ts";
import { useRecordWords } from "./matched-record.tsx";
import "./matching.css";

type Lot = CallOutput<typeof lotsAmong>["items"][number];
type Member = Lot["members"][number];

/** Members and gaps in the order of their numbers. */
function rowsOf(lot: Lot): readonly ({ readonly member: Member } | { readonly gap: Lot["gaps"][number] })[] {
  const rows = [
    ...lot.members.map((member) => ({ at: member.place, member })),
    ...lot.gaps.map((gap) => ({ at: gap.from, gap })),
  ];
  return rows.sort((a, b) => a.at - b.at);
}

export function LotCard({
  lot,
  state,
  heading: Heading = "h3",
  children,
}: {
  readonly lot: Lot;
  /** h2 where the card stands right under the page's name. */
  readonly heading?: "h2" | "h3";
  readonly state?: ReactNode;
  /** What was judged and what can be done. */
  readonly children?: ReactNode;
}): ReactElement {
  const { t, i18n } = useTranslation("lots");
  const words = useRecordWords();
  const dates = useDates();
  const [first] = lot.members;
  const last = lot.members.at(-1);
  const list = new Intl.ListFormat(i18n.language, { style: "long", type: "conjunction" });
  const numbers = new Set(lot.members.map((one) => one.place)).size;
  const grounds = lot.grounds.map((ground) => t(`ground.${ground}`));
  const chance =
    lot.byChance < 0.001 ? t("chance.hardly") : t("chance.share", { count: Number(lot.byChance.toPrecision(1)) });
  return (
    <article className="lot" data-row>
      <div className="lot-head">
        <Heading>
          {t("head", { count: numbers, weapon: first === undefined ? "" : words.weapon(first.weapon) })}{" "}
          {first !== undefined && <Serial value={first.serial} />} –{" "}
          {last !== undefined && <Serial value={last.serial} />}
        </Heading>
        {state}
      </div>
      <p>
        {t("why", { count: numbers, span: lot.last - lot.first + 1 })}{" "}
        {grounds.length > 0 && t("common", { grounds: list.format(grounds) })} {t(`strength.${lot.strength}`)} {chance}
      </p>
      <ol className="lot-members">
        {rowsOf(lot).map((row) =>
          "gap" in row ? (
            <li key={`gap ${row.gap.from}`} className="lot-gap soft">
              {row.gap.from === row.gap.to
                ? t("gap.one", { number: row.gap.from })
                : t("gap.many", { from: row.gap.from, to: row.gap.to, count: row.gap.to - row.gap.from + 1 })}
            </li>
          ) : (
            <li key={`${row.member.id ?? "pasted"} ${row.member.serial}`}>
              <span className="lead">
                {row.member.id === null ? (
                  <Serial value={row.member.serial} />
                ) : (
                  <Link to="/firearms/$id" params={{ id: row.member.id }}>
                    <Serial value={row.member.serial} />
                  </Link>
                )}
              </span>
              {row.member.id === null ? (
                <span className="soft">{t("pasted")}</span>
              ) : (
                <>
                  <span>{words.weapon(row.member.weapon)}</span>
                  {row.member.institution !== null && <Owner code={row.member.institution} short />}
                  <span className="soft">
                    {row.member.recoveredOn === null ? t("dayUnknown") : dates.day(row.member.recoveredOn)}
                  </span>
                </>
              )}
            </li>
          ),
        )}
      </ol>
      {children}
    </article>
  );
}
