/**
 * The first administrator of a node.
 *
 * Promises: a node nobody administers prints a one-time token at its start, and only who reads that terminal becomes its
 * first administrator. Refuses: a default password, and a second "first" administrator.
 */
import { settingOf } from "../platform/settings.ts";
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Database, Tx } from "../platform/database.ts";
import { tokenHash } from "../platform/tokens.ts";

const key = "secret.setup";
const keptTokens = 5;
const kept = z.object({ hashes: z.array(z.string()) });
const lock = 7_120_934_412;

/** Whether nobody administers the node (a sealed break-glass account is nobody). As the keeper. */
export async function setUpNeeded(tx: Tx): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from access.person p join access.role_assignment a on a.person_id = p.id
     where p.active and not p.break_glass and a.role = 'administrator' and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now()) limit 1`,
  );
  return rows.length === 0;
}

async function keptHashes(tx: Tx): Promise<string[]> {
  const parsed = kept.safeParse(await settingOf(tx, key));
  return parsed.success ? parsed.data.hashes : [];
}

async function keep(tx: Tx, hashes: readonly string[]): Promise<void> {
  await tx.query(
    "insert into platform.setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, changed_at = now()",
    [key, JSON.stringify({ hashes })],
  );
}

/**
 * A new one-time set-up token while nobody administers the node, else null. Only its hash is kept, so every start makes
 * another; the last five stay good, for several programs on one database.
 */
export async function ensureSetupToken(database: Database): Promise<string | null> {
  return database.asSystem("tamga_keeper", async (tx) => {
    await tx.query("select pg_advisory_xact_lock($1)", [lock]);
    if (!(await setUpNeeded(tx))) {
      await keep(tx, []);
      return null;
    }
    const token = randomBytes(32).toString("base64url");
    await keep(tx, [tokenHash(token).toString("hex"), ...(await keptHashes(tx))].slice(0, keptTokens));
    return token;
  });
}

/** Whether the token opens first set-up now. Holds the lock until the transaction ends: only one can be first. */
export async function takeSetupToken(tx: Tx, token: string): Promise<boolean> {
  await tx.query("select pg_advisory_xact_lock($1)", [lock]);
  if (!(await setUpNeeded(tx))) return false;
  return (await keptHashes(tx)).includes(tokenHash(token).toString("hex"));
}

/** No token opens it again. */
export async function closeSetup(tx: Tx): Promise<void> {
  await keep(tx, []);
}
