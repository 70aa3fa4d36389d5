/**
 * Figures and exports.
 *
 * Promises: every figure counts what its reader may see, at that moment, and says when it was computed; components are
 * given, never only a ratio; "not recorded" is a row of its own. Refuses: an export of what its reader could not open,
 * or of a record whose handling code holds it back from being passed on (H2, H3) – these rows are left out and counted.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { Problem } from "../platform/problem.ts";
import { openRoute, route, streamOf, type Context, type OpenContext } from "../platform/route.ts";
import { say } from "../platform/words.ts";
import { purposeCode, writeJournal } from "../journal/write.ts";
import { handlingOf } from "../recoveries/handling.ts";
import { typesSought, wordsSought } from "../recoveries/recovery.actions.ts";
import { writeCsv } from "../registers/tabular/csv-writer.ts";
import { writeXlsx } from "../registers/tabular/xlsx-writer.ts";
import { dimensions, exportRecoveries, figuresBoard, indicatorFigures, recoveryFigures } from "./figures.contract.ts";
import { figureExportRoutes } from "./figures-export.actions.ts";
import { mapRoutes } from "./map.actions.ts";
import { exportRows, hitCounts, type ExportRow } from "./figures.store.ts";
import type { Picture, PictureFilter } from "./picture.ts";
import { readPicture } from "./picture.store.ts";

const batch = 2_000;

async function recoveries(
  context: Context,
  { query }: CallInput<typeof recoveryFigures>,
): Promise<CallOutput<typeof recoveryFigures>> {
  context.note({ verb: "search", kind: "figures", content: { figure: "recoveries", query } });
  const { picture } = await readPicture(context.tx, context.database, query);
  const { recoveries: all, firearms, apart } = picture;
  return {
    by: query.by,
    rows: [...picture.by[query.by]],
    recoveries: all,
    firearms,
    apart,
    computedAt: context.clock.now().toISOString(),
  };
}

/** Numbers that nest: each is a part of the one before it, except the hits, which are parts of the first. */
async function componentsOf(
  context: Context,
  picture: Picture,
  query: PictureFilter,
): Promise<{ code: string; count: number }[]> {
  const { proposed, confirmed } = await hitCounts(context.tx, query);
  return [
    { code: "recovered", count: picture.firearms },
    { code: "serial-readable", count: picture.readable },
    { code: "identified", count: picture.identified },
    { code: "hit-proposed", count: proposed },
    { code: "hit-confirmed", count: confirmed },
  ];
}

async function indicators(
  context: Context,
  { query }: CallInput<typeof indicatorFigures>,
): Promise<CallOutput<typeof indicatorFigures>> {
  context.note({ verb: "search", kind: "figures", content: { figure: "components", query } });
  const { picture } = await readPicture(context.tx, context.database, query);
  return {
    components: await componentsOf(context, picture, query),
    computedAt: context.clock.now().toISOString(),
  };
}

/** All figures of the board in one transaction, under one audience. */
async function board(
  context: Context,
  { query }: CallInput<typeof figuresBoard>,
): Promise<CallOutput<typeof figuresBoard>> {
  context.note({ verb: "search", kind: "figures", content: { figure: "board", query } });
  const { picture, units } = await readPicture(context.tx, context.database, query);
  const { recoveries: all, firearms, apart } = picture;
  const named = new Set(picture.by.unit.map(({ key }) => key));
  return {
    components: await componentsOf(context, picture, query),
    dimensions: dimensions.map((by) => ({ by, rows: [...picture.by[by]] })),
    units: units.filter((unit) => named.has(String(unit.id))),
    recoveries: all,
    firearms,
    apart,
    computedAt: context.clock.now().toISOString(),
  };
}

const columns = [
  "number",
  "recovery",
  "institution",
  "manner",
  "date",
  "place",
  "region",
  "handling",
  "type",
  "make",
  "model",
  "calibre",
  "serial",
  "serial-state",
  "country",
  "year",
] as const;
const heldBack = 6;

function cells(row: ExportRow): string[] {
  return [
    row.number,
    row.recovery,
    row.institution,
    row.manner,
    row.occurred_on ?? "",
    row.place ?? "",
    row.region ?? "",
    handlingOf(row.handling).join(" ") || "H0",
    row.type ?? "",
    row.make ?? "",
    row.model ?? "",
    row.calibre ?? "",
    row.serial ?? "",
    row.serial_state,
    row.country ?? "",
    row.year === null ? "" : String(row.year),
  ];
}

/** Streams in batches, each under the reader's audience at that moment: a right withdrawn meanwhile ends the rows. */
async function exported(context: OpenContext, { query }: CallInput<typeof exportRecoveries>): Promise<Response> {
  const { database, identity, language } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const counted = query.counted === "yes";
  const { actorId, types } = await database.asActor(identity, async (tx, actor) => {
    if (!actor.permissions.has("records.export"))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "records.export" } });
    if (purposeCode(actor.purpose) === null) throw new Problem({ status: 428, code: "purpose-required" });
    await writeJournal(tx, actor, [{ verb: "export", kind: "recovery", content: { query } }]);
    return { actorId: actor.personId, types: await typesSought(tx, query.type, counted) };
  });
  const sought = wordsSought(query.q);
  async function* rows(): AsyncGenerator<string[]> {
    yield columns.map((column) => say(language, "figures", `columns.${column}`));
    let after: readonly [string, string] | null = null;
    for (;;) {
      const from: readonly [string, string] | null = after;
      const found: ExportRow[] = await database.asActor(identity ?? { personId: actorId }, (tx) =>
        exportRows(tx, { ...query, counted, ...types, ...sought }, from, batch),
      );
      for (const row of found) if ((row.handling & heldBack) === 0) yield cells(row);
      const last = found.at(-1);
      if (last === undefined || found.length < batch) return;
      after = [last.created_at, last.id];
    }
  }
  const bytes = query.format === "xlsx" ? writeXlsx(rows()) : writeCsv(rows(), { bom: true });
  const name = `tamga-recoveries.${query.format}`;
  return new Response(streamOf(bytes), {
    headers: {
      "Content-Type":
        query.format === "xlsx"
          ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          : "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name}"`,
    },
  });
}

export const figureRoutes = [
  route(recoveryFigures, recoveries),
  route(indicatorFigures, indicators),
  route(figuresBoard, board),
  ...figureExportRoutes,
  ...mapRoutes,
  openRoute(exportRecoveries, exported),
];
