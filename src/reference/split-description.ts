/**
 * One field that holds type, make and model together ("ПІСТОЛЕТ ПМ", "TAURUS PT 92"), taken apart.
 *
 * Promises: parts that the lists know, each on its own; what is not recognised is null. Refuses: a model out of the middle of
 * words that nothing anchors.
 */
import type { CodeLists, MakeAndModel } from "./code-lists.ts";
import { foldName, found } from "./make-names.ts";

/**
 * Takes type words, then a make, off the front of a description and looks the rest up as a model. Tries the longest
 * make first, so that "Smith & Wesson 10" is not the make "Smith". Whole text as model comes before everything.
 */
export function splitDescription(
  text: string,
  findMake: CodeLists["findMake"],
  findModel: CodeLists["findModel"],
  findType: CodeLists["findType"],
): MakeAndModel {
  const whole = findModel(text);
  if (whole !== null) {
    return { make: null, model: whole, type: null };
  }
  const words = text.split(/[\s,;()"«»]+/u).filter((word) => foldName(word) !== "");
  for (let typeEnd = Math.min(2, words.length - 1); typeEnd >= 0; typeEnd--) {
    const type = typeEnd === 0 ? null : findType(words.slice(0, typeEnd).join(" "));
    if (typeEnd > 0 && type === null) {
      continue;
    }
    const rest = words.slice(typeEnd);
    for (let makeEnd = Math.min(5, rest.length); makeEnd >= 0; makeEnd--) {
      const make = makeEnd === 0 ? null : findMake(rest.slice(0, makeEnd).join(" "));
      if (makeEnd > 0 && make === null) {
        continue;
      }
      const tail = rest.slice(makeEnd);
      for (let modelEnd = tail.length; modelEnd > 0; modelEnd--) {
        const model = findModel(tail.slice(0, modelEnd).join(" "), make?.code);
        // A leftover after the model ("АКМ 1974 г.в.") is allowed only when make or type already anchored the reading.
        if (model !== null && (modelEnd === tail.length || make !== null || type !== null)) {
          return { make, model: found(model.entry, "folded", "part-of-text"), type };
        }
      }
      if (make !== null) {
        return { make, model: null, type };
      }
    }
    if (type !== null) {
      return { make: null, model: null, type };
    }
  }
  return { make: null, model: null, type: null };
}
