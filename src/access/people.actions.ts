/**
 * Accounts of the node: list, make, close, reset.
 *
 * Promises: a closed account and an ended session are refused from the commit on; whoever's way in is changed by an
 * administrator is told; each act is a journal entry "administer" with its reason in the erasable part. Refuses: default
 * passwords; accounts beyond the administrator's institution, in the words of one that is not there; closing oneself or
 * the last administrator.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import type { Tx } from "../platform/database.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { invalid, notFound, Problem } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { ringForReset } from "./break-glass.ts";
import { tell } from "./notice.store.ts";
import { asKeeper } from "./people-keeper.ts";
import {
  insertPerson,
  otherAdministrators,
  personRow,
  personRows,
  setActive,
  unitRow,
  waysRow,
  type PersonRow,
} from "./people-list.store.ts";
import {
  changePerson,
  closePerson,
  createPerson,
  endPersonSessions,
  linkOidc,
  listPeople,
  newSetupLink,
  readPerson,
  reopenPerson,
  resetSecondFactor,
  unlockPerson,
} from "./people.contract.ts";
import { focalKind, inReach, type Administrator } from "./people.rules.ts";
import { findRole, scopes } from "./roles.ts";
import { assignmentRows, endSessions, ownRow } from "./session.store.ts";
import { setupLink } from "./sign-in.actions.ts";
import { dropCredentials, forgetFailures, isLocked, newSetupToken, setupHours } from "./sign-in.store.ts";

type PersonView = CallOutput<typeof readPerson>;

export async function administratorOf(context: Context): Promise<Administrator> {
  const { tx, actor } = context;
  return {
    personId: actor.personId,
    institutionId: actor.institutionId,
    institutionKind: (await ownRow(tx, actor.personId))?.kind ?? "",
  };
}

/** The account and who reaches for it. Throws not-found for one out of reach as for one that is not there. */
export async function reached(context: Context, id: string): Promise<{ row: PersonRow; by: Administrator }> {
  const by = await administratorOf(context);
  const row = await personRow(context.tx, id);
  if (row === undefined || !inReach(by, row.institution_id)) throw notFound();
  return { row, by };
}

function line(row: PersonRow): CallOutput<typeof listPeople>["items"][number] {
  return {
    id: row.id,
    username: row.username,
    latin: row.latin,
    cyrillic: row.cyrillic,
    titleEn: row.title_en,
    titleRu: row.title_ru,
    institution: row.institution,
    unit: { id: row.unit_id, code: row.unit_code, en: row.unit_en, ru: row.unit_ru },
    active: row.active,
    breakGlass: row.break_glass,
    roles: row.roles,
  };
}

/** The account as its administrator sees it. */
export async function presentPerson(context: Context, id: string): Promise<PersonView> {
  const { tx, config, actor } = context;
  const row = await personRow(tx, id);
  const ways = await waysRow(tx, id);
  if (row === undefined || ways === undefined) throw notFound();
  const locked = await asKeeper(tx, (keeper) => isLocked(keeper, row.username, config));
  const roles = (await assignmentRows(tx, id)).flatMap((one) => {
    const role = findRole(one.role);
    const scope = scopes.find((known) => known === one.scope);
    if (role === undefined || scope === undefined) return [];
    const unit = { id: one.unit_id, en: one.unit_en, ru: one.unit_ru };
    return [
      {
        id: one.id,
        code: role.code,
        en: role.en,
        ru: role.ru,
        content: role.content,
        scope,
        unit,
        since: one.since,
        until: one.until,
        current: one.current,
      },
    ];
  });
  const other = row.id !== actor.personId;
  const may: PersonView["may"] = [
    "change",
    ...(other && row.active ? (["close"] as const) : []),
    ...(row.active ? [] : (["reopen"] as const)),
    ...(other && row.active && !row.break_glass ? (["setup-link", "reset-second-factor", "link-oidc"] as const) : []),
    ...(locked ? (["unlock"] as const) : []),
    ...(other && row.active ? (["assign-role"] as const) : []),
    ...(ways.sessions > 0 ? (["end-sessions"] as const) : []),
  ];
  return {
    ...line(row),
    email: row.email,
    language: row.language,
    since: row.created_at,
    roles,
    ways: {
      password: ways.password,
      totp: ways.totp,
      passkeys: ways.passkeys,
      recoveryCodes: ways.recovery,
      oidc: ways.oidc,
      setupLinkUntil: ways.setup_until,
      locked,
    },
    sessions: ways.sessions,
    lastSignIn: ways.last_sign_in,
    tokens: ways.tokens,
    may,
  };
}

async function list(context: Context, { query }: CallInput<typeof listPeople>): Promise<CallOutput<typeof listPeople>> {
  const by = await administratorOf(context);
  const cursor = decodeCursor(query.after, 1)?.[0];
  const rows = await personRows(context.tx, {
    institutionId: by.institutionKind === focalKind ? null : by.institutionId,
    institution: query.institution ?? null,
    q: query.q === undefined || query.q === "" ? null : query.q,
    role: query.role ?? null,
    active: query.active === undefined ? null : query.active === "true",
    after: typeof cursor === "string" ? cursor : null,
    limit: query.limit + 1,
  });
  const shown = rows.slice(0, query.limit);
  context.note({ verb: "search", kind: "person", content: { ...query, found: shown.length } });
  return {
    items: shown.map(line),
    next: rows.length > query.limit ? encodeCursor([shown.at(-1)?.username ?? null]) : null,
  };
}

async function read(context: Context, { params }: CallInput<typeof readPerson>): Promise<PersonView> {
  await reached(context, params.id);
  context.note({ verb: "read", kind: "person", record: params.id });
  return presentPerson(context, params.id);
}

function act(context: Context, record: string, content: Readonly<Record<string, unknown>>): void {
  context.note({ verb: "administer", kind: "person", record, content });
}

async function setupFor(keeper: Tx, context: Context, personId: string): Promise<CallOutput<typeof newSetupLink>> {
  const token = await newSetupToken(keeper, personId);
  const until = new Date(context.clock.now().getTime() + setupHours * 3_600_000).toISOString();
  return { link: setupLink(context.config.publicUrl, token), token, until };
}

async function create(
  context: Context,
  { body }: CallInput<typeof createPerson>,
): Promise<CallOutput<typeof createPerson>> {
  const { tx } = context;
  const by = await administratorOf(context);
  const unit = await unitRow(tx, body.unit);
  if (unit === undefined || !inReach(by, unit.institution_id)) throw invalid([{ path: "/unit", code: "code-unknown" }]);
  const { id, setup } = await asKeeper(tx, async (keeper) => {
    const made = await insertPerson(keeper, {
      ...body,
      institutionId: unit.institution_id,
      unitId: unit.id,
      email: body.email ?? null,
    });
    if (made === null)
      throw new Problem({
        status: 409,
        code: "username-taken",
        fields: [{ path: "/username", code: "username-taken" }],
      });
    return { id: made, setup: await setupFor(keeper, context, made) };
  });
  act(context, id, { created: body.username, unit: unit.id });
  return { person: await presentPerson(context, id), setup };
}

async function change(context: Context, { params, body }: CallInput<typeof changePerson>): Promise<PersonView> {
  const { row } = await reached(context, params.id);
  const unit = await unitRow(context.tx, body.unit);
  // A move to another institution would carry roles and memory along: there the person gets a new account.
  if (unit === undefined || unit.institution_id !== row.institution_id)
    throw invalid([{ path: "/unit", code: "code-unknown" }]);
  await asKeeper(context.tx, (keeper) =>
    keeper.query(
      "update access.person set name_latin = $2, name_cyrillic = $3, title_en = $4, title_ru = $5, unit_id = $6, email = $7 where id = $1",
      [row.id, body.nameLatin, body.nameCyrillic, body.titleEn, body.titleRu, unit.id, body.email],
    ),
  );
  act(context, row.id, { changed: body });
  return presentPerson(context, row.id);
}

async function close(context: Context, { params, body }: CallInput<typeof closePerson>): Promise<PersonView> {
  const { row, by } = await reached(context, params.id);
  if (row.id === by.personId) throw new Problem({ status: 409, code: "not-yourself" });
  if (!row.active) throw new Problem({ status: 409, code: "state-forbids", values: { state: "closed" } });
  await asKeeper(context.tx, async (keeper) => {
    if (
      row.roles.includes("administrator") &&
      !row.break_glass &&
      (await otherAdministrators(keeper, { personId: row.id })) === 0
    ) {
      throw new Problem({ status: 409, code: "last-administrator" });
    }
    await setActive(keeper, row.id, false);
  });
  act(context, row.id, { closed: true, reason: body.reason });
  return presentPerson(context, row.id);
}

async function reopen(context: Context, { params, body }: CallInput<typeof reopenPerson>): Promise<PersonView> {
  const { row } = await reached(context, params.id);
  if (row.active) throw new Problem({ status: 409, code: "state-forbids", values: { state: "active" } });
  await asKeeper(context.tx, (keeper) => setActive(keeper, row.id, true));
  act(context, row.id, { reopened: true, reason: body.reason });
  return presentPerson(context, row.id);
}

/** Whose ways in may be reset: another active person's; a sealed account is made new at the machine only. */
async function resettable(context: Context, id: string): Promise<PersonRow> {
  const { row, by } = await reached(context, id);
  if (row.id === by.personId) throw new Problem({ status: 409, code: "not-yourself" });
  if (!row.active) throw new Problem({ status: 409, code: "state-forbids", values: { state: "closed" } });
  if (row.break_glass) throw new Problem({ status: 409, code: "break-glass-sealed" });
  return row;
}

async function link(
  context: Context,
  { params, body }: CallInput<typeof newSetupLink>,
): Promise<CallOutput<typeof newSetupLink>> {
  const row = await resettable(context, params.id);
  const setup = await asKeeper(context.tx, async (keeper) => {
    await tell(keeper, [row.id], "setup-link-made", { by: context.actor.username });
    return setupFor(keeper, context, row.id);
  });
  act(context, row.id, { setupLink: true, reason: body.reason });
  return setup;
}

async function resetFactors(
  context: Context,
  { params, body }: CallInput<typeof resetSecondFactor>,
): Promise<PersonView> {
  const row = await resettable(context, params.id);
  await asKeeper(context.tx, async (keeper) => {
    await dropCredentials(keeper, row.id, ["totp", "passkey", "recovery"]);
    await endSessions(keeper, row.id, "reset");
    await tell(keeper, [row.id], "second-factor-reset", { by: context.actor.username });
    const { personId: id, username } = context.actor;
    await ringForReset(keeper, row, { id, username }, body.reason);
  });
  act(context, row.id, { secondFactorReset: true, reason: body.reason });
  return presentPerson(context, row.id);
}

async function unlock(context: Context, { params }: CallInput<typeof unlockPerson>): Promise<PersonView> {
  const { row } = await reached(context, params.id);
  await asKeeper(context.tx, (keeper) => forgetFailures(keeper, row.username));
  act(context, row.id, { unlocked: true });
  return presentPerson(context, row.id);
}

async function signOutPerson(
  context: Context,
  { params, body }: CallInput<typeof endPersonSessions>,
): Promise<CallOutput<typeof endPersonSessions>> {
  const { row } = await reached(context, params.id);
  const ended = await asKeeper(context.tx, (keeper) => endSessions(keeper, row.id, "ended-by-administrator"));
  act(context, row.id, { sessionsEnded: ended, reason: body.reason });
  return { ended };
}

async function linkSubject(context: Context, { params, body }: CallInput<typeof linkOidc>): Promise<PersonView> {
  const row = await resettable(context, params.id);
  const issuer = context.config.oidc?.issuer;
  if (issuer === undefined && body.subject !== null) throw new Problem({ status: 409, code: "oidc-not-configured" });
  const subject = body.subject === null ? null : `${issuer ?? ""}#${body.subject}`;
  await asKeeper(context.tx, async (keeper) => {
    const taken = await keeper.query("select 1 from access.person where oidc_subject = $1 and id <> $2", [
      subject,
      row.id,
    ]);
    if (taken.length > 0) throw new Problem({ status: 409, code: "oidc-subject-taken" });
    await keeper.query("update access.person set oidc_subject = $2 where id = $1", [row.id, subject]);
    await tell(keeper, [row.id], subject === null ? "oidc-unlinked" : "oidc-linked", { by: context.actor.username });
  });
  act(context, row.id, { oidcSubject: body.subject });
  return presentPerson(context, row.id);
}

export const peopleRoutes = [
  route(listPeople, list),
  route(readPerson, read),
  route(createPerson, create),
  route(changePerson, change),
  route(closePerson, close),
  route(reopenPerson, reopen),
  route(newSetupLink, link),
  route(resetSecondFactor, resetFactors),
  route(unlockPerson, unlock),
  route(endPersonSessions, signOutPerson),
  route(linkOidc, linkSubject),
];
