/**
 * A record that fits a weapon: whose it is, what it says of the weapon's fate, how probable, and why in one sentence; the
 * numbers behind a click.
 *
 * Promises: the link to the record is the row's own link, so that the single-key moves reach it. Refuses: a bare score.
 */
import type { ReactElement, ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import type { serialAnswer, shownWeapon } from "../../src/matching/serial-check.contract.ts";
import { Owner } from "../access/sharing-names.tsx";
import { useDesignations } from "../firearms/code-names.ts";
import { Glyph } from "../parts/glyph.tsx";
import { Serial } from "../parts/marks-of-record.tsx";
import type { Place } from "../parts/place-link.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { Probability } from "./probability.tsx";

export type SerialAnswer = z.output<typeof serialAnswer>;
export type ShownWeapon = z.output<typeof shownWeapon>;

/** What both an answer of the serial check and a side of a hit say of their record. */
export type RecordSide = Pick<
  SerialAnswer,
  "kind" | "id" | "number" | "institution" | "register" | "reason" | "day" | "authority" | "absentSince" | "weapon"
>;

/** The page of a record. */
export function placeOf(side: Pick<RecordSide, "kind" | "id">): Place {
  return side.kind === "firearm"
    ? { to: "/firearms/$id", params: { id: side.id } }
    : { to: "/registers/records/$id", params: { id: side.id } };
}

export interface RecordWords {
  /** "Pistol, ПМ, 9x18": the weapon in one line; empty when nothing is said of it. */
  readonly weapon: (weapon: ShownWeapon) => string;
  /** "stolen on 11 Mar 2024": what became of it. */
  readonly fate: (side: RecordSide) => string;
  /** The name of the list it stands in, or that it is a recovered weapon. */
  readonly source: (side: RecordSide) => string;
}

export function useRecordWords(): RecordWords {
  const { t, i18n } = useTranslation("serials");
  const dates = useDates();
  const both = useBoth();
  const names = useDesignations();
  const asWritten = (text: string | null) => ({ code: text, written: text });
  return {
    weapon: (weapon) =>
      [
        names.type(asWritten(weapon.type)),
        names.make(asWritten(weapon.make)),
        names.model(asWritten(weapon.model)),
        names.calibre(asWritten(weapon.calibre)),
      ]
        .filter((part) => part !== null && part !== "")
        .join(", "),
    fate: (side) => {
      const known = side.reason !== null && i18n.exists(`serials:fate.${side.reason}`);
      const what = side.reason === null ? t("fate.none") : known ? t(`fate.${side.reason}`) : side.reason;
      const fate = side.day === null ? what : t("fate.on", { what, day: dates.day(side.day) });
      return side.absentSince === null ? fate : t("fate.absent", { fate, day: dates.day(side.absentSince) });
    },
    source: (side) =>
      side.kind === "firearm" ? t("source.firearm") : side.register === null ? t("source.record") : both(side.register),
  };
}

/** What each field weighed, and how much it speaks for or against. */
export function Weights({
  numbers,
  logOdds,
  modelVersion,
}: {
  readonly numbers: readonly SerialAnswer["numbers"][number][];
  readonly logOdds: number;
  readonly modelVersion: string;
}): ReactElement {
  const { t, i18n } = useTranslation(["serials", "matching"]);
  const weight = new Intl.NumberFormat(i18n.language === "ru" ? "ru-RU" : "en-GB", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: "always",
  });
  const times = new Intl.NumberFormat(i18n.language === "ru" ? "ru-RU" : "en-GB", { maximumSignificantDigits: 2 });
  const speaks = (nats: number): string => {
    const factor = Math.exp(Math.abs(nats));
    if (factor < 1.05) return t("weights.nothing");
    return t(nats > 0 ? "weights.for" : "weights.against", { times: times.format(factor) });
  };
  return (
    <>
      <p className="soft">{t("weights.explain")}</p>
      <table className="figures weights">
        <thead>
          <tr>
            <th scope="col">{t("weights.field")}</th>
            <th scope="col">{t("weights.finding")}</th>
            <th scope="col">{t("weights.speaks")}</th>
            <th scope="col" className="end">
              {t("weights.weight")}
            </th>
          </tr>
        </thead>
        <tbody>
          {numbers.map((part) => (
            <tr key={part.field}>
              <th scope="row">{t(`matching:field.${part.field}`)}</th>
              <td>{part.level === "" ? t("weights.prior") : t(`matching:level.${part.level}`)}</td>
              <td>{speaks(part.nats)}</td>
              <td className="end mono">{weight.format(part.nats)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" colSpan={3}>
              {t("weights.sum")}
            </th>
            <td className="end mono">{weight.format(logOdds)}</td>
          </tr>
        </tbody>
      </table>
      <p className="soft">{t("weights.model", { version: modelVersion })}</p>
    </>
  );
}

/** The numbers, folded away. */
export function Numbers({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation("serials");
  return (
    <details className="numbers">
      <summary>
        <Glyph name="next" size={12} />
        {t("weights.show")}
      </summary>
      {children}
    </details>
  );
}

export function MatchedRecord({
  answer,
  onLeave,
}: {
  readonly answer: SerialAnswer;
  /** Called before the record opens: an overlay closes. */
  readonly onLeave?: () => void;
}): ReactElement {
  const { t } = useTranslation("serials");
  const words = useRecordWords();
  const place = placeOf(answer);
  const weapon = words.weapon(answer.weapon);
  const link = { params: place.params ?? {}, ...(onLeave === undefined ? {} : { onClick: onLeave }) } as object;
  return (
    <li className="matched" data-row>
      <div className="matched-head">
        <Owner code={answer.institution} />
        <span>
          {words.source(answer)}
          {answer.number !== null && <span className="mono"> {answer.number}</span>}
        </span>
        <b>{words.fate(answer)}</b>
        {answer.authority !== null && <span className="soft">{answer.authority}</span>}
      </div>
      <p className="matched-weapon">
        <span className="lead">
          <Link to={place.to} {...link}>
            {answer.weapon.serial === null ? t("openRecord") : <Serial value={answer.weapon.serial} />}
          </Link>
        </span>
        {weapon !== "" && <span>{weapon}</span>}
      </p>
      <Probability value={answer.probability} />
      <p className="matched-why">{answer.because}</p>
      <Numbers>
        <Weights numbers={answer.numbers} logOdds={answer.logOdds} modelVersion={answer.modelVersion} />
      </Numbers>
    </li>
  );
}
