/** Notices: the calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { page, pageQuery, recordId } from "../platform/contract-parts.ts";

export const listNotices = contract({
  id: "access.notices",
  method: "GET",
  path: "/notices",
  summary: "What one must be told, newest first",
  query: pageQuery.extend({ unseen: z.enum(["true", "false"]).default("false") }),
  output: page(
    z.object({
      id: recordId,
      /** Its sentence is in the catalogue `access` under `notices.<code>`, with the payload's values. */
      code: z.string(),
      payload: z.record(z.string(), z.unknown()),
      at: z.string(),
      seen: z.boolean(),
    }),
  ),
  permission: "session",
  journal: "none",
});

export const seeNotices = contract({
  id: "access.notices-seen",
  method: "POST",
  path: "/notices/seen",
  summary: "Mark notices as seen: the named ones, or all; a bell is acknowledged by its own call",
  body: z.object({ ids: z.array(recordId).max(200).optional() }),
  output: z.object({ seen: z.number().int() }),
  permission: "session",
  journal: "none",
});
