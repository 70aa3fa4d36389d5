/**
 * Overridden doubts as a file: one row for each unit, month and kind of doubt, beside the weapons recorded.
 *
 * Promises: the numbers of the page, to the same reader at that moment; an entry of the journal says what was taken out. Refuses:
 * whoever may not see figures; a row about a person.
 */
import type { CallInput } from "../platform/contract.ts";
import { Problem } from "../platform/problem.ts";
import { openRoute, streamOf, type OpenContext } from "../platform/route.ts";
import { hasWords, say } from "../platform/words.ts";
import { purposeCode, writeJournal } from "../journal/write.ts";
import { writeCsv } from "../registers/tabular/csv-writer.ts";
import { writeXlsx } from "../registers/tabular/xlsx-writer.ts";
import { exportOverrides } from "./recovery-status.contract.ts";
import { countOverrideRows } from "./recovery-status.store.ts";

const columns = ["institution", "unit", "month", "firearms", "doubt", "overrides"] as const;

async function exported(context: OpenContext, { query }: CallInput<typeof exportOverrides>): Promise<Response> {
  const { database, identity, language } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const { format, ...period } = query;
  const rows = await database.asActor(identity, async (tx, actor) => {
    if (!actor.permissions.has("figures.read"))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "figures.read" } });
    if (purposeCode(actor.purpose) === null) throw new Problem({ status: 428, code: "purpose-required" });
    await writeJournal(tx, actor, [{ verb: "export", kind: "figures", content: { figure: "overrides", query } }]);
    return countOverrideRows(tx, period);
  });
  async function* lines(): AsyncGenerator<string[]> {
    yield columns.map((column) => say(language, "figures", `overrides.${column}`));
    for (const row of rows) {
      const head = [row.institution, language === "ru" ? row.unit_ru : row.unit_en, row.month, String(row.firearms)];
      const doubts = Object.entries(row.by_doubt).sort(([, a], [, b]) => b - a);
      // A unit that passed nothing over has its line too: zero is a number.
      if (doubts.length === 0) yield [...head, "", "0"];
      for (const [code, count] of doubts)
        yield [
          ...head,
          hasWords(language, "quality-gate", `rule.${code}`) ? say(language, "quality-gate", `rule.${code}`) : code,
          String(count),
        ];
    }
  }
  const bytes = format === "xlsx" ? writeXlsx(lines()) : writeCsv(lines(), { bom: true });
  return new Response(streamOf(bytes), {
    headers: {
      "Content-Type":
        format === "xlsx"
          ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          : "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="tamga-overrides.${format}"`,
    },
  });
}

export const overrideExportRoutes = [openRoute(exportOverrides, exported)];
