/**
 * Recovery codes: ten, for the day when the telephone is lost.
 *
 * Promises: each is good once; 80 random bits, so that a plain hash keeps them (no guessing of what was not chosen by a
 * person). Refuses: to be shown a second time.
 */
import { createHash, randomBytes } from "node:crypto";

export const recoveryCodeCount = 10;

/** Letters and digits that are not mistaken for each other (Crockford): no I, L, O, U. */
const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `groups` groups of four symbols of five bits, e.g. "7K3M-09XA-QF2Z-1B8C". */
export function randomWords(groups: number): string {
  const letters = Array.from(randomBytes(groups * 4), (byte) => symbols[byte & 31] ?? "");
  return Array.from({ length: groups }, (_, at) => letters.slice(at * 4, at * 4 + 4).join("")).join("-");
}

export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () => randomWords(4));
}

/** The hash that is kept; forgiving of case, blanks and dashes, of O for 0 and I or L for 1. Hex. */
export function recoveryCodeHash(personId: string, code: string): string {
  const plain = code
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return createHash("sha256").update(`${personId}:${plain}`).digest("hex");
}
