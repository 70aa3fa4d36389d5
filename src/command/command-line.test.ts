import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { SETTING_NAMES } from "../platform/config-settings.ts";
import { Problem } from "../platform/problem.ts";
import { buildProgram } from "./command-line.ts";
import type { Shell } from "./command-context.ts";
import { configurationPage } from "./config-table.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import { table } from "./table.ts";
import { languageOf, loadWords, type Language } from "./words.ts";

async function shellIn(language: Language): Promise<Shell & { out: string; err: string }> {
  const shell = {
    words: await loadWords(language),
    language,
    env: {},
    out: "",
    err: "",
    stdout: { write: (text: string) => void (shell.out += text) },
    stderr: { write: (text: string) => void (shell.err += text) },
    exit: EXIT.ok,
  };
  return shell;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function keysOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, path === "" ? key : `${path}.${key}`));
}

function catalogue(language: Language): unknown {
  return JSON.parse(readFileSync(new URL(`../../text/${language}/command.json`, import.meta.url), "utf8"));
}

test.each(["en", "ru"] as const)("every command explains itself in %s, with examples", async (language) => {
  const shell = await shellIn(language);
  const commands = everyCommand(buildProgram(shell));
  expect(commands.map((command) => command.name())).toEqual(
    expect.arrayContaining([
      "start",
      "demo",
      "migrate",
      "import",
      "check",
      "figures",
      "verify",
      "backup",
      "restore",
      "doctor",
      "user",
      "config",
    ]),
  );
  const helps = commands.map((command) => {
    shell.out = "";
    command.outputHelp();
    return shell.out;
  });
  // A word that is missing shows as its key.
  expect(helps.filter((help) => /\b(commands|options|help|exit-codes)\.[a-z-]+/.test(help))).toEqual([]);
  expect(helps.slice(1).filter((help) => !/^ {2}(\w+=\S+ )?tamga /m.test(help))).toEqual([]);
  expect(helps.some((help) => /Usage:|Options:|Commands:/.test(help))).toBe(language === "en");
});

test("both catalogues hold the same words", () => {
  const plain = (keys: string[]): string[] =>
    [...new Set(keys.map((key) => key.replace(/_(zero|one|few|many|other)$/, "")))].sort();
  expect(plain(keysOf(catalogue("ru")))).toEqual(plain(keysOf(catalogue("en"))));
});

test("the page of settings names every setting and no secret's value", async () => {
  const page = configurationPage(await loadWords("en"));
  for (const name of SETTING_NAMES) expect(page).toContain(`| \`${name}\` |`);
  expect(page).not.toContain("settings.");
});

test("errors become the documented exit codes", () => {
  const problem = (status: number, code = "x"): Problem => new Problem({ status, code });
  expect(exitCodeOf(problem(404))).toBe(3);
  expect(exitCodeOf(problem(403))).toBe(4);
  expect(exitCodeOf(problem(422))).toBe(5);
  expect(exitCodeOf(problem(503, "database-not-started"))).toBe(6);
  expect(exitCodeOf(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }))).toBe(6);
  expect(exitCodeOf(problem(409, "already-running"))).toBe(7);
  expect(exitCodeOf(new DOMException("stop", "AbortError"))).toBe(130);
  expect(exitCodeOf("?")).toBe(1);
});

test("the language is the one asked for, else the terminal's", () => {
  expect(languageOf(["check", "--lang", "ru"], { LANG: "en_GB.UTF-8" })).toBe("ru");
  expect(languageOf(["--lang=en"], { LANG: "ru_RU.UTF-8" })).toBe("en");
  expect(languageOf([], { LANG: "ru_RU.UTF-8" })).toBe("ru");
  expect(languageOf([], {})).toBe("en");
});

test("columns are as wide as their longest entry", () => {
  expect(
    table(
      [
        ["a", "bb"],
        ["ccc", "d"],
      ],
      "",
    ),
  ).toBe("a    bb\nccc  d");
});
