/**
 * The journal's signing key and the checkpoints kept outside the database.
 *
 * Promises: one key file, made once, readable by its owner only; each signed checkpoint is appended to a file beside it,
 * so that a database that was rolled back or cut is found out. Refuses: to keep the key in the database.
 */
import { createPrivateKey } from "node:crypto";
import { appendFile, chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newSigner, parseSigner, type Signer } from "./checkpoint.ts";
import type { Config } from "../platform/config.ts";

const keyFile = "journal.key";
const keptFile = "journal.checkpoints";

export function keyFolder(config: Pick<Config, "dataDir">): string {
  return join(config.dataDir, "keys");
}

/** The key from TAMGA_JOURNAL_KEY (PKCS 8 PEM), or the key file; made on first use. `origin` names a new key. */
export async function journalSigner(config: Config, origin: string): Promise<Signer> {
  if (config.journalKey !== undefined) {
    const der = createPrivateKey(config.journalKey).export({ format: "der", type: "pkcs8" });
    return newSigner(origin, der.subarray(der.length - 32));
  }
  const folder = keyFolder(config);
  const path = join(folder, keyFile);
  try {
    return parseSigner((await readFile(path, "utf8")).trim());
  } catch (fault) {
    if ((fault as { code?: string }).code !== "ENOENT") throw fault;
  }
  const signer = newSigner(origin);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, `${signer.secret}\n`, { mode: 0o600 });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
  return signer;
}

/** Appends a signed note to the kept checkpoints. */
export async function keepCheckpoint(config: Config, note: string): Promise<void> {
  await mkdir(keyFolder(config), { recursive: true, mode: 0o700 });
  await appendFile(join(keyFolder(config), keptFile), `${note}\n`);
}

/** The kept checkpoints of this data folder as one text; empty when there are none. */
export async function keptCheckpoints(config: Pick<Config, "dataDir">): Promise<string> {
  return readFile(join(keyFolder(config), keptFile), "utf8").catch(() => "");
}
