/** Extracts of registers: nightly deliveries, what an extract changed, and its quality report. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { page, pageQuery, recordId, text } from "../platform/contract-parts.ts";
import { importView } from "./import.contract.ts";
import { fieldChange } from "./register.contract.ts";

const one = z.object({ id: recordId });
const examples = z.array(z.number().int());
const textCount = z.object({ text: z.string(), count: z.number(), examples });
const counted = z.object({ code: z.string(), label: z.string(), count: z.number(), examples });
const texts = z.object({ texts: z.number(), rows: z.number(), most: z.array(textCount) });

export const extractReport = z.object({
  /** False until the counting after the import has ended. */
  ready: z.boolean(),
  /** What was added, changed, gone, by week of the loss (or entry), newest first; week null: older, or no day. */
  weeks: z.array(
    z.object({ week: z.string().nullable(), added: z.number(), changed: z.number(), removed: z.number() }),
  ),
  fields: z.array(z.object({ field: z.string(), label: z.string(), count: z.number() })),
  quality: z
    .object({
      rows: z.number(),
      taken: z.number(),
      missing: z.array(counted),
      impossible: z.array(counted),
      /** Doubts about single rows, by kind; the rows are found by their code. */
      doubts: z.array(z.object({ code: z.string(), sentence: z.string(), count: z.number() })),
      noNumber: z.array(textCount.extend({ state: z.string() })),
      repeated: z.object({
        groups: z.number(),
        rows: z.number(),
        most: z.array(textCount.extend({ make: z.string().nullable() })),
      }),
      equal: z.object({ groups: z.number(), rows: z.number() }),
      mixedScripts: z.object({ make: texts, model: texts }),
      unknown: z.object({ type: texts, make: texts, model: texts, calibre: texts }),
      lostPoints: z.array(textCount.extend({ read: z.string() })),
    })
    .nullable(),
});

export const deliverExtract = contract({
  id: "registers.deliver",
  method: "POST",
  path: "/registers/:id/deliveries",
  summary:
    "Deliver a file (raw body) and import it with the register's saved mapping, in one call; the same file again names the import it was",
  params: one,
  query: z.object({
    name: text(255).min(1),
    /** The day the file is of. */
    asOf: z.iso.date().optional(),
    extract: z.enum(["whole", "additions"]).optional(),
  }),
  output: z.object({
    /** started, known (this file was here before), same (the rows of the extract before), waiting (for a person). */
    outcome: z.enum(["started", "known", "same", "waiting"]),
    problem: z.object({ code: z.string(), title: z.string(), wayOut: z.string() }).nullable(),
    import: importView,
  }),
  permission: "imports.run",
  journal: "create",
  upload: true,
});

export const readExtractReport = contract({
  id: "imports.extract-report",
  method: "GET",
  path: "/imports/:id/extract-report",
  summary: "What an extract changed in its register, and what is wrong in it",
  params: one,
  output: extractReport,
  permission: "imports.run",
  journal: "read",
  purpose: "required",
});

export const printExtractReport = contract({
  id: "imports.extract-report-file",
  method: "GET",
  path: "/imports/:id/extract-report.pdf",
  summary: "The report on an extract as PDF, to send back to its owner",
  params: one,
  query: z.object({ language: z.enum(["en", "ru"]) }),
  output: z.unknown(),
  permission: "imports.run",
  journal: "export",
  purpose: "required",
  stream: "application/pdf",
});

export const listExtractChanges = contract({
  id: "imports.changes",
  method: "GET",
  path: "/imports/:id/changes",
  summary: "Records that an extract changed, field by field",
  params: one,
  query: pageQuery,
  output: page(
    z.object({ row: z.number().int(), record: recordId, undone: z.boolean(), fields: z.array(fieldChange) }),
  ),
  permission: "imports.run",
  journal: "read",
  purpose: "required",
});
