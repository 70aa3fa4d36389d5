/**
 * The recovery picture as a file: the rows of one chart, or of all, as CSV or XLSX.
 *
 * Promises: the same numbers as the board gives to the same reader at that moment, with the names in the reader's language
 * beside the codes; an entry of the journal says what was taken out. Refuses: whoever may not see figures.
 */
import type { CallInput } from "../platform/contract.ts";
import { Problem } from "../platform/problem.ts";
import { openRoute, streamOf, type OpenContext } from "../platform/route.ts";
import { say, type Language } from "../platform/words.ts";
import { purposeCode, writeJournal } from "../journal/write.ts";
import { codeLists } from "../reference/lists.ts";
import { writeCsv } from "../registers/tabular/csv-writer.ts";
import { writeXlsx } from "../registers/tabular/xlsx-writer.ts";
import { dimensions, exportFigures } from "./figures.contract.ts";
import { readPicture, type PictureUnit } from "./picture.store.ts";

type Named = ReadonlyMap<string, { readonly en: string; readonly ru: string }>;

/** Names of what is counted by: reference lists, and what the country has configured. */
function namer(
  language: Language,
  units: readonly PictureUnit[],
  institutions: Named,
  regions: Named,
): (by: (typeof dimensions)[number], key: string | null) => string {
  const lists = codeLists();
  const unitNames: Named = new Map(units.map((unit) => [String(unit.id), unit]));
  const known: Partial<Record<(typeof dimensions)[number], Named>> = {
    manner: lists.manners,
    institution: institutions,
    unit: unitNames,
    region: regions,
    type: lists.types,
    "serial-state": lists.markStates,
    ground: lists.grounds,
    context: lists.contexts,
  };
  return (by, key) =>
    key === null ? say(language, "figures", "export.not-recorded") : (known[by]?.get(key)?.[language] ?? key);
}

async function exported(context: OpenContext, { query }: CallInput<typeof exportFigures>): Promise<Response> {
  const { database, identity, language } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const { format, by, ...choice } = query;
  const rows = await database.asActor(identity, async (tx, actor) => {
    if (!actor.permissions.has("figures.read"))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "figures.read" } });
    if (purposeCode(actor.purpose) === null) throw new Problem({ status: 428, code: "purpose-required" });
    await writeJournal(tx, actor, [{ verb: "export", kind: "figures", content: { query } }]);
    const { picture, units } = await readPicture(tx, database, choice);
    const institutions = await tx.query<{ code: string; en: string; ru: string }>(
      "select code, name_en as en, name_ru as ru from access.institution",
    );
    const regions = await tx.query<{ code: string; en: string; ru: string }>(
      "select r.code, r.en, r.ru from platform.setting s cross join lateral jsonb_to_recordset(s.value) as r(code text, en text, ru text) where s.key = 'country.regions' and jsonb_typeof(s.value) = 'array'",
    );
    const byCode = (list: readonly { code: string; en: string; ru: string }[]): Named =>
      new Map(list.map((one) => [one.code, one]));
    const name = namer(language, units, byCode(institutions), byCode(regions));
    return (by === undefined ? dimensions : [by]).flatMap((one) =>
      picture.by[one].map((row) => [
        say(language, "figures", `export.by.${one}`),
        row.key ?? "",
        name(one, row.key),
        String(row.recoveries),
        String(row.firearms),
        String(row.apart),
      ]),
    );
  });
  async function* lines(): AsyncGenerator<string[]> {
    yield ["by", "code", "name", "recoveries", "firearms", "apart"].map((column) =>
      say(language, "figures", `export.columns.${column}`),
    );
    yield* rows;
  }
  const bytes = format === "xlsx" ? writeXlsx(lines()) : writeCsv(lines(), { bom: true });
  return new Response(streamOf(bytes), {
    headers: {
      "Content-Type":
        format === "xlsx"
          ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          : "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="tamga-figures${by === undefined ? "" : `-${by}`}.${format}"`,
    },
  });
}

export const figureExportRoutes = [openRoute(exportFigures, exported)];
