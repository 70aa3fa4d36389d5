import { expect, test } from "vitest";
import { parseNotation } from "../../src/matching/notation.contract.ts";
import { putSign, type NotationSign } from "./notation-signs.ts";

/** The caret is shown as |, a selection as <…>. */
function put(shown: string, sign: NotationSign): string {
  const from = shown.search(/[|<]/u);
  const text = shown.replace(/[|<>]/gu, "");
  const to = shown.includes("<") ? shown.indexOf(">") - 1 : from;
  const placed = putSign(text, from, to, sign);
  return `${placed.text.slice(0, placed.caret)}|${placed.text.slice(placed.caret)}`;
}

test.each<[string, NotationSign, string]>([
  ["AB12|", "one", "AB12?|"],
  ["AB|12", "one", "AB?|12"],
  ["A<B1>2", "one", "A??|2"],
  ["|4471", "run", "*|4471"],
  ["AB12|", "doubtful", "AB1(2)|"],
  ["A<B>12", "doubtful", "A(B)|12"],
  ["|", "doubtful", "(|)"],
  ["AB3|", "either", "AB[3|]"],
  ["AB|12", "either", "A[B|]12"],
  ["|", "either", "[|]"],
  ["AB-|", "doubtful", "AB-(|)"],
])("%s with %s is %s", (shown, sign, after) => {
  expect(put(shown, sign)).toBe(after);
});

test("what the buttons write is in the notation", () => {
  expect(parseNotation(putSign("AB12", 4, 4, "one").text).ok).toBe(true);
  expect(parseNotation(putSign("AB12", 0, 0, "run").text).ok).toBe(true);
  expect(parseNotation(putSign("AB12", 4, 4, "doubtful").text).ok).toBe(true);
  const either = putSign("AB3", 3, 3, "either");
  expect(parseNotation(`${either.text.slice(0, either.caret)}8${either.text.slice(either.caret)}`).ok).toBe(true);
});
