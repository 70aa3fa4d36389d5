/** Machine tokens in the database: the keeper's table; only hashes are kept. */
import { randomBytes } from "node:crypto";
import type { Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import { tokenHash } from "../platform/tokens.ts";

export interface TokenRow {
  id: string;
  label: string;
  person_id: string;
  username: string;
  latin: string;
  cyrillic: string;
  permissions: string[];
  purpose: string;
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
  expired: boolean;
  institution_id: number;
}

/** Tokens of one person, of one institution, or (both null) of all; newest first, at most 500. */
export async function tokenRows(
  tx: Tx,
  of: { personId: string | null; institutionId: number | null; id?: string },
): Promise<TokenRow[]> {
  return tx.query<TokenRow>(
    `select t.id, t.label, t.person_id, p.username, p.name_latin as latin, p.name_cyrillic as cyrillic, t.permissions, t.purpose, t.created_at, t.expires_at,
       t.last_used_at, t.revoked_at, t.expires_at <= now() as expired, p.institution_id
     from access.machine_token t join access.person p on p.id = t.person_id
     where ($1::uuid is null or t.person_id = $1) and ($2::int is null or p.institution_id = $2) and ($3::uuid is null or t.id = $3) order by t.id desc limit 500`,
    [of.personId, of.institutionId, of.id ?? null],
  );
}

/** Makes a token; its text is given once. `tmg_` lets scanners of leaked secrets find it. */
export async function insertToken(
  tx: Tx,
  token: { personId: string; label: string; permissions: readonly string[]; purpose: string; until: string },
): Promise<{ id: string; token: string }> {
  const id = uuidv7();
  const secret = `tmg_${randomBytes(32).toString("base64url")}`;
  await tx.query(
    "insert into access.machine_token (id, token_hash, person_id, label, permissions, purpose, expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
    [id, tokenHash(secret), token.personId, token.label, token.permissions, token.purpose, token.until],
  );
  return { id, token: secret };
}

/** Revokes; false when it was already. */
export async function revoke(tx: Tx, id: string): Promise<boolean> {
  return (
    (
      await tx.query(
        "update access.machine_token set revoked_at = now() where id = $1 and revoked_at is null returning id",
        [id],
      )
    ).length === 1
  );
}
