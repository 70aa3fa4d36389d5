/**
 * The frame's questions, put to the real node through contracts.
 *
 * Promises: each answer is exactly what the frame needs. Refuses: to ask anything the frame does not show.
 */
import type { Contract } from "../../src/platform/contract.ts";
import { call } from "../calls/call.ts";
import type { FoundRecord, NodeSource, PurposeChoice, Session, SignInAnswer } from "./session.ts";

type Bare = Pick<Contract, "id" | "method" | "path" | "permission" | "journal">;

/** Asks by a contract whose answer is known here by its type alone. */
async function ask<Answer>(contract: Bare, parts: object = {}, signal?: AbortSignal): Promise<Answer> {
  return (await call(contract as Contract, parts, signal === undefined ? {} : { signal })) as Answer;
}

const session = {
  id: "access.session",
  method: "GET",
  path: "/session",
  permission: "session",
  journal: "none",
} as const;
const signOut = {
  id: "access.sign-out",
  method: "POST",
  path: "/session/end",
  permission: "session",
  journal: "sign-in",
} as const;
const password = {
  id: "access.password",
  method: "POST",
  path: "/sign-in/password",
  permission: "public",
  journal: "sign-in",
} as const;
const code = {
  id: "access.code",
  method: "POST",
  path: "/sign-in/code",
  permission: "public",
  journal: "sign-in",
} as const;
const recovery = {
  id: "access.recovery",
  method: "POST",
  path: "/sign-in/recovery",
  permission: "public",
  journal: "sign-in",
} as const;
const purposes = {
  id: "reference.purposes",
  method: "GET",
  path: "/purposes",
  permission: "session",
  journal: "none",
} as const;
const find = { id: "find", method: "GET", path: "/find", permission: "session", journal: "search" } as const;
const waiting = { id: "waiting", method: "GET", path: "/waiting", permission: "session", journal: "none" } as const;

export const apiSource: NodeSource = {
  session: () => ask<Session>(session),
  signOut: () => ask<undefined>(signOut),
  signIn: {
    password: (name, secret) => ask<SignInAnswer>(password, { body: { name, password: secret } }),
    code: (digits) => ask<SignInAnswer>(code, { body: { code: digits } }),
    recoveryCode: (word) => ask<SignInAnswer>(recovery, { body: { code: word } }),
  },
  purposes: () => ask<readonly PurposeChoice[]>(purposes),
  find: (text, signal) => ask<readonly FoundRecord[]>(find, { query: { text } }, signal),
  waiting: () => ask<Readonly<Record<string, number>>>(waiting),
};
