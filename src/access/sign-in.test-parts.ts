/**
 * What the tests of this room share: a browser that keeps its cookie, people with passwords, a passkey device made of
 * software.
 */
import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import type { CallInput, CallOutput, Contract } from "../platform/contract.ts";
import { testConfig, type Reply, type World } from "../../test/world.ts";
import type { Config } from "../platform/config.ts";
import { hashPassword } from "./password.ts";
import { signIn } from "./sign-in.contract.ts";
import { addCredential, putPassword } from "./sign-in.store.ts";
import { newTotpSecret } from "./totp.ts";

type Input<C extends Contract> = Partial<{ [Part in keyof CallInput<C>]: unknown }>;

export const goodPassword = "Речка шумит за старой мельницей 7";

export function quietConfig(overrides: Readonly<Record<string, string>> = {}): Config {
  return testConfig({ TAMGA_LOG_LEVEL: "silent", ...overrides });
}

/** A browser: keeps cookies, follows nothing by itself. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #address: string;
  bearer: string | null = null;

  constructor(address: string) {
    this.#address = address;
  }

  async fetch(
    path: string,
    init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const headers: Record<string, string> = { "accept-language": "en", ...init.headers };
    if (this.bearer !== null) headers["authorization"] = `Bearer ${this.bearer}`;
    else headers["tamga-request"] = "1";
    if (this.cookies.size > 0)
      headers["cookie"] = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (init.body !== undefined) headers["content-type"] = "application/json";
    const response = await fetch(`${this.#address}${path}`, {
      method: init.method ?? "GET",
      headers,
      redirect: "manual",
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined) continue;
      if (value === undefined || value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  async try<C extends Contract>(
    contract: C,
    input: Input<C> = {},
    headers: Record<string, string> = {},
  ): Promise<Reply<CallOutput<C>>> {
    const params = (input.params ?? {}) as Record<string, string>;
    const path = contract.path.replaceAll(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
    const query = new URLSearchParams(Object.entries((input.query ?? {}) as Record<string, string>));
    const response = await this.fetch(`/api/v1${path}${query.size === 0 ? "" : `?${query.toString()}`}`, {
      method: contract.method,
      body: input.body,
      headers,
    });
    const text = await response.text();
    return {
      status: response.status,
      text,
      headers: response.headers,
      body: (text.startsWith("{") ? JSON.parse(text) : text) as never,
    };
  }

  async do<C extends Contract>(contract: C, input?: Input<C>): Promise<CallOutput<C>> {
    const reply = await this.try(contract, input);
    if (reply.status !== 200) throw new Error(`${contract.id}: ${reply.status} ${reply.text}`);
    return reply.body;
  }
}

export async function givePassword(world: World, username: string, password = goodPassword): Promise<string> {
  const hash = await hashPassword(password);
  const { rows } = await world.admin.query<{ id: string }>("select id from access.person where username = $1", [
    username,
  ]);
  const id = rows[0]?.id ?? "";
  await world.node.database.asSystem("tamga_keeper", (tx) => putPassword(tx, id, hash));
  return id;
}

/** Gives a confirmed authenticator and its key. */
export async function giveTotp(world: World, personId: string): Promise<string> {
  const secret = newTotpSecret();
  await world.node.database.asSystem("tamga_keeper", (tx) => addCredential(tx, { personId, kind: "totp", secret }));
  return secret.key;
}

/** A browser signed in with the password alone. */
export async function signedIn(world: World, username: string, password = goodPassword): Promise<Browser> {
  const browser = new Browser(world.address);
  await browser.do(signIn, { body: { username, password } });
  return browser;
}

/** Codes of the answer of a problem. */
export function codeOf(reply: Reply): string {
  return String((reply.body as { code?: unknown }).code);
}

export function fieldsOf(reply: Reply): string[] {
  return ((reply.body as { fields?: { path: string; code: string }[] }).fields ?? []).map(
    (field) => `${field.path} ${field.code}`,
  );
}

// A passkey device -----------------------------------------------------------------------------------------------------

const head = (major: number, value: number): Buffer =>
  value < 24
    ? Buffer.from([(major << 5) | value])
    : value < 256
      ? Buffer.from([(major << 5) | 24, value])
      : Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
const cborText = (text: string): Buffer => Buffer.concat([head(3, Buffer.byteLength(text)), Buffer.from(text)]);
const cborBytes = (bytes: Buffer): Buffer => Buffer.concat([head(2, bytes.length), bytes]);
const cborNumber = (value: number): Buffer => (value < 0 ? head(1, -1 - value) : head(0, value));
const sha256 = (bytes: Buffer | string): Buffer => createHash("sha256").update(bytes).digest();

/** A device that holds one P-256 key, as a browser would speak for it (WebAuthn Level 3, "none" attestation). */
export class SoftDevice {
  readonly id = randomBytes(32);
  readonly #origin: string;
  readonly #private: KeyObject;
  readonly #point: { x: Buffer; y: Buffer };
  /** Whether it asks its user for a finger or a PIN. */
  verifiesUser = true;
  counter = 0;
  userHandle: string | undefined;

  constructor(origin: string) {
    this.#origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#private = createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" }));
    const jwk = publicKey.export({ format: "jwk" });
    this.#point = { x: Buffer.from(String(jwk["x"]), "base64url"), y: Buffer.from(String(jwk["y"]), "base64url") };
  }

  #client(type: string, challenge: unknown): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.#origin, crossOrigin: false }));
  }

  #data(extra: Buffer = Buffer.alloc(0)): Buffer {
    const flags = 0x01 | (this.verifiesUser ? 0x04 : 0) | (extra.length > 0 ? 0x40 : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(new URL(this.#origin).hostname), Buffer.from([flags]), counter, extra]);
  }

  create(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
    this.userHandle = (options["user"] as { id: string }).id;
    const client = this.#client("webauthn.create", options["challenge"]);
    const cose = Buffer.concat([
      head(5, 5),
      cborNumber(1),
      cborNumber(2),
      cborNumber(3),
      cborNumber(-7),
      cborNumber(-1),
      cborNumber(1),
      cborNumber(-2),
      cborBytes(this.#point.x),
      cborNumber(-3),
      cborBytes(this.#point.y),
    ]);
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, cose]);
    const object = Buffer.concat([
      head(5, 3),
      cborText("fmt"),
      cborText("none"),
      cborText("attStmt"),
      head(5, 0),
      cborText("authData"),
      cborBytes(this.#data(attested)),
    ]);
    const id = this.id.toString("base64url");
    return {
      id,
      rawId: id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: client.toString("base64url"),
        attestationObject: object.toString("base64url"),
        transports: ["internal"],
      },
    };
  }

  get(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
    this.counter += 1;
    const client = this.#client("webauthn.get", options["challenge"]);
    const data = this.#data();
    const id = this.id.toString("base64url");
    return {
      id,
      rawId: id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: sign("sha256", Buffer.concat([data, sha256(client)]), this.#private).toString("base64url"),
        userHandle: this.userHandle,
      },
    };
  }
}
