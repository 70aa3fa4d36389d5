/**
 * The serial field in twelve languages, on lists of phrases as officers write them (`test/serial-phrases/*.txt`: with slips, abbreviations and
 * missing letters). A phrase that is not understood must become "not a number", never a wrong fact.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { codeLists } from "../reference/lists.ts";
import { judgeSerialField, nameTyped } from "./quality-gate-serial.ts";

const folder = new URL("../../test/serial-phrases/", import.meta.url);
const lists = codeLists();

function phrasesOf(language: string): readonly (readonly [state: string, phrase: string])[] {
  const phrases: [string, string][] = [];
  let state = "";
  for (const line of readFileSync(new URL(`${language}.txt`, folder), "utf8").split("\n")) {
    if (line.startsWith("# ")) state = line.slice(2);
    else if (line !== "") phrases.push([state, line]);
  }
  return phrases;
}

const languages = readdirSync(folder)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => name.slice(0, -4));

test("twelve languages have their list", () => {
  expect(languages.toSorted()).toEqual("en es fr kk ky pt ru tg tk tr uk uz".split(" "));
  for (const language of ["ru", "uk", "en", "es", "pt"]) expect(phrasesOf(language).length).toBeGreaterThanOrEqual(80);
  for (const language of languages) expect(phrasesOf(language).length).toBeGreaterThanOrEqual(25);
});

test.each(languages)("%s: at least 98 of 100 phrases are understood", (language) => {
  const phrases = phrasesOf(language);
  const wrong = phrases.flatMap(([state, phrase]) => {
    const judged = judgeSerialField(phrase, lists).state;
    return judged === state ? [] : [`${phrase}: ${state}, judged ${judged}`];
  });
  expect(1 - wrong.length / phrases.length, wrong.join("\n")).toBeGreaterThanOrEqual(0.98);
});

describe("names typed as the number", () => {
  test.each([
    ["АК-74", "model"],
    ["ПМ", "model"],
    ["модель ТОЗ-34", "model"],
    ["Glock 19", "model"],
    ["Taurus", "make"],
    ["7,62х39", "calibre"],
    [".40 S&W", "calibre"],
  ])("%s is a %s", (text, what) => {
    expect(nameTyped(text, lists)?.what).toBe(what);
    expect(judgeSerialField(text, lists)).toMatchObject({ state: "junk", normal: "", pattern: [] });
  });
  test.each(["1911", "KL 48213", "AB 12", "85", "T6472-16 AI 02955", "ЛЯ 48"])("%s stays a number", (text) => {
    expect(judgeSerialField(text, lists).state).toBe("clear");
  });
});
