/**
 * Calibres as people write them: "7,62х39", "762.0", ".38 SPL", "кал. 12", "9мм".
 *
 * Promises: decimal comma and lost decimal point, Cyrillic х for the sign ×, units and the word "calibre" do not count; a
 * bare bore ("7.62") gives the entry that says the cartridge is not stated, never one of the cartridges of that bore
 * (product rule: "unknown" at every level). Refuses: to read "12 mm" as 12 gauge, or a number with no entry as the nearest.
 */
import { found, plainName } from "./make-names.ts";
import type { Clash, Confidence, Found, Named } from "./make-names.ts";

const lookAlikes = new Map<string, string>(
  "аa вb сc еe нh кk мm оo рp тt хx уy іi"
    .split(" ")
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);
const times = /[×✕*]/gu;
const between = /(?<=\d)\s*(?:x|\/|на)\s*(?=\d)/gu;
const unitWords = /(?<![a-zа-я])(?:mm|m\/m|mil[ií]metros?|миллиметр(?:ов|а)?|милимeтр\w*)(?![a-zа-я])\.?/gu;
const gaugeWords =
  /(?<![a-zа-яё])(?:calib(?:re|er|ro)|cal|gauge|ga|bore|(?:k|к)(?:a|а)(?:л|l)иб(?:p|р)|kaлибp|kaл|k)(?![a-zа-яё])\.?/gu;
const noise = /["'«»“”()[\]_,;:&\s№-]/gu;
const pureNumber = /^\d+\.\d+$/u;
/** "12/70", "32/63,5": gauge and length of the chamber in millimetres. */
const gaugeAndChamber = /^(?<gauge>\d\d)x(?:4\d|5\d|6\d|7\d|89)(?:\.\d+)?(?!\d)/u;
const remark = /^(?<outside>[^()]*)\((?<inside>[^()]*)\)/u;
const dimensions = /^\d+(?:\.\d+)?x\d+(?:\.\d+)?(?:r(?![a-z]))?/u;

interface CalibreKey {
  readonly key: string;
  readonly millimetres: boolean;
}

/** The comparison form of a written calibre, and whether millimetres were stated. `"7,62 х 39 мм"` gives `7.62x39`. */
export function calibreKey(text: string): CalibreKey {
  let s = "";
  for (const letter of text.normalize("NFKC").toLowerCase().trim()) {
    s += lookAlikes.get(letter) ?? letter;
  }
  s = s
    .replace(times, "x")
    .replace(/(?<=\d),(?=\d)/gu, ".")
    .replace(between, "x");
  s = s.replace(/(?<=\d)(?=mm|kaлиб|kaл|kal)/gu, " ");
  const bare = s.replace(unitWords, " ");
  const millimetres = bare !== s;
  s = bare.replace(gaugeWords, " ").replace(noise, "");
  // ".32" is a revolver bore and "32" a gauge: the point in front is kept, and dropped only when nothing is found with it.
  s = s.replace(/^0?\.+(?=\d)/u, ".").replace(/\.+$/u, "");
  // "762.0" and "12.0" come out of spreadsheets that took the column for numbers; "5.60" is the same bore as "5.6".
  if (pureNumber.test(s)) {
    s = s.replace(/0+$/u, "").replace(/\.$/u, "");
  }
  return { key: s.replace(/\.(?!\d)/gu, "").replace(/(?<=[^\d])\./gu, ""), millimetres };
}

export interface CalibreNamed extends Named {
  readonly kind: string;
}

/** Hash look-ups from every writing of a calibre to its entry. */
export class CalibreIndex<Entry extends CalibreNamed> {
  readonly #plain = new Map<string, { readonly entry: Entry; readonly confidence: Confidence }>();
  readonly #bare = new Map<string, Entry>();
  readonly #metric = new Map<string, Entry>();

  add(entry: Entry, names: readonly string[], synonyms: readonly string[]): Clash[] {
    const clashes: Clash[] = [];
    for (const [list, confidence] of [
      [names, "exact"],
      [synonyms, "alias"],
    ] as const) {
      for (const text of list) {
        const { key, millimetres } = calibreKey(text);
        // "10 mm" is a pistol cartridge and "10" a gauge: a writing with the unit is kept apart from the bare number.
        const index = millimetres && /^\d+$/u.test(key) ? this.#metric : this.#bare;
        const owner = index.get(key);
        if (key === "" || (owner !== undefined && owner !== entry)) {
          clashes.push({ text, with: owner?.code ?? "" });
          continue;
        }
        index.set(key, entry);
        const plain = plainName(text);
        if (!this.#plain.has(plain)) {
          this.#plain.set(plain, { entry, confidence });
        }
      }
    }
    return clashes;
  }

  find(text: string): Found<Entry> | null {
    const hit = this.#plain.get(plainName(text));
    if (hit !== undefined) {
      return found(hit.entry, hit.confidence, hit.confidence === "exact" ? "name" : "synonym");
    }
    const { key, millimetres } = calibreKey(text);
    if (key === "") {
      return null;
    }
    const metric = millimetres ? this.#metric.get(key) : undefined;
    const entry = metric ?? this.#bare.get(key) ?? (key.startsWith(".") ? this.#bare.get(key.slice(1)) : undefined);
    if (entry !== undefined) {
      const gaugeInMillimetres =
        metric === undefined && millimetres && entry.kind === "shotshell" && /^\d+$/u.test(key);
      return gaugeInMillimetres ? null : found(entry, "folded", "spelling");
    }
    const size = dimensions.exec(key)?.[0];
    const gauge = gaugeAndChamber.exec(key)?.groups?.["gauge"];
    const sized =
      (size === undefined ? undefined : this.#bare.get(size)) ?? (gauge === undefined ? undefined : this.#gauge(gauge));
    if (sized !== undefined) {
      return found(sized, "folded", "dimensions");
    }
    // "9 mm Luger (9x19)" says it twice; when the two contradict each other there is no answer.
    const { outside, inside } = remark.exec(text)?.groups ?? {};
    if (outside === undefined || inside === undefined) {
      return null;
    }
    const first = this.find(outside);
    const second = this.find(inside);
    if (
      first !== null &&
      second !== null &&
      first.code !== second.code &&
      first.entry.kind !== "generic" &&
      second.entry.kind !== "generic"
    ) {
      return null;
    }
    const best = first === null || (first.entry.kind === "generic" && second !== null) ? second : first;
    return best === null ? null : found(best.entry, "folded", "part-of-text");
  }

  #gauge(number: string): Entry | undefined {
    const entry = this.#bare.get(number);
    return entry?.kind === "shotshell" ? entry : undefined;
  }
}
