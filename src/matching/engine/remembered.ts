/**
 * What was worked out for two things together, kept for the next question that brings the same two: makes and models are asked for again
 * and again.
 *
 * Promises: a bounded number is kept. Refuses: to compare by anything but identity.
 */

const mostKept = 4096;

export class Remembered<V> {
  readonly #kept = new Map<object, Map<object, V>>();
  #count = 0;

  get(one: object, other: object, make: () => V): V {
    let of = this.#kept.get(one);
    const known = of?.get(other);
    if (known !== undefined) return known;
    const made = make();
    if (this.#count >= mostKept) {
      this.#kept.clear();
      this.#count = 0;
      of = undefined;
    }
    if (of === undefined) this.#kept.set(one, (of = new Map()));
    of.set(other, made);
    this.#count += 1;
    return made;
  }
}
