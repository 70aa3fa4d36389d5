/**
 * A recovery while it is being entered: the draft, what is still missing in it, and what is sent.
 *
 * Promises: what was written stays as written where no list knows it; the same content is sent under the same key until
 * the node has answered, also after a reload. Refuses: to send a serial left empty without a reason.
 */
import { z } from "zod";
import { confidences, readingMethods } from "../../src/firearms/firearm.contract.ts";
import { handlingCodes, manners, type recoveryInput } from "../../src/recoveries/recovery.contract.ts";
import { newReading, readingOf, STATES_WITH_TEXT } from "../firearms/reading-draft.ts";

const combo = z.object({ id: z.string().nullable(), text: z.string() });
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
  firearms: z.array(firearmDraft).min(1),
  /** The content last sent and its key, until the node has answered. */
  sent: z.object({ content: z.string(), key: z.string() }).nullable(),
});

export type MarkDraft = z.infer<typeof markDraft>;
export type FirearmDraft = z.infer<typeof firearmDraft>;
export type RecoveryDraft = z.infer<typeof recoveryDraft>;
export type RecoveryBody = z.input<typeof recoveryInput>;

const empty = { id: null, text: "" } as const;

/** A key for lists and for the node; nobody else has it. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function newMark(kind: string, place: string): MarkDraft {
  return { key: newKey(), kind, place, reading: newReading };
}

export function newFirearm(): FirearmDraft {
  return {
    key: newKey(),
    type: empty,
    make: empty,
    model: empty,
    calibre: empty,
    country: empty,
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
    place: empty,
    region: "",
    ground: null,
    groundWritten: "",
    context: null,
    circumstances: "",
    ownReference: "",
    grade: "none",
    handling: [],
    handlingNote: "",
    firearms: [newFirearm()],
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
    JSON.stringify(one, (name, value: unknown) => (name === "key" || name === "sent" ? undefined : value));
  return plain(draft) !== plain(newDraft());
}

export type StepName = "occurrence" | "firearms";

export interface Missing {
  readonly step: StepName;
  /** JSON pointer into the body. */
  readonly path: string;
  /** Key in the catalogue under `missing.`. */
  readonly code: "manner" | "day" | "time" | "place" | "ground" | "type" | "serial" | "reading" | "year";
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
  return missing;
}

function coded(value: { readonly id: string | null; readonly text: string }) {
  const written = value.text.trim();
  if (value.id === null && written === "") return undefined;
  return { ...(value.id === null ? {} : { code: value.id }), written };
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
  const filled = <Name extends string>(name: Name, text: string): Partial<Record<Name, string>> =>
    text.trim() === "" ? {} : ({ [name]: text.trim() } as Record<Name, string>);
  return {
    manner: draft.manner ?? "seized",
    occurredOn: draft.occurredOn,
    // The hour is that of the officer's own clock.
    ...(hour === "" ? {} : { occurredAt: new Date(`${draft.occurredOn}T${hour}`).toISOString() }),
    place: {
      ...(draft.place.id === null ? {} : { code: draft.place.id }),
      written: draft.place.text.trim(),
      ...filled("region", draft.region),
    },
    circumstances: draft.circumstances.trim(),
    ...filled("ownReference", draft.ownReference),
    ...(draft.grade === "none" ? {} : { grade: draft.grade }),
    handling: draft.handling,
    ...filled("handlingNote", draft.handlingNote),
    ground: { ...(draft.ground === null ? {} : { code: draft.ground }), ...filled("written", draft.groundWritten) },
    ...(draft.context === null ? {} : { context: { code: draft.context } }),
    firearms: draft.firearms.map(firearmOf),
  };
}

/** The draft with the key under which this content goes out: the former key when the same content goes again. */
export function withKey(draft: RecoveryDraft): RecoveryDraft & { readonly sent: { content: string; key: string } } {
  const content = JSON.stringify(bodyOf(draft));
  const sent = draft.sent?.content === content ? draft.sent : { content, key: newKey() };
  return { ...draft, sent };
}
