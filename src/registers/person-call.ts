/**
 * Doing on the terminal what a named person may do over HTTP: the same rights, the same journal, no session.
 *
 * Promises: an action runs with the permission and purpose checks of its contract, in one transaction with its entries.
 * Refuses: to act for nobody, or for a person who is not active.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import type { CallInput, CallOutput, Contract } from "../platform/contract.ts";
import type { Actor, Database, Identity } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import type { Context, Route } from "../platform/route.ts";
import type { Language } from "../platform/words.ts";
import { capacityOf } from "../access/policy.ts";
import { checkPurpose } from "../access/purposes.ts";
import { purposeCode, writeJournal, type JournalNote } from "../journal/write.ts";
import { codeLists } from "../reference/lists.ts";

export interface PersonOnTerminal {
  readonly identity: Identity & { readonly personId: string; readonly purpose?: string | undefined };
  readonly actor: Actor;
  readonly username: string;
}

/** `code`, `code; text`, a purpose's name, or undefined where nothing is known by that name. */
export function readPurpose(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [head = "", ...rest] = text.split(";");
  const wanted = head.trim().toLowerCase();
  for (const purpose of codeLists().purposes.values()) {
    if ([purpose.code, purpose.en.toLowerCase(), purpose.ru.toLowerCase()].includes(wanted)) {
      return rest.length === 0 ? purpose.code : `${purpose.code}; ${encodeURIComponent(rest.join(";").trim())}`;
    }
  }
  throw new Problem({
    status: 422,
    code: "usage-purpose",
    values: { known: [...codeLists().purposes.keys()].join(", ") },
  });
}

/** The person behind a user name, with the rights they have now. Throws `usage-person`, `not-found`, `usage-purpose`. */
export async function personOnTerminal(
  database: Database,
  username: string | undefined,
  purpose: string | undefined,
): Promise<PersonOnTerminal> {
  if (username === undefined) throw new Problem({ status: 422, code: "usage-person" });
  const [found] = await database.asSystem("tamga_keeper", (tx) =>
    tx.query<{ id: string }>("select id from access.person where username = $1 and active", [
      username.trim().toLowerCase(),
    ]),
  );
  if (found === undefined) throw new Problem({ status: 404, code: "not-found" });
  const why = readPurpose(purpose);
  const identity = { personId: found.id, ...(why === undefined ? {} : { purpose: why }) };
  const code = purposeCode(why ?? null);
  const actor = await database.asActor(identity, async (tx, caller) => {
    if (code !== null) await checkPurpose(tx, caller, code, null);
    return caller;
  });
  return { identity, username, actor };
}

/** Runs one route's action as the person. */
export async function callAs<C extends Contract>(
  parts: { readonly database: Database; readonly config: Config; readonly clock: Clock; readonly language: Language },
  person: PersonOnTerminal,
  routes: readonly Route[],
  contract: C,
  input: Partial<CallInput<C>>,
): Promise<CallOutput<C>> {
  const action = routes.find((route) => route.contract.id === contract.id)?.action;
  if (action === undefined) throw new Error(`no action for ${contract.id}`);
  const { permission } = contract;
  const checked = {
    params: contract.params?.parse(input.params ?? {}),
    query: contract.query?.parse(input.query ?? {}),
    body: contract.body?.parse(input.body),
  };
  return parts.database.asActor({ ...person.identity, ...capacityOf(contract) }, async (tx, actor) => {
    if (permission !== "session" && permission !== "public" && !actor.permissions.has(permission)) {
      throw new Problem({ status: 403, code: "forbidden", values: { permission } });
    }
    if (contract.purpose === "required" && purposeCode(actor.purpose) === null) {
      throw new Problem({
        status: 422,
        code: "usage-purpose",
        values: { known: [...codeLists().purposes.keys()].join(", ") },
      });
    }
    const notes: JournalNote[] = [];
    const context: Context = {
      tx,
      actor,
      clock: parts.clock,
      language: parts.language,
      config: parts.config,
      database: parts.database,
      requestId: randomUUID(),
      note: (note) => notes.push(note),
      afterCommit: () => undefined,
    };
    const value = contract.output.parse(await action(context, checked));
    if (notes.length === 0 && contract.journal !== "none")
      notes.push({ verb: contract.journal, content: { call: contract.id } });
    await writeJournal(tx, actor, notes);
    return value as CallOutput<C>;
  });
}
