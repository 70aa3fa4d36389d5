/**
 * The key folder of a node into which an archive was restored.
 *
 * Promises: nothing in it is lost – a key or kept checkpoints that do not belong to the restored journal are set aside under
 * another name. Refuses: to overwrite a key.
 */
import { access, chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../platform/config.ts";
import { parseCheckpoint, parseSigner, splitNotes } from "../journal/checkpoint.ts";
import { heldSigner } from "../journal/export-command.ts";
import { keepCheckpoint, keptCheckpoints } from "../journal/kept-checkpoints.ts";
import { keyFolder } from "../journal/signing-key.ts";
import type { ArchiveHead } from "./archive.ts";

export interface KeysSettled {
  /** restored: out of the archive; there: it already was; needed: the operator must bring it; none: the journal has no key yet. */
  readonly key: "restored" | "there" | "needed" | "none";
  /** Where another key was put, or null. */
  readonly setAside: string | null;
  /** Entries that kept checkpoints of this very journal know beyond the archive: they are lost. 0: none. */
  readonly keptAhead: number;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function putAside(path: string): Promise<string | null> {
  if (!(await exists(path))) return null;
  const aside = `${path}.before-restore-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
  await rename(path, aside);
  return aside;
}

export async function settleKeys(config: Config, head: ArchiveHead, secret: string | null): Promise<KeysSettled> {
  const folder = keyFolder(config);
  const path = join(folder, "journal.key");
  const kept = splitNotes(await keptCheckpoints(config)).flatMap((note) => parseCheckpoint(note) ?? []);
  const origin = head.journalKey?.split("+")[0];
  const latest = kept.reduce(
    (most, { checkpoint }) => (checkpoint.origin === origin ? Math.max(most, checkpoint.size) : most),
    0,
  );
  const keptAhead = Math.max(0, latest - (head.journal?.size ?? 0));
  if (kept.length > 0 && (keptAhead > 0 || kept.some(({ checkpoint }) => checkpoint.origin !== origin)))
    await putAside(join(folder, "journal.checkpoints"));
  const note = head.journal?.note;
  if (note !== undefined && !(await keptCheckpoints(config)).includes(note)) await keepCheckpoint(config, note);
  if (head.journalKey === null) return { key: "none", setAside: null, keptAhead };
  const held = await heldSigner(config, origin ?? "tamga").catch(() => null);
  if (held?.verifier.text === head.journalKey) return { key: "there", setAside: null, keptAhead };
  // A key from the environment is the operator's affair; only the file is ours to replace.
  const ours =
    secret !== null && parseSigner(secret).verifier.text === head.journalKey && config.journalKey === undefined;
  if (!ours) return { key: "needed", setAside: null, keptAhead };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const setAside = await putAside(path);
  await writeFile(`${path}.new`, `${secret}\n`, { mode: 0o600 });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
  return { key: (await readFile(path, "utf8")).trim() === secret ? "restored" : "needed", setAside, keptAhead };
}
