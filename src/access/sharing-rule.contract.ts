/** The standing rules between institutions: who shares what with whom without being asked each time. The call. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, recordId } from "../platform/contract-parts.ts";
import { sharedKinds } from "./sharing.contract.ts";

export const ruleLevels = ["full", "hit", "pointer"] as const;

export const listSharingRules = contract({
  id: "access.sharing-rules",
  method: "GET",
  path: "/sharing-rules",
  summary: "Standing rules between institutions: whose records of which kind open to whom, and how far",
  output: z.object({
    items: z.array(
      z.object({
        id: recordId,
        kind: z.enum(sharedKinds),
        owner: institutionCode,
        /** Null: the national focal point. */
        viewer: institutionCode.nullable(),
        /** full: from the start; hit: once a hit joins two records; pointer: only that there is one, and whom to ask. */
        level: z.enum(ruleLevels),
        legalBasis: z.string(),
      }),
    ),
  }),
  permission: "rules.administer",
  journal: "none",
});
