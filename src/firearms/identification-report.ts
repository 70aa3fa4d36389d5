/**
 * The identification report: what stands on the paper, as a document definition for the page maker.
 *
 * Promises: every mark with every reading, its state, method, confidence, reader and photograph with the hash of its
 * original; every statement with source and grade; each disagreement in the words of the page; the state of each hit;
 * on every page the handling codes, the record's number, who printed it, when, for whom, and page x of y. Refuses: to
 * say less than the page says, or to settle what the examiners did not.
 */
import { encode } from "uqr";
import type { Content, TDocumentDefinitions, TableCell } from "pdfmake/interfaces.d.ts";
import type { CallOutput } from "../platform/contract.ts";
import type { Language } from "../platform/words.ts";
import { codeLists } from "../reference/lists.ts";
import { aspects, type readFirearm } from "./firearm.contract.ts";
import { houseSign, signPath } from "./report-signs.ts";
import { Wording } from "./report-wording.ts";

export interface ReportPhoto {
  readonly id: string;
  readonly name: string;
  /** Of the sealed original, hexadecimal. */
  readonly sha256: string;
  /** The thumbnail; null while none is made. */
  readonly jpeg: Uint8Array | null;
}

export interface ReportHit {
  readonly number: string;
  readonly state: string;
  readonly other: "firearm" | "register-record";
  readonly institution: string;
  readonly probability: number;
  /** Why, in one sentence. */
  readonly because: string;
}

export interface ReportFacts {
  readonly weapon: CallOutput<typeof readFirearm>;
  readonly photos: readonly ReportPhoto[];
  /** Null where the printer may not see hits. */
  readonly hits: readonly ReportHit[] | null;
  readonly node: string;
  readonly institutions: ReadonlyMap<string, string>;
  readonly printed: {
    readonly by: string;
    readonly institution: string;
    readonly at: Date;
    readonly timeZone: string;
    readonly receiver: string;
    readonly recipient: string;
    readonly purpose: string;
    readonly leave: string | null;
  };
}

const ink = "#18222c";
const soft = "#44515d";
const line = "#838d95";

function sign(path: string, size: number): Content {
  return {
    svg: `<svg viewBox="0 0 24 24" width="${size}" height="${size}"><path d="${path}" fill="none" stroke="${ink}" stroke-width="1.75"/></svg>`,
    width: size,
  };
}

/** A QR code that holds the record's number and nothing else. */
function qr(text: string, size: number): Content {
  const code = encode(text, { ecc: "M", border: 0 });
  const squares = code.data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1Z`] : [])));
  return {
    svg: `<svg viewBox="0 0 ${code.size} ${code.size}" width="${size}" height="${size}"><path d="${squares.join("")}" fill="${ink}"/></svg>`,
    width: size,
    alignment: "right",
  };
}

function heading(text: string): Content {
  return { text, style: "heading" };
}

/** Lines of a term and what is said of it. */
function terms(rows: readonly (readonly [string, string | null])[], none: string): Content {
  return {
    layout: "noBorders",
    table: {
      widths: [140, "*"],
      body: rows.map(([term, value]): TableCell[] => [
        { text: term, color: soft },
        { text: value === null || value === "" ? none : value },
      ]),
    },
  };
}

function grid(head: readonly string[], rows: readonly TableCell[][], widths: (number | "*" | "auto")[]): Content {
  return {
    layout: {
      hLineWidth: (at: number) => (at === 0 ? 0 : 0.5),
      vLineWidth: () => 0,
      hLineColor: () => line,
      paddingLeft: () => 0,
      paddingRight: () => 8,
    },
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths,
      body: [head.map((text): TableCell => ({ text, style: "column" })), ...rows],
    },
    margin: [0, 2, 0, 6],
  };
}

function marks(facts: ReportFacts, words: Wording): Content[] {
  const { weapon } = facts;
  if (weapon.marks.length === 0) return [{ text: words.weapon("marks.none") }];
  const kinds = codeLists().markKinds;
  const photoNumber = new Map(facts.photos.map((photo, at) => [photo.id, at + 1]));
  return weapon.marks.map((mark): Content => ({
    // A mark with its readings stays together where it fits on a page.
    unbreakable: mark.readings.length <= 10,
    stack: [
      {
        text: [
          { text: words.listed(kinds, mark.kind) ?? mark.kind, bold: true },
          `, ${words.code("place", mark.place)}`,
          ...(mark.disagree ? [{ text: `  ${words.weapon("marks.disagree")}`, bold: true }] : []),
        ],
        margin: [0, 6, 0, 2],
      },
      grid(
        ["no", "asRead", "state", "how", "reader", "photo"].map((key) => words.paper(`column.${key}`)),
        mark.readings.map((reading, at): TableCell[] => [
          { text: String(at + 1) },
          reading.written === ""
            ? { text: words.code("noSerial", reading.state) }
            : { text: spelled(reading.written, reading.differs), style: "serial" },
          { text: `${words.code("state", reading.state)}, ${words.code("confidence", reading.confidence)}` },
          {
            text: [
              words.code("method", reading.method),
              ...(reading.note === null ? [] : [{ text: `\n${reading.note}`, color: soft }]),
            ],
          },
          { text: `${words.person(reading.readBy)}\n${words.moment(reading.readAt)}` },
          {
            text:
              reading.photo === null || photoNumber.get(reading.photo.id) === undefined
                ? ""
                : words.paper("photoNo", { number: photoNumber.get(reading.photo.id) }),
          },
        ]),
        [14, 96, 74, 96, "*", 34],
      ),
      ...mark.disputes.map((dispute): Content => ({ text: dispute.sentence, bold: true, margin: [0, 0, 0, 2] })),
    ],
  }));
}

/** A reading with the signs that another contradicts underlined. */
function spelled(written: string, differs: readonly number[]): { text: string; decoration?: "underline" }[] {
  return Array.from(written).map((letter, at) => ({
    text: letter,
    ...(differs.includes(at) ? { decoration: "underline" as const } : {}),
  }));
}

function statements(facts: ReportFacts, words: Wording): Content[] {
  const { identifications, disputedAspects } = facts.weapon;
  if (identifications.length === 0) return [{ text: words.weapon("identify.none") }];
  return [
    grid(
      ["aspect", "said", "source", "grade", "by"].map((key) => words.paper(`column.${key}`)),
      identifications
        .toSorted((a, b) => aspects.indexOf(a.aspect) - aspects.indexOf(b.aspect) || Number(b.best) - Number(a.best))
        .map((one): TableCell[] => [
          { text: words.code("aspect", one.aspect) },
          { text: words.said(one), bold: one.best },
          {
            text: [
              words.code("source", one.source),
              one.sourceReference === null ? "" : `, ${one.sourceReference}`,
            ].join(""),
          },
          { text: one.grade ?? words.weapon("identify.ungraded") },
          { text: `${words.person(one.recordedBy)}\n${words.moment(one.recordedAt)}` },
        ]),
      [84, 130, 96, 40, "*"],
    ),
    ...disputedAspects.map((aspect): Content => ({
      text: words.paper("disputedAspect", { aspect: words.code("aspect", aspect) }),
      bold: true,
    })),
  ];
}

/** What the marks tell by themselves: nobody's statement, each with its source. */
function decoded(facts: ReportFacts, words: Wording): Content[] {
  if (facts.weapon.decoded.length === 0) return [];
  return [
    heading(words.paper("decoded")),
    ...facts.weapon.decoded.map((one): Content => {
      const years = one.years;
      const said = [
        years === null
          ? null
          : years.until === null
            ? words.weapon("decoded.since", { year: years.from })
            : years.from === years.until
              ? words.weapon("decoded.year", { year: years.from })
              : words.weapon("decoded.years", { from: years.from, until: years.until }),
        one.maker === null ? null : (words.listed(codeLists().makes, one.maker) ?? one.maker),
        one.factory,
        words.code("decoded.confidence", one.confidence),
      ].filter((part) => part !== null);
      return {
        text: [
          { text: `${one.written}  `, style: "serial" },
          said.join(", "),
          ...(one.afterRecovery ? [{ text: `. ${words.weapon("decoded.afterRecovery")}`, bold: true }] : []),
          { text: `. ${words.weapon("decoded.source", { source: one.rule.source })}`, color: soft },
        ],
        margin: [0, 2, 0, 2],
      };
    }),
  ];
}

function photos(facts: ReportFacts, words: Wording): Content[] {
  if (facts.photos.length === 0) return [{ text: words.paper("noPhotos") }];
  return facts.photos.map((photo, at): Content => ({
    columns: [
      photo.jpeg === null
        ? { text: words.paper("photoWaits"), width: 110, color: soft }
        : { image: `data:image/jpeg;base64,${Buffer.from(photo.jpeg).toString("base64")}`, fit: [110, 84], width: 110 },
      {
        width: "*",
        text: [
          { text: `${words.paper("photoNo", { number: at + 1 })}  ${photo.name}\n`, bold: true },
          { text: `${words.paper("hash")}\n`, color: soft },
          { text: photo.sha256.replaceAll(/(.{16})(?=.)/g, "$1 "), style: "hash" },
        ],
      },
    ],
    columnGap: 12,
    unbreakable: true,
    margin: [0, 4, 0, 4],
  }));
}

function hits(facts: ReportFacts, words: Wording): Content[] {
  if (facts.hits === null) return [];
  const body: Content[] =
    facts.hits.length === 0
      ? [{ text: words.paper("noHits") }]
      : facts.hits.map((hit): Content => ({
          text: [
            { text: `${hit.number}  `, style: "serial" },
            { text: words.code("hits.state", hit.state), bold: true },
            `, ${words.paper(`hit.${hit.other}`, { institution: words.institution(hit.institution) })}. ${hit.because}`,
          ],
          margin: [0, 2, 0, 4],
        }));
  return [heading(words.paper("hits")), ...body];
}

/** The whole report. `language` is the receiver's. */
export function reportDocument(facts: ReportFacts, language: Language): TDocumentDefinitions {
  const words = new Wording(facts, language);
  const { weapon, printed } = facts;
  const none = words.paper("notRecorded");
  const best = (aspect: string): string | null => {
    const one = weapon.identifications.find((entry) => entry.aspect === aspect && entry.best);
    return one === undefined ? null : words.said(one);
  };
  const printedLine = words.paper("printed", {
    person: printed.by,
    institution: printed.institution,
    at: words.moment(printed.at),
  });
  const forLine = [
    words.paper("for", {
      receiver: words.weapon(`report.receivers.${printed.receiver}`),
      recipient: printed.recipient,
    }),
    words.paper("purpose", { purpose: printed.purpose }),
    ...(printed.leave === null ? [] : [words.paper("leave", { leave: printed.leave })]),
  ].join(" · ");
  return {
    info: { title: `${weapon.number} ${words.paper("title")}`, author: printed.institution, creator: facts.node },
    pageSize: "A4",
    pageMargins: [46, 74, 46, 62],
    defaultStyle: { font: "Plex", fontSize: 9.5, color: ink, lineHeight: 1.15 },
    styles: {
      title: { fontSize: 16, bold: true },
      heading: { fontSize: 11.5, bold: true, margin: [0, 14, 0, 4] },
      column: { fontSize: 8.5, color: soft },
      serial: { font: "PlexMono", fontSize: 10 },
      hash: { font: "PlexMono", fontSize: 8 },
    },
    header: () => ({
      margin: [46, 24, 46, 0],
      columns: [
        { ...(sign(houseSign, 20) as object), width: 30 } as Content,
        { text: `${facts.node}\n${words.institution(weapon.institution)}`, fontSize: 8.5, width: "*" },
        { text: words.handling(), bold: true, fontSize: 8.5, alignment: "center", width: 210 },
        { text: weapon.number, font: "PlexMono", fontSize: 9, alignment: "right", width: 110 },
      ],
    }),
    footer: (page, pages) => ({
      margin: [46, 14, 46, 0],
      fontSize: 8,
      color: soft,
      columns: [
        { text: `${printedLine}\n${forLine}`, width: "*" },
        { text: words.paper("page", { page, pages }), alignment: "right", width: 90 },
      ],
    }),
    content: [
      {
        columns: [
          { ...(sign(signPath(weapon.institution), 34) as object), width: 50 } as Content,
          {
            width: "*",
            stack: [
              { text: words.paper("title"), style: "title" },
              { text: words.institution(weapon.institution) },
              { text: weapon.number, style: "serial" },
            ],
          },
          { ...(qr(weapon.number, 64) as object), width: 64 } as Content,
        ],
      },
      heading(words.weapon("page.what")),
      terms(
        [
          ...(
            ["type", "make", "model", "calibre", "country", "year", "generation", "conversion", "importer"] as const
          ).map((aspect) => [words.code("aspect", aspect), best(aspect)] as const),
          [words.code("aspect", "unodc"), classOf(words, codeLists().unodcTypes, weapon.classes.unodc.code)],
          [words.code("aspect", "hs"), classOf(words, codeLists().hsHeadings, weapon.classes.hs.code)],
          [
            words.code("aspect", "admin-class"),
            classOf(words, codeLists().administrativeClasses, weapon.classes.administrative.code),
          ],
          [
            words.paper("recovered"),
            weapon.recoveredOn === null
              ? null
              : `${words.code("manner", weapon.manner)}, ${words.day(weapon.recoveredOn)}`,
          ],
        ],
        none,
      ),
      ...(weapon.awaits.length === 0
        ? []
        : [
            {
              text: [
                { text: `${words.weapon("examination.waits")} `, bold: true },
                weapon.awaits.map((reason) => words.code("awaits", reason)).join("; "),
              ],
              margin: [0, 8, 0, 0],
            } as Content,
          ]),
      heading(words.weapon("marks.title")),
      ...marks(facts, words),
      heading(words.weapon("identify.title")),
      ...statements(facts, words),
      ...decoded(facts, words),
      ...(weapon.examination.concluded.length === 0
        ? []
        : [
            heading(words.weapon("examination.concluded")),
            ...weapon.examination.concluded.map((one): Content => ({
              stack: [
                { text: one.conclusion },
                { text: `${words.person(one.by)}, ${words.moment(one.at)}`, color: soft, fontSize: 8.5 },
              ],
              margin: [0, 0, 0, 6],
            })),
          ]),
      heading(words.paper("photos")),
      ...photos(facts, words),
      ...hits(facts, words),
      {
        margin: [0, 30, 0, 0],
        unbreakable: true,
        columns: [
          { text: `${words.paper("examiner")}\n\n_______________________`, width: "*" },
          { text: `${words.paper("signature")}\n\n_______________________`, width: "*" },
          { text: `${words.paper("date")}\n\n_______________`, width: 110 },
        ],
      },
    ],
  };
}

function classOf(
  words: Wording,
  list: ReadonlyMap<string, { readonly en: string; readonly ru: string }>,
  code: string,
): string {
  if (code === "unknown") return words.weapon("page.classUnknown");
  const name = words.listed(list, code);
  return name === null ? code : /^\d+$/.test(code) ? `${code} ${name}` : name;
}
