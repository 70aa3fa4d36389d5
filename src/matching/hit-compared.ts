/**
 * What was compared when a pair was scored: kept with the hit and with every decision, so that the score can be made again with the
 * model that it names, whatever has become of the records since.
 */
import type { WeaponDescription } from "./match-answer.ts";

/** Both sides as the engine read them: codes where the lists were sure, otherwise the writing. */
export interface Compared {
  readonly weapon: WeaponDescription;
  readonly other: WeaponDescription;
}

/** What is kept of two records. */
export function comparedOf(weapon: WeaponDescription, other: WeaponDescription): Compared {
  const side = ({ type, make, model, calibre, serial, readings, country, year }: WeaponDescription) => ({
    type,
    make,
    model,
    calibre,
    serial,
    readings,
    country,
    year,
  });
  return { weapon: side(weapon), other: side(other) };
}
