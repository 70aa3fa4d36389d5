/** Hearing the bell of a break-glass sign-in: the call. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { recordId } from "../platform/contract-parts.ts";

export const acknowledgeBell = contract({
  id: "access.bell-acknowledge",
  method: "POST",
  path: "/bells/:id/acknowledgement",
  summary: "Acknowledge a bell: a break-glass sign-in, or second factors that were taken away",
  params: z.object({ id: recordId }),
  output: z.object({ done: z.literal(true) }),
  permission: "session",
  journal: "administer",
});
