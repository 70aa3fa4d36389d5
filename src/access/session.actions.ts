/**
 * Who is signed in, and the end of sessions.
 *
 * Promises: an ended session is refused from its commit on, everywhere. Refuses: another person's session, in the same
 * words as one that is not there.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import type { Actor, Tx } from "../platform/database.ts";
import { sessionCookie } from "../platform/http-server.ts";
import { notFound, Problem } from "../platform/problem.ts";
import { openRoute, route, type Context, type OpenContext } from "../platform/route.ts";
import { writeJournal } from "../journal/write.ts";
import { unseenBells } from "./break-glass.store.ts";
import { unseenCount } from "./notice.store.ts";
import { asKeeper } from "./people-keeper.ts";
import { purposesOf } from "./purposes.ts";
import { findRole } from "./roles.ts";
import { endSession, listSessions, readMe, setLanguage, signOut, signOutEverywhere } from "./session.contract.ts";
import { lacksSecondFactor } from "./session-limits.ts";
import { assignmentRows, currentSession, endSessions, liveSessions, nodeFacts, ownRow } from "./session.store.ts";
import { cookieText } from "./sign-in-complete.ts";

async function me(context: Context): Promise<CallOutput<typeof readMe>> {
  const { tx, actor, config } = context;
  const own = await ownRow(tx, actor.personId);
  if (own === undefined) throw notFound();
  const assignments = (await assignmentRows(tx, actor.personId)).filter((row) => row.current);
  const session = actor.sessionId === null ? undefined : await currentSession(tx, actor.sessionId);
  const node = await nodeFacts(tx);
  const roles = assignments.flatMap((row) => {
    const role = findRole(row.role);
    const unit = { id: row.unit_id, en: row.unit_en, ru: row.unit_ru };
    return role === undefined
      ? []
      : [{ code: role.code, en: role.en, ru: role.ru, scope: row.scope, unit, until: row.until }];
  });
  return {
    person: {
      id: actor.personId,
      username: actor.username,
      latin: actor.nameLatin,
      cyrillic: actor.nameCyrillic,
      titleEn: own.title_en,
      titleRu: own.title_ru,
      email: own.email,
      language: actor.language,
      breakGlass: actor.breakGlass,
    },
    institution: {
      code: actor.institution,
      kind: own.kind,
      en: own.institution_en,
      ru: own.institution_ru,
      shortEn: own.short_en,
      shortRu: own.short_ru,
    },
    unit: { id: actor.unitId, code: actor.unit, en: own.unit_en, ru: own.unit_ru },
    roles,
    permissions: [...actor.permissions].sort(),
    purposes: purposesOf(
      roles.map((role) => role.code),
      node.demo,
    ),
    session:
      session === undefined
        ? null
        : {
            id: session.id,
            strength: session.strength,
            since: session.created_at,
            until: session.expires_at,
            idleMinutes: Math.floor(session.idle_seconds / 60),
          },
    setUpSecondFactor: lacksSecondFactor(actor, config),
    notices: await unseenCount(tx),
    bell: await unseenBells(tx),
    node,
  };
}

async function language(
  context: Context,
  { body }: CallInput<typeof setLanguage>,
): Promise<CallOutput<typeof setLanguage>> {
  await context.tx.query("update access.person set language = $2 where id = $1", [
    context.actor.personId,
    body.language,
  ]);
  return { done: true };
}

async function sessions(context: Context): Promise<CallOutput<typeof listSessions>> {
  const { tx, actor } = context;
  const rows = await asKeeper(tx, (keeper) => liveSessions(keeper, actor.personId));
  return {
    items: rows.map((row) => ({
      id: row.id,
      current: row.id === actor.sessionId,
      since: row.created_at,
      seen: row.last_seen_at,
      until: row.expires_at,
      strength: row.strength,
      userAgent: row.user_agent,
      address: row.address,
    })),
  };
}

async function endOne(
  context: Context,
  { params }: CallInput<typeof endSession>,
): Promise<CallOutput<typeof endSession>> {
  const { tx, actor } = context;
  const ended = await asKeeper(tx, (keeper) =>
    endSessions(keeper, actor.personId, "ended-by-owner", { only: params.id }),
  );
  if (ended === 0) throw notFound();
  context.note({ verb: "sign-in", kind: "session", record: params.id, content: { ended: "ended-by-owner" } });
  return { done: true };
}

/** Signing out takes the cookie too, so it is an open call with a transaction of its own. */
async function leave(
  context: OpenContext,
  work: (tx: Tx, actor: Actor, session: string) => Promise<number>,
): Promise<number> {
  const { identity, database } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const ended = await database.asActor(identity, async (tx, actor) => {
    if (actor.sessionId === null) throw new Problem({ status: 403, code: "token-not-enough" });
    const session = actor.sessionId;
    // The entry first: it is written in the person's name, while the session still is.
    await writeJournal(tx, actor, [
      { verb: "sign-in", kind: "session", record: session, content: { ended: "signed-out" } },
    ]);
    return work(tx, actor, session);
  });
  context.header("Set-Cookie", cookieText(sessionCookie, "", context.config.publicUrl));
  return ended;
}

async function leaveHere(context: OpenContext): Promise<CallOutput<typeof signOut>> {
  await leave(context, (tx, actor, session) =>
    asKeeper(tx, (keeper) => endSessions(keeper, actor.personId, "signed-out", { only: session })),
  );
  return { done: true };
}

async function leaveEverywhere(context: OpenContext): Promise<CallOutput<typeof signOutEverywhere>> {
  return {
    ended: await leave(context, (tx, actor) =>
      asKeeper(tx, (keeper) => endSessions(keeper, actor.personId, "signed-out")),
    ),
  };
}

export const sessionRoutes = [
  route(readMe, me),
  route(setLanguage, language),
  route(listSessions, sessions),
  route(endSession, endOne),
  openRoute(signOut, leaveHere),
  openRoute(signOutEverywhere, leaveEverywhere),
];
