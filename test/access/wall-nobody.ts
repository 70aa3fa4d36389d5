/** A request without a person: what is public inside the node, and no other row anywhere. */
import type { World } from "../world.ts";
import { publicTables } from "./wall-spec.ts";
import { tablesOf } from "./wall.ts";

/** Sentences for what nobody reaches and should not, or does not reach and should. */
export async function checkNobody(world: World, only?: string): Promise<string[]> {
  const { admin } = world;
  const faults: string[] = [];
  await admin.query("begin; set local role tamga_app");
  for (const table of await tablesOf(world)) {
    if (only !== undefined && table !== only) continue;
    await admin.query("savepoint one");
    let open = false;
    try {
      const { rows } = await admin.query<{ found: boolean }>(`select exists (select from ${table}) as found`);
      open = rows[0]?.found === true;
    } catch {
      // No right at all.
    }
    await admin.query("rollback to savepoint one");
    if (open !== (publicTables[table] !== undefined))
      faults.push(`nobody ${open ? "reaches" : "does not reach"} rows in ${table}`);
  }
  const groups = await admin.query("select from access.audience_group where person_id is not null");
  if ((groups.rowCount ?? 0) > 0) faults.push("nobody reaches groups of people");
  const secrets = await admin.query("select from platform.setting where key like 'secret.%'");
  if ((secrets.rowCount ?? 0) > 0) faults.push("nobody reaches secrets");
  await admin.query("rollback");
  return faults;
}
