/** The list of purposes, with those that belong to the caller's roles marked. */
import type { CallOutput } from "../platform/contract.ts";
import { route, type Context } from "../platform/route.ts";
import { allPurposes, isDemonstration } from "./purposes.ts";
import { listPurposes } from "./purposes.contract.ts";
import { assignmentRows } from "./session.store.ts";

async function list(context: Context): Promise<CallOutput<typeof listPurposes>> {
  const mine = (await assignmentRows(context.tx, context.actor.personId))
    .filter((row) => row.current)
    .map((row) => row.role);
  return {
    items: allPurposes(await isDemonstration(context.tx)).map(({ code, en, ru, roles }) => ({
      code,
      en,
      ru,
      offered: roles.some((role) => mine.includes(role)),
    })),
  };
}

export const purposesRoutes = [route(listPurposes, list)];
