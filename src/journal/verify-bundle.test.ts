import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadPageVerifier, runMutations } from "../../bench/journal-mutations.ts";
import { bundle, Dice, makeJournal, sign, type Journal } from "../../bench/journal-mutations-kinds.ts";
import { makeCheckpoint, fingerprint, newSigner } from "./checkpoint.ts";
import { emptyRoot } from "./merkle.ts";
import { verifyBundle, type Verification, type VerifyOptions } from "./verify-bundle.ts";
import { SeenIds } from "./verify-bundle-ids.ts";

const page = loadPageVerifier();
const html = readFileSync(new URL("../../docs/verifier.html", import.meta.url), "utf8");

/** Both verifiers' answer; they must give the same. */
async function judge(bytes: Buffer, options: VerifyOptions = {}): Promise<Verification> {
  const first = await verifyBundle([bytes], options);
  const second: unknown = JSON.parse(JSON.stringify(page(bytes, options)));
  expect(second).toEqual({ ...first, bytes: bytes.length });
  return first;
}

const journal = makeJournal(new Dice(3));
const notes = sign(journal);
const good = await bundle(journal);
const key = journal.signer.verifier.text;
const lastNote = notes.at(-1) ?? "";

async function faultOf(bytes: Buffer, options: VerifyOptions): Promise<string | undefined> {
  return (await judge(bytes, options)).firstFault?.code;
}

describe("both verifiers", () => {
  it("accept a whole journal and say what they compared", async () => {
    const result = await judge(good, { key, pins: notes });
    expect(result).toMatchObject({
      ok: true,
      keyPinned: true,
      pinsHeld: notes.length,
      entries: journal.entries.length,
      opened: journal.entries.filter(({ opened }) => opened !== undefined).length,
      checkpoints: notes.length,
      provenSize: journal.entries.length,
      lastCheckpoint: lastNote,
      fileHash: createHash("sha256").update(good).digest("hex"),
      warnings: [],
    });
  });

  it("warn when nothing of the asker's own was compared", async () => {
    const { ok, warnings } = await judge(good);
    expect(ok).toBe(true);
    expect(warnings.map(({ code }) => code)).toEqual(["key-not-pinned", "no-kept-checkpoint"]);
  });

  it("take a fingerprint for the key, as people write it", async () => {
    const print = fingerprint(journal.signer.verifier).toUpperCase();
    expect((await judge(good, { key: print.replaceAll(/(.{4})/g, "$1 ") })).keyPinned).toBe(true);
    expect((await judge(good, { key: ` ${key}\n` })).keyPinned).toBe(true);
    expect(await faultOf(good, { key: "0".repeat(64) })).toBe("key-other");
    expect(await faultOf(good, { key: "my key" })).toBe("pinned-key-malformed");
  });

  it("accept the empty journal", async () => {
    const empty: Journal = { ...journal, entries: [], sizes: [0] };
    expect(await judge(await bundle(empty), { key, pins: sign(empty) })).toMatchObject({ ok: true, entries: 0 });
  });

  it("tell a rewritten from a shortened history by a kept checkpoint, signed with the true key though both are", async () => {
    const entries = journal.entries.slice(0, 3);
    const short = await bundle({ ...journal, entries, sizes: [3] });
    expect(await faultOf(short, { key, pins: [lastNote] })).toBe("pin-truncated");
    const other = { ...journal, entries: [...journal.entries].reverse() };
    expect(await faultOf(await bundle(other), { key, pins: [lastNote] })).toBe("pin-fork");
    expect((await judge(await bundle(other), { key })).ok).toBe(true);
  });

  it("do not pass over a kept checkpoint that they cannot use", async () => {
    const { name } = journal.signer;
    const stranger = newSigner(name, Buffer.alloc(32, 9));
    const foreign = newSigner("elsewhere.example/journal", Buffer.alloc(32, 9));
    const made = { size: 1, root: emptyRoot(), time: null };
    expect(await faultOf(good, { key, pins: [lastNote, "hello"] })).toBe("pin-malformed");
    expect(await faultOf(good, { key, pins: [makeCheckpoint({ ...made, origin: foreign.name }, foreign)] })).toBe(
      "pin-origin",
    );
    expect(await faultOf(good, { key, pins: [makeCheckpoint({ ...made, origin: name }, stranger)] })).toBe(
      "pin-signature",
    );
  });

  it("find an identifier used twice", async () => {
    const [first] = journal.entries;
    const entries = first === undefined ? [] : [first, first];
    expect(await faultOf(await bundle({ ...journal, entries, sizes: [2] }), { key })).toBe("entry-repeated");
  });

  it("warn of times that run backwards, in entries and checkpoints", async () => {
    const at = (time: string, from: number) => {
      const base = journal.entries[from]?.entry;
      return base === undefined ? [] : [{ entry: { ...base, at: time, commitment: null } }];
    };
    const early = "2026-01-01T00:00:00.000000Z";
    const entries = [...at("2027-01-01T00:00:00.000000Z", 0), ...at(early, 1), ...at(early, 2), ...at(early, 3)];
    const strange = await bundle({ ...journal, entries, sizes: [2, 4] });
    const { ok, warnings } = await judge(strange, { key });
    expect(ok).toBe(true);
    expect(warnings).toContainEqual({ code: "time-out-of-order", count: 3, line: 3, position: 1 });
    expect(warnings).toContainEqual({ code: "entry-after-checkpoint", count: 2, line: 4, position: null });
    expect((await judge(strange, { key, tolerance: 1e9 })).warnings.map(({ code }) => code)).toEqual([
      "no-kept-checkpoint",
    ]);
  });

  it("never throw, whatever they are given", async () => {
    const failing = (async function* broken() {
      yield good.subarray(0, 50);
      throw new Error("disk");
    })();
    expect((await verifyBundle(failing, { key })).firstFault).toMatchObject({ code: "unreadable" });
    const dice = new Dice(11);
    for (let turn = 0; turn < 200; turn += 1) expect((await judge(dice.bytes(dice.below(300)))).ok).toBe(false);
    const header = good.subarray(0, good.indexOf(0x0a) + 1);
    for (const text of [
      "[".repeat(90_000),
      '{"e":'.repeat(5000),
      '{"p":1e999}',
      '{"c":"\\ud800"}',
      "{}",
      "null",
      "-0",
      '{"__proto__":1}',
    ]) {
      expect((await judge(Buffer.concat([header, Buffer.from(`${text}\n`)]), { key })).firstFault?.line).toBe(2);
    }
  });

  it("find every one of 300 seeded alterations and agree on each (10,000 with bench/journal-mutations.ts)", async () => {
    const report = await runMutations(20261122, 300);
    expect(report.faults).toEqual([]);
    expect(report.counted).toBe(300);
    expect(report.controls).toBeGreaterThan(5);
  }, 60_000);
});

describe("the page verifier", () => {
  const hashOf = (text: string | undefined): string =>
    `'sha256-${createHash("sha256")
      .update(text ?? "")
      .digest("base64")}'`;

  it("is one small file that names no address and lets only its own script and style run", () => {
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(60 * 1024);
    expect(html).not.toMatch(/https?:|src=|@import|url\(|fetch\(|XMLHttpRequest|WebSocket|crypto\.subtle/);
    // After a change of the page, put these hashes into its Content-Security-Policy.
    const policy = `default-src 'none'; style-src ${hashOf(/<style>([\s\S]*)<\/style>/.exec(html)?.[1])}; script-src ${hashOf(
      /<script>([\s\S]*)<\/script>/.exec(html)?.[1],
    )}; base-uri 'none'; form-action 'none'`;
    expect(html).toContain(`content="${policy}"`);
  });

  it("speaks the words of the catalogue in both languages", () => {
    const words = JSON.parse(/var WORDS = (\{[\s\S]*?\});\n/.exec(html)?.[1] ?? "{}") as Record<
      string,
      Record<string, object>
    >;
    for (const language of ["en", "ru"]) {
      const catalogue = JSON.parse(
        readFileSync(new URL(`../../text/${language}/verify.json`, import.meta.url), "utf8"),
      ) as Record<string, object>;
      const { page: _own, ...shared } = words[language] ?? {};
      expect(catalogue).toMatchObject(shared);
      expect(words[language]?.["faults"]).toEqual(catalogue["faults"]);
    }
    expect(Object.keys(words["en"]?.["page"] ?? {})).toEqual(Object.keys(words["ru"]?.["page"] ?? {}));
  });
});

describe("identifiers seen", () => {
  it("are told apart exactly, the nil identifier too", () => {
    const seen = new SeenIds();
    const dice = new Dice(5);
    const ids = Array.from({ length: 5000 }, () => dice.uuid());
    const nil = "00000000-0000-0000-0000-000000000000";
    expect([...ids, nil].every((id) => seen.add(id))).toBe(true);
    expect([...ids, nil].some((id) => seen.add(id))).toBe(false);
    expect(seen.count).toBe(5001);
  });
});
