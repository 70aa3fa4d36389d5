/**
 * The examiner's desk.
 *
 * Promises: the queue holds what its reader may see and nothing else; two examiners do not begin the same weapon; a
 * conclusion settles what stood before it and stays. Refuses: to conclude what lies on another's desk; to hold a weapon
 * for ever: a claim lapses.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { uuidv7 } from "../platform/ids.ts";
import { Problem } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { claimHours } from "./examiner.ts";
import { claimExamination, countExaminations, endExamination, listExaminations } from "./examiner.contract.ts";
import {
  claimWeapon,
  endExamination as endInStore,
  examinationsOf,
  waitingCounts,
  waitingRows,
} from "./examiner.store.ts";
import { codesOf } from "../reference/merged-code.store.ts";
import { getFirearm, refreshBest, viewOf } from "./firearm.actions.ts";
import { presentClaim, presentFirearmSummary } from "./firearm.presenter.ts";

async function list(
  context: Context,
  { query }: CallInput<typeof listExaminations>,
): Promise<CallOutput<typeof listExaminations>> {
  const after = decodeCursor(query.after, 2);
  const { type, ...rest } = query;
  const rows = await waitingRows(context.tx, {
    ...rest,
    types: await codesOf(context.tx, "types", type),
    after: after === null ? null : [String(after[0]), String(after[1])],
    limit: query.limit + 1,
  });
  const shown = rows.slice(0, query.limit);
  const claims = await examinationsOf(
    context.tx,
    shown.map((row) => row.id),
  );
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  const counts = await waitingCounts(context.tx);
  context.note({ verb: "search", kind: "firearm", content: { waiting: query } });
  return {
    items: shown.map((row) => ({
      ...presentFirearmSummary(row),
      createdAt: row.created_at,
      claim: presentClaim(
        context.actor,
        claims.filter((claim) => claim.firearm_id === row.id),
      ),
    })),
    next: last === undefined ? null : encodeCursor([last.created_at, last.id]),
    waiting: counts.all,
    mine: counts.mine,
  };
}

async function claim(
  context: Context,
  { params }: CallInput<typeof claimExamination>,
): Promise<CallOutput<typeof claimExamination>> {
  const row = await getFirearm(context, params.id);
  const held = presentClaim(context.actor, await examinationsOf(context.tx, [row.id]));
  if (held?.mine !== true) {
    const made = await claimWeapon(context.tx, { id: uuidv7(), firearmId: row.id, hours: claimHours });
    if (made === undefined) throw new Problem({ status: 409, code: "examination-held" });
    context.note({
      verb: "change",
      kind: "firearm",
      record: row.id,
      content: { examination: made.id, step: "claimed" },
    });
  }
  return viewOf(context, row);
}

async function end(
  context: Context,
  { params, body }: CallInput<typeof endExamination>,
): Promise<CallOutput<typeof endExamination>> {
  const row = await getFirearm(context, params.id);
  const concluded = body.outcome === "concluded";
  const ended = await endInStore(context.tx, row.id, {
    outcome: body.outcome,
    conclusion: concluded ? (body.conclusion ?? null) : null,
  });
  if (!ended) throw new Problem({ status: 409, code: "examination-not-held" });
  if (concluded) await refreshBest(context, row, true);
  context.note({
    verb: "change",
    kind: "firearm",
    record: row.id,
    content: { step: body.outcome, conclusion: body.conclusion ?? null },
  });
  return viewOf(context, await getFirearm(context, params.id));
}

async function count(context: Context): Promise<CallOutput<typeof countExaminations>> {
  if (!context.actor.permissions.has("firearms.identify")) return { waiting: 0, mine: 0 };
  const { all, mine } = await waitingCounts(context.tx);
  return { waiting: all, mine };
}

export const examinerRoutes = [
  route(countExaminations, count),
  route(listExaminations, list),
  route(claimExamination, claim),
  route(endExamination, end),
];
