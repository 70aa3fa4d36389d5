/**
 * One call for every contract.
 *
 * Promises: the address, method and types come from the contract alone; each call carries the reader's language, the
 * stated purpose and the header that a foreign page cannot send (`Tamga-Request`, against forged requests); every
 * failure is an `ApiProblem`. A 401 leads to sign-in and back; a 428 "purpose-required" asks for the purpose once and
 * goes again. Refuses: to repeat a change by itself, except with the same idempotency key.
 */
import type { z } from "zod";
import type { CallOutput, Contract } from "../../src/platform/contract.ts";
import { problemFrom, unreachable } from "./problem.ts";
import type { ApiProblem } from "./problem.ts";

export const API = "/api/v1";

/** Why the caller processes personal data now: a code of the national list and, if needed, a reference in words. */
export interface Purpose {
  readonly code: string;
  readonly text: string;
}

type Part<Name extends string, Schema> = Schema extends z.ZodType
  ? unknown extends z.input<Schema>
    ? { readonly [K in Name]?: undefined }
    : { readonly [K in Name]: z.input<Schema> }
  : { readonly [K in Name]?: undefined };

type Parts<C extends Contract> =
  C extends Contract<infer Params, infer Query, infer Body>
    ? Part<"params", Params> & Part<"query", Query> & (C["upload"] extends true ? { body: Blob } : Part<"body", Body>)
    : never;

/** What is handed to `call`: only the parts that the contract declares. */
export type Sent<C extends Contract> = Parts<C>;

export interface CallOptions {
  readonly idempotencyKey?: string | undefined;
  readonly purpose?: Purpose | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Do not ask the person for a purpose: the call helps while one types, and may be refused. */
  readonly quiet?: boolean | undefined;
}

/** What the frame does when the node asks for something first. The shell sets these once. */
export interface CallHandlers {
  /** The purpose now stated, if any. */
  purpose: () => Purpose | undefined;
  /** Asks the person for a purpose; undefined when they decline. */
  askPurpose: () => Promise<Purpose | undefined>;
  /** The session is over: go to sign-in and come back. */
  signedOut: () => void;
  language: () => string;
}

const handlers: CallHandlers = {
  purpose: () => undefined,
  askPurpose: () => Promise.resolve(undefined),
  signedOut: () => undefined,
  language: () => "en",
};

/** Sets what the frame does; later settings replace earlier ones. */
export function handleCalls(next: Partial<CallHandlers>): void {
  Object.assign(handlers, next);
}

interface LooseParts {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

function asText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The address of a call below the origin: `:name` parts filled and encoded, the query in a fixed order. */
export function addressOf(path: string, parts: LooseParts): string {
  const params = (parts.params ?? {}) as Record<string, unknown>;
  const filled = path.replace(/:([A-Za-z]\w*)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === null || value === "") throw new Error(`no value for :${name} of ${path}`);
    return encodeURIComponent(asText(value));
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((parts.query ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, asText(one));
  }
  const tail = query.toString();
  return `${API}${filled}${tail === "" ? "" : `?${tail}`}`;
}

/** The `Tamga-Purpose` header: a code and, percent-encoded because headers are ASCII, the reference. */
export function purposeHeader(purpose: Purpose): string {
  const reference = purpose.text.trim();
  return reference === "" ? purpose.code : `${purpose.code}; ${encodeURIComponent(reference)}`;
}

async function bodyOf(answer: Response): Promise<unknown> {
  if (answer.status === 204) return undefined;
  try {
    return (await answer.json()) as unknown;
  } catch {
    return undefined;
  }
}

async function attempt(contract: Contract, parts: LooseParts, options: CallOptions): Promise<Response> {
  const headers = new Headers({
    Accept: "application/json",
    "Accept-Language": handlers.language(),
    "Tamga-Request": "1",
  });
  const purpose = options.purpose ?? handlers.purpose();
  if (purpose !== undefined) headers.set("Tamga-Purpose", purposeHeader(purpose));
  if (options.idempotencyKey !== undefined) headers.set("Idempotency-Key", options.idempotencyKey);
  const init: RequestInit = { method: contract.method, headers, credentials: "same-origin" };
  if (options.signal !== undefined) init.signal = options.signal;
  if (parts.body instanceof Blob) {
    headers.set("Content-Type", parts.body.type === "" ? "application/octet-stream" : parts.body.type);
    init.body = parts.body;
  } else if (parts.body !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(parts.body);
  }
  try {
    return await fetch(addressOf(contract.path, parts), init);
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw unreachable();
  }
}

async function answerOf(contract: Contract, parts: LooseParts, options: CallOptions): Promise<Response> {
  const answer = await attempt(contract, parts, options);
  if (answer.ok) return answer;
  const problem: ApiProblem = problemFrom(answer.status, await bodyOf(answer), answer.headers.get("Retry-After"));
  if (
    (problem.code === "purpose-required" || problem.code === "purpose-unfit") &&
    options.purpose === undefined &&
    options.quiet !== true
  ) {
    const purpose = await handlers.askPurpose();
    if (purpose !== undefined) return answerOf(contract, parts, { ...options, purpose });
  }
  // A wrong password also answers 401; only a call that needs a session says that the session is over.
  if (problem.status === 401 && contract.permission !== "public") handlers.signedOut();
  throw problem;
}

/**
 * Calls the node as the contract says and gives its answer.
 * @throws ApiProblem for every refusal and when the node cannot be reached (code "offline", status 0).
 */
export async function call<C extends Contract>(
  contract: C,
  sent: Sent<C>,
  options: CallOptions = {},
): Promise<CallOutput<C>> {
  const answer = await answerOf(contract, sent, options);
  return (await bodyOf(answer)) as CallOutput<C>;
}

/** The same for a contract that streams a file: the answer as a Blob with the name the node gave it. */
export async function fetchFile<C extends Contract>(
  contract: C,
  sent: Sent<C>,
  options: CallOptions = {},
): Promise<{ readonly name: string; readonly content: Blob }> {
  const answer = await answerOf(contract, sent, options);
  const said = answer.headers.get("Content-Disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(said)?.[1];
  const plain = /filename="([^"]+)"/i.exec(said)?.[1];
  const name = encoded === undefined ? (plain ?? "tamga") : decodeURIComponent(encoded);
  return { name, content: await answer.blob() };
}
