/**
 * How probable a match is: a calm bar, a word, and a number that never says certain.
 *
 * Promises: the word and the number always stand beside the bar. Refuses: "100 %" and "0 %"; a likeness is no proof, and
 * what was not found may exist.
 */
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import "./matching.css";

export type Likelihood = "very" | "probable" | "possible" | "slight";

/** The word for a probability of 0 to 1. */
export function likelihoodOf(value: number): Likelihood {
  if (value >= 0.85) return "very";
  if (value >= 0.6) return "probable";
  return value >= 0.2 ? "possible" : "slight";
}

export interface ProbabilityWords {
  /** "93 %", "> 99 %", "< 1 %". */
  readonly short: (value: number) => string;
  /** "very probable". */
  readonly word: (value: number) => string;
  /** "of 100 such pairs, 93 are the same weapon". */
  readonly sentence: (value: number) => string;
}

export function useProbability(): ProbabilityWords {
  const { t } = useTranslation("serials");
  return useMemo(
    () => ({
      short: (value) =>
        value > 0.99
          ? t("probability.above")
          : value < 0.01
            ? t("probability.below")
            : t("probability.share", { share: Math.round(100 * value) }),
      word: (value) => t(`probability.word.${likelihoodOf(value)}`),
      sentence: (value) =>
        value > 0.99
          ? t("probability.ofAbove")
          : value < 0.01
            ? t("probability.ofBelow")
            : t("probability.of", { count: Math.round(100 * value) }),
    }),
    [t],
  );
}

/** Bar, word, number. `small` leaves the frequency sentence out. */
export function Probability({
  value,
  small = false,
}: {
  readonly value: number;
  readonly small?: boolean;
}): ReactElement {
  const words = useProbability();
  return (
    <span className={small ? "probability probability-small" : "probability"}>
      <span className="probability-bar" aria-hidden="true">
        <span style={{ inlineSize: `${Math.min(99, Math.max(1, 100 * value))}%` }} />
      </span>
      <span className="probability-words">
        {!small && <b>{words.word(value)}</b>} <span className="nowrap">{words.short(value)}</span>
      </span>
      {!small && <span className="probability-of">{words.sentence(value)}</span>}
    </span>
  );
}
