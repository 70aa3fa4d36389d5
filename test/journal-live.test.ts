import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadPageVerifier } from "../bench/journal-mutations.ts";
import { shareRecord, withdrawShare } from "../src/access/sharing.contract.ts";
import { EXIT } from "../src/command/exit-codes.ts";
import { addReading, readFirearm } from "../src/firearms/firearm.contract.ts";
import { newSigner } from "../src/journal/checkpoint.ts";
import { runJournalExport } from "../src/journal/export-command.ts";
import { auditJournal } from "../src/journal/journal.contract.ts";
import { Frontier } from "../src/journal/merkle.ts";
import { keepCheckpoint } from "../src/journal/kept-checkpoints.ts";
import { chooseKept, runVerify, verifyLive, type LiveVerification } from "../src/journal/verify-command.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import { connectForCopy } from "../src/backup/node-tables.ts";
import {
  addContext,
  addGround,
  listRecoveries,
  readRecovery,
  recordRecovery,
} from "../src/recoveries/recovery.contract.ts";
import { routes } from "../src/rooms.ts";
import { commandFor, type TestCommand } from "./command-for-tests.ts";
import { onePistol, openWorld, testConfig, type World } from "./world.ts";
import { everyRolesPurpose } from "./world-calls.ts";

const signer = newSigner("tamga.test/journal");
let world: World;
let folder: string;
let recovery: string;
let firearm: string;

interface EntryRow {
  verb: string;
  kind: string | null;
  record: string | null;
  outcome: string;
  purpose: string | null;
  actor: string | null;
  institution: string | null;
}

/** The entries that `work` leaves. */
async function entriesOf(work: () => Promise<unknown>): Promise<EntryRow[]> {
  const { rows: before } = await world.admin.query<{ seq: string }>(
    "select coalesce(max(seq), 0) as seq from journal.entry",
  );
  await work();
  const { rows } = await world.admin.query<EntryRow>(
    "select verb, kind, record, outcome, purpose, actor, institution from journal.entry where seq > $1 order by seq",
    [before[0]?.seq ?? 0],
  );
  return rows;
}

/** Keeps the last checkpoint in the data folder, as the running program does every second. */
async function keepLast(): Promise<void> {
  const { rows } = await world.admin.query<{ note: string }>(
    "select note from journal.checkpoint order by size desc limit 1",
  );
  await keepCheckpoint(testConfig({ TAMGA_DATA: folder }), rows[0]?.note ?? "");
}

function command(options: { json?: boolean; language?: "en" | "ru" } = {}): TestCommand {
  return commandFor(testConfig({ TAMGA_DATA: folder, DATABASE_URL: world.url }), options);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tamga-journal-test-"));
  world = await openWorld({
    parts: { signer, keepCheckpoint: (note) => keepCheckpoint(testConfig({ TAMGA_DATA: folder }), note) },
  });
  const made = await (await world.person("border.officer")).do(recordRecovery, { body: onePistol("МК 45718") });
  recovery = made.id;
  firearm = made.firearms[0]?.id ?? "";
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("everything done leaves an entry", () => {
  it("of each call that reads, changes, searches or shares, with who, why and on what", async () => {
    const officer = await world.person("border.officer");
    const chief = await world.person("border.chief");
    const params = { id: recovery };
    const expectOne = async (work: () => Promise<unknown>, wanted: Partial<EntryRow>): Promise<void> => {
      expect(await entriesOf(work)).toContainEqual(
        expect.objectContaining({ outcome: "done", purpose: everyRolesPurpose, institution: "BORDER", ...wanted }),
      );
    };
    await expectOne(() => officer.do(recordRecovery, { body: onePistol("АБ 1") }), {
      verb: "create",
      kind: "recovery",
      actor: officer.id,
    });
    await expectOne(() => officer.do(recordRecovery, { body: onePistol("АБ 1") }), { verb: "create", kind: "firearm" });
    await expectOne(() => officer.do(readRecovery, { params }), { verb: "read", kind: "recovery", record: recovery });
    await expectOne(() => officer.do(listRecoveries, { query: { q: "МК" } }), { verb: "search" });
    await expectOne(() => officer.do(addGround, { params, body: { written: "smuggling" } }), {
      verb: "change",
      record: recovery,
    });
    await expectOne(() => officer.do(addContext, { params, body: { written: "trafficking" } }), {
      verb: "change",
      record: recovery,
    });
    await expectOne(() => officer.do(readFirearm, { params: { id: firearm } }), {
      verb: "read",
      kind: "firearm",
      record: firearm,
    });
    await expectOne(
      () =>
        officer.do(addReading, {
          params: { id: firearm },
          body: { mark: { kind: "import", place: "slide" }, reading: { written: "X 1", state: "clear" } },
        }),
      { verb: "change", record: firearm },
    );
    await expectOne(() => officer.do(checkSerial, { body: { serial: "МК 45718" } }), { verb: "search" });
    const sharing = () =>
      chief.do(shareRecord, {
        params: { kind: "recovery", id: recovery },
        body: { with: { institution: "COURT" }, reason: "case 3" },
      });
    let receipt = "";
    await expectOne(async () => void (receipt = (await sharing()).receipt), {
      verb: "share",
      record: recovery,
      actor: chief.id,
    });
    await expectOne(() => chief.do(withdrawShare, { params: { id: receipt }, body: { reason: "closed" } }), {
      verb: "withdraw",
      record: recovery,
    });
    const auditor = await world.person("focal.auditor");
    expect(await entriesOf(() => auditor.do(auditJournal, {}))).toMatchObject([
      { verb: "search", kind: "journal", actor: auditor.id },
    ]);
  });

  it("of every refusal, and none of the entry of what was refused", async () => {
    const stranger = await world.person("customs.officer");
    const officer = await world.person("border.officer");
    const params = { id: recovery };
    expect(await entriesOf(() => stranger.try(readRecovery, { params }))).toMatchObject([
      { verb: "refuse", outcome: "refused", record: recovery, actor: stranger.id },
    ]);
    expect(
      await entriesOf(async () => (await world.person("focal.auditor")).try(readRecovery, { params })),
    ).toMatchObject([{ verb: "refuse", outcome: "refused" }]);
    expect(await entriesOf(() => officer.try(readRecovery, { params }, { purpose: null }))).toMatchObject([
      { verb: "refuse", outcome: "refused" },
    ]);
    // Refused by the input: nothing happened, and no one saw anything.
    expect(
      await entriesOf(() => officer.try(recordRecovery, { body: onePistol("x", { occurredOn: "2026-02-31" }) })),
    ).toEqual([]);
  });

  it("once, of a call that is sent again under its key", async () => {
    const officer = await world.person("border.officer");
    const send = () => officer.do(recordRecovery, { body: onePistol("ПВ 7") }, { key: "the-same-key" });
    expect((await entriesOf(send)).map((entry) => entry.verb)).toEqual(["create", "create"]);
    expect(await entriesOf(send)).toEqual([]);
  });

  it("in the transaction of the change: without the entry there is no change", async () => {
    // Whoever makes the journal refuse entries makes the change impossible, not unrecorded.
    await world.admin.query(
      "create function public.no_entry() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$",
    );
    await world.admin.query(
      "create trigger no_entry before insert on journal.entry for each row execute function public.no_entry()",
    );
    const count = async (): Promise<unknown> =>
      (await world.admin.query("select count(*) from recoveries.recovery")).rows;
    const before = await count();
    const reply = await (await world.person("border.officer")).try(recordRecovery, { body: onePistol("НЕТ 1") });
    await world.admin.query("drop trigger no_entry on journal.entry; drop function public.no_entry()");
    expect(reply.status).toBeGreaterThanOrEqual(500);
    expect(await count()).toEqual(before);
  });

  it("and every contract that deals with records names its verb", () => {
    const silent = routes.filter(({ contract }) => contract.journal === "none").map(({ contract }) => contract);
    // What leaves no entry shows no record: names of offices and registers, one's own account, and the history, which is the journal itself.
    expect(
      silent
        .filter((contract) =>
          /^\/(recoveries|firearms|register-records|registers\/.+\/|hits|audience|exports|figures|serials|suggest)/.test(
            contract.path,
          ),
        )
        .map((contract) => contract.id),
    ).toEqual([]);
    // What begins to arrive has its entry when it has arrived whole (`attachments.send`); the purpose is asked before.
    const asked = silent.filter((contract) => contract.purpose === "required").map((contract) => contract.id);
    expect(asked).toEqual(["attachments.begin"]);
  });
});

describe("an entry", () => {
  it("holds no content: neither names, serials nor words of the case", async () => {
    await world.node.sequence();
    const { rows } = await world.admin.query<{ text: string }>("select e::text as text from journal.entry e");
    const all = rows.map((row) => row.text).join("\n");
    for (const word of ["45718", "Izhevsk", "Road 7", "seat", "smuggling", "case 3", "border.officer"])
      expect(all).not.toContain(word);
    const out = join(folder, "plain.jsonl");
    await runJournalExport({ out, force: true }, command().context);
    for (const word of ["45718", "Izhevsk", "Road 7", "smuggling"])
      expect(readFileSync(out, "utf8")).not.toContain(word);
  });

  it("cannot be changed, removed or emptied by the program's login in any of its roles", async () => {
    await world.node.sequence();
    const client = await connectForCopy(world.url);
    for (const role of [
      "none",
      "tamga_owner",
      "tamga_app",
      "tamga_keeper",
      "tamga_matcher",
      "tamga_backup",
      "tamga_reveal",
    ]) {
      for (const table of ["entry", "leaf", "checkpoint"]) {
        const column = { entry: "verb", leaf: "hash", checkpoint: "note" }[table] ?? "";
        for (const sql of [
          `update journal.${table} set ${column} = ${column}`,
          `delete from journal.${table}`,
          `truncate journal.${table} cascade`,
        ]) {
          await client.query("begin");
          if (role !== "none") await client.query(`set local role ${role}`);
          await expect(client.query(sql), `${role}: ${sql}`).rejects.toMatchObject({ code: "42501" });
          await client.query("rollback");
        }
      }
    }
    await client.end();
  });
});

describe("the exported bundle", () => {
  it("passes both verifiers with the node's key and its kept checkpoints", async () => {
    const out = join(folder, "journal.jsonl");
    await world.node.sequence();
    expect(await runJournalExport({ out, force: true }, command({ json: true }).context)).toBe(EXIT.ok);
    const bytes = readFileSync(out);
    const { rows } = await world.admin.query<{ note: string }>("select note from journal.checkpoint order by size");
    const options = { key: signer.verifier.text, pins: rows.map((row) => row.note) };
    expect(loadPageVerifier()(bytes, options)).toMatchObject({ ok: true, keyPinned: true, pinsHeld: rows.length });
    const told = command({ json: true });
    expect(await runVerify({ file: out, checkpoints: [], key: signer.verifier.text }, told.context)).toBe(EXIT.ok);
    expect(told.json()).toMatchObject({
      ok: true,
      verification: { fileHash: createHash("sha256").update(bytes).digest("hex") },
    });
    await expect(runJournalExport({ out, force: false }, command().context)).rejects.toMatchObject({
      code: "file-exists",
    });
    const cut = join(folder, "cut.jsonl");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(cut, bytes.subarray(0, bytes.length - 10));
    const broken = command({ language: "ru" });
    expect(await runVerify({ file: cut, checkpoints: [], key: undefined }, broken.context)).toBe(EXIT.unverified);
    expect(broken.out()).toMatch(/Журнал не прошёл проверку/);
  });
});

describe("tamga verify on the running node", () => {
  const live = (): Promise<LiveVerification> => verifyLive(world.node.database, { key: signer.verifier.text });

  it("passes, compares with the kept checkpoints unasked, and warns where no key was given", async () => {
    await world.node.sequence();
    await keepLast();
    const told = command({ json: true });
    expect(await runVerify({ file: undefined, checkpoints: [], key: undefined }, told.context)).toBe(EXIT.ok);
    const result = told.json() as LiveVerification;
    expect(result.verification?.pinsHeld).toBeGreaterThan(0);
    expect(result.verification?.warnings.map((warning) => warning.code)).toEqual(["key-not-pinned"]);
    expect(result.live).toMatchObject({ faults: [], waiting: 0 });
    const plain = command();
    await runVerify({ file: undefined, checkpoints: [], key: undefined }, plain.context);
    expect(plain.out()).toContain("you compared it with nothing of your own");
    expect(plain.err()).toContain("The key was taken from the bundle itself");
    const keyed = command();
    await runVerify({ file: undefined, checkpoints: [], key: signer.verifier.text }, keyed.context);
    expect(keyed.out()).toContain("The journal is whole");
  });

  it("still passes after content was lawfully erased, and says how much", async () => {
    await world.node.sequence();
    const before = (await live()).live;
    await world.node.database.asSystem("tamga_keeper", (tx) =>
      tx.query(
        "update journal.payload set content = null where entry_id in (select id from journal.entry where record = $1)",
        [recovery],
      ),
    );
    const after = await live();
    expect(after.ok).toBe(true);
    expect(after.live.erased).toBeGreaterThan(before.erased);
    expect(after.live.erased + after.live.payloads).toBe(before.erased + before.payloads);
  });

  it("leaves out kept checkpoints that a sudden end cut off, and counts them", () => {
    const note = `tamga.test/journal\n1\n${Buffer.alloc(32).toString("base64")}\n\n— tamga.test/journal AAAAAAA=\n`;
    const kept = chooseKept(`${note}\n${note.slice(0, 40)}`);
    expect(kept.unreadable).toBe(1);
    expect(kept.pins.length).toBeLessThanOrEqual(1);
  });

  describe("finds what a superuser did with triggers switched off", () => {
    let tools: pg.Client;
    beforeEach(async () => {
      tools = world.admin;
      await world.node.sequence();
    });
    const tables = ["entry", "leaf", "checkpoint", "frontier", "payload", "pending"];
    /** Lets `work` forge what it likes, and puts everything back. */
    async function withForgery<T>(work: () => Promise<T>): Promise<T> {
      await tools.query("set session_replication_role = replica");
      for (const table of tables) await tools.query(`create table public.kept_${table} as table journal.${table}`);
      try {
        return await work();
      } finally {
        for (const table of tables) {
          const identity = table === "entry" ? "overriding system value" : "";
          await tools.query(`delete from journal.${table}`);
          await tools.query(`insert into journal.${table} ${identity} select * from public.kept_${table}`);
          await tools.query(`drop table public.kept_${table}`);
        }
        await tools.query("set session_replication_role = origin");
      }
    }
    async function forged(sql: string): Promise<{ codes: string[]; fault: string | null; ok: boolean }> {
      return await withForgery(async () => {
        await tools.query(sql);
        const result = await live();
        return {
          codes: result.live.faults.map((fault) => fault.code),
          fault: result.verification?.firstFault?.code ?? null,
          ok: result.ok,
        };
      });
    }
    const third = "(select entry_id from journal.leaf where position = 3)";

    it.each([
      [
        "an entry given to another person",
        `update journal.entry set actor = gen_random_uuid() where id = ${third}`,
        "checkpoint-root",
        "entry-changed",
      ],
      [
        "a refusal made a deed",
        "update journal.entry set outcome = 'done' where outcome = 'refused'",
        "checkpoint-root",
        "entry-changed",
      ],
      [
        "an entry of another time",
        `update journal.entry set at = at + interval '1 day' where id = ${third}`,
        "checkpoint-root",
        "entry-changed",
      ],
      ["an entry removed", `delete from journal.entry where id = ${third}`, null, "entry-gone"],
      [
        "an entry and its place removed",
        `delete from journal.entry where id = ${third}; delete from journal.leaf where position = 3`,
        null,
        "position-gap",
      ],
      [
        "two places exchanged",
        "update journal.leaf set position = -1 where position = 2; update journal.leaf set position = 2 where position = 3; update journal.leaf set position = 3 where position = -1",
        "checkpoint-root",
        "frontier-differs",
      ],
      [
        "an entry and its leaf rewritten to fit",
        `update journal.entry set verb = 'read' where id = ${third}; update journal.leaf set hash = '\\x00' where position = 3`,
        "checkpoint-root",
        "frontier-differs",
      ],
      [
        "content exchanged",
        "update journal.payload set content = '{\"other\": 1}' where content is not null",
        null,
        "payload-changed",
      ],
      ["content removed", "delete from journal.payload", null, "payload-gone"],
      [
        "content emptied and not marked",
        "update journal.payload set content = null, erased_at = null",
        null,
        "payload-emptied",
      ],
      [
        "the tree cut back with its checkpoints kept",
        "delete from journal.leaf where position >= 3; update journal.frontier set size = 3, hashes = hashes[1:2]",
        null,
        "entry-unqueued",
      ],
      [
        "a checkpoint of another root",
        "update journal.checkpoint set note = replace(note, 'time 2', 'time 1')",
        "checkpoint-signature",
        null,
      ],
      [
        "an entry slipped in without the queue",
        "insert into journal.entry (id, verb, outcome) values (gen_random_uuid(), 'read', 'done')",
        null,
        "entry-unqueued",
      ],
    ])("%s", async (_name, sql, fault, code) => {
      const found = await forged(sql);
      expect(found.ok).toBe(false);
      if (fault !== null) expect(found.fault).toBe(fault);
      if (code !== null) expect(found.codes).toContain(code);
      expect((await live()).ok).toBe(true);
    });

    it("a journal rolled back, by the checkpoints kept outside the database", async () => {
      await keepLast();
      const told = command({ json: true });
      const code = await withForgery(async () => {
        const { rows } = await tools.query<{ size: string }>("select min(size) as size from journal.checkpoint");
        const early = Number(rows[0]?.size ?? 0);
        // Everything after the first checkpoint never was, and the tree is the true one of that day: inside, all fits.
        const leaves = await tools.query<{ hash: Buffer }>(
          "select hash from journal.leaf where position < $1 order by position",
          [early],
        );
        const tree = new Frontier();
        for (const leaf of leaves.rows) tree.append(leaf.hash);
        const edge = tree.state().edge.map((hash) => Buffer.from(hash, "hex"));
        const after = "(select entry_id from journal.leaf where position >= $1)";
        await tools.query("delete from journal.checkpoint where size > $1", [early]);
        await tools.query(`delete from journal.payload where entry_id in ${after}`, [early]);
        await tools.query(`delete from journal.entry where id in ${after}`, [early]);
        await tools.query("delete from journal.leaf where position >= $1", [early]);
        await tools.query("update journal.frontier set size = $1, hashes = $2::bytea[]", [early, edge]);
        expect((await live()).ok).toBe(true);
        return await runVerify({ file: undefined, checkpoints: [], key: signer.verifier.text }, told.context);
      });
      expect(code).toBe(EXIT.unverified);
      expect(told.json()).toMatchObject({ ok: false, verification: { firstFault: { code: "pin-truncated" } } });
    });
  });
});
