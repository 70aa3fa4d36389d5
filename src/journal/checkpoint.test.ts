import { verify } from "node:crypto";
import { readFileSync } from "node:fs";
import vm from "node:vm";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fingerprint,
  makeCheckpoint,
  newSigner,
  parseCheckpoint,
  parseSigner,
  parseVerifier,
  splitNotes,
  verifyCheckpoint,
} from "./checkpoint.ts";
import { emptyRoot, sha256 } from "./merkle.ts";

/** The same questions to the other verifier, which must draw the line at the same keys. */
function loadPage(): { readKey: (text: string) => unknown; cutNotes: (text: string) => string[] } {
  const html = readFileSync(new URL("../../docs/verifier.html", import.meta.url), "utf8");
  const window: { tamgaVerifier?: ReturnType<typeof loadPage> } = {};
  vm.runInNewContext(/<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? "", { window });
  if (window.tamgaVerifier === undefined) throw new Error("no verifier in the page");
  return window.tamgaVerifier;
}

const NAME = "node.example/journal";
const signer = newSigner(NAME, Buffer.alloc(32, 5));
const TIME = "2026-11-22T05:11:30.000001Z";
const note = makeCheckpoint({ origin: NAME, size: 7, root: emptyRoot(), time: TIME }, signer);

function holds(text: string): boolean {
  const signed = parseCheckpoint(text);
  return signed !== null && verifyCheckpoint(signed, signer.verifier);
}

describe("keys", () => {
  it("reads the example of the signed-note format: name, key id and key belong together, the signature holds", () => {
    const text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const verifier = parseVerifier(text);
    expect(verifier?.id).toBe("c74f20a3");
    expect(parseVerifier(text.replace("c74f20a3", "c74f20a4"))).toBeNull();
    expect(parseVerifier(text.replace("Peter", "Poter"))).toBeNull();
    const signed =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const blob = Buffer.from(
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
      "base64",
    );
    expect(blob.subarray(0, 4).toString("hex")).toBe("c74f20a3");
    expect(verifier !== null && verify(null, Buffer.from(signed), verifier.key, blob.subarray(4))).toBe(true);
  });

  it("refuses keys of small order, second spellings and loose texts", () => {
    const withKey = (hex: string): string => {
      const data = Buffer.concat([Buffer.from([1]), Buffer.from(hex, "hex")]);
      const id = sha256(Buffer.concat([Buffer.from(`${NAME}\n`), data]))
        .toString("hex")
        .slice(0, 8);
      return `${NAME}+${id}+${data.toString("base64")}`;
    };
    const real = parseVerifier(signer.verifier.text)?.key.export({ format: "der", type: "spki" }).subarray(12);
    expect(parseVerifier(withKey(real?.toString("hex") ?? ""))).not.toBeNull();
    const weak = [
      "00".repeat(32),
      "00".repeat(31) + "80",
      "01" + "00".repeat(31),
      "01" + "00".repeat(30) + "80",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
      "ec" + "ff".repeat(30) + "7f",
      "ed" + "ff".repeat(30) + "7f",
      "ee" + "ff".repeat(30) + "ff",
      "f0" + "ff".repeat(30) + "7f",
    ];
    expect(weak.filter((hex) => parseVerifier(withKey(hex)) !== null)).toEqual([]);
    const page = loadPage();
    expect(weak.filter((hex) => page.readKey(withKey(hex)) !== null)).toEqual([]);
    expect(page.readKey(withKey(real?.toString("hex") ?? ""))).not.toBeNull();
    const { text } = signer.verifier;
    const loose = ["", `${text} `, `${text}=`, text.replace("+", " "), text.toUpperCase(), `x y${text}`];
    expect(loose.filter((broken) => parseVerifier(broken) !== null)).toEqual([]);
    expect(loose.filter((broken) => page.readKey(broken) !== null)).toEqual([]);
    expect(parseVerifier(text)?.text).toBe(text);
  });

  it("stores and restores a signing key, and tells nothing of it when it is broken", () => {
    const fresh = newSigner(NAME);
    const back = parseSigner(fresh.secret);
    expect(back.verifier.text).toBe(fresh.verifier.text);
    expect(fingerprint(back.verifier)).toMatch(/^[0-9a-f]{64}$/);
    for (const broken of ["", "x", fresh.secret.slice(0, -4), fresh.secret.replace(NAME, "other")]) {
      expect(() => parseSigner(broken)).toThrow(/^stored signing key$|^name of|^an Ed25519/);
    }
    expect(() => newSigner("with blank")).toThrow(RangeError);
    expect(() => newSigner("with+plus")).toThrow(RangeError);
    expect(() => newSigner(NAME, Buffer.alloc(31))).toThrow(RangeError);
  });
});

describe("a checkpoint", () => {
  it("is the note of the public format", () => {
    expect(note.split("\n").slice(0, 5)).toEqual([
      NAME,
      "7",
      "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      `time ${TIME}`,
      "",
    ]);
    expect(note).toMatch(/\n\n— node\.example\/journal [A-Za-z0-9+/]{91}=\n$/);
    expect(parseCheckpoint(note)?.checkpoint).toEqual({ origin: NAME, size: 7, root: emptyRoot(), time: TIME });
    expect(holds(note)).toBe(true);
    const bare = makeCheckpoint({ origin: NAME, size: 0, root: emptyRoot(), time: null }, signer);
    expect(parseCheckpoint(bare)?.checkpoint.time).toBeNull();
    expect(holds(bare)).toBe(true);
  });

  it("does not survive the change of any byte", () => {
    const bytes = Buffer.from(note, "utf8");
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ bits;
        expect(holds(changed.toString("utf8"))).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it("has one spelling only", () => {
    const others = [
      note.replace("\n7\n", "\n07\n"),
      note.replace("\n7\n", "\n7.0\n"),
      note.replace("\n7\n", "\n99999999999999999\n"),
      note.replace("time", "Time"),
      note.replace("\n\n", "\nmore\n\n"),
      note.replaceAll("\n", "\r\n"),
      note.slice(0, -1),
      `${note}\n`,
      `\n${note}`,
      note.replace("— ", "- "),
      note.replace(/\n—.*/, ""),
      `${note}${note.split("\n\n")[1] ?? ""}`,
      note.padEnd(20_000, "x"),
    ];
    expect(others.filter((text) => holds(text))).toEqual([]);
  });

  it("passes over the signatures of witnesses, as signed notes ask", () => {
    expect(holds(`${note}— witness.example ${Buffer.alloc(68, 1).toString("base64")}\n`)).toBe(true);
    expect(holds(note.replace("— node", "— nude"))).toBe(false);
  });

  it("is not made from what the format cannot carry", () => {
    const good = { origin: NAME, size: 1, root: emptyRoot(), time: null };
    for (const broken of [
      { origin: "other" },
      { size: -1 },
      { size: 2 ** 53 },
      { root: Buffer.alloc(3) },
      { time: "now" },
    ]) {
      expect(() => makeCheckpoint({ ...good, ...broken }, signer)).toThrow(RangeError);
    }
  });

  it("is found again in what a person pasted", () => {
    const other = makeCheckpoint({ origin: NAME, size: 9, root: emptyRoot(), time: null }, signer);
    const cases: readonly [string, readonly string[]][] = [
      [`\n\n  ${note}\n\n${other}`, [note, other]],
      [`${note}${other}`.replaceAll("\n", "\r\n"), [note, other]],
      ["  \n\n", []],
      [`${note}hello`, [note, "hello\n"]],
      [`hello\n${note}`, [`hello\n${note}`]],
    ];
    const page = loadPage();
    for (const [pasted, notes] of cases) {
      expect(splitNotes(pasted)).toEqual(notes);
      expect([...page.cutNotes(pasted)]).toEqual(notes);
    }
  });
});
