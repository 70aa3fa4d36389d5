/**
 * Countries as registers write them, in the languages of the region and of the files that reach it.
 *
 * Promises: "Brasil", «Россия», "Туреччина", "TR" give a code of the country list. Refuses: to guess; «ВІТЧИЗНЯНЕ» (domestic)
 * and "foreign" are no countries and stay as written.
 */
import { foldName } from "./make-names.ts";
import { codeLists } from "./lists.ts";

const languages = ["en", "ru", "uk", "pt", "es", "fr", "tr", "kk", "ky", "uz", "tg", "de"] as const;

/** What the languages' own lists lack: short forms and older names in use. */
const shortForms: Readonly<Record<string, string>> = {
  EUA: "US", USA: "US", США: "US", UK: "GB", Англия: "GB", Inglaterra: "GB", РФ: "RU", "Rep. Tcheca": "CZ", "República Tcheca": "CZ", "Czech Republic": "CZ",
  Чехия: "CZ", ФРГ: "DE", КНР: "CN", КР: "KG", РК: "KZ", Киргизия: "KG", Белоруссия: "BY", Турция: "TR", Turkey: "TR", ЧССР: "CS", СССР: "SU", СРСР: "SU", USSR: "SU",
}; // prettier-ignore

let index: Map<string, string> | undefined;

function countryIndex(): Map<string, string> {
  if (index !== undefined) return index;
  const known = codeLists().countries;
  const names = new Map<string, string>();
  const put = (name: string | undefined, code: string): void => {
    if (name !== undefined && known.has(code)) names.set(foldName(name), code);
  };
  for (const language of languages) {
    const regions = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
    for (const [code, entry] of known) if (entry.status === "current") put(regions.of(code), code);
  }
  for (const [code, entry] of known) {
    put(entry.en, code);
    put(entry.ru, code);
    if (code.length === 2) put(code, code);
  }
  for (const [name, code] of Object.entries(shortForms)) put(name, code);
  index = names;
  return names;
}

/** Two-letter code of a written country, or null. */
export function findCountry(text: string): string | null {
  const code = countryIndex().get(foldName(text));
  return code === undefined || code.length !== 2 || codeLists().countries.get(code)?.status === "unknown" ? null : code;
}
