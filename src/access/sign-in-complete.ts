/**
 * The end of every way in: the session, its cookie, its journal entry, and the bell where one belongs.
 *
 * Promises: session, entry and bell stand or fall together; the cookie is set only after them. Refuses: a session for a
 * person who was closed while signing in.
 */
import type { z } from "zod";
import type { Tx } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import type { OpenContext } from "../platform/route.ts";
import { sessionCookie } from "../platform/http-server.ts";
import { ringBell, warnOfBreakGlass } from "./break-glass.ts";
import { tell } from "./notice.store.ts";
import { writeAs } from "./people-keeper.ts";
import { openSession } from "./people.store.ts";
import { lacksSecondFactor } from "./session-limits.ts";
import type { signInAnswer } from "./sign-in.contract.ts";
import { entrantById, forgetFailures, type Attempt, type Entrant } from "./sign-in.store.ts";

export type Strength = "password" | "second-factor" | "oidc" | "passkey";
export type SignInAnswer = z.input<typeof signInAnswer>;

/** One answer for unknown name, wrong password, closed account and lock-out. */
export function signInFailed(): Problem {
  return new Problem({ status: 401, code: "sign-in-failed" });
}

/** A set cookie with this value, or, with an empty one, its end. Strict: it never travels with another site's link. */
export function cookieText(name: string, value: string, publicUrl: string, more = "SameSite=Strict; Path=/"): string {
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  return `${name}=${value}; HttpOnly; ${more}${secure}${value === "" ? "; Max-Age=0" : ""}`;
}

/** Leaves the entry of a refused sign-in; the name goes to the erasable payload only. */
export async function journalFailure(
  context: Pick<OpenContext, "database" | "address">,
  why: {
    readonly username: string | null;
    readonly method: string;
    readonly entrant: Entrant | null;
    readonly attempt: Attempt | null;
  },
): Promise<void> {
  await context.database.asSystem("tamga_keeper", async (tx) => {
    await writeAs(tx, null, [
      {
        verb: "sign-in",
        kind: "session",
        outcome: "refused",
        content: { username: why.username, method: why.method, address: context.address },
      },
    ]);
    // Who is locked out by a stranger learns why at the next sign-in.
    if (why.attempt?.last === true && why.entrant !== null)
      await tell(tx, [why.entrant.id], "sign-in-locked", { address: context.address });
  });
}

export interface Completed {
  readonly answer: Extract<SignInAnswer, { step: "done" }>;
  /** To be run after the commit. */
  readonly finish: () => void;
}

/** Opens the session in the keeper's transaction. Throws Problem "sign-in-failed" when the person was closed meanwhile. */
export async function completeSignIn(
  tx: Tx,
  context: OpenContext,
  who: Entrant,
  how: { readonly strength: Strength; readonly method: string; readonly recoveryCodesLeft?: number },
): Promise<Completed> {
  const { config, request, address } = context;
  await tx.query("select 1 from access.person where id = $1 for update", [who.id]);
  const entrant = await entrantById(tx, who.id);
  if (entrant === null || !entrant.active) throw signInFailed();
  await forgetFailures(tx, entrant.username);
  if (context.identity !== null) {
    await tx.query(
      "update access.session set ended_at = now(), ended_why = 'replaced' where token_hash = $1 and ended_at is null",
      [context.identity.tokenHash],
    );
  }
  const session = await openSession(tx, {
    personId: entrant.id,
    strength: how.strength,
    hours: config.sessionHours,
    idleMinutes: config.sessionIdleMinutes,
    userAgent: request.headers.get("user-agent"),
    address: address === "" ? null : address,
  });
  await writeAs(tx, entrant, [
    {
      verb: "sign-in",
      kind: entrant.breakGlass ? "break-glass" : "session",
      record: session.id,
      content: { username: entrant.username, method: how.method, strength: how.strength, address },
    },
  ]);
  const told = entrant.breakGlass
    ? await ringBell(tx, entrant, { id: session.id, address, at: context.clock.now() })
    : 0;
  return {
    answer: {
      step: "done",
      setUpSecondFactor: lacksSecondFactor({ strength: how.strength, breakGlass: entrant.breakGlass }, config),
      language: entrant.language,
      recoveryCodesLeft: how.recoveryCodesLeft ?? null,
    },
    finish() {
      context.header("Set-Cookie", cookieText(sessionCookie, session.token, config.publicUrl));
      if (entrant.breakGlass) warnOfBreakGlass(config, told, session.id);
    },
  };
}
