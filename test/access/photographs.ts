/** Photographs on records, laid by SQL as their people: one byte each, which nobody looks at. */
import { randomUUID } from "node:crypto";
import type { World } from "../world.ts";

/** One on a record, by its author: whole and sealed, or still arriving. Gives its id; null where the wall refuses. */
export async function hangPhotograph(
  world: World,
  author: string,
  on: { readonly column: "recovery_id" | "firearm_id"; readonly id: string; readonly whole: boolean },
): Promise<string | null> {
  const photo = randomUUID();
  try {
    await world.node.database.asActor({ personId: author }, async (tx) => {
      await tx.query(`insert into recoveries.attachment (id, ${on.column}, name, size) values ($1, $2, 'a.jpg', 1)`, [
        photo,
        on.id,
      ]);
      if (!on.whole) return;
      await tx.query("insert into recoveries.attachment_piece (attachment_id, at, bytes) values ($1, 0, '\\x00')", [
        photo,
      ]);
      await tx.query(
        "update recoveries.attachment set kind = 'photo', media_type = 'image/jpeg', copy_state = 'waiting', sealed_at = now() where id = $1",
        [photo],
      );
      await tx.query("insert into recoveries.attachment_work (attachment_id) values ($1)", [photo]);
    });
  } catch (fault) {
    // Whoever recorded it then may not any longer.
    if ((fault as { code?: string }).code === "42501") return null;
    throw fault;
  }
  return photo;
}

/** On each recovery one that is still arriving, on each weapon one that is sealed, with a copy that is awaited still. */
export async function hangPhotographs(world: World): Promise<void> {
  const { admin } = world;
  const { rows } = await admin.query<{ author: string; column: "recovery_id" | "firearm_id"; id: string }>(
    `select created_by as author, 'recovery_id' as column, id from recoveries.recovery where withdrawn_at is null and import_run_id is null
     union all select r.created_by, 'firearm_id', f.id from firearms.firearm f join recoveries.recovery r on r.id = f.recovery_id where f.withdrawn_at is null and f.import_run_id is null`,
  );
  for (const { author, column, id } of rows) {
    const photo = await hangPhotograph(world, author, { column, id, whole: column === "firearm_id" });
    if (photo !== null && column === "firearm_id")
      await admin.query(
        "insert into recoveries.attachment_copy (attachment_id, form, width, height, sha256, bytes, maker) values ($1, 'thumb', 1, 1, '\\x00', '\\x00', 'test')",
        [photo],
      );
  }
}
