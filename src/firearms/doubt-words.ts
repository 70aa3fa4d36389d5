/** The doubts of the quality gate and their settlements as keys and values of the catalogue `quality-gate`; for pages and reports. */

/** Values for the sentences: of `nameEn` and `nameRu` the one of the language, as `name`. */
export function spokenValues(
  values: Readonly<Record<string, string | number>>,
  language: "en" | "ru",
): Record<string, string | number> {
  const own = language === "en" ? "En" : "Ru";
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => !/(?:En|Ru)$/u.test(key) || key.endsWith(own))
      .map(([key, value]) => [key.endsWith(own) ? key.slice(0, -2) : key, value]),
  );
}

/** Key in the catalogue `quality-gate` for a settlement's button. */
export function settlementWords({
  code,
  values,
}: {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}): string {
  if (code === "set-state" || code === "add-mark") return `settle.${code}.${values["state"] ?? ""}`;
  return code === "set-kind" ? `settle.${code}.${values["kind"] ?? ""}` : `settle.${code}`;
}
