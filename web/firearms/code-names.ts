/**
 * Codes by name and names by code: the reference lists, asked once and kept while the application is open.
 *
 * Promises: what the list does not know is shown as it was written. Refuses: to hide a written word behind a code.
 */
import { useCallback, useMemo } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CallOutput } from "../../src/platform/contract.ts";
import { readReference, type referenceLists } from "../../src/reference/reference.contract.ts";
import { call } from "../calls/call.ts";
import { keyOf } from "../calls/use-call.ts";
import type { Choice } from "../parts/fields.tsx";
import { inLanguage } from "../words/both.ts";

export type ListName = (typeof referenceLists)[number];
export type ListEntry = CallOutput<typeof readReference>["items"][number];

type Answer = CallOutput<typeof readReference>;
const NOTHING: Answer = { items: [], whole: true, merged: [] };

function useAnswer(list: ListName): Answer {
  const sent = { params: { list }, query: {} } as const;
  const answer = useQuery({
    queryKey: keyOf(readReference, sent),
    queryFn: ({ signal }) => call(readReference, sent, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  return answer.data ?? NOTHING;
}

/** A whole list; empty while it is on its way. */
export function useList(list: ListName): readonly ListEntry[] {
  return useAnswer(list).items;
}

/** Gives the name of a code of this list in the reader's language, or undefined. */
export function useNameOf(list: ListName): (code: string | null | undefined) => string | undefined {
  const { i18n } = useTranslation();
  const { items, merged } = useAnswer(list);
  const names = useMemo(() => {
    const known = new Map(items.map((entry) => [entry.code, inLanguage(i18n.language, entry)]));
    // A code in an old record that was merged since: the name of what was kept.
    for (const { code, into } of merged) known.set(code, known.get(into) ?? code);
    return known;
  }, [items, merged, i18n.language]);
  return useCallback((code) => (code == null ? undefined : names.get(code)), [names]);
}

/** The most that are named by a field; a Makarov has two dozen. */
const LOOK_ALIKES = 5;

/** What an entry is easily taken for, in a sentence to stand by the field where it was chosen; undefined where nothing is. */
export function useLookAlikes(list: "models" | "calibres"): (code: string | null) => string | undefined {
  const { t, i18n } = useTranslation("firearms");
  const entries = useList(list);
  const byCode = useMemo(() => new Map(entries.map((entry) => [entry.code, entry])), [entries]);
  return useCallback(
    (code) => {
      const alike = code === null ? [] : (byCode.get(code)?.lookAlikes ?? []);
      const names = alike.flatMap((one) => {
        const entry = byCode.get(one);
        return entry === undefined ? [] : [inLanguage(i18n.language, entry)];
      });
      if (names.length === 0) return undefined;
      const shown = names.slice(0, LOOK_ALIKES).join(", ");
      const more = names.length - LOOK_ALIKES;
      return more > 0 ? t("lookAlikesMore", { names: shown, more }) : t("lookAlikes", { names: shown });
    },
    [byCode, i18n.language, t],
  );
}

/** A list as choices of a select, in the list's own order. */
export function useChoices(list: ListName): readonly Choice[] {
  const { i18n } = useTranslation();
  const entries = useList(list);
  return useMemo(() => entries.map((entry) => choiceOf(entry, i18n.language)), [entries, i18n.language]);
}

function choiceOf(entry: ListEntry, language: string): Choice {
  const hint = entry.also ?? (entry.meaning === undefined ? undefined : inLanguage(language, entry.meaning));
  return { id: entry.code, label: inLanguage(language, entry), ...(hint === undefined ? {} : { hint }) };
}

/** Suggestions for a ComboBox: what fits the typed words; with nothing typed, short lists come whole. */
export function useSuggest(
  list: ListName,
  make?: string | null,
): (text: string, signal: AbortSignal) => Promise<readonly Choice[]> {
  const { i18n } = useTranslation();
  return useCallback(
    async (text, signal) => {
      const typed = text.trim();
      const long = list === "makes" || list === "calibres" || list === "places" || list === "countries";
      if (typed === "" && (long || (list === "models" && make == null))) return [];
      const query = { ...(typed === "" ? {} : { q: typed }), ...(make == null ? {} : { make }) };
      const answer = await call(readReference, { params: { list }, query }, { signal });
      return answer.items.map((entry) => choiceOf(entry, i18n.language));
    },
    [i18n.language, list, make],
  );
}

/** What a weapon's aspect says: a code of a list, words, or both. */
export interface Designation {
  readonly code: string | null;
  readonly written: string | null;
}

export interface DesignationNames {
  readonly type: (value: Designation) => string | null;
  readonly make: (value: Designation) => string | null;
  readonly model: (value: Designation) => string | null;
  readonly calibre: (value: Designation) => string | null;
}

/** Names of types, makes, models and calibres: the list's name, or what was written. */
export function useDesignations(): DesignationNames {
  const type = useNameOf("types");
  const make = useNameOf("makes");
  const model = useNameOf("models");
  const calibre = useNameOf("calibres");
  return useMemo(() => {
    const say =
      (nameOf: (code: string | null) => string | undefined) =>
      (value: Designation): string | null =>
        nameOf(value.code) ?? value.written ?? value.code;
    return { type: say(type), make: say(make), model: say(model), calibre: say(calibre) };
  }, [calibre, make, model, type]);
}
