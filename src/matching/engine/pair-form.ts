/**
 * Letters read where the record has the digit they look like (516O4Z7 for 5160427).
 *
 * Whatever number it was, it is read into letters only at the same cost: a neighbour's number pays it as well, and no file holds numbers with letters
 * there. So it speaks neither for nor against one record, and is taken off what stands against the pair. Not so the other way
 * round: digits read where the record has letters may be another weapon's number.
 */
import { symbolOf, isDigitSymbol, isLetterSymbol, firstDigit } from "./symbols.ts";
import type { Asked, Channel, Step } from "./channel.ts";

const isLetterAt = (asked: Asked, at: number): boolean => {
  const token = asked.tokens[at];
  return token?.kind === "char" && isLetterSymbol[symbolOf(token.char)] === 1;
};

/** Cost of such letters in the path that explains a pair, in 1/1024 nats. */
export function formCost(asked: Asked, steps: readonly Step[], held: readonly number[], channel: Channel): number {
  let cost = 0;
  for (const step of steps)
    if (step.kind === "strong" && isLetterAt(asked, step.from) && isDigitSymbol[held[step.heldFrom] ?? 0] === 1)
      cost += step.cost - channel.same;
  return cost;
}

/** The most that it can be: letters behind a digit that look like one. */
export function mostFormCost(asked: Asked, channel: Channel): number {
  let cost = 0;
  let digits = false;
  asked.tokens.forEach((token, at) => {
    if (token.kind === "char" && isDigitSymbol[symbolOf(token.char)] === 1) digits = true;
    if (!digits || !isLetterAt(asked, at)) return;
    for (let digit = firstDigit; digit < firstDigit + 10; digit += 1)
      if (asked.pair[digit * asked.length + at] === channel.strong) {
        cost += channel.strong - channel.same;
        return;
      }
  });
  return cost;
}
