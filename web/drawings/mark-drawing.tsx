/**
 * A drawing of the weapon to tap where a mark sits; shows what is known at each spot.
 *
 * Promises: one Tab reaches the spots, arrows go to the nearest in their direction, the name of each is said with what
 * stands there; beside it stands a list that says and does the same. Refuses: state by colour alone; a mark that has no
 * spot on this side stays out of sight nowhere: it is in the list.
 */
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useList } from "../firearms/code-names.ts";
import { Button } from "../parts/button.tsx";
import { drawings } from "./drawings.ts";
import { marksOnSpots, nextSpot, type DrawnMark } from "./drawing-marks.ts";
import type { Drawing, DrawingId, Side, Spot } from "./drawing.ts";
import "./drawings.css";

/** What is known of a mark, as far as a spot shows it. */
export interface MarkShown extends DrawnMark {
  /** State of its best reading: a code of mark-states.csv. */
  readonly state: string;
  readonly disagree: boolean;
  /** The mark in words: "Serial number, ЛЯ4172, readings disagree". */
  readonly words: string;
}

const SIGNS: Readonly<Record<string, ReactElement>> = {
  clear: <circle cx="8" cy="8" r="4.2" fill="currentColor" />,
  partial: (
    <>
      <circle cx="8" cy="8" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M8 3.8a4.2 4.2 0 0 1 0 8.4Z" fill="currentColor" />
    </>
  ),
  obliterated: <path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" strokeWidth="2.2" />,
  restored: <path d="M8 2.6 13.4 8 8 13.4 2.6 8Z" fill="currentColor" />,
  altered: <path d="M8 3 13.4 12.6H2.6Z" fill="currentColor" />,
  "none-made": <path d="M3.6 8h8.8" stroke="currentColor" strokeWidth="2.2" />,
};
const EMPTY = <circle cx="8" cy="8" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.4" />;

/** The sign of a mark's state; with a ring where readings disagree. */
export function StateSign({
  state,
  disagree = false,
}: {
  readonly state: string | undefined;
  readonly disagree?: boolean;
}): ReactElement {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false" className="state-sign">
      {disagree && (
        <circle cx="8" cy="8" r="7" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2.6 1.8" />
      )}
      {state === undefined ? EMPTY : (SIGNS[state] ?? EMPTY)}
    </svg>
  );
}

/** The drawing alone, without spots: for thumbnails and print. */
export function Sheet({ drawing, side }: { readonly drawing: Drawing; readonly side: Side }): ReactElement {
  return (
    <svg
      viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      aria-hidden="true"
      focusable="false"
      className="drawing-sheet"
    >
      <g {...(side === "right" ? { transform: `translate(${drawing.width} 0) scale(-1 1)` } : {})}>
        {[...drawing.shapes, ...drawing.only[side]].map((shape) => (
          <path key={shape.d} className={`drawn-${shape.is}`} d={shape.d} />
        ))}
      </g>
    </svg>
  );
}

export interface MarkDrawingProps {
  readonly drawing: DrawingId;
  readonly marks: readonly MarkShown[];
  /** Code of the place that is chosen. */
  readonly chosen?: string | undefined;
  readonly onChoose: (place: string, marks: readonly MarkShown[]) => void;
}

export function MarkDrawing({ drawing: id, marks, chosen, onChoose }: MarkDrawingProps): ReactElement {
  const { t } = useTranslation("firearms");
  const drawing = drawings[id];
  const places = useList("mark-places");
  const parents = useMemo(() => new Map(places.map((place) => [place.code, place.parent ?? undefined])), [places]);
  const [side, setSide] = useState<Side>(() =>
    chosen !== undefined && isOn(drawing, "right", chosen) ? "right" : "left",
  );
  const spots = drawing.spots[side];
  const { at, elsewhere } = useMemo(
    () => marksOnSpots(marks, spots, (place) => parents.get(place)),
    [marks, parents, spots],
  );
  const name = useId();
  const nameOf = (place: string): string => t(`place.${place}`, { defaultValue: place });
  const saidOf = (place: string, own: readonly MarkShown[]): string =>
    [nameOf(place), ...(own.length === 0 ? [t("drawing.nothing")] : own.map((mark) => mark.words))].join("; ");
  return (
    <div className="mark-drawing">
      <div className="drawing-head" id={name}>
        <span>
          {t(`drawing.${id}`)}, {t(`drawing.side.${side}`)}
        </span>
        <Button small tone="quiet" onPress={() => setSide(side === "left" ? "right" : "left")}>
          {t(side === "left" ? "drawing.showRight" : "drawing.showLeft")}
        </Button>
      </div>
      <Stage
        key={side}
        drawing={drawing}
        side={side}
        labelledBy={name}
        chosen={chosen}
        saidOf={(spot) => saidOf(spot.place, at.get(spot.place) ?? [])}
        marksAt={(spot) => at.get(spot.place) ?? []}
        onChoose={onChoose}
      />
      <ul className="drawing-list" aria-label={t("drawing.list")}>
        {spots.map((spot) => {
          const own = at.get(spot.place) ?? [];
          return (
            <li key={spot.place}>
              <button type="button" aria-pressed={chosen === spot.place} onClick={() => onChoose(spot.place, own)}>
                <StateSign state={own[0]?.state} disagree={own.some((mark) => mark.disagree)} />
                <span>
                  {nameOf(spot.place)}
                  {own.map((mark) => (
                    <span key={mark.id} className="soft">
                      {" · "}
                      {mark.words}
                    </span>
                  ))}
                </span>
              </button>
            </li>
          );
        })}
        {elsewhere.map((mark) => (
          <li key={mark.id}>
            <button type="button" aria-pressed={chosen === mark.place} onClick={() => onChoose(mark.place, [mark])}>
              <StateSign state={mark.state} disagree={mark.disagree} />
              <span>
                {nameOf(mark.place)} <span className="soft">· {mark.words}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function isOn(drawing: Drawing, side: Side, place: string): boolean {
  const other: Side = side === "left" ? "right" : "left";
  return (
    drawing.spots[side].some((spot) => spot.place === place) &&
    !drawing.spots[other].some((spot) => spot.place === place)
  );
}

function Stage({
  drawing,
  side,
  labelledBy,
  chosen,
  saidOf,
  marksAt,
  onChoose,
}: {
  readonly drawing: Drawing;
  readonly side: Side;
  readonly labelledBy: string;
  readonly chosen: string | undefined;
  readonly saidOf: (spot: Spot) => string;
  readonly marksAt: (spot: Spot) => readonly MarkShown[];
  readonly onChoose: MarkDrawingProps["onChoose"];
}): ReactElement {
  const spots = drawing.spots[side];
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const first = Math.max(
    0,
    spots.findIndex((spot) => spot.place === chosen),
  );
  // One stop for Tab; the arrows go on from there.
  const [stop, setStop] = useState(first);
  const [shown, setShown] = useState<number>();
  const onKey = (event: KeyboardEvent, from: number): void => {
    const to =
      event.key === "Home"
        ? 0
        : event.key === "End"
          ? spots.length - 1
          : event.key === "ArrowLeft" ||
              event.key === "ArrowRight" ||
              event.key === "ArrowUp" ||
              event.key === "ArrowDown"
            ? nextSpot(spots, from, event.key, side === "right")
            : undefined;
    if (to === undefined) return;
    event.preventDefault();
    setStop(to);
    buttons.current[to]?.focus();
  };
  const named = shown === undefined ? undefined : spots[shown];
  return (
    <div className="drawing-scroll">
      <div
        className={drawing.width < 800 ? "drawing-stage drawing-short" : "drawing-stage drawing-long"}
        role="group"
        aria-labelledby={labelledBy}
        dir="ltr"
        style={{ aspectRatio: `${drawing.width} / ${drawing.height}` }}
      >
        <Sheet drawing={drawing} side={side} />
        {spots.map((spot, at) => {
          const own = marksAt(spot);
          const x = side === "right" ? drawing.width - spot.x : spot.x;
          return (
            <button
              key={spot.place}
              ref={(button) => {
                buttons.current[at] = button;
              }}
              type="button"
              className={`drawing-spot${own.length > 0 ? " drawing-spot-marked" : ""}${own.some((mark) => mark.disagree) ? " drawing-spot-disputed" : ""}`}
              style={{ left: `${(x / drawing.width) * 100}%`, top: `${(spot.y / drawing.height) * 100}%` }}
              aria-label={saidOf(spot)}
              aria-pressed={chosen === spot.place}
              tabIndex={at === stop ? 0 : -1}
              onKeyDown={(event) => onKey(event, at)}
              onFocus={() => {
                setStop(at);
                setShown(at);
              }}
              onBlur={() => setShown(undefined)}
              onPointerEnter={() => setShown(at)}
              onPointerLeave={() => setShown(undefined)}
              onClick={() => onChoose(spot.place, own)}
            >
              <StateSign state={own[0]?.state} disagree={own.some((mark) => mark.disagree)} />
            </button>
          );
        })}
        <span className="drawing-name" aria-hidden="true">
          {named === undefined ? "" : saidOf(named)}
        </span>
      </div>
    </div>
  );
}
