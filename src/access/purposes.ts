/** Purposes: why a person processes personal data now. The list is national configuration (reference-data/purposes.csv). */
import { codeLists } from "../reference/lists.ts";

export interface PurposeChoice {
  readonly code: string;
  readonly en: string;
  readonly ru: string;
  readonly roles: readonly string[];
}

export function allPurposes(): PurposeChoice[] {
  return [...codeLists().purposes.values()].map(({ code, en, ru, roles }) => ({ code, en, ru, roles }));
}

/** What holders of these roles may state, in the order of the list. */
export function purposesOf(roles: readonly string[]): { code: string; en: string; ru: string }[] {
  return allPurposes()
    .filter((purpose) => purpose.roles.some((role) => roles.includes(role)))
    .map(({ code, en, ru }) => ({ code, en, ru }));
}
