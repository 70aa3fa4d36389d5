/**
 * The model behind what an officer wrote in the field "model" (or in one field with make and type).
 *
 * Promises: listed designations in either script; a make, a type or a calibre around one; a variant of a listed model said to
 * be one. With the make given its own models come first. Refuses: figures that nearly agree (AK-47 is not AK-74), and a
 * designation that several makers use ("Model 10") when the make is not given.
 */
import type { CodeLists, Model } from "./code-lists.ts";
import { SpellingIndex } from "./normaliser-spelling.ts";
import { isFiller, latinWords, saysNothing } from "./normaliser-words.ts";
import { doubted, emptyVerdict, foundVerdict } from "./normaliser-verdict.ts";
import type { Reason, Verdict } from "./normaliser-verdict.ts";

const sureness: Readonly<Record<string, number>> = { exact: 0.97, alias: 0.96, folded: 0.94 };
const variantTail = /^(?<base>[A-Z]{0,5}\d{1,4}[A-Z]?)(?:[A-Z]{1,4}\d{0,2}|GEN\d)$/u;
const figures = /\d/u;

export class ModelNormaliser {
  readonly #lists: CodeLists;
  readonly #written = new Map<string, readonly Model[]>();
  readonly #spelling = new SpellingIndex<Model>();

  constructor(lists: CodeLists) {
    this.#lists = lists;
    for (const model of lists.models.values()) {
      for (const text of [model.code, model.en, model.ru, ...model.aliases]) {
        const joined = latinWords(text).join("");
        const owners = this.#written.get(joined) ?? [];
        if (!owners.includes(model)) this.#written.set(joined, [...owners, model]);
        if (!figures.test(joined) && joined.length >= 5) this.#spelling.add(joined, model);
      }
    }
  }

  /** @param make code of the make, where the file tells it */
  normalise(text: string, make?: string): Verdict {
    const listed = this.#lists.findModel(text, make);
    if (listed !== null) {
      const base = sureness[listed.confidence] ?? 0.94;
      const found = foundVerdict(listed.entry, base, { key: `listed-${listed.why}` });
      if (listed.why === "other-make") return doubted(found, 0.92, { key: "made-by-several" });
      return make === undefined ? this.#alone(text, found) : found;
    }
    if (saysNothing(text)) return emptyVerdict("not-stated", 0.97, { key: "not-stated" });
    const described = this.#lists.findMakeAndModel(text).model;
    if (described !== null) {
      const rest = { key: "with-known-words", values: { words: text } };
      return this.#alone(described.name, foundVerdict(described.entry, 0.92, rest));
    }
    return this.#within(latinWords(text), make);
  }

  /** A designation that several makers use answers only beside its make. */
  #alone(text: string, found: Verdict): Verdict {
    const owners = this.#written.get(latinWords(text).join("")) ?? [];
    if (new Set(owners.map((model) => model.make)).size < 2) return found;
    return emptyVerdict("undecided", 0.8, { key: "several-makers", values: { makers: this.#makers(owners) } });
  }

  #makers(models: readonly Model[]): string {
    return [...new Set(models.map((model) => this.#lists.makes.get(model.make)?.en ?? model.make))]
      .slice(0, 3)
      .join(", ");
  }

  #pick(models: readonly Model[], make: string | undefined): Model | undefined {
    const own = models.find((model) => model.make === make);
    return own ?? (new Set(models.map((model) => model.make)).size === 1 ? models[0] : undefined);
  }

  #within(words: readonly string[], make: string | undefined): Verdict {
    for (let used = Math.min(5, words.length); used > 0; used--) {
      for (let at = 0; at + used <= words.length; at++) {
        const joined = words.slice(at, at + used).join("");
        if (joined.length < 3 || !/[A-Z]/u.test(joined) || (used === 1 && isFiller(joined))) continue;
        const rest = [...words.slice(0, at), ...words.slice(at + used)].join(" ");
        const exact = this.#pick(this.#written.get(joined) ?? [], make);
        if (exact !== undefined)
          return foundVerdict(exact, used === words.length ? 0.95 : 0.86, {
            key: "with-other-words",
            values: { words: rest },
          });
        const base = variantTail.exec(joined)?.groups?.["base"];
        const variant =
          base === undefined || base.length < 3 || !/[A-Z]/u.test(base)
            ? undefined
            : this.#pick(this.#written.get(base) ?? [], make);
        if (variant !== undefined) return foundVerdict(variant, 0.8, { key: "variant", values: { name: variant.en } });
      }
    }
    const word = words.filter((one) => !isFiller(one)).join("");
    const near = figures.test(word) || word.length < 5 ? null : this.#spelling.nearest(word, () => 0);
    if (near !== null && near.next - near.distance >= 0.5) {
      const misspelt: Reason = { key: "misspelt", values: { name: near.entry.en } };
      const confidence = 0.93 - (near.distance / word.length) * 1.2;
      if (confidence >= 0.7) return foundVerdict(near.entry, confidence, misspelt);
    }
    return emptyVerdict("unknown", 0.8, { key: "not-in-list" });
  }
}
