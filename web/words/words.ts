/**
 * The words of the interface, in the reader's language.
 *
 * Promises: a language's catalogues are fetched only when that language is shown, one namespace at a time; what the
 * reader chose is kept on this device; `<html lang dir>` always tells the truth. Two made-up languages prove the page:
 * `?lng=en-XA` (long, accented) and `?lng=ar-XB` (right to left). Refuses: words inside code, and outside hosts.
 */
import { createInstance, type i18n, type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";
import { pseudo } from "./pseudo.ts";

/** Languages with a catalogue, each named in itself. */
export const LANGUAGES = [
  { code: "en", name: "English" },
  { code: "ru", name: "Русский" },
] as const;

export type Language = (typeof LANGUAGES)[number]["code"];

const PSEUDO = ["en-XA", "ar-XB"];
const KEPT = "tamga.language";

const words: i18n = createInstance();

type Catalogue = Record<string, unknown>;
const catalogues = import.meta.glob<Catalogue>("../../text/*/*.json", { import: "default" });

/** Reads one catalogue; a namespace that does not exist yet is empty rather than an error. */
async function readCatalogue(language: string, namespace: string): Promise<Catalogue> {
  const real = PSEUDO.includes(language) ? "en" : language;
  const load = catalogues[`../../text/${real}/${namespace}.json`];
  if (load === undefined) return {};
  const catalogue = await load();
  return PSEUDO.includes(language) ? pseudo(catalogue) : catalogue;
}

function isKnown(code: string | null): code is string {
  return code !== null && (LANGUAGES.some((known) => known.code === code) || PSEUDO.includes(code));
}

/** The language to start with: the address, then the reader's kept choice, then the browser's wishes, then English. */
function firstLanguage(): string {
  const asked = new URLSearchParams(location.search).get("lng");
  if (isKnown(asked)) return asked;
  const kept = localStorage.getItem(KEPT);
  if (isKnown(kept)) return kept;
  for (const wish of navigator.languages) {
    const short = wish.slice(0, 2).toLowerCase();
    if (isKnown(short)) return short;
  }
  return "en";
}

function tellDocument(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar-XB" ? "rtl" : "ltr";
}

/** Starts the words with the frame's own namespace loaded, so that the first paint has its words. */
export async function startWords(): Promise<i18n> {
  words.use({
    type: "backend",
    init: () => undefined,
    read: async (language: string, namespace: string): Promise<ResourceKey> =>
      (await readCatalogue(language, namespace)) as ResourceKey,
  });
  words.use(initReactI18next);
  const language = firstLanguage();
  await words.init({
    lng: language,
    fallbackLng: false,
    supportedLngs: [...LANGUAGES.map((known) => known.code), ...PSEUDO],
    load: "currentOnly",
    ns: ["web"],
    defaultNS: "web",
    interpolation: { escapeValue: false },
    react: { useSuspense: true },
  });
  tellDocument(language);
  words.on("languageChanged", tellDocument);
  return words;
}

/** Changes the language everywhere at once and keeps the choice on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await words.changeLanguage(language);
}

/** Loads namespaces ahead of a page, beside its code. */
export async function loadWords(...namespaces: readonly string[]): Promise<void> {
  await words.loadNamespaces(namespaces);
}

/** The locale for dates, numbers and accessible widgets: day before month, right-to-left in the test language. */
export function localeOf(language: string): string {
  if (language === "ru") return "ru-RU";
  if (language === "ar-XB") return "ar-u-nu-latn";
  return "en-GB";
}
