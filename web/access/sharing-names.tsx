/**
 * Institutions, units and people by name, in the reader's language and script.
 *
 * Promises: a person whom the reader may not know by name is said to be of their institution. Refuses: an empty name.
 */
import { useMemo, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listInstitutions } from "../../src/access/sharing.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { listColleagues } from "../../src/reference/reference.contract.ts";
import { call } from "../calls/call.ts";
import { keyOf } from "../calls/use-call.ts";
import type { Choice } from "../parts/fields.tsx";
import { InstitutionName } from "../parts/marks-of-record.tsx";
import { inLanguage, nameIn, type Named } from "../words/both.ts";

export type Institution = CallOutput<typeof listInstitutions>["items"][number];

const NONE: readonly Institution[] = [];

/** All institutions of the node with their units. */
export function useInstitutions(): readonly Institution[] {
  const answer = useQuery({
    queryKey: keyOf(listInstitutions, {}),
    queryFn: ({ signal }) => call(listInstitutions, {}, { signal }),
    staleTime: 300_000,
    refetchOnWindowFocus: false,
  });
  return answer.data?.items ?? NONE;
}

/** The institutions as choices, by their short names. */
export function useInstitutionChoices(): readonly Choice[] {
  const { i18n } = useTranslation();
  const institutions = useInstitutions();
  return useMemo(
    () =>
      institutions.map((one) => ({
        id: one.code,
        label: inLanguage(i18n.language, { en: one.shortEn, ru: one.shortRu }),
      })),
    [institutions, i18n.language],
  );
}

export interface InstitutionNames {
  readonly full: (code: string) => string;
  readonly short: (code: string) => string;
}

/** The name of an institution by its code; the code itself while the list is on its way. */
export function useInstitutionNames(): InstitutionNames {
  const { i18n } = useTranslation();
  const all = useInstitutions();
  return useMemo(() => {
    const byCode = new Map(all.map((one) => [one.code, one]));
    const say = (code: string, full: boolean): string => {
      const one = byCode.get(code);
      if (one === undefined) return code;
      return inLanguage(i18n.language, full ? one : { en: one.shortEn, ru: one.shortRu });
    };
    return { full: (code) => say(code, true), short: (code) => say(code, false) };
  }, [all, i18n.language]);
}

/** Whose it is, by code. `short` shows the mark alone with the name for screen readers. */
export function Owner({ code, short = false }: { readonly code: string; readonly short?: boolean }): ReactElement {
  const names = useInstitutionNames();
  return <InstitutionName code={code} name={short ? names.full(code) : names.short(code)} short={short} />;
}

export interface NamedPerson extends Named {
  readonly institution: string;
}

/** Says who a person is: the name in the reader's script, or "an official of …" where the name is not open. */
export function usePersonNames(): (person: NamedPerson) => string {
  const { t, i18n } = useTranslation("sharing");
  const names = useInstitutionNames();
  return useMemo(() => {
    return (person) => {
      const name = nameIn(i18n.language, person);
      return name === "" ? t("someoneOf", { institution: names.short(person.institution) }) : name;
    };
  }, [i18n.language, names, t]);
}

/** The people of the reader's own institution as choices, without the reader. */
export function useColleagues(): readonly Choice[] {
  const { i18n } = useTranslation();
  const answer = useQuery({
    queryKey: keyOf(listColleagues, {}),
    queryFn: ({ signal }) => call(listColleagues, {}, { signal }),
    staleTime: 300_000,
    refetchOnWindowFocus: false,
  });
  return useMemo(
    () =>
      (answer.data?.items ?? []).map((one) => ({
        id: one.id,
        label: nameIn(i18n.language, one),
        hint: inLanguage(i18n.language, one.unit),
      })),
    [answer.data, i18n.language],
  );
}
