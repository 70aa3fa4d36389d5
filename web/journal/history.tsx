/**
 * A record's history out of the journal: what happened to it, and, for its owner, who looked.
 *
 * Promises: newest first; looks are folded away until asked for, changes never are. Refuses: content; the history says
 * that something was done, the record says what stands now.
 */
import { useMemo, useState, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listPurposes } from "../../src/access/purposes.contract.ts";
import { readHistory, type historyKinds } from "../../src/journal/journal.contract.ts";
import { useInstitutionNames, usePersonNames } from "../access/sharing-names.tsx";
import { call } from "../calls/call.ts";
import { keyOf, useRead } from "../calls/use-call.ts";
import { Button } from "../parts/button.tsx";
import type { HistoryEntry } from "../parts/record-panels.tsx";
import { inLanguage, nameIn } from "../words/both.ts";

const LOOKS = new Set(["read", "search"]);
const SHOWN = 12;

export interface RecordHistory {
  readonly entries: readonly HistoryEntry[];
  /** Shows and hides looks, and older entries. */
  readonly more: ReactElement | undefined;
}

/** Names of the purposes in the reader's language. */
function usePurposeNames(): (code: string) => string {
  const { i18n } = useTranslation();
  const answer = useQuery({
    queryKey: keyOf(listPurposes, {}),
    queryFn: ({ signal }) => call(listPurposes, {}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  return useMemo(() => {
    const names = new Map((answer.data?.items ?? []).map((one) => [one.code, inLanguage(i18n.language, one)]));
    return (code) => names.get(code) ?? code;
  }, [answer.data, i18n.language]);
}

/** The history of one record for its page; empty until it is there, and when it is not open to the reader. */
export function useRecordHistory(kind: (typeof historyKinds)[number], id: string, enabled = true): RecordHistory {
  const { t, i18n } = useTranslation("sharing");
  const answer = useRead(readHistory, { params: { kind, id } }, { enabled });
  const personName = usePersonNames();
  const institutions = useInstitutionNames();
  const purposeName = usePurposeNames();
  const [looks, setLooks] = useState(false);
  const [all, setAll] = useState(false);
  const items = useMemo(() => (answer.data?.items ?? []).toReversed(), [answer.data]);
  const lookCount = items.filter((item) => LOOKS.has(item.verb)).length;
  const chosen = looks ? items : items.filter((item) => !LOOKS.has(item.verb));
  const shown = all ? chosen : chosen.slice(0, SHOWN);
  const entries = shown.map((item): HistoryEntry => ({
    id: item.id,
    at: item.at,
    what: t(`history.verb.${item.verb}`, { defaultValue: item.verb }),
    person: item.by === null ? t("history.node") : personName(item.by),
    // Where the person may not be named, "an official of …" already says the institution.
    ...(item.by === null || nameIn(i18n.language, item.by) === ""
      ? {}
      : { institution: { code: item.by.institution, name: institutions.short(item.by.institution) } }),
    // The reason of the act itself says more than the purpose of the sitting.
    ...(item.reason !== null ? { why: item.reason } : item.purpose === null ? {} : { why: purposeName(item.purpose) }),
    refused: item.verb === "refuse",
  }));
  const hidden = chosen.length - shown.length;
  const more =
    lookCount === 0 && hidden === 0 ? undefined : (
      <div className="cluster">
        {hidden > 0 && (
          <Button small tone="quiet" onPress={() => setAll(true)}>
            {t("history.older", { count: hidden })}
          </Button>
        )}
        {lookCount > 0 && (
          <Button small tone="quiet" glyph="eye" onPress={() => setLooks(!looks)}>
            {looks ? t("history.hideLooks") : t("history.showLooks", { count: lookCount })}
          </Button>
        )}
      </div>
    );
  return { entries, more };
}
