/** A reading while it is being entered, and the reading that is sent. */
import type { z } from "zod";
import type { confidences, readingInput, readingMethods } from "../../src/firearms/firearm.contract.ts";

/** States that need a text. */
export const STATES_WITH_TEXT = ["clear", "partial", "restored", "altered"] as const;

export interface ReadingDraft {
  /** The first question: was it read, was it removed, was there never one, or did nobody look? */
  readonly answer: "read" | "obliterated" | "none-made" | "not-recorded";
  readonly written: string;
  /** Chosen by the reader; null lets the notation decide between clear and partial. */
  readonly chosen: (typeof STATES_WITH_TEXT)[number] | null;
  readonly method: (typeof readingMethods)[number];
  readonly confidence: (typeof confidences)[number];
  readonly note: string;
}

export const newReading: ReadingDraft = {
  answer: "read",
  written: "",
  chosen: null,
  method: "eye",
  confidence: "sure",
  note: "",
};

/** The state of a text that was read: as chosen, or partly readable when its notation says so. */
export function stateOf(reading: ReadingDraft): (typeof STATES_WITH_TEXT)[number] {
  const unread = /[?*[]/.test(reading.written);
  // "Clear" cannot stand beside a sign for what could not be read.
  if (reading.chosen !== null && !(reading.chosen === "clear" && unread)) return reading.chosen;
  return unread ? "partial" : "clear";
}

/** The reading as it is sent. */
export function readingOf(reading: ReadingDraft): z.input<typeof readingInput> {
  const withText = reading.answer === "read" || reading.answer === "obliterated";
  return {
    written: withText ? reading.written.trim() : "",
    state: reading.answer === "read" ? stateOf(reading) : reading.answer,
    method: reading.method,
    confidence: withText ? reading.confidence : "sure",
    ...(reading.note.trim() === "" ? {} : { note: reading.note }),
  };
}
