/**
 * The type of weapon behind what an officer wrote in the field "type" or "kind".
 *
 * Promises: listed words in any order and script, words around them, plural and misspelt forms; what is no firearm at all
 * (knives, vests, bombs, ammunition) is said to be none. Refuses: a narrower type than was written.
 */
import type { CodeLists, FirearmType } from "./code-lists.ts";
import { remembering } from "./make-names.ts";
import { SpellingIndex } from "./normaliser-spelling.ts";
import { latinWords, saysNothing } from "./normaliser-words.ts";
import { emptyVerdict, foundVerdict } from "./normaliser-verdict.ts";
import type { Verdict } from "./normaliser-verdict.ts";

const noFirearm =
  /^(?:ARMA BRANCA|FACA\w*|PUNHAL|KNIFE|KNIVES|BLADE|DAGGER|NOZH\w*|NIZH|KINZHAL\w*|KASTET\w*|COLETE\w*|BODY ARMOU?R|VEST|BRONEZHILET\w*|BOMBA\w*|BOMB\w*|EXPLOSIV\w*|VZRYVCHAT\w*|VZRIVCHAT\w*|GRANADA\w*|GRENADE\w*|GRANATA\w*|GRANATY|MUNICAO|MUNICOES|MUNITION\w*|AMMUNITION|AMMO|CARTRIDGES?|PATRON\w*|BOEPRIPAS\w*|MAGAZINE\w*|CARREGADOR\w*|CUCHILLO\w*|BICAK|TASER|SPRAY|SHOKER)\b/u;

/** Endings of plurals in the Latin and the transliterated Cyrillic languages: pistolas, revólveres, пистолеты. */
const plural = /(?:E?S|Y|I|IV|OV)$/u;

export class TypeNormaliser {
  readonly #lists: CodeLists;
  readonly #written = new Map<string, FirearmType>();
  readonly #spelling = new SpellingIndex<FirearmType>();

  constructor(lists: CodeLists) {
    this.#lists = lists;
    for (const type of lists.types.values()) {
      if (type.code === "unknown" || type.code === "other") continue;
      for (const text of [type.en, type.ru, ...type.aliases]) {
        const words = latinWords(text);
        const joined = words.join("");
        if (!this.#written.has(joined)) this.#written.set(joined, type);
        this.#spelling.add(joined, type);
      }
    }
  }

  readonly normalise: (text: string) => Verdict = remembering((text) => this.#decide(text));

  #decide(text: string): Verdict {
    const words = latinWords(text);
    const joined = words.join(" ");
    const listed = this.#lists.findType(text);
    if (listed !== null && listed.code !== "unknown" && listed.code !== "other") {
      return foundVerdict(listed.entry, listed.confidence === "exact" ? 0.99 : 0.98, { key: `listed-${listed.why}` });
    }
    if (listed !== null || saysNothing(text)) return emptyVerdict("not-stated", 0.95, { key: "not-stated" });
    if (noFirearm.test(joined)) return emptyVerdict("undecided", 0.95, { key: "not-a-firearm" });
    for (let used = Math.min(4, words.length); used > 0; used--) {
      for (let at = 0; at + used <= words.length; at++) {
        const part = words.slice(at, at + used).join("");
        const type =
          part.length < 3 ? undefined : (this.#written.get(part) ?? this.#written.get(part.replace(plural, "")));
        if (type === undefined) continue;
        const rest = [...words.slice(0, at), ...words.slice(at + used)].join(" ");
        if (rest === "") return foundVerdict(type, 0.96, { key: "listed-spelling" });
        return foundVerdict(type, at === 0 ? 0.86 : 0.8, { key: "with-other-words", values: { words: rest } });
      }
    }
    for (const [word, weight] of [[words.join(""), 0] as const, [words[0] ?? "", 0.1] as const]) {
      const near = word.length < 5 ? null : this.#spelling.nearest(word, () => 0);
      if (near === null || near.next - near.distance < 0.4) continue;
      const confidence = 0.97 - (near.distance / word.length) * 1.2 - weight;
      if (confidence >= 0.65)
        return foundVerdict(near.entry, confidence, { key: "misspelt", values: { name: near.entry.en } });
    }
    const [begun] = words;
    const cut = begun === undefined || begun.length < 6 ? undefined : this.#begunBy(begun);
    if (cut !== undefined) return foundVerdict(cut, 0.78, { key: "cut-off", values: { name: cut.en } });
    return emptyVerdict("unknown", 0.8, { key: "not-in-list" });
  }

  /** The type of the shortest listed word that begins so: "гладкоств." */
  #begunBy(word: string): FirearmType | undefined {
    let best: [string, FirearmType] | undefined;
    for (const [written, type] of this.#written) {
      if (written.startsWith(word) && (best === undefined || written.length < best[0].length)) best = [written, type];
    }
    return best?.[1];
  }
}
