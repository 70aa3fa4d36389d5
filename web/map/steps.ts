/** The steps of colour of a map: at most five, of whole numbers, in steps that read well. */

const MOST = 5;

/** A step of 1, 2 or 5 times a power of ten that reaches `most` in five. */
function niceStep(most: number): number {
  const raw = Math.max(1, most / MOST);
  const power = 10 ** Math.floor(Math.log10(raw));
  const found = [1, 2, 5, 10].find((times) => times * power >= raw) ?? 10;
  return Math.max(1, found * power);
}

/** Where each step begins; none where nothing is counted. The first begins at 1: nothing is a colour of its own. */
export function stepsFor(values: readonly number[]): readonly number[] {
  const most = Math.max(0, ...values);
  if (most === 0) return [];
  const step = niceStep(most);
  return Array.from({ length: MOST }, (_, at) => (at === 0 ? 1 : at * step + 1)).filter((from) => from <= most);
}

/** Number of the step that a value falls into; 0 for nothing. */
export function stepOf(value: number, steps: readonly number[]): number {
  return value <= 0 ? 0 : steps.filter((from) => from <= value).length;
}
