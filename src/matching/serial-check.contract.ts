/** The serial check: is this weapon known? */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, recordId, text } from "../platform/contract-parts.ts";

export const serialQuestion = z.object({
  serial: text(200).min(1),
  type: text(200).nullish(),
  make: text(200).nullish(),
  model: text(200).nullish(),
  calibre: text(200).nullish(),
  country: z.string().length(2).nullish(),
  year: z.number().int().min(1700).max(2100).nullish(),
});

export const shownWeapon = z.object({
  type: z.string().nullable(),
  make: z.string().nullable(),
  model: z.string().nullable(),
  calibre: z.string().nullable(),
  serial: z.string().nullable(),
});

/** A record or weapon, as far as an answer or one side of a hit shows it. */
export const shownRecord = z.object({
  kind: z.enum(["register-record", "firearm"]),
  id: recordId,
  number: z.string().nullable(),
  institution: institutionCode,
  register: z.object({ id: recordId, en: z.string(), ru: z.string() }).nullable(),
  reason: z.string().nullable(),
  day: z.string().nullable(),
  authority: z.string().nullable(),
  /** The number under which its owner keeps it: the case file, the line of the register. */
  ownReference: z.string().nullable(),
  /** The day from which the register's newest extract has it no more: it may have been found, or the extract may be short. */
  absentSince: z.string().nullable(),
  weapon: shownWeapon,
});

export const serialAnswer = shownRecord.extend({
  /** Probability that this record is the weapon, among all that the asker may see; never 1. */
  probability: z.number(),
  /** One sentence a judge understands, in the asker's language. */
  because: z.string(),
  /** The numbers behind it, in nats; they add up to `logOdds`. */
  numbers: z.array(z.object({ field: z.string(), level: z.string(), nats: z.number() })),
  logOdds: z.number(),
  modelVersion: z.string(),
});

export const pointer = z.object({
  institution: institutionCode,
  en: z.string(),
  ru: z.string(),
  contact: z.record(z.string(), z.unknown()),
});

export const checkSerial = contract({
  id: "serials.check",
  method: "POST",
  path: "/serials/check",
  summary: "Check a serial number against everything one may see; elsewhere only who could tell",
  body: serialQuestion,
  output: z.object({
    reading: z.object({
      state: z.string(),
      written: z.string(),
      normal: z.string(),
      doubts: z.array(z.object({ code: z.string(), sentence: z.string() })),
    }),
    /** hit: one record stands out; possible: some fit; none: nothing visible fits; unreadable: no number to look for. */
    outcome: z.enum(["hit", "possible", "none", "unreadable"]),
    answers: z.array(serialAnswer),
    pointers: z.array(pointer),
  }),
  permission: "serials.check",
  journal: "search",
  purpose: "required",
});
