/** Institutions and their units: the calls of administrators. Listing them is `access.institutions`. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, text } from "../platform/contract-parts.ts";

const name = text(200).min(2);
const short = text(60).min(2);
const done = z.object({ done: z.literal(true) });
const code = z.object({ code: institutionCode });

/** The only thing a pointer may tell beside the institution: whom to ask. */
const contact = z.strictObject({
  duty_line: text(60).optional(),
  email: z.email().max(200).optional(),
  hours: text(60).optional(),
  unit: text(120).optional(),
});

const unitBody = z.object({
  kind: text(40).min(2),
  nameEn: name,
  nameRu: name,
  region: text(120).nullish(),
  place: text(120).nullish(),
});

export const createInstitution = contract({
  id: "access.create-institution",
  method: "POST",
  path: "/institutions",
  summary: "Add an institution with its first unit; by administrators of the focal point",
  body: z.object({
    code: institutionCode,
    kind: text(40).min(2),
    nameEn: name,
    nameRu: name,
    shortEn: short,
    shortRu: short,
    contact: contact.default({}),
    unit: z.object({ code: institutionCode, nameEn: name, nameRu: name }),
  }),
  output: z.object({ unit: z.number().int() }),
  permission: "people.administer",
  journal: "administer",
});

export const changeInstitution = contract({
  id: "access.change-institution",
  method: "PUT",
  path: "/institutions/:code",
  summary: "Correct names and contact of an institution",
  params: code,
  body: z.object({ nameEn: name, nameRu: name, shortEn: short, shortRu: short, contact }),
  output: done,
  permission: "people.administer",
  journal: "administer",
});

export const createUnit = contract({
  id: "access.create-unit",
  method: "POST",
  path: "/institutions/:code/units",
  summary: "Add a unit below another",
  params: code,
  body: unitBody.extend({ code: institutionCode, parent: z.number().int() }),
  output: z.object({ unit: z.number().int() }),
  permission: "people.administer",
  journal: "administer",
});

export const changeUnit = contract({
  id: "access.change-unit",
  method: "PUT",
  path: "/institutions/:code/units/:unit",
  summary: "Correct a unit, or close it when nobody works there",
  params: code.extend({ unit: z.coerce.number().int().min(1).max(2_147_483_647) }),
  body: unitBody.extend({ active: z.boolean() }),
  output: done,
  permission: "people.administer",
  journal: "administer",
});
