/**
 * Registers: what to trace against, whose it is, as of when; their records and where each came from.
 *
 * Promises: counts are of records that stand; every look at a record is journalled; what a record's row said is all shown.
 * Refuses: to change a record by hand (a register comes from its keeper's files); to show a register through one record.
 */
import type { z } from "zod";
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { uuidv7 } from "../platform/ids.ts";
import { Problem, invalid, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { hasWords, say } from "../platform/words.ts";
import { may, mayDo } from "../access/policy.ts";
import { presentPerson } from "../firearms/firearm.presenter.ts";
import { registerProgress } from "../access/recomputation.store.ts";
import { handlingBits, handlingOf } from "../recoveries/handling.ts";
import { strongKeys } from "../matching/candidate.store.ts";
import { readSerialField } from "../matching/serial-field.ts";
import { keyKind, queryKeys } from "../matching/serial-keys.ts";
import { codeLists } from "../reference/lists.ts";
import { codesOf } from "../reference/merged-code.store.ts";
import { changesOfRecord } from "./extract.store.ts";
import { presentChange } from "./extract.presenter.ts";
import { outcomeRows } from "./import-chunk.store.ts";
import { findRun } from "./import-run.store.ts";
import { splitQuestion } from "./question.ts";
import {
  changeRegister,
  createRegister,
  listRecords,
  listRegisters,
  readRecord,
  readRegister,
  setFeed,
  type recordSummary,
} from "./register.contract.ts";
import {
  changeFeed,
  findRecord,
  findRegister,
  findRegisterByCode,
  insertRegister,
  listRecordRows,
  listRegisterRows,
  oneKeeperAtATime,
  updateRegister,
  type RecordRow,
  type RegisterRow,
} from "./register.store.ts";

function presentRegister(
  context: Context,
  row: RegisterRow,
  goingThrough: CallOutput<typeof readRegister>["goingThrough"] = null,
): CallOutput<typeof readRegister> {
  return {
    id: row.id,
    code: row.code,
    kind: row.kind as CallOutput<typeof readRegister>["kind"],
    en: row.name_en,
    ru: row.name_ru,
    legalBasis: row.legal_basis,
    institution: row.institution,
    unit: { id: row.unit_id, en: row.unit_en, ru: row.unit_ru },
    createdBy: presentPerson(row),
    createdAt: row.created_at,
    purposes: row.purposes,
    closedNow: row.closed_now,
    feed:
      row.feed_since === null
        ? null
        : {
            by: presentPerson({
              person_id: row.feed_id,
              latin: row.feed_latin,
              cyrillic: row.feed_cyrillic,
              by_institution: row.feed_institution ?? row.institution,
            }),
            since: row.feed_since,
          },
    asOf: row.as_of,
    records: row.record_count,
    handling: handlingOf(row.handling),
    goingThrough,
    may: mayDo(context.actor, "register", { institutionId: row.institution_id, audiences: [row.audience] }),
  };
}

async function list(context: Context): Promise<CallOutput<typeof listRegisters>> {
  const rows = await listRegisterRows(context.tx);
  return {
    items: rows.map((row) => presentRegister(context, row)),
    mayCreate: context.actor.permissions.has("registers.keep"),
  };
}

async function getRegister(context: Context, id: string): Promise<RegisterRow> {
  const row = await findRegister(context.tx, id);
  if (row === undefined) throw notFound();
  return row;
}

async function present(context: Context, id: string): Promise<CallOutput<typeof readRegister>> {
  const row = await getRegister(context, id);
  return presentRegister(context, row, (await registerProgress(context.tx, id)) ?? null);
}

async function read(
  context: Context,
  { params }: CallInput<typeof readRegister>,
): Promise<CallOutput<typeof readRegister>> {
  return present(context, params.id);
}

/** Refuses a purpose that is in no list: a register bound to it would be closed to everybody. */
function refuseUnknown(purposes: readonly string[] | undefined): void {
  const unknown = (purposes ?? []).findIndex((code) => !codeLists().purposes.has(code));
  if (unknown >= 0) throw invalid([{ path: `/purposes/${unknown}`, code: "unknown" }]);
}

async function create(
  context: Context,
  { body }: CallInput<typeof createRegister>,
): Promise<CallOutput<typeof createRegister>> {
  const id = uuidv7();
  refuseUnknown(body.purposes);
  // Keepers of one institution take turns: among the registers that the keeper sees, a code is there once. What another unit
  // keeps unseen may bear the same code, and does not show.
  await oneKeeperAtATime(context.tx);
  if ((await findRegisterByCode(context.tx, context.actor.institutionId, body.code)) !== undefined)
    throw invalid([{ path: "/code", code: "code-taken" }]);
  await insertRegister(context.tx, { id, ...body, handling: handlingBits(body.handling ?? []) });
  context.note({ verb: "create", kind: "register", record: id, content: body });
  return present(context, id);
}

async function change(
  context: Context,
  { params, body }: CallInput<typeof changeRegister>,
): Promise<CallOutput<typeof changeRegister>> {
  const row = await getRegister(context, params.id);
  if (!may(context.actor, "change", "register", { institutionId: row.institution_id, audiences: [row.audience] })) {
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "registers.keep" } });
  }
  const { handling, ...rest } = body;
  refuseUnknown(body.purposes);
  await updateRegister(context.tx, row.id, {
    ...rest,
    handling: handling === undefined ? undefined : handlingBits(handling),
  });
  context.note({ verb: "change", kind: "register", record: row.id, content: body });
  return present(context, row.id);
}

async function feed(
  context: Context,
  { params, body }: CallInput<typeof setFeed>,
): Promise<CallOutput<typeof setFeed>> {
  const row = await getRegister(context, params.id);
  if (!may(context.actor, "import", "register", { institutionId: row.institution_id, audiences: [row.audience] }))
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "imports.run" } });
  await changeFeed(context.tx, row.id, body.on);
  context.note({ verb: "change", kind: "register", record: row.id, content: { feed: body.on } });
  return present(context, row.id);
}

function presentSummary(row: RecordRow): z.input<typeof recordSummary> {
  const state = row.serial_written === null ? "not-recorded" : readSerialField(row.serial_written).state;
  return {
    id: row.id,
    institution: row.institution,
    state: row.state,
    reason: row.reason,
    register:
      row.register_id === null
        ? null
        : { id: row.register_id, code: row.register_code ?? "", en: row.register_en ?? "", ru: row.register_ru ?? "" },
    type: { code: row.type_code, written: row.type_written },
    make: { code: row.make_code, written: row.make_written },
    model: { code: row.model_code, written: row.model_written },
    calibre: { code: row.calibre_code, written: row.calibre_written },
    serial: row.serial_written,
    serialState: state === "junk" ? "not-recorded" : state,
    lostOn: row.lost_on,
    authority: row.authority_written,
    reference: row.own_reference,
    absentSince: row.absent_since,
  };
}

/** Keys that say enough for a list: what only a tail or a truncation shares is the serial check's business, where it is ranked. */
function listKeys(serial: string): bigint[] {
  const { pattern } = readSerialField(serial);
  if (pattern.length < 2) return [];
  const keys = queryKeys(pattern);
  return [...strongKeys(keys), ...keys.filter((key) => keyKind(key) === "number")];
}

async function records(
  context: Context,
  { query }: CallInput<typeof listRecords>,
): Promise<CallOutput<typeof listRecords>> {
  const { q, limit, after, type, make, model, calibre, ...filter } = query;
  const { tx } = context;
  const question = q === undefined || q === "" ? undefined : splitQuestion(q);
  const named =
    question === undefined || (question.make === null && question.model === null)
      ? undefined
      : {
          makes: await codesOf(tx, "makes", question.make?.code),
          models: await codesOf(tx, "models", question.model?.code),
        };
  const cursor = decodeCursor(after, 1);
  const rows = await listRecordRows(tx, {
    ...filter,
    types: await codesOf(tx, "types", type),
    makes: await codesOf(tx, "makes", make),
    models: await codesOf(tx, "models", model),
    calibres: await codesOf(tx, "calibres", calibre),
    words: q,
    keys: question?.serial == null ? undefined : listKeys(question.serial),
    named,
    after: cursor === null ? null : String(cursor[0]),
    limit: limit + 1,
  });
  context.note({ verb: "search", kind: "register-record", content: { query } });
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items: items.map(presentSummary), next: last === undefined ? null : encodeCursor([last.id]) };
}

function labelOf(context: Context, field: string): string {
  return hasWords(context.language, "tabular", `fields.${field}`)
    ? say(context.language, "tabular", `fields.${field}`)
    : field;
}

async function originOf(context: Context, row: RecordRow): Promise<CallOutput<typeof readRecord>["origin"]> {
  if (row.run_id === null || row.row_number === null) return null;
  const run = await findRun(context.tx, row.run_id);
  // Another institution's import stays unknown, its number too.
  if (run === undefined) return null;
  const [outcome] = await outcomeRows(context.tx, row.run_id, { after: row.row_number - 1, limit: 1 });
  const cells = outcome?.row_number === row.row_number ? outcome.cells : null;
  const headers = run.mapping?.columns.map((column) => column.header) ?? [];
  return {
    run: row.run_id,
    row: row.row_number,
    fileName: run.file_name,
    cells: cells?.map((cell, index) => ({ header: headers[index] ?? "", cell })) ?? null,
  };
}

async function readOne(
  context: Context,
  { params }: CallInput<typeof readRecord>,
): Promise<CallOutput<typeof readRecord>> {
  const row = await findRecord(context.tx, params.id);
  if (row === undefined) throw notFound();
  context.note({ verb: "read", kind: "register-record", record: row.id });
  return {
    ...presentSummary(row),
    series: row.series,
    number: row.number,
    serialNormal: row.serial_normal,
    country: row.country,
    year: row.year,
    enteredOn: row.entered_on,
    note: row.note,
    more: Object.entries(row.more).map(([field, value]) => ({
      field,
      label: labelOf(context, field),
      value: String(value),
    })),
    handling: handlingOf(row.handling),
    createdAt: row.created_at,
    changes: (await changesOfRecord(context.tx, row.id)).map((change) => presentChange(context.language, change)),
    origin: await originOf(context, row),
    may: mayDo(context.actor, "register-record", { institutionId: row.institution_id, audiences: [row.audience] }),
  };
}

export const registerRoutes = [
  route(listRegisters, list),
  route(readRegister, read),
  route(createRegister, create),
  route(changeRegister, change),
  route(setFeed, feed),
  route(listRecords, records),
  route(readRecord, readOne),
];
