/**
 * Single-key moves in queues: j next, k previous, Enter opens (the focus stands on the row's own link).
 *
 * Promises: the keys do nothing while one writes, with a modifier, or inside a dialog, and can be switched off (WCAG
 * 2.2, 2.1.4). Refuses: to move by anything but real focus, so that screen readers follow.
 */
import { useEffect, type RefObject } from "react";
import { singleKeysOn } from "../session/preferences.ts";

const ROW_LINK = "[data-row] .lead a, [data-row] .lead button";

/** Moves the focus by `step` rows inside `place`; false when there is nowhere to go. */
export function moveBetweenRows(place: HTMLElement | null, step: 1 | -1): boolean {
  if (place === null) return false;
  const links = [...place.querySelectorAll<HTMLElement>(ROW_LINK)];
  if (links.length === 0) return false;
  const row = document.activeElement?.closest("[data-row]");
  const at = row === null || row === undefined ? -1 : links.findIndex((link) => row.contains(link));
  const next = links[at === -1 ? (step === 1 ? 0 : links.length - 1) : at + step];
  if (next === undefined) return false;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]") !== null
  );
}

/** Listens for j and k (о and л under a Russian layout are the same keys: the physical key counts). */
export function useRowKeys(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isWriting(event.target) || !singleKeysOn()) return;
      const step = event.code === "KeyJ" ? 1 : event.code === "KeyK" ? -1 : undefined;
      if (step !== undefined && moveBetweenRows(place.current, step)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [place]);
}

/** Single keys of a page: by physical key ("KeyY"), under the same conditions as j and k. Pass a memoised record. */
export function useSingleKeys(acts: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
      const act = acts[event.code];
      if (act === undefined || isWriting(event.target) || !singleKeysOn()) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [acts]);
}
