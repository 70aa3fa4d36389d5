/**
 * Handing a hit over inside the institution that settles it.
 *
 * Promises: each hand-over is a row with who, to whom, when and why; whoever gets it is told in the same transaction; only
 * who already reaches both records can get it. Refuses: to open a record by handing over; to hand over another institution's hit.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { uuidv7 } from "../platform/ids.ts";
import { Problem, invalid, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { tell } from "../access/notice.store.ts";
import { asKeeper } from "../access/people-keeper.ts";
import { viewOf } from "./hit.actions.ts";
import { handOverHit, listTakers } from "./hit.contract.ts";
import { takerRows, writeHandover, type TakerRow } from "./hit-handover.store.ts";
import { findHit, type HitRow } from "./hit.store.ts";

async function ownHit(context: Context, id: string): Promise<HitRow> {
  const row = await findHit(context.tx, id);
  if (row === undefined) throw notFound();
  if (row.other_institution_id !== context.actor.institutionId)
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "hits.decide" } });
  return row;
}

function unitsOf(people: readonly TakerRow[]): CallOutput<typeof listTakers>["units"] {
  return [...Map.groupBy(people, (one) => one.unit_id)].map(([id, of]) => ({
    id,
    en: of[0]?.unit_en ?? "",
    ru: of[0]?.unit_ru ?? "",
    people: of.length,
  }));
}

async function takers(
  context: Context,
  { params }: CallInput<typeof listTakers>,
): Promise<CallOutput<typeof listTakers>> {
  await ownHit(context, params.id);
  const people = await takerRows(context.tx, params.id);
  return {
    units: unitsOf(people),
    people: people.map(({ id, latin, cyrillic, unit_id }) => ({ id, latin, cyrillic, unit: unit_id })),
  };
}

async function handOver(
  context: Context,
  { params, body }: CallInput<typeof handOverHit>,
): Promise<CallOutput<typeof handOverHit>> {
  const row = await ownHit(context, params.id);
  const people = await takerRows(context.tx, row.id);
  const { to } = body;
  const getting = people.filter((one) => ("unit" in to ? one.unit_id === to.unit : one.id === to.person));
  if (getting.length === 0) throw invalid([{ path: "/to", code: "cannot-take" }]);
  await writeHandover(context.tx, {
    id: uuidv7(),
    hitId: row.id,
    unit: "unit" in to ? to.unit : null,
    person: "person" in to ? to.person : null,
    reason: body.reason,
  });
  const told = getting.map(({ id }) => id).filter((id) => id !== context.actor.personId);
  await asKeeper(context.tx, (keeper) =>
    tell(keeper, told, "hit-handed", { hit: row.id, number: row.number, by: context.actor.username }),
  );
  context.note({ verb: "change", kind: "hit", record: row.id, content: { handedTo: to, reason: body.reason } });
  return viewOf(context, row.id);
}

export const hitHandoverRoutes = [route(listTakers, takers), route(handOverHit, handOver)];
