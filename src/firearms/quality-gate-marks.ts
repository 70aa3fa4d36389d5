/**
 * The gate's rules for marks: what stands in the serial field, in what state, where on the weapon, with which photograph, and what the number
 * itself tells.
 *
 * Promises: words in the serial field become the fact they state (removed, never made, not recorded), each on its own click; a number is judged
 * against model, calibre, year and maker, because each of them is typed into this field somewhere every day. Refuses: to judge marks that do not
 * identify a weapon otherwise than by what they decode to.
 */
import { knownLength, patternText, readSerialField } from "../matching/serial-field.ts";
import type { SerialReading } from "../matching/serial-field.ts";
import { normalSerial } from "../matching/serial-normal.ts";
import { foldName } from "../reference/make-names.ts";
import { resolve, type Resolved } from "./quality-gate-identity.ts";
import { judgeSerialField, nameTyped } from "./quality-gate-serial.ts";
import { wrongMark } from "./quality-gate-wrong-mark.ts";
import type {
  Change,
  Doubt,
  DoubtCode,
  DraftMark,
  DraftReading,
  GateFacts,
  MarkStateCode,
  Settlement,
  WeaponDraft,
} from "./quality-gate.ts";
import { decodeMark, fitsMaker } from "./serial-decoding.ts";

const serialKinds: readonly string[] = ["serial", "serial-restamped", "serial-part"];
const ownKinds: readonly string[] = ["serial", "serial-restamped"];
/** States in which an examiner, a court or a foreign colleague will want to see the mark. */
const mustBeSeen: ReadonlySet<MarkStateCode> = new Set(["obliterated", "partial", "restored", "altered"]);
const withoutNumber: ReadonlySet<MarkStateCode> = new Set(["obliterated", "none-made", "not-recorded"]);

interface Spot {
  readonly draft: WeaponDraft;
  readonly facts: GateFacts;
  readonly known: Resolved;
  readonly mark: DraftMark;
  /** "marks.0" and "marks.0.readings.1". */
  readonly markPath: string;
  readonly path: string;
  readonly reading: DraftReading;
  readonly add: (
    code: DoubtCode,
    field: string,
    severity: Doubt["severity"],
    values?: Doubt["values"],
    settlements?: readonly Settlement[],
  ) => void;
}

export function markDoubts(draft: WeaponDraft, facts: GateFacts): Doubt[] {
  const doubts: Doubt[] = [];
  const add: Spot["add"] = (code, field, severity, values = {}, settlements = []) =>
    void doubts.push({ code, field, severity, values, settlements });
  const known = resolve(draft, facts);
  for (const [at, mark] of draft.marks.entries()) {
    const markPath = `marks.${at}`;
    const isSerial = serialKinds.includes(mark.kind);
    for (const [index, reading] of mark.readings.entries()) {
      const spot: Spot = { draft, facts, known, mark, markPath, path: `${markPath}.readings.${index}`, reading, add };
      if (isSerial && reading.written.trim() !== "") judgeText(spot);
      if (isSerial && reading.written.trim() === "") judgeAbsence(spot);
      judgeDecoded(spot);
    }
    if (isSerial) judgePlace(facts, mark, markPath, add);
    const state = mark.readings.at(-1)?.state;
    if (isSerial && mark.photos === 0 && state !== undefined && state !== "not-recorded" && state !== "none-made")
      add("photo-missing", `${markPath}.photos`, mustBeSeen.has(state) ? "blocks" : "warns", { state });
  }
  judgePresence(draft, add);
  return doubts;
}

/** A weapon without a word about its number: the most expensive gap of all. */
function judgePresence(draft: WeaponDraft, add: Spot["add"]): void {
  const own = draft.marks.some((mark) => ownKinds.includes(mark.kind));
  const part = draft.marks.some((mark) => mark.kind === "serial-part");
  if (own) return;
  if (part) {
    add("serial-from-part", "marks", "warns");
    return;
  }
  const blank = (state: MarkStateCode): Settlement => ({
    code: "add-mark",
    values: { state },
    changes: [
      {
        op: "add-mark",
        mark: { kind: "serial", place: "not-recorded", photos: 0, readings: [{ written: "", state, note: null }] },
      },
    ],
  });
  add("serial-missing", "marks", "blocks", {}, [blank("obliterated"), blank("none-made"), blank("not-recorded")]);
}

function judgeAbsence({ reading, known, path, add }: Spot): void {
  if (reading.state === "not-recorded") add("serial-not-recorded", `${path}.state`, "warns");
  // Factory weapons bear numbers: "never made" is mostly "removed" or "nobody looked".
  if (reading.state === "none-made" && known.model !== null && known.make !== null)
    add("none-made-factory", `${path}.state`, "warns", { model: known.model.en }, [
      setState(path, "obliterated"),
      setState(path, "not-recorded"),
    ]);
}

function setState(path: string, state: MarkStateCode, further: readonly Change[] = []): Settlement {
  return {
    code: "set-state",
    values: { state },
    changes: [{ op: "set", path: `${path}.state`, value: state }, ...further],
  };
}

/** Takes the text out of the number and keeps it in the note. */
function intoNote({ reading, path }: Spot, instead: string): Change[] {
  const note = [reading.note, reading.written.trim()].filter(Boolean).join("; ");
  return [
    { op: "set", path: `${path}.written`, value: instead },
    { op: "set", path: `${path}.note`, value: note },
  ];
}

function clearSerial(spot: Spot): Settlement {
  return {
    code: "clear-serial",
    values: {},
    changes: [{ op: "set", path: `${spot.path}.state`, value: "not-recorded" }, ...intoNote(spot, "")],
  };
}

function judgeText(spot: Spot): void {
  const { facts, reading, path, add, markPath } = spot;
  const field = `${path}.written`;
  const text = reading.written.trim();
  const wrong = wrongMark(text);
  if (wrong !== undefined) {
    const kind = wrong === "part-number" ? "other" : wrong;
    const code =
      wrong === "import"
        ? "serial-is-import-mark"
        : wrong === "proof"
          ? "serial-is-proof-mark"
          : "serial-is-part-number";
    add(code, field, "blocks", { text }, [
      { code: "set-kind", values: { kind }, changes: [{ op: "set", path: `${markPath}.kind`, value: kind }] },
    ]);
    return;
  }
  const understood = judgeSerialField(text, facts.lists);
  if (understood.pattern.length === 0 || knownLength(understood.pattern) === 0) judgeWords(spot, understood);
  else judgeNumber(spot, understood);
}

function judgeWords(spot: Spot, understood: SerialReading): void {
  const { reading, path, add, draft, facts } = spot;
  const field = `${path}.written`;
  const text = reading.written.trim();
  const codes = new Set(understood.doubts.map((doubt) => doubt.code));
  if (understood.state !== "junk") {
    // A mere "?" or "*" is the notation for "nothing could be read" and is right beside these states.
    if (/^[?*\s]+$/u.test(text) && mustBeSeen.has(reading.state)) return;
    // The contract wants a sign where something of the number may still be read.
    const keepsSign = !withoutNumber.has(understood.state);
    add("serial-words", field, "blocks", { text, state: understood.state }, [
      setState(path, understood.state, intoNote(spot, keepsSign ? "*" : "")),
    ]);
    return;
  }
  const name = nameTyped(text, facts.lists);
  if (name !== null) {
    const target = name.what;
    const given = draft[target];
    const free = (given?.code ?? null) === null && (given?.written ?? "") === "";
    const move: Settlement = {
      code: `move-to-${target}`,
      values: { text },
      changes: [
        { op: "set", path: target, value: { code: name.code, written: text } },
        { op: "set", path: `${path}.written`, value: "" },
        { op: "set", path: `${path}.state`, value: "not-recorded" },
      ],
    };
    add(`serial-is-${target}`, field, "blocks", { text }, [...(free ? [move] : []), clearSerial(spot)]);
    return;
  }
  if (codes.has("is-calibre")) add("serial-is-calibre", field, "blocks", { text }, [clearSerial(spot)]);
  else if (codes.has("is-telephone")) add("serial-is-telephone", field, "blocks", { text }, [clearSerial(spot)]);
  else if (codes.has("is-date")) {
    const year = /(?:1[89]|20)\d\d/u.exec(text)?.[0];
    const toYear: readonly Settlement[] =
      year === undefined || draft.year !== null || /[./]|\d-\d/u.test(text)
        ? []
        : [
            {
              code: "move-to-year",
              values: { year },
              changes: [
                { op: "set", path: "year", value: Number(year) },
                { op: "set", path: `${path}.written`, value: "" },
                { op: "set", path: `${path}.state`, value: "not-recorded" },
              ],
            },
          ];
    add("serial-is-date", field, "blocks", { text }, [...toYear, clearSerial(spot)]);
  } else
    add("serial-filler", field, "blocks", { text }, [
      clearSerial(spot),
      setState(path, "obliterated", intoNote(spot, "")),
    ]);
}

function judgeNumber(spot: Spot, understood: SerialReading): void {
  const { reading, path, add, facts, known, mark } = spot;
  const field = `${path}.written`;
  const statePath = `${path}.state`;
  const text = reading.written.trim();
  const { normal, pattern } = understood;
  if (isModel(normal, spot)) {
    add("serial-is-model", field, "blocks", { text }, [clearSerial(spot)]);
    return;
  }
  const gaps = pattern.some((token) => token.kind !== "char");
  const said = understood.state;
  if (withoutNumber.has(reading.state)) {
    add("serial-denied", statePath, "blocks", { text, state: reading.state }, [
      setState(path, said === "clear" || said === "junk" ? "clear" : said),
      { code: "move-to-note", values: { text }, changes: intoNote(spot, "") },
    ]);
  } else if (said !== reading.state && (said === "restored" || said === "altered"))
    add("serial-said", statePath, "warns", { text, state: said }, [setState(path, said)]);
  else if ((gaps || said === "partial") && reading.state === "clear")
    add("serial-not-clear", statePath, "blocks", { text: normal }, [setState(path, "partial")]);

  const digits = /^\d+$/u.test(normal);
  if (digits && /^(?:762|545|556|765|635|792|763|380|308|223|357|410)$/u.test(normal))
    add("serial-like-calibre", field, "warns", { text });
  const year = digits && normal.length === 4 ? Number(normal) : 0;
  if (year >= 1890 && year <= Number(facts.today.slice(0, 4)) && known.make !== null)
    add("serial-like-year", field, "warns", { text }, [
      {
        code: "set-kind",
        values: { kind: "year" },
        changes: [{ op: "set", path: `${spot.markPath}.kind`, value: "year" }],
      },
    ]);

  const codes = new Map(understood.doubts.map((doubt) => [doubt.code, doubt]));
  if (codes.has("mixed-scripts")) add("serial-mixed-scripts", field, "warns", { text }, oneScript(spot));
  if (codes.has("letters-only")) add("serial-letters-only", field, "warns", { text });
  else if (knownLength(pattern) <= 2 && !gaps) add("serial-very-short", field, "warns", { text });
  if (understood.others.length > 0) {
    const [first, ...others] = [pattern, ...understood.others].map(patternText);
    const part = (written: string): Change => ({
      op: "add-mark",
      mark: {
        kind: "serial-part",
        place: "not-recorded",
        photos: 0,
        readings: [{ written, state: /[?*[]/u.test(written) ? "partial" : "clear", note: null }],
      },
    });
    add("serial-several", field, "warns", { text, count: others.length + 1 }, [
      {
        code: "split-numbers",
        values: { first: first ?? "", others: others.join(", ") },
        changes: [...intoNote(spot, first ?? ""), ...others.map(part)],
      },
    ]);
  } else if (codes.has("remark")) {
    const bare = withoutRemark(text);
    const settled = !readSerialField(bare).doubts.some((doubt) => doubt.code === "remark") && bare !== text;
    add(
      "serial-remark",
      field,
      "warns",
      { text },
      settled ? [{ code: "move-to-note", values: { text }, changes: intoNote(spot, bare) }] : [],
    );
  }

  for (const other of facts.sameSerial) {
    if (other.serial !== normal) continue;
    const otherMake = other.make !== null && known.make !== null && other.make !== known.make;
    add("serial-same", field, otherMake ? "warns" : "blocks", { text, number: other.number, id: other.id });
  }
  if (known.make !== null && mark.kind === "serial" && fitsMaker(facts.rules, known.make, text) === false) {
    const make = facts.lists.makes.get(known.make);
    add("serial-not-of-maker", field, "warns", {
      text,
      nameEn: make?.en ?? known.make,
      nameRu: make?.ru ?? known.make,
    });
  }
}

/** The number without its remarks in parentheses; `(7)` and `(A/B)` belong to the notation and stay. */
function withoutRemark(text: string): string {
  return text
    .replace(/\((?![\p{L}\p{N}?*](?:\/[\p{L}\p{N}])*\))[^)]*\)?/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
}

/** "85" for a Taurus 85: bare digits are a model only beside that very model. */
function isModel(normal: string, { draft, known, facts }: Spot): boolean {
  if (normal.length > 6) return false;
  const typed = draft.model?.written?.trim() ?? "";
  if (typed !== "" && foldName(typed) === foldName(normal)) return true;
  if (known.model === null) return false;
  const found = facts.lists.findModel(normal, known.model.make);
  return found !== null && found.code === known.model.code && found.confidence !== "folded";
}

const cyrillicTwins = "АВСЕНКМОРТХУІ";
const latinTwins = "ABCEHKMOPTXYI";

/** The number written wholly in one alphabet, where every letter of the other has a look-alike. */
function oneScript({ reading, path }: Spot): Settlement[] {
  const change = (from: string, to: string, left: RegExp): string | null => {
    let out = "";
    for (const letter of reading.written.toUpperCase()) {
      const at = from.indexOf(letter);
      out += at < 0 ? letter : (to[at] ?? letter);
    }
    return left.test(out) ? null : out;
  };
  const proposals = [
    ["all-cyrillic", change(latinTwins, cyrillicTwins, /\p{Script=Latin}/u)],
    ["all-latin", change(cyrillicTwins, latinTwins, /\p{Script=Cyrillic}/u)],
  ] as const;
  return proposals.flatMap(([code, text]): Settlement[] =>
    text === null ? [] : [{ code, values: { text }, changes: [{ op: "set", path: `${path}.written`, value: text }] }],
  );
}

/** The number that identifies a weapon stands on frame or receiver; the one of a slide or barrel is that part's. */
function judgePlace(facts: GateFacts, mark: DraftMark, path: string, add: Spot["add"]): void {
  if (mark.kind !== "serial") return;
  let place = facts.lists.markPlaces.get(mark.place);
  while (place?.parent != null) place = facts.lists.markPlaces.get(place.parent);
  if (place === undefined || ["frame", "receiver", "other", "not-recorded"].includes(place.code)) return;
  add("serial-elsewhere", `${path}.place`, "warns", { nameEn: place.en, nameRu: place.ru }, [
    {
      code: "set-kind",
      values: { kind: "serial-part" },
      changes: [{ op: "set", path: `${path}.kind`, value: "serial-part" }],
    },
  ]);
}

/** Years and makers that the mark itself tells, against what was stated and against the day of the recovery. */
function judgeDecoded({ draft, facts, known, mark, path, reading, add }: Spot): void {
  if (normalSerial(reading.written) === "") return;
  const [told] = decodeMark(facts.rules, facts.lists, {
    markKind: mark.kind,
    text: reading.written,
    make: known.make,
    country: draft.country,
  });
  if (told === undefined) return;
  const field = `${path}.written`;
  const text = reading.written.trim();
  const rule = { ruleEn: told.rule.en, ruleRu: told.rule.ru, source: told.rule.source };
  if (told.maker !== null && known.make !== null && told.maker !== known.make) {
    const make = facts.lists.makes.get(told.maker);
    add(
      "decoded-maker-differs",
      "make",
      "warns",
      { text, nameEn: make?.en ?? told.maker, nameRu: make?.ru ?? told.maker, ...rule },
      [
        {
          code: "set-make",
          values: { nameEn: make?.en ?? told.maker, nameRu: make?.ru ?? told.maker },
          changes: [{ op: "set", path: "make", value: { code: told.maker, written: draft.make?.written ?? null } }],
        },
      ],
    );
  }
  if (told.years === null) return;
  const [from, to] = told.years;
  const until = Number((facts.recoveredOn ?? facts.today).slice(0, 4));
  if (from > until) {
    add("decoded-year-after", field, "blocks", { text, year: from, until, ...rule });
    return;
  }
  if (draft.year !== null && (draft.year < from || draft.year > to))
    add(
      "decoded-year-differs",
      "year",
      "warns",
      { text, year: from, stated: draft.year, ...rule },
      from !== to
        ? []
        : [{ code: "set-year", values: { year: from }, changes: [{ op: "set", path: "year", value: from }] }],
    );
}
