/**
 * Small signs for actions and states, on a 16-unit grid. Always decorative: a word stands beside each, or the control
 * that holds it has a name.
 */
import type { ReactElement } from "react";

const LINES = {
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.5 10.5 14 14",
  down: "M4 6.5 8 10.5l4-4",
  up: "M4 9.5 8 5.5l4 4",
  next: "M6 3.5 10.5 8 6 12.5",
  back: "M10 3.5 5.5 8l4.5 4.5",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  check: "M3 8.5 6.5 12 13 4.5",
  plus: "M8 3v10M3 8h10",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  menu: "M2 4h12M2 8h12M2 12h12",
  columns: "M2.5 3h11v10h-11ZM6.5 3v10M10 3v10",
  person: "M8 2.5a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5ZM2.5 14c.6-3 2.6-4.5 5.5-4.5s4.9 1.5 5.5 4.5",
  print: "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7Z",
  bell: "M3 11.5h10L11.5 9.5V7a3.5 3.5 0 0 0-7 0v2.5ZM6.5 13.5h3",
  eye: "M1.5 8C5 2.8 11 2.8 14.5 8 11 13.2 5 13.2 1.5 8ZM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z",
  lock: "M3.5 7.5h9v6h-9ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  link: "M6.5 9.5 9.5 6.5M7.5 4.5 9 3a2.8 2.8 0 0 1 4 4l-1.5 1.5M8.5 11.5 7 13a2.8 2.8 0 0 1-4-4l1.5-1.5",
  warn: "M8 2.5 14.5 13.5h-13ZM8 6.5v3.5M8 11.5v.6",
  info: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 7.5v4M8 4.8v.6",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 5v3.5l2.5 1.5",
  flag: "M4 14V2.5h8.5L10 5.75 12.5 9H4",
  key: "M5 6.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM7.5 9H14M11.5 9v2.5M14 9v2",
  copy: "M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3",
} as const;

export type GlyphName = keyof typeof LINES;

/** One small sign; takes the colour of the text. */
export function Glyph({ name, size = 16 }: { readonly name: GlyphName; readonly size?: number }): ReactElement {
  return (
    <svg
      className="glyph"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 2.2 : 1.5}
      strokeLinecap={name === "more" ? "round" : "butt"}
      aria-hidden="true"
      focusable="false"
    >
      <path d={LINES[name]} />
    </svg>
  );
}
