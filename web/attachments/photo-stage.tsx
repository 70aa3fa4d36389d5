/**
 * One photograph, large: zoom, pan, contrast, brightness, inversion, turn, by key and by button; and, where it is asked
 * for, a region that is shown or chosen on it.
 *
 * Promises: the screen-size copy is there first, the full one follows as soon as one looks closer; what is changed here is
 * the look, never the picture. Refuses: a gesture without a key.
 */
// A stage for a picture is a group that takes keys; its buttons do the same.
/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/prefer-tag-over-role */
import { useId, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { useCopy } from "./copies.ts";
import { act, actOfKey, between, nudged, wholeView, type Act, type Region, type View } from "./photo-view.ts";
import "./attachments.css";

export interface ShownPhoto {
  readonly id: string;
  /** What is on it, in words: caption or name. */
  readonly label: string;
  readonly width: number | null;
  readonly height: number | null;
}

export interface PhotoStageProps {
  readonly photo: ShownPhoto;
  /** Frames a part of the picture. */
  readonly region?: Region | undefined;
  /** With it, the reader may choose the region: by dragging, or with the arrow keys. */
  readonly onRegion?: ((region: Region) => void) | undefined;
  readonly autoFocus?: boolean;
}

export function PhotoStage({ photo, region, onRegion, autoFocus = false }: PhotoStageProps): ReactElement {
  const { t } = useTranslation("attachments");
  const keysId = useId();
  const [view, setView] = useState<View>(wholeView);
  const picture = useRef<HTMLDivElement>(null);
  const drawing = useRef<{ x: number; y: number } | undefined>(undefined);
  const dragging = useRef<{ x: number; y: number } | undefined>(undefined);
  const near = view.zoom > 1.2;
  const screen = useCopy(photo.id, "view");
  const full = useCopy(photo.id, "full", near);
  const address = full.address ?? screen.address;
  const choosing = onRegion !== undefined;
  const shape = photo.width !== null && photo.height !== null ? photo.width / photo.height : 4 / 3;

  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey) return;
    if (choosing && region !== undefined) {
      const next = nudged(region, event.code, event.shiftKey, event.altKey);
      if (next !== undefined) {
        event.preventDefault();
        onRegion(next);
        return;
      }
    }
    const what = actOfKey(event.code, event.shiftKey);
    if (what === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setView((now) => act(now, what));
  };

  /** Where on the upright picture the pointer is; only while it is not turned. */
  const pointOf = (event: PointerEvent): { x: number; y: number } | undefined => {
    const box = picture.current?.getBoundingClientRect();
    return box === undefined || view.turn !== 0
      ? undefined
      : { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const down = (event: PointerEvent): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    if (choosing) drawing.current = pointOf(event);
    else dragging.current = { x: event.clientX, y: event.clientY };
  };
  const move = (event: PointerEvent): void => {
    if (drawing.current !== undefined) {
      const to = pointOf(event);
      if (to !== undefined) onRegion?.(between(drawing.current, to));
      return;
    }
    const from = dragging.current;
    const box = picture.current?.getBoundingClientRect();
    if (from === undefined || box === undefined || view.turn !== 0 || view.zoom === 1) return;
    dragging.current = { x: event.clientX, y: event.clientY };
    setView((now) => ({
      ...now,
      x: Math.min(1, Math.max(0, now.x - (event.clientX - from.x) / box.width)),
      y: Math.min(1, Math.max(0, now.y - (event.clientY - from.y) / box.height)),
    }));
  };
  const up = (): void => {
    drawing.current = undefined;
    dragging.current = undefined;
  };

  const button = (what: Act, label: string, sign: string): ReactElement => (
    <Button key={what} small tone="quiet" label={label} onPress={() => setView((now) => act(now, what))}>
      <span aria-hidden="true">{sign}</span>
    </Button>
  );

  return (
    <div className="photo-stage">
      <span id={keysId} className="visually-hidden">
        {t(choosing ? "view.choosingKeys" : "view.keys")}
      </span>
      <div className="photo-tools" role="toolbar" aria-label={t("view.tools", { photo: photo.label })}>
        {button("out", t("view.out"), "−")}
        <span className="photo-zoom mono">{`${Math.round(view.zoom * 100)} %`}</span>
        {button("in", t("view.in"), "+")}
        {button("fit", t("view.fit"), t("view.fitShort"))}
        {button("less-contrast", t("view.lessContrast"), "◐−")}
        {button("more-contrast", t("view.moreContrast"), "◐+")}
        {button("darker", t("view.darker"), "☼−")}
        {button("brighter", t("view.brighter"), "☼+")}
        {button("invert", t("view.invert"), "◩")}
        {button("turn", t("view.turn"), "⟳")}
        {button("plain", t("view.plain"), t("view.plainShort"))}
      </div>
      <div
        className={choosing ? "photo-window photo-choosing" : "photo-window"}
        role="group"
        tabIndex={0}
        aria-label={t(choosing ? "view.choosing" : "view.window", { photo: photo.label })}
        aria-describedby={keysId}
        ref={(window) => {
          if (autoFocus && document.activeElement === document.body) window?.focus();
        }}
        onKeyDown={press}
        onWheel={(event) => setView((now) => act(now, event.deltaY < 0 ? "in" : "out"))}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      >
        {address === undefined ? (
          screen.error === null ? (
            <Skeleton lines={6} />
          ) : (
            <ErrorState error={screen.error} />
          )
        ) : (
          <div
            className="photo-turn"
            style={{
              transform: `rotate(${view.turn * 90}deg) scale(${view.turn % 2 === 1 ? Math.min(shape, 1 / shape) : 1})`,
            }}
          >
            <div
              ref={picture}
              className="photo-picture"
              style={{
                aspectRatio: String(shape),
                ["--shape" as string]: String(shape),
                transform: `scale(${view.zoom}) translate(${(0.5 - view.x) * 100}%, ${(0.5 - view.y) * 100}%)`,
              }}
            >
              <img
                src={address}
                alt={photo.label}
                draggable={false}
                style={{
                  filter: `contrast(${view.contrast}) brightness(${view.brightness})${view.invert ? " invert(1)" : ""}`,
                }}
              />
              {region !== undefined && (
                <span
                  className="photo-region"
                  style={{
                    left: `${region.x * 100}%`,
                    top: `${region.y * 100}%`,
                    width: `${region.w * 100}%`,
                    height: `${region.h * 100}%`,
                    borderWidth: `${2 / view.zoom}px`,
                  }}
                />
              )}
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
