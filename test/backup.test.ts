import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { runBackup, runBackupVerify, readToEnd } from "../src/backup/backup-command.ts";
import { runRestore } from "../src/backup/restore-command.ts";
import { openArchive } from "../src/backup/archive.ts";
import { decrypt, encrypt, pieceLength } from "../src/backup/archive-cipher.ts";
import { ArchiveFault } from "../src/backup/archive-fault.ts";
import { newArchiveKey, openArchiveKey } from "../src/backup/archive-key.ts";
import { copyIn, copyOut } from "../src/backup/copy.ts";
import { makeArchive } from "../src/backup/make-archive.ts";
import { connectForCopy, nodeTables } from "../src/backup/node-tables.ts";
import { restoreArchive } from "../src/backup/restore-archive.ts";
import { settleKeys } from "../src/backup/restored-keys.ts";
import { EXIT } from "../src/command/exit-codes.ts";
import { newSigner } from "../src/journal/checkpoint.ts";
import { keepCheckpoint, keptCheckpoints } from "../src/journal/kept-checkpoints.ts";
import { journalSigner, keyFolder } from "../src/journal/signing-key.ts";
import { verifyLive } from "../src/journal/verify-command.ts";
import { Database } from "../src/platform/database.ts";
import { listMigrations } from "../src/platform/migrate.ts";
import { Problem } from "../src/platform/problem.ts";
import { addGround, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { shareRecord } from "../src/access/sharing.contract.ts";
import { commandFor } from "./command-for-tests.ts";
import { onDatabase } from "./global-setup.ts";
import { onePistol, openWorld, testConfig, type World } from "./world.ts";

let world: World;
let folder: string;
let passphraseFile: string;
const passphrase = "four words of a test";
// A key opens at once; stretching a passphrase takes most of a second, each time.
const office = generateKeyPairSync("x25519");
const quiet = new AbortController().signal;
const databases: string[] = [];

/** An empty database of the program's login. */
async function emptyDatabase(): Promise<string> {
  const name = `tamga_empty_${randomBytes(4).toString("hex")}`;
  const root = new pg.Client({ connectionString: inject("adminUrl") });
  await root.connect();
  await root.query(`create database ${name} owner ${new URL(inject("programUrl")).username}`);
  await root.end();
  databases.push(name);
  return onDatabase(inject("programUrl"), name);
}

async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  yield readFileSync(path);
}

const opened = (path: string) => openArchive(fileBytes(path), async () => ({ identity: office.privateKey }));

async function archiveOf(url: string, name: string): Promise<string> {
  const file = join(folder, name);
  await makeArchive({
    url,
    file,
    force: true,
    reader: { recipient: office.publicKey },
    journalSecret: null,
    signal: quiet,
  });
  return file;
}

beforeAll(async () => {
  world = await openWorld();
  folder = mkdtempSync(join(tmpdir(), "tamga-backup-test-"));
  passphraseFile = join(folder, "passphrase");
  writeFileSync(passphraseFile, `${passphrase}\n`);
  const officer = await world.person("border.officer");
  const chief = await world.person("border.chief");
  // Text that COPY must escape, and numbers that must not lose a digit.
  const first = await officer.do(recordRecovery, {
    body: onePistol("МК\\N 4571?", {
      circumstances: "line\nbreak\ttab \\. end\\",
      place: { written: "«Дорога» 7", latitude: 0.1 + 0.2, longitude: -179.123456789012 },
    }),
  });
  await officer.do(addGround, { params: { id: first.id }, body: { written: "\\N" } });
  await chief.do(shareRecord, {
    params: { kind: "recovery", id: first.id },
    body: { with: { institution: "PROSECUTOR" }, reason: "case" },
  });
  for (let count = 0; count < 5; count += 1) await officer.do(recordRecovery, { body: onePistol(`АБ ${count}`) });
  // A file in the database, larger than a block of the archive.
  const bytes = randomBytes(200_000);
  await world.admin.query(
    `insert into platform.file (id, institution_id, created_by, name, media_type, size, sha256, complete) values (gen_random_uuid(), 1, $1, 'photo', 'image/jpeg', $2, '\\x00', true)`,
    [officer.id, bytes.length],
  );
  await world.admin.query(
    "insert into platform.file_chunk (file_id, position, bytes) select id, 0, $1 from platform.file",
    [bytes],
  );
  await world.node.sequence();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
  const root = new pg.Client({ connectionString: inject("adminUrl") });
  await root.connect();
  for (const name of databases) await root.query(`drop database if exists ${name} with (force)`);
  await root.end();
});

describe("the encrypted body", () => {
  const key = randomBytes(32);
  const bound = randomBytes(32);
  async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of source) parts.push(part);
    return Buffer.concat(parts);
  }
  async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const codeOf = async (bytes: Buffer): Promise<string> => {
    try {
      await collect(decrypt(pieces(bytes, 10_000), key, bound));
      return "good";
    } catch (fault) {
      return fault instanceof ArchiveFault ? fault.code : String(fault);
    }
  };

  it("comes back whole at every length around its seams, in pieces of any size", async () => {
    for (const length of [0, 1, pieceLength - 1, pieceLength, pieceLength + 1, 3 * pieceLength, 3 * pieceLength + 7]) {
      const plain = randomBytes(length);
      for (const size of [997, pieceLength, pieceLength + 16, 1_000_000]) {
        const sealed = await collect(encrypt(pieces(plain, size), key, bound));
        expect((await collect(decrypt(pieces(sealed, size), key, bound))).equals(plain)).toBe(true);
      }
    }
  });

  it("shows every change, cut, move and addition", async () => {
    const piece = pieceLength + 16;
    const sealed = await collect(encrypt(pieces(randomBytes(3 * pieceLength + 100), 50_000), key, bound));
    expect(await codeOf(sealed)).toBe("good");
    for (let turn = 0; turn < 100; turn += 1) {
      const copy = Buffer.from(sealed);
      const at = randomBytes(4).readUInt32BE(0) % copy.length;
      copy.writeUInt8(copy.readUInt8(at) ^ (1 << (turn % 8)), at);
      expect(await codeOf(copy)).toBe("damaged");
    }
    const parts = [
      sealed.subarray(0, piece),
      sealed.subarray(piece, 2 * piece),
      sealed.subarray(2 * piece, 3 * piece),
      sealed.subarray(3 * piece),
    ] as const;
    expect(await codeOf(Buffer.concat([parts[0], parts[1], parts[2]]))).toBe("cut-off");
    expect(await codeOf(sealed.subarray(0, piece))).toBe("cut-off");
    expect(await codeOf(sealed.subarray(0, -1))).toBe("damaged");
    expect(await codeOf(Buffer.alloc(0))).toBe("cut-off");
    expect(await codeOf(Buffer.concat([parts[1], parts[0], parts[2], parts[3]]))).toBe("damaged");
    expect(await codeOf(Buffer.concat([parts[0], parts[0], parts[1], parts[2], parts[3]]))).toBe("damaged");
    expect(await codeOf(Buffer.concat([sealed, Buffer.alloc(1)]))).toBe("damaged");
    expect(await codeOf(Buffer.concat([sealed, parts[3]]))).toBe("damaged");
    await expect(collect(decrypt(pieces(sealed, 9_999), key, randomBytes(32)))).rejects.toThrow(ArchiveFault);
  });

  it("opens with the passphrase or private key it was made for, and with no other", async () => {
    const other = generateKeyPairSync("x25519");
    const forOffice = await newArchiveKey({ recipient: office.publicKey });
    expect((await openArchiveKey(forOffice.wrapped, { identity: office.privateKey })).equals(forOffice.key)).toBe(true);
    await expect(openArchiveKey(forOffice.wrapped, { identity: other.privateKey })).rejects.toThrow("recipient-other");
    await expect(openArchiveKey(forOffice.wrapped, { passphrase })).rejects.toThrow(Problem);
    const forWords = await newArchiveKey({ passphrase }, { memory: 8_192, passes: 1, lanes: 1 });
    expect((await openArchiveKey(forWords.wrapped, { passphrase })).equals(forWords.key)).toBe(true);
    await expect(openArchiveKey(forWords.wrapped, { passphrase: `${passphrase}.` })).rejects.toThrow("key-wrong");
    await expect(newArchiveKey({ passphrase: "too short" })).rejects.toThrow(Problem);
  });
});

describe("COPY over an ordinary connection", () => {
  it("passes a fault of the source or of the server on, and leaves the connection usable", async () => {
    const client = await connectForCopy(world.url);
    await client.query("create temporary table t (n int primary key, s text)");
    async function* good(): AsyncGenerator<Buffer> {
      for (let n = 0; n < 50_000; n += 1) yield Buffer.from(`${n}\t${"x".repeat(100)}\n`);
    }
    expect(await copyIn(client, "copy t from stdin", good())).toBe(50_000);
    let bytes = 0;
    const copying = copyOut(client, "copy (select * from t order by n) to stdout");
    let next = await copying.next();
    for (; next.done !== true; next = await copying.next()) bytes += next.value.length;
    expect(next.value).toBe(50_000);
    expect(bytes).toBe(50_000 * 102 + 238_890 - 0);
    await expect(copyIn(client, "copy t from stdin", good())).rejects.toThrow(/duplicate key/);
    async function* failing(): AsyncGenerator<Buffer> {
      yield Buffer.from("60000\ta\n");
      throw new Error("the disk");
    }
    await expect(copyIn(client, "copy t from stdin", failing())).rejects.toThrow("the disk");
    await expect(copyOut(client, "copy nothing to stdout").next()).rejects.toThrow(/does not exist/);
    for await (const _ of copyOut(client, "copy t to stdout")) break;
    expect((await client.query<{ count: number }>("select count(*)::int as count from t")).rows).toEqual([
      { count: 50_000 },
    ]);
    await client.end();
  });
});

describe("backup and restore", () => {
  it("brings everything back: every table's rows, the journal, who sees what, and the wall", async () => {
    await world.admin.query(
      "insert into access.machine_token (id, token_hash, person_id, label, permissions, purpose, expires_at) select gen_random_uuid(), '\\x0b', id, 'gate', '{}', 'border-check', now() + interval '1 day' from access.person limit 1",
    );
    const file = await archiveOf(world.url, "whole");
    const url = await emptyDatabase();
    const restored = await restoreArchive(await opened(file), url, { signal: quiet });
    expect(restored.tables.length).toBe((await nodeTables(world.admin)).length);
    expect(restored.tables.every((one) => JSON.stringify(one.archive) === JSON.stringify(one.restored))).toBe(true);
    expect(restored.list.rows).toBeGreaterThan(100);
    const database = new Database(url, 2);
    const live = await verifyLive(database, {
      pins: [restored.head.journal?.note ?? ""],
      key: restored.head.journalKey ?? "",
    });
    expect(live).toMatchObject({ ok: true, verification: { pinsHeld: 1, keyPinned: true } });
    await database.end();
    // Forced row security on every table, no trigger left disabled, and the next identity is free.
    const client = await connectForCopy(url);
    const { rows } = await client.query<{ open: number; off: number }>(
      `select (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspowner = 'tamga_owner'::regrole and c.relkind = 'r' and not (relrowsecurity and relforcerowsecurity)) as open,
         (select count(*)::int from pg_trigger t where t.tgenabled <> 'O') as off`,
    );
    expect(rows).toEqual([{ open: 0, off: 0 }]);
    await client.query("begin; set local role tamga_keeper");
    await client.query(
      "insert into access.institution (code, kind, name_en, name_ru, short_en, short_ru) values ('NEXT', 'x', 'x', 'x', 'x', 'x')",
    );
    expect(
      (
        await client.query(
          "select id from access.audience_group where institution_id = (select id from access.institution where code = 'NEXT')",
        )
      ).rowCount,
    ).toBe(1);
    await client.query("rollback");
    await client.query("begin; set local role tamga_owner");
    await expect(client.query("delete from journal.entry")).rejects.toThrow(/append-only/);
    await client.end();
    // The restored node's own archive holds the same rows.
    const again = await restoreArchive(await opened(await archiveOf(url, "again")), await emptyDatabase(), {
      signal: quiet,
    });
    const others = (list: typeof restored.list) =>
      list.tables.filter(
        ({ table }) => !["access.session", "access.sign_in_ticket", "access.machine_token"].includes(table),
      );
    expect(others(again.list)).toEqual(others(restored.list));
    // Whoever was signed in when the archive was made signs in anew: a session that was ended since would be alive again.
    const looker = await connectForCopy(url);
    await looker.query("begin; set local role tamga_owner");
    const sessions = await looker.query<{ live: number; all: number }>(
      "select count(*) filter (where ended_at is null)::int as live, count(*)::int as all from access.session",
    );
    // A token that was revoked since would let its machine in again.
    const tokens = await looker.query<{ live: number; all: number }>(
      "select count(*) filter (where revoked_at is null)::int as live, count(*)::int as all from access.machine_token",
    );
    await looker.end();
    expect(tokens.rows[0]?.all).toBeGreaterThan(0);
    expect(tokens.rows[0]?.live).toBe(0);
    expect(sessions.rows[0]?.all).toBeGreaterThan(1);
    expect(sessions.rows[0]?.live).toBe(0);
  });

  it("takes one moment: what is recorded while it runs is in it whole or not at all", async () => {
    const officer = await world.person("border.officer");
    let writing = true;
    const writer = (async () => {
      for (let count = 0; writing; count += 1) await officer.do(recordRecovery, { body: onePistol(`В ${count}`) });
    })();
    for (let turn = 0; turn < 3; turn += 1) {
      const restored = await restoreArchive(await opened(await archiveOf(world.url, "moment")), await emptyDatabase(), {
        signal: quiet,
      });
      const rows = (name: string): number => restored.list.tables.find((one) => one.table === name)?.rows ?? -1;
      // Every pistol of this test has one mark, one reading and one task; a foreign key would already have failed.
      expect(rows("firearms.mark")).toBe(rows("firearms.reading"));
      expect(rows("journal.leaf") + rows("journal.pending")).toBe(rows("journal.entry"));
    }
    writing = false;
    await writer;
  });

  it("refuses a node with anything in it, a node in use, and leaves an interrupted restore empty", async () => {
    const file = await archiveOf(world.url, "refused");
    await expect(restoreArchive(await opened(file), world.url, { signal: quiet })).rejects.toMatchObject({
      code: "restore-in-use",
    });
    const url = await emptyDatabase();
    const stop = new AbortController();
    const cut = restoreArchive(await opened(file), url, { signal: stop.signal, onLoaded: () => stop.abort() });
    await expect(cut).rejects.toMatchObject({ name: "AbortError" });
    const cutWhileChecking = new AbortController();
    await expect(
      restoreArchive(await opened(file), url, {
        signal: cutWhileChecking.signal,
        onChecked: () => cutWhileChecking.abort(),
      }),
    ).rejects.toMatchObject({ name: "AbortError" });
    await restoreArchive(await opened(file), url, { signal: quiet });
    await expect(restoreArchive(await opened(file), url, { signal: quiet })).rejects.toMatchObject({
      code: "restore-not-empty",
      status: 409,
    });
  });

  it("keeps nothing of an archive whose end is missing or whose bytes were changed", async () => {
    const bytes = readFileSync(await archiveOf(world.url, "hurt"));
    const url = await emptyDatabase();
    const half = join(folder, "half");
    writeFileSync(half, bytes.subarray(0, bytes.length - 20_000));
    await expect((async () => restoreArchive(await opened(half), url, { signal: quiet }))()).rejects.toThrow(
      ArchiveFault,
    );
    for (let turn = 0; turn < 20; turn += 1) {
      const copy = Buffer.from(bytes);
      const at = randomBytes(4).readUInt32BE(0) % copy.length;
      copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at);
      writeFileSync(half, copy);
      await expect((async () => readToEnd(await opened(half), () => undefined))()).rejects.toThrow(ArchiveFault);
    }
    const { tables } = await restoreArchive(await opened(join(folder, "hurt")), url, { signal: quiet });
    expect(tables.length).toBeGreaterThan(30);
  });

  it("loads an archive of an older program and migrates it on; refuses one of a newer", async () => {
    const archive = await opened(await archiveOf(world.url, "newer"));
    const newer = {
      ...archive,
      head: {
        ...archive.head,
        migrations: [...archive.head.migrations, { number: 9999, name: "9999_later.sql", checksum: "x" }],
      },
    };
    await expect(restoreArchive(newer, await emptyDatabase(), { signal: quiet })).rejects.toMatchObject({
      code: "restore-archive-newer",
    });
    const edited = {
      ...archive,
      head: { ...archive.head, migrations: archive.head.migrations.map((one) => ({ ...one, checksum: "x" })) },
    };
    await expect(restoreArchive(edited, await emptyDatabase(), { signal: quiet })).rejects.toMatchObject({
      code: "migration-edited",
    });
    const all = await listMigrations();
    const older = await emptyDatabase();
    const { migrate } = await import("../src/platform/migrate.ts");
    const before = all.at(-2)?.number ?? 0;
    await migrate(older, before);
    const old = await archiveOf(older, "older");
    // Also where the empty database had already been brought to the newest migration.
    for (const started of [false, true]) {
      const url = await emptyDatabase();
      if (started) await migrate(url);
      const restored = await restoreArchive(await opened(old), url, { signal: quiet });
      expect(restored.migrated).toEqual([all.at(-1)?.name]);
    }
  });
});

describe("the commands", () => {
  const dataDir = (): string => join(folder, `data-${randomBytes(3).toString("hex")}`);

  it("back up, verify against the running node and restore, in words and in JSON", async () => {
    const file = join(folder, "command.tamga-backup");
    const from = commandFor(testConfig({ TAMGA_DATA: dataDir(), DATABASE_URL: world.url }), { json: true });
    expect(
      await runBackup({ file, recipient: undefined, passphraseFile, force: false, withKeys: false }, from.context),
    ).toBe(EXIT.ok);
    expect(from.json()).toMatchObject({ withKeys: false, journal: { size: expect.any(Number) as number } });
    await expect(
      runBackup({ file, recipient: undefined, passphraseFile, force: false, withKeys: false }, from.context),
    ).rejects.toMatchObject({ code: "file-exists" });
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    const look = commandFor(testConfig({ TAMGA_DATA: dataDir(), DATABASE_URL: world.url }), { language: "ru" });
    expect(await runBackupVerify({ file, identity: undefined, passphraseFile, live: true }, look.context)).toBe(
      EXIT.ok,
    );
    expect(look.out()).toMatch(/Архив цел[^]*продолжает журнал архива/);
    writeFileSync(join(folder, "wrong"), "another passphrase");
    expect(
      await runBackupVerify(
        { file, identity: undefined, passphraseFile: join(folder, "wrong"), live: false },
        look.context,
      ),
    ).toBe(EXIT.unverified);
    const url = await emptyDatabase();
    const to = commandFor(testConfig({ TAMGA_DATA: dataDir(), DATABASE_URL: url }));
    await expect(
      runRestore({ file, identity: undefined, passphraseFile, yes: false }, to.context),
    ).rejects.toMatchObject({ code: "usage-restore-yes" });
    expect(await runRestore({ file, identity: undefined, passphraseFile, yes: true }, to.context)).toBe(EXIT.ok);
    expect(to.out()).toMatch(/every count and every checksum is the same[^]*The journal verifies/);
    expect(to.err()).toMatch(/journal\.key/);
  });

  it("carry the signing key only when asked, and put it into place without losing another", async () => {
    const config = testConfig({ TAMGA_DATA: dataDir() });
    const signer = newSigner("tamga.test/journal");
    const head = {
      format: 1,
      program: "x",
      createdAt: "",
      server: "",
      migrations: [],
      origin: null,
      journalKey: signer.verifier.text,
      journal: null,
      expectedRows: 0,
    } as const;
    const settled = (secret: string | null) => settleKeys(config, { ...head, migrations: [] }, secret);
    expect((await settled(null)).key).toBe("needed");
    await journalSigner(config, "other.test/journal");
    await keepCheckpoint(config, "— nonsense");
    const done = await settled(signer.secret);
    expect(done).toMatchObject({
      key: "restored",
      setAside: expect.stringMatching(/journal\.key\.before-restore-/) as string,
    });
    expect((await journalSigner(config, "x")).verifier.text).toBe(signer.verifier.text);
    expect((await settled(signer.secret)).key).toBe("there");
    expect(readdirSync(keyFolder(config)).length).toBe(3);
    expect(await keptCheckpoints(config)).toContain("nonsense");
  });
});
