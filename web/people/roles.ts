/** Roles by name: the node's list, asked once. */
import { useCallback, useMemo } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listRoles } from "../../src/access/people.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { call } from "../calls/call.ts";
import { keyOf } from "../calls/use-call.ts";
import { inLanguage } from "../words/both.ts";

export type RoleEntry = CallOutput<typeof listRoles>["items"][number];

const NONE: readonly RoleEntry[] = [];

export function useRoles(): readonly RoleEntry[] {
  const answer = useQuery({
    queryKey: keyOf(listRoles, {}),
    queryFn: ({ signal }) => call(listRoles, {}, { signal }),
    staleTime: 300_000,
    refetchOnWindowFocus: false,
  });
  return answer.data?.items ?? NONE;
}

/** The name of a role by its code; the code while the list is on its way. */
export function useRoleNames(): (code: string) => string {
  const { i18n } = useTranslation();
  const all = useRoles();
  const names = useMemo(
    () => new Map(all.map((one) => [one.code, inLanguage(i18n.language, one)])),
    [all, i18n.language],
  );
  return useCallback((code) => names.get(code) ?? code, [names]);
}
