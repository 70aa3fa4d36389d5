/**
 * The catalogues (text/<language>/<room>.json) on the server and the command line; the web application reads the same
 * files. A test keeps English and Russian complete.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import i18next, { type i18n } from "i18next";

export type Language = "en" | "ru";
export const languages: readonly Language[] = ["en", "ru"];

const folder = fileURLToPath(new URL("../../text/", import.meta.url));
let loaded: i18n | undefined;

function catalogues(): i18n {
  if (loaded !== undefined) return loaded;
  const resources: Record<string, Record<string, object>> = {};
  for (const language of languages) {
    const spaces: Record<string, object> = {};
    for (const file of readdirSync(`${folder}${language}`)) {
      if (file.endsWith(".json"))
        spaces[file.slice(0, -5)] = JSON.parse(readFileSync(`${folder}${language}/${file}`, "utf8")) as object;
    }
    resources[language] = spaces;
  }
  const instance = i18next.createInstance();
  void instance.init({
    resources,
    lng: "en",
    fallbackLng: "en",
    initAsync: false,
    interpolation: { escapeValue: false },
    returnEmptyString: false,
  });
  loaded = instance;
  return instance;
}

/** The sentence under `key` of catalogue `space`, in `language`, with its values. A missing key gives the key itself. */
export function say(
  language: Language,
  space: string,
  key: string,
  values: Readonly<Record<string, unknown>> = {},
): string {
  return catalogues().t(key, { ...values, ns: space, lng: language });
}

export function hasWords(language: Language, space: string, key: string): boolean {
  return catalogues().exists(key, { ns: space, lng: language });
}

/** Picks ru or en from Accept-Language; Russian where nothing is said, as the region's offices expect. */
export function languageOf(header: string | null | undefined): Language {
  const first = (header ?? "").toLowerCase().match(/\b(ru|en)\b/);
  return first?.[1] === "en" ? "en" : "ru";
}
