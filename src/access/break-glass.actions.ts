/** Acknowledging a bell: an entry says who heard it and when. Another person's bell is not there. */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { acknowledgeBell } from "./break-glass.contract.ts";
import { acknowledge } from "./break-glass.store.ts";

async function heard(
  context: Context,
  { params }: CallInput<typeof acknowledgeBell>,
): Promise<CallOutput<typeof acknowledgeBell>> {
  const bell = await acknowledge(context.tx, params.id);
  if (bell === undefined) throw notFound();
  context.note({ verb: "administer", kind: "break-glass", record: bell.session, content: { acknowledged: true } });
  return { done: true };
}

export const breakGlassRoutes = [route(acknowledgeBell, heard)];
