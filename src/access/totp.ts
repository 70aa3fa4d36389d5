/**
 * Codes of an authenticator application (RFC 6238: SHA-1, six digits, thirty seconds, as all of them understand).
 *
 * Promises: one step of clock difference is forgiven. Refuses: a code a second time, also within its thirty seconds
 * (RFC 6238 §5.2): the last counter used is kept and only later ones count.
 */
import { Secret, TOTP } from "otpauth";
import { z } from "zod";

const period = 30;

export const totpSecret = z.object({
  /** Base32. */
  key: z.string(),
  /** The counter of the last code used; -1 before the first. */
  counter: z.number().int(),
});
export type TotpSecret = z.infer<typeof totpSecret>;

export function newTotpSecret(): TotpSecret {
  return { key: new Secret({ size: 20 }).base32, counter: -1 };
}

function generator(secret: TotpSecret, issuer: string, label: string): TOTP {
  return new TOTP({ issuer, label, algorithm: "SHA1", digits: 6, period, secret: Secret.fromBase32(secret.key) });
}

/** The address that an authenticator reads from a QR code. */
export function totpAddress(secret: TotpSecret, issuer: string, label: string): string {
  return generator(secret, issuer, label).toString();
}

/** The code at an instant; for tests and for nothing else, since only the person's device should make them. */
export function totpAt(secret: string, instant: Date): string {
  return generator({ key: secret, counter: -1 }, "", "").generate({ timestamp: instant.getTime() });
}

/** The counter that the code belongs to, or null when it is wrong, too old, too new or used before. */
export function acceptedCounter(secret: TotpSecret, code: string, now: Date): number | null {
  const digits = code.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(digits)) return null;
  const delta = generator(secret, "", "").validate({ token: digits, window: 1, timestamp: now.getTime() });
  if (delta === null) return null;
  const counter = Math.floor(now.getTime() / 1000 / period) + delta;
  return counter > secret.counter ? counter : null;
}
