import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openWorld, type World } from "../../test/world.ts";
import { linkOidc } from "./people.contract.ts";
import { readMe } from "./session.contract.ts";
import { signInWays } from "./sign-in.contract.ts";
import { Browser, codeOf, quietConfig } from "./sign-in.test-parts.ts";

/** An identity service as small as the protocol allows: discovery, keys, one-time codes with PKCE, signed tokens. */
class Service {
  claims: Record<string, unknown> = {};
  /** What the next token gets wrong. */
  fault: "none" | "nonce" | "key" | "issuer" | "audience" | "old" = "none";
  readonly #server: Server;
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #strange = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #codes = new Map<string, { nonce: string; challenge: string }>();
  issuer = "";

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const answer = this.#answer(request.url ?? "/", new URLSearchParams(Buffer.concat(chunks).toString()));
        response.writeHead(answer === null ? 400 : 200, { "content-type": "application/json" });
        response.end(JSON.stringify(answer ?? { error: "invalid_grant" }));
      });
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.issuer = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** What a person's consent gives: the address that the browser is sent back to. */
  consent(address: string): string {
    const asked = new URL(address).searchParams;
    const code = randomBytes(16).toString("hex");
    this.#codes.set(code, { nonce: asked.get("nonce") ?? "", challenge: asked.get("code_challenge") ?? "" });
    return `?${new URLSearchParams({ code, state: asked.get("state") ?? "" }).toString()}`;
  }

  #answer(path: string, body: URLSearchParams): object | null {
    const { issuer } = this;
    if (path === "/.well-known/openid-configuration") {
      return {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["ES256"],
      };
    }
    if (path === "/keys")
      return { keys: [{ ...this.#keys.publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "ES256" }] };
    const known = this.#codes.get(body.get("code") ?? "");
    this.#codes.delete(body.get("code") ?? "");
    const verifier = createHash("sha256")
      .update(body.get("code_verifier") ?? "")
      .digest("base64url");
    if (
      path !== "/token" ||
      known === undefined ||
      verifier !== known.challenge ||
      body.get("client_secret") !== "quiet"
    )
      return null;
    const now = Math.floor(Date.now() / 1000) - (this.fault === "old" ? 7200 : 0);
    const token = this.#sign(
      {
        iss: this.fault === "issuer" ? "http://elsewhere.example" : issuer,
        aud: this.fault === "audience" ? "another" : "tamga",
        iat: now,
        exp: now + 300,
        nonce: this.fault === "nonce" ? "made-up" : known.nonce,
        ...this.claims,
      },
      this.fault === "key" ? this.#strange.privateKey : this.#keys.privateKey,
    );
    return { access_token: "unused", token_type: "Bearer", id_token: token };
  }

  #sign(claims: object, key: KeyObject): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "ES256", kid: "one", typ: "JWT" })}.${part(claims)}`;
    return `${text}.${sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  }
}

const service = new Service();
let world: World;
const startPath = "/api/v1/sign-in/oidc/start";
const callbackPath = "/api/v1/sign-in/oidc/callback";

beforeAll(async () => {
  await service.open();
  const config = quietConfig({
    TAMGA_OIDC_ISSUER: service.issuer,
    TAMGA_OIDC_CLIENT_ID: "tamga",
    TAMGA_OIDC_CLIENT_SECRET: "quiet",
    TAMGA_OIDC_LABEL: "Ministry account",
  });
  world = await openWorld({ config });
  await world.admin.query("update access.person set email = username || '@gov.example'");
});
afterAll(async () => {
  await world.close();
  service.close();
});
beforeEach(() => {
  service.fault = "none";
  service.claims = {};
});

async function leave(browser: Browser): Promise<string> {
  const response = await browser.fetch(startPath);
  expect(response.status).toBe(302);
  return response.headers.get("location") ?? "";
}

async function enter(claims: Record<string, unknown>): Promise<{ browser: Browser; location: string }> {
  service.claims = claims;
  const browser = new Browser(world.address);
  const back = service.consent(await leave(browser));
  const response = await browser.fetch(`${callbackPath}${back}`);
  expect(response.status).toBe(302);
  return { browser, location: (response.headers.get("location") ?? "").replace(world.config.publicUrl, "") };
}

const people = async (): Promise<number> =>
  Number((await world.admin.query<{ count: string }>("select count(*) from access.person")).rows[0]?.count);

describe("an outside identity service", () => {
  it("is offered with its label", async () => {
    expect((await new Browser(world.address).do(signInWays)).oidc).toEqual({ label: "Ministry account" });
  });

  it("is asked with PKCE, state, nonce and our own address", async () => {
    const asked = new URL(await leave(new Browser(world.address))).searchParams;
    expect([asked.get("response_type"), asked.get("code_challenge_method"), asked.get("client_id")]).toEqual([
      "code",
      "S256",
      "tamga",
    ]);
    expect(asked.get("redirect_uri")).toBe(`${world.config.publicUrl}${callbackPath}`);
    for (const name of ["state", "nonce", "code_challenge"]) expect((asked.get(name) ?? "").length).toBeGreaterThan(40);
  });

  it("signs in by a verified e-mail the first time and by the subject from then on", async () => {
    const first = await enter({ sub: "s-1", email: "Border.Officer@gov.example", email_verified: true });
    expect(first.location).toBe("/");
    const me = await first.browser.do(readMe);
    expect([me.person.username, me.session?.strength, me.setUpSecondFactor]).toEqual(["border.officer", "oidc", false]);
    expect([...first.browser.cookies.keys()]).toEqual(["tamga_session"]);
    const second = await enter({ sub: "s-1" });
    expect((await second.browser.do(readMe)).person.username).toBe("border.officer");
    // The address alone no longer opens an account that is linked.
    expect((await enter({ sub: "s-2", email: "border.officer@gov.example", email_verified: true })).location).toBe(
      "/sign-in?problem=oidc-unknown",
    );
  });

  it("signs in whom an administrator linked, until the link ends", async () => {
    const administrator = await world.person("focal.administrator");
    const { rows } = await world.admin.query<{ id: string }>(
      "select id from access.person where username in ('police.keeper','police.analyst') order by username desc",
    );
    const [keeper, analyst] = rows.map((row) => row.id);
    expect((await administrator.do(linkOidc, { params: { id: keeper }, body: { subject: "s-9" } })).ways.oidc).toBe(
      true,
    );
    expect(codeOf(await administrator.try(linkOidc, { params: { id: analyst }, body: { subject: "s-9" } }))).toBe(
      "oidc-subject-taken",
    );
    expect((await (await enter({ sub: "s-9" })).browser.do(readMe)).person.username).toBe("police.keeper");
    await administrator.do(linkOidc, { params: { id: keeper }, body: { subject: null } });
    expect((await enter({ sub: "s-9" })).location).toBe("/sign-in?problem=oidc-unknown");
  });

  it("makes no people, and opens no closed, sealed, doubtful or unverified account", async () => {
    const before = await people();
    const unknown = "/sign-in?problem=oidc-unknown";
    expect((await enter({ sub: "n-1", email: "stranger@gov.example", email_verified: true })).location).toBe(unknown);
    expect((await enter({ sub: "n-2", email: "customs.officer@gov.example", email_verified: false })).location).toBe(
      unknown,
    );
    expect((await enter({ sub: "n-3", email: "customs.officer@gov.example" })).location).toBe(unknown);
    await world.admin.query(
      "update access.person set email = 'shared@gov.example' where username in ('border.own','border.chief')",
    );
    expect((await enter({ sub: "n-4", email: "shared@gov.example", email_verified: true })).location).toBe(unknown);
    await world.admin.query("update access.person set active = false where username = 'customs.analyst'");
    expect((await enter({ sub: "n-5", email: "customs.analyst@gov.example", email_verified: true })).location).toBe(
      unknown,
    );
    await world.admin.query("update access.person set break_glass = true where username = 'court.registrar'");
    expect((await enter({ sub: "n-6", email: "court.registrar@gov.example", email_verified: true })).location).toBe(
      unknown,
    );
    expect(await people()).toBe(before);
  });

  it("is not believed with a forged nonce, signature, issuer or audience, nor with an old token", async () => {
    for (const fault of ["nonce", "key", "issuer", "audience", "old"] as const) {
      service.fault = fault;
      const { browser, location } = await enter({ sub: "s-1" });
      expect([fault, location, browser.cookies.size]).toEqual([fault, "/sign-in?problem=oidc-refused", 0]);
    }
    service.fault = "none";
    expect((await enter({ sub: "s-1" })).location).toBe("/");
  });

  it("is heard once, with the state it was asked with, in the browser that asked", async () => {
    service.claims = { sub: "s-1" };
    const browser = new Browser(world.address);
    const refused = async (from: Browser, search: string) => {
      const response = await from.fetch(`${callbackPath}${search}`);
      return [
        (response.headers.get("location") ?? "").endsWith("?problem=oidc-refused"),
        from.cookies.has("tamga_session"),
      ];
    };
    const forged = new URLSearchParams(service.consent(await leave(browser)));
    forged.set("state", randomBytes(32).toString("base64url"));
    expect(await refused(browser, `?${forged.toString()}`)).toEqual([true, false]);
    // Another's answer, put into this browser.
    const stranger = new Browser(world.address);
    expect(await refused(new Browser(world.address), service.consent(await leave(stranger)))).toEqual([true, false]);
    const other = new Browser(world.address);
    await leave(other);
    expect(await refused(other, service.consent(await leave(new Browser(world.address))))).toEqual([true, false]);
    const good = new Browser(world.address);
    const back = service.consent(await leave(good));
    const kept = new Map(good.cookies);
    await good.fetch(`${callbackPath}${back}`);
    expect(good.cookies.has("tamga_session")).toBe(true);
    const again = new Browser(world.address);
    for (const [name, value] of kept) again.cookies.set(name, value);
    expect(await refused(again, back)).toEqual([true, false]);
    const { rows } = await world.admin.query<{ count: string }>(
      "select count(*) from journal.entry e join journal.payload p on p.entry_id = e.id where e.outcome = 'refused' and p.content->>'method' = 'oidc'",
    );
    expect(Number(rows[0]?.count)).toBeGreaterThan(8);
  });

  it("is not there when it is not configured", async () => {
    const plain = await openWorld({ config: quietConfig() });
    try {
      const browser = new Browser(plain.address);
      expect((await browser.do(signInWays)).oidc).toBeNull();
      expect((await browser.fetch(startPath)).status).toBe(404);
    } finally {
      await plain.close();
    }
  });
});
