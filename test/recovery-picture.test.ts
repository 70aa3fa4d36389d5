/**
 * The recovery picture against counting every record: under each reader's audience, under filters, folded or not, while
 * others write, after corrections, shares, withdrawals and an undone import.
 */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { figuresBoard, recoveryFigures } from "../src/figures/figures.contract.ts";
import { readPicture } from "../src/figures/picture.store.ts";
import { axes, type Axis, type AxisRow, type PictureFilter } from "../src/figures/picture.ts";
import type { Database, Tx } from "../src/platform/database.ts";
import { listRecoveries, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { chance, Story } from "./recovery-picture-story.ts";
import { onePistol, openWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const readers = [
  "border.officer",
  "border.own",
  "border.chief",
  "border.analyst",
  "customs.officer",
  "customs.analyst",
  "police.analyst",
  "focal.statistician",
  "focal.auditor",
];

async function fold(most = 1_000_000): Promise<number> {
  const [row] = await world.node.database.asSystem("tamga_keeper", (tx) =>
    tx.query<{ taken: number }>("select figures.fold_changes($1) as taken", [most]),
  );
  return row?.taken ?? 0;
}

/** What stands, by the sentence in docs/figures.md; written once more here, so that the program is held against it. */
const standing = (history: "ground" | "context"): string =>
  `(select coalesce(s.code, s.written) from recoveries.${history} s where s.recovery_id = r.id
     and s.id not in (select c.corrects from recoveries.${history} c where c.recovery_id = r.id and c.corrects is not null)
     order by coalesce(s.from_date, (s.recorded_at at time zone 'UTC')::date) desc, s.recorded_at desc, s.id desc limit 1)`;

const expressions: Readonly<Record<Axis, string>> = {
  month: "to_char(r.occurred_on, 'YYYY-MM')",
  manner: "r.manner",
  institution: "i.code",
  unit: "r.unit_id::text",
  region: "r.region",
  type: "coalesce(f.type_code, f.type_written)",
  "serial-state": "f.serial_state",
  ground: standing("ground"),
  context: standing("context"),
};

/** What counting every record under the reader's audience says: the definition in docs/figures.md. */
async function counted(tx: Tx, axis: Axis, filter: PictureFilter): Promise<AxisRow[]> {
  const values: unknown[] = [];
  const where = ["true"];
  const also = (condition: string, value: unknown): void => {
    if (value !== undefined) where.push(condition.replace("?", `$${values.push(value)}`));
  };
  also("r.occurred_on >= ?::date", filter.from);
  also("r.occurred_on <= ?::date", filter.until);
  also("r.unit_id = ?", filter.unit);
  for (const [name, key] of [
    ["manner", "manner"],
    ["institution", "institution"],
    ["region", "region"],
    ["type", "type"],
    ["serial-state", "serialState"],
    ["ground", "ground"],
    ["context", "context"],
  ] as const)
    also(`${expressions[name]} = ?`, filter[key]);
  const rows = await tx.query<{ key: string | null; recoveries: number; firearms: number; apart: number }>(
    `select ${expressions[axis]} as key, count(distinct r.id) as recoveries,
       count(f.id) filter (where f.state_owned is null) as firearms, count(f.id) filter (where f.state_owned is not null) as apart
     from recoveries.recovery r join access.institution i on i.id = r.institution_id left join firearms.firearm f on f.recovery_id = r.id
     where ${where.join(" and ")} group by 1`,
    values,
  );
  const order = (key: string | null): string => (key === null ? "1" : `0${key}`);
  return rows
    .map(({ key, recoveries, firearms, apart }) => ({ key, recoveries, firearms, apart }))
    .toSorted((a, b) => (order(a.key) < order(b.key) ? -1 : 1));
}

/** Runs as a person in one moment of the database, so that two ways of counting see the same records. */
async function inOneMoment<T>(client: pg.Client, username: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { id } = await world.person(username);
  await client.query("begin isolation level repeatable read");
  try {
    await client.query("set local role tamga_app");
    await client.query("select access.assume($1, null, null, null)", [id]);
    return await work({
      client: client as unknown as pg.PoolClient,
      query: async <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) =>
        (await client.query<Row>(text, values === undefined ? [] : [...values])).rows,
    });
  } finally {
    await client.query("rollback");
  }
}

const filters: readonly PictureFilter[] = [
  {},
  { from: "2026-02-10", until: "2026-10-03" },
  { until: "2025-12-31" },
  { manner: "found" },
  { institution: "BORDER", region: "TU-N" },
  { type: "revolver" },
  { serialState: "partial" },
  { type: "pistol", serialState: "clear", from: "2026-01-01" },
  { ground: "smuggling" },
  { context: "terrorism", manner: "seized" },
];

async function compareAll(
  client: pg.Client,
  database: Database,
  who: readonly string[] = readers,
  under: readonly PictureFilter[] = filters,
): Promise<void> {
  for (const username of who) {
    await inOneMoment(client, username, async (tx) => {
      for (const filter of under) {
        const { picture } = await readPicture(tx, database, filter);
        for (const axis of axes)
          expect({ username, filter, axis, rows: picture.by[axis] }).toEqual({
            username,
            filter,
            axis,
            rows: await counted(tx, axis, filter),
          });
        const months = picture.by.month;
        if (filter.type === undefined && filter.serialState === undefined)
          expect(picture.recoveries).toBe(months.reduce((sum, row) => sum + row.recoveries, 0));
        expect(picture.firearms).toBe(months.reduce((sum, row) => sum + row.firearms, 0));
      }
    });
  }
}

/** A client of its own that reads counts as numbers, like the program's. */
async function connected(): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: new URL(world.url).href,
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        oid === 20 ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format),
    },
  });
  await client.connect();
  return client;
}

describe("the recovery picture", () => {
  it("says what counting every record says, for each reader, folded or not", { timeout: 180_000 }, async () => {
    const client = await connected();
    const story = new Story(world, 20_261_122);
    const pick = chance(7);
    try {
      for (let round = 0; round < 8; round += 1) {
        for (let n = 0; n < 4; n += 1) await story.record();
        for (let n = 0; n < 10; n += 1) await story.happen();
        if (round % 3 === 1) await fold(1 + pick(6));
        if (round % 3 === 2) await fold();
        await compareAll(client, world.node.database, readers, [{}, filters[1 + pick(filters.length - 1)] ?? {}]);
      }
      await fold();
      expect((await world.admin.query("select from figures.change")).rowCount).toBe(0);
      await compareAll(client, world.node.database);
      // What the readers see is not all the same, and not nothing: else the comparison would say little.
      const seen = new Set<number>();
      for (const username of readers)
        seen.add(
          await inOneMoment(
            client,
            username,
            async (tx) => (await readPicture(tx, world.node.database, {})).picture.firearms,
          ),
        );
      expect(seen.size).toBeGreaterThan(3);
      // And the wall round what is kept for it: nothing of a class that one does not see.
      for (const table of ["audience_class", "chunk", "fact", "change"])
        expect(await inOneMoment(client, "focal.auditor", (tx) => tx.query(`select from figures.${table}`))).toEqual(
          [],
        );
    } finally {
      await client.end();
    }
  });

  it("stays right while many write and others fold", { timeout: 180_000 }, async () => {
    const clients = await Promise.all([connected(), connected()]);
    let writing = true;
    try {
      const writers = Promise.all(
        [1, 2, 3, 4].map(async (seed) => {
          const story = new Story(world, seed);
          for (let n = 0; n < 8; n += 1) {
            await story.record();
            await story.happen();
          }
        }),
      ).finally(() => (writing = false));
      const folders = [1, 2].map(async () => {
        while (writing) await fold(3);
      });
      const watchers = clients.map(async (client, n) => {
        while (writing) await compareAll(client, world.node.database, [readers[3 + n * 4] ?? "border.analyst"]);
      });
      await Promise.all([writers, ...folders, ...watchers]);
      const [client] = clients;
      await fold();
      await compareAll(client, world.node.database);
    } finally {
      for (const client of clients) await client.end();
    }
  });

  it(
    "keeps what two readers asked for apart, when a chunk is packed anew between them",
    { timeout: 60_000 },
    async () => {
      const clients = await Promise.all([connected(), connected()]);
      const [slow, quick] = clients;
      try {
        const officer = await world.person("border.officer");
        const record = (serial: string): Promise<unknown> => officer.do(recordRecovery, { body: onePistol(serial) });
        await record("АБ 7001");
        await fold();
        const { database } = world.node;
        const firearms = async (client: pg.Client): Promise<number> =>
          inOneMoment(client, "border.analyst", async (tx) => (await readPicture(tx, database, {})).picture.firearms);
        const before = await firearms(slow);
        // The slow reader's answer is under way while another reader brings the newer chunk.
        const late = inOneMoment(slow, "border.analyst", async (tx) => {
          const waiting: Tx = {
            client: tx.client,
            query: async (text, values) => {
              const answer = await tx.query(text, values);
              if (!text.includes("figures.chunk")) return answer as never;
              await record("АБ 7002");
              await fold();
              await firearms(quick);
              return answer as never;
            },
          };
          return (await readPicture(waiting, database, {})).picture.firearms;
        });
        expect(await late).toBe(before);
        await compareAll(slow, database, ["border.analyst"]);
      } finally {
        for (const client of clients) await client.end();
      }
    },
  );

  it("follows an officer to another institution, with what they may still see as authors", async () => {
    const client = await connected();
    try {
      await fold();
      const { id } = await world.person("border.own");
      const { rows } = await world.admin.query<{ institution_id: number; unit_id: number }>(
        "select institution_id, unit_id from access.person where id = $1",
        [id],
      );
      await world.admin.query(
        "update access.person p set institution_id = u.institution_id, unit_id = u.id from access.unit u join access.institution i on i.id = u.institution_id where p.id = $1 and i.code = 'CUSTOMS' and u.code = 'POST1'",
        [id],
      );
      await compareAll(client, world.node.database, ["border.own"]);
      await world.admin.query("update access.person set institution_id = $2, unit_id = $3 where id = $1", [
        id,
        rows[0]?.institution_id,
        rows[0]?.unit_id,
      ]);
    } finally {
      await client.end();
    }
  });

  it("closes with a changed rule at once, before its job has been through", { timeout: 60_000 }, async () => {
    const client = await connected();
    try {
      await fold();
      // One of the records that the rule opens is also shared: it stays.
      const { rows } = await world.admin.query<{ id: string }>(
        "select r.id from recoveries.recovery r join access.institution i on i.id = r.institution_id where i.code = 'BORDER' and r.handling = 0 and r.withdrawn_at is null order by r.id limit 1",
      );
      await world.admin.query(
        "insert into access.share (id, kind, record_id, group_id, basis, reason) select gen_random_uuid(), 'recovery', $1, g.id, 'person', 'for the test' from access.audience_group g where g.kind = 'national'",
        [rows[0]?.id],
      );
      const seen = async (): Promise<number> =>
        inOneMoment(
          client,
          "focal.statistician",
          async (tx) => (await readPicture(tx, world.node.database, {})).picture.recoveries,
        );
      const before = await seen();
      await world.admin.query("set tamga.recompute_at_once = '0'");
      const { rows: rule } = await world.admin.query<Record<string, unknown>>(
        "delete from access.sharing_rule where kind = 'recovery' and level = 'full' and viewer_institution_id is null returning *",
      );
      expect(rule).toHaveLength(1);
      expect((await world.admin.query("select from access.recomputation where finished_at is null")).rowCount).toBe(1);
      await compareAll(client, world.node.database);
      expect(before).toBeGreaterThan(3);
      expect(await seen()).toBeGreaterThan(0);
      expect(await seen()).toBeLessThan(before);
      // The same while some of it waits to be folded, and when the job has been through.
      await world.admin.query("insert into figures.change (recovery_id) select id from recoveries.recovery limit 5");
      await compareAll(client, world.node.database);
      await world.admin.query(
        "do $$ declare r record; begin for r in select id from access.recomputation where finished_at is null loop while access.go_on(r.id, 1000) > 0 loop null; end loop; end loop; end $$",
      );
      await compareAll(client, world.node.database);
      await fold();
      await compareAll(client, world.node.database);
      await world.admin.query("reset tamga.recompute_at_once");
      await world.admin.query(
        "insert into access.sharing_rule select * from jsonb_populate_record(null::access.sharing_rule, $1)",
        [JSON.stringify(rule[0])],
      );
      expect(await seen()).toBe(before);
    } finally {
      await client.end();
    }
  });

  it("leads from each figure to exactly its recoveries", { timeout: 60_000 }, async () => {
    const analyst = await world.person("border.analyst");
    const board = await analyst.do(figuresBoard, { query: { from: "2024-01-01" } });
    let followed = 0;
    for (const { by, rows } of board.dimensions) {
      for (const row of rows) {
        const value = row.key ?? "-";
        const days =
          by === "month"
            ? {
                from: `${value}-01`,
                until: new Date(Date.UTC(Number(value.slice(0, 4)), Number(value.slice(5)), 0))
                  .toISOString()
                  .slice(0, 10),
              }
            : { from: "2024-01-01" };
        const named = by === "serial-state" ? "serialState" : by;
        const { total } = await analyst.do(listRecoveries, {
          query: { ...days, counted: "yes", ...(by === "month" ? {} : { [named]: value }) },
        });
        expect({ by, value, total }).toEqual({ by, value, total: row.recoveries });
        followed += 1;
      }
    }
    expect(followed).toBeGreaterThan(20);
  });

  it("is one entry in the journal, and names the units it counts", async () => {
    const analyst = await world.person("border.analyst");
    const { rows: before } = await world.admin.query<{ seq: string }>("select max(seq) as seq from journal.entry");
    const board = await analyst.do(figuresBoard, { query: {} });
    const { rows } = await world.admin.query<{ verb: string; kind: string }>(
      "select verb, kind from journal.entry where seq > $1",
      [before[0]?.seq],
    );
    expect(rows).toEqual([{ verb: "search", kind: "figures" }]);
    const units = board.dimensions.find(({ by }) => by === "unit")?.rows.map(({ key }) => key);
    expect(board.units.map(({ id }) => String(id)).toSorted()).toEqual(units?.toSorted());
    const one = await analyst.do(recoveryFigures, { query: { by: "manner", manner: "found" } });
    expect(one.rows.map(({ key }) => key)).toEqual(["found"]);
  });

  it("survives a mark of a recovery that is not there", async () => {
    await fold();
    await world.admin.query("insert into figures.change (recovery_id) values ($1)", [randomUUID()]);
    expect(await fold()).toBe(1);
  });
});
