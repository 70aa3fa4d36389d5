/**
 * A contract is a plain exported value that says everything about one call: where it is, what goes in, what comes
 * out, who may, and which journal verb it leaves. The server mounts the list; the web application and the command
 * line call it with one generic `call`; OpenAPI, the permission matrix and the documentation page are made from it.
 *
 * Promises: no call exists that is not in the list. Refuses: route chaining and inferred application types (they cost
 * seven times the type-checking: measured).
 */
import type { z } from "zod";
import type { Permission } from "../access/roles.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** The journal verbs: what Directive (EU) 2016/680 art. 25 lists, and administration beside it. */
export type JournalVerb =
  | "create"
  | "change"
  | "read"
  | "search"
  | "disclose"
  | "export"
  | "erase"
  | "refuse"
  | "share"
  | "withdraw"
  | "decide"
  | "sign-in"
  | "administer"
  | "none";

export interface Contract<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  /** Stable name `room.verb`, e.g. "recoveries.record"; the operationId of OpenAPI. */
  readonly id: string;
  readonly method: Method;
  /** Path below /api/v1 with `:name` parameters, e.g. "/recoveries/:id". */
  readonly path: string;
  readonly summary: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly output: Output;
  /** The verb a role must hold; "public" needs no session, "session" any signed-in person. */
  readonly permission: Permission | "public" | "session";
  readonly journal: JournalVerb;
  /** The caller must state a purpose (Directive (EU) 2016/680 art. 25: consultation and disclosure of personal data). */
  readonly purpose?: "required";
  /** A replay with the same Idempotency-Key gives the first answer again and has no second effect. */
  readonly idempotent?: boolean;
  /** The body is a raw stream (an uploaded file), not JSON. */
  readonly upload?: boolean;
  /** The answer is a stream of this media type, not JSON. */
  readonly stream?: string;
}

/** Keeps the exact types of a contract's parts while checking its shape. */
export function contract<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Output extends z.ZodType,
>(value: Contract<Params, Query, Body, Output>): Contract<Params, Query, Body, Output> {
  return value;
}

/** What a caller hands in; parts that the contract does not declare are absent. */
export interface CallInput<C extends Contract> {
  readonly params: z.output<NonNullable<C["params"]>>;
  readonly query: z.output<NonNullable<C["query"]>>;
  readonly body: z.output<NonNullable<C["body"]>>;
}

export type CallOutput<C extends Contract> = z.input<C["output"]>;
