/**
 * The wall while rules are being closed: everything that a rule opened wholly is gone from its viewers on the commit that
 * ends the rule, in every table, before a job has rewritten one audience.
 *
 * Promises: the rules that open wholly are ended in one stroke, as if records were too many to be gone through at once; what
 * people reach then is compared with an oracle that knows no such rule; afterwards everything stands as before.
 */
import type { World } from "../world.ts";
import type { Furnished } from "./furnish.ts";
import type { Country } from "./oracle.ts";
import { country } from "./people.ts";
import { checkVisibleRows } from "./wall.ts";

const withoutFull: Country = { ...country, rules: country.rules.filter(({ level }) => level !== "full") };

/** Sentences for each table in which somebody reaches what is being closed to them, or no longer what stays open. */
export async function checkClosing(world: World, furnished: Furnished, only?: string): Promise<string[]> {
  const { admin } = world;
  const { rows: rules } = await admin.query<{ rule: string }>(
    "select to_jsonb(r)::text as rule from access.sharing_rule r where level = 'full'",
  );
  const { rows: before } = await admin.query<{ id: string }>("select id from access.recomputation");
  const others = before.map(({ id }) => id);
  await admin.query("set tamga.recompute_at_once = '0'");
  try {
    await admin.query("delete from access.sharing_rule where level = 'full'");
    const { rows } = await admin.query<{ open: number }>(
      "select count(*)::int as open from access.recomputation where finished_at is null and closes <> '{}' and id <> all($1)",
      [others],
    );
    if ((rows[0]?.open ?? 0) === 0) return ["nothing is being closed: the check would prove nothing"];
    return await checkVisibleRows(world, furnished, only, withoutFull);
  } finally {
    for (const { rule } of rules)
      await admin.query(
        "insert into access.sharing_rule select * from jsonb_populate_record(null::access.sharing_rule, $1)",
        [rule],
      );
    await admin.query(
      "delete from platform.job where task = 'recompute-audiences' and (payload ->> 'recomputation')::uuid in (select id from access.recomputation where id <> all($1))",
      [others],
    );
    await admin.query("delete from access.recomputation where id <> all($1)", [others]);
    await admin.query("reset tamga.recompute_at_once");
  }
}
