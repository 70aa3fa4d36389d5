/**
 * What a session or token may be used for at all, whoever holds it and whatever their roles say.
 *
 * Promises: where the node asks for a second factor, a session without one can set one up and nothing else; a machine
 * token manages no account. Refuses: exceptions elsewhere; these two lists are all there are.
 */
import type { Config } from "../platform/config.ts";
import type { Contract } from "../platform/contract.ts";
import type { Actor } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";

/** Calls that lead to a second factor, or out. */
export const openWithoutSecondFactor: ReadonlySet<string> = new Set([
  "access.me",
  "access.set-language",
  "access.sign-out",
  "access.sign-out-everywhere",
  "access.factors",
  "access.totp-start",
  "access.totp-confirm",
  "access.passkey-start",
  "access.passkey-confirm",
]);

/** Calls that only a person may make: a token that could make them could become its owner, or outlive itself. */
export const neverByToken: ReadonlySet<string> = new Set([
  "access.set-language",
  "access.sessions",
  "access.end-session",
  "access.sign-out",
  "access.sign-out-everywhere",
  "access.change-password",
  "access.factors",
  "access.totp-start",
  "access.totp-confirm",
  "access.passkey-start",
  "access.passkey-confirm",
  "access.rename-factor",
  "access.remove-factor",
  "access.new-recovery-codes",
  "access.create-token",
  "access.bell-acknowledge",
  "access.create-person",
  "access.setup-link",
  "access.reset-second-factor",
  "access.assign-role",
  "access.link-oidc",
]);

/** Whether this actor's session is one that must first get a second factor. A sealed break-glass account is its own factor. */
export function lacksSecondFactor(
  actor: Pick<Actor, "strength" | "breakGlass">,
  config: Pick<Config, "secondFactor">,
): boolean {
  return config.secondFactor === "required" && actor.strength === "password" && !actor.breakGlass;
}

/** Throws Problem 403 "second-factor-required" or "token-not-enough". */
export function mayUse(
  actor: Pick<Actor, "strength" | "breakGlass" | "tokenId">,
  contract: Pick<Contract, "id">,
  config: Pick<Config, "secondFactor">,
): void {
  if (actor.tokenId !== null && neverByToken.has(contract.id))
    throw new Problem({ status: 403, code: "token-not-enough" });
  if (lacksSecondFactor(actor, config) && !openWithoutSecondFactor.has(contract.id)) {
    throw new Problem({ status: 403, code: "second-factor-required" });
  }
}
