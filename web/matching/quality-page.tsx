/**
 * How well matching works on this country's own decisions.
 *
 * Promises: every share with its count and its interval; what is not known is said to be unknown. Refuses: a figure of quality
 * where nobody has decided.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { hitQuality } from "../../src/matching/hit-threshold.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { Owner } from "../access/sharing-names.tsx";
import { useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { HitRooms } from "./hits-frame.tsx";
import { FiguresTable, ShareCell } from "./share-cell.tsx";

type Quality = CallOutput<typeof hitQuality>;
function Board({ quality }: { readonly quality: Quality }): ReactElement {
  const { t, i18n } = useTranslation("hits");
  const dates = useDates();
  const both = useBoth();
  const days = new Intl.NumberFormat(i18n.language === "ru" ? "ru-RU" : "en-GB", { maximumFractionDigits: 1 });
  return (
    <div className="quality">
      <Notice tone="info" title={t("quality.decided", { count: quality.decided })}>
        {t("quality.honest")}
      </Notice>
      {quality.decided === 0 ? (
        <EmptyState title={t("quality.empty")}>{t("quality.emptyWhy", { count: quality.open })}</EmptyState>
      ) : (
        <>
          <FiguresTable
            title={t("quality.calibration")}
            note={t("quality.calibrationNote")}
            heads={[t("quality.band"), t("quality.said"), t("quality.confirmed")]}
            rows={quality.bands.map((band) => ({
              id: String(band.from),
              cells: [
                t("quality.fromTo", { from: dates.share(band.from), to: dates.share(band.below) }),
                band.said === null ? "" : dates.share(band.said),
                <ShareCell key="share" share={band.confirmed} said={band.said} />,
              ],
            }))}
          />
          <FiguresTable
            title={t("quality.kinds")}
            note={t("quality.kindsNote")}
            heads={[t("quality.kindHead"), t("quality.confirmed"), t("quality.told")]}
            rows={quality.kinds.map((one) => ({
              id: one.kind,
              cells: [
                t(`quality.kind.${one.kind}`),
                <ShareCell key="share" share={one.confirmed} />,
                <ShareCell key="told" share={one.told} />,
              ],
            }))}
          />
          <FiguresTable
            title={t("quality.registers")}
            note={t("quality.registersNote")}
            heads={[t("column.register"), t("quality.falseAlarms"), t("quality.open"), t("quality.time")]}
            rows={quality.registers.map((one) => ({
              id: `${one.institution} ${one.register?.id ?? ""}`,
              cells: [
                <span key="name">
                  {one.register === null ? t("threshold.firearms") : both(one.register)}{" "}
                  <Owner code={one.institution} short />
                </span>,
                <ShareCell key="share" share={one.falseAlarms} />,
                <span key="open" className="mono">
                  {dates.count(one.open)}
                </span>,
                one.days.median === null || one.days.ninety === null
                  ? ""
                  : t("quality.daysShort", {
                      median: days.format(one.days.median),
                      ninety: days.format(one.days.ninety),
                    }),
              ],
            }))}
          />
          <section>
            <h2>{t("quality.time")}</h2>
            <p>
              {quality.days.median === null || quality.days.ninety === null
                ? t("quality.none")
                : t("quality.days", {
                    median: days.format(quality.days.median),
                    ninety: days.format(quality.days.ninety),
                  })}
            </p>
          </section>
        </>
      )}
      <p className="soft">{t("quality.models", { models: quality.models.join(", ") })}</p>
    </div>
  );
}

export function QualityPage(): ReactElement {
  const { t } = useTranslation(["hits", "web"]);
  const answer = useRead(hitQuality, {});
  return (
    <div className="page">
      <PageHead
        title={t("pages.quality")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("title"), to: "/hits" },
          { label: t("pages.quality") },
        ]}
        lead={t("quality.lead")}
        below={<HitRooms />}
      />
      {answer.data === undefined ? (
        answer.error === null ? (
          <Skeleton lines={10} />
        ) : (
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        )
      ) : (
        <Board quality={answer.data} />
      )}
    </div>
  );
}
