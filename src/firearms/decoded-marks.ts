/**
 * What the marks of a weapon tell by themselves: maker, factory, year, by the rules of serial-decoding.ts.
 *
 * Promises: each answer names the mark, the reading and the rule with its source; a year after the recovery is an alarm.
 * Refuses: to state it: somebody reads it and states it, with the rule as the source.
 */
import { codeLists } from "../reference/lists.ts";
import { decodeMark, type SerialRules } from "./serial-decoding.ts";

export interface MarkToDecode {
  readonly id: string;
  readonly kind: string;
  readonly best: string | null;
}

export interface DecodedMark {
  readonly mark: string;
  readonly written: string;
  readonly rule: { readonly code: string; readonly en: string; readonly ru: string; readonly source: string };
  readonly confidence: "sure" | "probable" | "possible";
  readonly maker: string | null;
  readonly factory: string | null;
  /** First and last year; the last is null for "until now". */
  readonly years: { readonly from: number; readonly until: number | null } | null;
  /** No year of the rule is early enough for the day of the recovery. */
  readonly afterRecovery: boolean;
}

/** Everything the rules tell of these marks, mark by mark, surest first. */
export function decodeMarks(
  rules: SerialRules,
  marks: readonly MarkToDecode[],
  weapon: { readonly make: string | null; readonly country: string | null; readonly recoveredOn: string | null },
): DecodedMark[] {
  const recovered = weapon.recoveredOn === null ? null : Number(weapon.recoveredOn.slice(0, 4));
  return marks.flatMap((mark) =>
    mark.best === null || mark.best === ""
      ? []
      : decodeMark(rules, codeLists(), {
          markKind: mark.kind,
          text: mark.best,
          make: weapon.make,
          country: weapon.country,
        })
          .slice(0, 4)
          .map(({ rule, maker, factory, years }): DecodedMark => ({
            mark: mark.id,
            written: mark.best ?? "",
            rule: { code: rule.code, en: rule.en, ru: rule.ru, source: rule.source },
            confidence: rule.confidence,
            maker,
            factory,
            years: years === null ? null : { from: years[0], until: Number.isFinite(years[1]) ? years[1] : null },
            afterRecovery: recovered !== null && years !== null && years[0] > recovered,
          })),
  );
}
