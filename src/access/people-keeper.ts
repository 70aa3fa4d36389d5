/**
 * The keeper's hand inside a person's transaction: secrets, sessions and assignments belong to `tamga_keeper` alone,
 * and what a person changes about them must stand or fall with the journal entry of their call.
 *
 * Promises: the transaction is the person's again when `work` ends. Refuses: to be used for records; every caller has
 * checked before what the person may do (sentences in people.rules.ts, session-limits.ts).
 */
import type { Actor, Tx } from "../platform/database.ts";
import { writeJournal, type JournalNote } from "../journal/write.ts";

/** Runs `work` as the keeper in the caller's transaction, which is `tamga_app`'s before and after. */
export async function asKeeper<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  await tx.client.query("set local role tamga_keeper");
  const result = await work(tx);
  // After a fault the transaction can only be rolled back, and the role ends with it.
  await tx.client.query("set local role tamga_app");
  return result;
}

/** Who an entry is about to name: a person who is signing in has no session yet, and so is no Actor yet. */
export interface EntryAuthor {
  readonly id: string;
  readonly username: string;
  readonly institution: string;
}

/** Writes entries in the name of a person whom the keeper has just recognised; null is the node itself. */
export async function writeAs(tx: Tx, author: EntryAuthor | null, notes: readonly JournalNote[]): Promise<void> {
  const actor: Actor | null =
    author === null
      ? null
      : {
          personId: author.id,
          sessionId: null,
          tokenId: null,
          username: author.username,
          nameLatin: "",
          nameCyrillic: "",
          language: "en",
          institutionId: 0,
          institution: author.institution,
          unitId: 0,
          unit: "",
          permissions: new Set(),
          roles: [],
          capacities: null,
          groups: [],
          strength: "password",
          breakGlass: false,
          purpose: null,
        };
  await writeJournal(tx, actor, notes);
}
