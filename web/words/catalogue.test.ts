/** Every key that the frame uses stands in both catalogues, and both have the same keys and interpolations. */
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import en from "../../text/en/web.json" with { type: "json" };
import ru from "../../text/ru/web.json" with { type: "json" };

type Words = { readonly [key: string]: string | Words };

function flat(words: Words, before = ""): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[before + key, value]] : [...flat(value, `${before}${key}.`)],
    ),
  );
}

const PLURAL = /_(one|few|many|other)$/;
const bare = (keys: Iterable<string>): Set<string> => new Set([...keys].map((key) => key.replace(PLURAL, "")));
const english = flat(en);
const russian = flat(ru);

const FRAME = ["calls", "parts", "session", "shell", "templates", "words"];
const sources = FRAME.flatMap((folder) => {
  const place = new URL(`../${folder}/`, import.meta.url);
  return readdirSync(place)
    .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
    .map((name) => readFileSync(new URL(name, place), "utf8"));
});

describe("the frame's catalogue", () => {
  it("has the same keys in both languages", () => {
    expect([...bare(russian.keys())].sort()).toEqual([...bare(english.keys())].sort());
  });

  it("has the Russian plural forms wherever English counts", () => {
    const wanted = [...english.keys()]
      .filter((key) => key.endsWith("_one"))
      .flatMap((key) => ["one", "few", "many", "other"].map((form) => key.replace(PLURAL, `_${form}`)));
    expect(wanted.filter((key) => !russian.has(key))).toEqual([]);
  });

  it("interpolates the same values", () => {
    const values = (text: string): string[] =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? "").sort();
    const different = [...english].filter(([key, text]) => {
      const other = russian.get(key);
      return other !== undefined && !PLURAL.test(key) && values(other).join() !== values(text).join();
    });
    expect(different).toEqual([]);
  });

  it("holds every key that the code names", () => {
    const known = bare(english.keys());
    const used = sources.flatMap((text) => [...text.matchAll(/\bt\(\s*"([\w.-]+)"/g)].map((found) => found[1] ?? ""));
    expect(used.length).toBeGreaterThan(60);
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });
});
