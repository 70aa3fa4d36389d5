/**
 * Between the form's weapon and the quality gate's: what is judged, and what one click of a settlement changes in the form.
 *
 * Promises: a settlement that the form cannot take changes nothing at all. Refuses: to change what no click asked for.
 */
import type { z } from "zod";
import type { CallOutput } from "../../src/platform/contract.ts";
import type { judgeFirearm, weaponDraft } from "../../src/recoveries/gate.contract.ts";
import { readingOf, STATES_WITH_TEXT } from "../firearms/reading-draft.ts";
import { newMark, type FirearmDraft, type MarkDraft } from "./new-recovery-draft.ts";

export type GateDoubt = CallOutput<typeof judgeFirearm>["doubts"][number];
export type GateSettlement = GateDoubt["settlements"][number];
/** What the gate is asked. */
export interface Judgement {
  readonly firearm: Judged;
  readonly recoveredOn: string | null;
}
type Judged = z.input<typeof weaponDraft>;

const designation = (value: FirearmDraft["type"]): Judged["type"] =>
  value.id === null && value.text.trim() === "" ? null : { code: value.id, written: value.text.trim() || null };

/** The weapon as the gate judges it; `photos`: of this weapon, and they count for its serial. */
export function judgedOf(firearm: FirearmDraft, photos: number): Judged {
  const year = /^\d{4}$/.test(firearm.year.trim()) ? Number(firearm.year.trim()) : null;
  return {
    type: designation(firearm.type),
    make: designation(firearm.make),
    model: designation(firearm.model),
    calibre: designation(firearm.calibre),
    country: firearm.country.id,
    year,
    marks: firearm.marks.map((mark) => {
      const reading = readingOf(mark.reading);
      return {
        kind: mark.kind,
        place: mark.place,
        photos,
        readings: [{ written: reading.written ?? "", state: reading.state, note: reading.note ?? null }],
      };
    }),
  };
}

const aspects = ["type", "make", "model", "calibre"] as const;

function changeMark(mark: MarkDraft, part: string, value: unknown): MarkDraft | undefined {
  const { reading } = mark;
  if (part === "kind" && typeof value === "string") return { ...mark, kind: value };
  if (part === "place" && typeof value === "string") return { ...mark, place: value };
  if (part === "readings.0.written" && (typeof value === "string" || value === null))
    return { ...mark, reading: { ...reading, written: value ?? "" } };
  if (part === "readings.0.note" && (typeof value === "string" || value === null))
    return { ...mark, reading: { ...reading, note: value ?? "" } };
  if (part === "readings.0.state" && typeof value === "string") {
    const withText = STATES_WITH_TEXT.find((one) => one === value);
    if (withText !== undefined) return { ...mark, reading: { ...reading, answer: "read", chosen: withText } };
    const answer = (["obliterated", "none-made", "not-recorded"] as const).find((one) => one === value);
    return answer === undefined ? undefined : { ...mark, reading: { ...reading, answer, chosen: null } };
  }
  return undefined;
}

function applyOne(firearm: FirearmDraft, change: GateSettlement["changes"][number]): FirearmDraft | undefined {
  if (change.op === "add-mark") {
    const [reading] = change.mark.readings;
    const mark = newMark(change.mark.kind, change.mark.place);
    const filled = {
      ...mark,
      reading: { ...mark.reading, written: reading?.written ?? "", note: reading?.note ?? "" },
    };
    return { ...firearm, marks: [...firearm.marks, filled] };
  }
  const { path, value } = change;
  const aspect = aspects.find((one) => one === path);
  if (aspect !== undefined) {
    if (value === null) return { ...firearm, [aspect]: { id: null, text: "" } };
    if (typeof value === "string") return { ...firearm, [aspect]: { id: null, text: value } };
    if (typeof value === "number") return undefined;
    return { ...firearm, [aspect]: { id: value.code, text: value.written ?? value.code ?? "" } };
  }
  if (path === "year") return typeof value === "object" ? undefined : { ...firearm, year: String(value) };
  const found = /^marks\.(\d+)\.(.+)$/.exec(path);
  const mark = firearm.marks[Number(found?.[1] ?? -1)];
  if (mark === undefined) return undefined;
  const next = changeMark(mark, found?.[2] ?? "", value);
  return next === undefined
    ? undefined
    : { ...firearm, marks: firearm.marks.map((one) => (one.key === mark.key ? next : one)) };
}

/** The weapon after the click; the same object when the form cannot take every part of it. */
export function settle(firearm: FirearmDraft, settlement: GateSettlement): FirearmDraft {
  let after: FirearmDraft | undefined = firearm;
  for (const change of settlement.changes) after = after === undefined ? undefined : applyOne(after, change);
  return after ?? firearm;
}
