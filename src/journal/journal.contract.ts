/** The journal: a record's history, the auditor's view of access without content, the export that an outsider checks. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { page, pageQuery, personName, recordId } from "../platform/contract-parts.ts";

export const historyKinds = ["recovery", "firearm", "register-record"] as const;

export const readHistory = contract({
  id: "journal.history",
  method: "GET",
  path: "/history/:kind/:id",
  summary: "What happened to a record one can see; who looked at it, for its owner",
  params: z.object({ kind: z.enum(historyKinds), id: recordId }),
  output: z.object({
    items: z.array(
      z.object({
        id: recordId,
        at: z.string(),
        verb: z.string(),
        by: personName.nullable(),
        purpose: z.string().nullable(),
        /** Why it was done, where the act asks for a reason: for the owner institution and for who gave it. */
        reason: z.string().nullable(),
        sequenced: z.boolean(),
      }),
    ),
  }),
  permission: "recoveries.read",
  journal: "none",
});

export const auditEntry = z.object({
  id: recordId,
  position: z.number().int().nullable(),
  at: z.string(),
  by: z.object({
    id: recordId.nullable(),
    username: z.string().nullable(),
    latin: z.string().nullable(),
    cyrillic: z.string().nullable(),
    institution: z.string().nullable(),
  }),
  purpose: z.string().nullable(),
  /** The words stated with the purpose: a case, a request. */
  purposeText: z.string().nullable(),
  verb: z.string(),
  kind: z.string().nullable(),
  record: recordId.nullable(),
  /** The number by which people know the record. */
  number: z.string().nullable(),
  /** What was refused: the call, and the code of the refusal. */
  refused: z.object({ call: z.string().nullable(), code: z.string().nullable() }).nullable(),
  outcome: z.enum(["done", "refused"]),
  hasContent: z.boolean(),
});

export const auditJournal = contract({
  id: "journal.audit",
  method: "GET",
  path: "/journal",
  summary: "Who did what, when and why – without content",
  query: pageQuery.extend({
    person: recordId.optional(),
    record: recordId.optional(),
    institution: z.string().max(20).optional(),
    verb: z.string().max(40).optional(),
    outcome: z.enum(["done", "refused"]).optional(),
    purpose: z.string().max(60).optional(),
    from: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
  }),
  output: page(auditEntry),
  permission: "journal.audit",
  journal: "search",
});

export const auditSummary = contract({
  id: "journal.summary",
  method: "GET",
  path: "/journal/summary",
  summary: "Access by institution, verb and purpose over the last days; unusual volumes; state of the checkpoints",
  query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  output: z.object({
    totals: z.array(
      z.object({ institution: z.string().nullable(), verb: z.string(), outcome: z.string(), count: z.number().int() }),
    ),
    purposes: z.array(z.object({ purpose: z.string().nullable(), count: z.number().int() })),
    people: z.array(
      z.object({
        id: recordId,
        latin: z.string(),
        cyrillic: z.string(),
        institution: z.string(),
        reads: z.number().int(),
        searches: z.number().int(),
        refusals: z.number().int(),
        nights: z.number().int(),
      }),
    ),
    journal: z.object({
      size: z.number().int(),
      pending: z.number().int(),
      checkpointSize: z.number().int().nullable(),
      checkpointAt: z.string().nullable(),
      key: z.string().nullable(),
    }),
  }),
  permission: "journal.audit",
  journal: "search",
});

export const listCheckpoints = contract({
  id: "journal.checkpoints",
  method: "GET",
  path: "/journal/checkpoints",
  summary: "The latest signed checkpoints, to keep outside the node",
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(20) }),
  output: z.object({
    key: z.string().nullable(),
    items: z.array(z.object({ size: z.number().int(), at: z.string(), note: z.string() })),
  }),
  permission: "journal.audit",
  journal: "read",
});

export const exportJournal = contract({
  id: "journal.export",
  method: "GET",
  path: "/journal/bundle",
  summary: "The whole journal as a bundle that both verifiers check; content stays closed",
  output: z.unknown(),
  permission: "journal.audit",
  journal: "export",
  stream: "application/jsonl",
});
