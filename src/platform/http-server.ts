/**
 * The HTTP server: mounts the list of routes, and nothing else answers under /api.
 *
 * Promises: every call is checked in the same order (session, origin, form of the input, permission, purpose), runs in one
 * transaction as its person, leaves its journal entries in that transaction, and answers only what its contract
 * declares. A refusal is an entry too. Refuses: a handler of its own for any path; an answer with a field that the
 * contract does not name.
 */
import { createHash, randomUUID } from "node:crypto";
import { BlockList } from "node:net";
import { Hono, type Context as HonoContext } from "hono";
import type { HttpBindings } from "@hono/node-server";
import type { z } from "zod";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Contract } from "./contract.ts";
import type { Actor, Database, Tx } from "./database.ts";
import { faultsOf, presentProblem, problemOf } from "./http-problem.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { Problem, invalid, type FieldFault } from "./problem.ts";
import type { Context, OpenContext, Route } from "./route.ts";
import { tokenHash } from "./tokens.ts";
import { languageOf, type Language } from "./words.ts";
import { capacityOf } from "../access/policy.ts";
import { withPurpose } from "../access/purposes.ts";
import { mayUse } from "../access/session-limits.ts";
import { purposeText, writeJournal, type JournalNote } from "../journal/write.ts";

export const apiBase = "/api/v1";
export const sessionCookie = "tamga_session";
const jsonLimit = 2 * 1024 * 1024;

export interface ServerParts {
  readonly routes: readonly Route[];
  readonly database: Database;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

type Env = { Bindings: HttpBindings };

interface Parsed {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly bodyText: string;
}

function tokenOf(c: HonoContext<Env>): { token: string; cookie: boolean } | null {
  const bearer = /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(c.req.header("authorization") ?? "")?.[1];
  if (bearer !== undefined) return { token: bearer, cookie: false };
  const cookie = (c.req.header("cookie") ?? "")
    .split(/;\s*/)
    .map((pair) => pair.split("="))
    .find(([name]) => name === sessionCookie)?.[1];
  return cookie !== undefined && /^[A-Za-z0-9_-]{20,200}$/.test(cookie) ? { token: cookie, cookie: true } : null;
}

/** A cookie travels with requests that other sites cause; a header of our own and an own origin do not. */
function refuseForged(c: HonoContext<Env>, config: Config): void {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  const host = c.req.header("host");
  const foreignOrigin = origin !== undefined && origin !== config.publicUrl && URL.parse(origin)?.host !== host;
  if (c.req.header("tamga-request") !== "1" || foreignOrigin || (site !== undefined && site === "cross-site")) {
    throw new Problem({ status: 403, code: "request-forged" });
  }
}

async function readBody(c: HonoContext<Env>, limit: number): Promise<string> {
  const body = c.req.raw.body;
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit)
      throw new Problem({ status: 413, code: "too-large", values: { limit: `${limit / 1024 / 1024} MB` } });
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Problem({ status: 400, code: "json-malformed", values: { message: "UTF-8" } });
  }
}

function parsePart(schema: z.ZodType | undefined, value: unknown, prefix: string, faults: FieldFault[]): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  faults.push(...faultsOf(result.error, prefix));
  return undefined;
}

async function parseInput(c: HonoContext<Env>, contract: Contract): Promise<Parsed> {
  let bodyText = "";
  let bodyValue: unknown;
  if (contract.body !== undefined && contract.upload !== true) {
    const type = c.req.header("content-type") ?? "";
    bodyText = await readBody(c, jsonLimit);
    if (bodyText !== "" && !/^application\/json\b/i.test(type)) {
      throw new Problem({ status: 415, code: "media-type", values: { expected: "application/json" } });
    }
    try {
      bodyValue = bodyText === "" ? undefined : JSON.parse(bodyText);
    } catch (fault) {
      throw new Problem({
        status: 400,
        code: "json-malformed",
        values: { message: fault instanceof Error ? fault.message.replace(/".*"/s, "…") : "" },
      });
    }
  }
  const faults: FieldFault[] = [];
  const query: Record<string, string | string[]> = {};
  for (const [name, values] of Object.entries(c.req.queries()))
    query[name] = values.length === 1 ? (values[0] ?? "") : values;
  const parsed = {
    params: parsePart(contract.params, c.req.param(), "/params", faults),
    query: parsePart(contract.query, query, "/query", faults),
    body: contract.upload === true ? undefined : parsePart(contract.body, bodyValue, "", faults),
    bodyText,
  };
  // An address that cannot be a record's is a record that is not there, with the same words.
  if (faults.some((fault) => fault.path.startsWith("/params"))) throw new Problem({ status: 404, code: "not-found" });
  if (faults.length > 0) throw invalid(faults);
  return parsed;
}

interface Answer {
  readonly value: unknown;
  readonly replayed: boolean;
  readonly after: readonly (() => void)[];
}

interface Call {
  readonly route: Route;
  readonly parsed: Parsed;
  readonly language: Language;
  readonly requestId: string;
  readonly key: string | null;
  readonly purpose: string | undefined;
}

async function claimKey(tx: Tx, actor: Actor, call: Call): Promise<unknown> {
  if (call.key === null) return undefined;
  const hash = createHash("sha256")
    .update(
      JSON.stringify([
        call.route.contract.id,
        call.parsed.params ?? null,
        call.parsed.query ?? null,
        call.parsed.bodyText,
      ]),
    )
    .digest();
  const claimed = await tx.query(
    "insert into platform.idempotency (actor, key, request_hash) values ($1, $2, $3) on conflict do nothing returning key",
    [actor.personId, call.key, hash],
  );
  if (claimed.length > 0) return undefined;
  const [first] = await tx.query<{ request_hash: Buffer; answer: unknown }>(
    "select request_hash, answer from platform.idempotency where actor = $1 and key = $2",
    [actor.personId, call.key],
  );
  if (first === undefined || !first.request_hash.equals(hash))
    throw new Problem({ status: 422, code: "idempotency-key-reused" });
  return first.answer;
}

export function createServer(parts: ServerParts): Hono<Env> {
  const app = new Hono<Env>();

  /**
   * What is asked of the caller before any action: session or token good enough, permission, purpose. Gives the actor with the
   * purpose that counts.
   */
  async function checkRights(tx: Tx, contract: Contract, actor: Actor, language: Language): Promise<Actor> {
    mayUse(actor, contract, parts.config);
    if (
      contract.permission !== "session" &&
      contract.permission !== "public" &&
      !actor.permissions.has(contract.permission)
    ) {
      throw new Problem({ status: 403, code: "forbidden", values: { permission: contract.permission } });
    }
    return withPurpose(tx, contract, actor, language);
  }

  async function runInTransaction(call: Call, hash: Buffer): Promise<Answer> {
    const { contract, action } = call.route;
    for (let attempt = 1; ; attempt += 1) {
      const notes: JournalNote[] = [];
      const after: (() => void)[] = [];
      try {
        const identity = { tokenHash: hash, purpose: call.purpose, ...capacityOf(contract) };
        return await parts.database.asActor(identity, async (tx, caller) => {
          const actor = await checkRights(tx, contract, caller, call.language);
          const replay = contract.idempotent === true ? await claimKey(tx, actor, call) : undefined;
          if (replay !== undefined) return { value: replay, replayed: true, after };
          const context: Context = {
            tx,
            actor,
            clock: parts.clock,
            language: call.language,
            config: parts.config,
            database: parts.database,
            requestId: call.requestId,
            note: (note) => notes.push(note),
            afterCommit: (work) => after.push(work),
          };
          if (action === undefined) throw new Error(`route ${contract.id} has no action`);
          const value = contract.output.parse(await action(context, call.parsed));
          if (notes.length === 0 && contract.journal !== "none")
            notes.push({ verb: contract.journal, content: { call: contract.id } });
          const why = purposeText(actor.purpose);
          const told =
            why === null
              ? notes
              : notes.map((note) => ({ ...note, content: { ...(note.content as object | undefined), purpose: why } }));
          await writeJournal(tx, actor, told);
          if (call.key !== null && contract.idempotent === true) {
            await tx.query("update platform.idempotency set status = 200, answer = $3 where actor = $1 and key = $2", [
              actor.personId,
              call.key,
              JSON.stringify(value),
            ]);
          }
          return { value, replayed: false, after };
        });
      } catch (fault) {
        const code = fault instanceof Error ? (fault as { code?: unknown }).code : undefined;
        // Deadlock and serialisation faults undo the whole transaction: it is tried again from the start.
        // A drawn record number that exists already is drawn again (platform/ids.ts).
        const numberTaken =
          code === "23505" && /_number_key$/.test((fault as { constraint?: string }).constraint ?? "");
        if ((code === "40P01" || code === "40001" || numberTaken) && attempt < 4) continue;
        throw fault;
      }
    }
  }

  /** A refusal leaves an entry of its own, after the refused transaction is gone. */
  async function journalRefusal(
    call: Pick<Call, "route" | "parsed" | "purpose">,
    hash: Buffer,
    problem: Problem,
  ): Promise<void> {
    if (![403, 404, 428].includes(problem.status)) return;
    const id = (call.parsed.params as { id?: unknown } | undefined)?.id;
    await parts.database.asActor({ tokenHash: hash, purpose: call.purpose }, async (tx, actor) => {
      await writeJournal(tx, actor, [
        {
          verb: "refuse",
          outcome: "refused",
          record: typeof id === "string" && /^[0-9a-f-]{36}$/.test(id) ? id : null,
          content: { call: call.route.contract.id, code: problem.code },
        },
      ]);
    });
  }

  async function handle(c: HonoContext<Env>, route: Route): Promise<Response> {
    const { contract } = route;
    const requestId = randomUUID();
    const language = languageOf(c.req.header("accept-language"));
    const started = performance.now();
    const found = tokenOf(c);
    const hash = found === null ? null : tokenHash(found.token);
    const purpose = c.req.header("tamga-purpose");
    let parsed: Parsed = { params: undefined, query: undefined, body: undefined, bodyText: "" };
    let status = 500;
    try {
      if (
        parts.config.maintenance.mode !== "normal" &&
        contract.method !== "GET" &&
        !["node.administer", "people.administer", "public", "session"].includes(contract.permission)
      ) {
        throw new Problem({
          status: 503,
          code: "maintenance",
          values: { message: parts.config.maintenance.message ?? "" },
          retryAfter: 60,
        });
      }
      if (contract.permission !== "public" && hash === null)
        throw new Problem({ status: 401, code: "session-unknown" });
      if (contract.method !== "GET" && (found === null || found.cookie)) refuseForged(c, parts.config);
      parsed = await parseInput(c, contract);
      const key = c.req.header("idempotency-key") ?? null;
      if (key !== null && !/^[A-Za-z0-9_-]{8,128}$/.test(key))
        throw new Problem({ status: 400, code: "idempotency-key-invalid" });

      if (route.open !== undefined) {
        const open: OpenContext = {
          database: parts.database,
          clock: parts.clock,
          config: parts.config,
          language,
          requestId,
          identity:
            hash === null
              ? null
              : { tokenHash: hash, ...(purpose === undefined ? {} : { purpose }), ...capacityOf(contract) },
          request: c.req.raw,
          address: addressOf(c, parts.config),
          header: (name, value) => c.header(name, value, { append: true }),
        };
        // Uploads and streams manage their own transactions; the same questions come before them.
        if (contract.permission !== "public" && hash !== null) {
          await parts.database.asActor({ tokenHash: hash, purpose }, async (tx, actor) =>
            checkRights(tx, contract, actor, language),
          );
        }
        const value = await route.open(open, parsed);
        if (value instanceof Response) {
          status = value.status;
          for (const [name, text] of c.res.headers) value.headers.append(name, text);
          return value;
        }
        status = 200;
        return c.json(contract.output.parse(value) as object);
      }
      if (hash === null) throw new Problem({ status: 401, code: "session-unknown" });
      const answer = await runInTransaction({ route, parsed, language, requestId, key, purpose }, hash);
      for (const work of answer.after) work();
      if (answer.replayed) c.header("Idempotent-Replay", "true");
      status = 200;
      return c.json(answer.value as object);
    } catch (fault) {
      const problem = problemOf(fault);
      status = problem.status;
      if (problem.status >= 500)
        parts.log.error(
          { request: requestId, call: contract.id, code: problem.code, fault: problem.cause ?? fault },
          "call failed",
        );
      if (hash !== null && contract.permission !== "public") {
        await journalRefusal({ route, parsed, purpose }, hash, problem).catch((second: unknown) => {
          if (!(second instanceof Problem))
            parts.log.error({ request: requestId, fault: second }, "refusal not journalled");
        });
      }
      return problemResponse(problem, language, requestId);
    } finally {
      parts.metrics.observe(contract.id, status, performance.now() - started);
    }
  }

  app.use("*", async (c, next) => {
    await next();
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    c.header("X-Frame-Options", "DENY");
    c.header("Cross-Origin-Opener-Policy", "same-origin");
    c.header("Cross-Origin-Resource-Policy", "same-origin");
    c.header("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()");
    if (!c.res.headers.has("Content-Security-Policy")) {
      c.header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
    }
  });
  for (const route of parts.routes) {
    app.on(route.contract.method, `${apiBase}${route.contract.path}`, async (c) => {
      const response = await handle(c, route);
      if (!response.headers.has("Cache-Control")) response.headers.set("Cache-Control", "no-store");
      return response;
    });
  }
  app.all("/api/v1/*", (c) =>
    problemResponse(
      new Problem({ status: 404, code: "method-unknown" }),
      languageOf(c.req.header("accept-language")),
      randomUUID(),
    ),
  );
  app.onError((fault, c) => {
    parts.log.error({ fault }, "unforeseen");
    return problemResponse(problemOf(fault), languageOf(c.req.header("accept-language")), randomUUID());
  });
  return app;
}

export function problemResponse(problem: Problem, language: Language, requestId: string): Response {
  const headers = new Headers({
    "Content-Type": "application/problem+json; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Language": language,
  });
  if (problem.retryAfter !== undefined) headers.set("Retry-After", String(problem.retryAfter));
  return new Response(JSON.stringify(presentProblem(problem, language, requestId)), {
    status: problem.status,
    headers,
  });
}

/** The caller's address; a proxy's word for it only where the operator named that proxy. */
function addressOf(c: HonoContext<Env>, config: Config): string {
  const direct = c.env?.incoming?.socket?.remoteAddress ?? "";
  if (!isTrustedProxy(direct, config.trustProxy)) return direct;
  return c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? direct;
}

function isTrustedProxy(address: string, trusted: readonly string[]): boolean {
  if (trusted.length === 0 || address === "") return false;
  const list = new BlockList();
  for (const entry of trusted) {
    const [network, bits] = entry.split("/");
    const family = entry.includes(":") ? "ipv6" : "ipv4";
    if (network === undefined) continue;
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  const plain = address.replace(/^::ffff:/, "");
  return list.check(plain, plain.includes(":") ? "ipv6" : "ipv4");
}
