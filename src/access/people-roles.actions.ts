/**
 * Giving and ending roles.
 *
 * Promises: a role holds and ends with its commit, in every query of the wall. Refuses: what people.rules.ts refuses, and
 * leaving the node without an administrator.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { invalid, notFound, Problem } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { tell } from "./notice.store.ts";
import { presentPerson, reached } from "./people.actions.ts";
import { assignToRole, endRole, listRoles } from "./people.contract.ts";
import { asKeeper } from "./people-keeper.ts";
import { otherAdministrators, unitRow } from "./people-list.store.ts";
import { checkGrant } from "./people.rules.ts";
import { assignRole } from "./people.store.ts";
import { findRole, roles } from "./roles.ts";
import { assignmentRows } from "./session.store.ts";

async function assign(
  context: Context,
  { params, body }: CallInput<typeof assignToRole>,
): Promise<CallOutput<typeof assignToRole>> {
  const { tx, clock, actor } = context;
  const { row, by } = await reached(context, params.id);
  if (!row.active) throw new Problem({ status: 409, code: "state-forbids", values: { state: "closed" } });
  const unit = await unitRow(tx, body.unit ?? row.unit_id);
  if (unit === undefined) throw invalid([{ path: "/unit", code: "code-unknown" }]);
  const until = body.until ?? null;
  if (until !== null && Date.parse(until) <= clock.now().getTime())
    throw invalid([{ path: "/until", code: "date-past" }]);
  // Waiting for one another here, two administrators cannot give one person two halves of a forbidden pair.
  await asKeeper(tx, (keeper) => keeper.query("select 1 from access.person where id = $1 for update", [row.id]));
  const held = (await assignmentRows(tx, row.id)).map((one) => one.role);
  checkGrant(
    by,
    { id: row.id, institutionId: row.institution_id, breakGlass: row.break_glass, roles: held },
    {
      role: body.role,
      scope: body.scope,
      unitInstitutionId: unit.institution_id,
    },
  );
  const role = findRole(body.role);
  await asKeeper(tx, async (keeper) => {
    const assignment = await assignRole(keeper, {
      personId: row.id,
      role: body.role,
      scope: body.scope,
      unitId: unit.id,
      by: actor.personId,
      until,
    });
    await tell(keeper, [row.id], "role-given", { en: role?.en, ru: role?.ru, by: actor.username });
    context.note({
      verb: "administer",
      kind: "person",
      record: row.id,
      content: { roleGiven: body.role, scope: body.scope, unit: unit.id, until, assignment },
    });
  });
  return presentPerson(context, row.id);
}

async function end(context: Context, { params }: CallInput<typeof endRole>): Promise<CallOutput<typeof endRole>> {
  const { tx, actor } = context;
  const { row } = await reached(context, params.id);
  const assignment = (await assignmentRows(tx, row.id)).find((one) => one.id === params.assignment);
  if (assignment === undefined) throw notFound();
  const role = findRole(assignment.role);
  await asKeeper(tx, async (keeper) => {
    if (
      assignment.role === "administrator" &&
      !row.break_glass &&
      (await otherAdministrators(keeper, { assignmentId: assignment.id })) === 0
    ) {
      throw new Problem({ status: 409, code: "last-administrator" });
    }
    await keeper.query(
      "update access.role_assignment set valid_until = now(), valid_from = least(valid_from, now()) where id = $1",
      [assignment.id],
    );
    await tell(keeper, [row.id], "role-ended", { en: role?.en, ru: role?.ru, by: actor.username });
  });
  context.note({
    verb: "administer",
    kind: "person",
    record: row.id,
    content: { roleEnded: assignment.role, assignment: assignment.id },
  });
  return { done: true };
}

async function list(): Promise<CallOutput<typeof listRoles>> {
  return {
    items: roles.map(({ code, en, ru, content, permissions }) => ({
      code,
      en,
      ru,
      content,
      permissions: [...permissions],
    })),
  };
}

export const roleRoutes = [route(assignToRole, assign), route(endRole, end), route(listRoles, list)];
