/**
 * Doing something as a person of the demonstration country, through the room's own contract and action.
 *
 * Promises: the same checks, the same transaction and the same journal entries as a call over HTTP; a key makes what was
 * done once stay done once, so that a load that was cut off is simply started again. Refuses: a call that no route
 * answers, an input that its contract would refuse.
 */
import { createHash, randomUUID } from "node:crypto";
import type { z } from "zod";
import { writeJournal, type JournalNote } from "../journal/write.ts";
import { capacityOf } from "../access/policy.ts";
import { withPurpose } from "../access/purposes.ts";
import type { Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import type { Contract } from "../platform/contract.ts";
import type { Actor, Database, Tx } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import type { Context } from "../platform/route.ts";
import { routes } from "../rooms.ts";

export interface Stage {
  readonly database: Database;
  readonly config: Config;
  /** The time of the story; what the database stamps stays the time of the load. */
  readonly clock: Clock;
}

export interface Performer {
  readonly personId: string;
  /** A code of purposes.csv. */
  readonly purpose: string;
}

export interface Sent<C extends Contract> {
  readonly params?: z.input<NonNullable<C["params"]>>;
  readonly query?: z.input<NonNullable<C["query"]>>;
  readonly body?: z.input<NonNullable<C["body"]>>;
}

async function claim(tx: Tx, actor: Actor, key: string, asked: string): Promise<unknown> {
  const hash = createHash("sha256").update(asked).digest();
  const claimed = await tx.query(
    "insert into platform.idempotency (actor, key, request_hash) values ($1, $2, $3) on conflict do nothing returning key",
    [actor.personId, key, hash],
  );
  if (claimed.length > 0) return undefined;
  const [first] = await tx.query<{ answer: unknown }>(
    "select answer from platform.idempotency where actor = $1 and key = $2",
    [actor.personId, key],
  );
  return first?.answer ?? undefined;
}

/**
 * Runs the contract's action as the person and gives its answer; with `key`, the first answer again when it was done before.
 * Throws what the action throws, and Problem 403 "forbidden" where the person's roles lack the permission.
 */
export async function performAs<C extends Contract>(
  stage: Stage,
  who: Performer,
  contract: C,
  sent: Sent<C>,
  key?: string,
): Promise<z.output<C["output"]>> {
  const action = routes.find((route) => route.contract === contract)?.action;
  if (action === undefined) throw new Error(`no route performs ${contract.id}`);
  const input = {
    params: contract.params?.parse(sent.params),
    query: contract.query?.parse(sent.query ?? {}),
    body: contract.body?.parse(sent.body),
  };
  return stage.database.asActor({ ...who, ...capacityOf(contract) }, async (tx, caller) => {
    if (
      contract.permission !== "session" &&
      contract.permission !== "public" &&
      !caller.permissions.has(contract.permission)
    ) {
      throw new Problem({ status: 403, code: "forbidden", values: { permission: contract.permission } });
    }
    const actor = await withPurpose(tx, contract, caller, null);
    const replay = key === undefined ? undefined : await claim(tx, actor, key, JSON.stringify([contract.id, sent]));
    if (replay !== undefined) return contract.output.parse(replay) as z.output<C["output"]>;
    const notes: JournalNote[] = [];
    const context: Context = {
      tx,
      actor,
      clock: stage.clock,
      language: actor.language,
      config: stage.config,
      database: stage.database,
      requestId: randomUUID(),
      note: (note) => notes.push(note),
      afterCommit: () => undefined,
    };
    const value = contract.output.parse(await action(context, input)) as z.output<C["output"]>;
    if (notes.length === 0 && contract.journal !== "none")
      notes.push({ verb: contract.journal, content: { call: contract.id } });
    await writeJournal(tx, actor, notes);
    if (key !== undefined) {
      await tx.query("update platform.idempotency set status = 200, answer = $3 where actor = $1 and key = $2", [
        actor.personId,
        key,
        JSON.stringify(value),
      ]);
    }
    return value;
  });
}
