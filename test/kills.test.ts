import { describe, expect, it } from "vitest";
import { Dice } from "../bench/journal-mutations-kinds.ts";
import { checkLedger } from "../bench/kills-check.ts";
import { Load } from "../bench/kills-load.ts";
import { openPlace } from "../bench/kills-place.ts";
import { runKills } from "../bench/kills.ts";

describe("kill -9 under load", () => {
  it("loses nothing acknowledged, doubles nothing, and the journal verifies after each (1,000 with bench/kills.ts)", async () => {
    const report = await runKills({
      seed: 7,
      count: 5,
      target: "any",
      fresh: 5,
      program: "node",
      say: () => undefined,
    });
    expect(report).toMatchObject({ kills: 5, lost: [], doubled: [], unverified: [], refused: [] });
    expect(report.acknowledged).toBeGreaterThan(10);
    expect(report.verifications).toBe(6);
    expect(report.entriesVerified).toBeGreaterThan(report.acknowledged);
  }, 240_000);

  it("would be noticed if it did: the comparison finds whatever is missing, incomplete or twice", async () => {
    const place = await openPlace("node");
    try {
      await place.start();
      const admin = await place.admin();
      const { rows } = await admin.query<{ code: string; id: number }>(
        "select i.code || '/' || u.code as code, u.id from access.unit u join access.institution i on i.id = u.institution_id",
      );
      const load = new Load(place, new Dice(5), 5, new Map(rows.map((row) => [row.code, row.id])));
      await load.round(AbortSignal.timeout(2_500));
      await load.settle();
      expect(await checkLedger(admin, load)).toEqual({ lost: [], doubled: [] });
      await admin.query("set session_replication_role = replica");
      const some = "(select id from recoveries.recovery order by id limit 1)";
      const harm: readonly (readonly ["lost" | "doubled", string])[] = [
        ["lost", `delete from firearms.reading where id = (select min(id::text)::uuid from firearms.reading)`],
        ["lost", `delete from firearms.mark where id = (select min(id::text)::uuid from firearms.mark)`],
        ["lost", `delete from journal.entry where verb = 'create' and kind = 'recovery' and record = ${some}`],
        [
          "lost",
          `delete from journal.entry where verb = 'create' and kind = 'firearm' and record = (select min(id::text)::uuid from firearms.firearm)`,
        ],
        ["lost", `delete from recoveries.ground where recovery_id = ${some}`],
        ["lost", `delete from recoveries.recovery where id = ${some}`],
        [
          "doubled",
          `insert into recoveries.ground select gen_random_uuid(), recovery_id, code, written, from_date, source, grade, recorded_by, recorded_at, institution_id, audience from recoveries.ground limit 1`,
        ],
        [
          "doubled",
          `create temporary table twice as select * from recoveries.recovery limit 1; update twice set id = gen_random_uuid(), number = 'TM-0'; insert into recoveries.recovery select * from twice; drop table twice`,
        ],
        ["doubled", `update recoveries.recovery set own_reference = 'nobody' where id = ${some}`],
      ];
      for (const [kind, sql] of harm) {
        await admin.query("begin");
        await admin.query(sql);
        expect((await checkLedger(admin, load))[kind], sql).not.toEqual([]);
        await admin.query("rollback");
      }
      await admin.end();
    } finally {
      await place.remove();
    }
  }, 240_000);
});
