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
import { Problem, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { may } from "../access/policy.ts";
import { readSerialField } from "../matching/serial-field.ts";
import { queryKeys } from "../matching/serial-keys.ts";
import { designate } from "./designation.ts";
import { bestStatement, serialFacts } from "./firearm.ts";
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
  const marks: NewMark[] = [];
  const readings: NewReading[] = [];
  for (const [position, mark] of input.marks.entries()) {
    const markId = uuidv7();
    marks.push({ id: markId, firearmId: id, kind: mark.kind, place: mark.place, position });
    for (const reading of mark.readings) readings.push(newReading(markId, id, reading));
  }
  const statements: NewIdentification[] = [];
  for (const aspect of ["type", "make", "model", "calibre"] as const) {
    const { code, written } = designations[aspect];
    if (code !== null || written !== null)
      statements.push(newStatement(id, aspect, code, written ?? code ?? "", source));
  }
  if (input.country != null) statements.push(newStatement(id, "country", input.country, input.country, source));
  if (input.year != null) statements.push(newStatement(id, "year", null, String(input.year), source));
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
      ...serialFacts(input.marks),
      importRunId: place.importRunId ?? null,
      importRow: place.importRow ?? null,
    },
    marks,
    readings,
    statements,
  };
}

function newReading(
  markId: string,
  firearmId: string,
  reading: FirearmInput["marks"][number]["readings"][number],
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
  };
}

function newStatement(
  firearmId: string,
  aspect: string,
  code: string | null,
  written: string,
  source: string,
): NewIdentification {
  return { id: uuidv7(), firearmId, aspect, code, written, source, sourceReference: null, grade: null };
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

async function viewOf(context: Context, row: FirearmRow): Promise<CallOutput<typeof readFirearm>> {
  const [marks, readings, statements] = [
    await marksOf(context.tx, row.id),
    await readingsOf(context.tx, row.id),
    await identificationsOf(context.tx, row.id),
  ];
  return presentFirearm(context.actor, row, marks, readings, statements);
}

async function getFirearm(context: Context, id: string): Promise<FirearmRow> {
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
  const rows = await listFirearmRows(context.tx, {
    ...query,
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

/** Computes the best statements anew after one was added. */
async function refreshBest(context: Context, row: FirearmRow): Promise<void> {
  const statements = await identificationsOf(context.tx, row.id);
  const marks = await marksOf(context.tx, row.id);
  const readings = await readingsOf(context.tx, row.id);
  const best = (aspect: string) => bestStatement(statements.filter((statement) => statement.aspect === aspect));
  const designated = (aspect: string) => ({ code: best(aspect)?.code ?? null, written: best(aspect)?.written ?? null });
  const year = Number(best("year")?.written);
  const oldKeys = await updateBest(context.tx, row.id, {
    type: designated("type"),
    make: designated("make"),
    model: designated("model"),
    calibre: designated("calibre"),
    country: best("country")?.code ?? null,
    year: Number.isInteger(year) && year >= 1700 && year <= 2100 ? year : null,
    ...serialFacts(
      marks.map((mark) => ({ kind: mark.kind, readings: readings.filter((reading) => reading.mark_id === mark.id) })),
    ),
  });
  await putKeys(context.tx, [row.id], oldKeys);
}

async function addReadingTo(
  context: Context,
  { params, body }: CallInput<typeof addReading>,
): Promise<CallOutput<typeof addReading>> {
  const row = await getFirearm(context, params.id);
  if (!may(context.actor, "add-reading", "firearm", { institutionId: row.institution_id })) {
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
  await insertReadings(context.tx, [newReading(markId, row.id, body.reading)]);
  await refreshBest(context, row);
  context.note({ verb: "change", kind: "firearm", record: row.id, content: { reading: body.reading, mark: markId } });
  return viewOf(context, await getFirearm(context, params.id));
}

async function addStatement(
  context: Context,
  { params, body }: CallInput<typeof identify>,
): Promise<CallOutput<typeof identify>> {
  const row = await getFirearm(context, params.id);
  if (!may(context.actor, "identify", "firearm", { institutionId: row.institution_id })) {
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "firearms.identify" } });
  }
  let code = body.code ?? null;
  if (code === null && body.aspect !== "country" && body.aspect !== "year") {
    code = designate({
      [body.aspect]: { written: body.written },
      ...(body.aspect === "model" && row.make_code !== null ? { make: { code: row.make_code } } : {}),
    })[body.aspect].code;
  }
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
