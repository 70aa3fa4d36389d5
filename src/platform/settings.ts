/**
 * Facts of the node and national configuration, read from `platform.setting`.
 */
import type { Tx } from "./database.ts";

/** The value kept under a key, in whatever shape it was kept; undefined when nothing is. The caller checks its shape. */
export async function settingOf(tx: Tx, key: string): Promise<unknown> {
  return (await tx.query<{ value: unknown }>("select value from platform.setting where key = $1", [key]))[0]?.value;
}
