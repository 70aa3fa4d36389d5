/**
 * A pasted column of numbers.
 *
 * Promises: every number is answered by the single check itself, so that the answers, the wall before them and the journal's
 * entries are those of single checks. Refuses: an answer of its own making.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { route, type Context } from "../platform/route.ts";
import { checkPasted } from "./pasted-check.contract.ts";
import { check as checkOne } from "./serial-check.actions.ts";
import type { checkSerial } from "./serial-check.contract.ts";

async function check(
  context: Context,
  { body }: CallInput<typeof checkPasted>,
): Promise<CallOutput<typeof checkPasted>> {
  const answers: CallOutput<typeof checkSerial>[] = [];
  // One after another: they share the transaction.
  for (const question of body.questions)
    answers.push(await checkOne(context, { params: undefined, query: undefined, body: question }));
  return { answers };
}

export const pastedCheckRoutes = [route(checkPasted, check)];
