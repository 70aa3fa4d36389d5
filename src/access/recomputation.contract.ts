/** What a changed rule or register is still working through: the call. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, personName, recordId } from "../platform/contract-parts.ts";
import { sharedKinds } from "./sharing.contract.ts";

export const progressView = z.object({ total: z.number(), done: z.number() });

export const listRecomputations = contract({
  id: "access.recomputations",
  method: "GET",
  path: "/recomputations",
  summary:
    "Records whose audience a changed sharing rule or register is still recomputing, and the last that were gone through",
  output: z.object({
    items: z.array(
      progressView.extend({
        id: recordId,
        kind: z.enum(sharedKinds),
        institution: institutionCode,
        /** It shuts somebody out: that holds already, for all its records. */
        closes: z.boolean(),
        askedAt: z.string(),
        /** Who changed the rule or register; null: a command of the node. */
        askedBy: personName.nullable(),
        finishedAt: z.string().nullable(),
      }),
    ),
  }),
  permission: "rules.administer",
  journal: "none",
});
