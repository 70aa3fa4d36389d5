/**
 * Firearms: what can be done with a weapon.
 *
 * Promises: readings and statements are only ever added; what lists and matching show follows from them in the same
 * transaction. Refuses: to overwrite what another examiner read.
 */
import type { z } from "zod";
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { parseRecordNumber, recordNumber, uuidv7 } from "../platform/ids.ts";
import { Problem, invalid, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { may } from "../access/policy.ts";
import { refreshFlags } from "../recoveries/recovery-flags.ts";
import { readSerialField } from "../matching/serial-field.ts";
import { queryKeys } from "../matching/serial-keys.ts";
import { classAspects, classList, classify, type ClassName } from "./classification.ts";
import { designate } from "./designation.ts";
import { serialRulesInForce } from "./country-serial-rules.ts";
import { decodeMarks } from "./decoded-marks.ts";
import { codesOf } from "../reference/merged-code.store.ts";
import { awaitedReasons, readingsDisagree } from "./examiner.ts";
import { examinationsOf, overriddenSince, putAwaited } from "./examiner.store.ts";
import { bestReading, bestStatement, serialFacts } from "./firearm.ts";
import { addReading, identify, listFirearms, readFirearm, type firearmInput } from "./firearm.contract.ts";
import { presentFirearm, presentFirearmSummary } from "./firearm.presenter.ts";
import {
  findFirearm,
  identificationsOf,
  insertFirearms,
  insertIdentifications,
  insertMarks,
  insertReadings,
  listFirearmRows,
  marksOf,
  putKeys,
  readingsOf,
  updateBest,
  type FirearmRow,
  type NewFirearm,
  type NewIdentification,
  type NewMark,
  type NewReading,
} from "./firearm.store.ts";

type FirearmInput = z.output<typeof firearmInput>;

/** What will be written for one weapon of a recovery. */
export interface FirearmRows {
  readonly firearm: NewFirearm;
  readonly marks: NewMark[];
  readonly readings: NewReading[];
  readonly statements: NewIdentification[];
}

/** Turns one weapon as entered into rows; used by the form and by the import alike. */
export function firearmRows(
  input: FirearmInput,
  place: { recoveryId: string; position: number; importRunId?: string; importRow?: number; source?: string },
): FirearmRows {
  const id = uuidv7();
  const source = place.source ?? "eye";
  const designations = designate(input);
  const more = {
    conversion: settled(input.conversion),
    generation: settled(input.generation),
    importer: settled(input.importer),
  };
  const marks: NewMark[] = [];
  const readings: NewReading[] = [];
  const disputed = input.marks.some((mark) => readingsDisagree(mark.readings));
  for (const [position, mark] of input.marks.entries()) {
    const markId = uuidv7();
    marks.push({ id: markId, firearmId: id, kind: mark.kind, place: mark.place, position });
    for (const reading of mark.readings) readings.push(newReading(markId, id, reading, false));
  }
  const statements: NewIdentification[] = [];
  for (const aspect of ["type", "make", "model", "calibre"] as const) {
    const { code, written } = designations[aspect];
    if (code !== null || written !== null)
      statements.push(newStatement(id, aspect, code, written ?? code ?? "", source));
  }
  if (input.country != null) statements.push(newStatement(id, "country", input.country, input.country, source));
  if (input.year != null) statements.push(newStatement(id, "year", null, String(input.year), source));
  for (const [aspect, { code, written }] of Object.entries(more))
    if (code !== null || written !== null)
      statements.push(newStatement(id, aspect, code, written ?? code ?? "", source));
  for (const name of Object.keys(classAspects) as ClassName[]) {
    const code = input.classes?.[name];
    if (code != null) statements.push(newStatement(id, classAspects[name], code, code, source));
  }
  return {
    firearm: {
      id,
      number: recordNumber(),
      recoveryId: place.recoveryId,
      position: place.position,
      ...designations,
      country: input.country ?? null,
      year: input.year ?? null,
      stateOwned: input.stateOwned ?? null,
      ...more,
      classes: classify(designations.type.code, input.classes ?? {}),
      ...serialFacts(input.marks),
      disputed,
      awaits: disputed ? ["identification", "readings"] : ["identification"],
      importRunId: place.importRunId ?? null,
      importRow: place.importRow ?? null,
    },
    marks,
    readings,
    statements,
  };
}

function settled(given: { code?: string | null | undefined; written?: string | null | undefined } | null | undefined) {
  return { code: given?.code ?? null, written: given?.written == null || given.written === "" ? null : given.written };
}

function newReading(
  markId: string,
  firearmId: string,
  reading: FirearmInput["marks"][number]["readings"][number],
  examined: boolean,
): NewReading {
  const normal = reading.written === "" ? "" : readSerialField(reading.written).normal;
  return {
    id: uuidv7(),
    markId,
    firearmId,
    written: reading.written,
    normal: normal === "" ? null : normal,
    state: reading.state,
    method: reading.method,
    confidence: reading.confidence,
    note: reading.note ?? null,
    photo: reading.photo == null ? null : { id: reading.photo.id, region: reading.photo.region ?? null },
    examined,
  };
}

function newStatement(
  firearmId: string,
  aspect: string,
  code: string | null,
  written: string,
  source: string,
): NewIdentification {
  return {
    id: uuidv7(),
    firearmId,
    aspect,
    code,
    written,
    source,
    sourceReference: null,
    grade: null,
    examined: false,
  };
}

/** Writes the rows of many weapons and makes them findable. */
export async function writeFirearms(tx: Context["tx"], rows: readonly FirearmRows[]): Promise<void> {
  await insertFirearms(
    tx,
    rows.map((row) => row.firearm),
  );
  await insertMarks(
    tx,
    rows.flatMap((row) => row.marks),
  );
  await insertReadings(
    tx,
    rows.flatMap((row) => row.readings),
  );
  await insertIdentifications(
    tx,
    rows.flatMap((row) => row.statements),
  );
  await putKeys(
    tx,
    rows.map((row) => row.firearm.id),
  );
}

/** One weapon as its reader sees it, with everything said about it; disagreements in words of `language`. */
export async function firearmViewOf(
  tx: Context["tx"],
  actor: Context["actor"],
  row: FirearmRow,
  language: Context["language"],
): Promise<CallOutput<typeof readFirearm>> {
  const [marks, readings, statements, examinations] = [
    await marksOf(tx, row.id),
    await readingsOf(tx, row.id),
    await identificationsOf(tx, row.id),
    await examinationsOf(tx, [row.id]),
  ];
  const { rules } = await serialRulesInForce(tx);
  return presentFirearm(actor, row, marks, readings, statements, examinations, rules, language);
}

export async function viewOf(context: Context, row: FirearmRow): Promise<CallOutput<typeof readFirearm>> {
  return firearmViewOf(context.tx, context.actor, row, context.language);
}

export async function getFirearm(context: Context, id: string): Promise<FirearmRow> {
  const row = await findFirearm(context.tx, id);
  if (row === undefined) throw notFound();
  return row;
}

async function read(context: Context, input: CallInput<typeof readFirearm>): Promise<CallOutput<typeof readFirearm>> {
  const row = await getFirearm(context, input.params.id);
  context.note({ verb: "read", kind: "firearm", record: row.id });
  return viewOf(context, row);
}

async function list(
  context: Context,
  { query }: CallInput<typeof listFirearms>,
): Promise<CallOutput<typeof listFirearms>> {
  const after = decodeCursor(query.after, 2);
  const number = query.q === undefined ? undefined : parseRecordNumber(query.q);
  const pattern = query.q === undefined ? [] : readSerialField(query.q).pattern;
  const { type, make, model, calibre, ...rest } = query;
  const { tx } = context;
  const rows = await listFirearmRows(tx, {
    ...rest,
    types: await codesOf(tx, "types", type),
    makes: await codesOf(tx, "makes", make),
    models: await codesOf(tx, "models", model),
    calibres: await codesOf(tx, "calibres", calibre),
    number,
    keys: pattern.length >= 3 ? queryKeys(pattern) : undefined,
    after: after === null ? null : [String(after[0]), String(after[1])],
    limit: query.limit + 1,
  });
  context.note({ verb: "search", kind: "firearm", content: { query } });
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  return {
    items: items.map(presentFirearmSummary),
    next: last === undefined ? null : encodeCursor([last.created_at, last.id]),
  };
}

/** Computes the best statements anew, and why the weapon still waits, after something was added or concluded. */
export async function refreshBest(context: Context, row: FirearmRow, concluded = false): Promise<void> {
  const statements = await identificationsOf(context.tx, row.id);
  const marks = await marksOf(context.tx, row.id);
  const readings = await readingsOf(context.tx, row.id);
  const best = (aspect: string) => bestStatement(statements.filter((statement) => statement.aspect === aspect));
  const designated = (aspect: string) => ({ code: best(aspect)?.code ?? null, written: best(aspect)?.written ?? null });
  const year = Number(best("year")?.written);
  const type = designated("type");
  const oldKeys = await updateBest(context.tx, row.id, {
    type,
    make: designated("make"),
    model: designated("model"),
    calibre: designated("calibre"),
    country: best("country")?.code ?? null,
    year: Number.isInteger(year) && year >= 1700 && year <= 2100 ? year : null,
    conversion: designated("conversion"),
    generation: designated("generation"),
    importer: designated("importer"),
    classes: classify(type.code, {
      unodc: best("unodc")?.code,
      hs: best("hs")?.code,
      administrative: best("admin-class")?.code,
    }),
    ...serialFacts(
      marks.map((mark) => ({ kind: mark.kind, readings: readings.filter((reading) => reading.mark_id === mark.id) })),
    ),
  });
  await putKeys(context.tx, [row.id], oldKeys);
  await refreshFlags(context.tx, row.recovery_id);
  const byMark = marks.map((mark) => ({
    readings: readings
      .filter((reading) => reading.mark_id === mark.id)
      .map((reading) => ({ written: reading.written, readAt: reading.read_at })),
  }));
  await putAwaited(context.tx, row.id, {
    disputed: byMark.some((mark) => readingsDisagree(mark.readings)),
    awaits: concluded
      ? []
      : awaitedReasons({
          marks: byMark,
          statements: statements.map((statement) => ({ ...statement, recordedAt: statement.recorded_at })),
          examinedAt: row.examined_at,
          yearAlarm: decodeMarks(
            (await serialRulesInForce(context.tx)).rules,
            marks.map((mark) => ({
              id: mark.id,
              kind: mark.kind,
              best: bestReading(readings.filter((reading) => reading.mark_id === mark.id))?.written ?? null,
            })),
            { make: best("make")?.code ?? null, country: best("country")?.code ?? null, recoveredOn: row.recovered_on },
          ).some((one) => one.afterRecovery),
          overridden: await overriddenSince(context.tx, row.id),
        }),
    concluded,
  });
}

async function addReadingTo(
  context: Context,
  { params, body }: CallInput<typeof addReading>,
): Promise<CallOutput<typeof addReading>> {
  const row = await getFirearm(context, params.id);
  if (!may(context.actor, "add-reading", "firearm", { institutionId: row.institution_id, audiences: [row.audience] })) {
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "firearms.identify" } });
  }
  const marks = await marksOf(context.tx, row.id);
  let markId: string;
  if ("id" in body.mark) {
    const wanted = body.mark.id;
    if (!marks.some((mark) => mark.id === wanted)) throw notFound();
    markId = wanted;
  } else {
    markId = uuidv7();
    await insertMarks(context.tx, [
      { id: markId, firearmId: row.id, kind: body.mark.kind, place: body.mark.place, position: marks.length },
    ]);
  }
  await insertReadings(context.tx, [
    newReading(markId, row.id, body.reading, context.actor.permissions.has("firearms.identify")),
  ]);
  await refreshBest(context, row);
  context.note({ verb: "change", kind: "firearm", record: row.id, content: { reading: body.reading, mark: markId } });
  return viewOf(context, await getFirearm(context, params.id));
}

/** The code of what is stated: given, or found in its list. A class that its list does not hold is refused by name. */
function codeOfStatement(row: FirearmRow, body: CallInput<typeof identify>["body"]): string | null {
  const { aspect, written } = body;
  const classes = classList(aspect);
  if (classes !== undefined) {
    const code = body.code ?? written;
    if (!classes.has(code)) throw invalid([{ path: "/code", code: "code-unknown" }]);
    return code;
  }
  if (body.code != null) return body.code;
  if (aspect !== "type" && aspect !== "make" && aspect !== "model" && aspect !== "calibre") return null;
  return designate({
    [aspect]: { written },
    ...(aspect === "model" && row.make_code !== null ? { make: { code: row.make_code } } : {}),
  })[aspect].code;
}

async function addStatement(
  context: Context,
  { params, body }: CallInput<typeof identify>,
): Promise<CallOutput<typeof identify>> {
  const row = await getFirearm(context, params.id);
  if (!may(context.actor, "identify", "firearm", { institutionId: row.institution_id, audiences: [row.audience] })) {
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "firearms.identify" } });
  }
  const code = codeOfStatement(row, body);
  await insertIdentifications(context.tx, [
    {
      id: uuidv7(),
      firearmId: row.id,
      aspect: body.aspect,
      code,
      written: body.written,
      source: body.source,
      sourceReference: body.sourceReference ?? null,
      grade: body.grade ?? null,
      examined: context.actor.permissions.has("firearms.identify") && body.source !== "import",
    },
  ]);
  await refreshBest(context, row);
  context.note({ verb: "change", kind: "firearm", record: row.id, content: { identification: body } });
  return viewOf(context, await getFirearm(context, params.id));
}

export const firearmRoutes = [
  route(readFirearm, read),
  route(listFirearms, list),
  route(addReading, addReadingTo),
  route(identify, addStatement),
];
