/**
 * Break-glass: a sealed account for the day when nobody else can get in. It administers and sees no content. And the bell that
 * it rings, which rings too when one administrator takes away somebody's second factors: with those and a set-up link one
 * person could become another, and no second person is asked beforehand (at night there is none) – so all are told.
 *
 * Promises: a bell rings with every administrator and auditor of the node until each has heard it; a break-glass sign-in
 * leaves an entry of its own kind and a line in the log. Refuses: any role but administrator; silence.
 */
import type { Tx } from "../platform/database.ts";
import { createLog, type Log } from "../platform/log.ts";
import type { Config } from "../platform/config.ts";
import { tell } from "./notice.store.ts";

export const breakGlassRole = "administrator";

/** Administrators and auditors of the node. As the keeper. */
async function hearers(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select distinct p.id from access.person p join access.role_assignment a on a.person_id = p.id
     where p.active and not p.break_glass and a.role in ('administrator','auditor') and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now())`,
  );
  return rows.map(({ id }) => id);
}

/** Tells everybody who must know. In the transaction of the sign-in: no session without its bell. */
export async function ringBell(
  tx: Tx,
  entrant: { readonly id: string; readonly username: string },
  session: { readonly id: string; readonly address: string; readonly at: Date },
): Promise<number> {
  const all = await hearers(tx);
  await tell(tx, all, "break-glass", {
    username: entrant.username,
    session: session.id,
    address: session.address,
    at: session.at.toISOString(),
  });
  return all.length;
}

/**
 * Tells everybody but the one who did it that somebody's second factors were taken away; the person concerned has a notice
 * of their own. In the transaction of the reset.
 */
export async function ringForReset(
  tx: Tx,
  person: { readonly id: string; readonly username: string },
  by: { readonly id: string; readonly username: string },
  reason: string,
): Promise<void> {
  const others = (await hearers(tx)).filter((id) => id !== by.id && id !== person.id);
  await tell(tx, others, "second-factor-taken", { username: person.username, by: by.username, reason });
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
