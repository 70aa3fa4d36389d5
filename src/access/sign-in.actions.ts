/**
 * Signing in with password, second factor, passkey, or a one-time set-up link.
 *
 * Promises: a name that is not there, a wrong password, a closed account and a lock-out answer in the same words and
 * about the same time; every success and every failure is a journal entry. Refuses: a guess more than the node's
 * lock-out allows, however many come at once; a code, ticket or link a second time.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import type { Tx } from "../platform/database.ts";
import { invalid, Problem } from "../platform/problem.ts";
import { openRoute, type OpenContext } from "../platform/route.ts";
import { setUpNeeded } from "./first-setup.ts";
import { authenticationChallenge, verifiedAuthentication } from "./passkey.ts";
import { hashPassword, isWeaker, passwordFaults, passwordLeast, verifyPassword } from "./password.ts";
import { recoveryCodeHash } from "./recovery-codes.ts";
import { nodeFacts } from "./session.store.ts";
import {
  passkeyChallenge,
  signIn,
  signInPasskey,
  signInSecond,
  signInWays,
  welcome,
  welcomeState,
} from "./sign-in.contract.ts";
import { completeSignIn, journalFailure, signInFailed, type Completed, type SignInAnswer } from "./sign-in-complete.ts";
import {
  beginAttempt,
  closeTicket,
  dropCredentials,
  entrantById,
  entrantByName,
  factorsOf,
  findPasskey,
  findSetup,
  forgiveAttempt,
  hasSecondFactor,
  noteUse,
  openTicket,
  putPassword,
  takeRecoveryCode,
  tryTicket,
  type Entrant,
  type Ticket,
} from "./sign-in.store.ts";
import { acceptedCounter } from "./totp.ts";

const ticketMinutes = 5;
const ticketTries = 5;

function outdated(): Problem {
  return new Problem({ status: 401, code: "sign-in-outdated" });
}

async function ways(context: OpenContext): Promise<CallOutput<typeof signInWays>> {
  const { database, config } = context;
  return database.asSystem("tamga_keeper", async (tx) => ({
    node: await nodeFacts(tx),
    passkey: true as const,
    oidc: config.oidc === undefined ? null : { label: config.oidc.label ?? null },
    setUp: await setUpNeeded(tx),
  }));
}

/** After the password: the session, or the question for the second factor. */
async function afterPassword(
  tx: Tx,
  context: OpenContext,
  entrant: Entrant,
  method: string,
): Promise<Completed | { answer: SignInAnswer }> {
  const factors = await factorsOf(tx, entrant.id);
  if (!hasSecondFactor(factors)) return completeSignIn(tx, context, entrant, { strength: "password", method });
  const keys = factors.passkeys.map((one) => one.key);
  const challenge = keys.length === 0 ? null : await authenticationChallenge(context.config, keys);
  const ticket = await openTicket(tx, {
    kind: "second-factor",
    personId: entrant.id,
    minutes: ticketMinutes,
    data: { challenge: challenge?.challenge ?? null, method },
  });
  const methods = [
    ...(factors.totp.length > 0 ? (["totp"] as const) : []),
    ...(keys.length > 0 ? (["passkey"] as const) : []),
    ...(factors.recoveryCodes > 0 ? (["recovery-code"] as const) : []),
  ];
  return { answer: { step: "second-factor", ticket, methods, passkey: challenge?.options ?? null } };
}

function finished(outcome: Completed | { answer: SignInAnswer }): SignInAnswer {
  if ("finish" in outcome) outcome.finish();
  return outcome.answer;
}

async function withPassword(context: OpenContext, { body }: CallInput<typeof signIn>): Promise<SignInAnswer> {
  const { database, config, address } = context;
  const username = body.username.toLowerCase();
  const attempt = await beginAttempt(database, username, address, config);
  const entrant = await database.asSystem("tamga_keeper", (tx) => entrantByName(tx, username));
  const right = await verifyPassword(body.password, entrant?.password?.hash ?? null);
  // The sealed account cannot be locked out by a stranger: its passphrase is beyond guessing, and it is for emergencies.
  const open = right && entrant !== null && entrant.active && (!attempt.locked || entrant.breakGlass);
  if (!open) {
    await journalFailure(context, { username, method: "password", entrant, attempt });
    throw signInFailed();
  }
  const better =
    entrant.password !== null && isWeaker(entrant.password.hash) ? await hashPassword(body.password) : null;
  const outcome = await database.asSystem("tamga_keeper", async (tx) => {
    await forgiveAttempt(tx, attempt);
    if (better !== null) await putPassword(tx, entrant.id, better);
    return afterPassword(tx, context, entrant, "password");
  });
  return finished(outcome);
}

type SecondBody = CallInput<typeof signInSecond>["body"];

/** Judges the second factor; gives its name, and how many recovery codes are left, or null when it is wrong. */
async function judgeSecond(
  tx: Tx,
  context: OpenContext,
  entrant: Entrant,
  ticket: Ticket,
  body: SecondBody,
): Promise<{ method: string; left?: number } | null> {
  const factors = await factorsOf(tx, entrant.id, true);
  if ("totp" in body) {
    for (const { id, secret } of factors.totp) {
      const counter = acceptedCounter(secret, body.totp, context.clock.now());
      if (counter === null) continue;
      await noteUse(tx, id, { ...secret, counter });
      return { method: "totp" };
    }
    return null;
  }
  if ("recoveryCode" in body) {
    const taken = await takeRecoveryCode(tx, entrant.id, recoveryCodeHash(entrant.id, body.recoveryCode));
    return taken ? { method: "recovery-code", left: factors.recoveryCodes - 1 } : null;
  }
  const own = factors.passkeys.find((one) => one.key.id === body.passkey.id);
  const challenge = ticket.data["challenge"];
  if (own === undefined || typeof challenge !== "string") return null;
  const counter = await verifiedAuthentication(context.config, challenge, body.passkey, own.key, false);
  if (counter === null) return null;
  await noteUse(tx, own.id, { ...own.key, counter });
  return { method: "passkey" };
}

async function withSecond(context: OpenContext, { body }: CallInput<typeof signInSecond>): Promise<SignInAnswer> {
  const { database, config, address } = context;
  const begun = await database.asSystem("tamga_keeper", async (tx) => {
    const ticket = await tryTicket(tx, "second-factor", body.ticket, ticketTries);
    const entrant = ticket?.personId == null ? null : await entrantById(tx, ticket.personId);
    return ticket === null || entrant === null ? null : { ticket, entrant };
  });
  if (begun === null) {
    await journalFailure(context, { username: null, method: "second-factor", entrant: null, attempt: null });
    throw outdated();
  }
  const { ticket, entrant } = begun;
  const attempt = await beginAttempt(database, entrant.username, address, config);
  const outcome = attempt.locked
    ? null
    : await database.asSystem("tamga_keeper", async (tx) => {
        const judged = await judgeSecond(tx, context, entrant, ticket, body);
        if (judged === null) return null;
        await forgiveAttempt(tx, attempt);
        await closeTicket(tx, ticket.id);
        return completeSignIn(tx, context, entrant, {
          strength: "second-factor",
          method: judged.method,
          ...(judged.left === undefined ? {} : { recoveryCodesLeft: judged.left }),
        });
      });
  if (outcome === null) {
    await journalFailure(context, { username: entrant.username, method: "second-factor", entrant, attempt });
    throw new Problem({ status: 401, code: "second-factor-wrong" });
  }
  return finished(outcome);
}

async function challengeForPasskey(context: OpenContext): Promise<CallOutput<typeof passkeyChallenge>> {
  const { challenge, options } = await authenticationChallenge(context.config, null);
  const ticket = await context.database.asSystem("tamga_keeper", (tx) =>
    openTicket(tx, { kind: "passkey", personId: null, minutes: ticketMinutes, data: { challenge } }),
  );
  return { ticket, options };
}

async function withPasskey(context: OpenContext, { body }: CallInput<typeof signInPasskey>): Promise<SignInAnswer> {
  const { database, config } = context;
  const outcome = await database.asSystem("tamga_keeper", async (tx): Promise<Completed | "outdated" | null> => {
    const ticket = await tryTicket(tx, "passkey", body.ticket, 1);
    if (ticket === null) return "outdated";
    await closeTicket(tx, ticket.id);
    const found = await findPasskey(tx, body.passkey.id);
    const entrant = found === null ? null : await entrantById(tx, found.personId);
    const challenge = ticket.data["challenge"];
    if (found === null || entrant === null || !entrant.active || typeof challenge !== "string") return null;
    const counter = await verifiedAuthentication(config, challenge, body.passkey, found.key, true);
    if (counter === null) return null;
    await noteUse(tx, found.id, { ...found.key, counter });
    return completeSignIn(tx, context, entrant, { strength: "passkey", method: "passkey" });
  });
  if (outcome === null || outcome === "outdated") {
    await journalFailure(context, { username: null, method: "passkey", entrant: null, attempt: null });
    throw outcome === null ? signInFailed() : outdated();
  }
  return finished(outcome);
}

function linkUsedUp(): Problem {
  return new Problem({ status: 404, code: "setup-link-used" });
}

async function stateOfWelcome(
  context: OpenContext,
  { body }: CallInput<typeof welcomeState>,
): Promise<CallOutput<typeof welcomeState>> {
  const entrant = await context.database.asSystem("tamga_keeper", (tx) => findSetup(tx, body.token));
  if (entrant === null) throw linkUsedUp();
  const { username, latin, cyrillic, language } = entrant;
  return { username, latin, cyrillic, language, leastLength: passwordLeast };
}

async function acceptWelcome(context: OpenContext, { body }: CallInput<typeof welcome>): Promise<SignInAnswer> {
  const { database } = context;
  const asked = await database.asSystem("tamga_keeper", (tx) => findSetup(tx, body.token));
  if (asked === null) throw linkUsedUp();
  const faults = passwordFaults(body.password, asked.username);
  if (faults.length > 0) throw invalid(faults);
  const hash = await hashPassword(body.password);
  const outcome = await database.asSystem("tamga_keeper", async (tx) => {
    // Found again and locked: of two who use one link at once, one comes too late.
    const entrant = await findSetup(tx, body.token);
    if (entrant === null) throw linkUsedUp();
    await putPassword(tx, entrant.id, hash);
    await dropCredentials(tx, entrant.id, ["setup"]);
    await tx.query(
      "update access.session set ended_at = now(), ended_why = 'password-changed' where person_id = $1 and ended_at is null",
      [entrant.id],
    );
    return afterPassword(tx, context, entrant, "setup-link");
  });
  return finished(outcome);
}

/** The address that a set-up link has: the token stands after the #, so that no server and no log sees it. */
export function setupLink(publicUrl: string, token: string): string {
  return `${publicUrl}/welcome#${token}`;
}

export const signInRoutes = [
  openRoute(signInWays, ways),
  openRoute(signIn, withPassword),
  openRoute(signInSecond, withSecond),
  openRoute(passkeyChallenge, challengeForPasskey),
  openRoute(signInPasskey, withPasskey),
  openRoute(welcomeState, stateOfWelcome),
  openRoute(welcome, acceptWelcome),
];
