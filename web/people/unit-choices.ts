/** The units of an institution as choices, each under its own and with the way to it from above. */
import type { Institution } from "../access/sharing-names.tsx";
import type { Choice } from "../parts/fields.tsx";
import { inLanguage } from "../words/both.ts";

export type Unit = Institution["units"][number];

export interface PlacedUnit {
  readonly unit: Unit;
  /** 0 for the institution's own first unit. */
  readonly depth: number;
}

/** Units in the order of the tree: each before those below it. A unit whose parent is missing stands on top. */
export function unitTree(units: readonly Unit[]): readonly PlacedUnit[] {
  const known = new Set(units.map((unit) => unit.id));
  const below = (parent: number | null, depth: number): readonly PlacedUnit[] =>
    units
      .filter((unit) => (unit.parent !== null && known.has(unit.parent) ? unit.parent : null) === parent)
      .flatMap((unit) => [{ unit, depth }, ...(depth < 20 ? below(unit.id, depth + 1) : [])]);
  return below(null, 0);
}

export function unitChoices(units: readonly Unit[], language: string): readonly Choice[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  return unitTree(units).map(({ unit }) => {
    const above = unit.parent === null ? undefined : byId.get(unit.parent);
    return {
      id: String(unit.id),
      label: inLanguage(language, unit),
      ...(above === undefined ? {} : { hint: inLanguage(language, above) }),
    };
  });
}
