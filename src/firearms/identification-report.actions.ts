/**
 * Printing the identification report.
 *
 * Promises: what is printed is what its printer sees at that moment; the printing is an entry of the journal with
 * receiver, purpose and the hashes of the photographs on it, a disclosure when it leaves the house. Refuses: what a
 * handling code holds back, without the leave of who provided it; the leave stands on the paper and in the journal.
 */
import type { CallInput } from "../platform/contract.ts";
import { Problem, notFound } from "../platform/problem.ts";
import { openRoute, type OpenContext } from "../platform/route.ts";
import { say } from "../platform/words.ts";
import { may } from "../access/policy.ts";
import { nodeFacts } from "../access/session.store.ts";
import { purposeCode, purposeText, writeJournal } from "../journal/write.ts";
import { explainMatch, explainSentence } from "../matching/match-explain.ts";
import type { RankedMatch } from "../matching/match-answer.ts";
import { codeLists } from "../reference/lists.ts";
import { handlingOf } from "../recoveries/handling.ts";
import { firearmViewOf } from "./firearm.actions.ts";
import { findFirearm } from "./firearm.store.ts";
import { printReport } from "./identification-report.contract.ts";
import { makePdf } from "./identification-report-pdf.ts";
import { hitsOfWeapon, institutionNames, photosOf } from "./identification-report.store.ts";
import { reportDocument, type ReportFacts } from "./identification-report.ts";

const [h1, h2, h3] = [1, 2, 4];

/** Whether the handling code asks for the provider's leave before this receiver gets the paper. */
export function needsLeave(handling: number, receiver: string, ownWeapon: boolean): boolean {
  const heldBack = (handling & (h2 | h3)) !== 0 && !(receiver === "own-file" && ownWeapon);
  return heldBack || ((handling & h1) !== 0 && receiver === "court");
}

async function print(context: OpenContext, { params, body }: CallInput<typeof printReport>): Promise<Response> {
  const { database, identity, clock } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const facts = await database.asActor(identity, async (tx, actor): Promise<ReportFacts> => {
    if (purposeCode(actor.purpose) === null) throw new Problem({ status: 428, code: "purpose-required" });
    const row = await findFirearm(tx, params.id);
    if (row === undefined) throw notFound();
    if (!may(actor, "report", "firearm", { institutionId: row.institution_id, audiences: [row.audience] }))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "records.export" } });
    const leave = body.leave == null || body.leave === "" ? null : body.leave;
    if (leave === null && needsLeave(row.handling, body.receiver, row.institution_id === actor.institutionId))
      throw new Problem({
        status: 403,
        code: "report-held-back",
        values: { codes: handlingOf(row.handling).join(", ") },
      });
    const weapon = await firearmViewOf(tx, actor, row, body.language);
    const photos = await photosOf(tx, row.id);
    const hits = actor.permissions.has("hits.read") ? await hitsOfWeapon(tx, row.id) : null;
    const institutions = await institutionNames(tx);
    const purpose = codeLists().purposes.get(purposeCode(actor.purpose) ?? "");
    const words = purposeText(actor.purpose);
    await writeJournal(tx, actor, [
      {
        verb: body.receiver === "own-file" ? "export" : "disclose",
        kind: "firearm",
        record: row.id,
        content: { report: { ...body, leave }, photos: photos.map((photo) => photo.sha256) },
      },
      ...(hits ?? []).map((hit) => ({ verb: "read" as const, kind: "hit", record: hit.id })),
    ]);
    const ru = body.language === "ru";
    return {
      weapon,
      photos: photos.map(({ id, name, sha256, jpeg }) => ({ id, name, sha256, jpeg: isJpeg(jpeg) ? jpeg : null })),
      hits:
        hits?.map((hit) => ({
          number: hit.number,
          state: hit.state,
          other: hit.other,
          institution: hit.institution,
          probability: hit.probability,
          because: explainSentence(
            explainMatch({ why: hit.why as RankedMatch["why"], rivals: 0 }),
            (key, values) => say(body.language, "matching", key, values),
            body.language,
          ),
        })) ?? null,
      node: (await nodeFacts(tx)).name?.[body.language] ?? "Tamga",
      institutions: new Map(institutions.map((one) => [one.code, ru ? one.ru : one.en])),
      printed: {
        by: ru ? actor.nameCyrillic : actor.nameLatin,
        institution:
          institutions.find((one) => one.code === actor.institution)?.[ru ? "ru" : "en"] ?? actor.institution,
        at: clock.now(),
        timeZone: body.timeZone,
        receiver: body.receiver,
        recipient: body.recipient,
        purpose: [purpose?.[ru ? "ru" : "en"] ?? actor.purpose ?? "", words].filter((part) => part !== null).join(", "),
        leave,
      },
    };
  });
  // A weapon that was just printed is told by its number: nothing of its content stands in the file's name.
  const pdf = await makePdf(reportDocument(facts, body.language));
  return new Response(new Blob([new Uint8Array(pdf)]), {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": `attachment; filename="${facts.weapon.number}.pdf"`,
      "Content-Length": String(pdf.byteLength),
    },
  });
}

function isJpeg(bytes: Buffer | null): boolean {
  return bytes !== null && bytes[0] === 0xff && bytes[1] === 0xd8;
}

export const identificationReportRoutes = [openRoute(printReport, print)];
