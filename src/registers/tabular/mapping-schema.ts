/**
 * A mapping as a JSON value: which column fills which field. Apart from mapping.ts, because the desk application checks mappings too and
 * has no use for the proposing.
 */
import { z } from "zod";
import { repeatable, targets, type Target } from "./fields.ts";

const orderSchema = z.enum(["dmy", "mdy"]);

export const mappingSchema = z
  .strictObject({
    version: z.literal(1),
    /** SHA-256 of the normalised headers, hex. */
    fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
    columns: z
      .array(
        z.strictObject({
          header: z.string().max(4000),
          target: z.enum(targets),
          /** A person's answer to `date-order-ambiguous`. */
          dateOrders: z
            .strictObject({ "/": orderSchema.optional(), ".": orderSchema.optional(), "-": orderSchema.optional() })
            .optional(),
        }),
      )
      .min(1)
      .max(16_384),
  })
  .superRefine((mapping, context) => {
    const seen = new Set<Target>();
    for (const [i, column] of mapping.columns.entries()) {
      if (repeatable.has(column.target)) continue;
      if (seen.has(column.target)) {
        context.addIssue({ code: "custom", message: "target-taken-twice", path: ["columns", i, "target"] });
      }
      seen.add(column.target);
    }
  });
export type Mapping = z.infer<typeof mappingSchema>;
