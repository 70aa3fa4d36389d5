/**
 * Tokens with which programs act for a person.
 *
 * Promises: a token never reaches further than its owner does at that moment (the database asks both at every call), nor
 * than its maker did; it states a purpose of its own and ends after a year at the latest. Refuses: to be shown again, to
 * make further tokens, to manage an account. An administrator, who sees no content, can make no token that does.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { invalid, notFound, Problem, type FieldFault } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { createToken, listTokens, revokeToken } from "./machine-token.contract.ts";
import { insertToken, revoke as revokeRow, tokenRows, type TokenRow } from "./machine-token.store.ts";
import { tell } from "./notice.store.ts";
import { administratorOf, reached } from "./people.actions.ts";
import { asKeeper } from "./people-keeper.ts";
import { focalKind, inReach } from "./people.rules.ts";
import { isDemonstration, purposesOf } from "./purposes.ts";
import { findRole } from "./roles.ts";
import { assignmentRows } from "./session.store.ts";

const longestDays = 366;

function present(row: TokenRow): CallOutput<typeof listTokens>["items"][number] {
  return {
    id: row.id,
    label: row.label,
    owner: { id: row.person_id, username: row.username, latin: row.latin, cyrillic: row.cyrillic },
    permissions: row.permissions,
    purpose: row.purpose,
    since: row.created_at,
    until: row.expires_at,
    used: row.last_used_at,
    revoked: row.revoked_at,
    state: row.revoked_at !== null ? "revoked" : row.expired ? "expired" : "active",
  };
}

const administers = (context: Context): boolean => context.actor.permissions.has("tokens.administer");

async function list(context: Context, { query }: CallInput<typeof listTokens>): Promise<CallOutput<typeof listTokens>> {
  const { tx, actor } = context;
  if (query.whose === "mine")
    return {
      items: (await asKeeper(tx, (keeper) => tokenRows(keeper, { personId: actor.personId, institutionId: null }))).map(
        present,
      ),
    };
  if (!administers(context))
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "tokens.administer" } });
  const by = await administratorOf(context);
  const institutionId = by.institutionKind === focalKind ? null : by.institutionId;
  return { items: (await asKeeper(tx, (keeper) => tokenRows(keeper, { personId: null, institutionId }))).map(present) };
}

async function create(
  context: Context,
  { body }: CallInput<typeof createToken>,
): Promise<CallOutput<typeof createToken>> {
  const { tx, actor, clock } = context;
  const owner = body.owner ?? actor.personId;
  if (owner !== actor.personId) {
    if (!administers(context))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "tokens.administer" } });
    const { row } = await reached(context, owner);
    if (!row.active || row.break_glass)
      throw new Problem({
        status: 409,
        code: "state-forbids",
        values: { state: row.active ? "break-glass" : "closed" },
      });
  } else if (actor.breakGlass) {
    throw new Problem({ status: 409, code: "break-glass-sealed" });
  }
  const held = (await assignmentRows(tx, owner))
    .filter((row) => row.current)
    .flatMap((row) => findRole(row.role) ?? []);
  const ofOwner = new Set<string>(held.flatMap((role) => role.permissions));
  const faults: FieldFault[] = [];
  for (const [at, permission] of body.permissions.entries()) {
    if (!ofOwner.has(permission) || !actor.permissions.has(permission))
      faults.push({ path: `/permissions/${at}`, code: "permission-not-held" });
  }
  const statable = purposesOf(
    held.map((role) => role.code),
    await isDemonstration(tx),
  );
  if (!statable.some((purpose) => purpose.code === body.purpose))
    faults.push({ path: "/purpose", code: "code-unknown" });
  const until = Date.parse(body.until);
  if (until <= clock.now().getTime()) faults.push({ path: "/until", code: "date-past" });
  if (until > clock.now().getTime() + longestDays * 86_400_000) faults.push({ path: "/until", code: "too-far" });
  if (faults.length > 0) throw invalid(faults);
  const permissions = [...new Set(body.permissions)].sort();
  const { made, view } = await asKeeper(tx, async (keeper) => {
    const created = await insertToken(keeper, {
      personId: owner,
      label: body.label,
      permissions,
      purpose: body.purpose,
      until: new Date(until).toISOString(),
    });
    if (owner !== actor.personId) await tell(keeper, [owner], "token-made", { label: body.label, by: actor.username });
    return {
      made: created,
      view: (await tokenRows(keeper, { personId: null, institutionId: null, id: created.id })).map(present),
    };
  });
  context.note({
    verb: "administer",
    kind: "machine-token",
    record: made.id,
    content: { owner, label: body.label, permissions, purpose: body.purpose, until: body.until },
  });
  const [one] = view;
  if (one === undefined) throw new Error("the token just made is not there");
  return { token: made.token, view: one };
}

async function revoke(
  context: Context,
  { params }: CallInput<typeof revokeToken>,
): Promise<CallOutput<typeof revokeToken>> {
  const { tx, actor } = context;
  const [row] = await asKeeper(tx, (keeper) =>
    tokenRows(keeper, { personId: null, institutionId: null, id: params.id }),
  );
  if (row === undefined) throw notFound();
  // A token may end itself: a program that is done, or that leaked, needs no person for it.
  const own = row.person_id === actor.personId && (actor.tokenId === null || actor.tokenId === row.id);
  if (!own && !(administers(context) && inReach(await administratorOf(context), row.institution_id))) throw notFound();
  if (!(await asKeeper(tx, (keeper) => revokeRow(keeper, row.id))))
    throw new Problem({ status: 409, code: "state-forbids", values: { state: "revoked" } });
  context.note({ verb: "administer", kind: "machine-token", record: row.id, content: { revoked: row.label } });
  return { done: true };
}

export const tokenRoutes = [route(listTokens, list), route(createToken, create), route(revokeToken, revoke)];
