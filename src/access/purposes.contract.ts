/** The list of purposes: the call. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";

export const listPurposes = contract({
  id: "access.purposes",
  method: "GET",
  path: "/purposes",
  summary: "Purposes that can be stated, and which of them are offered to the caller",
  output: z.object({
    items: z.array(z.object({ code: z.string(), en: z.string(), ru: z.string(), offered: z.boolean() })),
  }),
  permission: "session",
  journal: "none",
});
