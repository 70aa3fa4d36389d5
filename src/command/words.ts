/**
 * The command line's words, from the catalogues, in the language of the terminal (LC_ALL, LC_MESSAGES, LANG, or `--lang`).
 */
import { existsSync, readFileSync } from "node:fs";
import { createInstance, type TFunction } from "i18next";

export type Language = "en" | "ru";
export type Words = TFunction;

function catalogue(language: Language, namespace: string): Record<string, unknown> {
  const file = new URL(`../../text/${language}/${namespace}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>) : {};
}

/** The language asked for by `--lang`, else the terminal's, else English. */
export function languageOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Language {
  const at = argv.findIndex((word) => word === "--lang" || word.startsWith("--lang="));
  const asked = at < 0 ? undefined : argv[at]?.includes("=") === true ? argv[at].slice(7) : argv[at + 1];
  const wanted = asked ?? env["LC_ALL"] ?? env["LC_MESSAGES"] ?? env["LANG"] ?? "en";
  return wanted.toLowerCase().startsWith("ru") ? "ru" : "en";
}

/** Words of the catalogue `command`, and of the rooms' catalogues for what commands show and refuse. */
export async function loadWords(language: Language): Promise<Words> {
  const instance = createInstance();
  const namespaces = [
    "command",
    "problems",
    "tabular",
    "registers",
    "access",
    "backup",
    "verify",
    "matching",
    "figures",
  ];
  const resources = Object.fromEntries(
    (["en", "ru"] as const).map((code) => [
      code,
      Object.fromEntries(namespaces.map((ns) => [ns, catalogue(code, ns)])),
    ]),
  );
  return await instance.init({
    lng: language,
    fallbackLng: "en",
    ns: namespaces,
    defaultNS: "command",
    resources,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}
