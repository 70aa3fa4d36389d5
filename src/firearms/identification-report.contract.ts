/** The identification report on paper. The call. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { recordId, text } from "../platform/contract-parts.ts";

/** A time zone of the IANA database, as the printer's machine names it. */
const timeZone = z
  .string()
  .max(60)
  .refine((zone) => {
    try {
      return new Intl.DateTimeFormat("en", { timeZone: zone }).format(0) !== "";
    } catch {
      return false;
    }
  });

/** Who receives the report: what the handling codes ask about. */
export const reportReceivers = ["own-file", "authority", "court", "abroad"] as const;

export const printReport = contract({
  id: "firearms.report",
  method: "POST",
  path: "/firearms/:id/report",
  summary: "Print the identification report as PDF in the language of its receiver; an export that is noted",
  params: z.object({ id: recordId }),
  body: z
    .object({
      language: z.enum(["en", "ru"]),
      receiver: z.enum(reportReceivers),
      /** Office or person it goes to, and its number there; stands on the report. */
      recipient: text(200).default(""),
      /** The provider's leave, where the handling code asks for one. */
      leave: text(300).nullish(),
      /** In which moments are told on the paper. */
      timeZone: timeZone.default("UTC"),
    })
    .refine((value) => value.receiver === "own-file" || value.recipient !== "", {
      path: ["recipient"],
      params: { code: "required" },
    }),
  output: z.unknown(),
  permission: "recoveries.read",
  journal: "export",
  purpose: "required",
  stream: "application/pdf",
});
