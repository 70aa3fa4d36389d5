/**
 * Ways in, in the database: credentials, tickets between the steps, failures. The keeper's tables alone.
 *
 * Promises: an attempt is counted before it is judged, so that a hundred guesses at once are a hundred; what is good
 * once (ticket, recovery code, set-up link, one-time code) is taken by the statement that uses it. Refuses: to keep a token in clear.
 */
import { randomBytes } from "node:crypto";
import type { Database, Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import { tokenHash } from "../platform/tokens.ts";
import { storedPasskey, type StoredPasskey } from "./passkey.ts";
import { passwordHash, type PasswordHash } from "./password.ts";
import { totpSecret, type TotpSecret } from "./totp.ts";

export interface Entrant {
  readonly id: string;
  readonly username: string;
  readonly latin: string;
  readonly cyrillic: string;
  readonly language: "en" | "ru";
  readonly institution: string;
  readonly active: boolean;
  readonly breakGlass: boolean;
  readonly password: { readonly id: string; readonly hash: PasswordHash } | null;
}

interface EntrantRow {
  id: string;
  username: string;
  latin: string;
  cyrillic: string;
  language: "en" | "ru";
  institution: string;
  active: boolean;
  break_glass: boolean;
  password_id: string | null;
  password: unknown;
}

const entrantColumns = `
  select p.id, p.username, p.name_latin as latin, p.name_cyrillic as cyrillic, p.language, i.code as institution, p.active, p.break_glass,
    c.id as password_id, c.secret as password
  from access.person p join access.institution i on i.id = p.institution_id
  left join access.credential c on c.person_id = p.id and c.kind = 'password'`;

function entrantOf(row: EntrantRow | undefined): Entrant | null {
  if (row === undefined) return null;
  const { id, username, latin, cyrillic, language, institution, active } = row;
  const password = row.password_id === null ? null : { id: row.password_id, hash: passwordHash.parse(row.password) };
  return { id, username, latin, cyrillic, language, institution, active, breakGlass: row.break_glass, password };
}

export async function entrantByName(tx: Tx, username: string): Promise<Entrant | null> {
  return entrantOf((await tx.query<EntrantRow>(`${entrantColumns} where p.username = $1`, [username]))[0]);
}

export async function entrantById(tx: Tx, id: string): Promise<Entrant | null> {
  return entrantOf((await tx.query<EntrantRow>(`${entrantColumns} where p.id = $1`, [id]))[0]);
}

// Failures -----------------------------------------------------------------------------------------------------------

export interface AttemptRules {
  readonly lockoutAttempts: number;
  readonly lockoutMinutes: number;
}

/** One office often shares one address; it gets this many times the failures of one name. */
export const addressShare = 10;

export interface Attempt {
  /** Too many failures of this name or address: whatever follows is refused. */
  readonly locked: boolean;
  /** If this one fails too, the name is locked. */
  readonly last: boolean;
  /** The failure counted in advance; null when locked (a locked name is not locked for longer by trying). */
  readonly failure: string | null;
}

/** Counts an attempt as failed before it is judged. Attempts on one name or from one address take turns here. */
export async function beginAttempt(
  database: Database,
  username: string,
  address: string,
  rules: AttemptRules,
): Promise<Attempt> {
  return database.asSystem("tamga_keeper", async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 71))", [address]);
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 72))", [username]);
    // After a day nobody needs to know who mistyped.
    await tx.query(
      "delete from access.sign_in_failure where at < now() - interval '1 day' and at < now() - make_interval(mins => $1)",
      [rules.lockoutMinutes],
    );
    const [count] = await tx.query<{ of_name: number; of_address: number }>(
      `select count(*) filter (where username = $1) as of_name, count(*) filter (where address = $2) as of_address from access.sign_in_failure
       where (username = $1 or address = $2) and at > now() - make_interval(mins => $3)`,
      [username, address, rules.lockoutMinutes],
    );
    const ofName = count?.of_name ?? 0;
    if (ofName >= rules.lockoutAttempts || (count?.of_address ?? 0) >= rules.lockoutAttempts * addressShare) {
      return { locked: true, last: false, failure: null };
    }
    const failure = uuidv7();
    await tx.query("insert into access.sign_in_failure (id, username, address) values ($1, $2, $3)", [
      failure,
      username,
      address,
    ]);
    return { locked: false, last: ofName + 1 === rules.lockoutAttempts, failure };
  });
}

/** Takes back the failure counted in advance: this step was right. */
export async function forgiveAttempt(tx: Tx, attempt: Attempt): Promise<void> {
  if (attempt.failure !== null) await tx.query("delete from access.sign_in_failure where id = $1", [attempt.failure]);
}

/** Forgets the failures of a name: its person signed in whole, or an administrator unlocked it. */
export async function forgetFailures(tx: Tx, username: string): Promise<void> {
  await tx.query("delete from access.sign_in_failure where username = $1", [username]);
}

export async function isLocked(tx: Tx, username: string, rules: AttemptRules): Promise<boolean> {
  const [row] = await tx.query<{ count: number }>(
    "select count(*) as count from access.sign_in_failure where username = $1 and at > now() - make_interval(mins => $2)",
    [username, rules.lockoutMinutes],
  );
  return (row?.count ?? 0) >= rules.lockoutAttempts;
}

// Tickets ------------------------------------------------------------------------------------------------------------

export type TicketKind = "second-factor" | "passkey" | "passkey-registration" | "oidc";

export interface Ticket {
  readonly id: string;
  readonly personId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Makes a ticket and gives its token, which is nowhere else in clear. */
export async function openTicket(
  tx: Tx,
  ticket: { kind: TicketKind; personId: string | null; data: Readonly<Record<string, unknown>>; minutes: number },
  token = randomBytes(32).toString("base64url"),
): Promise<string> {
  await tx.query("delete from access.sign_in_ticket where expires_at < now()");
  await tx.query(
    "insert into access.sign_in_ticket (id, token_hash, kind, person_id, data, expires_at) values ($1, $2, $3, $4, $5, now() + make_interval(mins => $6))",
    [uuidv7(), tokenHash(token), ticket.kind, ticket.personId, JSON.stringify(ticket.data), ticket.minutes],
  );
  return token;
}

/** Counts a try with the ticket; null when it is unknown, too old or tried `most` times. */
export async function tryTicket(tx: Tx, kind: TicketKind, token: string, most: number): Promise<Ticket | null> {
  const [row] = await tx.query<{ id: string; person_id: string | null; data: Record<string, unknown> }>(
    `update access.sign_in_ticket set attempts = attempts + 1 where token_hash = $1 and kind = $2 and expires_at > now() and attempts < $3
     returning id, person_id, data`,
    [tokenHash(token), kind, most],
  );
  return row === undefined ? null : { id: row.id, personId: row.person_id, data: row.data };
}

export async function closeTicket(tx: Tx, id: string): Promise<void> {
  await tx.query("delete from access.sign_in_ticket where id = $1", [id]);
}

// Credentials --------------------------------------------------------------------------------------------------------

export type CredentialKind = "password" | "totp" | "passkey" | "recovery" | "setup";

export interface Factors {
  readonly totp: readonly {
    readonly id: string;
    readonly secret: TotpSecret;
    readonly label: string | null;
    readonly since: string;
    readonly used: string | null;
  }[];
  readonly passkeys: readonly {
    readonly id: string;
    readonly key: StoredPasskey;
    readonly label: string | null;
    readonly since: string;
    readonly used: string | null;
  }[];
  readonly recoveryCodes: number;
}

interface CredentialRow {
  id: string;
  kind: CredentialKind;
  secret: unknown;
  label: string | null;
  created_at: string;
  last_used_at: string | null;
}

/** The confirmed second factors of a person; locked until the transaction ends when they are about to be used. */
export async function factorsOf(tx: Tx, personId: string, lock = false): Promise<Factors> {
  const rows = await tx.query<CredentialRow>(
    `select id, kind, secret, label, created_at, last_used_at from access.credential
     where person_id = $1 and kind in ('totp','passkey','recovery') and confirmed order by id ${lock ? "for update" : ""}`,
    [personId],
  );
  const about = (row: CredentialRow) => ({
    id: row.id,
    label: row.label,
    since: row.created_at,
    used: row.last_used_at,
  });
  return {
    totp: rows
      .filter((row) => row.kind === "totp")
      .map((row) => ({ ...about(row), secret: totpSecret.parse(row.secret) })),
    passkeys: rows
      .filter((row) => row.kind === "passkey")
      .map((row) => ({ ...about(row), key: storedPasskey.parse(row.secret) })),
    recoveryCodes: rows.filter((row) => row.kind === "recovery").length,
  };
}

export function hasSecondFactor(factors: Factors): boolean {
  return factors.totp.length + factors.passkeys.length > 0;
}

export async function addCredential(
  tx: Tx,
  credential: {
    personId: string;
    kind: CredentialKind;
    secret: object;
    label?: string | null;
    confirmed?: boolean;
    hours?: number;
  },
): Promise<string> {
  const id = uuidv7();
  await tx.query(
    `insert into access.credential (id, person_id, kind, secret, label, confirmed, expires_at)
     values ($1, $2, $3, $4, $5, $6, case when $7::float8 is null then null else now() + make_interval(secs => $7 * 3600) end)`,
    [
      id,
      credential.personId,
      credential.kind,
      JSON.stringify(credential.secret),
      credential.label ?? null,
      credential.confirmed ?? true,
      credential.hours ?? null,
    ],
  );
  return id;
}

/** Keeps what a factor must remember of its use (last counter). */
export async function noteUse(tx: Tx, id: string, secret: object): Promise<void> {
  await tx.query("update access.credential set secret = $2, last_used_at = now() where id = $1", [
    id,
    JSON.stringify(secret),
  ]);
}

export async function dropCredentials(tx: Tx, personId: string, kinds: readonly CredentialKind[]): Promise<number> {
  return (
    await tx.query("delete from access.credential where person_id = $1 and kind = any($2) returning id", [
      personId,
      kinds,
    ])
  ).length;
}

/** Sets the one password of a person, in place of any other. */
export async function putPassword(tx: Tx, personId: string, hash: PasswordHash): Promise<void> {
  await dropCredentials(tx, personId, ["password"]);
  await addCredential(tx, { personId, kind: "password", secret: hash });
}

export async function putRecoveryCodes(tx: Tx, personId: string, hashes: readonly string[]): Promise<void> {
  await dropCredentials(tx, personId, ["recovery"]);
  for (const hash of hashes) await addCredential(tx, { personId, kind: "recovery", secret: { hash } });
}

/** Uses a recovery code up; false when there is none like it. */
export async function takeRecoveryCode(tx: Tx, personId: string, hash: string): Promise<boolean> {
  const rows = await tx.query(
    "delete from access.credential where person_id = $1 and kind = 'recovery' and secret->>'hash' = $2 returning id",
    [personId, hash],
  );
  return rows.length === 1;
}

/** The passkey with this credential id and its person, locked until the transaction ends. */
export async function findPasskey(
  tx: Tx,
  id: string,
): Promise<{ id: string; personId: string; key: StoredPasskey } | null> {
  const [row] = await tx.query<{ id: string; person_id: string; secret: unknown }>(
    "select id, person_id, secret from access.credential where kind = 'passkey' and confirmed and secret->>'id' = $1 for update",
    [id],
  );
  return row === undefined ? null : { id: row.id, personId: row.person_id, key: storedPasskey.parse(row.secret) };
}

// Set-up links -------------------------------------------------------------------------------------------------------

export const setupHours = 72;

/** A one-time link's token, in place of any earlier one of this person. */
export async function newSetupToken(tx: Tx, personId: string): Promise<string> {
  await dropCredentials(tx, personId, ["setup"]);
  const token = randomBytes(32).toString("base64url");
  await addCredential(tx, {
    personId,
    kind: "setup",
    secret: { hash: tokenHash(token).toString("hex") },
    hours: setupHours,
  });
  return token;
}

/** Whose set-up link this is, while it holds; locked until the transaction ends. */
export async function findSetup(tx: Tx, token: string): Promise<Entrant | null> {
  const [row] = await tx.query<{ person_id: string }>(
    "select person_id from access.credential where kind = 'setup' and secret->>'hash' = $1 and expires_at > now() for update",
    [tokenHash(token).toString("hex")],
  );
  const entrant = row === undefined ? null : await entrantById(tx, row.person_id);
  return entrant?.active === true ? entrant : null;
}
