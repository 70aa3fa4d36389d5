/**
 * A hit's numbers made again with the versions written beside them: the same, or why not; and what today's version would say.
 *
 * Promises: it is asked for by a press, because each look is written into the journal. Refuses: to put today's number in place of
 * the one that was decided by.
 */
import { useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { recomputeHit } from "../../src/matching/learning/model.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useRead } from "../calls/use-call.ts";
import { ErrorState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { useProbability } from "./probability.tsx";

type Recomputation = CallOutput<typeof recomputeHit>;

function Line({
  item,
  today,
}: {
  readonly item: Recomputation["items"][number];
  readonly today: string;
}): ReactElement {
  const { t } = useTranslation("hits");
  const probability = useProbability();
  const { outcome, version, again, now } = item;
  return (
    <span className="recomputed">
      {t(`recomputed.${outcome}`, { version, again: again === null ? "" : probability.short(again) })}
      {now !== null && version !== today && (
        <> {t("recomputed.now", { version: today, now: probability.short(now) })}</>
      )}
    </span>
  );
}

export interface Recomputed {
  /** The line of a decision; null: of the proposal as it stands. */
  readonly line: (decision: string | null) => ReactNode;
  /** The press, and what went wrong. */
  readonly control: ReactElement;
}

export function useRecomputed(hit: string): Recomputed {
  const { t } = useTranslation("hits");
  const [asked, setAsked] = useState(false);
  const answer = useRead(recomputeHit, { params: { id: hit } }, { enabled: asked });
  return {
    line: (decision) => {
      const item = answer.data?.items.find((one) => one.decision === decision);
      return item === undefined || answer.data === undefined ? null : <Line item={item} today={answer.data.today} />;
    },
    control:
      answer.error === null ? (
        <div className="cluster">
          <Button small tone="quiet" disabled={asked} onPress={() => setAsked(true)}>
            {t("recomputed.act")}
          </Button>
        </div>
      ) : (
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      ),
  };
}
