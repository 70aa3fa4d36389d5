/** People of the node and their roles: the calls of administrators. Accounts only; no record's content passes here. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, page, pageQuery, recordId, text } from "../platform/contract-parts.ts";
import { username } from "./first-setup.contract.ts";
import { scopes } from "./roles.ts";

const params = z.object({ id: recordId });
const done = z.object({ done: z.literal(true) });
const reason = text(300).min(3);
const names = z.object({ en: z.string(), ru: z.string() });

/** The link is shown once; whoever has it becomes the person, so it is handed over as one hands over a key. */
const setup = z.object({ link: z.string(), token: z.string(), until: z.string() });

export const assignmentView = names.extend({
  id: recordId,
  code: z.string(),
  content: z.boolean(),
  scope: z.enum(scopes),
  unit: names.extend({ id: z.number().int() }),
  since: z.string(),
  until: z.string().nullable(),
  current: z.boolean(),
});

export const personLine = z.object({
  id: recordId,
  username: z.string(),
  latin: z.string(),
  cyrillic: z.string(),
  titleEn: z.string(),
  titleRu: z.string(),
  institution: institutionCode,
  unit: names.extend({ id: z.number().int(), code: z.string() }),
  active: z.boolean(),
  breakGlass: z.boolean(),
  roles: z.array(z.string()),
});

export const personView = personLine.omit({ roles: true }).extend({
  email: z.string().nullable(),
  language: z.enum(["en", "ru"]),
  since: z.string(),
  roles: z.array(assignmentView),
  /** How the person can sign in, without anything secret. */
  ways: z.object({
    password: z.boolean(),
    totp: z.number().int(),
    passkeys: z.number().int(),
    recoveryCodes: z.number().int(),
    oidc: z.boolean(),
    setupLinkUntil: z.string().nullable(),
    locked: z.boolean(),
  }),
  sessions: z.number().int(),
  lastSignIn: z.string().nullable(),
  tokens: z.number().int(),
  may: z.array(
    z.enum([
      "change",
      "close",
      "reopen",
      "setup-link",
      "reset-second-factor",
      "unlock",
      "assign-role",
      "end-sessions",
      "link-oidc",
    ]),
  ),
});

export const listPeople = contract({
  id: "access.people",
  method: "GET",
  path: "/people",
  summary: "People of one's own institution; administrators of the focal point see those of all",
  query: pageQuery.extend({
    q: text(100).optional(),
    institution: institutionCode.optional(),
    role: text(40).optional(),
    active: z.enum(["true", "false"]).optional(),
  }),
  output: page(personLine),
  permission: "people.administer",
  journal: "search",
});

export const readPerson = contract({
  id: "access.person",
  method: "GET",
  path: "/people/:id",
  summary: "A person's account",
  params,
  output: personView,
  permission: "people.administer",
  journal: "read",
});

export const createPerson = contract({
  id: "access.create-person",
  method: "POST",
  path: "/people",
  summary: "Make an account; gives a one-time set-up link, good for 72 hours",
  body: z.object({
    username,
    nameLatin: text(120).min(2),
    nameCyrillic: text(120).min(2),
    titleEn: text(120).default(""),
    titleRu: text(120).default(""),
    unit: z.number().int(),
    language: z.enum(["en", "ru"]).default("ru"),
    email: z.email().max(200).nullish(),
  }),
  output: z.object({ person: personView, setup }),
  permission: "people.administer",
  journal: "administer",
});

export const changePerson = contract({
  id: "access.change-person",
  method: "PUT",
  path: "/people/:id",
  summary: "Correct names, titles, unit and e-mail of a person",
  params,
  body: z.object({
    nameLatin: text(120).min(2),
    nameCyrillic: text(120).min(2),
    titleEn: text(120),
    titleRu: text(120),
    unit: z.number().int(),
    email: z.email().max(200).nullable(),
  }),
  output: personView,
  permission: "people.administer",
  journal: "administer",
});

export const closePerson = contract({
  id: "access.close-person",
  method: "POST",
  path: "/people/:id/closure",
  summary: "Close an account; its sessions and tokens end at once",
  params,
  body: z.object({ reason }),
  output: personView,
  permission: "people.administer",
  journal: "administer",
});

export const reopenPerson = contract({
  id: "access.reopen-person",
  method: "POST",
  path: "/people/:id/reopening",
  summary: "Open a closed account again",
  params,
  body: z.object({ reason }),
  output: personView,
  permission: "people.administer",
  journal: "administer",
});

export const newSetupLink = contract({
  id: "access.setup-link",
  method: "POST",
  path: "/people/:id/setup-link",
  summary: "A new one-time set-up link, with which the person chooses a password; the person is told",
  params,
  body: z.object({ reason }),
  output: setup,
  permission: "people.administer",
  journal: "administer",
});

export const resetSecondFactor = contract({
  id: "access.reset-second-factor",
  method: "POST",
  path: "/people/:id/second-factor-reset",
  summary: "Remove a person's second factors and end their sessions; the person is told",
  params,
  body: z.object({ reason }),
  output: personView,
  permission: "people.administer",
  journal: "administer",
});

export const unlockPerson = contract({
  id: "access.unlock-person",
  method: "POST",
  path: "/people/:id/unlocking",
  summary: "End a lock-out after wrong passwords",
  params,
  output: personView,
  permission: "people.administer",
  journal: "administer",
});

export const endPersonSessions = contract({
  id: "access.end-person-sessions",
  method: "POST",
  path: "/people/:id/sign-out",
  summary: "End all sessions of a person, at once",
  params,
  body: z.object({ reason }),
  output: z.object({ ended: z.number().int() }),
  permission: "people.administer",
  journal: "administer",
});

export const linkOidc = contract({
  id: "access.link-oidc",
  method: "PUT",
  path: "/people/:id/oidc",
  summary: "Link a person to a subject of the outside identity service, or end the link",
  params,
  body: z.object({ subject: text(255).min(1).nullable() }),
  output: personView,
  permission: "people.administer",
  journal: "administer",
});

export const assignToRole = contract({
  id: "access.assign-role",
  method: "POST",
  path: "/people/:id/roles",
  summary: "Give a role, with its scope and unit, until a date or without end; never to oneself",
  params,
  body: z.object({
    role: text(40).min(1),
    scope: z.enum(scopes),
    /** The person's own unit when absent. */
    unit: z.number().int().optional(),
    until: z.iso.datetime({ offset: true }).nullish(),
  }),
  output: personView,
  permission: "people.administer",
  journal: "administer",
});

export const endRole = contract({
  id: "access.end-role",
  method: "DELETE",
  path: "/people/:id/roles/:assignment",
  summary: "End a role, at once",
  params: params.extend({ assignment: recordId }),
  output: done,
  permission: "people.administer",
  journal: "administer",
});

export const listRoles = contract({
  id: "access.roles",
  method: "GET",
  path: "/roles",
  summary: "Roles, and the permissions each holds",
  output: z.object({
    items: z.array(names.extend({ code: z.string(), content: z.boolean(), permissions: z.array(z.string()) })),
  }),
  permission: "session",
  journal: "none",
});
