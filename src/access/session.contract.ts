/** Who am I, my sessions, signing out: the calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, recordId } from "../platform/contract-parts.ts";

const names = z.object({ en: z.string(), ru: z.string() });
const done = z.object({ done: z.literal(true) });

export const bell = z.object({
  /** The notice to acknowledge. */
  id: recordId,
  at: z.string(),
  kind: z.enum(["break-glass", "second-factor-taken"]),
  /** User name of the sealed account, or of whose second factors were taken away. */
  username: z.string(),
  address: z.string(),
  /** User name of who took them away; null for a sealed account. */
  by: z.string().nullable(),
});

export const readMe = contract({
  id: "access.me",
  method: "GET",
  path: "/me",
  summary: "Who is signed in, with what rights, on what node",
  output: z.object({
    person: z.object({
      id: recordId,
      username: z.string(),
      latin: z.string(),
      cyrillic: z.string(),
      titleEn: z.string(),
      titleRu: z.string(),
      email: z.string().nullable(),
      language: z.enum(["en", "ru"]),
      breakGlass: z.boolean(),
    }),
    institution: names.extend({ code: institutionCode, kind: z.string(), shortEn: z.string(), shortRu: z.string() }),
    unit: names.extend({ id: z.number().int(), code: z.string() }),
    roles: z.array(
      names.extend({
        code: z.string(),
        scope: z.string(),
        unit: names.extend({ id: z.number().int() }),
        until: z.string().nullable(),
      }),
    ),
    permissions: z.array(z.string()),
    /** Purposes that this person's roles may state, for the Tamga-Purpose header. */
    purposes: z.array(names.extend({ code: z.string() })),
    /** Null for a machine token. */
    session: z
      .object({
        id: recordId,
        strength: z.string(),
        since: z.string(),
        until: z.string(),
        idleMinutes: z.number().int(),
      })
      .nullable(),
    /** The session can do nothing until a second factor is set up. */
    setUpSecondFactor: z.boolean(),
    /** Unseen notices, bells included. */
    notices: z.number().int(),
    /** Bells that this person has not acknowledged. */
    bell: z.array(bell),
    node: z.object({ name: names.nullable(), demo: z.boolean() }),
  }),
  permission: "session",
  journal: "none",
});

export const setLanguage = contract({
  id: "access.set-language",
  method: "PUT",
  path: "/me/language",
  summary: "Choose the language of the interface",
  body: z.object({ language: z.enum(["en", "ru"]) }),
  output: done,
  permission: "session",
  journal: "none",
});

export const listSessions = contract({
  id: "access.sessions",
  method: "GET",
  path: "/me/sessions",
  summary: "Where one is signed in",
  output: z.object({
    items: z.array(
      z.object({
        id: recordId,
        current: z.boolean(),
        since: z.string(),
        seen: z.string(),
        until: z.string(),
        strength: z.string(),
        userAgent: z.string().nullable(),
        address: z.string().nullable(),
      }),
    ),
  }),
  permission: "session",
  journal: "none",
});

export const endSession = contract({
  id: "access.end-session",
  method: "DELETE",
  path: "/me/sessions/:id",
  summary: "End one of one's own sessions, at once",
  params: z.object({ id: recordId }),
  output: done,
  permission: "session",
  journal: "sign-in",
});

export const signOut = contract({
  id: "access.sign-out",
  method: "POST",
  path: "/sign-out",
  summary: "Sign out here",
  output: done,
  permission: "session",
  journal: "sign-in",
});

export const signOutEverywhere = contract({
  id: "access.sign-out-everywhere",
  method: "POST",
  path: "/sign-out/everywhere",
  summary: "End all of one's sessions, this one included",
  output: z.object({ ended: z.number().int() }),
  permission: "session",
  journal: "sign-in",
});
