/**
 * The serial field judged with the code lists at hand: is what stands there a number at all, or the weapon's model, make, type or calibre?
 *
 * Promises: the reading of `serial-field.ts` and nothing less; only a field that is wholly such a name becomes `junk`, a number that merely
 * contains one stays a number. Refuses: to call bare digits a model ("1911", "85"): that can be judged only beside the model field.
 */
import { readSerialField } from "../matching/serial-field.ts";
import type { SerialDoubt, SerialDoubtCode, SerialReading } from "../matching/serial-field.ts";
import type { CodeLists } from "../reference/code-lists.ts";

export type NameLists = Pick<CodeLists, "findModel" | "findMake" | "findType" | "findCalibre" | "findMakeAndModel">;

export interface NameTyped {
  readonly what: "model" | "make" | "type" | "calibre";
  /** Code in the list, and the code of the make where the text named it too. */
  readonly code: string;
  readonly make: string | null;
}

const longestName = 60;
const modelLabel = /^(?:model(?:o|e|l)?|mod\.?|модель|мод\.?|тип|modele)[\s.:]+/iu;

/** The name that the whole of `text` is, or null. */
export function nameTyped(text: string, lists: NameLists): NameTyped | null {
  const body = text.replace(/[«»"“”]/gu, "").trim();
  if (body === "" || body.length > longestName) return null;
  const bare = body.replace(modelLabel, "");
  const labelled = bare !== body;
  const digits = bare.match(/\d/gu)?.length ?? 0;
  const lettered = /\p{L}/u.test(bare);
  if (digits > 0 && /[^\d]/u.test(bare) && /[.,×\s]|\d[xх]\d/iu.test(bare)) {
    const calibre = lists.findCalibre(bare);
    // A gauge or bore with a sign of its own ("7,62x39", ".40 S&W", "22 LR"); "AB 12" is no calibre.
    if (calibre !== null && calibre.code !== "unknown" && /^(?:[.,]?\d)/u.test(bare))
      return { what: "calibre", code: calibre.code, make: null };
  }
  if (lettered && digits <= 4) {
    const model = lists.findModel(bare);
    if (model !== null) return { what: "model", code: model.code, make: model.entry.make };
  }
  if (labelled && digits <= 4) {
    const model = lists.findModel(bare) ?? lists.findModel(body);
    if (model !== null) return { what: "model", code: model.code, make: null };
  }
  if (digits === 0) {
    const make = lists.findMake(bare);
    if (make !== null) return { what: "make", code: make.code, make: make.code };
    const type = lists.findType(bare);
    if (type !== null && type.code !== "unknown") return { what: "type", code: type.code, make: null };
  }
  if (/\s/u.test(bare) && digits <= 4) {
    const split = lists.findMakeAndModel(bare);
    if (split.model !== null && (split.make !== null || split.type !== null))
      return { what: "model", code: split.model.code, make: split.make?.code ?? null };
  }
  return null;
}

const codeOf: Readonly<Record<NameTyped["what"], SerialDoubtCode>> = {
  model: "is-model",
  make: "is-make",
  type: "is-type",
  calibre: "is-calibre",
};

/** Total: any text gives a reading. */
export function judgeSerialField(text: string, lists: NameLists): SerialReading {
  const reading = readSerialField(text);
  if (reading.state !== "clear" && reading.state !== "junk") return reading;
  // A name is short and holds few digits: most numbers are settled without a look-up.
  if (reading.state === "clear" && /\d{5}/u.test(text)) return reading;
  if (reading.doubts.some((doubt) => doubt.code === "is-calibre" || doubt.code === "placeholder")) return reading;
  const name = nameTyped(text, lists);
  if (name === null) return reading;
  const doubt: SerialDoubt = { code: codeOf[name.what], values: { text: text.trim() } };
  return { ...reading, state: "junk", normal: "", pattern: [], others: [], doubts: [doubt] };
}
