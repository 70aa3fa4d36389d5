/**
 * What a person types into one line: a serial, a make and model, or a model with its serial ("AK74 88?1204").
 *
 * Promises: the split that the reference lists support; the model is understood in either script. Refuses: to drop a word;
 * what no list knows stays part of the serial.
 */
import { codeLists } from "../reference/lists.ts";

export interface SplitQuestion {
  /** Null where the whole line names a make or model. */
  readonly serial: string | null;
  readonly make: { readonly code: string; readonly written: string } | null;
  readonly model: { readonly code: string; readonly written: string } | null;
}

/** Longest beginning of the line that names a make or a model; the rest is the serial. */
export function splitQuestion(line: string): SplitQuestion {
  const words = line
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== "");
  const namesOf = (end: number) => codeLists().findMakeAndModel(words.slice(0, end).join(" "));
  for (let end = words.length; end > 0; end -= 1) {
    const { make, model } = namesOf(end);
    if (make === null && model === null) continue;
    // The lists pass over words behind a name; those belong to the number.
    let named = end;
    for (let less = end - 1; less > 0; less -= 1) {
      const shorter = namesOf(less);
      if (shorter.make?.code === make?.code && shorter.model?.code === model?.code) named = less;
    }
    const head = words.slice(0, named).join(" ");
    const tail = words.slice(named).join(" ");
    // What stands after the name must hold a figure to be a number.
    if (tail !== "" && !/[\p{Nd}?*]/u.test(tail)) continue;
    return {
      serial: tail === "" ? null : tail,
      make: make === null ? null : { code: make.code, written: head },
      model: model === null ? null : { code: model.code, written: head },
    };
  }
  return { serial: line.trim() === "" ? null : line.trim(), make: null, model: null };
}
