/**
 * One's own ways of signing in.
 *
 * Promises: a factor counts only after it was shown to work; who got in with the password alone cannot add to or take
 * from factors that are there already; every change is a journal entry and a notice to the person. Refuses: to show a secret twice,
 * to remove the last second factor where the node asks for one.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import type { Tx } from "../platform/database.ts";
import { invalid, notFound, Problem } from "../platform/problem.ts";
import { openRoute, route, type Context, type OpenContext } from "../platform/route.ts";
import { writeJournal } from "../journal/write.ts";
import { tell } from "./notice.store.ts";
import { registrationChallenge, verifiedRegistration } from "./passkey.ts";
import { hashPassword, passwordFaults, passwordLeast, verifyPassword } from "./password.ts";
import { asKeeper } from "./people-keeper.ts";
import { newRecoveryCodes, recoveryCodeHash } from "./recovery-codes.ts";
import { endSessions, strengthenSession } from "./session.store.ts";
import {
  changePassword,
  confirmPasskey,
  confirmTotp,
  newCodes,
  readFactors,
  removeFactor,
  renameFactor,
  startPasskey,
  startTotp,
} from "./sign-in-factors.contract.ts";
import {
  addCredential,
  beginAttempt,
  closeTicket,
  entrantById,
  factorsOf,
  forgiveAttempt,
  hasSecondFactor,
  openTicket,
  putPassword,
  putRecoveryCodes,
  tryTicket,
  type Factors,
} from "./sign-in.store.ts";
import { acceptedCounter, newTotpSecret, totpAddress, totpSecret } from "./totp.ts";

const most = 8;
const setUpMinutes = 15;

/** The factors, if this session may change them. Throws Problem 403 "second-factor-required". */
async function changeable(keeper: Tx, context: Context): Promise<Factors> {
  const factors = await factorsOf(keeper, context.actor.personId, true);
  if (hasSecondFactor(factors) && context.actor.strength === "password")
    throw new Problem({ status: 403, code: "second-factor-required" });
  return factors;
}

async function read(context: Context): Promise<CallOutput<typeof readFactors>> {
  const { actor, config, tx } = context;
  const { factors, entrant } = await asKeeper(tx, async (keeper) => ({
    factors: await factorsOf(keeper, actor.personId),
    entrant: await entrantById(keeper, actor.personId),
  }));
  const about = ({ id, label, since, used }: Factors["totp"][number] | Factors["passkeys"][number]) => ({
    id,
    label,
    since,
    used,
  });
  return {
    password: entrant?.password != null,
    leastLength: passwordLeast,
    totp: factors.totp.map(about),
    passkeys: factors.passkeys.map((one) => ({ ...about(one), backedUp: one.key.backedUp })),
    recoveryCodesLeft: factors.recoveryCodes,
    required: config.secondFactor === "required",
  };
}

/** Hashing takes its time, so it happens between transactions and not inside one. */
async function password(
  context: OpenContext,
  { body }: CallInput<typeof changePassword>,
): Promise<CallOutput<typeof changePassword>> {
  const { database, config, identity, address } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const { username, personId } = await database.asActor(identity, async (_tx, actor) => actor);
  // A stolen open session must not become a way to guess the password: it counts like a sign-in.
  const attempt = await beginAttempt(database, username, address, config);
  const entrant = await database.asSystem("tamga_keeper", (keeper) => entrantById(keeper, personId));
  const right = await verifyPassword(body.current, entrant?.password?.hash ?? null);
  if (!right || attempt.locked) throw invalid([{ path: "/current", code: "password-wrong" }]);
  await database.asSystem("tamga_keeper", (keeper) => forgiveAttempt(keeper, attempt));
  const faults = passwordFaults(body.password, username);
  if (body.current === body.password) faults.push({ path: "/password", code: "password-same" });
  if (faults.length > 0) throw invalid(faults);
  const hash = await hashPassword(body.password);
  return database.asActor(identity, async (tx, actor) => {
    const ended = await asKeeper(tx, async (keeper) => {
      await putPassword(keeper, actor.personId, hash);
      await tell(keeper, [actor.personId], "password-changed", {});
      return endSessions(keeper, actor.personId, "password-changed", { but: actor.sessionId });
    });
    await writeJournal(tx, actor, [
      { verb: "administer", kind: "credential", record: actor.personId, content: { changed: "password" } },
    ]);
    return { ended };
  });
}

async function beginTotp(context: Context): Promise<CallOutput<typeof startTotp>> {
  const { tx, actor, config } = context;
  const secret = newTotpSecret();
  const id = await asKeeper(tx, async (keeper) => {
    const factors = await changeable(keeper, context);
    if (factors.totp.length >= most) throw new Problem({ status: 409, code: "too-many-factors", values: { most } });
    await keeper.query("delete from access.credential where person_id = $1 and kind = 'totp' and not confirmed", [
      actor.personId,
    ]);
    return addCredential(keeper, {
      personId: actor.personId,
      kind: "totp",
      secret,
      confirmed: false,
      hours: setUpMinutes / 60,
    });
  });
  const issuer = `Tamga (${new URL(config.publicUrl).hostname})`;
  return { id, secret: secret.key, uri: totpAddress(secret, issuer, actor.username) };
}

/** What follows the first working second factor; gives recovery codes when there were none. */
async function afterConfirmation(
  keeper: Tx,
  context: Context,
  had: Factors,
  kind: "totp" | "passkey",
): Promise<string[] | null> {
  const { actor } = context;
  if (actor.sessionId !== null) await strengthenSession(keeper, actor.sessionId);
  // From now on the password alone is not enough, also where it was before.
  await endSessions(keeper, actor.personId, "second-factor-set", { but: actor.sessionId, strength: "password" });
  await tell(keeper, [actor.personId], `${kind}-added`, {});
  if (had.recoveryCodes > 0) return null;
  const codes = newRecoveryCodes();
  await putRecoveryCodes(
    keeper,
    actor.personId,
    codes.map((code) => recoveryCodeHash(actor.personId, code)),
  );
  return codes;
}

async function endTotp(
  context: Context,
  { params, body }: CallInput<typeof confirmTotp>,
): Promise<CallOutput<typeof confirmTotp>> {
  const { tx, actor, clock } = context;
  const recoveryCodes = await asKeeper(tx, async (keeper) => {
    const had = await changeable(keeper, context);
    const [row] = await keeper.query<{ secret: unknown }>(
      "select secret from access.credential where id = $1 and person_id = $2 and kind = 'totp' and not confirmed and expires_at > now() for update",
      [params.id, actor.personId],
    );
    if (row === undefined) throw notFound();
    const secret = totpSecret.parse(row.secret);
    const counter = acceptedCounter(secret, body.code, clock.now());
    if (counter === null) throw invalid([{ path: "/code", code: "code-wrong" }]);
    await keeper.query(
      "update access.credential set confirmed = true, expires_at = null, secret = $2, label = $3 where id = $1",
      [params.id, JSON.stringify({ ...secret, counter }), body.label ?? null],
    );
    return afterConfirmation(keeper, context, had, "totp");
  });
  context.note({ verb: "administer", kind: "credential", record: actor.personId, content: { added: "totp" } });
  return { id: params.id, recoveryCodes };
}

async function beginPasskey(context: Context): Promise<CallOutput<typeof startPasskey>> {
  const { tx, actor, config } = context;
  return asKeeper(tx, async (keeper) => {
    const factors = await changeable(keeper, context);
    if (factors.passkeys.length >= most) throw new Problem({ status: 409, code: "too-many-factors", values: { most } });
    const { challenge, options } = await registrationChallenge(
      config,
      { id: actor.personId, username: actor.username, name: actor.nameLatin },
      factors.passkeys.map((one) => one.key),
    );
    const ticket = await openTicket(keeper, {
      kind: "passkey-registration",
      personId: actor.personId,
      minutes: setUpMinutes,
      data: { challenge },
    });
    return { ticket, options };
  });
}

async function endPasskey(
  context: Context,
  { body }: CallInput<typeof confirmPasskey>,
): Promise<CallOutput<typeof confirmPasskey>> {
  const { tx, actor, config } = context;
  const made = await asKeeper(tx, async (keeper) => {
    const had = await changeable(keeper, context);
    const ticket = await tryTicket(keeper, "passkey-registration", body.ticket, 1);
    const challenge = ticket?.data["challenge"];
    if (ticket === null || ticket.personId !== actor.personId || typeof challenge !== "string")
      throw new Problem({ status: 409, code: "sign-in-outdated" });
    await closeTicket(keeper, ticket.id);
    const key = await verifiedRegistration(config, challenge, body.passkey);
    const known =
      key === null
        ? []
        : await keeper.query("select 1 from access.credential where kind = 'passkey' and secret->>'id' = $1", [key.id]);
    if (key === null || known.length > 0) throw new Problem({ status: 422, code: "passkey-refused" });
    const id = await addCredential(keeper, {
      personId: actor.personId,
      kind: "passkey",
      secret: key,
      label: body.label,
    });
    return { id, recoveryCodes: await afterConfirmation(keeper, context, had, "passkey") };
  });
  context.note({ verb: "administer", kind: "credential", record: actor.personId, content: { added: "passkey" } });
  return made;
}

async function rename(
  context: Context,
  { params, body }: CallInput<typeof renameFactor>,
): Promise<CallOutput<typeof renameFactor>> {
  const { tx, actor } = context;
  await asKeeper(tx, async (keeper) => {
    const rows = await keeper.query(
      "update access.credential set label = $3 where id = $1 and person_id = $2 and kind in ('totp','passkey') and confirmed returning id",
      [params.id, actor.personId, body.label],
    );
    if (rows.length === 0) throw notFound();
  });
  context.note({ verb: "administer", kind: "credential", record: actor.personId, content: { renamed: params.id } });
  return { done: true };
}

async function remove(
  context: Context,
  { params }: CallInput<typeof removeFactor>,
): Promise<CallOutput<typeof removeFactor>> {
  const { tx, actor, config } = context;
  const kind = await asKeeper(tx, async (keeper) => {
    const factors = await changeable(keeper, context);
    const isTotp = factors.totp.some((one) => one.id === params.id);
    if (!isTotp && !factors.passkeys.some((one) => one.id === params.id)) throw notFound();
    const left = factors.totp.length + factors.passkeys.length - 1;
    if (left === 0 && config.secondFactor === "required")
      throw new Problem({ status: 409, code: "second-factor-last" });
    await keeper.query("delete from access.credential where id = $1 and person_id = $2", [params.id, actor.personId]);
    if (left === 0) await putRecoveryCodes(keeper, actor.personId, []);
    await tell(keeper, [actor.personId], isTotp ? "totp-removed" : "passkey-removed", {});
    return isTotp ? "totp" : "passkey";
  });
  context.note({ verb: "administer", kind: "credential", record: actor.personId, content: { removed: kind } });
  return { done: true };
}

async function codes(context: Context): Promise<CallOutput<typeof newCodes>> {
  const { tx, actor } = context;
  const made = newRecoveryCodes();
  await asKeeper(tx, async (keeper) => {
    const factors = await changeable(keeper, context);
    if (!hasSecondFactor(factors)) throw new Problem({ status: 409, code: "second-factor-missing" });
    await putRecoveryCodes(
      keeper,
      actor.personId,
      made.map((code) => recoveryCodeHash(actor.personId, code)),
    );
    await tell(keeper, [actor.personId], "recovery-codes-new", {});
  });
  context.note({
    verb: "administer",
    kind: "credential",
    record: actor.personId,
    content: { added: "recovery-codes" },
  });
  return { codes: made };
}

export const factorRoutes = [
  route(readFactors, read),
  openRoute(changePassword, password),
  route(startTotp, beginTotp),
  route(confirmTotp, endTotp),
  route(startPasskey, beginPasskey),
  route(confirmPasskey, endPasskey),
  route(renameFactor, rename),
  route(removeFactor, remove),
  route(newCodes, codes),
];
