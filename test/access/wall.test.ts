/** The wall: forced on every table, complete, and closed to whoever is nobody. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../world.ts";
import { furnish, type Furnished } from "./furnish.ts";
import { checkSystemRoles, checkVisibleRows, fill, tablesOf } from "./wall.ts";
import { checkClosing } from "./wall-closing.ts";
import { checkNobody } from "./wall-nobody.ts";
import { appFunctions, systemRights, mayWithoutRecord, withoutClosing } from "./wall-spec.ts";
import { checkWrites } from "./wall-writes.ts";

let world: World;
let furnished: Furnished;
beforeAll(async () => {
  world = await openWorld();
  furnished = await furnish(world);
  await fill(world, furnished);
});
afterAll(() => world.close());

const names = async (sql: string): Promise<string[]> =>
  (await world.admin.query<{ name: string }>(sql)).rows.map(({ name }) => name);
const ours = "n.nspname !~ '^pg_' and n.nspname not in ('information_schema','public')";

describe("the wall", () => {
  it("stands, forced, around every table of the program", async () => {
    expect(
      await names(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and c.relkind in ('r','p') and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`),
    ).toEqual([]);
    // Views and materialised views would pass it by.
    expect(
      await names(
        `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ours} and c.relkind in ('v','m')`,
      ),
    ).toEqual([]);
    expect(await names("select tablename as name from pg_tables where schemaname = 'public'")).toEqual([
      "tamga_migration",
    ]);
  });

  it("is specified for every table", async () => {
    const tables = await tablesOf(world);
    expect(tables.filter((table) => systemRights[table] === undefined)).toEqual([]);
    expect(Object.keys(systemRights).filter((table) => !tables.includes(table))).toEqual([]);
  });

  it("shows nobody anything but what is public inside the node", async () => {
    expect(await checkNobody(world)).toEqual([]);
  });

  it("gives the application role nothing of its own", async () => {
    expect(
      await names(
        "select rolname as name from pg_roles where rolname like 'tamga\\_%' and rolname not like 'tamga\\_test%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication) and rolname <> 'tamga_program' and not rolcanlogin",
      ),
    ).toEqual([]);
    expect(
      await names(
        "select c.relname as name from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'tamga_app' union all select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = 'tamga_app'",
      ),
    ).toEqual([]);
    expect(
      await names(
        "select rolname as name from pg_roles r where pg_has_role('tamga_app', r.oid, 'member') and rolname <> 'tamga_app'",
      ),
    ).toEqual([]);
    expect(
      await names(
        `select n.nspname as name from pg_namespace n where ${ours} and has_schema_privilege('tamga_app', n.oid, 'CREATE')`,
      ),
    ).toEqual([]);
  });

  it("lets no request write an audience, an owner or an author", async () => {
    expect(
      await names(`select n.nspname || '.' || c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attname in ('audience','institution_id','created_by','recorded_by','read_by')
        and c.oid <> 'platform.file'::regclass and has_column_privilege('tamga_app', c.oid, a.attnum, 'UPDATE') order by 1`),
    ).toEqual([]);
  });

  it("stamps what a request claims about the owner and the audience of a new record", async () => {
    const { id: personId } = await world.person("border.officer");
    const { rows: groups } = await world.admin.query<{ id: number; other: number }>(
      "select array_agg(g.id) as id, (select i.id from access.institution i where i.code = 'COURT') as other from access.audience_group g",
    );
    const id = "01900000-0000-7000-8000-0000000000aa";
    await world.node.database.asActor({ personId }, (tx) =>
      tx.query(
        "insert into recoveries.recovery (id, number, institution_id, unit_id, created_by, audience, manner) values ($1, 'TM-CLAIM', $2, 0, $3, $4, 'seized')",
        [id, groups[0]?.other, "01900000-0000-7000-8000-0000000000bb", groups[0]?.id],
      ),
    );
    const { rows } = await world.admin.query<{ code: string; author: string; size: number; all: number }>(
      `select i.code, r.created_by as author, cardinality(r.audience) as size, (select count(*)::int from access.audience_group) as all
       from recoveries.recovery r join access.institution i on i.id = r.institution_id where r.id = $1`,
      [id],
    );
    expect(rows[0]).toMatchObject({ code: "BORDER", author: personId });
    // Author, unit, institution, and the focal point by rule.
    expect(rows[0]?.size).toBe(4);
    await world.admin.query("delete from recoveries.recovery where id = $1", [id]);
  });

  it("has few functions that see more, each with a fixed search path and one owner", async () => {
    expect(
      await names(`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
      where ${ours} and p.prosecdef and (r.rolname <> 'tamga_reveal' or not coalesce(p.proconfig::text like '%search_path=pg_catalog%', false))`),
    ).toEqual([]);
    expect(
      (
        await names(`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${ours} and p.prorettype <> 'trigger'::regtype and has_function_privilege('tamga_app', p.oid, 'EXECUTE')`)
      ).sort(),
    ).toEqual([...appFunctions].sort());
  });

  it("lets each role of the database do what is specified and nothing else", async () => {
    expect(await checkSystemRoles(world)).toEqual([]);
  });

  it("shows each person in each table the rows that the oracle names", async () => {
    expect(await checkVisibleRows(world, furnished)).toEqual([]);
  });

  it("closes every table with an audience while a rule is being closed, by a policy that no other opens", async () => {
    const withAudience =
      await names(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and c.relkind in ('r','p') and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'audience' and not a.attisdropped)`);
    const closing = await names(`select schemaname || '.' || tablename as name from pg_policies
      where policyname = 'closing' and permissive = 'RESTRICTIVE' and cmd in ('SELECT','ALL') and 'tamga_app' = any(roles) and qual like '%nothing_closes%'`);
    expect(withAudience.filter((table) => !closing.includes(table)).sort()).toEqual(Object.keys(withoutClosing).sort());
    expect(await checkClosing(world, furnished)).toEqual([]);
    // And everything stands again as it did.
    expect(await checkVisibleRows(world, furnished)).toEqual([]);
  }, 120_000);

  it("writes by a role that both may and reaches the record, never by what another role sees", async () => {
    expect(
      await names(`select schemaname || '.' || tablename || ' ' || policyname as name from pg_policies
        where 'tamga_app' = any(roles) and permissive = 'PERMISSIVE' and cmd in ('INSERT','UPDATE','DELETE','ALL') and coalesce(qual, '') || coalesce(with_check, '') like '%access.may(%' order by 1`),
    ).toEqual(Object.keys(mayWithoutRecord).sort());
  });

  it("admits the writing of who may and refuses who differs in one thing", async () => {
    expect(await checkWrites(world, furnished)).toEqual([]);
  });
});
