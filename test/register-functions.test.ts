/** The functions that write registers for their caller: what each refuses, asked behind the program. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Tx } from "../src/platform/database.ts";
import { importAll, newRegister, openImportWorld } from "./importing.ts";
import type { Person, World } from "./world.ts";

let world: World;
let keeper: Person;
let register: string;
let done: string;
let record: { id: string; audience: number[]; institution_id: number };
beforeAll(async () => {
  world = await openImportWorld();
  keeper = await world.person("police.keeper");
  register = await newRegister(keeper);
  const csv = "Model,Serial number\nPM,AB 123456\n";
  done = (await importAll(world, keeper, csv, { name: "a.csv", target: "register", register })).id;
  const { rows } = await world.admin.query<typeof record>(
    "select id, audience, institution_id from registers.record where register_id = $1",
    [register],
  );
  const [first] = rows;
  if (first === undefined) throw new Error("no record");
  record = first;
});
afterAll(() => world.close());

const as = <T>(who: Person, work: (tx: Tx) => Promise<T>): Promise<T> =>
  world.node.database.asActor({ personId: who.id, purpose: "training-demo" }, work);
const denied = { code: "42501" };
/** Puts the run into a state for as long as the work lasts. */
async function inState<T>(state: string, work: () => Promise<T>): Promise<T> {
  await world.admin.query("update registers.import_run set state = $2 where id = $1", [done, state]);
  try {
    return await work();
  } finally {
    await world.admin.query("update registers.import_run set state = 'done' where id = $1", [done]);
  }
}
/** Adds one record of the ninth row with one key; the other columns hold nothing. */
const addRecord = (tx: Tx, id: string): Promise<unknown> =>
  tx.query(
    `select registers.add_records(run => $1, ids => array[$2::uuid], row_numbers => array[9], reason => null, type_code => null,
       type_written => null, make_code => null, make_written => null, model_code => null, model_written => null, calibre_code => null,
       calibre_written => null, country => null, year => null, series => null, number => null, serial_written => array['AB 1'], serial_normal => null,
       key_1 => array[17], key_2 => null, key_3 => null, key_4 => null, lost_on => null, entered_on => null, authority => null, reference => null,
       note => null, more => null, content => null)`,
    [done, id],
  );
const change = (patch: object): string => JSON.stringify([{ id: record.id, row: 2, patch }]);

describe("registers.add_records", () => {
  it("writes only for a running import of one's own, and stamps what the caller cannot choose", async () => {
    const add = (who: Person) => as(who, (tx) => addRecord(tx, randomUUID()));
    await expect(add(keeper)).rejects.toMatchObject(denied);
    const strangers = await Promise.all(
      ["police.investigator", "border.analyst", "focal.administrator"].map((name) => world.person(name)),
    );
    await inState("running", async () => {
      for (const stranger of strangers) await expect(add(stranger)).rejects.toMatchObject(denied);
      await as(keeper, (tx) => addRecord(tx, "01900000-0000-7000-8000-00000000000a"));
    });
    const { rows } = await world.admin.query<{
      audience: number[];
      institution_id: number;
      register_id: string;
      serial_keys: string[];
      content: boolean;
    }>(
      `select r.audience, r.institution_id, r.register_id, r.serial_keys, r.content is not null as content
       from registers.record r where r.id = '01900000-0000-7000-8000-00000000000a'`,
    );
    expect(rows).toEqual([
      {
        audience: record.audience,
        institution_id: record.institution_id,
        register_id: register,
        serial_keys: ["17"],
        content: true,
      },
    ]);
  });

  it("is the only way without the stamp: a plain insert is stamped as before", async () => {
    const id = randomUUID();
    await as(keeper, (tx) =>
      tx.query(
        "insert into registers.record (id, register_id, institution_id, audience) values ($1, $2, 1, '{1,2,3}')",
        [id, register],
      ),
    );
    const { rows } = await world.admin.query("select audience from registers.record where id = $1", [id]);
    expect(rows).toEqual([{ audience: record.audience }]);
  });
});

describe("registers.amend_records", () => {
  const amend = (who: Person, patch: object) =>
    as(who, (tx) => tx.query("select registers.amend_records($1, $2)", [done, change(patch)]));

  it("changes only for a running import of one's own, and only what a row says", async () => {
    await expect(amend(keeper, { note: "x" })).rejects.toMatchObject(denied);
    await inState("running", async () => {
      for (const name of ["police.investigator", "border.analyst"])
        await expect(amend(await world.person(name), { note: "x" })).rejects.toMatchObject(denied);
      await amend(keeper, {
        note: "x",
        audience: [1],
        institution_id: 1,
        handling: 7,
        state: "withdrawn",
        register_id: randomUUID(),
        id: randomUUID(),
      });
    });
    const { rows } = await world.admin.query(
      "select note, audience, institution_id, handling, state, register_id from registers.record where id = $1",
      [record.id],
    );
    expect(rows).toEqual([
      {
        note: "x",
        audience: record.audience,
        institution_id: record.institution_id,
        handling: 0,
        state: "active",
        register_id: register,
      },
    ]);
  });

  it("refuses a record of another register", async () => {
    const other = await newRegister(keeper);
    await importAll(world, keeper, "Model,Serial number\nPM,AB 777777\n", {
      name: "b.csv",
      target: "register",
      register: other,
    });
    const { rows } = await world.admin.query<{ id: string }>("select id from registers.record where register_id = $1", [
      other,
    ]);
    const body = JSON.stringify([{ id: rows[0]?.id, row: 2, patch: { note: "x" } }]);
    await inState("running", () =>
      expect(
        as(keeper, (tx) => tx.query("select registers.amend_records($1, $2)", [done, body])),
      ).rejects.toMatchObject(denied),
    );
  });
});

describe("registers.restore_records", () => {
  it("restores only for an import of one's own that is being taken back", async () => {
    const restore = (who: Person) => as(who, (tx) => tx.query("select registers.restore_records($1, 10)", [done]));
    await expect(restore(keeper)).rejects.toMatchObject(denied);
    await inState("undoing", async () => {
      await expect(restore(await world.person("border.analyst"))).rejects.toMatchObject(denied);
      await restore(keeper);
    });
    const { rows } = await world.admin.query("select note from registers.record where id = $1", [record.id]);
    expect(rows).toEqual([{ note: null }]);
  });
});

describe("registers.closed_registers", () => {
  it("opens a closed register for the import at hand alone, and only to who may import", async () => {
    await world.admin.query("update registers.register set purposes = '{tracing}' where id = $1", [register]);
    const seen = (who: Person, importing: string): Promise<number> =>
      as(who, async (tx) => {
        await tx.query("select set_config('tamga.importing', $1, true)", [importing]);
        return (
          (
            await tx.query<{ n: number }>("select count(*) as n from registers.record where register_id = $1", [
              register,
            ])
          )[0]?.n ?? 0
        );
      });
    const analyst = await world.person("police.analyst");
    expect(await seen(analyst, "")).toBe(0);
    expect(await seen(analyst, randomUUID())).toBe(0);
    expect(await seen(analyst, done)).toBeGreaterThan(0);
    expect(await seen(await world.person("border.analyst"), done)).toBe(0);
    await world.admin.query("update registers.register set purposes = '{}' where id = $1", [register]);
  });
});

describe("the helper of both", () => {
  it("is nobody's", async () => {
    await expect(
      as(keeper, (tx) => tx.query("select registers.write_content($1, '{}')", [record.id])),
    ).rejects.toMatchObject(denied);
  });
});
