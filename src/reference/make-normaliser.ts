/**
 * The maker behind what an officer wrote in the field "make".
 *
 * Promises: a listed name or synonym in either script; a name with words of origin, company, calibre or model around it; a
 * name cut off, joined to its neighbour or misspelt; a maker's model or trade name in the wrong field. Each answer says what was
 * done and how often such answers are right. Refuses: two makes equally near (undecided), patterns that many make (AR-15),
 * importers and licensors, and to invent a maker where nothing is stated.
 */
import type { CodeLists, Make } from "./code-lists.ts";
import { loadMakeSigns } from "./make-signs.ts";
import type { Certainty, MakeSign, MakeSigns } from "./make-signs.ts";
import { remembering } from "./make-names.ts";
import { SpellingIndex } from "./normaliser-spelling.ts";
import { beforeTradeClause, isCountryWord, isFiller, latinWords, saysNothing } from "./normaliser-words.ts";
import { emptyVerdict, foundVerdict } from "./normaliser-verdict.ts";
import type { Reason, Verdict } from "./normaliser-verdict.ts";

/** Below this an answer is not given: half of such guesses would be wrong. */
export const leastConfidence = 0.6;

const certainty: Readonly<Record<Certainty, number>> = { sole: 0.95, usual: 0.86, often: 0.62, pattern: 0 };

/** Makes that a register of any country holds by the hundred; a misspelling is more likely theirs than a rare namesake's. */
const wellKnown: ReadonlySet<string> = new Set(
  (
    "taurus rossi imbel glock colt smith-wesson beretta browning fn cz ruger remington winchester mossberg bersa walther mauser " +
    "sig-sauer hk springfield canik girsan tisas sarsilmaz norinco zastava izhmash baikal toz molot boito cbc astra star llama savage " +
    "marlin benelli hatsan umarex zoraki ekol fort steyr imi bul uzi bushmaster armalite sauer tanfoglio merkel sako valmet webley"
  ).split(" "),
);
/** Entries that name no maker; a misspelling is never one of these. */
const notAMaker = new Set(["unknown", "domestic", "foreign", "craft", "ak-pattern"]);

const isMaker = (make: Make): boolean =>
  !notAMaker.has(make.code) && !make.code.endsWith("-unstated") && !make.code.endsWith("-state");
const inBrackets = /\s*\([^)]*\)/gu;

interface Offer {
  readonly make: Make;
  readonly confidence: number;
  readonly why: Reason;
  /** Where in the text it stands, in words; the first named maker leads. */
  readonly at: number;
  readonly used: number;
}

const number = /^\d+(?:MM|SPL|SW|ACP|LR|GA|TIROS|T|CAL)?$/u;
const calibreWord = /^(?:CAL|KAL|C)?\d{2,3}$|^\d+X\d+R?$|^(?:SPL|ACP|AUTO|MM|LONG|SHORT|LR|MAG|MAGNUM|PARA|LUGER)$/u;
const digits = /\d/u;
const homeMade = /^(?:SAMODEL|SAMOROB|KUSTAR|ARTESANA|HOMEMADE|CASEIR|HECHIZ|CRAFTMADE)/u;
const alternative = /^(?:OR|OU|ILI|ABO|VEYA|YOKI)$/u;

/** Models that so many plants and countries made that the model says who only with luck. */
const copied: ReadonlySet<string> = new Set(
  (
    "pm tt nagant-1895 sks mosin-1891 mosin-1944 ppsh pps svd rpk rpk-74 rpd pkm dshk dp-27 sg-43 maxim-1910 rpg-7 mp5 mauser-98 " +
    "hi-power uzi-smg mp-40 m1-garand m14 lee-enfield-no4 m92 type-56 type-54"
  ).split(" "),
);
/** Models that became patterns: half the trade makes them, and none is the usual maker. */
const patterns: ReadonlySet<string> = new Set("m16 m4-carbine ar-15 ar-10 m1911 fal g3".split(" "));
const kalashnikovs = /^(?:aks?(?:-|$)|akms?$)/u;

export class MakeNormaliser {
  readonly #lists: CodeLists;
  readonly #signs: MakeSigns;
  /** Every listed writing as joined Latin words. Null: two makes share it. */
  readonly #written = new Map<string, Make | null>();
  readonly #spelling = new SpellingIndex<Make>();
  readonly #beginnings = new Map<string, { readonly make: Make | null; readonly of: string }>();
  readonly #models = new Map<string, MakeSign | null>();
  /** Trade names long enough to be known when misspelt. */
  readonly #tradeNames = new SpellingIndex<MakeSign>();

  constructor(lists: CodeLists, signs: MakeSigns = loadMakeSigns(lists)) {
    this.#lists = lists;
    this.#signs = signs;
    const names: { readonly words: readonly string[]; readonly joined: string; readonly make: Make }[] = [];
    for (const make of lists.makes.values()) {
      if (make.code === "unknown") continue;
      for (const text of [make.en.replace(inBrackets, ""), make.ru.replace(inBrackets, ""), ...make.aliases]) {
        const words = latinWords(text);
        const joined = words.join("");
        if (joined.length >= 2) names.push({ words, joined, make });
      }
    }
    // Shorter names first: what "Springfield" is cut off to belongs to it and not to "Springfield Arms".
    names.sort((a, b) => a.joined.length - b.joined.length);
    for (const { joined, make } of names) {
      const owner = this.#written.get(joined);
      this.#written.set(joined, owner === undefined || owner === make ? make : null);
      if (!isMaker(make)) continue;
      if (!digits.test(joined)) this.#spelling.add(joined, make);
      for (let length = 4; length < joined.length; length++) this.#begins(joined, length, make);
    }
    // "Springfield Armory" is also spelt "sprinfield": the first word stands for the name when it is no word of trade.
    const leads = new Map<string, Make | null>();
    for (const { words, make } of names) {
      const lead = words[0] ?? "";
      if (words.length < 2 || lead.length < 5 || isFiller(lead) || isCountryWord(lead) || !isMaker(make)) continue;
      const owner = leads.get(lead);
      leads.set(lead, owner === undefined || owner === make ? make : null);
    }
    for (const [lead, make] of leads) if (make !== null && !this.#written.has(lead)) this.#spelling.add(lead, make);
    for (const [word, sign] of signs.exact) {
      if (sign.make !== null && sign.kind !== "model" && word.length >= 6) this.#tradeNames.add(word, sign);
    }
    for (const model of lists.models.values()) {
      const pattern = lists.makes.get("ak-pattern");
      const own = lists.makes.get(model.make);
      const make = kalashnikovs.test(model.code) && own?.country !== "TR" ? pattern : own;
      if (make === undefined || make.code === "craft" || patterns.has(model.code)) continue;
      for (const text of [model.code, model.en, model.ru, ...model.aliases]) {
        const joined = latinWords(text).join("");
        if (joined.length < 3 || !/[A-Z]/u.test(joined) || this.#written.has(joined)) continue;
        const before = this.#models.get(joined);
        const sign: MakeSign = {
          sign: text,
          make,
          certainty: copied.has(model.code) ? "often" : "usual",
          kind: "model",
        };
        this.#models.set(joined, before === undefined || before?.make === make ? sign : null);
      }
    }
  }

  #begins(joined: string, length: number, make: Make): void {
    const start = joined.slice(0, length);
    const before = this.#beginnings.get(start);
    if (before === undefined) this.#beginnings.set(start, { make, of: joined });
    else if (before.make !== make && !joined.startsWith(before.of))
      this.#beginnings.set(start, { make: null, of: before.of });
  }

  readonly normalise: (text: string) => Verdict = remembering((text) => this.#decide(text));

  #decide(text: string): Verdict {
    const listed = this.#lists.findMake(text);
    const words = latinWords(text);
    if (listed !== null && listed.code !== "unknown") {
      // "SEM" (Portuguese: without) is also a maker's short name; three letters that say "nothing" say it first.
      if (
        listed.confidence !== "exact" &&
        words.join("").length <= 3 &&
        saysNothing(text) &&
        /^[\p{ASCII}\s]*$/u.test(text)
      )
        return emptyVerdict("not-stated", 0.8, { key: "not-stated" });
      const sure = words.join("").length <= 2 ? 0.9 : { exact: 0.99, alias: 0.99, folded: 0.98 }[listed.confidence];
      return foundVerdict(listed.entry, sure, { key: `listed-${listed.why}` });
    }
    if (listed !== null || saysNothing(text)) return emptyVerdict("not-stated", 0.98, { key: "not-stated" });
    const maker = beforeTradeClause(words);
    const clause: readonly Reason[] = maker.length < words.length ? [{ key: "trade-clause" }] : [];
    const verdict = this.#fromWords(maker);
    return clause.length === 0 || verdict.state !== "found"
      ? verdict
      : { ...verdict, why: [...verdict.why, ...clause] };
  }

  #fromWords(words: readonly string[]): Verdict {
    const content = words.filter((word) => !isFiller(word) && !isCountryWord(word) && !number.test(word));
    const offers: Offer[] = [];
    if (content.some((word) => homeMade.test(word)) || homeMade.test(content.join(""))) {
      const craft = this.#lists.makes.get("craft");
      if (craft !== undefined)
        return foundVerdict(craft, 0.93, { key: "with-known-words", values: { words: words.join(" ") } });
    }
    // "ИЖ-27" begins with a name of one plant and is a model of another: the model says more.
    const model = words.length <= 3 ? this.#models.get(words.join("")) : undefined;
    if (model?.make !== undefined && model.make !== null && digits.test(words.join(""))) {
      const why = { key: `sign-${model.certainty}`, values: { sign: words.join(" ") } };
      offers.push({ make: model.make, confidence: certainty[model.certainty] + 0.04, why, at: 0, used: words.length });
    } else this.#named(words, offers);
    if (offers.length === 0) {
      this.#signed(words, offers);
      this.#spelled(words, content, offers);
    }
    const ranked = offers.toSorted((a, b) => b.confidence - a.confidence);
    const [best] = ranked;
    if (best === undefined) return this.#none(words, content);
    const rival = ranked.find((offer) => offer.make !== best.make);
    if (rival !== undefined && rival.confidence > best.confidence - 0.04) {
      return emptyVerdict("undecided", 0.6, { key: "two-makes", values: { one: best.make.en, other: rival.make.en } });
    }
    if (best.confidence < leastConfidence) {
      return emptyVerdict("undecided", 1 - best.confidence, { key: "too-unsure", values: { name: best.make.en } });
    }
    return foundVerdict(best.make, best.confidence, best.why);
  }

  /** Listed names as whole words of the text, longest first. */
  #named(words: readonly string[], offers: Offer[]): void {
    for (let at = 0; at < words.length && offers.length === 0; at++) {
      for (let used = Math.min(6, words.length - at); used > 0; used--) {
        const joined = words.slice(at, at + used).join("");
        const make = this.#written.get(joined);
        if (make === undefined || make === null || (used === 1 && (isFiller(joined) || isCountryWord(joined))))
          continue;
        if (joined.length < 2 || (notAMaker.has(make.code) && make.code !== "craft" && make.code !== "ak-pattern"))
          continue;
        const rest = [...words.slice(0, at), ...words.slice(at + used)];
        const foreign = this.#withoutOwn(rest, make).filter((word) => !this.#harmless(word, make));
        const sure =
          (joined.length === 2 ? (at === 0 ? 0.86 : 0.62) : joined.length === 3 ? (at === 0 ? 0.92 : 0.78) : 0.96) -
          Math.min(3, foreign.length) * (joined.length <= 3 ? 0.08 : 0.04) -
          (at > 0 && foreign.length > 0 ? 0.04 : 0);
        offers.push({
          make,
          confidence: sure,
          why: {
            key: foreign.length === 0 ? "with-known-words" : "with-other-words",
            values: { words: rest.join(" ") },
          },
          at,
          used,
        });
        // Another maker's name later in the text takes some of the certainty away; the first leads.
        const other = this.#otherMaker(words.slice(at + used), make);
        if (other !== undefined && words.some((word) => alternative.test(word))) {
          offers.push({ make: other, confidence: sure, why: { key: "first-of-two" }, at: at + used, used: 1 });
        } else if (other !== undefined) {
          const last = offers.pop();
          if (last !== undefined)
            offers.push({
              ...last,
              confidence: last.confidence - 0.12,
              why: { key: "first-of-two", values: { other: other.en } },
            });
        }
        return;
      }
    }
  }

  /** The words that are left when the make's other names are taken out. */
  #withoutOwn(words: readonly string[], make: Make): readonly string[] {
    for (let used = Math.min(4, words.length); used > 1; used--) {
      for (let at = 0; at + used <= words.length; at++) {
        if (this.#written.get(words.slice(at, at + used).join("")) !== make) continue;
        return this.#withoutOwn([...words.slice(0, at), ...words.slice(at + used)], make);
      }
    }
    return words;
  }

  #otherMaker(words: readonly string[], make: Make): Make | undefined {
    for (let at = 0; at < words.length; at++) {
      for (let used = Math.min(4, words.length - at); used > 0; used--) {
        const joined = words.slice(at, at + used).join("");
        const other = joined.length < 2 || isFiller(joined) ? undefined : this.#written.get(joined);
        if (
          other !== undefined &&
          other !== null &&
          other !== make &&
          !notAMaker.has(other.code) &&
          !(used === 1 && (isFiller(joined) || isCountryWord(joined)))
        )
          return other;
      }
    }
    return undefined;
  }

  /** Words that leave a found maker as sure as it was: trade, origin, calibre, numbers, its own models. */
  #harmless(word: string, make: Make): boolean {
    if (isFiller(word) || isCountryWord(word) || number.test(word) || calibreWord.test(word)) return true;
    if (this.#signs.exact.get(word)?.make === make || this.#models.get(word)?.make === make) return true;
    return this.#written.get(word) === make || /^[A-Z]{0,3}\d+[A-Z]{0,3}$/u.test(word);
  }

  /** Trade names, model series and models in place of a maker. */
  #signed(words: readonly string[], offers: Offer[]): void {
    for (let at = 0; at < words.length; at++) {
      for (let used = Math.min(3, words.length - at); used > 0; used--) {
        const part = words.slice(at, at + used);
        const joined = part.join("");
        const whole = used === words.length;
        const sign = this.#sign(joined, part);
        if (sign === undefined) continue;
        const sure =
          certainty[sign.certainty] - (whole ? 0 : at === 0 ? 0.03 : 0.08) - (joined.length <= 2 && !whole ? 0.3 : 0);
        if (sign.make !== null)
          offers.push({
            make: sign.make,
            confidence: sure,
            why: { key: `sign-${sign.certainty}`, values: { sign: part.join(" ") } },
            at,
            used,
          });
        return;
      }
    }
  }

  #sign(joined: string, part: readonly string[]): MakeSign | undefined {
    const exact = this.#signs.exact.get(joined);
    if (exact !== undefined) return exact;
    const model = this.#models.get(joined);
    if (model !== undefined && model !== null) return model;
    if (part.length > 2) return undefined;
    // "PX4S", "THUNDER380": the sign, then the variant or the calibre.
    const base = /^(?<base>[A-Z]{4,}|[A-Z]{1,5}\d{1,3})(?:\d{2,3}|[A-Z]\d?)$/u.exec(joined)?.groups?.["base"];
    const variant = base === undefined ? undefined : this.#signs.exact.get(base);
    if (variant !== undefined && variant.kind !== "pattern") return variant;
    const letters = this.#signs.series.get(joined);
    if (letters !== undefined && joined.length >= 3) return { ...letters, certainty: "often" };
    const lead = /^(?<letters>[A-Z]{2,5})\d+[A-Z]{0,3}$/u.exec(joined)?.groups?.["letters"];
    return lead === undefined ? undefined : this.#signs.series.get(lead);
  }

  /** Names cut off, joined to what follows, or misspelt. */
  #spelled(words: readonly string[], content: readonly string[], offers: Offer[]): void {
    const tries = new Map<string, number>();
    const offerWord = (word: string, weight: number): void => {
      const plain = unleet(word);
      if (plain.length >= 4 && !tries.has(plain)) tries.set(plain, weight);
    };
    offerWord(content.join(""), 0);
    if (content.length > 1) offerWord(content.slice(0, 2).join(""), 0.03);
    offerWord(content[0] ?? "", content.length > 1 ? 0.05 : 0);
    for (const word of content.slice(1, 4)) offerWord(word, 0.12);
    offerWord(words.join(""), 0.02);
    for (const [word, weight] of tries) {
      this.#joined(word, weight, offers);
      this.#cut(word, weight, offers);
      if (digits.test(word)) continue;
      const trade = word.length < 6 ? null : this.#tradeNames.nearest(word, () => 0);
      if (trade?.entry.make !== null && trade?.entry.make !== undefined) {
        const sure = certainty[trade.entry.certainty] - 0.05 - trade.distance * 0.08 - weight;
        const values = { sign: trade.entry.sign };
        offers.push({
          make: trade.entry.make,
          confidence: sure,
          why: { key: "sign-misspelt", values },
          at: 0,
          used: 1,
        });
      }
      const near = this.#spelling.nearest(word, (make) => (wellKnown.has(make.code) ? 0 : 0.3));
      if (near === null) continue;
      const margin = near.next - near.distance;
      if (margin < 0.2) continue;
      const share = near.distance / Math.min(word.length, near.word.length);
      const sure = 0.98 - share * 1.05 - weight - (margin < 0.6 ? 0.08 : 0) - (word.length === 4 ? 0.1 : 0);
      offers.push({
        make: near.entry,
        confidence: sure,
        why: { key: "misspelt", values: { name: near.entry.en } },
        at: 0,
        used: 1,
      });
    }
  }

  /** "REMINGTON22", "TAURUSPT57": a listed name and what the missing space joined to it. */
  #joined(word: string, weight: number, offers: Offer[]): void {
    for (let length = word.length - 1; length >= 3; length--) {
      const make = this.#written.get(word.slice(0, length));
      if (make === undefined || make === null || notAMaker.has(make.code)) continue;
      const rest = word.slice(length);
      const known = this.#harmless(rest, make) || /^\d/u.test(rest) || rest.length === 1;
      if (length === 3 && !known) continue;
      const sure = (length >= 5 ? 0.93 : 0.85) - (known ? 0 : length >= 5 ? 0.06 : 0.2) - weight;
      offers.push({ make, confidence: sure, why: { key: "joined", values: { words: rest } }, at: 0, used: 1 });
      return;
    }
  }

  /** "MOSSBER": the field was too short. */
  #cut(word: string, weight: number, offers: Offer[]): void {
    const make = this.#beginnings.get(word)?.make;
    if (make === undefined || make === null || notAMaker.has(make.code)) return;
    const sure =
      (word.length >= 7
        ? 0.95
        : word.length === 6
          ? 0.9
          : word.length === 5
            ? 0.84
            : wellKnown.has(make.code)
              ? 0.75
              : 0.62) - weight;
    offers.push({ make, confidence: sure, why: { key: "cut-off", values: { name: make.en } }, at: 0, used: 1 });
  }

  #none(words: readonly string[], content: readonly string[]): Verdict {
    const pattern = [words.join(""), ...words]
      .map((word) => this.#signs.exact.get(word))
      .find((sign) => sign !== undefined);
    if (pattern?.make === null)
      return emptyVerdict("undecided", 0.9, { key: "pattern", values: { sign: pattern.sign } });
    if (content.length === 0 && words.some(isCountryWord))
      return emptyVerdict("undecided", 0.9, { key: "country-only" });
    if (content.length === 0) return emptyVerdict("undecided", 0.8, { key: "no-name" });
    return emptyVerdict("unknown", 0.8, { key: "not-in-list" });
  }
}

const figureLetters: Readonly<Record<string, string>> = { "0": "O", "1": "I", "5": "S" };

/** A single figure between letters is a slip for the letter under the same key or of the same form: "M0SSBERG". */
function unleet(word: string): string {
  return word.replace(/(?<=[A-Z])[015](?=[A-Z])/gu, (figure) => figureLetters[figure] ?? figure);
}
