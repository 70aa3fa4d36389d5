/**
 * The tables of a node as a backup sees them: every table of the owner's schemas, in an order of rows that any PostgreSQL
 * gives alike.
 *
 * Promises: nothing is named here – a table that a later migration adds is in the next backup; the order does not depend on
 * the server's collation, so that checksums compare between servers. Refuses: columns that the server computes itself.
 */
import pg from "pg";
import { copyOut } from "./copy.ts";
import type { SequenceState, TableSource } from "./archive.ts";

export interface NodeTable {
  /** schema.name, as SQL takes it. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Expressions of ORDER BY. */
  readonly order: readonly string[];
  /** The planner's guess of its rows, for progress. */
  readonly expected: number;
}

/** Settings under which values have one spelling, whatever the server's own are. */
const spelling =
  "set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local extra_float_digits = 1; set local timezone = 'UTC'; set local bytea_output = 'hex'; set local lc_monetary = 'C'";

/** A connection of its own, without the limits of a request. `options` may add to them. */
export async function connectForCopy(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "tamga copy",
    options:
      "-c timezone=UTC -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c client_min_messages=warning",
    keepAlive: true,
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

export async function fixSpelling(client: pg.ClientBase): Promise<void> {
  await client.query(spelling);
}

export async function nodeTables(client: pg.ClientBase): Promise<NodeTable[]> {
  const { rows } = await client.query<{
    name: string;
    columns: string[];
    order: string[] | null;
    all: string[];
    expected: number;
  }>(
    `select format('%I.%I', n.nspname, c.relname) as name, greatest(c.reltuples, 0)::float8 as expected,
       array(select quote_ident(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       (select array_agg(quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end order by k.place)
          from pg_index i, unnest(i.indkey) with ordinality k(number, place) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
          where i.indrelid = c.oid and i.indisprimary) as order,
       array(select case when a.atttypid in ('jsonb'::regtype, 'json'::regtype) then quote_ident(a.attname) || '::text collate "C"'
              when a.attcollation <> 0 then quote_ident(a.attname) || ' collate "C"' else quote_ident(a.attname) end
          from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as all
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspowner = 'tamga_owner'::regrole order by n.nspname collate "C", c.relname collate "C"`,
  );
  return rows.map((row) => ({
    name: row.name,
    columns: row.columns,
    order: row.order ?? row.all,
    expected: row.expected,
  }));
}

export function copyTableSql(table: NodeTable): string {
  return `copy (select ${table.columns.join(", ")} from ${table.name} order by ${table.order.join(", ")}) to stdout`;
}

/** A table as the archive takes it; `onRows` is told the bytes that went by. */
export function tableSource(client: pg.ClientBase, table: NodeTable): TableSource {
  return { table: table.name, columns: table.columns, rows: () => copyOut(client, copyTableSql(table)) };
}

/** The state of every sequence; read as their owner, in the same transaction, after the snapshot was taken. */
export async function sequenceStates(client: pg.ClientBase): Promise<SequenceState[]> {
  const { rows } = await client.query<SequenceState>(
    `select format('%I.%I', s.schemaname, s.sequencename) as sequence, s.last_value::text as last
     from pg_sequences s join pg_namespace n on n.nspname = s.schemaname where n.nspowner = 'tamga_owner'::regrole order by 1`,
  );
  return rows;
}
