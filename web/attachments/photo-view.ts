/**
 * How a photograph is looked at: zoom, place, light, turn; and a region on it. Pure: the keyboard and the pointer lead here.
 *
 * Fractions: 0 to 1 of the upright picture. Zoom 1 shows the whole picture.
 */
export interface View {
  readonly zoom: number;
  /** The point of the picture in the middle of the window. */
  readonly x: number;
  readonly y: number;
  readonly contrast: number;
  readonly brightness: number;
  readonly invert: boolean;
  /** Quarter turns to the right. */
  readonly turn: 0 | 1 | 2 | 3;
}

export const wholeView: View = { zoom: 1, x: 0.5, y: 0.5, contrast: 1, brightness: 1, invert: false, turn: 0 };

export const mostZoom = 12;
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const round = (value: number): number => Math.round(value * 1000) / 1000;

/** The middle may go as far as the edge of the picture, so that a mark in a corner can stand in the middle. */
function settled(view: View): View {
  const zoom = clamp(view.zoom, 1, mostZoom);
  const reach = zoom === 1 ? 0 : 0.5;
  return {
    ...view,
    zoom,
    x: round(clamp(view.x, 0.5 - reach, 0.5 + reach)),
    y: round(clamp(view.y, 0.5 - reach, 0.5 + reach)),
    contrast: round(clamp(view.contrast, 0.2, 4)),
    brightness: round(clamp(view.brightness, 0.2, 3)),
  };
}

export type Act =
  | "in" | "out" | "fit" | "left" | "right" | "up" | "down" | "more-contrast" | "less-contrast" | "brighter" | "darker" | "invert" | "turn" | "plain"; // prettier-ignore

/** The next view. Panning moves by an eighth of what is seen, on the screen, however the picture is turned. */
export function act(view: View, what: Act): View {
  const step = 1 / (8 * view.zoom);
  const pan = (right: number, down: number): View => {
    const turns = view.turn;
    const [x, y] =
      turns === 0 ? [right, down] : turns === 1 ? [down, -right] : turns === 2 ? [-right, -down] : [-down, right];
    return settled({ ...view, x: view.x + x * step, y: view.y + y * step });
  };
  switch (what) {
    case "in":
      return settled({ ...view, zoom: view.zoom * 1.4 });
    case "out":
      return settled({ ...view, zoom: view.zoom / 1.4 });
    case "fit":
      return settled({ ...view, zoom: 1 });
    case "left":
      return pan(-1, 0);
    case "right":
      return pan(1, 0);
    case "up":
      return pan(0, -1);
    case "down":
      return pan(0, 1);
    case "more-contrast":
      return settled({ ...view, contrast: view.contrast * 1.2 });
    case "less-contrast":
      return settled({ ...view, contrast: view.contrast / 1.2 });
    case "brighter":
      return settled({ ...view, brightness: view.brightness * 1.15 });
    case "darker":
      return settled({ ...view, brightness: view.brightness / 1.15 });
    case "invert":
      return { ...view, invert: !view.invert };
    case "turn":
      return { ...view, turn: ((view.turn + 1) % 4) as View["turn"] };
    default:
      return { ...view, contrast: 1, brightness: 1, invert: false, turn: 0 };
  }
}

/** By `KeyboardEvent.code`, so that the same keys work on a Cyrillic keyboard. */
const keys: Readonly<Record<string, Act>> = {
  Equal: "in", NumpadAdd: "in", Minus: "out", NumpadSubtract: "out", Digit0: "fit", Numpad0: "fit",
  ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down",
  KeyC: "more-contrast", KeyB: "brighter", KeyI: "invert", KeyR: "turn", KeyN: "plain",
}; // prettier-ignore

/** What a key does here, or undefined. Shift turns contrast and brightness down. */
export function actOfKey(code: string, shift: boolean): Act | undefined {
  const found = keys[code];
  if (shift && found === "more-contrast") return "less-contrast";
  if (shift && found === "brighter") return "darker";
  return found;
}

export interface Region {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const least = 0.01;

/** A region that lies on the picture. */
export function onPicture(region: Region): Region {
  const w = clamp(region.w, least, 1);
  const h = clamp(region.h, least, 1);
  return { x: round(clamp(region.x, 0, 1 - w)), y: round(clamp(region.y, 0, 1 - h)), w: round(w), h: round(h) };
}

/** The region between two points, wherever the pointer was put down first. */
export function between(a: { x: number; y: number }, b: { x: number; y: number }): Region {
  return onPicture({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) });
}

/** Arrows move it, with Shift they make it larger or smaller. `fine`: a fifth of the step. */
export function nudged(region: Region, code: string, shift: boolean, fine: boolean): Region | undefined {
  const step = fine ? 0.004 : 0.02;
  const along: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const way = along[code];
  if (way === undefined) return undefined;
  const [dx, dy] = way;
  return onPicture(
    shift
      ? { ...region, w: region.w + dx * step, h: region.h + dy * step }
      : { ...region, x: region.x + dx * step, y: region.y + dy * step },
  );
}
