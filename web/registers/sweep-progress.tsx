/**
 * How far a sweep is: a bar in hundredths, what it is doing, and the ways to stop and to go on.
 *
 * Promises: a screen reader hears of each tenth and of each change of state, and not of every hundredth. Refuses: counts; they would tell of
 * records that the reader does not see.
 */
// The roles of the ARIA patterns; the tag the rule proposes has another behaviour.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import type { ReactElement } from "react";
import { ProgressBar } from "react-aria-components/ProgressBar";
import { useTranslation } from "react-i18next";
import type { sweepStates } from "../../src/matching/sweep.contract.ts";
import { Button } from "../parts/button.tsx";
import { StateChip, type Tone } from "../parts/marks-of-record.tsx";
import { useDates } from "../words/dates.ts";
import "../parts/answers.css";
import "./registers.css";

export type SweepState = (typeof sweepStates)[number];

const tones: Readonly<Record<SweepState, Tone>> = {
  waiting: "waiting",
  running: "active",
  stopping: "active",
  done: "rest",
  cancelled: "waiting",
  failed: "waiting",
};

export function SweepChip({ state }: { readonly state: SweepState }): ReactElement {
  const { t } = useTranslation("comparisons");
  return <StateChip tone={tones[state]}>{t(`state.${state}`)}</StateChip>;
}

/** What may still change by itself is asked for again. */
export const isUnderWay = (state: string | undefined): boolean =>
  state === "waiting" || state === "running" || state === "stopping" || state === "failed";

export interface SweepProgressProps {
  readonly label: string;
  readonly state: SweepState;
  readonly percent: number;
  /** What is being done now, or what became of it. */
  readonly doing: string;
  readonly may: readonly string[];
  readonly busy: boolean;
  readonly words: { readonly stop: string; readonly resume: string };
  readonly onTurn: (verb: "stop" | "resume") => void;
}

export function SweepProgress(props: SweepProgressProps): ReactElement {
  const { label, state, percent, doing, may, busy, words, onTurn } = props;
  const { t } = useTranslation("comparisons");
  const dates = useDates();
  const moves = state === "waiting" || state === "running" || state === "stopping";
  const share = dates.share(percent / 100);
  const tenth = Math.floor(percent / 10) * 10;
  return (
    <div className="sweep-progress">
      <div className="progress-row">
        {state !== "done" && (
          <ProgressBar className="progress" aria-label={label} value={percent} valueLabel={share}>
            <div className="progress-head">
              <b>{label}</b>
              <span>{share}</span>
            </div>
            <div className="progress-track" aria-hidden="true">
              <span style={{ inlineSize: `${percent}%` }} />
            </div>
          </ProgressBar>
        )}
        {may.includes("stop") && (
          <Button small busy={busy} onPress={() => onTurn("stop")}>
            {words.stop}
          </Button>
        )}
        {may.includes("resume") && (
          <Button small busy={busy} onPress={() => onTurn("resume")}>
            {words.resume}
          </Button>
        )}
      </div>
      {doing !== "" && <p>{doing}</p>}
      <p className="visually-hidden" role="status">
        {moves ? `${label}: ${dates.share(tenth / 100)}. ${t(`state.${state}`)}` : doing}
      </p>
    </div>
  );
}
