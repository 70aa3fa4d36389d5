/**
 * Time, handed in and never taken: rules about deadlines, sessions and locks are tested at any moment.
 *
 * Promises: instants are UTC. Refuses: local time; the page and the printed paper convert for their reader.
 */

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

export interface SetClock extends Clock {
  set(instant: string | Date): void;
  advance(by: {
    readonly days?: number;
    readonly hours?: number;
    readonly minutes?: number;
    readonly seconds?: number;
  }): void;
}

/** A clock that stands still until it is told to move. Throws RangeError for an instant that does not exist. */
export function setClock(start: string | Date): SetClock {
  let current = instantOf(start);
  return {
    now: () => new Date(current),
    set(instant) {
      current = instantOf(instant);
    },
    advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
      current += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    },
  };
}

function instantOf(value: string | Date): number {
  const instant = new Date(value).getTime();
  if (Number.isNaN(instant)) throw new RangeError("not an instant");
  return instant;
}
