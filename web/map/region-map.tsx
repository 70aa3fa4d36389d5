/**
 * The map of the country, coloured by a number for each region, and its equal table.
 *
 * Promises: everything that the map shows is also written: the number stands on each region, what cannot be drawn (no region
 * recorded) stands below, disputed lines are named in words; each region is a link that Tab reaches. Nothing is fetched from
 * another host. Refuses: a border as agreed that is configured as disputed; colour as the only difference.
 */
import { useEffect, useMemo, useRef, useState, type ReactElement, type ReactNode, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { CountryMap } from "../../src/figures/map.contract.ts";
import { PlaceLink, type Place } from "../parts/place-link.tsx";
import { ChartFigure } from "../templates/chart-figure.tsx";
import { inLanguage } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { areaOf, labelSpot, lineOf, projectionFor, type Projection } from "./projection.ts";
import { stepOf, stepsFor } from "./steps.ts";
import "./map.css";

export interface RegionFigure {
  readonly code: string;
  readonly name: string;
  readonly value: number;
  readonly link?: Place;
}

export interface RegionMapProps {
  readonly title: string;
  readonly note?: string;
  readonly map: CountryMap;
  readonly regions: readonly RegionFigure[];
  /** What has no region on the map: its name and number. */
  readonly others: readonly RegionFigure[];
  readonly labelHead: string;
  readonly valueHead: string;
  readonly tools?: ReactNode;
}

/** Width of the place that an element has, as it changes. */
function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const place = useRef<HTMLDivElement | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}

function Linked({
  place,
  children,
}: {
  readonly place: Place | undefined;
  readonly children: ReactNode;
}): ReactElement {
  return place === undefined ? (
    <g className="map-region">{children}</g>
  ) : (
    <PlaceLink place={place} className="map-region">
      {children}
    </PlaceLink>
  );
}

function Regions({
  map,
  regions,
  projection,
  steps,
}: {
  readonly map: CountryMap;
  readonly regions: readonly RegionFigure[];
  readonly projection: Projection;
  readonly steps: readonly number[];
}): ReactElement {
  const dates = useDates();
  const known = new Map(regions.map((region) => [region.code, region]));
  // Small regions are drawn last: a city lies upon the region round it.
  const drawn = map.regions
    .map(({ code, rings }) => ({ code, d: areaOf(rings, projection), spot: labelSpot(rings, projection) }))
    .toSorted((a, b) => b.spot.room - a.spot.room);
  return (
    <>
      {drawn.map(({ code, d, spot }) => {
        const figure = known.get(code);
        const value = figure?.value ?? 0;
        const name = figure?.name ?? code;
        const count = dates.count(value);
        const wide = spot.room * 2.2 > name.length * 5.6;
        return (
          <Linked key={code} place={figure?.link}>
            <path d={d} fillRule="evenodd" className={`map-step-${stepOf(value, steps)}`}>
              <title>{`${name}: ${count}`}</title>
            </path>
            <circle cx={spot.x} cy={spot.y} r="13" className="map-reach" />
            <text x={spot.x} y={wide ? spot.y - 2 : spot.y + 5} className="map-number">
              {count}
            </text>
            {wide ? (
              <text x={spot.x} y={spot.y + 13} className="map-name">
                {name}
              </text>
            ) : (
              <text x={spot.x} y={spot.y} className="map-unseen">
                {name}
              </text>
            )}
          </Linked>
        );
      })}
    </>
  );
}

function Surroundings({
  map,
  projection,
}: {
  readonly map: CountryMap;
  readonly projection: Projection;
}): ReactElement {
  const { i18n } = useTranslation();
  return (
    <>
      {map.neighbours.map((one) => {
        const [x, y] = projection.place(one.label);
        const name = inLanguage(i18n.language, one);
        // The name stays within the picture; on a narrow one its middle moves inwards.
        const half = name.length * 4.6 + 4;
        return (
          <g key={one.code} aria-hidden="true">
            <path d={areaOf(one.rings, projection)} fillRule="evenodd" className="map-neighbour" />
            <text x={Math.min(projection.width - half, Math.max(half, x))} y={y} className="map-neighbour-name">
              {name}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** Lines that are no agreed border, numbered as they are named below. */
function Borders({ map, projection }: { readonly map: CountryMap; readonly projection: Projection }): ReactElement {
  return (
    <g aria-hidden="true">
      {map.borders.map((border, at) => {
        const middle = border.line[Math.floor(border.line.length / 2)] ?? border.line[0];
        const [x, y] = middle === undefined ? [0, 0] : projection.place(middle);
        return (
          <g key={`${border.kind}-${border.en}`}>
            <path d={lineOf(border.line, projection)} className="map-border-ground" />
            <path d={lineOf(border.line, projection)} className={`map-border map-${border.kind}`} />
            <circle cx={x} cy={y} r="9" className="map-sign" />
            <text x={x} y={y + 4} className="map-sign-number">
              {at + 1}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Figure({ region }: { readonly region: RegionFigure }): ReactElement {
  const dates = useDates();
  const count = dates.count(region.value);
  return region.link === undefined ? <>{count}</> : <PlaceLink place={region.link}>{count}</PlaceLink>;
}

function Legend({ map, steps }: { readonly map: CountryMap; readonly steps: readonly number[] }): ReactElement {
  const { t, i18n } = useTranslation("map");
  const dates = useDates();
  return (
    <div className="map-legend">
      <ul className="map-steps" aria-label={t("legend")}>
        <li>
          <svg className="map-swatch" viewBox="0 0 20 12" aria-hidden="true">
            <rect width="20" height="12" className="map-step-0" />
          </svg>
          {dates.count(0)}
        </li>
        {steps.map((from, at) => {
          const next = steps[at + 1];
          return (
            <li key={from}>
              <svg className="map-swatch" viewBox="0 0 20 12" aria-hidden="true">
                <rect width="20" height="12" className={`map-step-${at + 1}`} />
              </svg>
              {next === undefined
                ? t("from", { from: dates.count(from) })
                : next - 1 === from
                  ? dates.count(from)
                  : t("between", { from: dates.count(from), until: dates.count(next - 1) })}
            </li>
          );
        })}
      </ul>
      {map.borders.length > 0 && (
        <ol className="map-borders" aria-label={t("borders")}>
          {map.borders.map((border) => (
            <li key={`${border.kind}-${border.en}`}>{inLanguage(i18n.language, border)}</li>
          ))}
        </ol>
      )}
      {map.attribution !== undefined && <p>{inLanguage(i18n.language, map.attribution)}</p>}
    </div>
  );
}

export function RegionMap(props: RegionMapProps): ReactElement {
  const { title, note, map, regions, others, labelHead, valueHead, tools } = props;
  const { t } = useTranslation("map");
  const [place, width] = useWidth();
  const projection = useMemo(() => (width < 100 ? undefined : projectionFor(map.frame, width)), [map, width]);
  const steps = stepsFor(regions.map((region) => region.value));
  return (
    <ChartFigure
      look="chart-map"
      title={title}
      note={note}
      labelHead={labelHead}
      valueHead={valueHead}
      tools={tools}
      words={{ asTable: t("asTable"), asPicture: t("asMap") }}
      rows={[...regions, ...others].map((region) => ({
        id: region.code,
        label: region.name,
        figure: <Figure region={region} />,
      }))}
      renderPicture={(asTable) => (
        <>
          <div ref={place} className={asTable ? "map-place map-away" : "map-place"}>
            {!asTable && projection !== undefined && (
              <svg
                className="map"
                role="group"
                aria-label={t("what", { title })}
                width={projection.width}
                height={projection.height}
                viewBox={`0 0 ${projection.width} ${projection.height}`}
              >
                <Surroundings map={map} projection={projection} />
                <Regions map={map} regions={regions} projection={projection} steps={steps} />
                <Borders map={map} projection={projection} />
              </svg>
            )}
          </div>
          {!asTable && <Legend map={map} steps={steps} />}
          {!asTable && others.length > 0 && (
            <ul className="map-others">
              {others.map((region) => (
                <li key={region.code}>
                  {region.name}: <Figure region={region} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    />
  );
}
