/**
 * What was said and what was confirmed, for two versions in one square: on the slanting line both agree.
 *
 * Promises: every point with its interval, and all of it again as a table. Refuses: a line through the points: between them nothing
 * was counted. Filled and hollow points tell the versions apart, not colour.
 */
import { useTranslation } from "react-i18next";
import type { ReactElement } from "react";
import { ChartFigure } from "../templates/chart-figure.tsx";
import { useDates } from "../words/dates.ts";
import type { Measures } from "./weighing-report.tsx";

type Band = Measures["bands"][number];

function Points({
  bands,
  look,
  shift,
}: {
  readonly bands: readonly Band[];
  readonly look: string;
  readonly shift: number;
}): ReactElement {
  return (
    <g className={look}>
      {bands.map(({ from, said, confirmed }) => {
        if (said === null || confirmed.from === null || confirmed.to === null) return null;
        const x = 100 * said + shift;
        return (
          <g key={from}>
            <path d={`M${x} ${100 - 100 * confirmed.from}V${100 - 100 * confirmed.to}`} className="calibration-range" />
            <circle cx={x} cy={100 - (100 * confirmed.count) / confirmed.of} r="1.8" className="calibration-point" />
          </g>
        );
      })}
    </g>
  );
}

export function CalibrationChart({
  parent,
  candidate,
}: {
  readonly parent: Measures;
  readonly candidate: Measures;
}): ReactElement {
  const { t } = useTranslation("weighing");
  const dates = useDates();
  const share = ({ confirmed }: Band): string =>
    confirmed.of === 0
      ? "–"
      : t("calibration.of", { share: dates.share(confirmed.count / confirmed.of), total: confirmed.of });
  return (
    <ChartFigure
      look="calibration"
      title={t("calibration.title")}
      note={t("calibration.note")}
      labelHead={t("calibration.band")}
      valueHead={t("calibration.figure")}
      rows={parent.bands.map((band, at) => {
        const other = candidate.bands[at];
        return {
          id: String(band.from),
          label: `${dates.share(band.from)} – ${dates.share(band.below)}`,
          figure: (
            <>
              {t("calibration.parent")}: {share(band)}
              <br />
              {t("calibration.candidate")}: {other === undefined ? "–" : share(other)}
            </>
          ),
        };
      })}
      renderPicture={(asTable) =>
        asTable ? null : (
          <>
            <svg className="calibration-square" viewBox="-14 -4 122 120" aria-hidden="true" focusable="false">
              <path d="M0 0V100H100" className="calibration-axis" />
              <path d="M0 100L100 0" className="calibration-equal" />
              {[0, 0.5, 1].map((value) => (
                <g key={value}>
                  <text x={100 * value} y="108" textAnchor="middle">
                    {dates.share(value)}
                  </text>
                  <text x="-2" y={102 - 100 * value} textAnchor="end">
                    {dates.share(value)}
                  </text>
                </g>
              ))}
              <text x="100" y="115" textAnchor="end">
                {t("calibration.band")}
              </text>
              <text x="2" y="3">
                {t("calibration.figure")}
              </text>
              <Points bands={parent.bands} look="calibration-before" shift={-0.7} />
              <Points bands={candidate.bands} look="calibration-after" shift={0.7} />
            </svg>
            <ul className="calibration-key">
              <li className="calibration-before">
                <svg viewBox="0 0 6 6" aria-hidden="true" focusable="false">
                  <circle cx="3" cy="3" r="2" className="calibration-point" />
                </svg>
                {t("calibration.parent")}
              </li>
              <li className="calibration-after">
                <svg viewBox="0 0 6 6" aria-hidden="true" focusable="false">
                  <circle cx="3" cy="3" r="2" className="calibration-point" />
                </svg>
                {t("calibration.candidate")}
              </li>
            </ul>
          </>
        )
      }
    />
  );
}
