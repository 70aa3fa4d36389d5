/** The serial decoding rules in force: the shipped ones, the country's own, and what is wrong with a row of these. The call. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";

export const listSerialRules = contract({
  id: "firearms.serial-rules",
  method: "GET",
  path: "/reference-serial-rules",
  summary: "Serial decoding rules in force, the country's own first, and rows of the country that cannot be used",
  output: z.object({
    items: z.array(
      z.object({
        code: z.string(),
        en: z.string(),
        ru: z.string(),
        kind: z.enum(["date", "shape"]),
        marks: z.array(z.string()),
        /** Codes; empty with empty countries: of any make. */
        makes: z.array(z.string()),
        countries: z.array(z.string()),
        maker: z.string().nullable(),
        pattern: z.string(),
        confidence: z.enum(["sure", "probable", "possible"]),
        source: z.string(),
        /** Of the country's setting, not shipped. */
        own: z.boolean(),
      }),
    ),
    /** Rows of the setting that are left out. Row 0: the setting as a whole. */
    faults: z.array(
      z.object({ row: z.number().int(), column: z.string(), code: z.string(), value: z.string(), message: z.string() }),
    ),
  }),
  permission: "reference.curate",
  journal: "none",
});
