/**
 * A route is a contract with the action that fulfils it. Rooms export lists of routes; the server mounts them.
 */
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { CallInput, CallOutput, Contract } from "./contract.ts";
import type { Actor, Database, Tx } from "./database.ts";
import type { JournalNote } from "../journal/write.ts";

/** What an action is handed: who acts, why, in which transaction, at what time. */
export interface Context {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly clock: Clock;
  readonly language: "en" | "ru";
  readonly config: Config;
  readonly database: Database;
  /** Request id, also in the log and in every problem answer. */
  readonly requestId: string;
  /** Tells the journal; written with the transaction. Without a note the call's own verb is written. */
  note(note: JournalNote): void;
  /** Runs after the commit, e.g. to wake a worker. Must not throw. */
  afterCommit(work: () => void): void;
}

/** Calls without a session (sign-in, health of the node) and calls that stream get no transaction of their own. */
export interface OpenContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly config: Config;
  readonly language: "en" | "ru";
  readonly requestId: string;
  readonly identity: { readonly tokenHash: Buffer; readonly purpose?: string; readonly permission?: string } | null;
  readonly request: Request;
  readonly address: string;
  /** Sets a header of the answer, e.g. the session cookie. */
  header(name: string, value: string): void;
}

export interface Route<C extends Contract = Contract> {
  readonly contract: C;
  readonly action?: (context: Context, input: CallInput<C>) => Promise<CallOutput<C>>;
  /** For contracts with permission "public", uploads and streams: manages its own transactions. */
  readonly open?: (context: OpenContext, input: CallInput<C>) => Promise<CallOutput<C> | Response>;
}

/** An action inside the transaction of its request. */
export function route<C extends Contract>(
  contract: C,
  action: (context: Context, input: CallInput<C>) => Promise<CallOutput<C>>,
): Route {
  return { contract, action };
}

/** An action that manages its own transactions (public calls, uploads, streams). */
export function openRoute<C extends Contract>(
  contract: C,
  open: (context: OpenContext, input: CallInput<C>) => Promise<CallOutput<C> | Response>,
): Route {
  return { contract, open };
}

/** Bytes that are made while they are sent; an answer broken off stops their making. */
export function streamOf(bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await bytes.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await bytes.return(undefined);
    },
  });
}
