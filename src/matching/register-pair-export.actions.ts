/**
 * The pairs of two registers as a file.
 *
 * Promises: what the page shows to the same reader, in the same order, both records in one row; each part is read under the reader's rights at
 * that moment; an entry of the journal says that it was taken out. Refuses: who may not export; records that may not be passed on (H2, H3).
 */
import type { CallInput } from "../platform/contract.ts";
import { Problem, notFound } from "../platform/problem.ts";
import { openRoute, streamOf, type OpenContext } from "../platform/route.ts";
import { say } from "../platform/words.ts";
import { purposeCode, writeJournal } from "../journal/write.ts";
import { writeCsv } from "../registers/tabular/csv-writer.ts";
import { writeXlsx } from "../registers/tabular/xlsx-writer.ts";
import { pairSides, presentPair } from "./register-comparison.presenter.ts";
import { findComparison, listPairRows, type PairFilter } from "./register-comparison.store.ts";
import { exportPairs } from "./sweep.contract.ts";

const batch = 1_000;
const columns = [
  "record",
  "institution",
  "register",
  "reference",
  "type",
  "make",
  "model",
  "calibre",
  "serial",
  "reason",
  "day",
  "authority",
] as const;

async function exported(context: OpenContext, { params, query }: CallInput<typeof exportPairs>): Promise<Response> {
  const { database, identity, language } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const { format, ...bounds } = query;
  const reader = identity;
  await database.asActor(identity, async (tx, actor) => {
    if (!actor.permissions.has("records.export"))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "records.export" } });
    if (purposeCode(actor.purpose) === null) throw new Problem({ status: 428, code: "purpose-required" });
    if ((await findComparison(tx, params.id)) === undefined) throw notFound();
    await writeJournal(tx, actor, [
      { verb: "export", kind: "register-comparison", record: params.id, content: { query } },
    ]);
  });
  const word = (key: string): string => say(language, "comparisons", `file.${key}`);
  async function* rows(): AsyncGenerator<string[]> {
    yield [
      word("probability"),
      ...(["left", "right"] as const).flatMap((side) => columns.map((column) => `${word(side)}: ${word(column)}`)),
      word("because"),
    ];
    let after: PairFilter["after"] = null;
    for (;;) {
      const from: PairFilter["after"] = after;
      const { found, shown } = await database.asActor(reader, async (tx) => {
        const part = await listPairRows(tx, params.id, { ...bounds, after: from, limit: batch, leaving: true });
        return { found: part, shown: await pairSides(tx, part) };
      });
      for (const pair of shown) {
        const { left, right, probability, because } = presentPair(pair, language);
        yield [
          probability.toFixed(3),
          ...[left, right].flatMap((one) => [
            one.id,
            one.institution,
            one.register?.[language] ?? "",
            one.ownReference ?? "",
            one.weapon.type ?? "",
            one.weapon.make ?? "",
            one.weapon.model ?? "",
            one.weapon.calibre ?? "",
            one.weapon.serial ?? "",
            one.reason ?? "",
            one.day ?? "",
            one.authority ?? "",
          ]),
          because,
        ];
      }
      const last = found.at(-1);
      if (last === undefined || found.length < batch) return;
      after = [last.probability, last.left_id, last.right_id];
    }
  }
  const bytes = format === "xlsx" ? writeXlsx(rows()) : writeCsv(rows(), { bom: true });
  return new Response(streamOf(bytes), {
    headers: {
      "Content-Type":
        format === "xlsx"
          ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          : "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="tamga-pairs-${params.id.slice(-12)}.${format}"`,
    },
  });
}

export const pairExportRoutes = [openRoute(exportPairs, exported)];
