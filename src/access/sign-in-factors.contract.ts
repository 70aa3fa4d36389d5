/** One's own password, authenticator codes, passkeys and recovery codes: the calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { recordId, text } from "../platform/contract-parts.ts";
import { passkeyOptions, registrationResponse } from "./passkey.ts";
import { ticketToken, typedPassword } from "./sign-in.contract.ts";

const factor = z.object({ id: recordId, label: z.string().nullable(), since: z.string(), used: z.string().nullable() });
const label = text(60).min(1);
const done = z.object({ done: z.literal(true) });

/** Recovery codes come once, with the first second factor; null when there are some already. */
const confirmed = z.object({ id: recordId, recoveryCodes: z.array(z.string()).nullable() });

export const readFactors = contract({
  id: "access.factors",
  method: "GET",
  path: "/me/factors",
  summary: "One's own ways of signing in",
  output: z.object({
    password: z.boolean(),
    leastLength: z.number().int(),
    totp: z.array(factor),
    passkeys: z.array(factor.extend({ backedUp: z.boolean() })),
    recoveryCodesLeft: z.number().int(),
    required: z.boolean(),
  }),
  permission: "session",
  journal: "none",
});

export const changePassword = contract({
  id: "access.change-password",
  method: "PUT",
  path: "/me/password",
  summary: "Change one's password; all other sessions end",
  body: z.object({ current: typedPassword, password: typedPassword }),
  output: z.object({ ended: z.number().int() }),
  permission: "session",
  journal: "administer",
});

export const startTotp = contract({
  id: "access.totp-start",
  method: "POST",
  path: "/me/totp",
  summary: "Begin to set up an authenticator application",
  output: z.object({ id: recordId, secret: z.string(), uri: z.string() }),
  permission: "session",
  journal: "none",
});

export const confirmTotp = contract({
  id: "access.totp-confirm",
  method: "POST",
  path: "/me/totp/:id/confirmation",
  summary: "Confirm an authenticator application with its first code",
  params: z.object({ id: recordId }),
  body: z.object({ code: text(20).min(6), label: label.optional() }),
  output: confirmed,
  permission: "session",
  journal: "administer",
});

export const startPasskey = contract({
  id: "access.passkey-start",
  method: "POST",
  path: "/me/passkeys/challenge",
  summary: "Begin to register a passkey",
  output: z.object({ ticket: z.string(), options: passkeyOptions }),
  permission: "session",
  journal: "none",
});

export const confirmPasskey = contract({
  id: "access.passkey-confirm",
  method: "POST",
  path: "/me/passkeys",
  summary: "Register a passkey",
  body: z.object({ ticket: ticketToken, passkey: registrationResponse, label }),
  output: confirmed,
  permission: "session",
  journal: "administer",
});

export const renameFactor = contract({
  id: "access.rename-factor",
  method: "PUT",
  path: "/me/factors/:id",
  summary: "Name a passkey or an authenticator",
  params: z.object({ id: recordId }),
  body: z.object({ label }),
  output: done,
  permission: "session",
  journal: "administer",
});

export const removeFactor = contract({
  id: "access.remove-factor",
  method: "DELETE",
  path: "/me/factors/:id",
  summary: "Remove a passkey or an authenticator",
  params: z.object({ id: recordId }),
  output: done,
  permission: "session",
  journal: "administer",
});

export const newCodes = contract({
  id: "access.new-recovery-codes",
  method: "POST",
  path: "/me/recovery-codes",
  summary: "A new set of recovery codes; the old ones end",
  output: z.object({ codes: z.array(z.string()) }),
  permission: "session",
  journal: "administer",
});
