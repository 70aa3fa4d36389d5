/**
 * The curator's desk: proposals for the code lists, their review by a second person, the writings that no list knows, and
 * the national additions as files. The calls.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { page, pageQuery, personName, recordId, text } from "../platform/contract-parts.ts";
import { curatedLists } from "./list-overlay.ts";

export { columnsOfList, curatedLists, type CuratedList } from "./list-overlay.ts";

export const proposalKinds = ["entry", "synonym", "correction", "merge", "revoke"] as const;
export const proposalStates = ["waiting", "accepted", "rejected", "withdrawn"] as const;
/** Where writings are counted: weapons that were recovered, or records of registers. */
export const spellingSources = ["firearms", "registers"] as const;

/** What a spreadsheet would run as a formula is no name: these lists are sent on as files. */
function plain(most: number): z.ZodString {
  return text(most).regex(/^(?![=+@-])/u, { error: "text" });
}

const list = z.enum(curatedLists);
export const listCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$/, { error: "code" });
const reason = text(1000).min(3);
/** Cells by the names of the columns of the shipped file. */
const cells = z.record(z.string().regex(/^[a-z_]{2,20}$/), plain(2000));
const writing = plain(120).min(1);

export const proposalBody = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("entry"), list, code: listCode, cells, reason }),
  z.object({ kind: z.literal("correction"), list, code: listCode, cells, reason }),
  z.object({ kind: z.literal("synonym"), list, code: listCode, writings: z.array(writing).min(1).max(40), reason }),
  z.object({ kind: z.literal("merge"), list, code: listCode, into: listCode, reason }),
  z.object({ kind: z.literal("revoke"), revokes: recordId, reason }),
]);
export type ProposalBody = z.output<typeof proposalBody>;

const named = z.object({ code: z.string(), en: z.string(), ru: z.string() });

export const proposalView = z.object({
  id: recordId,
  number: z.number().int(),
  list,
  kind: z.enum(proposalKinds),
  code: z.string(),
  /** The entry as it stands now; null where there is none of this code. */
  entry: named.nullable(),
  /** Merge: what is kept. */
  into: named.nullable(),
  revokes: z.object({ id: recordId, number: z.number().int(), kind: z.enum(proposalKinds) }).nullable(),
  /** Accepted and revoked since. */
  revoked: z.boolean(),
  cells: z.record(z.string(), z.string()),
  writings: z.array(z.string()),
  reason: z.string(),
  state: z.enum(proposalStates),
  proposedBy: personName,
  proposedAt: z.string(),
  mine: z.boolean(),
  decidedBy: personName.nullable(),
  decidedAt: z.string().nullable(),
  decision: z.string().nullable(),
  /** Version of the lists in which it took effect. */
  version: z.number().int().nullable(),
  can: z.array(z.enum(["accept", "reject", "withdraw", "revoke"])),
});

export const listProposals = contract({
  id: "reference.proposals",
  method: "GET",
  path: "/reference-proposals",
  summary: "Proposals for the code lists, the newest first",
  query: pageQuery.extend({
    state: z.enum(proposalStates).optional(),
    list: list.optional(),
    kind: z.enum(proposalKinds).optional(),
  }),
  output: page(proposalView).extend({
    /** Waiting for a second person, and of these, those that the reader may review. */
    waiting: z.number().int(),
    reviewable: z.number().int(),
    version: z.number().int(),
  }),
  permission: "reference.curate",
  journal: "none",
});

export const readProposal = contract({
  id: "reference.proposal",
  method: "GET",
  path: "/reference-proposals/:id",
  summary: "One proposal, with the row as it stands and as it would stand",
  params: z.object({ id: recordId }),
  output: proposalView.extend({
    /** Column by column, the order of the file; null where there is no such row. */
    columns: z.array(z.object({ column: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
    /** Why the lists would no longer hold together; empty for a proposal that fits. */
    faults: z.array(z.object({ column: z.string(), code: z.string(), value: z.string() })),
  }),
  permission: "reference.curate",
  journal: "none",
});

export const propose = contract({
  id: "reference.propose",
  method: "POST",
  path: "/reference-proposals",
  summary: "Propose an entry, synonyms, a correction, a merge, or to revoke what was accepted",
  body: proposalBody,
  output: proposalView,
  permission: "reference.curate",
  journal: "create",
  idempotent: true,
});

export const decideProposal = contract({
  id: "reference.decide",
  method: "POST",
  path: "/reference-proposals/:id/decision",
  summary: "Accept or reject another person's proposal, with the reason",
  params: z.object({ id: recordId }),
  body: z.object({ decision: z.enum(["accepted", "rejected"]), reason }),
  output: proposalView,
  permission: "reference.curate",
  journal: "decide",
  idempotent: true,
});

export const withdrawProposal = contract({
  id: "reference.withdraw",
  method: "POST",
  path: "/reference-proposals/:id/withdrawal",
  summary: "Withdraw one's own proposal while it waits",
  params: z.object({ id: recordId }),
  body: z.object({ reason }),
  output: proposalView,
  permission: "reference.curate",
  journal: "withdraw",
  idempotent: true,
});

export const readRow = contract({
  id: "reference.row",
  method: "GET",
  path: "/reference-rows/:list/:code",
  summary: "An entry of a list as its row stands now, national additions included",
  params: z.object({ list, code: listCode }),
  output: z.object({ code: z.string(), cells: z.record(z.string(), z.string()) }),
  permission: "reference.curate",
  journal: "none",
});

export const listSpellings = contract({
  id: "reference.spellings",
  method: "GET",
  path: "/reference-spellings",
  summary: "What was written that no list knows, the most frequent first, among the records one may see",
  query: z.object({
    list: list.default("makes"),
    source: z.enum(spellingSources).default("firearms"),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  output: z.object({
    items: z.array(
      z.object({
        written: z.string(),
        count: z.number().int(),
        /** What it may mean, with how sure that is (0 to 1). */
        suggestion: named.extend({ confidence: z.number() }).nullable(),
        /** Number of the proposal that already waits with this writing. */
        waiting: z.number().int().nullable(),
      }),
    ),
    /** There are more than were looked at. */
    more: z.boolean(),
  }),
  permission: "reference.curate",
  journal: "search",
  purpose: "required",
});

export const exportList = contract({
  id: "reference.export",
  method: "GET",
  path: "/exports/reference/:list",
  summary: "A list as CSV in the form of the shipped files: what the country added, or the whole",
  params: z.object({ list: z.enum([...curatedLists, "merged-codes"]) }),
  query: z.object({ rows: z.enum(["changed", "whole"]).default("changed") }),
  output: z.unknown(),
  permission: "reference.curate",
  journal: "export",
  stream: "text/csv",
});
