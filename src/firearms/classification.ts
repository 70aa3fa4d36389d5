/**
 * Three classifications of a weapon at once: UNODC questionnaire, HS 9301 to 9307, the class of the region.
 *
 * Promises: each follows from the type where a map exists, from a statement where somebody made one, and is "unknown"
 * where neither says it: then it is asked for. Refuses: to derive one classification from another; a code that its list
 * does not hold.
 */
import { codeLists } from "../reference/lists.ts";

export interface Classes {
  readonly unodc: string;
  readonly hs: string;
  readonly administrative: string;
}

export interface StatedClasses {
  readonly unodc?: string | null | undefined;
  readonly hs?: string | null | undefined;
  readonly administrative?: string | null | undefined;
}

export const classAspects = { unodc: "unodc", hs: "hs", administrative: "admin-class" } as const;
export type ClassName = keyof typeof classAspects;

/** The classes of a weapon of this type; what was stated comes first. */
export function classify(typeCode: string | null, stated: StatedClasses = {}): Classes {
  const type = typeCode === null ? undefined : codeLists().types.get(typeCode);
  return {
    unodc: stated.unodc ?? type?.unodc ?? "unknown",
    hs: stated.hs ?? type?.hs ?? "unknown",
    administrative: stated.administrative ?? type?.administrativeClass ?? "unknown",
  };
}

/** The list that a class is of, by the aspect under which it is stated; undefined for the other aspects. */
export function classList(aspect: string): ReadonlyMap<string, unknown> | undefined {
  const lists = codeLists();
  if (aspect === "unodc") return lists.unodcTypes;
  if (aspect === "hs") return lists.hsHeadings;
  return aspect === "admin-class" ? lists.administrativeClasses : undefined;
}

/** Which of the given classes no list holds: the names of the fields. */
export function unknownClasses(given: StatedClasses | null | undefined): ClassName[] {
  return (Object.keys(classAspects) as ClassName[]).filter((name) => {
    const code = given?.[name];
    return code != null && classList(classAspects[name])?.has(code) !== true;
  });
}
