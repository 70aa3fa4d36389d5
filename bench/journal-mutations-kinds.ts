/**
 * Random good journals and every way to alter their bundles; used by journal-mutations.ts.
 *
 * Promises: everything follows from the dice, so a seed repeats a run. An alteration may turn out to change nothing
 * (say, a byte replaced by itself); whoever counts them compares the bytes.
 */
import { canonical } from "../src/journal/canonical.ts";
import { commit, entryLeaf, type JournalEntry } from "../src/journal/canonical-entry.ts";
import { makeCheckpoint, newSigner, type Signer } from "../src/journal/checkpoint.ts";
import { writeBundle, type BundleEntry } from "../src/journal/journal-bundle.ts";
import { Frontier } from "../src/journal/merkle.ts";

/** A seeded generator (sfc32): the same seed gives the same run on any machine. */
export class Dice {
  #a: number;
  #b = 0x9e3779b9;
  #c = 0x243f6a88;
  #d = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    for (let warm = 0; warm < 16; warm += 1) this.next();
  }

  /** 32 random bits. */
  next(): number {
    const t = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return t >>> 0;
  }

  /** A number from 0 to n-1. */
  below(n: number): number {
    return this.next() % n;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.below(256)));
  }

  uuid(): string {
    const hex = this.bytes(16).toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
}

/** A journal from which bundles are written. */
export interface Journal {
  readonly signer: Signer;
  readonly entries: readonly BundleEntry[];
  /** Sizes at which checkpoints stand; the last is the number of entries. */
  readonly sizes: readonly number[];
}

const START = Date.UTC(2026, 8, 1);
const timeOf = (step: number): string => `${new Date(START + step * 1000).toISOString().slice(0, 23)}417Z`;

function makePayload(dice: Dice): unknown {
  return {
    calibre: dice.pick(["9x18", "7.62x39", ".38"]),
    serial: dice.pick(["АК 74-№123", 'quote " and \\', "tab\tline\n\u0001", "🔍", "Ж"]),
    count: dice.below(1000) - 500,
    weight: dice.below(1000) / 8,
    marks: [null, true, { read: String(dice.next()) }],
  };
}

function makeEntry(dice: Dice, step: number): BundleEntry {
  const payload = dice.below(3) === 0 ? null : makePayload(dice);
  const salt = dice.bytes(32);
  const entry: JournalEntry = {
    v: 1,
    id: dice.uuid(),
    at: timeOf(step),
    actor: dice.below(8) === 0 ? null : dice.uuid(),
    institution: dice.pick(["police", "customs", "border-service", null]),
    purpose: dice.pick(["investigation", "trace", null]),
    verb: dice.pick(["create", "read", "search", "export", "refuse"]),
    kind: dice.pick(["recovery", "firearm", null]),
    record: dice.below(4) === 0 ? null : dice.uuid(),
    outcome: dice.pick(["done", "done", "refused"]),
    commitment: payload === null ? null : commit(payload, salt),
  };
  if (payload === null || dice.below(3) === 0) return { entry };
  return { entry, opened: { payload, salt: salt.toString("hex") } };
}

/** A random journal of 4 to 40 entries with two or more checkpoints. */
export function makeJournal(dice: Dice): Journal {
  const signer = newSigner(`node${dice.below(90)}.example/journal`, dice.bytes(32));
  const entries = Array.from({ length: 4 + dice.below(37) }, (_, step) => makeEntry(dice, step));
  const sizes = entries.map((_, at) => at + 1).filter((size) => size === entries.length || dice.below(6) === 0);
  return { signer, entries, sizes: sizes.length > 1 ? sizes : [1 + dice.below(entries.length - 1), ...sizes] };
}

/** Signed checkpoints over the entries as they are now. */
export function sign({ signer, entries, sizes }: Journal): string[] {
  const tree = new Frontier();
  const notes: string[] = [];
  for (const size of sizes) {
    while (tree.size < size) {
      const next = entries[tree.size];
      if (next === undefined) break;
      tree.append(entryLeaf(next.entry));
    }
    const time = timeOf(size + 1);
    notes.push(makeCheckpoint({ origin: signer.name, size: tree.size, root: tree.root(), time }, signer));
  }
  return notes;
}

/** The bundle of a journal; with other notes than its own when given. */
export async function bundle(journal: Journal, notes: readonly string[] = sign(journal)): Promise<Buffer> {
  const { signer, entries } = journal;
  const pieces: string[] = [];
  const source = { verifier: signer.verifier, size: entries.length, entries, checkpoints: notes };
  for await (const piece of writeBundle(source)) pieces.push(piece);
  return Buffer.from(pieces.join(""), "utf8");
}

/** What a mutation starts from: a journal, its checkpoints, its bundle as bytes and as lines. */
export interface Case {
  readonly dice: Dice;
  readonly journal: Journal;
  readonly notes: readonly string[];
  readonly good: Buffer;
  readonly lines: readonly string[];
}

type Mutation = (subject: Case) => Buffer | Promise<Buffer>;

const joined = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(""), "utf8");
const isEntry = (line: string): boolean => line.startsWith('{"e":');
const isNote = (line: string): boolean => line.startsWith('{"c":');

/** Edits one line of a kind chosen by chance. */
function editLine({ dice, lines }: Case, fits: (line: string) => boolean, edit: (line: string) => string): Buffer {
  const places = lines.flatMap((line, at) => (fits(line) ? [at] : []));
  if (places.length === 0) return joined(lines);
  const place = dice.pick(places);
  return joined(lines.map((line, at) => (at === place ? edit(line) : line)));
}

function moved({ lines }: Case, change: (entries: string[]) => string[]): Buffer {
  const entries = change(lines.filter(isEntry));
  const out: string[] = [lines[0] ?? ""];
  const sizes = new Map(lines.filter(isNote).map((line) => [Number(/\\n(\d+)\\n/.exec(line)?.[1]), line]));
  entries.forEach((line, at) => {
    out.push(line);
    const note = sizes.get(at + 1);
    if (note !== undefined) out.push(note);
  });
  return joined(out);
}

const renumber = (entries: string[]): string[] => entries.map((line, at) => line.replace(/"p":\d+\}$/, `"p":${at}}`));

/** One character of a line within a JSON string or outside of it. */
function edge(line: string, dice: Dice, fits: RegExp): number {
  const places = [...line.matchAll(fits)].map((match) => match.index);
  return dice.pick(places);
}

function altered({ entry, opened }: BundleEntry, dice: Dice): BundleEntry {
  const other = (value: string, ...options: string[]): string =>
    dice.pick(options.filter((option) => option !== value));
  const changes: Partial<JournalEntry>[] = [
    { actor: dice.uuid() },
    { actor: entry.actor === null ? dice.uuid() : null },
    { record: dice.uuid() },
    { verb: other(entry.verb, "create", "read", "search") },
    { outcome: entry.outcome === "done" ? "refused" : "done" },
    { purpose: other(entry.purpose ?? "", "inspection", "trace") },
    { at: timeOf(-dice.below(100_000) - 1) },
    { institution: other(entry.institution ?? "", "police", "customs") },
    { id: dice.uuid() },
  ];
  return { entry: { ...entry, ...dice.pick(changes) }, ...(opened === undefined ? {} : { opened }) };
}

function withAltered({ journal, dice }: Case): Journal {
  const place = dice.below(journal.entries.length);
  return { ...journal, entries: journal.entries.map((entry, at) => (at === place ? altered(entry, dice) : entry)) };
}

function stranger({ journal, dice }: Case): Signer {
  return newSigner(journal.signer.name, dice.bytes(32));
}

function editNote(subject: Case, edit: (note: string) => string): Buffer {
  return editLine(subject, isNote, (line) => {
    const { c } = JSON.parse(line) as { c: string };
    return canonical({ c: edit(c) });
  });
}

/** Edits the signature blob (4 bytes key id, 32 bytes R, 32 bytes S) of a checkpoint. */
function editSignature(subject: Case, edit: (blob: Buffer) => Buffer): Buffer {
  return editNote(subject, (note) =>
    note.replace(/ (\S+)\n$/, (_, blob: string) => ` ${edit(Buffer.from(blob, "base64")).toString("base64")}\n`),
  );
}

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const little = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);

function plusOrder(blob: Buffer): Buffer {
  const s = (little(blob.subarray(36)) + ORDER).toString(16).padStart(64, "0");
  return Buffer.concat([blob.subarray(0, 36), Buffer.from(s, "hex").reverse()]);
}

const spliced = (bytes: Buffer, at: number, cut: number, put: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);

const withOpened = (line: string): boolean => line.includes('"o":{"payload"');
const editHeader = (subject: Case, edit: (header: Record<string, unknown>) => void): Buffer => {
  const header = JSON.parse(subject.lines[0] ?? "") as Record<string, unknown>;
  edit(header);
  return joined([canonical(header), ...subject.lines.slice(1)]);
};

/** Every way to alter a bundle, by name. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "bit flipped": ({ good, dice }) => {
    const at = dice.below(good.length);
    return spliced(good, at, 1, Uint8Array.of((good[at] ?? 0) ^ (1 << dice.below(8))));
  },
  "byte replaced": ({ good, dice }) => spliced(good, dice.below(good.length), 1, dice.bytes(1)),
  "bytes inserted": ({ good, dice }) => spliced(good, dice.below(good.length + 1), 0, dice.bytes(1 + dice.below(8))),
  "bytes removed": ({ good, dice }) => spliced(good, dice.below(good.length), 1 + dice.below(8), new Uint8Array(0)),
  "cut at a byte": ({ good, dice }) => good.subarray(0, dice.below(good.length)),
  "cut at a line": ({ lines, dice }) => joined(lines.slice(0, dice.below(lines.length))),
  "entry removed": (c) => moved(c, (e) => e.toSpliced(c.dice.below(e.length), 1)),
  "entry removed, renumbered": (c) => moved(c, (e) => renumber(e.toSpliced(c.dice.below(e.length), 1))),
  "entry doubled": (c) => moved(c, (e) => e.toSpliced(c.dice.below(e.length), 0, c.dice.pick(e))),
  "entry doubled, renumbered": (c) => moved(c, (e) => renumber(e.toSpliced(c.dice.below(e.length), 0, c.dice.pick(e)))),
  "entries swapped": (c) =>
    moved(c, (e) => {
      const at = c.dice.below(e.length - 1);
      return e.toSpliced(at, 2, ...e.slice(at, at + 2).reverse());
    }),
  "entries swapped, renumbered": (c) =>
    moved(c, (e) => {
      const at = c.dice.below(e.length - 1);
      return renumber(e.toSpliced(at, 2, ...e.slice(at, at + 2).reverse()));
    }),
  "tail cut, header adjusted": async ({ journal, notes }) => {
    const size = journal.sizes.at(-2) ?? 0;
    return bundle({ ...journal, entries: journal.entries.slice(0, size) }, notes.slice(0, -1));
  },
  "tail cut, tree and signature made anew": async ({ journal, dice }) => {
    const size = 1 + dice.below(journal.entries.length - 1);
    const sizes = [...journal.sizes.filter((at) => at < size), size];
    return bundle({ ...journal, entries: journal.entries.slice(0, size), sizes });
  },
  "entry altered": async (c) => bundle(withAltered(c), c.notes),
  "entry altered, tree made anew, old signatures": async (c) => {
    const journal = withAltered(c);
    const fresh = sign(journal).map((note, at) => {
      const signature = c.notes[at]?.split("\n\n")[1] ?? "";
      return `${note.split("\n\n")[0] ?? ""}\n\n${signature}`;
    });
    return bundle(journal, fresh);
  },
  "entry altered, signed anew with the true key": async (c) => bundle(withAltered(c)),
  "entry altered, signed anew with another key": async (c) => bundle({ ...withAltered(c), signer: stranger(c) }),
  "signed anew with another key": async (c) => bundle({ ...c.journal, signer: stranger(c) }),
  "signed anew with another key, header kept": async (c) =>
    bundle(c.journal, sign({ ...c.journal, signer: stranger(c) })),
  "fork: other tail with the true key": async (c) => {
    const from = c.dice.below(c.journal.entries.length);
    const entries = c.journal.entries.map((entry, at) => (at < from ? entry : makeEntry(c.dice, at)));
    return bundle({ ...c.journal, entries });
  },
  "back-dated entry put in, signed anew with the true key": async ({ journal, dice }) => {
    const at = dice.below(journal.entries.length);
    const entries = journal.entries.toSpliced(at, 0, makeEntry(dice, at));
    return bundle({ ...journal, entries, sizes: journal.sizes.map((size) => (size > at ? size + 1 : size)) });
  },
  "entries appended": async ({ journal, notes, lines, dice }) => {
    const more = { ...journal, entries: [...journal.entries, makeEntry(dice, journal.entries.length)] };
    const forged = (await bundle({ ...more, sizes: [more.entries.length] })).toString("utf8").split("\n").slice(-3, -2);
    return notes.length > 0 ? joined([...lines, ...forged]) : joined(lines);
  },
  "entries appended, signed with another key": async (c) => {
    const entries = [...c.journal.entries, makeEntry(c.dice, c.journal.entries.length)];
    const journal = { ...c.journal, entries, sizes: [...c.journal.sizes, entries.length] };
    return bundle(journal, [...c.notes, ...sign({ ...journal, signer: stranger(c) }).slice(-1)]);
  },
  "checkpoints swapped": (c) => {
    const first = c.lines.findIndex(isNote);
    const last = c.lines.length - 1;
    return joined(c.lines.with(first, c.lines[last] ?? "").with(last, c.lines[first] ?? ""));
  },
  "checkpoint of another journal": async (c) => {
    const other = makeJournal(c.dice);
    const note = sign({ ...other, signer: c.journal.signer }).at(-1) ?? "";
    return editNote(c, () => note);
  },
  "last checkpoint removed": ({ lines }) => joined(lines.slice(0, -1)),
  "checkpoint doubled": (c) => editLine(c, isNote, (line) => `${line}\n${line}`),
  "checkpoint time altered": (c) =>
    editNote(c, (note) => note.replace(/time .*/, `time ${timeOf(-c.dice.below(1e6) - 9)}`)),
  "checkpoint time removed": (c) => editNote(c, (note) => note.replace(/time .*\n/, "")),
  "checkpoint size altered": (c) =>
    editNote(c, (note) => note.replace(/\n(\d+)\n/, (_, n: string) => `\n${Number(n) + 1}\n`)),
  "signature: S plus the group order": (c) => editSignature(c, plusOrder),
  "signature: loose base64 bits": (c) =>
    editNote(c, (note) => note.replace(/.(?==\n$)/, (ch) => (ch === "B" ? "C" : "B"))),
  "signature: base64 without padding": (c) => editNote(c, (note) => note.replace(/=\n$/, "\n")),
  "signature: all zero": (c) => editSignature(c, (blob) => Buffer.concat([blob.subarray(0, 4), Buffer.alloc(64)])),
  "signature: key id altered": (c) => editSignature(c, (blob) => spliced(blob, c.dice.below(4), 1, c.dice.bytes(1))),
  "signature: of another checkpoint": (c) => {
    const other = c.dice.pick(c.notes).split("\n\n")[1] ?? "";
    return editNote(c, (note) => `${note.split("\n\n")[0] ?? ""}\n\n${other}`);
  },
  "signature: a second line": (c) => editNote(c, (note) => note + (note.split("\n\n")[1] ?? "")),
  "signature: a stranger's line added": (c) =>
    editNote(c, (note) => `${note}— witness.example ${c.dice.bytes(68).toString("base64")}\n`),
  "payload altered": (c) =>
    editLine(c, withOpened, (line) => line.replace(/"count":(-?\d+)/, (_, n: string) => `"count":${Number(n) + 1}`)),
  "payload of another entry": (c) => {
    const opened = c.lines.filter(withOpened).map((line) => /"o":\{.*\},"p":/.exec(line)?.[0] ?? "");
    return editLine(c, withOpened, (line) => line.replace(/"o":\{.*\},"p":/, () => c.dice.pick(opened)));
  },
  "payload with the same meaning": (c) =>
    editLine(c, withOpened, (line) => line.replace(/"weight":([\d.]+)/, '"weight":$10')),
  "payload shown where none was recorded": (c) =>
    editLine(
      c,
      (line) => line.includes('"commitment":null'),
      (line) =>
        line.replace(/,"p":(\d+)\}$/, `,"o":{"payload":{},"salt":"${c.dice.bytes(32).toString("hex")}"},"p":$1}`),
    ),
  "salt altered": (c) =>
    editLine(c, withOpened, (line) => line.replace(/"salt":"\w+"/, `"salt":"${c.dice.bytes(32).toString("hex")}"`)),
  "salt in capitals": (c) =>
    editLine(c, withOpened, (line) => line.replace(/"salt":"\w+"/, (m) => `"salt":${m.slice(7).toUpperCase()}`)),
  "number written otherwise": (c) =>
    editLine(
      c,
      () => true,
      (line) =>
        line.replace(
          /"(p|v|size|tamga-journal|from|count)":(-?\d+)/,
          (_, key: string, n: string) =>
            `"${key}":${c.dice.pick([`${n}.0`, `${n}e0`, `${n}E0`, `0${n}`, `+${n}`, `-${n}`, `"${n}"`, `${n}.`])}`,
        ),
    ),
  "character written as an escape": (c) =>
    editLine(
      c,
      () => true,
      (line) => {
        const at = edge(line, c.dice, /[a-z0-9](?=[^"\\]*"[,:}])/gi);
        return `${line.slice(0, at)}\\u00${line.charCodeAt(at).toString(16)}${line.slice(at + 1)}`;
      },
    ),
  "escape written otherwise": (c) =>
    editLine(
      c,
      (line) => line.includes("\\n"),
      (line) => line.replace("\\n", c.dice.pick(["\\u000a", "\\u000A", "\\N", "\\x0a"])),
    ),
  "white space between": (c) =>
    editLine(
      c,
      () => true,
      (line) => {
        const at = edge(line, c.dice, /[{}:,]/g) + c.dice.below(2);
        return line.slice(0, at) + c.dice.pick([" ", "\t", "\r", "\u00a0", "\u2028"]) + line.slice(at);
      },
    ),
  "key doubled": (c) =>
    editLine(
      c,
      () => true,
      (line) => line.replace(/"(\w+)":("[^"]*"|null|\d+)/, (m) => `${m},${m}`),
    ),
  "keys in another order": (c) => editLine(c, isEntry, (line) => line.replace(/^\{(.*),"p":(\d+)\}$/, '{"p":$2,$1}')),
  "unknown key": (c) =>
    editLine(
      c,
      () => true,
      (line) => line.replace(c.dice.pick([/\}$/, /\}(?=,)/]), `,"zz":${c.dice.pick(["1", "null", '"x"', "{}"])}}`),
    ),
  "identifier in capitals": (c) =>
    editLine(c, isEntry, (line) => line.replace(/"id":"[^"]+"/, (m) => `"id":${m.slice(5).toUpperCase()}`)),
  "time written otherwise": (c) =>
    editLine(c, isEntry, (line) =>
      line.replace(/(\d\d\.\d{3})\d{3}Z"/, c.dice.pick(['$1Z"', '$1417z"', '$1417+00:00"', '$1417000Z"', '$1418Z"'])),
    ),
  "impossible day": (c) =>
    editLine(c, isEntry, (line) =>
      line.replace(/"at":"[\d-]+T/, `"at":"${c.dice.pick(["2026-02-30", "2026-13-01", "2025-02-29", "0000-01-01"])}T`),
    ),
  "header altered": (c) =>
    editHeader(c, (header) => {
      const key = c.dice.pick(Object.keys(header));
      const value = header[key];
      header[key] =
        typeof value === "number"
          ? value + c.dice.pick([1, 2, 0.5, -1])
          : `${String(value)}${c.dice.pick(["x", "=", "+", " "])}`;
    }),
  "byte order mark": ({ good }) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), good]),
  "zero byte": ({ good, dice }) => spliced(good, dice.below(good.length + 1), 0, Uint8Array.of(0)),
  "bytes that are not UTF-8": ({ good, dice }) =>
    spliced(
      good,
      dice.below(good.length),
      1,
      Buffer.from(dice.pick(["c080", "eda080", "f4908080", "ff", "e282"]), "hex"),
    ),
  "something at the end": ({ good, dice }) =>
    Buffer.concat([good, Buffer.from(dice.pick(["\n", " ", "\0", "x", "{}\n", "null\n", "\r\n", "\u001a"]), "utf8")]),
  "Windows line ends": ({ good }) => Buffer.from(good.toString("utf8").replaceAll("\n", "\r\n"), "utf8"),
  "last line end removed": ({ good }) => good.subarray(0, -1),
};

/** Lawful variants of a bundle, which both verifiers must accept. */
export const CONTROLS: Readonly<Record<string, Mutation>> = {
  unaltered: ({ good }) => good,
  "content not opened": ({ lines }) =>
    joined(lines.map((line) => line.replace(/,"o":\{.*\},"p":(\d+)\}$/, ',"p":$1}'))),
  "fewer checkpoints": ({ lines }) => joined(lines.filter((line, at) => !isNote(line) || at === lines.length - 1)),
  "journal grown since": async ({ journal, dice }) => {
    const entries = [...journal.entries, makeEntry(dice, journal.entries.length)];
    return bundle({ ...journal, entries, sizes: [...journal.sizes, entries.length] });
  },
};
