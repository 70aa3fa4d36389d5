import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commonPieces } from "./password-common.ts";
import { hashPassword, isCommon, isWeaker, passwordFaults, verifyPassword } from "./password.ts";
import { newRecoveryCodes, recoveryCodeHash } from "./recovery-codes.ts";
import { acceptedCounter, newTotpSecret, totpAt } from "./totp.ts";

const cheap = { memory: 64, passes: 1, parallelism: 1 };

describe("passwords", () => {
  it("are the same in either normal form, and hashed with their cost and a salt of their own", async () => {
    const kept = await hashPassword("йод и ёлка на столе");
    expect(kept).toMatchObject({ algorithm: "argon2id", memory: 19_456, passes: 2, parallelism: 1 });
    expect(await verifyPassword("йод и ёлка на столе".normalize("NFD"), kept)).toBe(true);
    expect(await verifyPassword("йод и елка на столе", kept)).toBe(false);
    expect((await hashPassword("йод и ёлка на столе")).hash).not.toBe(kept.hash);
    expect(isWeaker(kept)).toBe(false);
    expect(isWeaker(await hashPassword("x", cheap))).toBe(true);
  });

  it("of nobody are never right", async () => {
    expect(await verifyPassword("", null)).toBe(false);
  });

  it("are refused when made of what everybody tries", () => {
    for (const bad of [
      "password1234",
      "Qwertyuiop12",
      "йцукенгшщзхъ",
      "Пароль123456",
      "123456789012",
      "aaaaaaaaaaaa",
      "P@ssw0rd!@#$",
      "qwerty-Admin-2026",
      "1q2w3e4r5t6y",
    ]) {
      expect([bad, isCommon(bad)]).toEqual([bad, true]);
    }
    for (const good of [
      "correct horse battery",
      "Речка шумит за мельницей",
      "k7#vQ!w2Zp9&x",
      "older lighthouse keys 5",
    ])
      expect([good, isCommon(good)]).toEqual([good, false]);
  });

  it("made only of common words and digits are refused, whatever the order and case", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...commonPieces), fc.nat(9999).map(String)), { minLength: 3, maxLength: 6 }),
        (parts) => {
          const text = parts.map((part, at) => (at % 2 === 0 ? part.toUpperCase() : part)).join(" ");
          fc.pre(Array.from(text).length >= 12);
          expect(passwordFaults(text, "somebody.else")).not.toEqual([]);
        },
      ),
    );
  });

  it("count characters and not bytes, and may not hold the user name", () => {
    expect(passwordFaults("шмель летит", "a.b")).toMatchObject([{ code: "password-short" }]);
    expect(passwordFaults("шмель летел!", "a.b")).toEqual([]);
    expect(passwordFaults("my ASerikova is here now", "a.serikova")).toMatchObject([{ code: "password-username" }]);
    expect(passwordFaults("й".repeat(201), "a.b")).toMatchObject([{ code: "too-long" }]);
  });
});

describe("codes", () => {
  it("of an authenticator are good for their step and the ones beside it, and only later than the last used", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
        fc.integer({ min: -4, max: 4 }),
        (seconds, steps) => {
          const secret = newTotpSecret();
          const now = new Date(seconds * 1000);
          const code = totpAt(secret.key, new Date((seconds + steps * 30) * 1000));
          const counter = acceptedCounter(secret, code, now);
          const expected = Math.floor(seconds / 30) + steps;
          // Further off it is refused (or, once in a few hundred thousand, two steps have the same six digits).
          const same = counter !== null && totpAt(secret.key, new Date(counter * 30_000)) === code;
          expect(Math.abs(steps) <= 1 ? counter === expected : counter === null || same).toBe(true);
          expect(acceptedCounter({ ...secret, counter: expected }, code, now) ?? expected + 1).toBeGreaterThan(
            expected,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("for recovery are ten, different, forgiving of how they are typed, and of one person", () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      const typed = code.toLowerCase().replaceAll("-", "  ").replaceAll("0", "o").replaceAll("1", "l");
      expect(recoveryCodeHash("a", typed)).toBe(recoveryCodeHash("a", code));
      expect(recoveryCodeHash("b", code)).not.toBe(recoveryCodeHash("a", code));
    }
  });
});
