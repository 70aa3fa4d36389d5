/**
 * Break-glass: a sealed account for the day when nobody else can get in. It administers and sees no content.
 *
 * Promises: its sign-in rings a bell with every administrator and auditor of the node until each has heard it, leaves an
 * entry of its own kind and a line in the log. Refuses: any role but administrator; silence.
 */
import type { Tx } from "../platform/database.ts";
import { createLog, type Log } from "../platform/log.ts";
import type { Config } from "../platform/config.ts";
import { tell } from "./notice.store.ts";

export const breakGlassRole = "administrator";

/** Tells everybody who must know. In the transaction of the sign-in: no session without its bell. */
export async function ringBell(
  tx: Tx,
  entrant: { readonly id: string; readonly username: string },
  session: { readonly id: string; readonly address: string; readonly at: Date },
): Promise<number> {
  const hearers = await tx.query<{ id: string }>(
    `select distinct p.id from access.person p join access.role_assignment a on a.person_id = p.id
     where p.active and not p.break_glass and a.role in ('administrator','auditor') and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now())`,
  );
  await tell(
    tx,
    hearers.map((row) => row.id),
    "break-glass",
    {
      username: entrant.username,
      session: session.id,
      address: session.address,
      at: session.at.toISOString(),
    },
  );
  return hearers.length;
}

let ownLog: Log | undefined;

/** The line for whoever watches the log; the account's name is no person's. */
export function warnOfBreakGlass(
  config: Pick<Config, "logLevel">,
  told: number,
  session: string,
  log?: Pick<Log, "warn">,
): void {
  const writer = log ?? (ownLog ??= createLog(config.logLevel));
  writer.warn({ session, told }, "break-glass account signed in");
}
