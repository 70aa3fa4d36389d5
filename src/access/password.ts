/**
 * Passwords: what is accepted, how they are kept.
 *
 * Promises: argon2id (RFC 9106) from Node's own crypto, its parameters kept beside every hash so that they can grow; a
 * comparison takes the same time whether the account exists or not. Refuses: fewer than twelve characters, words that
 * everybody tries, the user's own name; and it asks for no capital letters, signs or monthly changes, which make
 * passwords worse (NIST SP 800-63B 3.1.1.2).
 */
import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { FieldFault } from "../platform/problem.ts";
import { commonPieces } from "./password-common.ts";

export const passwordLeast = 12;
export const passwordMost = 200;

/** KiB of memory, passes, lanes: OWASP's first choice for argon2id; about 55 ms on one slow core. */
export const passwordCost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const hashBytes = 32;

export const passwordHash = z.object({
  algorithm: z.literal("argon2id"),
  memory: z.number().int(),
  passes: z.number().int(),
  parallelism: z.number().int(),
  /** base64url */
  salt: z.string(),
  hash: z.string(),
});
export type PasswordHash = z.infer<typeof passwordHash>;

type Cost = Pick<PasswordHash, "memory" | "passes" | "parallelism">;

async function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2(
      "argon2id",
      // The same text typed on another system may come in another normal form (NIST SP 800-63B 3.1.1.2).
      {
        message: password.normalize("NFKC"),
        nonce: salt,
        tagLength: hashBytes,
        memory: cost.memory,
        passes: cost.passes,
        parallelism: cost.parallelism,
      },
      (fault, key) => (fault === null ? resolve(key) : reject(fault)),
    );
  });
}

export async function hashPassword(password: string, cost: Cost = passwordCost): Promise<PasswordHash> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return {
    algorithm: "argon2id",
    memory: cost.memory,
    passes: cost.passes,
    parallelism: cost.parallelism,
    salt: salt.toString("base64url"),
    hash: key.toString("base64url"),
  };
}

const nobody: PasswordHash = {
  algorithm: "argon2id",
  ...passwordCost,
  salt: Buffer.alloc(16).toString("base64url"),
  hash: Buffer.alloc(hashBytes).toString("base64url"),
};

/** Whether the password is the one kept. Null (no such person, no password) takes as long and is never true. */
export async function verifyPassword(password: string, kept: PasswordHash | null): Promise<boolean> {
  const against = kept ?? nobody;
  const key = await derive(password, Buffer.from(against.salt, "base64url"), against);
  const wanted = Buffer.from(against.hash, "base64url");
  return kept !== null && wanted.length === key.length && timingSafeEqual(key, wanted);
}

/** Whether a kept hash was made with less than today's cost and should be made again at the next sign-in. */
export function isWeaker(kept: PasswordHash): boolean {
  return kept.memory < passwordCost.memory || kept.passes < passwordCost.passes;
}

const pieces = commonPieces
  .map((piece) => piece.normalize("NFKC").toLowerCase())
  .toSorted((a, b) => b.length - a.length);

/** Whether nothing is left of it but common words, runs of the keyboard and digits, or a few characters over and over. */
export function isCommon(password: string): boolean {
  const lower = password.normalize("NFKC").toLowerCase();
  const rest = pieces.reduce((text, piece) => text.replaceAll(piece, " "), lower).replaceAll(/[\s\p{N}]/gu, "");
  return rest.length < 4 || new Set(rest).size < 4;
}

/** What is wrong with a new password; empty when it is accepted. `path` is the field's JSON pointer. */
export function passwordFaults(password: string, username: string, path = "/password"): FieldFault[] {
  const lower = password.normalize("NFKC").toLowerCase();
  const name = username.toLowerCase();
  const bareName = name.replaceAll(/[._-]/g, "");
  if (Array.from(password).length < passwordLeast)
    return [{ path, code: "password-short", values: { limit: passwordLeast } }];
  if (Array.from(password).length > passwordMost) return [{ path, code: "too-long", values: { limit: passwordMost } }];
  if (lower.includes(name) || (bareName.length >= 4 && lower.replaceAll(/[._-]/g, "").includes(bareName))) {
    return [{ path, code: "password-username" }];
  }
  return isCommon(password) ? [{ path, code: "password-common" }] : [];
}
