/** Tokens are random; the database keeps their hash. */
import { createHash } from "node:crypto";

/** SHA-256 of a session or machine token. The token has 256 random bits, so one round is enough. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
