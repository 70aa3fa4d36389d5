/**
 * Weapons in two recoveries: both in their order, what is known between, and whether that is an alarm.
 *
 * Promises: the verdict stands with its reason in words; a proposal that nobody confirmed is said to be one. Refuses: to call
 * likeness of two numbers one weapon.
 */
import type { ReactElement } from "react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listSeenAgain } from "../../src/matching/seen-again.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { Owner } from "../access/sharing-names.tsx";
import { useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Skeleton } from "../parts/answers.tsx";
import { Select } from "../parts/fields.tsx";
import { Serial, StateChip, type Tone } from "../parts/marks-of-record.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { HitRooms } from "./hits-frame.tsx";
import { verdicts } from "./hits-view.ts";
import { useRecordWords } from "./matched-record.tsx";
import { Probability } from "./probability.tsx";

type Item = CallOutput<typeof listSeenAgain>["items"][number];

const tones: Readonly<Record<Item["verdict"], Tone>> = { alarm: "waiting", check: "active", none: "ended" };

function Sighting({
  sighting,
  which,
}: {
  readonly sighting: Item["first"];
  readonly which: "first" | "again";
}): ReactElement {
  const { t, i18n } = useTranslation(["lots", "serials"]);
  const dates = useDates();
  const words = useRecordWords();
  const { recovery } = sighting;
  const manner = i18n.exists(`serials:fate.${sighting.manner}`)
    ? t(`serials:fate.${sighting.manner}`)
    : sighting.manner;
  return (
    <li>
      <b>{sighting.recoveredOn === null ? t("dayUnknown") : dates.day(sighting.recoveredOn)}</b>
      <span>
        {t(`again.${which}`)}: {manner} <Owner code={sighting.institution} short />
      </span>
      <span>
        <Link to="/firearms/$id" params={{ id: sighting.id }}>
          {sighting.weapon.serial === null ? sighting.number : <Serial value={sighting.weapon.serial} />}
        </Link>{" "}
        {words.weapon(sighting.weapon)}
      </span>
      <span className="soft">
        {recovery === null ? (
          t("again.closed")
        ) : (
          <Link to="/recoveries/$id" params={{ id: recovery.id }}>
            <span className="mono">{recovery.number}</span>
          </Link>
        )}
        {" · "}
        {sighting.stateOwned === null ? t("again.noOwner") : t("again.owner", { owner: sighting.stateOwned })}
      </span>
    </li>
  );
}

function SeenAgain({ item }: { readonly item: Item }): ReactElement {
  const { t } = useTranslation("lots");
  const dates = useDates();
  const both = useBoth();
  return (
    <article className="lot" data-row>
      <div className="lot-head">
        <h2 className="lead">
          <Link to="/hits/$id" params={{ id: item.id }}>
            {item.first.weapon.serial === null ? item.hit : <Serial value={item.first.weapon.serial} />}
          </Link>
        </h2>
        <StateChip tone={tones[item.verdict]}>{t(`again.verdict.${item.verdict}`)}</StateChip>
      </div>
      <p>
        {t(`again.because.${item.because}`)} {item.state === "confirmed" ? t("again.confirmed") : t("again.proposed")}
      </p>
      {item.state !== "confirmed" && <Probability value={item.probability} small />}
      <ol className="timeline">
        <Sighting sighting={item.first} which="first" />
        {item.between.map((entry) => (
          <li key={entry.record ?? entry.day}>
            <b>{dates.day(entry.day)}</b>
            <span>
              {entry.register === null ? t("again.record") : both(entry.register)}{" "}
              <Owner code={entry.institution} short />
            </span>
          </li>
        ))}
        {item.between.length === 0 && item.days !== 0 && (
          <li className="soft">
            {item.days === null ? t("again.nothing") : t("again.nothingIn", { count: item.days })}
          </li>
        )}
        <Sighting sighting={item.again} which="again" />
      </ol>
    </article>
  );
}

export function SeenAgainPage(): ReactElement {
  const { t } = useTranslation(["lots", "hits", "web"]);
  const view = useSearch({ from: "/shell/seen-again" });
  const navigate = useNavigate();
  const answer = useRead(
    listSeenAgain,
    { query: view.verdict === undefined ? {} : { verdict: view.verdict } },
    { keep: true },
  );
  const counts = answer.data?.counts;
  return (
    <div className="page">
      <PageHead
        title={t("again.title")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("hits:title"), to: "/hits" },
          { label: t("again.title") },
        ]}
        lead={counts === undefined ? t("again.lead") : t("again.counts", { ...counts })}
        below={<HitRooms />}
      />
      <div className="cluster">
        <Select
          inline
          label={t("filter")}
          value={view.verdict ?? "all"}
          onChange={(next) =>
            void navigate({
              to: "/seen-again",
              search: { verdict: verdicts.find((one) => one === next) },
              replace: true,
            })
          }
          choices={[
            { id: "all", label: t("states.all") },
            ...verdicts.map((one) => ({ id: one, label: t(`again.verdict.${one}`) })),
          ]}
        />
      </div>
      {answer.data === undefined ? (
        answer.error === null ? (
          <Skeleton lines={8} />
        ) : (
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        )
      ) : answer.data.items.length === 0 ? (
        <EmptyState title={t("again.empty")}>{t("again.emptyWhy")}</EmptyState>
      ) : (
        <div className="lots">
          {answer.data.items.map((item) => (
            <SeenAgain key={item.id} item={item} />
          ))}
          {answer.data.more && <p className="soft">{t("more")}</p>}
        </div>
      )}
    </div>
  );
}
