/**
 * Photographs and documents in the database. The only place with their SQL.
 *
 * What people see goes through row-level security as themselves; the copies are drawn by the keeper, who reaches an original
 * only while it waits for them.
 */
import type { Tx } from "../platform/database.ts";
import { sourceOf, type ByteSource, type StoredPiece } from "../platform/resumable.ts";

export type SubjectKind = "draft" | "recovery" | "firearm";

export interface AttachmentRow {
  id: string;
  draft_id: string | null;
  recovery_id: string | null;
  firearm_id: string | null;
  draft_position: number | null;
  institution_id: number;
  institution: string;
  created_by: string;
  created_at: string;
  handling: number;
  audience: number[];
  name: string;
  caption: string;
  size: number;
  received: number;
  kind: "photo" | "document" | null;
  media_type: string | null;
  sha256: string | null;
  claimed: boolean;
  sealed_at: string | null;
  copy_state: "none" | "waiting" | "ready" | "failed";
  copy_fault: string | null;
  width: number | null;
  height: number | null;
  carries: string[];
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

const columns = `a.id, a.draft_id, a.recovery_id, a.firearm_id, a.draft_position, a.institution_id, i.code as institution, a.created_by, a.created_at, a.handling, a.audience,
  a.name, a.caption, a.size, a.received, a.kind, a.media_type, encode(a.sha256, 'hex') as sha256, a.claimed_sha256 is not null as claimed, a.sealed_at,
  a.copy_state, a.copy_fault, a.width, a.height, a.carries, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic,
  access.reveal_institution_of(a.created_by) as by_institution`;
const from = `recoveries.attachment a join access.institution i on i.id = a.institution_id left join access.person p on p.id = a.created_by`;

/** Which attachments hang on a subject; a recovery's are its own and those of its weapons, as far as one sees them. */
function hangsOn(kind: SubjectKind, parameter: string): string {
  if (kind === "draft") return `a.draft_id = ${parameter}`;
  if (kind === "firearm") return `a.firearm_id = ${parameter}`;
  return `(a.recovery_id = ${parameter} or a.firearm_id in (select f.id from firearms.firearm f where f.recovery_id = ${parameter}))`;
}

export async function findAttachment(tx: Tx, id: string): Promise<AttachmentRow | undefined> {
  return (await tx.query<AttachmentRow>(`select ${columns} from ${from} where a.id = $1`, [id]))[0];
}

export async function attachmentsOf(tx: Tx, kind: SubjectKind, id: string): Promise<AttachmentRow[]> {
  return tx.query<AttachmentRow>(
    `select ${columns} from ${from} where ${hangsOn(kind, "$1")} order by a.created_at, a.id`,
    [id],
  );
}

export interface SubjectRow {
  institution_id: number;
  /** The recovery of a recovery or weapon; null for a form. Never told to who does not see it. */
  recovery_id: string | null;
  attachments: number;
  audience: number[];
}

/** What an attachment is to hang on, where the caller sees it and it is open. */
export async function findSubject(tx: Tx, kind: SubjectKind, id: string): Promise<SubjectRow | undefined> {
  const count = `(select count(*)::int from recoveries.attachment a where ${hangsOn(kind, "$1::uuid")}) as attachments`;
  const sql = {
    draft: `select d.institution_id, null::uuid as recovery_id, d.audience, ${count} from recoveries.draft d where d.id = $1 and d.recovery_id is null`,
    recovery: `select r.institution_id, r.id as recovery_id, r.audience, ${count} from recoveries.recovery r where r.id = $1`,
    firearm: `select f.institution_id, f.recovery_id, f.audience, ${count} from firearms.firearm f where f.id = $1`,
  }[kind];
  return (await tx.query<SubjectRow>(sql, [id]))[0];
}

/**
 * Keeps a form from being submitted until this transaction ends; waits where it is just being submitted. Without it a photograph that
 * begins in that moment would hang on a form that is gone.
 */
export async function holdDraft(tx: Tx, id: string): Promise<void> {
  await tx.query("select 1 from recoveries.draft d where d.id = $1 and d.recovery_id is null for share", [id]);
}

export interface NewAttachment {
  readonly id: string;
  readonly on: { readonly kind: SubjectKind; readonly id: string; readonly position?: number | null | undefined };
  readonly name: string;
  readonly caption: string;
  readonly size: number;
  readonly sha256: string | null;
}

export async function insertAttachment(tx: Tx, made: NewAttachment): Promise<void> {
  await tx.query(
    `insert into recoveries.attachment (id, draft_id, recovery_id, firearm_id, draft_position, name, caption, size, claimed_sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8, decode($9, 'hex'))`,
    [
      made.id,
      made.on.kind === "draft" ? made.on.id : null,
      made.on.kind === "recovery" ? made.on.id : null,
      made.on.kind === "firearm" ? made.on.id : null,
      made.on.kind === "draft" ? (made.on.position ?? null) : null,
      made.name,
      made.caption,
      made.size,
      made.sha256,
    ],
  );
}

/** Lays the next piece; PostgreSQL fault T0007 when it is not the next one, or not this person's. */
export async function layPiece(tx: Tx, id: string, at: number, bytes: Buffer): Promise<void> {
  await tx.query("insert into recoveries.attachment_piece (attachment_id, at, bytes) values ($1, $2, $3)", [
    id,
    at,
    bytes,
  ]);
}

async function fetchPiece(tx: Tx, id: string, at: number): Promise<StoredPiece | undefined> {
  return (
    await tx.query<{ at: number; bytes: Buffer }>(
      "select at, bytes from recoveries.attachment_piece where attachment_id = $1 and at <= $2 order by at desc limit 1",
      [id, at],
    )
  )[0];
}

/** The bytes laid down so far, read anywhere. */
export function piecesAsSource(tx: Tx, id: string, size: number): ByteSource {
  return sourceOf(size, (at) => fetchPiece(tx, id, at));
}

export interface SealFacts {
  readonly kind: "photo" | "document";
  readonly mediaType: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly carries: readonly string[];
}

/**
 * Seals an original that is whole and asks for its copies. Gives its SHA-256 as the database computed it, or undefined when
 * another call sealed it first; PostgreSQL fault T0005 when the device had computed another hash.
 */
export async function sealAttachment(tx: Tx, id: string, facts: SealFacts): Promise<string | undefined> {
  const [sealed] = await tx.query<{ sha256: string }>(
    `update recoveries.attachment set kind = $2, media_type = $3, width = $4, height = $5, carries = $6, copy_state = $7, sealed_at = now()
     where id = $1 and sealed_at is null and received = size returning encode(sha256, 'hex') as sha256`,
    [
      id,
      facts.kind,
      facts.mediaType,
      facts.width,
      facts.height,
      facts.carries,
      facts.kind === "photo" ? "waiting" : "none",
    ],
  );
  if (sealed !== undefined && facts.kind === "photo")
    await tx.query("insert into recoveries.attachment_work (attachment_id) values ($1)", [id]);
  return sealed?.sha256;
}

/** Throws away what is not a record's; false when it is, or is not the caller's to throw away. */
export async function deleteAttachment(tx: Tx, id: string): Promise<boolean> {
  return (await tx.query("delete from recoveries.attachment where id = $1 returning id", [id])).length > 0;
}

export async function withdrawRow(tx: Tx, id: string, reason: string): Promise<boolean> {
  const [row] = await tx.query<{ done: boolean }>("select recoveries.withdraw_attachment($1, $2) as done", [
    id,
    reason,
  ]);
  return row?.done === true;
}

/** Sets the caption and what it hangs on; PostgreSQL fault T0006 when a reading stands on the photograph. */
export async function updateAttachment(
  tx: Tx,
  id: string,
  change: { readonly caption?: string | undefined; readonly on?: NewAttachment["on"] | undefined },
): Promise<boolean> {
  const { on } = change;
  const rows = await tx.query(
    `update recoveries.attachment a set caption = coalesce($2, a.caption),
       draft_id = case when $3::text is null then a.draft_id when $3 = 'draft' then $4::uuid end,
       recovery_id = case when $3 is null then a.recovery_id when $3 = 'recovery' then $4::uuid end,
       firearm_id = case when $3 is null then a.firearm_id when $3 = 'firearm' then $4::uuid end,
       draft_position = case when $3 is null then a.draft_position when $3 = 'draft' then $5::int end
     where a.id = $1 returning a.id`,
    [id, change.caption ?? null, on?.kind ?? null, on?.id ?? null, on?.position ?? null],
  );
  return rows.length > 0;
}

/**
 * What hung on a form hangs on the record made of it from now on, also what is still arriving. Called in the transaction
 * that submits, after the recovery and its weapons are there. Readings that point at a photograph may be written before or after:
 * the database asks at the end of the transaction.
 * @param firearmIdsByPosition the new weapons in the order of the form
 * @returns how many were moved
 */
export async function moveDraftAttachments(
  tx: Tx,
  draftId: string,
  recoveryId: string,
  firearmIdsByPosition: readonly string[],
): Promise<number> {
  const rows = await tx.query(
    `update recoveries.attachment a set draft_id = null, draft_position = null,
       firearm_id = ($3::uuid[])[a.draft_position + 1],
       recovery_id = case when ($3::uuid[])[a.draft_position + 1] is null then $2::uuid end
     where a.draft_id = $1 returning a.id`,
    [draftId, recoveryId, firearmIdsByPosition],
  );
  return rows.length;
}

export interface ProgressRow {
  total: number;
  arrived: number;
  ready: number;
  failed: number;
}

/** How many of them have arrived, and how many can be looked at (a document can as soon as it arrived). */
export async function progressOf(tx: Tx, kind: SubjectKind, id: string): Promise<ProgressRow> {
  const [row] = await tx.query<ProgressRow>(
    `select count(*)::int as total, count(a.sealed_at)::int as arrived,
       (count(*) filter (where a.sealed_at is not null and a.copy_state in ('none','ready')))::int as ready,
       (count(*) filter (where a.copy_state = 'failed'))::int as failed
     from recoveries.attachment a where ${hangsOn(kind, "$1::uuid")}`,
    [id],
  );
  return row ?? { total: 0, arrived: 0, ready: 0, failed: 0 };
}

export interface PhotoCount {
  firearm: string | null;
  position: number | null;
  count: number;
}

/** Photographs per weapon (or position of a form), arrived or on their way; documents are not among them. */
export async function photosOf(tx: Tx, kind: SubjectKind, id: string): Promise<PhotoCount[]> {
  return tx.query<PhotoCount>(
    `select a.firearm_id as firearm, a.draft_position as position, count(*)::int as count from recoveries.attachment a
     where ${hangsOn(kind, "$1::uuid")} and a.kind is distinct from 'document' group by 1, 2 order by 1, 2`,
    [id],
  );
}

export interface CopyRow {
  bytes: Buffer;
  sha256: string;
}

export async function findCopy(tx: Tx, id: string, form: string): Promise<CopyRow | undefined> {
  return (
    await tx.query<CopyRow>(
      "select bytes, encode(sha256, 'hex') as sha256 from recoveries.attachment_copy where attachment_id = $1 and form = $2",
      [id, form],
    )
  )[0];
}

/** Whether the caller's opening of it is in the journal already, within these minutes. */
export async function openedLately(tx: Tx, id: string, minutes: number): Promise<boolean> {
  const [row] = await tx.query<{ seen: boolean }>(
    `select exists (select from journal.entry e where e.record = $1 and e.actor = access.actor() and e.verb = 'read' and e.outcome = 'done'
       and e.at > now() - make_interval(mins => $2)) as seen`,
    [id, minutes],
  );
  return row?.seen === true;
}

// What the keeper does ---------------------------------------------------------------------------------------------------

export interface WorkRow {
  tries: number;
  size: number;
}

/** Counts one more attempt at the copies of an original; undefined when none are waited for. */
export async function beginWork(tx: Tx, id: string): Promise<WorkRow | undefined> {
  return (
    await tx.query<WorkRow>(
      `update recoveries.attachment_work w set tries = w.tries + 1 from recoveries.attachment a
       where w.attachment_id = $1 and a.id = w.attachment_id returning w.tries, a.size`,
      [id],
    )
  )[0];
}

/** The whole original, for the keeper; at most `mostAttachmentBytes`. */
export async function wholeOriginal(tx: Tx, id: string): Promise<Buffer> {
  const rows = await tx.query<{ bytes: Buffer }>(
    "select bytes from recoveries.attachment_piece where attachment_id = $1 order by at",
    [id],
  );
  return Buffer.concat(rows.map((row) => row.bytes));
}

export interface NewCopy {
  readonly form: string;
  readonly width: number;
  readonly height: number;
  readonly sha256: Buffer;
  readonly bytes: Uint8Array;
}

/** Lays the copies down; the original waits no longer and is closed to the keeper again. */
export async function finishWork(tx: Tx, id: string, maker: string, copies: readonly NewCopy[]): Promise<void> {
  for (const copy of copies) {
    await tx.query(
      `insert into recoveries.attachment_copy (attachment_id, form, width, height, sha256, bytes, maker)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      [id, copy.form, copy.width, copy.height, copy.sha256, Buffer.from(copy.bytes), maker],
    );
  }
  const full = copies.find(({ form }) => form === "full");
  await tx.query(
    "update recoveries.attachment set copy_state = 'ready', copy_fault = null, width = $2, height = $3 where id = $1",
    [id, full?.width ?? null, full?.height ?? null],
  );
  await tx.query("delete from recoveries.attachment_work where attachment_id = $1", [id]);
}

/** No copy can be drawn: the sealed original stays, and the reason is told. */
export async function giveUpWork(tx: Tx, id: string, fault: string): Promise<void> {
  await tx.query("update recoveries.attachment set copy_state = 'failed', copy_fault = $2 where id = $1", [id, fault]);
  await tx.query("delete from recoveries.attachment_work where attachment_id = $1", [id]);
}

/** Originals that wait for copies and for which no job is written: a job that gave up, or a restored backup. */
export async function orphanedWork(tx: Tx, task: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select w.attachment_id as id from recoveries.attachment_work w
     where not exists (select from platform.job j where j.task = $1 and j.finished_at is null and j.payload->>'attachment' = w.attachment_id::text)`,
    [task],
  );
  return rows.map((row) => row.id);
}

/** Drops what began and never arrived whole within these days. */
export async function dropUnfinishedAttachments(tx: Tx, days: number): Promise<void> {
  await tx.query(
    "delete from recoveries.attachment where sealed_at is null and created_at < now() - make_interval(days => $1)",
    [days],
  );
}
