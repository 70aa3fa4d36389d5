import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "./canonical.ts";
import {
  checkCommitment,
  commit,
  entryFault,
  entryLeaf,
  entryText,
  isTime,
  newSalt,
  timeToMillis,
  type JournalEntry,
} from "./canonical-entry.ts";
import { leafHash } from "./merkle.ts";

const ENTRY: JournalEntry = {
  v: 1,
  id: "0192f0c1-7a1b-7000-8000-00000000002a",
  at: "2026-11-22T05:11:30.000001Z",
  actor: "0192f0c1-7a1b-7000-8000-000000000001",
  institution: "border-service",
  purpose: null,
  verb: "read",
  kind: "recovery",
  record: "0192f0c1-7a1b-7000-8000-000000000002",
  outcome: "done",
  commitment: null,
};

const payloads = fc.jsonValue().filter((value) => {
  try {
    return canonical(value) !== "";
  } catch {
    return false; // an integer beyond 2^53-1 has no canonical form
  }
});
const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/);
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const entries: fc.Arbitrary<JournalEntry> = fc.record({
  v: fc.constant(1 as const),
  id: fc.uuid(),
  at: fc
    .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
    .map((date) => `${date.toISOString().slice(0, 23)}007Z`),
  actor: fc.option(fc.uuid()),
  institution: fc.option(code),
  purpose: fc.option(code),
  verb: code,
  kind: fc.option(code),
  record: fc.option(fc.uuid()),
  outcome: fc.constantFrom("done" as const, "refused" as const),
  commitment: fc.option(hash),
});

describe("a journal entry", () => {
  it("is written by hand exactly as canonical JSON writes it", () => {
    fc.assert(
      fc.property(entries, (entry) => {
        expect(entryText(entry)).toBe(canonical(entry));
      }),
    );
  });

  it("keeps the leaf of the public format: a change here breaks every journal that exists", () => {
    expect(entryText(ENTRY)).toBe(
      '{"actor":"0192f0c1-7a1b-7000-8000-000000000001","at":"2026-11-22T05:11:30.000001Z","commitment":null,' +
        '"id":"0192f0c1-7a1b-7000-8000-00000000002a","institution":"border-service","kind":"recovery",' +
        '"outcome":"done","purpose":null,"record":"0192f0c1-7a1b-7000-8000-000000000002","v":1,"verb":"read"}',
    );
    expect(entryLeaf(ENTRY)).toEqual(leafHash(Buffer.from(canonical(ENTRY))));
  });

  it("names the key that breaks the format", () => {
    const broken: readonly [string, unknown][] = [
      ["actor", { ...ENTRY, actor: "nobody" }],
      ["actor", { ...ENTRY, actor: undefined }],
      ["at", { ...ENTRY, at: "2026-11-22T05:11:30Z" }],
      ["commitment", { ...ENTRY, commitment: "AB".repeat(32) }],
      ["id", { ...ENTRY, id: ENTRY.id.toUpperCase() }],
      ["id", { ...ENTRY, id: null }],
      ["institution", { ...ENTRY, institution: "" }],
      ["kind", { ...ENTRY, kind: "a b" }],
      ["outcome", { ...ENTRY, outcome: "failed" }],
      ["purpose", { ...ENTRY, purpose: "цель" }],
      ["record", { ...ENTRY, record: 7 }],
      ["v", { ...ENTRY, v: 2 }],
      ["verb", { ...ENTRY, verb: `x${"y".repeat(64)}` }],
      ["name", { ...ENTRY, name: "a person" }],
      ["toString", { ...ENTRY, toString: "x" }],
      ["entry", [ENTRY]],
      ["entry", null],
    ];
    expect(broken.map(([, value]) => entryFault(value))).toEqual(broken.map(([key]) => key));
    expect(entryFault(ENTRY)).toBeNull();
    expect(() => entryText({ ...ENTRY, verb: "a\nb" })).toThrow(TypeError);
  });

  it("takes only times on days that exist, in UTC with microseconds", () => {
    const good = ["2024-02-29T23:59:59.999999Z", "0001-01-01T00:00:00.000000Z", "9999-12-31T00:00:00.000000Z"];
    const bad = [
      "2025-02-29T00:00:00.000000Z",
      "1900-02-29T00:00:00.000000Z",
      "2026-04-31T00:00:00.000000Z",
      "2026-00-10T00:00:00.000000Z",
      "2026-01-00T00:00:00.000000Z",
      "0000-01-01T00:00:00.000000Z",
      "2026-01-01T24:00:00.000000Z",
      "2026-01-01T00:00:60.000000Z",
      "2026-01-01T00:00:00.000Z",
      "2026-01-01T00:00:00.000000+00:00",
      "2026-01-01 00:00:00.000000Z",
      "2026-01-01T00:00:00.000000z",
    ];
    expect(good.filter((text) => !isTime(text))).toEqual([]);
    expect(bad.filter((text) => isTime(text))).toEqual([]);
    expect(timeToMillis("2026-11-22T05:11:30.123999Z")).toBe(Date.UTC(2026, 10, 22, 5, 11, 30, 123));
  });
});

describe("a commitment", () => {
  it("is SHA-256 over salt and canonical payload, as computed elsewhere", () => {
    // printf of 32 bytes 0x07 and {"a":1} through sha256sum.
    expect(commit({ a: 1 }, Buffer.alloc(32, 7))).toBe(
      "26cb98d387c15ef022c0fb25ff1daaa23cc0c7c5d5f16768c22d6c42da7ea567",
    );
  });

  it("opens with its own payload and salt only", () => {
    fc.assert(
      fc.property(payloads, payloads, (payload, other) => {
        fc.pre(canonical(payload) !== canonical(other));
        const salt = newSalt();
        const commitment = commit(payload, salt);
        expect(checkCommitment(commitment, payload, salt)).toBe(true);
        expect(checkCommitment(commitment, other, salt)).toBe(false);
        expect(checkCommitment(commitment, payload, newSalt())).toBe(false);
      }),
    );
  });

  it("refuses short salts, and never throws when checked", () => {
    expect(() => commit({}, Buffer.alloc(16))).toThrow(RangeError);
    expect(checkCommitment("00", { a: undefined }, Buffer.alloc(3))).toBe(false);
  });
});
