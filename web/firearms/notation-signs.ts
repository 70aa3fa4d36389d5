/**
 * The signs of the notation put into a reading by a button: where they go, and where the writing goes on.
 *
 * Promises: what is selected is kept inside the sign where the sign can hold it; one step back in the field undoes nothing else. Refuses:
 * to judge the text; `parseNotation` does.
 */

/** One unreadable character; any number of them; a character read with doubt; one of two characters. */
export const notationSigns = ["one", "run", "doubtful", "either"] as const;
export type NotationSign = (typeof notationSigns)[number];

/** What the button shows. */
export const signShown: Readonly<Record<NotationSign, string>> = {
  one: "?",
  run: "*",
  doubtful: "(7)",
  either: "[38]",
};

export interface Placed {
  readonly text: string;
  /** Where the writing goes on, in characters from the start. */
  readonly caret: number;
}

const characters = /[\p{L}\p{N}]+$/u;

/**
 * Puts a sign at the place of the caret, `from` to `to` being what is selected. A doubt takes the selected character or the one before the
 * caret into its brackets, a choice as well and waits for the second one inside them.
 */
export function putSign(text: string, from: number, to: number, sign: NotationSign): Placed {
  const [before, chosen, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  if (sign === "one" || sign === "run") {
    // As many question marks as characters were selected: each of them is what could not be read.
    const put = sign === "run" ? "*" : "?".repeat(Math.max(1, Array.from(chosen).length));
    return { text: before + put + after, caret: from + put.length };
  }
  const [open, close] = sign === "doubtful" ? ["(", ")"] : ["[", "]"];
  const taken = chosen === "" ? (Array.from(characters.exec(before)?.[0] ?? "").at(-1) ?? "") : chosen;
  const head = chosen === "" ? before.slice(0, before.length - taken.length) : before;
  const inside = head.length + 1 + taken.length;
  const waits = sign === "either" || taken === "";
  return { text: `${head}${open}${taken}${close}${after}`, caret: waits ? inside : inside + 1 };
}
