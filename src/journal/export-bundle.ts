/**
 * The journal out of the database as a bundle (docs/journal-format.md): entries up to the last signed checkpoint.
 *
 * Promises: read in batches, in order of position, in constant memory. Refuses: to leave out or repair anything – an
 * altered journal is exported as it stands, so that the verifiers can show it.
 */
import type { Database } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { parseVerifier } from "./checkpoint.ts";
import { writeBundle, type BundleEntry } from "./journal-bundle.ts";
import { entryColumns, entryOf, journalKey, type EntryRow } from "./sequencer.ts";

const batch = 5_000;
/** Checkpoints are signed every few seconds; the bundle carries this many at most, evenly chosen, and always the last. */
const mostCheckpoints = 1_000;

/** Bundle lines as text. Throws Problem "journal-empty" (409) before the first checkpoint. */
export async function* journalBundle(database: Database): AsyncGenerator<string, void, undefined> {
  const head = await database.asSystem("tamga_keeper", async (tx) => ({
    key: await journalKey(tx),
    sizes: (await tx.query<{ size: number }>("select size from journal.checkpoint order by size")).map(
      (row) => row.size,
    ),
  }));
  const verifier = head.key === null ? null : parseVerifier(head.key);
  const size = head.sizes.at(-1);
  if (verifier === null || size === undefined) throw new Problem({ status: 409, code: "journal-empty" });
  const step = Math.max(1, Math.ceil(head.sizes.length / mostCheckpoints));
  const chosen = head.sizes.filter((_, index) => index % step === 0 || index === head.sizes.length - 1);

  async function* entries(): AsyncGenerator<BundleEntry> {
    for (let from = 0; from < (size ?? 0); from += batch) {
      const rows = await database.asSystem("tamga_keeper", (tx) =>
        tx.query<EntryRow>(
          `select ${entryColumns} from journal.leaf l join journal.entry e on e.id = l.entry_id where l.position >= $1 and l.position < $2 order by l.position`,
          [from, Math.min(from + batch, size ?? 0)],
        ),
      );
      for (const row of rows) yield { entry: entryOf(row) };
    }
  }
  async function* checkpoints(): AsyncGenerator<string> {
    for (let from = 0; from < chosen.length; from += 100) {
      const rows = await database.asSystem("tamga_keeper", (tx) =>
        tx.query<{ note: string }>("select note from journal.checkpoint where size = any($1::bigint[]) order by size", [
          chosen.slice(from, from + 100),
        ]),
      );
      for (const row of rows) yield row.note;
    }
  }
  yield* writeBundle({ verifier, size, entries: entries(), checkpoints: checkpoints() });
}
