/**
 * The one door to PostgreSQL.
 *
 * Promises: no query runs without saying who asks. A request runs as `tamga_app` with its actor set, a system job as a
 * named role with the least rights; both end with the transaction. What one transaction did is there whole or not at
 * all. Refuses: a query outside a transaction, a pool-wide identity, a superuser at request time.
 */
import pg from "pg";
import { Problem } from "./problem.ts";

/** The roles of migrations/0001 that the program may take. `tamga_reveal` is not among them, on purpose. */
export type SystemRole = "tamga_matcher" | "tamga_keeper" | "tamga_backup";

/** Permissions that reach the same groups: one of several roles of a person. */
export interface Capacity {
  readonly permissions: ReadonlySet<string>;
  readonly groups: readonly number[];
}

/** Who acts: as the database saw it at the start of this very transaction. */
export interface Actor {
  readonly personId: string;
  readonly sessionId: string | null;
  readonly tokenId: string | null;
  readonly username: string;
  readonly nameLatin: string;
  readonly nameCyrillic: string;
  readonly language: "en" | "ru";
  readonly institutionId: number;
  readonly institution: string;
  readonly unitId: number;
  readonly unit: string;
  readonly permissions: ReadonlySet<string>;
  readonly roles: readonly string[];
  /** Which permissions reach which groups, for a person whose roles reach differently far; null: all reach `groups`. */
  readonly capacities: readonly Capacity[] | null;
  /** Groups in the capacity of this transaction: through roles that hold its permission. */
  readonly groups: readonly number[];
  readonly strength: string;
  readonly breakGlass: boolean;
  readonly purpose: string | null;
}

export interface Tx {
  /** SQL with numbered parameters, for stores only. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  readonly client: pg.PoolClient;
}

export type Identity = (
  | { readonly tokenHash: Buffer; readonly purpose?: string | undefined }
  | { readonly personId: string; readonly purpose?: string | undefined }
) & {
  /** What the transaction is made for: it sees what roles with this permission reach. Absent: what any role reaches. */
  readonly permission?: string | undefined;
};

const timestampTz = 1184;
const dateOnly = 1082;
const int8 = 20;
const numeric = 1700;

// The driver types its oids as an enumeration; they are PostgreSQL's numbers.
const parserOf = pg.types.getTypeParser as (oid: number, format: "text" | "binary") => (value: string) => unknown;

/** Timestamps stay ISO text with microseconds, dates stay dates, counts are numbers while they are exact. */
function typeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === timestampTz) return (value) => `${value.replace(" ", "T").replace(/\+00(:00)?$/, "")}Z`;
  if (oid === dateOnly) return (value) => value;
  if (oid === int8 || oid === numeric) {
    return (value) => {
      const number = Number(value);
      return oid === numeric || Number.isSafeInteger(number) ? number : BigInt(value);
    };
  }
  return parserOf(oid, format ?? "text");
}

interface EnterRow extends pg.QueryResultRow {
  session_id: string | null;
  person_id: string;
  username: string;
  name_latin: string;
  name_cyrillic: string;
  language: "en" | "ru";
  institution_id: number;
  institution_code: string;
  unit_id: number;
  unit_code: string;
  permissions: string[];
  roles: string[];
  capacities: { permissions: string[]; groups: number[] }[] | null;
  groups: number[];
  strength: string;
  break_glass: boolean;
  token_id: string | null;
  token_purpose: string | null;
}

function actorOf(row: EnterRow, purpose: string | null): Actor {
  const permissions = new Set(row.permissions);
  return {
    personId: row.person_id,
    sessionId: row.session_id,
    tokenId: row.token_id,
    username: row.username,
    nameLatin: row.name_latin,
    nameCyrillic: row.name_cyrillic,
    language: row.language,
    institutionId: row.institution_id,
    institution: row.institution_code,
    unitId: row.unit_id,
    unit: row.unit_code,
    permissions,
    roles: row.roles,
    capacities:
      row.capacities?.map((one) => ({
        permissions: new Set(one.permissions.filter((permission) => permissions.has(permission))),
        groups: one.groups,
      })) ?? null,
    groups: row.groups,
    strength: row.strength,
    breakGlass: row.break_glass,
    purpose: purpose ?? row.token_purpose,
  };
}

const actorByPerson = `
  select null::uuid as session_id, p.id as person_id, p.username, p.name_latin, p.name_cyrillic, p.language, p.institution_id,
    i.code as institution_code, p.unit_id, u.code as unit_code, c.permissions, c.roles, c.capacities, access.my_groups() as groups,
    'system' as strength, p.break_glass, null::uuid as token_id, null as token_purpose
  from access.person p join access.institution i on i.id = p.institution_id join access.unit u on u.id = p.unit_id cross join access.my_capacity() c
  where p.id = access.actor() and p.active`;

/** Codes of PostgreSQL and of the socket that mean "not now" rather than "not so". */
const away = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "57P01",
  "57P02",
  "57P03",
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  "53300",
  "25006",
  "XX000",
]);

export function isDatabaseAway(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const code = (fault as { code?: string }).code;
  return (
    (code !== undefined && away.has(code)) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/.test(
      fault.message,
    )
  );
}

export class Database {
  readonly #pool: pg.Pool;
  #lastFault: string | null = null;

  /**
   * @param url connection URL of a login that is a member of the roles of migrations/0001
   * @param size most connections at once; 200 officers share a few, each held for milliseconds
   */
  constructor(url: string, size = 16, applicationName = "tamga") {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: size,
      application_name: applicationName,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      options: "-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=120000",
      types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
    });
    // A server that dies may send its farewell in the same packet that made a connection ready: before any of our code has
    // the client in hand. Without this listener Node ends the program (found by the kill runs).
    this.#pool.on("connect", (client) => {
      client.on("error", (fault: Error) => {
        this.#lastFault = fault.message;
      });
    });
    // A broken idle connection is not a fault of the program; the pool opens another.
    this.#pool.on("error", (fault) => {
      this.#lastFault = fault.message;
    });
  }

  get lastFault(): string | null {
    return this.#lastFault;
  }

  get waiting(): number {
    return this.#pool.waitingCount;
  }

  /**
   * Runs `work` in one transaction as the person behind a session or machine token (or, for jobs that a person
   * started, as that person, with the rights they have now).
   * Throws Problem "session-unknown" (401) when there is no such live session or person.
   */
  async asActor<T>(identity: Identity, work: (tx: Tx, actor: Actor) => Promise<T>): Promise<T> {
    const purpose = identity.purpose ?? null;
    const wanted = identity.permission === undefined ? "null" : pg.escapeLiteral(identity.permission);
    return this.#transaction(async (client) => {
      const begin = "begin; set local role tamga_app; select access.end_expired_shares();";
      let row: EnterRow | undefined;
      if ("tokenHash" in identity) {
        const results = (await client.query(
          `${begin} select * from access.enter('\\x${identity.tokenHash.toString("hex")}'::bytea, ${pg.escapeLiteral(purpose ?? "")}, ${wanted})`,
        )) as unknown as pg.QueryResult<EnterRow>[];
        row = results.at(-1)?.rows[0];
      } else {
        const results = (await client.query(
          `${begin} select access.assume(${pg.escapeLiteral(identity.personId)}::uuid, null, null, ${pg.escapeLiteral(purpose ?? "")}, ${wanted}); ${actorByPerson}`,
        )) as unknown as pg.QueryResult<EnterRow>[];
        row = results.at(-1)?.rows[0];
      }
      if (row === undefined) throw new Problem({ status: 401, code: "session-unknown" });
      return work(this.#tx(client), actorOf(row, purpose));
    });
  }

  /** Runs `work` in one transaction as a system role. Every use is a place to look at in a review. */
  async asSystem<T>(role: SystemRole, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction(async (client) => {
      await client.query(`begin; set local role ${role}`);
      return work(this.#tx(client));
    });
  }

  /** Whether the database answers at all; used by /readyz and the doctor. */
  async ping(): Promise<void> {
    await this.#pool.query("select 1");
  }

  /**
   * Holds a session-wide advisory lock while `work` runs; gives undefined at once when another program holds it.
   * A killed program loses its connection and with it the lock: nothing has to be cleaned up.
   */
  async withLock<T>(key: bigint, work: (client: pg.PoolClient) => Promise<T>): Promise<T | undefined> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    const onError = (fault: Error): void => {
      broken = fault;
    };
    client.on("error", onError);
    try {
      const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1) as held", [key]);
      if (rows[0]?.held !== true) return undefined;
      try {
        return await work(client);
      } finally {
        await client.query("select pg_advisory_unlock($1)", [key]).catch((fault: unknown) => {
          broken = fault instanceof Error ? fault : new Error(String(fault));
        });
      }
    } finally {
      client.off("error", onError);
      client.release(broken);
    }
  }

  /** A connection of its own outside the pool's turn-taking, for listening. The caller ends it. */
  async connect(): Promise<pg.PoolClient> {
    return this.#pool.connect();
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }

  async #transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    const onError = (fault: Error): void => {
      broken = fault;
    };
    client.on("error", onError);
    try {
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (fault) {
      await client.query("rollback").catch((second: unknown) => {
        broken = second instanceof Error ? second : new Error(String(second));
      });
      throw fault;
    } finally {
      client.off("error", onError);
      client.release(broken);
    }
  }

  #tx(client: pg.PoolClient): Tx {
    return {
      client,
      query: async <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]> =>
        (await client.query<Row>(text, values === undefined ? [] : [...values])).rows,
    };
  }
}
