/**
 * Disagreeing readings in words, the same on the page, in the report and in the explanation.
 *
 * Promises: each pair of readings that differ is named once, with every position that differs; readings carry the number
 * they have in the order in which they were made. Refuses: to say which is right.
 */
import { say, type Language } from "../platform/words.ts";
import { compareReadings, type ReadingDifference } from "./reading-difference.ts";

interface NumberedReading {
  readonly id: string;
  readonly written: string;
}

/** Positions (from 0) of a reading's text that another reading of the same mark contradicts. */
export function differingAt(reading: NumberedReading, all: readonly NumberedReading[]): number[] {
  if (reading.written === "") return [];
  const found = new Set<number>();
  for (const other of all) {
    if (other.id === reading.id || other.written === "") continue;
    for (const at of compareReadings(reading.written, other.written).firstAt) found.add(at);
  }
  return [...found].sort((a, b) => a - b);
}

function differenceWords(difference: ReadingDifference, language: Language): string {
  const { first, second } = difference;
  const key = first === null ? "onlySecond" : second === null ? "onlyFirst" : "both";
  return say(language, "firearms", `dispute.${key}`, {
    position: (first ?? second)?.position,
    first: first?.shown,
    second: second?.shown,
  });
}

/** The pairs that differ, in their order; `readings` in the order in which they were made. */
export function disputesOf(
  readings: readonly NumberedReading[],
  language: Language,
): { first: string; second: string; sentence: string }[] {
  const list = new Intl.ListFormat(language, { style: "long", type: "conjunction" });
  return readings.flatMap((first, at) =>
    readings.slice(at + 1).flatMap((second, further) => {
      if (first.written === "" || second.written === "") return [];
      const { differences } = compareReadings(first.written, second.written);
      if (differences.length === 0) return [];
      const said = differences.map((difference) => differenceWords(difference, language));
      const sentence = say(language, "firearms", "dispute.sentence", {
        first: at + 1,
        second: at + further + 2,
        what: list.format(said),
      });
      return [{ first: first.id, second: second.id, sentence }];
    }),
  );
}
