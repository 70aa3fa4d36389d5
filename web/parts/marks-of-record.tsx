/**
 * What a record wears so that it is known at a glance: its state, its owner, its handling code, its serial.
 *
 * Promises: state is word, shape and colour together; a position that could not be read is visible as such and is
 * spoken. Refuses: colour alone, and a serial in a face where 0/O, 1/I/l, 5/S or 8/B look alike.
 */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Glyph } from "./glyph.tsx";
import { InstitutionSign } from "../marks/signs.tsx";
import "./marks-of-record.css";

/**
 * rest: nothing to do; active: under way; waiting: needs you (saffron); confirmed: confirmed (green); harm: harm or
 * destruction (red); ended: closed, refused, withdrawn.
 */
export type Tone = "rest" | "active" | "waiting" | "confirmed" | "harm" | "ended";

const SHAPES: Readonly<Record<Tone, ReactElement>> = {
  rest: <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  active: (
    <>
      <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M5 1.4a3.6 3.6 0 0 1 0 7.2Z" fill="currentColor" />
    </>
  ),
  waiting: <path d="M5 0 10 5 5 10 0 5Z" fill="currentColor" />,
  confirmed: <path d="M.8 5.4 3.8 8.4 9.3 1.8" fill="none" stroke="currentColor" strokeWidth="2" />,
  harm: <path d="M5 .5 9.9 9.3H.1Z" fill="currentColor" />,
  ended: <path d="M1 5h8" stroke="currentColor" strokeWidth="2.2" />,
};

/** The state of a record: shape, word, colour. */
export function StateChip({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactElement {
  return (
    <span className={`chip chip-${tone}`}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
        {SHAPES[tone]}
      </svg>
      {children}
    </span>
  );
}

/** A plain property of a record, e.g. "demo", "two firearms". */
export function Tag({ children }: { readonly children: ReactNode }): ReactElement {
  return <span className="tag">{children}</span>;
}

/** Whose it is: mark and name. `short` shows the mark with the name for screen readers and on hover. */
export function InstitutionName({
  code,
  name,
  short = false,
}: {
  readonly code: string;
  readonly name: string;
  readonly short?: boolean;
}): ReactElement {
  return (
    <span className="institution" {...(short ? { title: name } : {})}>
      <InstitutionSign code={code} />
      <span className={short ? "institution-short" : undefined}>{name}</span>
    </span>
  );
}

/** The codes of a record, H0 (free use) when it carries none. Codes that are not known are shown as they came. */
export function handlingOf(codes: readonly string[]): readonly string[] {
  return codes.length === 0 ? ["H0"] : [...codes].sort();
}

/** The handling codes with what they forbid, in words where there is room. */
export function HandlingCodes({
  codes,
  words = false,
}: {
  readonly codes: readonly string[];
  readonly words?: boolean;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {handlingOf(codes).map((code) => (
        <span key={code} className={`handling handling-${code}`} title={t(`handling.${code}`)}>
          <b>{code}</b>
          <span className={words ? undefined : "visually-hidden"}>{t(`handling.${code}`)}</span>
        </span>
      ))}
    </>
  );
}

/** Grade of information: source A, B, C, X and information 1 to 4. */
export function Grade({
  source,
  information,
}: {
  readonly source: string;
  readonly information: number | string;
}): ReactElement {
  const { t } = useTranslation();
  const meaning = t("grade.meaning", {
    source: t(`grade.source.${source}`),
    information: t(`grade.information.${information}`),
  });
  return (
    <span className="handling" title={meaning}>
      <b>
        {source}
        {information}
      </b>
      <span className="visually-hidden">{meaning}</span>
    </span>
  );
}

export interface SerialProps {
  /** As read; `?` is one position that could not be read, `*` an unknown number of them. */
  readonly value: string;
  /** In a record's heading: the letters stand in their own places, as on a plate. */
  readonly plate?: boolean;
  /** Positions (from 0) that differ from the other record; shown underlined and named in the reason beside it. */
  readonly differs?: readonly number[];
}

/** A serial or another mark as it was read. */
export function Serial({ value, plate = false, differs = [] }: SerialProps): ReactElement {
  const { t } = useTranslation();
  const letters = Array.from(value);
  const unreadable = letters.some((letter) => letter === "?" || letter === "*");
  const spoken = letters
    .map((letter) =>
      letter === "?" ? ` ${t("serial.unreadable")} ` : letter === "*" ? ` ${t("serial.unknownMany")} ` : letter,
    )
    .join("");
  const body = letters.map((letter, index) => {
    const kind = letter === "?" ? "serial-gap" : letter === "*" ? "serial-gap serial-many" : "serial-letter";
    return (
      // A position of a serial has no other identity than its place.
      // oxlint-disable-next-line react/no-array-index-key
      <span key={index} className={differs.includes(index) ? `${kind} serial-differs` : kind}>
        {kind === "serial-letter" ? letter : "\u00a0"}
      </span>
    );
  });
  const mixed = /[\u0400-\u04ff]/.test(value);
  return (
    <span className={plate ? "serial serial-plate" : "serial"} dir="ltr" translate="no">
      {unreadable ? (
        <>
          <span aria-hidden="true">{body}</span>
          <span className="visually-hidden">{spoken}</span>
        </>
      ) : (
        body
      )}
      {plate && mixed && (
        <span className="serial-script" title={t("serial.cyrillic")}>
          {t("serial.cyrillicShort")}
        </span>
      )}
    </span>
  );
}

/** The keys of a shortcut, e.g. ["Ctrl", "K"]. */
export function KeyHint({ keys }: { readonly keys: readonly string[] }): ReactElement {
  return (
    <span className="key-hint">
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}

/** A number that asks for attention, beside a word that says of what. */
export function Badge({
  count,
  label,
  told = false,
}: {
  readonly count: number;
  readonly label: string;
  /** Something to be read, not a thing that waits to be done. */
  readonly told?: boolean;
}): ReactElement | null {
  if (count <= 0) return null;
  return (
    <span className={told ? "badge badge-told" : "badge"} title={label}>
      {told && <Glyph name="bell" size={12} />}
      <span aria-hidden="true">{count > 999 ? "999+" : count}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}
