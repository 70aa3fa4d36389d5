/**
 * The journal's signing key.
 *
 * Promises: one key file, made once, readable by its owner only. Refuses: to keep the key in the database.
 */
import { createPrivateKey } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newSigner, parseSigner, type Signer } from "./checkpoint.ts";
import type { Config } from "../platform/config.ts";

const keyFile = "journal.key";

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
