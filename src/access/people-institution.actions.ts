/**
 * Institutions and units of the node.
 *
 * Promises: a new institution starts with a unit, and its group exists before the first person does. Refuses: moving a
 * unit to another place in the tree, which would change in silence who sees what; closing one where people still work.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import type { Tx } from "../platform/database.ts";
import { invalid, notFound, Problem } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { administratorOf } from "./people.actions.ts";
import { changeInstitution, changeUnit, createInstitution, createUnit } from "./people-institution.contract.ts";
import { asKeeper } from "./people-keeper.ts";
import { unitRow } from "./people-list.store.ts";
import { focalKind, inReach } from "./people.rules.ts";
import { putInstitution, putUnit } from "./people.store.ts";
import { institutionByCode } from "./user-command.store.ts";

function taken(): Problem {
  return new Problem({ status: 409, code: "institution-taken", fields: [{ path: "/code", code: "invalid" }] });
}

async function create(
  context: Context,
  { body }: CallInput<typeof createInstitution>,
): Promise<CallOutput<typeof createInstitution>> {
  const by = await administratorOf(context);
  if (by.institutionKind !== focalKind) throw new Problem({ status: 403, code: "scope-too-wide" });
  const unit = await asKeeper(context.tx, async (keeper) => {
    await keeper.query("select pg_advisory_xact_lock(7120934414)");
    if ((await keeper.query("select 1 from access.institution where code = $1", [body.code])).length > 0) throw taken();
    const institutionId = await putInstitution(keeper, body);
    const { code, nameEn, nameRu } = body.unit;
    return putUnit(keeper, {
      institutionId,
      parentId: null,
      code,
      kind: "headquarters",
      nameEn,
      nameRu,
      region: null,
      place: null,
    });
  });
  context.note({ verb: "administer", kind: "institution", content: { created: body } });
  return { unit };
}

/** The institution, if the administrator reaches it. */
async function reachedInstitution(context: Context, code: string): Promise<number> {
  const institution = await institutionByCode(context.tx, code);
  if (institution === undefined || !inReach(await administratorOf(context), institution.id)) throw notFound();
  return institution.id;
}

async function change(
  context: Context,
  { params, body }: CallInput<typeof changeInstitution>,
): Promise<CallOutput<typeof changeInstitution>> {
  const id = await reachedInstitution(context, params.code);
  await asKeeper(context.tx, (keeper) =>
    keeper.query(
      "update access.institution set name_en = $2, name_ru = $3, short_en = $4, short_ru = $5, contact = $6 where id = $1",
      [id, body.nameEn, body.nameRu, body.shortEn, body.shortRu, JSON.stringify(body.contact)],
    ),
  );
  context.note({ verb: "administer", kind: "institution", content: { changed: params.code, ...body } });
  return { done: true };
}

async function addUnit(
  context: Context,
  { params, body }: CallInput<typeof createUnit>,
): Promise<CallOutput<typeof createUnit>> {
  const institutionId = await reachedInstitution(context, params.code);
  const parent = await unitRow(context.tx, body.parent);
  if (parent?.institution_id !== institutionId) throw invalid([{ path: "/parent", code: "code-unknown" }]);
  const { code, kind, nameEn, nameRu, region, place } = body;
  const unit = await asKeeper(context.tx, async (keeper) => {
    await keeper.query("select pg_advisory_xact_lock(7120934414)");
    if (
      (await keeper.query("select 1 from access.unit where institution_id = $1 and code = $2", [institutionId, code]))
        .length > 0
    )
      throw taken();
    return putUnit(keeper, {
      institutionId,
      parentId: parent.id,
      code,
      kind,
      nameEn,
      nameRu,
      region: region ?? null,
      place: place ?? null,
    });
  });
  context.note({ verb: "administer", kind: "unit", content: { created: body, unit } });
  return { unit };
}

/** Whether anybody or anything still depends on the unit: people in it, roles over it, open units below it. */
async function inUse(keeper: Tx, unit: number): Promise<boolean> {
  const rows = await keeper.query(
    `select 1 from access.person where unit_id = $1 and active
     union all select 1 from access.role_assignment a join access.person p on p.id = a.person_id and p.active
       where a.unit_id = $1 and (a.valid_until is null or a.valid_until > now())
     union all select 1 from access.unit where parent_id = $1 and active limit 1`,
    [unit],
  );
  return rows.length > 0;
}

async function alterUnit(
  context: Context,
  { params, body }: CallInput<typeof changeUnit>,
): Promise<CallOutput<typeof changeUnit>> {
  const institutionId = await reachedInstitution(context, params.code);
  await asKeeper(context.tx, async (keeper) => {
    const [row] = await keeper.query<{ institution_id: number }>(
      "select institution_id from access.unit where id = $1 for update",
      [params.unit],
    );
    if (row?.institution_id !== institutionId) throw notFound();
    if (!body.active && (await inUse(keeper, params.unit))) throw new Problem({ status: 409, code: "unit-in-use" });
    await keeper.query(
      "update access.unit set kind = $2, name_en = $3, name_ru = $4, region = $5, place = $6, active = $7 where id = $1",
      [params.unit, body.kind, body.nameEn, body.nameRu, body.region ?? null, body.place ?? null, body.active],
    );
  });
  context.note({ verb: "administer", kind: "unit", content: { changed: params.unit, ...body } });
  return { done: true };
}

export const institutionRoutes = [
  route(createInstitution, create),
  route(changeInstitution, change),
  route(createUnit, addUnit),
  route(changeUnit, alterUnit),
];
