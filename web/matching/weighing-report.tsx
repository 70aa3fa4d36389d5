/**
 * The report of a version: what it would have done on decisions it was not learned from, by register, and what it would change on old ones.
 *
 * Promises: the version in force stands beside it in every figure; every share with its count and interval; hits that the reader may see
 * are named, the others counted. Refuses: a verdict: it is the reader's to give.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { readModel } from "../../src/matching/learning/model.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { Owner } from "../access/sharing-names.tsx";
import { Notice } from "../parts/answers.tsx";
import { PlaceLink } from "../parts/place-link.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { CalibrationChart } from "./calibration-chart.tsx";
import { useProbability } from "./probability.tsx";
import { FiguresTable, PlainTable, ShareCell } from "./share-cell.tsx";

export type ModelReport = NonNullable<CallOutput<typeof readModel>["report"]>;
export type Measures = NonNullable<ModelReport["heldOut"]>["parent"];
type Changes = NonNullable<ModelReport["changes"]>;

interface Numbers {
  readonly nats: (value: number) => string;
  /** One digit more. */
  readonly exact: (value: number) => string;
  readonly percent: (value: number) => string;
}

function useNumbers(): Numbers {
  const { i18n } = useTranslation();
  const locale = i18n.language === "ru" ? "ru-RU" : "en-GB";
  const nats = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, minimumFractionDigits: 2 });
  const exact = new Intl.NumberFormat(locale, { maximumFractionDigits: 3, minimumFractionDigits: 3 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return {
    nats: (value) => nats.format(value),
    exact: (value) => exact.format(value),
    percent: (value) => percent.format(value),
  };
}

function HeldOut({
  heldOut: { parent, candidate },
  report,
}: {
  readonly heldOut: NonNullable<ModelReport["heldOut"]>;
  readonly report: ModelReport;
}): ReactElement {
  const { t } = useTranslation("weighing");
  const { nats, exact, percent } = useNumbers();
  const shares = ["recall", "recallTold", "precision", "precisionTold"] as const;
  return (
    <>
      <FiguresTable
        title={t("heldOut")}
        note={t("heldOutNote")}
        heads={[t("measure.head"), t("measure.parent", { version: report.parent }), t("measure.candidate")]}
        rows={[
          ...shares.map((name) => ({
            id: name,
            cells: [
              t(`measure.${name}`, { from: percent(report.proposedFrom) }),
              <ShareCell key="before" share={parent[name]} />,
              <ShareCell key="after" share={candidate[name]} />,
            ],
          })),
          {
            id: "order",
            cells: [
              t("measure.order"),
              parent.order === null ? "–" : percent(parent.order),
              candidate.order === null ? "–" : percent(candidate.order),
            ],
          },
          {
            id: "calibrationError",
            cells: [
              t("measure.calibrationError"),
              percent(parent.calibrationError),
              percent(candidate.calibrationError),
            ],
          },
          {
            id: "loss",
            cells: [
              t("measure.loss"),
              nats(parent.loss),
              report.gain === null
                ? nats(candidate.loss)
                : t("measure.less", {
                    loss: nats(candidate.loss),
                    mean: exact(report.gain.mean),
                    error: exact(report.gain.error),
                  }),
            ],
          },
        ]}
      />
      <CalibrationChart parent={parent} candidate={candidate} />
    </>
  );
}

function Registers({ registers }: { readonly registers: ModelReport["registers"] }): ReactElement {
  const { t } = useTranslation(["weighing", "hits"]);
  const both = useBoth();
  return (
    <FiguresTable
      title={t("registers")}
      note={t("registersNote")}
      heads={[t("register.head"), t("register.precisionParent"), t("register.precision"), t("register.recall")]}
      rows={registers.map((one, at) => ({
        id: String(at),
        cells: [
          <span key="name">
            {one.register !== null
              ? both(one.register)
              : one.hidden
                ? t("register.hidden")
                : t("hits:threshold.firearms")}{" "}
            <Owner code={one.institution} short />
          </span>,
          <ShareCell key="before" share={one.parent.precision} />,
          <ShareCell key="after" share={one.candidate.precision} />,
          <ShareCell key="recall" share={one.candidate.recall} />,
        ],
      }))}
    />
  );
}

function Moves({ title, moves }: { readonly title: string; readonly moves: Changes["most"] }): ReactElement | null {
  const { t } = useTranslation("weighing");
  const probability = useProbability();
  if (moves.length === 0) return null;
  return (
    <PlainTable
      label={title}
      heads={[t("move.hit"), t("move.was"), t("move.before"), t("move.after")]}
      rows={moves.map((one) => ({
        id: one.id,
        cells: [
          <PlaceLink key="hit" place={{ to: "/hits/$id", params: { id: one.id } }}>
            <span className="mono">{one.number}</span>
          </PlaceLink>,
          t(one.same ? "same" : "another"),
          <span key="before" className="mono">
            {probability.short(one.before)}
          </span>,
          <span key="after" className="mono">
            {probability.short(one.after)}
          </span>,
        ],
      }))}
    />
  );
}

function OldDecisions({ changes }: { readonly changes: Changes }): ReactElement {
  const { t } = useTranslation("weighing");
  return (
    <section>
      <h2>{t("old")}</h2>
      <p className="soft">{t("oldNote")}</p>
      <ul className="weighing-changes">
        <li>
          {t("lost", { count: changes.lost.count })}
          <Moves title={t("lost", { count: changes.lost.count })} moves={changes.lost.hits} />
        </li>
        <li>
          {t("raised", { count: changes.raised.count })}
          <Moves title={t("raised", { count: changes.raised.count })} moves={changes.raised.hits} />
        </li>
        <li>{t("spared", { count: changes.spared })}</li>
      </ul>
      {changes.most.length > 0 && (
        <>
          <h3>{t("most")}</h3>
          <Moves title={t("most")} moves={changes.most} />
        </>
      )}
    </section>
  );
}

function ChangedNumbers({ numbers }: { readonly numbers: ModelReport["numbers"] }): ReactElement {
  const { t } = useTranslation(["weighing", "hits"]);
  const { nats } = useNumbers();
  const dates = useDates();
  const name = (part: string): string => {
    const [of = "", what = ""] = part.split(".");
    return of === "serial" ? t(`error.${what}`) : t(`level.${what}`, { field: t(`hits:fieldName.${of}`) });
  };
  if (numbers.length === 0)
    return (
      <section>
        <h2>{t("numbers")}</h2>
        <p>{t("numbersNone")}</p>
      </section>
    );
  return (
    <FiguresTable
      title={t("numbers")}
      note={t("numbersNote")}
      heads={[t("number.part"), t("number.before"), t("number.after"), t("number.pairs")]}
      rows={numbers.map((one) => ({
        id: one.part,
        cells: [
          name(one.part),
          <span key="before" className="mono">
            {nats(one.before)}
          </span>,
          <span key="after" className="mono">
            {nats(one.after)}
          </span>,
          <span key="pairs" className="mono">
            {dates.count(one.pairs)}
          </span>,
        ],
      }))}
    />
  );
}

export function WeighingReport({ report }: { readonly report: ModelReport }): ReactElement {
  const { t } = useTranslation("weighing");
  const { decided, confirmed, rejected, refusal, leftOut } = report;
  return (
    <>
      {refusal !== null && (
        <Notice tone="waiting" title={t("refused")}>
          {t(`refusal.${refusal}`, {
            decided,
            confirmed,
            rejected,
            least: report.leastDecided,
            each: report.leastOfEach,
          })}
        </Notice>
      )}
      <p>
        {t("from", { decided, confirmed, rejected })} {leftOut > 0 && t("leftOut", { count: leftOut })}
      </p>
      {report.heldOut !== null && <HeldOut heldOut={report.heldOut} report={report} />}
      {report.registers.length > 0 && <Registers registers={report.registers} />}
      {report.changes !== null && <OldDecisions changes={report.changes} />}
      {report.heldOut !== null && <ChangedNumbers numbers={report.numbers} />}
      <Notice tone="info" title={t("honest")}>
        {t("honestWhy")}
      </Notice>
    </>
  );
}
