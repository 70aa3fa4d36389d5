/** Purposes by name: the national list, asked once. */
import { useCallback, useMemo } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listPurposes } from "../../src/access/purposes.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { call } from "../calls/call.ts";
import { keyOf } from "../calls/use-call.ts";
import { inLanguage } from "../words/both.ts";

export type PurposeEntry = CallOutput<typeof listPurposes>["items"][number];

const NONE: readonly PurposeEntry[] = [];

/** All purposes that there are; empty while they are on their way. */
export function usePurposes(): readonly PurposeEntry[] {
  const answer = useQuery({
    queryKey: keyOf(listPurposes, {}),
    queryFn: ({ signal }) => call(listPurposes, {}, { signal }),
    staleTime: 300_000,
    refetchOnWindowFocus: false,
  });
  return answer.data?.items ?? NONE;
}

/** Says a stated purpose: the name of its code and, after it, the reference that was given. */
export function usePurposeNames(): (stated: string) => string {
  const { i18n } = useTranslation();
  const all = usePurposes();
  const names = useMemo(
    () => new Map(all.map((one) => [one.code, inLanguage(i18n.language, one)])),
    [all, i18n.language],
  );
  return useCallback(
    (stated) => {
      const [code = "", ...reference] = stated.split(";");
      const name = names.get(code.trim()) ?? code.trim();
      const rest = reference.join(";").trim();
      return rest === "" ? name : `${name} · ${rest}`;
    },
    [names],
  );
}
