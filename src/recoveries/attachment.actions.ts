/**
 * Photographs and documents over HTTP: begin, send, look, release, correct, withdraw.
 *
 * Promises: what arrived stays when the line breaks, and sending goes on where it stopped; the last byte seals the
 * original, and what the device hashed is what lies there; every opening of a copy or document and every release of an
 * original is in the journal, with its purpose. Refuses: to keep what is not a photograph or a PDF; to unpack a picture beyond the limits; to
 * tell anything of an attachment to who does not see what it hangs on.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { type Actor, type Database, type Identity, type Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import { inspect, sniff } from "../platform/image-copy-header.ts";
import { Problem, invalid, notFound } from "../platform/problem.ts";
import { BrokenLine, bodyPieces } from "../platform/resumable.ts";
import { openRoute, route, streamOf, type Context, type OpenContext } from "../platform/route.ts";
import { purposeCode, purposeText, writeJournal, type JournalNote } from "../journal/write.ts";
import { askForCopies } from "./attachment-copies.ts";
import {
  contentHeaders,
  dispositionOf,
  mayAddTo,
  mayWith,
  presentArriving,
  presentAttachment,
  subjectOn,
} from "./attachment.ts";
import {
  attachmentProgress,
  attachmentState,
  beginAttachment,
  changeAttachment,
  listAttachments,
  mostAttachments,
  readAttachmentCopy,
  readDocument,
  releaseOriginal,
  removeAttachment,
  sendAttachment,
  withdrawAttachment,
} from "./attachment.contract.ts";
import {
  attachmentsOf,
  deleteAttachment,
  findAttachment,
  findCopy,
  findSubject,
  holdDraft,
  insertAttachment,
  layPiece,
  openedLately,
  photosOf,
  piecesAsSource,
  progressOf,
  sealAttachment,
  updateAttachment,
  withdrawRow,
  type AttachmentRow,
  type SubjectKind,
  type SubjectRow,
} from "./attachment.store.ts";

/** Looking at several sizes of one photograph is one opening for this long. */
const openingMinutes = 15;

const codeOf = (fault: unknown): unknown =>
  fault instanceof Error ? (fault as Error & { code?: unknown }).code : undefined;
const forbidden = (permission: string): Problem =>
  new Problem({ status: 403, code: "forbidden", values: { permission } });

async function getAttachment(tx: Tx, id: string): Promise<AttachmentRow> {
  const row = await findAttachment(tx, id);
  if (row === undefined) throw notFound();
  return row;
}

async function getSubject(tx: Tx, kind: SubjectKind, id: string): Promise<SubjectRow> {
  const row = await findSubject(tx, kind, id);
  if (row === undefined) throw notFound();
  return row;
}

/** An entry on the attachment, and one on the record it hangs on, so that the record's history tells it. */
function notesOf(
  row: AttachmentRow,
  verb: JournalNote["verb"],
  onRecord: JournalNote["verb"],
  content: object,
): JournalNote[] {
  const on = subjectOn(row);
  const own: JournalNote = { verb, kind: "attachment", record: row.id, content: { ...content, on } };
  if (on.kind === "draft") return [own];
  return [own, { verb: onRecord, kind: on.kind, record: on.id, content: { ...content, attachment: row.id } }];
}

async function begin(
  context: Context,
  { body }: CallInput<typeof beginAttachment>,
): Promise<CallOutput<typeof beginAttachment>> {
  if (body.on.kind === "draft") await holdDraft(context.tx, body.on.id);
  const subject = await getSubject(context.tx, body.on.kind, body.on.id);
  if (!mayAddTo(context.actor, body.on.kind, subject)) throw forbidden("recoveries.change");
  if (body.on.kind !== "draft" && body.on.position != null)
    throw invalid([{ path: "/on/position", code: "unknown-field" }]);
  if (subject.attachments >= mostAttachments)
    throw new Problem({ status: 409, code: "attachments-too-many", values: { limit: mostAttachments } });
  if (body.size > context.config.uploadMaxBytes)
    throw new Problem({
      status: 413,
      code: "too-large",
      values: { limit: `${Math.floor(context.config.uploadMaxBytes / 1024 / 1024)} MB` },
    });
  const id = uuidv7();
  await insertAttachment(context.tx, { ...body, id, sha256: body.sha256 ?? null });
  return presentAttachment(context.actor, await getAttachment(context.tx, id));
}

/** Where a sender who is wrong about the offset goes on. */
const elsewhere = (received: number): Problem =>
  new Problem({ status: 409, code: "attachment-offset", values: { received } });

async function drop(database: Database, identity: Identity, id: string): Promise<void> {
  await database.asActor(identity, (tx) => deleteAttachment(tx, id));
}

/** Seals what is whole, in one transaction with its journal entries and the job for its copies. */
async function seal(tx: Tx, actor: Actor, row: AttachmentRow): Promise<void> {
  const facts = await inspect(piecesAsSource(tx, row.id, row.size));
  const kind = facts.picture === null ? "document" : "photo";
  const hash = await sealAttachment(tx, row.id, {
    kind,
    mediaType: facts.mediaType,
    width: facts.picture?.width ?? null,
    height: facts.picture?.height ?? null,
    carries: facts.carries,
  });
  // Another call with the same last bytes was first.
  if (hash === undefined) return;
  if (kind === "photo") await askForCopies(tx, row.id);
  await writeJournal(
    tx,
    actor,
    notesOf(row, "create", "change", { sha256: hash, size: row.size, mediaType: facts.mediaType, name: row.name }),
  );
}

async function send(
  context: OpenContext,
  { params, query }: CallInput<typeof sendAttachment>,
): Promise<CallOutput<typeof sendAttachment>> {
  const { database, identity, request } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const row = await database.asActor(identity, async (tx, actor) => {
    const found = await getAttachment(tx, params.id);
    // Bytes that were lost on the way back: it is all here.
    if (found.sealed_at === null && !mayWith(actor, "send", found)) throw notFound();
    return found;
  });
  if (row.sealed_at !== null) return presentArriving(row);
  if (query.at !== row.received) throw elsewhere(row.received);
  let at = query.at;
  try {
    for await (const piece of bodyPieces(request)) {
      if (at + piece.length > row.size)
        throw new Problem({ status: 422, code: "attachment-longer", values: { size: row.size } });
      if (at === 0) sniff(piece);
      const offset = at;
      await database.asActor(identity, (tx) => layPiece(tx, row.id, offset, piece));
      at += piece.length;
    }
    if (at === row.size) {
      await database.asActor(identity, async (tx, actor) => seal(tx, actor, await getAttachment(tx, row.id)));
    }
    return await database.asActor(identity, async (tx) => presentArriving(await getAttachment(tx, row.id)));
  } catch (fault) {
    throw await whyNotSent(database, identity, row.id, fault);
  }
}

/** What became of a sending that failed; a file that is not taken is dropped, one whose line broke stays for later. */
async function whyNotSent(database: Database, identity: Identity, id: string, fault: unknown): Promise<unknown> {
  if (codeOf(fault) === "T0007") {
    const now = await database.asActor(identity, (tx) => findAttachment(tx, id));
    return now === undefined ? notFound() : elsewhere(now.received);
  }
  if (codeOf(fault) === "T0005") {
    await drop(database, identity, id);
    return new Problem({ status: 422, code: "attachment-hash", cause: fault });
  }
  if (fault instanceof Problem && fault.status === 422) {
    await drop(database, identity, id);
    return fault;
  }
  if (fault instanceof BrokenLine) return new Problem({ status: 400, code: "attachment-cut", cause: fault });
  return fault;
}

async function state(
  context: Context,
  { params }: CallInput<typeof attachmentState>,
): Promise<CallOutput<typeof attachmentState>> {
  return presentArriving(await getAttachment(context.tx, params.id));
}

async function list(
  context: Context,
  { query }: CallInput<typeof listAttachments>,
): Promise<CallOutput<typeof listAttachments>> {
  const subject = await getSubject(context.tx, query.on, query.id);
  const rows = await attachmentsOf(context.tx, query.on, query.id);
  // That a record was opened is told by the record's own reading; here it is what hangs on it.
  context.note({ verb: "read", kind: query.on, record: query.id, content: { attachments: rows.length } });
  return {
    items: rows.map((row) => presentAttachment(context.actor, row)),
    may: mayAddTo(context.actor, query.on, subject) ? ["add"] : [],
  };
}

async function progress(
  context: Context,
  { query }: CallInput<typeof attachmentProgress>,
): Promise<CallOutput<typeof attachmentProgress>> {
  await getSubject(context.tx, query.on, query.id);
  return {
    ...(await progressOf(context.tx, query.on, query.id)),
    photos: await photosOf(context.tx, query.on, query.id),
  };
}

/** Writes the entry of an open route, with the words of the purpose, as the server does for the others. */
async function tell(tx: Tx, actor: Actor, notes: readonly JournalNote[]): Promise<void> {
  const purpose = purposeText(actor.purpose);
  await writeJournal(
    tx,
    actor,
    notes.map((note) => ({
      ...note,
      content: { ...(note.content as object), ...(purpose === null ? {} : { purpose }) },
    })),
  );
}

function signedIn(context: OpenContext): Identity {
  if (context.identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  return context.identity;
}

/** Sessions end and roles change between the door and the room: asked again where the bytes are fetched. */
function refuseUnless(actor: Actor, permission: "recoveries.read" | "records.export"): void {
  if (!actor.permissions.has(permission)) throw forbidden(permission);
  if (purposeCode(actor.purpose) === null) throw new Problem({ status: 428, code: "purpose-required" });
}

async function copy(context: OpenContext, { params }: CallInput<typeof readAttachmentCopy>): Promise<Response> {
  const { bytes } = await context.database.asActor(signedIn(context), async (tx, actor) => {
    refuseUnless(actor, "recoveries.read");
    const row = await getAttachment(tx, params.id);
    const found = await findCopy(tx, row.id, params.form);
    if (found === undefined) throw new Problem({ status: 409, code: "attachment-no-copy" });
    // A page of thumbnails is part of the list, which told of itself; opening one is an entry, once per opening.
    if (params.form !== "thumb" && !(await openedLately(tx, row.id, openingMinutes)))
      await tell(tx, actor, [
        { verb: "read", kind: "attachment", record: row.id, content: { copy: params.form, sha256: found.sha256 } },
      ]);
    return found;
  });
  return new Response(new Uint8Array(bytes), { headers: contentHeaders("image/jpeg", bytes.length, "inline") });
}

/** The sealed bytes, a piece in each transaction: who loses the right in the middle gets no further. */
function originalBytes(database: Database, identity: Identity, row: AttachmentRow): ReadableStream<Uint8Array> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < row.size;) {
      const from = at;
      const piece = await database.asActor(identity, (tx) =>
        piecesAsSource(tx, row.id, row.size).read(from, 1024 * 1024),
      );
      if (piece.length === 0) throw new Error("the original is not reached any longer");
      at += piece.length;
      yield piece;
    }
  }
  return streamOf(bytes());
}

async function document(context: OpenContext, { params }: CallInput<typeof readDocument>): Promise<Response> {
  const identity = signedIn(context);
  const row = await context.database.asActor(identity, async (tx, actor) => {
    refuseUnless(actor, "recoveries.read");
    const found = await getAttachment(tx, params.id);
    if (found.sealed_at === null || found.kind !== "document")
      throw new Problem({ status: 409, code: "attachment-no-copy" });
    await tell(tx, actor, [
      { verb: "read", kind: "attachment", record: found.id, content: { document: true, sha256: found.sha256 } },
    ]);
    return found;
  });
  return new Response(originalBytes(context.database, identity, row), {
    headers: contentHeaders("application/pdf", row.size, dispositionOf(row.name)),
  });
}

async function release(context: OpenContext, input: CallInput<typeof releaseOriginal>): Promise<Response> {
  const identity = signedIn(context);
  const row = await context.database.asActor(identity, async (tx, actor) => {
    refuseUnless(actor, "records.export");
    const found = await getAttachment(tx, input.params.id);
    if (!mayWith(actor, "release", found)) {
      if (found.sealed_at === null || found.draft_id !== null)
        throw new Problem({ status: 409, code: "attachment-not-sealed" });
      throw new Problem({ status: 403, code: "attachment-held-back" });
    }
    await tell(
      tx,
      actor,
      notesOf(found, "disclose", "disclose", {
        reason: input.body.reason,
        sha256: found.sha256,
        carries: found.carries,
      }),
    );
    return found;
  });
  return new Response(originalBytes(context.database, identity, row), {
    headers: {
      ...contentHeaders("application/octet-stream", row.size, dispositionOf(row.name)),
      "Tamga-Sha256": row.sha256 ?? "",
    },
  });
}

async function change(
  context: Context,
  { params, body }: CallInput<typeof changeAttachment>,
): Promise<CallOutput<typeof changeAttachment>> {
  const row = await getAttachment(context.tx, params.id);
  if (!mayWith(context.actor, "change", row)) throw forbidden("recoveries.change");
  if (body.on !== undefined) {
    const was = subjectOn(row);
    // Within one form, or within one recovery and its weapons.
    if ((was.kind === "draft") !== (body.on.kind === "draft") || (was.kind === "draft" && was.id !== body.on.id))
      throw notFound();
    const subject = await getSubject(context.tx, body.on.kind, body.on.id);
    const root = (await getSubject(context.tx, was.kind, was.id)).recovery_id;
    if (subject.recovery_id !== root) throw notFound();
    if (!mayAddTo(context.actor, body.on.kind, subject)) throw forbidden("recoveries.change");
  }
  try {
    if (!(await updateAttachment(context.tx, params.id, body))) throw notFound();
  } catch (fault) {
    if (codeOf(fault) === "T0006") throw new Problem({ status: 409, code: "attachment-reading-on-it", cause: fault });
    throw fault;
  }
  for (const note of notesOf(row, "change", "change", {
    before: { caption: row.caption, on: subjectOn(row) },
    after: body,
  }))
    context.note(note);
  return presentAttachment(context.actor, await getAttachment(context.tx, params.id));
}

async function withdraw(
  context: Context,
  { params, body }: CallInput<typeof withdrawAttachment>,
): Promise<CallOutput<typeof withdrawAttachment>> {
  const row = await getAttachment(context.tx, params.id);
  if (row.sealed_at === null || row.draft_id !== null)
    throw new Problem({ status: 409, code: "attachment-not-sealed" });
  if (!mayWith(context.actor, "withdraw", row)) throw forbidden("recoveries.change");
  if (!(await withdrawRow(context.tx, row.id, body.reason))) throw notFound();
  for (const note of notesOf(row, "withdraw", "change", { reason: body.reason, sha256: row.sha256 }))
    context.note(note);
  return { id: row.id };
}

async function remove(
  context: Context,
  { params }: CallInput<typeof removeAttachment>,
): Promise<CallOutput<typeof removeAttachment>> {
  const row = await getAttachment(context.tx, params.id);
  if (row.sealed_at !== null && row.draft_id === null) throw new Problem({ status: 409, code: "attachment-sealed" });
  if (!mayWith(context.actor, "remove", row)) throw forbidden("recoveries.record");
  if (!(await deleteAttachment(context.tx, row.id))) throw notFound();
  context.note({
    verb: "erase",
    kind: "attachment",
    record: row.id,
    content: { on: subjectOn(row), sha256: row.sha256, received: row.received },
  });
  return { id: row.id };
}

export const attachmentRoutes = [
  route(beginAttachment, begin),
  openRoute(sendAttachment, send),
  route(attachmentState, state),
  route(listAttachments, list),
  route(attachmentProgress, progress),
  openRoute(readAttachmentCopy, copy),
  openRoute(readDocument, document),
  openRoute(releaseOriginal, release),
  route(changeAttachment, change),
  route(withdrawAttachment, withdraw),
  route(removeAttachment, remove),
];
