/** Tokens for machines: the calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { recordId, text } from "../platform/contract-parts.ts";

export const tokenView = z.object({
  id: recordId,
  label: z.string(),
  owner: z.object({ id: recordId, username: z.string(), latin: z.string(), cyrillic: z.string() }),
  permissions: z.array(z.string()),
  purpose: z.string(),
  since: z.string(),
  until: z.string(),
  used: z.string().nullable(),
  revoked: z.string().nullable(),
  state: z.enum(["active", "expired", "revoked"]),
});

export const listTokens = contract({
  id: "access.tokens",
  method: "GET",
  path: "/tokens",
  summary: "One's own tokens; with tokens.administer also those of all people within reach",
  query: z.object({ whose: z.enum(["mine", "all"]).default("mine") }),
  output: z.object({ items: z.array(tokenView) }),
  permission: "session",
  journal: "none",
});

export const createToken = contract({
  id: "access.create-token",
  method: "POST",
  path: "/tokens",
  summary: "Make a token, shown once; never wider than its owner nor than its maker, for a year at most",
  body: z.object({
    label: text(80).min(2),
    permissions: z.array(text(60).min(1)).min(1).max(50),
    purpose: text(40).min(1),
    until: z.iso.datetime({ offset: true }),
    /** Another person's, with tokens.administer; one's own when absent. */
    owner: recordId.optional(),
  }),
  output: z.object({ token: z.string(), view: tokenView }),
  permission: "session",
  journal: "administer",
});

export const revokeToken = contract({
  id: "access.revoke-token",
  method: "POST",
  path: "/tokens/:id/revocation",
  summary: "Revoke a token, at once",
  params: z.object({ id: recordId }),
  output: z.object({ done: z.literal(true) }),
  permission: "session",
  journal: "administer",
});
