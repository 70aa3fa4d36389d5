/** Registers to trace against, and their records. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, page, pageQuery, personName, recordId, text } from "../platform/contract-parts.ts";
import { progressView } from "../access/recomputation.contract.ts";
import { designationView } from "../firearms/firearm.contract.ts";
import { handlingCodes } from "../recoveries/handling.ts";

export const registerKinds = [
  "lost-stolen",
  "licensed",
  "manufactured",
  "exported",
  "imported",
  "in-transit",
  "state-stock",
  "deactivated",
  "destroyed",
] as const;

export const registerView = z.object({
  id: recordId,
  code: z.string(),
  kind: z.enum(registerKinds),
  en: z.string(),
  ru: z.string(),
  legalBasis: z.string(),
  institution: institutionCode,
  unit: z.object({ id: z.number().int(), en: z.string(), ru: z.string() }),
  createdBy: personName,
  createdAt: z.string(),
  /** Codes of the purposes for which it may be searched; none: every purpose. */
  purposes: z.array(z.string()),
  /** It is closed to the purpose at hand: its records are not shown. */
  closedNow: z.boolean(),
  /** Files of its folder and nightly deliveries are imported as this person, with their rights; null: nobody set it up. */
  feed: z.object({ by: personName, since: z.string() }).nullable(),
  /** The day the register's records are of; null while it is empty. */
  asOf: z.string().nullable(),
  /** Records that stand (withdrawn ones are not counted). */
  records: z.number(),
  handling: z.array(z.string()),
  /** Records that a change of the handling code or of a sharing rule is still going through; null: none. */
  goingThrough: progressView.nullable(),
  may: z.array(z.string()),
});

const purposeCodes = z.array(z.string().regex(/^[a-z0-9-]{2,60}$/)).max(40);

const description = z.object({
  en: text(200).min(1),
  ru: text(200).min(1),
  legalBasis: text(2000).default(""),
  /** What binds every record of the register: H1, H2, H3; none of them is H0. */
  handling: z.array(z.enum(handlingCodes)).max(3).optional(),
  /** What it may be used for: codes of purposes; empty for every purpose. */
  purposes: purposeCodes.optional(),
});

export const listRegisters = contract({
  id: "registers.list",
  method: "GET",
  path: "/registers",
  summary: "The registers one may see",
  output: z.object({ items: z.array(registerView), mayCreate: z.boolean() }),
  permission: "registers.read",
  journal: "none",
});

export const readRegister = contract({
  id: "registers.read",
  method: "GET",
  path: "/registers/:id",
  summary: "One register",
  params: z.object({ id: recordId }),
  output: registerView,
  permission: "registers.read",
  journal: "none",
});

export const createRegister = contract({
  id: "registers.create",
  method: "POST",
  path: "/registers",
  summary: "Open a new register of one's own institution",
  body: description.extend({ code: z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/), kind: z.enum(registerKinds) }),
  output: registerView,
  permission: "registers.keep",
  journal: "create",
  idempotent: true,
});

export const changeRegister = contract({
  id: "registers.change",
  method: "PUT",
  path: "/registers/:id",
  summary: "Change the description or the handling code of a register; its code and kind stay",
  params: z.object({ id: recordId }),
  body: description.partial().extend({ asOf: z.iso.date().optional() }),
  output: registerView,
  permission: "registers.keep",
  journal: "change",
  idempotent: true,
});

export const setFeed = contract({
  id: "registers.feed",
  method: "PUT",
  path: "/registers/:id/feed",
  summary: "Set up or end the register's feed: its folder and nightly deliveries, imported as oneself",
  params: z.object({ id: recordId }),
  body: z.object({ on: z.boolean() }),
  output: registerView,
  permission: "imports.run",
  journal: "change",
  idempotent: true,
});

export const recordSummary = z.object({
  id: recordId,
  register: z.object({ id: recordId, code: z.string(), en: z.string(), ru: z.string() }).nullable(),
  institution: institutionCode,
  state: z.enum(["active", "withdrawn"]),
  reason: z.string().nullable(),
  type: designationView,
  make: designationView,
  model: designationView,
  calibre: designationView,
  serial: z.string().nullable(),
  /** clear, partial, obliterated, none-made or not-recorded: what the serial as written says. */
  serialState: z.string(),
  lostOn: z.string().nullable(),
  authority: z.string().nullable(),
  reference: z.string().nullable(),
  /** The day of the first extract in which it no longer stood; null: it stands in the latest. */
  absentSince: z.string().nullable(),
});

/** A field that an extract changed, with what it held before and after. */
export const fieldChange = z.object({
  field: z.string(),
  label: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

export const recordView = recordSummary.extend({
  series: z.string().nullable(),
  number: z.string().nullable(),
  serialNormal: z.string().nullable(),
  country: z.string().nullable(),
  year: z.number().int().nullable(),
  enteredOn: z.string().nullable(),
  note: z.string().nullable(),
  /** What the row said beside, by the field it was mapped to. */
  more: z.array(z.object({ field: z.string(), label: z.string(), value: z.string() })),
  handling: z.array(z.string()),
  createdAt: z.string(),
  /** What later extracts changed, newest first. */
  changes: z.array(
    z.object({
      at: z.string(),
      run: recordId.nullable(),
      fileName: z.string().nullable(),
      row: z.number().int().nullable(),
      /** It had been missing from an extract, and came back. */
      returned: z.boolean(),
      undone: z.boolean(),
      fields: z.array(fieldChange),
    }),
  ),
  /** The import and the row it came from; the cells as they stood, for who may see the import. */
  origin: z
    .object({
      run: recordId,
      row: z.number().int(),
      fileName: z.string().nullable(),
      cells: z.array(z.object({ header: z.string(), cell: z.string() })).nullable(),
    })
    .nullable(),
  may: z.array(z.string()),
});

export const listRecords = contract({
  id: "registers.records",
  method: "GET",
  path: "/register-records",
  summary: "Search the records of the registers one may see: by serial, by make and model, by words",
  query: pageQuery.extend({
    register: recordId.optional(),
    q: text(200).optional(),
    type: z.string().max(80).optional(),
    make: z.string().max(80).optional(),
    model: z.string().max(80).optional(),
    calibre: z.string().max(80).optional(),
    reason: z.string().max(500).optional(),
    run: recordId.optional(),
    lostFrom: z.iso.date().optional(),
    lostUntil: z.iso.date().optional(),
    /** present: in the latest extract; absent: gone from it. */
    standing: z.enum(["present", "absent"]).optional(),
    /** Gone with this extract. */
    goneWith: recordId.optional(),
    state: z.enum(["active", "withdrawn"]).default("active"),
  }),
  output: page(recordSummary),
  permission: "registers.read",
  journal: "search",
  purpose: "required",
});

export const readRecord = contract({
  id: "registers.record",
  method: "GET",
  path: "/register-records/:id",
  summary: "One record with all it says and where it came from",
  params: z.object({ id: recordId }),
  output: recordView,
  permission: "registers.read",
  journal: "read",
  purpose: "required",
});
