/**
 * Passphrases and keys for archives, from where an operator keeps them.
 *
 * Promises: a secret is never on the command line (it would be in the process list and the shell's history): it comes from a
 * file, from TAMGA_BACKUP_PASSPHRASE or the file that TAMGA_BACKUP_PASSPHRASE_FILE names, or is typed unseen. Refuses: to ask
 * somebody who is not there, and to take a passphrase typed twice differently.
 */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { Problem } from "../platform/problem.ts";
import { say, type Language } from "../platform/words.ts";
import { parseKey, type Reader, type Secret } from "./archive-key.ts";

export interface SecretSource {
  readonly passphraseFile: string | undefined;
  /** File with a public (making) or private (opening) key. */
  readonly keyFile: string | undefined;
  readonly language: Language;
  readonly env: Readonly<Record<string, string | undefined>>;
}

async function readSecretFile(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (fault) {
    throw new Problem({ status: 400, code: "usage-file-unreadable", values: { file }, cause: fault });
  }
}

/** Asks on the terminal; with `hidden` without showing what is typed. */
export async function askTerminal(question: string, hidden: boolean): Promise<string> {
  let silent = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!silent) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY });
  try {
    const answer = new Promise<string>((resolve, reject) => {
      lines.question(question, resolve);
      lines.once("close", () => reject(new Problem({ status: 400, code: "usage-nobody-there" })));
    });
    silent = hidden;
    return await answer;
  } finally {
    lines.close();
    if (hidden) process.stderr.write("\n");
  }
}

export function terminalThere(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** One line of a file, without its end: what an editor or `echo` adds is no part of a passphrase. */
const oneLine = (text: string): string => text.replace(/\r?\n$/, "");

async function passphraseOf(source: SecretSource, twice: boolean): Promise<string | undefined> {
  const { env } = source;
  if (source.passphraseFile !== undefined) return oneLine(await readSecretFile(source.passphraseFile));
  const file = env["TAMGA_BACKUP_PASSPHRASE_FILE"] ?? "";
  const given = env["TAMGA_BACKUP_PASSPHRASE"] ?? "";
  if (given !== "") return given;
  if (file !== "") return oneLine(await readSecretFile(file));
  if (!terminalThere()) return undefined;
  const first = await askTerminal(say(source.language, "backup", "backup.ask"), true);
  if (twice && first !== (await askTerminal(say(source.language, "backup", "backup.ask-again"), true))) {
    throw new Problem({ status: 400, code: "usage-passphrases-differ" });
  }
  return first;
}

/** For whom a new archive is made. */
export async function readerOf(source: SecretSource): Promise<Reader> {
  if (source.keyFile !== undefined)
    return { recipient: parseKey(await readSecretFile(source.keyFile), "public", source.keyFile) };
  const passphrase = await passphraseOf(source, true);
  if (passphrase === undefined) throw new Problem({ status: 400, code: "usage-backup-secret" });
  return { passphrase };
}

/** What opens an archive of this kind. */
export async function secretOf(source: SecretSource, kind: "passphrase" | "x25519"): Promise<Secret> {
  if (source.keyFile !== undefined)
    return { identity: parseKey(await readSecretFile(source.keyFile), "private", source.keyFile) };
  if (kind === "x25519") throw new Problem({ status: 400, code: "usage-archive-has-recipient" });
  const passphrase = await passphraseOf(source, false);
  if (passphrase === undefined) throw new Problem({ status: 400, code: "usage-archive-has-passphrase" });
  return { passphrase };
}
