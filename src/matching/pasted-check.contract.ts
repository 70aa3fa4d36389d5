/** A pasted column of numbers, checked. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { checkSerial, serialQuestion } from "./serial-check.contract.ts";

/** Numbers that may be pasted at once. */
export const mostPasted = 500;

export const checkPasted = contract({
  id: "serials.check-pasted",
  method: "POST",
  path: "/serials/check-pasted",
  summary:
    "Check up to 500 numbers; each is answered exactly as if it were asked alone, and each is a search in the journal",
  body: z.object({ questions: z.array(serialQuestion).min(1).max(mostPasted) }),
  output: z.object({ answers: z.array(checkSerial.output) }),
  permission: "serials.check",
  journal: "search",
  purpose: "required",
});
