/**
 * A recovery while it is being entered: the draft, what is still missing in it, and what is sent.
 *
 * Promises: what was written stays as written where no list knows it; the same content is sent under the same key until
 * the node has answered, also after a reload. Refuses: to send a serial left empty without a reason.
 */
import { z } from "zod";
import { confidences, readingMethods } from "../../src/firearms/firearm.contract.ts";
import { handlingCodes, manners, type recoveryInput } from "../../src/recoveries/recovery.contract.ts";
import { newKey } from "../calls/keys.ts";
import { newReading, readingOf, STATES_WITH_TEXT } from "../firearms/reading-draft.ts";
import {
  bornOf,
  coded,
  combo,
  emptyCombo,
  filled,
  isBlankItem,
  isBlankParty,
  itemDraft,
  itemOf,
  offenceDraft,
  offenceOf,
  partyDraft,
  partyOf,
  quantityOf,
  routeDraft,
  routePointOf,
  saidParties,
} from "./new-recovery-others.ts";

const readingDraft = z.object({
  answer: z.enum(["read", "obliterated", "none-made", "not-recorded"]),
  written: z.string(),
  chosen: z.enum(STATES_WITH_TEXT).nullable(),
  method: z.enum(readingMethods),
  confidence: z.enum(confidences),
  note: z.string(),
});
const markDraft = z.object({ key: z.string(), kind: z.string(), place: z.string(), reading: readingDraft });
const firearmDraft = z.object({
  key: z.string(),
  type: combo,
  make: combo,
  model: combo,
  calibre: combo,
  country: combo,
  year: z.string(),
  marks: z.array(markDraft).min(1),
});
const recoveryDraft = z.object({
  manner: z.enum(manners).nullable(),
  occurredOn: z.string(),
  /** "HH:MM" or "" where the hour is not known. */
  time: z.string(),
  place: combo,
  region: z.string(),
  ground: z.string().nullable(),
  groundWritten: z.string(),
  context: z.string().nullable(),
  circumstances: z.string(),
  ownReference: z.string(),
  grade: z.string(),
  handling: z.array(z.enum(handlingCodes)),
  handlingNote: z.string(),
  placeKind: z.string().nullable(),
  conveyance: z.string().nullable(),
  concealment: z.string().nullable(),
  /** None only where other things stand beside. */
  firearms: z.array(firearmDraft),
  parties: z.array(partyDraft),
  items: z.array(itemDraft),
  route: z.array(routeDraft),
  offences: z.array(offenceDraft),
  /** Doubts of the quality gate the author stands over, with why. */
  overrides: z.array(z.object({ firearm: z.string(), code: z.string(), field: z.string(), reason: z.string() })),
  /** The unfinished form on the node: made when the first photograph is added, or the form is put aside. */
  onNode: z.object({ id: z.string(), version: z.number().nullable() }).nullable(),
  /** The content last sent and its key, until the node has answered. */
  sent: z.object({ content: z.string(), key: z.string() }).nullable(),
});

export type MarkDraft = z.infer<typeof markDraft>;
export type FirearmDraft = z.infer<typeof firearmDraft>;
export type RecoveryDraft = z.infer<typeof recoveryDraft>;
export type RecoveryBody = z.input<typeof recoveryInput>;

export function newMark(kind: string, place: string): MarkDraft {
  return { key: newKey(), kind, place, reading: newReading };
}

export function newFirearm(): FirearmDraft {
  return {
    key: newKey(),
    type: emptyCombo,
    make: emptyCombo,
    model: emptyCombo,
    calibre: emptyCombo,
    country: emptyCombo,
    year: "",
    marks: [newMark("serial", "frame")],
  };
}

/** Another weapon like this one: all but the numbers that were read, which are each weapon's own. */
export function likeFirearm(firearm: FirearmDraft): FirearmDraft {
  return {
    ...firearm,
    key: newKey(),
    marks: firearm.marks.map((mark) => ({
      ...mark,
      key: newKey(),
      reading: { ...mark.reading, written: "", chosen: null, note: "" },
    })),
  };
}

export function newDraft(): RecoveryDraft {
  return {
    manner: null,
    occurredOn: "",
    time: "",
    place: emptyCombo,
    region: "",
    ground: null,
    groundWritten: "",
    context: null,
    circumstances: "",
    ownReference: "",
    grade: "none",
    handling: [],
    handlingNote: "",
    placeKind: null,
    conveyance: null,
    concealment: null,
    firearms: [newFirearm()],
    parties: [],
    items: [],
    route: [],
    offences: [],
    overrides: [],
    onNode: null,
    sent: null,
  };
}

/** A kept draft, or undefined when it is none or of an older shape. */
export function readDraft(kept: unknown): RecoveryDraft | undefined {
  const read = recoveryDraft.safeParse(kept);
  return read.success ? read.data : undefined;
}

/** Whether anything was entered at all. */
export function isTouched(draft: RecoveryDraft): boolean {
  const plain = (one: RecoveryDraft): string =>
    JSON.stringify(one, (name, value: unknown) =>
      name === "key" || name === "sent" || name === "onNode" ? undefined : value,
    );
  return plain(draft) !== plain(newDraft());
}

export type StepName = "occurrence" | "firearms" | "others";

export interface Missing {
  readonly step: StepName;
  /** JSON pointer into the body. */
  readonly path: string;
  /** Key in the catalogue under `missing.`. */
  readonly code:
    | "manner"
    | "day"
    | "time"
    | "place"
    | "ground"
    | "type"
    | "serial"
    | "reading"
    | "year"
    | "nothing"
    | "partyName"
    | "born"
    | "quantity"
    | "item";
  /** The weapon's number from 1, where it is one of several. */
  readonly firearm?: number;
}

/** The hour as "HH:MM", "" where none was given, undefined where it is none. */
export function hourOf(text: string): string | undefined {
  if (text.trim() === "") return "";
  const found = /^(\d{1,2})[:.\s]?(\d{2})$/.exec(text.trim());
  if (found === null || Number(found[1]) > 23 || Number(found[2]) > 59) return undefined;
  return `${String(found[1]).padStart(2, "0")}:${found[2] ?? ""}`;
}

/** What must still be answered, in the order of the page. The node checks again. */
export function missingIn(draft: RecoveryDraft): readonly Missing[] {
  const missing: Missing[] = [];
  const say = (step: StepName, path: string, code: Missing["code"], firearm?: number): void => {
    missing.push({ step, path, code, ...(firearm === undefined ? {} : { firearm }) });
  };
  if (draft.manner === null) say("occurrence", "/manner", "manner");
  if (draft.occurredOn === "") say("occurrence", "/occurredOn", "day");
  if (hourOf(draft.time) === undefined) say("occurrence", "/occurredAt", "time");
  if (draft.place.text.trim() === "") say("occurrence", "/place", "place");
  if (draft.ground === null && draft.groundWritten.trim() === "") say("occurrence", "/ground", "ground");
  for (const [index, firearm] of draft.firearms.entries()) {
    const at = `/firearms/${index}`;
    if (firearm.type.text.trim() === "") say("firearms", `${at}/type`, "type", index + 1);
    for (const [place, mark] of firearm.marks.entries()) {
      if (mark.reading.answer === "read" && mark.reading.written.trim() === "") {
        const path = `${at}/marks/${place}/readings/0/written`;
        say("firearms", path, place === 0 ? "serial" : "reading", index + 1);
      }
    }
    const year = firearm.year.trim();
    if (year !== "" && !/^(?:1[7-9]|20)\d{2}$/.test(year)) say("firearms", `${at}/year`, "year", index + 1);
  }
  for (const [index, party] of draft.parties.entries()) {
    if (isBlankParty(party)) continue;
    if (party.name.trim() === "") say("others", `/parties/${index}/name`, "partyName");
    if (bornOf(party.born) === undefined) say("others", `/parties/${index}/bornOn`, "born");
  }
  for (const [index, item] of draft.items.entries()) {
    if (isBlankItem(item)) continue;
    if (item.type.text.trim() === "") say("others", `/items/${index}/type`, "item");
    if (item.quantity.trim() !== "" && quantityOf(item.quantity) === undefined)
      say("others", `/items/${index}/quantity`, "quantity");
  }
  if (draft.firearms.length === 0 && draft.items.every(isBlankItem)) say("others", "/items", "nothing");
  return missing;
}

function firearmOf(firearm: FirearmDraft): RecoveryBody["firearms"][number] {
  const [make, model, calibre] = [coded(firearm.make), coded(firearm.model), coded(firearm.calibre)];
  const year = firearm.year.trim();
  return {
    type: coded(firearm.type) ?? {},
    ...(make === undefined ? {} : { make }),
    ...(model === undefined ? {} : { model }),
    ...(calibre === undefined ? {} : { calibre }),
    ...(firearm.country.id === null ? {} : { country: firearm.country.id }),
    ...(year === "" ? {} : { year: Number(year) }),
    marks: firearm.marks.map((mark) => ({
      kind: mark.kind,
      place: mark.place,
      readings: [readingOf(mark.reading)],
    })),
  };
}

/** What is sent. Call only when nothing is missing. */
export function bodyOf(draft: RecoveryDraft): RecoveryBody {
  const hour = hourOf(draft.time) ?? "";
  const day = draft.occurredOn;
  return {
    manner: draft.manner ?? "seized",
    occurredOn: draft.occurredOn,
    // The hour is that of the officer's own clock.
    ...(hour === "" ? {} : { occurredAt: new Date(`${draft.occurredOn}T${hour}`).toISOString() }),
    place: {
      ...(draft.place.id === null ? {} : { code: draft.place.id }),
      written: draft.place.text.trim(),
      ...filled("region", draft.region),
      ...(draft.placeKind === null ? {} : { kind: draft.placeKind }),
    },
    ...(draft.conveyance === null ? {} : { conveyance: { code: draft.conveyance } }),
    ...(draft.concealment === null ? {} : { concealment: { code: draft.concealment } }),
    circumstances: draft.circumstances.trim(),
    ...filled("ownReference", draft.ownReference),
    ...(draft.grade === "none" ? {} : { grade: draft.grade }),
    handling: draft.handling,
    ...filled("handlingNote", draft.handlingNote),
    ground: { ...(draft.ground === null ? {} : { code: draft.ground }), ...filled("written", draft.groundWritten) },
    ...(draft.context === null ? {} : { context: { code: draft.context } }),
    firearms: draft.firearms.map(firearmOf),
    parties: saidParties(draft.parties).map((party) => partyOf(party, day)),
    items: draft.items.filter((item) => !isBlankItem(item)).map(itemOf),
    route: draft.route.flatMap((point) => routePointOf(point) ?? []),
    offences: draft.offences.flatMap((offence) => offenceOf(offence) ?? []),
    ...(draft.onNode === null ? {} : { draftId: draft.onNode.id }),
    overrides: draft.overrides.flatMap(({ firearm, ...rest }) => {
      const at = draft.firearms.findIndex((one) => one.key === firearm);
      return at < 0 || rest.reason.trim().length < 3 ? [] : [{ firearm: at, ...rest, reason: rest.reason.trim() }];
    }),
  };
}

/** The draft with the key under which this content goes out: the former key when the same content goes again. */
export function withKey(draft: RecoveryDraft): RecoveryDraft & { readonly sent: { content: string; key: string } } {
  const content = JSON.stringify(bodyOf(draft));
  const sent = draft.sent?.content === content ? draft.sent : { content, key: newKey() };
  return { ...draft, sent };
}
