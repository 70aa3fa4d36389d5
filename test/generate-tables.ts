/**
 * Writes src/platform/tables.ts from the catalogue of a migrated database, so that the stores' types are the
 * database's. `--check` fails when the file differs from what it would write.
 */
import { readFile, writeFile } from "node:fs/promises";
import pg from "pg";

const types: Readonly<Record<string, string>> = {
  uuid: "string", text: "string", int2: "number", int4: "number", int8: "number", float8: "number", bool: "boolean",
  timestamptz: "string", date: "string", jsonb: "Json", bytea: "Buffer", _int4: "number[]", _int8: "Bigints", _text: "string[]", _bytea: "Buffer[]",
};

export async function tablesSource(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ table: string; column: string; type: string; required: boolean; given: boolean }>(`
      select n.nspname || '.' || c.relname as table, a.attname as column, t.typname as type, a.attnotnull as required,
        a.atthasdef or a.attidentity <> '' as given
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
      where n.nspname in ('platform','access','journal','recoveries','firearms','registers','matching')
        and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      order by 1, a.attnum`);
    const tables = Map.groupBy(rows, (row) => row.table);
    const lines = [
      "// Written from the database catalogue by `npm run generate`; do not edit.",
      'import type { ColumnType } from "kysely";',
      "",
      "/** JSON goes in as text made by JSON.stringify and comes out parsed. */",
      "export type Json = ColumnType<unknown, string | null, string | null>;",
      "/** 64-bit numbers in arrays go in as bigint and come out as text. */",
      "export type Bigints = ColumnType<string[], readonly bigint[], readonly bigint[]>;",
      "type Given<T> = ColumnType<T, T | undefined, T>;",
      "",
      "export interface Tables {",
    ];
    for (const [table, columns] of tables) {
      lines.push(`  "${table}": {`);
      for (const column of columns) {
        const base = types[column.type];
        if (base === undefined) throw new Error(`no type for ${column.type} (${table}.${column.column})`);
        const type = column.required ? base : base === "Json" ? "Json" : `${base} | null`;
        const optional = column.given || !column.required;
        lines.push(`    ${column.column}: ${optional && base !== "Json" && base !== "Bigints" ? `Given<${type}>` : optional && base === "Bigints" ? `ColumnType<string[], readonly bigint[] | undefined, readonly bigint[]>` : optional ? `ColumnType<unknown, string | null | undefined, string | null>` : type};`);
      }
      lines.push("  };");
    }
    lines.push("}", "");
    return lines.join("\n");
  } finally {
    await client.end();
  }
}

export async function writeTables(url: string, check: boolean): Promise<boolean> {
  const path = new URL("../src/platform/tables.ts", import.meta.url);
  const wanted = await tablesSource(url);
  const found = await readFile(path, "utf8").catch(() => "");
  if (found === wanted) return true;
  if (!check) await writeFile(path, wanted);
  return false;
}

if (import.meta.main) {
  const url = process.env["DATABASE_URL"];
  if (url === undefined) throw new Error("DATABASE_URL of a migrated database is needed");
  const same = await writeTables(url, process.argv.includes("--check"));
  if (!same && process.argv.includes("--check")) {
    console.error("src/platform/tables.ts differs from the database; run npm run generate");
    process.exitCode = 1;
  }
}
