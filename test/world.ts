/**
 * A world for one test file: its own copy of the template database, a running node, and people who call it over HTTP.
 */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { createNode, type NodeParts, type TamgaNode } from "../src/node.ts";
import { openSession } from "../src/access/people.store.ts";
import { newSigner } from "../src/journal/checkpoint.ts";
import type { Config } from "../src/platform/config.ts";
import type { Clock } from "../src/platform/clock.ts";
import { createLog } from "../src/platform/log.ts";
import { onDatabase } from "./global-setup.ts";
import { caller, testConfig, type Person } from "./world-calls.ts";

export {
  caller,
  onePistol,
  overAllDoubts,
  testConfig,
  type CallOptions,
  type Person,
  type Reply,
} from "./world-calls.ts";

export interface World {
  readonly node: TamgaNode;
  readonly url: string;
  /** Base address, e.g. http://127.0.0.1:40123 */
  readonly address: string;
  readonly config: Config;
  /** Superuser's connection, to look behind the wall. */
  readonly admin: pg.Client;
  person(username: string): Promise<Person>;
  close(): Promise<void>;
}

/** Where the database server is, and which database is copied. */
export interface Server {
  readonly adminUrl: string;
  readonly programUrl: string;
  readonly template: string;
}

/** The test run's own server; a program outside the test runner (bench/) hands its server in. */
async function serverOfRun(): Promise<Server> {
  const { inject } = await import("vitest");
  return { adminUrl: inject("adminUrl"), programUrl: inject("programUrl"), template: inject("template") };
}

export async function openWorld(
  options: {
    clock?: Clock;
    config?: Config;
    template?: string;
    parts?: Partial<NodeParts>;
    server?: Server;
    /** The database stays when the world closes. */ keep?: boolean;
  } = {},
): Promise<World> {
  const name = `tamga_world_${randomUUID().slice(0, 8)}`;
  const { adminUrl, programUrl, template } = options.server ?? (await serverOfRun());
  const root = new pg.Client({ connectionString: adminUrl });
  await root.connect();
  // Copies of one template take turns.
  await root.query("select pg_advisory_lock(42)");
  await root.query(
    `create database ${name} template ${options.template ?? template} owner ${new URL(programUrl).username}`,
  );
  await root.query("select pg_advisory_unlock(42)");
  const url = onDatabase(programUrl, name);
  const config = options.config ?? testConfig();
  const node = await createNode({
    config,
    databaseUrl: url,
    log: createLog("silent"),
    signer: newSigner("tamga.test/journal"),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    poolSize: 8,
    ...options.parts,
  });
  const port = await node.listen(0, "127.0.0.1");
  const address = `http://127.0.0.1:${port}`;
  const admin = new pg.Client({ connectionString: onDatabase(adminUrl, name) });
  await admin.connect();
  const people = new Map<string, Person>();

  return {
    node,
    url,
    address,
    config,
    admin,
    async person(username) {
      const known = people.get(username);
      if (known !== undefined) return known;
      const { rows } = await admin.query<{ id: string }>("select id from access.person where username = $1", [
        username,
      ]);
      const id = rows[0]?.id;
      if (id === undefined) throw new Error(`no such person: ${username}`);
      const session = await node.database.asSystem("tamga_keeper", (tx) =>
        openSession(tx, {
          personId: id,
          strength: "second-factor",
          hours: 12,
          idleMinutes: 60,
          userAgent: "test",
          address: null,
        }),
      );
      const person = caller(address, id, username, `tamga_session=${session.token}`);
      people.set(username, person);
      return person;
    },
    async close() {
      await node.stop();
      await admin.end();
      if (options.keep !== true) await root.query(`drop database if exists ${name} with (force)`);
      await root.end();
    },
  };
}
