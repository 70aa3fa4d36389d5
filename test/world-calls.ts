/** People who call a node over HTTP: for tests and benchmarks alike. */
import type { CallInput, CallOutput, Contract } from "../src/platform/contract.ts";
import { loadConfig, type Config } from "../src/platform/config.ts";

export interface Reply<T = unknown> {
  readonly status: number;
  readonly body: T;
  /** The body's exact text: what two worlds are compared by. */
  readonly text: string;
  readonly headers: Headers;
}

export interface CallOptions {
  readonly purpose?: string | null;
  readonly key?: string;
  readonly language?: "en" | "ru";
}

type Input<C extends Contract> = Partial<{ [Part in keyof CallInput<C>]: unknown }>;

export interface Person {
  readonly id: string;
  readonly username: string;
  /** Calls and gives whatever comes. */
  try<C extends Contract>(contract: C, input?: Input<C>, options?: CallOptions): Promise<Reply<CallOutput<C>>>;
  /** Calls and fails the test unless it answers 200. */
  do<C extends Contract>(contract: C, input?: Input<C>, options?: CallOptions): Promise<CallOutput<C>>;
  readonly cookie: string;
}

export function testConfig(overrides: Readonly<Record<string, string>> = {}): Config {
  const loaded = loadConfig({ TAMGA_DATA: "/nonexistent/tamga-test", TAMGA_CHECKPOINT_SECONDS: "1", ...overrides });
  if (!loaded.ok) throw new Error(`test configuration: ${JSON.stringify(loaded.problems)}`);
  return loaded.config;
}

/** The one purpose that every role may state; what each may state is tested where a test says so. */
export const everyRolesPurpose = "training-demo";

function addressOf(contract: Contract, input: Input<Contract>): string {
  const params = (input.params ?? {}) as Record<string, string>;
  const path = contract.path.replaceAll(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((input.query ?? {}) as Record<string, unknown>))
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      query.append(name, String(value));
  return `/api/v1${path}${query.size === 0 ? "" : `?${query.toString()}`}`;
}

/** @param usual what the person says where a call names no purpose; on a real node, training is none */
export function caller(
  address: string,
  id: string,
  username: string,
  cookie: string,
  usual: string = everyRolesPurpose,
): Person {
  const attempt: Person["try"] = async (contract, input = {}, options = {}) => {
    const headers: Record<string, string> = {
      cookie,
      "tamga-request": "1",
      "accept-language": options.language ?? "en",
    };
    if (options.purpose !== null) headers["tamga-purpose"] = options.purpose ?? usual;
    if (options.key !== undefined) headers["idempotency-key"] = options.key;
    if (input.body !== undefined) headers["content-type"] = "application/json";
    const response = await fetch(`${address}${addressOf(contract, input)}`, {
      method: contract.method,
      headers,
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
    const text = await response.text();
    const json = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      text,
      headers: response.headers,
      body: (json ? JSON.parse(text) : text) as never,
    };
  };
  return {
    id,
    username,
    cookie,
    try: attempt,
    async do(contract, input, options) {
      const reply = await attempt(contract, input, options);
      if (reply.status !== 200) throw new Error(`${username} ${contract.id}: ${reply.status} ${reply.text}`);
      return reply.body;
    },
  };
}

const onText = ["words", "filler", "is-model", "is-make", "is-type", "is-calibre", "is-date", "is-telephone", "is-import-mark", "is-proof-mark", "is-part-number", "same"]; // prettier-ignore

/**
 * Reasons for whatever the quality gate may stop at, so that a test of something else records what it means to. A doubt
 * that is not there is not overridden by it. `firearm`: index in a new record, or the weapon's id in a step.
 */
export function overAllDoubts<Firearm extends number | string>(
  firearms: readonly Firearm[],
): { firearm: Firearm; code: string; field: string; reason: string }[] {
  const doubts = [
    ["serial-missing", "marks"],
    ["calibre-not-of-type", "calibre"],
    ["year-after", "year"],
    ...[0, 1].flatMap((mark) => [
      ["photo-missing", `marks.${mark}.photos`],
      ...[0, 1, 2].flatMap((reading) => [
        ["serial-not-clear", `marks.${mark}.readings.${reading}.state`],
        ["serial-denied", `marks.${mark}.readings.${reading}.state`],
        ["decoded-year-after", `marks.${mark}.readings.${reading}.written`],
        ...onText.map((code) => [`serial-${code}`, `marks.${mark}.readings.${reading}.written`]),
      ]),
    ]),
  ];
  return firearms.flatMap((firearm) =>
    doubts.map(([code = "", field = ""]) => ({ firearm, code, field, reason: "as the test says" })),
  );
}

/** A recovery of one pistol, as the tests enter it. */
export function onePistol(serial: string, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    manner: "seized",
    occurredOn: "2026-10-01",
    place: { written: "Road 7, kilometre 12" },
    ground: { written: "possession" },
    circumstances: "Found under the seat.",
    firearms: [
      {
        type: { written: "pistol" },
        make: { written: "Izhevsk" },
        model: { written: "ПМ" },
        calibre: { written: "9x18" },
        marks: [{ kind: "serial", place: "frame", readings: [{ written: serial, state: "clear" }] }],
      },
    ],
    overrides: overAllDoubts([0, 1, 2]),
    ...extra,
  };
}
