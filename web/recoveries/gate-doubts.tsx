/**
 * What the quality gate doubts about a weapon while one types: what, why, how to settle it with one click; or a reason why it
 * stays as it is.
 *
 * Promises: a doubt that holds the record back says so; nothing is corrected by itself. Refuses: to ask the node for every
 * key; it waits until the typing rests. Refuses to look for the number on other weapons before a purpose was stated: that is a
 * search; nobody is asked for a purpose while typing, and on submit it is looked for in any case.
 */
import { useEffect, useId, useState, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { judgeAndSearch, judgeFirearm } from "../../src/recoveries/gate.contract.ts";
import { call } from "../calls/call.ts";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { usePurpose } from "../shell/purpose.tsx";
import { isGap, useDoubtWords, useSettlementWords } from "./doubt-words.ts";
import { judgedOf, type GateDoubt, type Judgement, type GateSettlement } from "./gate-draft.ts";
import type { FirearmDraft, RecoveryDraft } from "./new-recovery-draft.ts";

const REST_MS = 350;
/** Looking for the number elsewhere is a search that the journal keeps with its purpose: only when the typing has come to an end. */
const LOOK_MS = 1_500;

/** A value that has rested. */
function useRested(value: string, milliseconds: number): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return rested;
}

function useJudgement(
  asked: string,
  rested: string,
  look: boolean,
  enabled: boolean,
): readonly GateDoubt[] | undefined {
  const answer = useQuery({
    queryKey: ["recoveries.judge", rested, look],
    queryFn: ({ signal }) =>
      call(look ? judgeAndSearch : judgeFirearm, { body: JSON.parse(rested) as Judgement }, { signal, quiet: true }),
    enabled,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: (before) => before,
    retry: false,
  });
  return enabled && (rested === asked || !look) ? answer.data?.doubts : undefined;
}

/** Whether enough is said to doubt it: an empty form has no doubts yet. */
function isSaid(firearm: FirearmDraft): boolean {
  return firearm.marks.some((mark) => mark.reading.written.trim() !== "") || firearm.model.text.trim() !== "";
}

/** The doubts about a weapon as it stands; empty while nothing is said. `look`: also for its number on other weapons, once a purpose is stated. */
export function useDoubts(
  firearm: FirearmDraft,
  recoveredOn: string,
  photos: number,
  look: boolean,
): readonly GateDoubt[] {
  const asked = JSON.stringify({
    firearm: judgedOf(firearm, photos),
    recoveredOn: recoveredOn === "" ? null : recoveredOn,
  } satisfies Judgement);
  const said = isSaid(firearm);
  const { purpose } = usePurpose();
  const quick = useJudgement(asked, useRested(asked, REST_MS), false, said);
  const looked = useJudgement(asked, useRested(asked, LOOK_MS), true, said && look && purpose !== undefined);
  return looked ?? quick ?? [];
}

type Override = RecoveryDraft["overrides"][number];

export function GateDoubts({
  doubts,
  overrides,
  onSettle,
  onOverride,
}: {
  readonly doubts: readonly GateDoubt[];
  /** Of this weapon. */
  readonly overrides: readonly Override[];
  readonly onSettle: (settlement: GateSettlement) => void;
  /** The reason why it stays as it is; null takes it back. */
  readonly onOverride: (doubt: GateDoubt, reason: string | null) => void;
}): ReactElement | null {
  const { t } = useTranslation("recovery-form");
  const id = useId();
  if (doubts.length === 0) return null;
  const isFolded = (doubt: GateDoubt): boolean => isGap({ code: doubt.code, blocking: doubt.blocks });
  const gaps = doubts.filter(isFolded);
  const lines = (some: readonly GateDoubt[]): ReactElement | null =>
    some.length === 0 ? null : (
      <ul>
        {some.map((doubt) => (
          <DoubtLine
            key={`${doubt.code} ${doubt.field}`}
            doubt={doubt}
            reason={overrides.find((one) => one.code === doubt.code && one.field === doubt.field)?.reason ?? null}
            onSettle={onSettle}
            onOverride={onOverride}
          />
        ))}
      </ul>
    );
  return (
    <section className="gate" aria-labelledby={id}>
      <h3 id={id}>{t("gate.title")}</h3>
      {lines(doubts.filter((doubt) => !isFolded(doubt)))}
      {gaps.length > 0 && (
        <details className="more-fields">
          <summary>{t("gate.gaps", { count: gaps.length })}</summary>
          {lines(gaps)}
        </details>
      )}
    </section>
  );
}

function DoubtLine({
  doubt,
  reason,
  onSettle,
  onOverride,
}: {
  readonly doubt: GateDoubt;
  readonly reason: string | null;
  readonly onSettle: (settlement: GateSettlement) => void;
  readonly onOverride: (doubt: GateDoubt, reason: string | null) => void;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  const say = useDoubtWords();
  const settleWords = useSettlementWords();
  return (
    <li className={doubt.blocks && reason === null ? "gate-doubt gate-doubt-blocks" : "gate-doubt"}>
      <Glyph name={doubt.blocks ? "warn" : "info"} />
      <div className="stack">
        <p>
          <b>{say(doubt, "what")}</b> {say(doubt, "why")} {say(doubt, "how")}
        </p>
        <div className="cluster">
          {doubt.settlements.map((settlement, at) => (
            <Button key={`${settlement.code} ${String(at)}`} small onPress={() => onSettle(settlement)}>
              {settleWords(settlement)}
            </Button>
          ))}
          {doubt.blocks && reason === null && (
            <Button small tone="quiet" onPress={() => onOverride(doubt, "")}>
              {t("gate.say")}
            </Button>
          )}
        </div>
        {doubt.blocks && reason !== null && (
          <div className="field-row field-row-near">
            <TextField
              label={t("gate.stays")}
              value={reason}
              onChange={(next) => onOverride(doubt, next)}
              autoFocus={reason === ""}
              maxLength={500}
            />
            <Button small tone="quiet" onPress={() => onOverride(doubt, null)}>
              {t("gate.undo")}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}
