/** Signing in: the calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { text } from "../platform/contract-parts.ts";
import { authenticationResponse, passkeyOptions } from "./passkey.ts";

export const ticketToken = z.string().regex(/^[A-Za-z0-9_-]{20,200}$/);
export const typedPassword = z.string().min(1).max(1000);

export const secondFactorMethods = ["totp", "passkey", "recovery-code"] as const;

/** Done: the cookie is set. Second factor: go on with the ticket, within five minutes. */
export const signInAnswer = z.discriminatedUnion("step", [
  z.object({
    step: z.literal("done"),
    /** The session can do nothing until a second factor is set up. */
    setUpSecondFactor: z.boolean(),
    language: z.enum(["en", "ru"]),
    /** After a recovery code: how many are left. */
    recoveryCodesLeft: z.number().int().nullable(),
  }),
  z.object({
    step: z.literal("second-factor"),
    ticket: z.string(),
    methods: z.array(z.enum(secondFactorMethods)),
    /** PublicKeyCredentialRequestOptionsJSON for the browser, when "passkey" is among the methods. */
    passkey: passkeyOptions.nullable(),
  }),
]);

export const signInWays = contract({
  id: "access.sign-in-ways",
  method: "GET",
  path: "/sign-in",
  summary: "How one can sign in at this node, and what node it is",
  output: z.object({
    node: z.object({ name: z.object({ en: z.string(), ru: z.string() }).nullable(), demo: z.boolean() }),
    passkey: z.literal(true),
    oidc: z.object({ label: z.string().nullable() }).nullable(),
    /** Nobody administers the node yet: go to first set-up. */
    setUp: z.boolean(),
  }),
  permission: "public",
  journal: "none",
});

export const signIn = contract({
  id: "access.sign-in",
  method: "POST",
  path: "/sign-in",
  summary: "Sign in with user name and password",
  body: z.object({ username: text(64).min(1), password: typedPassword }),
  output: signInAnswer,
  permission: "public",
  journal: "sign-in",
});

export const signInSecond = contract({
  id: "access.sign-in-second",
  method: "POST",
  path: "/sign-in/second-factor",
  summary: "Go on with a second factor: code, passkey or recovery code",
  body: z.union([
    z.strictObject({ ticket: ticketToken, totp: text(20).min(6) }),
    z.strictObject({ ticket: ticketToken, recoveryCode: text(40).min(8) }),
    z.strictObject({ ticket: ticketToken, passkey: authenticationResponse }),
  ]),
  output: signInAnswer,
  permission: "public",
  journal: "sign-in",
});

export const passkeyChallenge = contract({
  id: "access.passkey-challenge",
  method: "POST",
  path: "/sign-in/passkey/challenge",
  summary: "Begin to sign in with a passkey alone",
  output: z.object({ ticket: z.string(), options: passkeyOptions }),
  permission: "public",
  journal: "none",
});

export const signInPasskey = contract({
  id: "access.sign-in-passkey",
  method: "POST",
  path: "/sign-in/passkey",
  summary: "Sign in with a passkey alone; the device must have verified its user",
  body: z.object({ ticket: ticketToken, passkey: authenticationResponse }),
  output: signInAnswer,
  permission: "public",
  journal: "sign-in",
});

export const welcomeState = contract({
  id: "access.welcome-state",
  method: "POST",
  path: "/welcome/state",
  summary: "Whose one-time set-up link this is",
  body: z.object({ token: ticketToken }),
  output: z.object({
    username: z.string(),
    latin: z.string(),
    cyrillic: z.string(),
    language: z.enum(["en", "ru"]),
    leastLength: z.number().int(),
  }),
  permission: "public",
  journal: "none",
});

export const welcome = contract({
  id: "access.welcome",
  method: "POST",
  path: "/welcome",
  summary: "Choose a password with a one-time set-up link, and sign in",
  body: z.object({ token: ticketToken, password: typedPassword }),
  output: signInAnswer,
  permission: "public",
  journal: "sign-in",
});
