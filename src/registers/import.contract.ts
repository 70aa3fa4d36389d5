/** Imports: a file of records into a register or into the recoveries. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, page, pageQuery, personName, recordId, text } from "../platform/contract-parts.ts";
import { manners } from "../recoveries/recovery.contract.ts";
import { encodings } from "./tabular/encoding.ts";
import { targets } from "./tabular/fields.ts";
import { mappingSchema } from "./tabular/mapping-schema.ts";

export const importTargets = ["register", "recoveries"] as const;
export const importStates = [
  "uploaded",
  "ready",
  "running",
  "done",
  "cancelled",
  "failed",
  "undoing",
  "undone",
] as const;
export const outcomes = ["accepted", "doubtful", "refused"] as const;
export const fates = ["added", "changed", "returned", "unchanged"] as const;

/** How the file is read; what is left out is recognised from its content. */
export const readingOptions = z.object({
  encoding: z.enum(encodings).optional(),
  separator: z.enum([",", ";", "\t", "|"]).optional(),
  quote: z.enum(['"', "'", "none"]).optional(),
  /** Row of the header, 0 for none. */
  headerRow: z.number().int().min(0).max(1000).optional(),
  sheet: z.string().min(1).max(200).optional(),
});

export const importOptions = readingOptions.extend({
  /** Rows of one procedure (case number) become one recovery with several weapons; otherwise each row stays its own. */
  groupByProcedure: z.boolean().default(false),
  /** Manner of recoveries where the file does not say. */
  manner: z.enum(manners).default("seized"),
  /**
   * whole: the file is the register as it stands – what stood before and is not in it is marked as gone; additions: the file adds to it.
   */
  extract: z.enum(["whole", "additions"]).default("whole"),
  /** The day the register's figures are of; the day of the import where it is left out. */
  asOf: z.iso.date().optional(),
});
export type ImportOptions = z.output<typeof importOptions>;

export const question = z.object({
  column: z.number().int(),
  header: z.string(),
  code: z.enum(["date-order-ambiguous"]),
  separators: z.array(z.enum(["/", ".", "-"])),
  /** How many values both orders read, differently. */
  values: z.number().int(),
});

/** What looks wrong with a file as a whole, in the reader's words. */
export const extractFinding = z.object({
  code: z.string(),
  title: z.string(),
  sentence: z.string(),
  wayOut: z.string(),
});

export const importView = z.object({
  id: recordId,
  target: z.enum(importTargets),
  register: z.object({ id: recordId, code: z.string(), en: z.string(), ru: z.string() }).nullable(),
  file: z.object({ name: z.string(), size: z.number(), sha256: z.string() }),
  state: z.enum(importStates),
  /** What the figures below are of: a check that wrote nothing, or the import; null before either. */
  pass: z.enum(["check", "import"]).nullable(),
  rows: z.object({ total: z.number().nullable(), read: z.number() }),
  accepted: z.number(),
  doubtful: z.number(),
  refused: z.number(),
  /** Records taken back by an undo so far. */
  withdrawn: z.number(),
  /** Findings by code, most frequent first, in the reader's words. */
  codes: z.array(z.object({ code: z.string(), count: z.number(), sentence: z.string() })),
  fault: z.object({ code: z.string(), title: z.string(), wayOut: z.string() }).nullable(),
  /** What must be answered in the mapping before the import may go on. */
  questions: z.array(question),
  mapping: mappingSchema.nullable(),
  options: importOptions.partial(),
  /** How the file came: sent by a person, laid into the register's folder, or delivered by a program. */
  arrived: z.enum(["person", "feed", "delivery"]),
  /** What the extract changed in its register; null until it is counted, and for recoveries. */
  comparison: z
    .object({
      added: z.number(),
      changed: z.number(),
      returned: z.number(),
      unchanged: z.number(),
      removed: z.number(),
      /** The extract before, null where there is none or the file only adds. */
      against: z.object({ run: recordId, fileName: z.string(), rows: z.number() }).nullable(),
      asOf: z.string(),
      findings: z.array(extractFinding),
    })
    .nullable(),
  institution: institutionCode,
  createdBy: personName,
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** Earlier imports of the same file, or of the same rows in whatever order or format. */
  seenBefore: z.array(
    z.object({
      id: recordId,
      same: z.enum(["file", "content"]),
      fileName: z.string(),
      state: z.enum(importStates),
      createdAt: z.string(),
      createdBy: personName,
    }),
  ),
  may: z.array(z.string()),
});

const target = z.enum(targets);
const reason = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  sentence: z.string(),
});

export const importPreview = z.object({
  format: z.object({
    container: z.enum(["plain", "gzip", "zip", "xlsx"]),
    encoding: z.object({ encoding: z.string(), confidence: z.number(), reason: z.string() }).nullable(),
    separator: z.string().nullable(),
    quote: z.string().nullable(),
    sheet: z.string().nullable(),
    sheets: z.array(z.object({ name: z.string(), hidden: z.boolean() })),
  }),
  headers: z.array(z.string()),
  headerRows: z.array(z.number()),
  headerConfidence: z.number(),
  titles: z.array(z.object({ row: z.number(), cells: z.array(z.string()) })),
  rows: z.array(z.object({ row: z.number(), cells: z.array(z.string()) })),
  /** What the file seems to be a list of. */
  purpose: z.enum(["register", "recoveries"]),
  columns: z.array(
    z.object({
      index: z.number(),
      header: z.string(),
      target,
      confidence: z.number(),
      why: z.array(reason),
      /** Dates of the first rows: what shapes, and whether their order is clear. */
      dates: z
        .object({
          ask: z.boolean(),
          shapes: z.array(z.object({ shape: z.string(), count: z.number(), order: z.string().nullable() })),
        })
        .nullable(),
    }),
  ),
  mapping: mappingSchema,
  /** Where the mapping comes from: the run itself, an earlier import with the same header, or proposed now. */
  mappingFrom: z.enum(["settings", "earlier", "proposed"]),
  earlier: z.object({ id: recordId, fileName: z.string(), createdAt: z.string() }).nullable(),
  targets: z.array(z.object({ target, label: z.string() })),
});

const one = z.object({ id: recordId });

export const uploadImport = contract({
  id: "imports.upload",
  method: "POST",
  path: "/imports",
  summary: "Upload a file (raw body: CSV, XLSX, gzip or zip with one table); nothing is read into records yet",
  query: z.object({ name: text(255).min(1), target: z.enum(importTargets), register: recordId.optional() }),
  output: importView,
  permission: "imports.run",
  journal: "create",
  upload: true,
});

export const listImports = contract({
  id: "imports.list",
  method: "GET",
  path: "/imports",
  summary: "Imports of one's own institution, newest first",
  query: pageQuery.extend({ register: recordId.optional(), state: z.enum(importStates).optional() }),
  output: page(importView),
  permission: "imports.run",
  journal: "none",
});

export const readImport = contract({
  id: "imports.read",
  method: "GET",
  path: "/imports/:id",
  summary: "One import with its progress",
  params: one,
  output: importView,
  permission: "imports.run",
  journal: "none",
});

export const previewImport = contract({
  id: "imports.preview",
  method: "GET",
  path: "/imports/:id/preview",
  summary: "The first rows, what the file is, and which column is what",
  params: one,
  query: readingOptions.extend({ headerRow: z.coerce.number().int().min(0).max(1000).optional() }),
  output: importPreview,
  permission: "imports.run",
  journal: "read",
});

export const settleImport = contract({
  id: "imports.settle",
  method: "PUT",
  path: "/imports/:id/settings",
  summary: "Set where the rows go, the mapping and how the file is read",
  params: one,
  body: z.object({
    target: z.enum(importTargets).optional(),
    register: recordId.optional(),
    mapping: mappingSchema,
    options: importOptions.prefault({}),
  }),
  output: importView,
  permission: "imports.run",
  journal: "change",
});

const act = <Id extends string>(id: Id, verb: string, summary: string) =>
  contract({
    id,
    method: "POST",
    path: `/imports/:id/${verb}`,
    summary,
    params: one,
    body: z.object({}).optional(),
    output: importView,
    permission: "imports.run",
    journal: "change",
    idempotent: true,
  });

export const checkImport = act("imports.check", "check", "Judge every row and write nothing");
export const startImport = act(
  "imports.start",
  "start",
  "Import; goes on in the background, as the person who started it",
);
export const cancelImport = act(
  "imports.cancel",
  "cancel",
  "Stop after the rows in hand; what is written stays until undone",
);
export const resumeImport = act("imports.resume", "resume", "Go on after the last row written");

export const undoImport = contract({
  id: "imports.undo",
  method: "POST",
  path: "/imports/:id/undo",
  summary: "Take the whole import back: its records vanish from lists, search and matching, and stay in the history",
  params: one,
  body: z.object({ reason: text(500).min(3) }),
  output: importView,
  permission: "imports.run",
  journal: "withdraw",
  idempotent: true,
});

export const outcomeRow = z.object({
  row: z.number().int(),
  outcome: z.enum(outcomes),
  findings: z.array(
    z.object({
      code: z.string(),
      column: z.number().nullable(),
      header: z.string().nullable(),
      target: target.nullable(),
      weight: z.string(),
      sentence: z.string(),
    }),
  ),
  /** What became of it beside the extract before; null for recoveries, refused rows and checks. */
  fate: z.enum(fates).nullable(),
  /** The register record or the weapon that came of the row; null for a refused row and for a check. */
  record: z.object({ kind: z.enum(["register-record", "firearm"]), id: recordId }).nullable(),
  cells: z.array(z.string()),
});

export const listImportRows = contract({
  id: "imports.rows",
  method: "GET",
  path: "/imports/:id/rows",
  summary: "What became of each row",
  params: one,
  query: pageQuery.extend({
    outcome: z.enum(outcomes).optional(),
    code: z.string().max(60).optional(),
    fate: z.enum(fates).optional(),
    /** Row numbers with commas between them. */
    rows: z
      .string()
      .regex(/^\d{1,9}(?:,\d{1,9}){0,199}$/)
      .optional(),
  }),
  output: page(outcomeRow).extend({ headers: z.array(z.string()) }),
  permission: "imports.run",
  journal: "read",
  purpose: "required",
});

export const downloadImportRows = contract({
  id: "imports.rows-file",
  method: "GET",
  path: "/imports/:id/rows.csv",
  summary: "What became of each row, as CSV, with its cells",
  params: one,
  query: z.object({
    outcome: z.enum(outcomes).optional(),
    code: z.string().max(60).optional(),
    fate: z.enum(fates).optional(),
  }),
  output: z.unknown(),
  permission: "imports.run",
  journal: "export",
  purpose: "required",
  stream: "text/csv",
});
