/**
 * Writing the journal: entries go into the transaction of what they tell about, so that if the change is there, its
 * entry is there (architecture §5).
 *
 * Promises: one statement for all entries of a transaction; content only as a salted commitment. Refuses: an entry in
 * another person's name (the database checks it too).
 */
import type { Actor, Tx } from "../platform/database.ts";
import type { JournalVerb } from "../platform/contract.ts";
import { uuidv7 } from "../platform/ids.ts";
import { commit, newSalt } from "./canonical-entry.ts";

/** What an action tells the journal. */
export interface JournalNote {
  readonly verb: Exclude<JournalVerb, "none">;
  /** Record kind, e.g. "recovery"; null for calls that concern no single record. */
  readonly kind?: string | null;
  readonly record?: string | null;
  readonly outcome?: "done" | "refused";
  /** What was asked, seen or changed: goes to the erasable payload, never into the entry. */
  readonly content?: unknown;
}

/** Writes `notes` in the caller's transaction; `actor` null is the node itself (jobs nobody asked for). */
export async function writeJournal(tx: Tx, actor: Actor | null, notes: readonly JournalNote[]): Promise<void> {
  if (notes.length === 0) return;
  const rows = notes.map((note) => {
    // What undefined and dates become in JSON is what is committed to and what is kept.
    const content: unknown = note.content == null ? null : JSON.parse(JSON.stringify(note.content));
    const salt = content === null ? null : newSalt();
    return {
      id: uuidv7(),
      verb: note.verb,
      kind: note.kind ?? null,
      record: note.record ?? null,
      outcome: note.outcome ?? "done",
      salt: salt === null ? null : salt.toString("hex"),
      content,
      commitment: salt === null ? null : commit(content, salt),
    };
  });
  await tx.query(
    `with given as (
       select * from jsonb_to_recordset($1::jsonb)
         as x(id uuid, verb text, kind text, record uuid, outcome text, salt text, content jsonb, commitment text)),
     entries as (
       insert into journal.entry (id, actor, institution, purpose, verb, kind, record, outcome, commitment)
       select id, $2::uuid, $3, $4, verb, kind, record, outcome, decode(commitment, 'hex') from given)
     insert into journal.payload (entry_id, salt, content)
     select id, decode(salt, 'hex'), content from given where salt is not null`,
    [JSON.stringify(rows), actor?.personId ?? null, actor?.institution ?? null, purposeCode(actor?.purpose ?? null)],
  );
}

/** `Tamga-Purpose: code; text` – the code goes into the entry, the text into the content of the call's entry. */
export function purposeCode(purpose: string | null): string | null {
  if (purpose === null) return null;
  const code = purpose.split(";", 1)[0]?.trim() ?? "";
  return /^[a-z][a-z0-9-]{1,40}$/.test(code) ? code : null;
}

/** The text after the code, percent-decoded; null when there is none. */
export function purposeText(purpose: string | null): string | null {
  const at = purpose?.indexOf(";") ?? -1;
  if (purpose === null || at < 0) return null;
  try {
    const text = decodeURIComponent(purpose.slice(at + 1).trim());
    return text === "" ? null : text.slice(0, 500).replaceAll("\u0000", "");
  } catch {
    return null;
  }
}
