/**
 * Below which probability an institution's hits are set aside: what each value would do, and the setting with its reason.
 *
 * Promises: expected false alarms and missed hits are shown before it is set, with where the numbers come from. Refuses: to
 * delete anything: what is set aside is one filter away.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { countWaitingHits, listHits } from "../../src/matching/hit.contract.ts";
import { listThresholds, setThreshold } from "../../src/matching/hit-threshold.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { useChange, useRead } from "../calls/use-call.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import { ReasonDialog } from "../parts/reason-dialog.tsx";
import { useToast } from "../parts/toast.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { HitRooms } from "./hits-frame.tsx";

type Answer = CallOutput<typeof listThresholds>;
type Effect = Answer["outlook"]["effects"][number];

/** The table of what each value would do; choosing one asks for the reason. */
function Effects({
  outlook,
  onChoose,
}: {
  readonly outlook: Answer["outlook"];
  readonly onChoose: (effect: Effect) => void;
}): ReactElement {
  const { t, i18n } = useTranslation("hits");
  const dates = useDates();
  const number = new Intl.NumberFormat(i18n.language === "ru" ? "ru-RU" : "en-GB", { maximumFractionDigits: 1 });
  return (
    <div className="figures-scroll">
      <table className="figures thresholds">
        <thead>
          <tr>
            <th scope="col">{t("threshold.value")}</th>
            <th scope="col" className="end">
              {t("threshold.shown")}
            </th>
            <th scope="col" className="end">
              {t("threshold.falseAlarms")}
            </th>
            <th scope="col" className="end">
              {t("threshold.aside")}
            </th>
            <th scope="col" className="end">
              {t("threshold.missed")}
            </th>
            <th scope="col">
              <span className="visually-hidden">{t("threshold.act")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {outlook.effects.map((effect) => {
            const value =
              effect.value === 0 ? t("threshold.none") : t("threshold.below", { share: dates.share(effect.value) });
            return (
              <tr key={effect.value}>
                <th scope="row">{value}</th>
                <td className="end mono">{dates.count(effect.shown)}</td>
                <td className="end mono">{number.format(effect.falseAlarms)}</td>
                <td className="end mono">{dates.count(effect.aside)}</td>
                <td className="end mono">{number.format(effect.missed)}</td>
                <td>
                  <Button
                    small
                    tone="quiet"
                    label={`${t("threshold.choose")}: ${value}`}
                    onPress={() => onChoose(effect)}
                  >
                    {t("threshold.choose")}
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function ThresholdsPage(): ReactElement {
  const { t, i18n } = useTranslation(["hits", "web"]);
  const view = useSearch({ from: "/shell/hits/thresholds" });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const tell = useToast();
  const both = useBoth();
  const dates = useDates();
  const personName = usePersonNames();
  const [chosen, setChosen] = useState<Effect | undefined>(undefined);
  const [country, setCountry] = useState(view.country ?? "");
  const answer = useRead(
    listThresholds,
    {
      query: {
        ...(view.register === undefined ? {} : { register: view.register }),
        ...(view.country === undefined ? {} : { country: view.country }),
      },
    },
    { keep: true },
  );
  const change = useChange(setThreshold, async (after) => {
    setChosen(undefined);
    tell({ text: t("threshold.done", { count: after.setAside }) });
    for (const { id } of [listThresholds, listHits, countWaitingHits])
      await queries.invalidateQueries({ queryKey: [id] });
    await queries.invalidateQueries({ queryKey: ["session"] });
  });
  const go = (next: typeof view): void => void navigate({ to: "/hits/thresholds", search: next, replace: true });
  const number = new Intl.NumberFormat(i18n.language === "ru" ? "ru-RU" : "en-GB", { maximumFractionDigits: 1 });
  return (
    <div className="page">
      <PageHead
        title={t("pages.thresholds")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("title"), to: "/hits" },
          { label: t("pages.thresholds") },
        ]}
        lead={t("threshold.lead")}
        below={<HitRooms />}
      />
      {answer.data === undefined ? (
        answer.error === null ? (
          <Skeleton lines={8} />
        ) : (
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        )
      ) : (
        <div className="quality">
          <div className="cluster threshold-of">
            <Select
              inline
              label={t("threshold.of")}
              value={view.register ?? "firearms"}
              onChange={(next) => go({ ...view, register: next === "firearms" ? undefined : next })}
              choices={[
                { id: "firearms", label: t("threshold.firearms") },
                ...answer.data.registers.map((one) => ({ id: one.id, label: both(one) })),
              ]}
            />
            <TextField
              label={t("threshold.country")}
              hint={t("threshold.countryHint")}
              value={country}
              width="narrow"
              maxLength={2}
              required={false}
              exact
              onChange={(next) => {
                const code = next.toUpperCase();
                setCountry(code);
                if (code === "" || /^[A-Z]{2}$/.test(code)) go({ ...view, country: code === "" ? undefined : code });
              }}
            />
          </div>
          <Notice
            tone="info"
            title={t(`threshold.from.${answer.data.outlook.from}`, { count: answer.data.outlook.decided })}
          >
            {t(`threshold.fromWhat.${answer.data.outlook.from}`, { count: answer.data.outlook.pairs })}
          </Notice>
          <section>
            <h2>{t("threshold.effects")}</h2>
            <Effects outlook={answer.data.outlook} onChoose={setChosen} />
          </section>
          <section>
            <h2>{t("threshold.standing")}</h2>
            {answer.data.standing.length === 0 ? (
              <p className="soft">{t("threshold.noneSet")}</p>
            ) : (
              <ul className="lot-judgements">
                {answer.data.standing.map((one) => (
                  <li key={one.id}>
                    <b>{one.register === null ? t("threshold.firearms") : both(one.register)}</b>
                    {one.country !== null && <span className="mono"> {one.country}</span>}
                    {": "}
                    {one.value === 0 ? t("threshold.none") : t("threshold.below", { share: dates.share(one.value) })}
                    {" – "}
                    {one.reason}{" "}
                    <span className="soft">
                      {personName(one.by)}, {dates.moment(one.at)}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        </div>
      )}
      {chosen !== undefined && (
        <ReasonDialog
          title={t("threshold.act")}
          verb={t("threshold.set")}
          busy={change.isPending}
          error={change.error}
          maxLength={500}
          onDo={(reason) =>
            change.mutate({
              body: { register: view.register ?? null, country: view.country ?? null, value: chosen.value, reason },
            })
          }
          onClose={() => {
            setChosen(undefined);
            change.reset();
          }}
        >
          {t("threshold.what", {
            value: dates.share(chosen.value),
            aside: dates.count(chosen.aside),
            falseAlarms: number.format(chosen.falseAlarms),
            missed: number.format(chosen.missed),
          })}
        </ReasonDialog>
      )}
    </div>
  );
}
