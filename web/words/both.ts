/** Names that come from the node in both languages, shown in the reader's. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** What the node gives for institutions, units, roles, codes. */
export interface Both {
  readonly en: string;
  readonly ru: string;
}

/** A person's name in both scripts; null parts where the reader may know the institution only. */
export interface Named {
  readonly latin: string | null;
  readonly cyrillic: string | null;
}

export function inLanguage(language: string, names: Both): string {
  return language === "ru" ? names.ru : names.en;
}

export function nameIn(language: string, name: Named): string {
  return (language === "ru" ? (name.cyrillic ?? name.latin) : (name.latin ?? name.cyrillic)) ?? "";
}

/** Shows names in the language now chosen. */
export function useBoth(): (names: Both) => string {
  const { i18n } = useTranslation();
  return useCallback((names: Both) => inLanguage(i18n.language, names), [i18n.language]);
}

/** Shows a person's name in the script of the language now chosen. */
export function usePersonName(): (name: Named) => string {
  const { i18n } = useTranslation();
  return useCallback((name: Named) => nameIn(i18n.language, name), [i18n.language]);
}
