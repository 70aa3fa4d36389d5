/** Sharing: who can see a record and why, share, withdraw. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, personName, recordId, text } from "../platform/contract-parts.ts";

export const sharedKinds = ["recovery", "firearm", "register-record"] as const;
const record = z.object({ kind: z.enum(sharedKinds), id: recordId });

export const audienceView = z.object({
  /** One line for each group in the audience, with the reason it is there. */
  seenBy: z.array(
    z.object({
      why: z.enum(["author", "unit", "institution", "share", "hit", "parent", "rule"]),
      group: z.enum(["person", "unit", "institution", "national"]),
      institution: institutionCode.nullable(),
      unit: z.object({ id: z.number().int(), en: z.string(), ru: z.string() }).nullable(),
      person: personName.nullable(),
      share: recordId.nullable(),
      until: z.string().nullable(),
      reason: z.string().nullable(),
      since: z.string().nullable(),
    }),
  ),
  may: z.array(z.string()),
});

export const readAudience = contract({
  id: "access.who-can-see",
  method: "GET",
  path: "/audience/:kind/:id",
  summary: "Who can see a record, and why",
  params: record,
  output: audienceView,
  permission: "recoveries.read",
  journal: "read",
});

export const explainAccess = contract({
  id: "access.why",
  method: "GET",
  path: "/audience/:kind/:id/why",
  summary: "Why one can, or cannot, see a record",
  params: record,
  output: z.object({ visible: z.boolean(), because: z.array(z.string()), ask: z.string() }),
  permission: "session",
  journal: "read",
});

export const shareRecord = contract({
  id: "access.share",
  method: "POST",
  path: "/audience/:kind/:id/shares",
  summary: "Share a record with an institution, a unit or a person, until a date or without end",
  params: record,
  body: z.object({
    with: z.union([
      z.object({ institution: institutionCode }),
      z.object({ unit: z.number().int() }),
      z.object({ person: recordId }),
      /** Somebody of another institution: their user name must be known. */
      z.object({ username: text(64) }),
    ]),
    until: z.iso.datetime({ offset: true }).nullish(),
    reason: text(500).min(3),
    leave: text(300).nullish(),
  }),
  output: audienceView.extend({ receipt: recordId }),
  permission: "access.share",
  journal: "share",
  purpose: "required",
  idempotent: true,
});

export const withdrawShare = contract({
  id: "access.withdraw",
  method: "POST",
  path: "/shares/:id/withdrawal",
  summary: "Withdraw a share; it ends at once",
  params: z.object({ id: recordId }),
  body: z.object({ reason: text(500).min(3) }),
  output: audienceView,
  permission: "access.share",
  journal: "withdraw",
  purpose: "required",
  idempotent: true,
});

export const listInstitutions = contract({
  id: "access.institutions",
  method: "GET",
  path: "/institutions",
  summary: "Institutions and their units, for pickers",
  output: z.object({
    items: z.array(
      z.object({
        code: institutionCode,
        kind: z.string(),
        en: z.string(),
        ru: z.string(),
        shortEn: z.string(),
        shortRu: z.string(),
        contact: z.record(z.string(), z.unknown()),
        units: z.array(
          z.object({
            id: z.number().int(),
            code: z.string(),
            kind: z.string(),
            en: z.string(),
            ru: z.string(),
            parent: z.number().int().nullable(),
          }),
        ),
      }),
    ),
  }),
  permission: "session",
  journal: "none",
});
