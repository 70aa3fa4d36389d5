/** The weapon's history, with the reading, statement or conclusion that each act added. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { readHistory } from "../../src/journal/journal.contract.ts";
import { useRead } from "../calls/use-call.ts";
import type { HistoryEntry } from "../parts/record-panels.tsx";
import { useNameOf } from "./code-names.ts";
import { addedByAct, type Added } from "./firearm-history.ts";
import type { FirearmView } from "./firearm-page.tsx";
import { useSaid } from "./firearm-statements.tsx";

export function useHistoryTold(firearm: FirearmView, entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const { t } = useTranslation("firearms");
  const kindName = useNameOf("mark-kinds");
  const said = useSaid();
  // The same question as the history itself: asked once, kept by both.
  const answer = useRead(readHistory, { params: { kind: "firearm", id: firearm.id } });
  return useMemo(() => {
    const added: Added[] = [
      ...firearm.marks.flatMap((mark) =>
        mark.readings.map((reading) => ({
          id: reading.id,
          at: reading.readAt,
          institution: reading.readBy.institution,
          words: t("history.reading", {
            kind: kindName(mark.kind) ?? mark.kind,
            written: reading.written === "" ? t(`noSerial.${reading.state}`) : reading.written,
            state: t(`state.${reading.state}`),
            method: t(`method.${reading.method}`),
          }),
        })),
      ),
      ...firearm.identifications.map((one) => ({
        id: one.id,
        at: one.recordedAt,
        institution: one.recordedBy.institution,
        words: t("history.statement", {
          aspect: t(`aspect.${one.aspect}`),
          said: said(one),
          source: t(`source.${one.source}`),
        }),
      })),
      ...firearm.examination.concluded.map((one) => ({
        id: one.id,
        at: one.at,
        institution: one.by.institution,
        words: t("history.concluded", { conclusion: one.conclusion }),
      })),
    ];
    const acts = (answer.data?.items ?? []).map((item) => ({
      id: item.id,
      at: item.at,
      verb: item.verb,
      institution: item.by?.institution ?? null,
    }));
    const byAct = addedByAct(acts, added);
    return entries.map((entry) => {
      const words = byAct.get(entry.id);
      if (words === undefined) return entry;
      return {
        ...entry,
        what: (
          <>
            {entry.what}
            {words.map((line) => (
              <span key={line} className="history-added">
                {line}
              </span>
            ))}
          </>
        ),
      };
    });
  }, [answer.data, entries, firearm, kindName, said, t]);
}
