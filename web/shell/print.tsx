/**
 * Printing: a record leaves the office as a document that a ministry would sign.
 *
 * Promises: mark, owner, number and QR on the first page; handling code, number, who printed it and when, and "page x of
 * y" in the margins of every page. Refuses: to print navigation, buttons, or a page without its handling code.
 */
import { useEffect, useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { encode } from "uqr";
import { HouseSign, InstitutionSign } from "../marks/signs.tsx";
import { handlingOf } from "../parts/marks-of-record.tsx";
import { useSession } from "../session/session.ts";
import { useDates } from "../words/dates.ts";

/** A QR code as one SVG path; on paper `text` is the record's number and nothing else. */
export function Qr({
  text,
  size = 84,
  label,
}: {
  readonly text: string;
  readonly size?: number;
  /** The accessible name, where the text itself must not be spoken. */
  readonly label?: string;
}): ReactElement {
  const { t } = useTranslation();
  const { path, side } = useMemo(() => {
    const code = encode(text, { ecc: "M", border: 0 });
    const squares = code.data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1Z`] : [])));
    return { path: squares.join(""), side: code.size };
  }, [text]);
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label ?? t("print.qr", { number: text })}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="currentColor" />
    </svg>
  );
}

function quoted(words: string): string {
  return `"${words
    .replaceAll("\\", "")
    .replaceAll('"', "'")
    .replaceAll(/[\n\r<>]/g, " ")}"`;
}

/** The rules of the page margins: the only place where CSS can count pages. */
export function marginRules(parts: {
  readonly left: string;
  readonly middle: string;
  readonly right: string;
  readonly printed: string;
  readonly page: string;
  readonly of: string;
}): string {
  const face = 'font: 8.5pt "IBM Plex Sans", sans-serif; color: #18222c;';
  return `@page {
    size: A4; margin: 22mm 16mm 20mm;
    @top-left { content: ${quoted(parts.left)}; ${face} }
    @top-center { content: ${quoted(parts.middle)}; ${face} font-weight: 600; }
    @top-right { content: ${quoted(parts.right)}; ${face} }
    @bottom-left { content: ${quoted(parts.printed)}; ${face} }
    @bottom-right { content: ${quoted(`${parts.page} `)} counter(page) ${quoted(` ${parts.of} `)} counter(pages); ${face} }
  }`;
}

/** Sets the margins of every printed page while the caller is shown: left, middle and right of the top, who printed when. */
export function usePrintMargins(left: string, middle: string, right: string): void {
  const { t } = useTranslation();
  const dates = useDates();
  const session = useSession();
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    const write = (): void => {
      sheet.replaceSync(
        marginRules({
          left,
          middle,
          right,
          printed: t("print.by", {
            person: session.person.name,
            institution: session.institution.name,
            at: dates.moment(new Date().toISOString()),
          }),
          page: t("print.page"),
          of: t("print.of"),
        }),
      );
    };
    write();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    globalThis.addEventListener("beforeprint", write);
    return () => {
      globalThis.removeEventListener("beforeprint", write);
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    };
  }, [dates, left, middle, right, session.institution.name, session.person.name, t]);
}

/** The head of a printed record; also sets the margins of every page while the record is shown. */
export function PrintHead({
  kind,
  number,
  owner,
  handling,
}: {
  readonly kind: string;
  readonly number: string;
  readonly owner: { readonly code: string; readonly name: string };
  readonly handling: readonly string[];
}): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  const codes = handlingOf(handling)
    .map((code) => `${code} · ${t(`handling.${code}`)}`)
    .join("; ");
  usePrintMargins(owner.name, codes, number);
  return (
    <div className="print-head only-print">
      <div className="print-marks">
        <HouseSign size={40} />
        <div>
          <b>{session.node}</b>
          <span>
            <InstitutionSign code={owner.code} /> {owner.name}
          </span>
        </div>
      </div>
      <div className="print-number">
        <div>
          <span>{kind}</span>
          <b className="mono">{number}</b>
          <span>{codes}</span>
        </div>
        <Qr text={number} />
      </div>
    </div>
  );
}
