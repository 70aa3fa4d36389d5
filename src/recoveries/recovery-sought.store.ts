/**
 * Two questions about recoveries that other tables answer: whether an accepted one was changed since, and whether a doubt of the
 * gate was overridden on it. The only place with their SQL.
 */

/** When all changes of the recovery `recovery` (an SQL expression) were last accepted or confirmed. */
const settled = (recovery: string): string =>
  `(select coalesce(max(coalesce(d.recorded_at, s.recorded_at)), '-infinity') from recoveries.step s
    left join recoveries.change d on d.id = s.confirms where s.recovery_id = ${recovery} and s.verb in ('accept','confirm'))`;

/** Of one row `r`: accepted, changed since, and nobody has confirmed the changes. */
export const changedSince = `(r.status = 'accepted' and exists (select from recoveries.change c where c.recovery_id = r.id and c.recorded_at > ${settled("r.id")}))`;

/** The same asked of all rows: it begins with the few that were changed. */
export const amongChangedSince = `(r.status = 'accepted' and r.id in (select c.recovery_id from recoveries.change c where c.recorded_at > ${settled("c.recovery_id")}))`;

/** The recoveries behind a count of overridden doubts (`recoveries.override-counts`). `code`: of the doubt, or `any`. */
export function amongOverridden(
  code: string,
  by: { readonly overrideUnit?: number | undefined; readonly overrideMonth?: string | undefined },
  bind: (value: unknown) => string,
): string {
  const where = ["true"];
  if (code !== "any") where.push(`o.code = ${bind(code)}`);
  if (by.overrideUnit !== undefined) where.push(`o.unit_id = ${bind(by.overrideUnit)}`);
  if (by.overrideMonth !== undefined) where.push(`to_char(o.recorded_at, 'YYYY-MM') = ${bind(by.overrideMonth)}`);
  return `r.id in (select o.recovery_id from firearms.doubt_override o where ${where.join(" and ")})`;
}
