/** First set-up of a node: the calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, text } from "../platform/contract-parts.ts";
import { signInAnswer, ticketToken, typedPassword } from "./sign-in.contract.ts";

export const username = text(63)
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,62}$/);

export const setupState = contract({
  id: "access.setup-state",
  method: "GET",
  path: "/setup",
  summary: "Whether the node waits for its first administrator",
  output: z.object({
    needed: z.boolean(),
    institutions: z.array(z.object({ code: z.string(), en: z.string(), ru: z.string() })),
    leastLength: z.number().int(),
  }),
  permission: "public",
  journal: "none",
});

export const setUp = contract({
  id: "access.setup",
  method: "POST",
  path: "/setup",
  summary: "Make the first administrator, with the one-time token that the node printed at its start",
  body: z.object({
    token: ticketToken,
    /** The administrator's institution: the national focal point. One that exists already keeps its names. */
    institution: z.object({
      code: institutionCode,
      nameEn: text(200).min(2),
      nameRu: text(200).min(2),
      shortEn: text(60).optional(),
      shortRu: text(60).optional(),
    }),
    node: z.object({ en: text(120).min(2), ru: text(120).min(2) }).optional(),
    person: z.object({
      username,
      nameLatin: text(120).min(2),
      nameCyrillic: text(120).min(2),
      language: z.enum(["en", "ru"]),
    }),
    password: typedPassword,
  }),
  output: signInAnswer,
  permission: "public",
  journal: "administer",
});
