import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT } from "../command/exit-codes.ts";
import type { NormaliseInput } from "../command/normalise.ts";
import { Problem } from "../platform/problem.ts";
import { hasWords, say } from "../platform/words.ts";
import { runNormalise } from "./normalise-command.ts";

const folder = mkdtempSync(join(tmpdir(), "normalise-"));
const input = join(folder, "in.csv");
const out = join(folder, "out.csv");
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(out, { force: true }));

interface Summary {
  readonly rows: number;
  readonly states: Readonly<Record<string, number>>;
  readonly coverage: number | null;
  readonly reasons: Readonly<Record<string, number>>;
  readonly unknown: readonly { readonly text: string; readonly rows: number }[];
}

async function run(
  bytes: Uint8Array | string,
  asked: Partial<NormaliseInput> = {},
  language: "en" | "ru" = "en",
  signal = new AbortController().signal,
) {
  writeFileSync(input, bytes);
  const json: unknown[] = [];
  const printed: string[] = [];
  const context = {
    language,
    json: true,
    signal,
    print: (text: string) => void printed.push(text),
    printJson: (value: unknown) => void json.push(value),
    say: () => undefined,
    progress: () => ({ update: () => undefined, end: () => undefined }),
  } as unknown as CommandContext;
  const whole: NormaliseInput = {
    kind: "make",
    file: input,
    column: "Make",
    out,
    typeColumn: undefined,
    makeColumn: undefined,
    encoding: undefined,
    delimiter: undefined,
    sheet: undefined,
    leastConfidence: 0,
    usage: true,
    national: false,
    ...asked,
  };
  const exit = await runNormalise(whole, context);
  return { exit, summary: json[0] as Summary, printed, text: exit === EXIT.ok ? readFileSync(whole.out, "utf8") : "" };
}

async function refusal(bytes: string, asked: Partial<NormaliseInput>): Promise<Problem> {
  const fault: unknown = await run(bytes, asked).catch((problem: unknown) => problem);
  if (!(fault instanceof Problem)) throw new Error("no problem was raised");
  return fault;
}

test("every row and column stays as it was, with four more behind", async () => {
  const { exit, summary, text } = await run(
    'No,Make,Remark\r\n1,taurus,"a, b"\r\n2,не установлено,=1+1\r\n3,Qwertz,-38.0\r\n4,AR-15,\r\n',
  );
  expect(exit).toBe(EXIT.ok);
  const lines = text.split("\r\n");
  expect(lines[0]).toBe("No,Make,Remark,code,name,confidence,why");
  expect(lines[1]).toBe('1,taurus,"a, b",taurus,Taurus,0.99,It is written as in the list.');
  expect(lines[2]).toMatch(/^2,не установлено,=1\+1,,,0\.98,Nothing is stated\.$/u);
  expect(lines[3]).toMatch(/^3,Qwertz,-38\.0,,,0\.80,/u);
  expect(summary).toMatchObject({
    rows: 4,
    states: { found: 1, "not-stated": 1, undecided: 1, unknown: 1 },
    coverage: 0.3333,
    unknown: [{ text: "Qwertz", rows: 1 }],
  });
});

test("another encoding and separator are recognised and the separator kept; the words are Russian when asked", async () => {
  const { text } = await run(
    iconv.encode("Номер;Марка\n1;Беретта\n2;Смит и Вессон\n3;Вальтер\n", "windows-1251"),
    { column: "марка" },
    "ru",
  );
  expect(text.split("\r\n")[1]).toBe("1;Беретта;beretta;Беретта;0.99;Написано так же, как в справочнике.");
});

test("an answer column's name that is taken is told apart", async () => {
  const { text } = await run("Make,code\ntaurus,7\n");
  expect(text.split("\r\n")[0]).toBe("Make,code,make_code,name,confidence,why");
});

test("a column is also named by its number, and an empty line of one column is a row", async () => {
  const { text, summary } = await run("Make\ntaurus\n\nrossi\n", { column: "1" });
  expect(summary.rows).toBe(3);
  expect(
    text
      .split("\r\n")
      .slice(1, 4)
      .map((line) => line.split(",")[1]),
  ).toEqual(["taurus", "", "rossi"]);
});

test("a row longer than its table keeps its surplus behind the answer", async () => {
  const { text } = await run("No,Make\n1,taurus\n2,rossi,more\n3,colt\n");
  expect(text.split("\r\n")[2]).toMatch(/^2,rossi,rossi,Rossi.*,more$/u);
});

test("a calibre learns from the file and from the type of weapon", async () => {
  const named = Array.from({ length: 40 }, () => "Pistol,9x18\n").join("");
  const file = `Type,Calibre\n${named}Pistol,9 mm\nRevolver,32\nShotgun,32\n`;
  const { text } = await run(file, { kind: "calibre", column: "Calibre", typeColumn: "Type" });
  const codes = text.split("\r\n").map((line) => line.split(",")[2]);
  expect(codes.slice(41, 44)).toEqual(["9x18", "32gen", "32ga"]);
  const without = await run(file, { kind: "calibre", column: "Calibre", usage: false });
  expect(
    without.text
      .split("\r\n")
      .map((line) => line.split(",")[2])
      .slice(41, 44),
  ).toEqual(["9mm", "", ""]);
});

test("a model is looked up under its make, a type by itself", async () => {
  const models = await run("Make,Model\nTaurus,PT 92\nСмит и Вессон,Model 10\n", {
    kind: "model",
    column: "Model",
    makeColumn: "Make",
  });
  expect(models.text.split("\r\n")[1]).toContain(",pt-92,");
  expect(models.text.split("\r\n")[2]).toContain(",sw-10,");
  const types = await run("Type\nпистолеты\nнож\n", { kind: "type", column: "Type" });
  expect(types.text.split("\r\n").map((line) => line.split(",")[1])).toEqual(["code", "pistol", "", undefined]);
});

test("answers below the confidence asked for lose their code and say so", async () => {
  const { text, summary } = await run("Make\nПМ\nTaurus\n", { leastConfidence: 0.9 });
  expect(text.split("\r\n")[1]).toMatch(/^ПМ,,,0\.62,.*is below the confidence asked for\."$/u);
  expect(summary.states).toMatchObject({ found: 1, undecided: 1 });
});

test("what cannot be done is refused with its reason, and nothing is left behind", async () => {
  expect((await refusal("Make\na\n", { column: "Maker" })).code).toBe("usage-column-unknown");
  expect((await refusal("Make,Make\na,b\n", {})).code).toBe("usage-column-twice");
  expect((await refusal("Make\na\n", { encoding: "klingon" })).code).toBe("usage-option");
  expect((await refusal("Make\na\n", { delimiter: "§" })).code).toBe("usage-option");
  expect((await refusal("Make\na\n", { file: join(folder, "none.csv") })).code).toBe("file-unreadable");
  expect((await refusal("Make\na\n", { out: join(folder, "none", "out.csv") })).code).toBe("usage-file-unwritable");
  expect((await refusal("Make,Type\na,b\n", { kind: "calibre", column: "Make", typeColumn: "Kind" })).code).toBe(
    "usage-column-unknown",
  );
  expect(readdirSync(folder)).toEqual(["in.csv"]);
});

test("a stopped run leaves what was there before", async () => {
  writeFileSync(out, "before");
  const { exit } = await run("Make\ntaurus\n", {}, "en", AbortSignal.abort());
  expect(exit).toBe(EXIT.interrupted);
  expect(readFileSync(out, "utf8")).toBe("before");
  expect(readdirSync(folder).toSorted()).toEqual(["in.csv", "out.csv"]);
});

test("the result may take the place of its input", async () => {
  const { text } = await run("Make\ntaurus\n", { out: input });
  expect(text).toContain("taurus,taurus,Taurus");
});

test("every reason has its sentence in both languages", () => {
  const sources = ["make", "calibre", "model", "type"].map((kind) =>
    readFileSync(new URL(`../reference/${kind}-normaliser.ts`, import.meta.url), "utf8"),
  );
  const keys = new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/key: "(?<key>[a-z-]+)"/gu)].map((hit) => hit.groups?.["key"] ?? ""),
    ),
  );
  expect(keys.size).toBeGreaterThan(25);
  for (const why of [
    "name",
    "synonym",
    "spelling",
    "word-order",
    "company-form",
    "dimensions",
    "other-make",
    "part-of-text",
  ])
    keys.add(`listed-${why}`);
  for (const sign of ["sole", "usual", "often"]) keys.add(`sign-${sign}`);
  for (const key of keys) {
    for (const language of ["en", "ru"] as const)
      expect(hasWords(language, "reference", `normalise.why.${key}`), key).toBe(true);
  }
  expect(say("en", "reference", "normalise.why.two-makes", { one: "A", other: "B" })).toContain("A and B");
});
