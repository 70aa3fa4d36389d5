/**
 * /healthz: the process is alive. /readyz: it can serve (database answers, migrations are current, the journal is not
 * behind). /metrics: counts and times, where the operator switched it on.
 */
import type { Hono } from "hono";
import type { HttpBindings } from "@hono/node-server";
import type { Config } from "./config.ts";
import type { Database } from "./database.ts";
import type { Metrics } from "./metrics.ts";
import { listMigrations } from "./migrate.ts";

/** How long an entry may wait for its position before the node calls itself not ready, in seconds. */
const mostBehind = 120;

export function mountHealth(
  app: Hono<{ Bindings: HttpBindings }>,
  parts: { database: Database; config: Config; metrics: Metrics },
): void {
  const started = Date.now();
  const newest = listMigrations().then((all) => all.at(-1)?.number ?? 0);

  async function state(): Promise<{ ready: boolean; checks: Record<string, string>; pending: number; jobs: number }> {
    const checks: Record<string, string> = {};
    let pending = 0;
    let jobs = 0;
    try {
      await parts.database.ping();
      checks["database"] = "ok";
      const row = await parts.database.asSystem("tamga_keeper", async (tx) => {
        const [first] = await tx.query<{ pending: number; behind: number | null; jobs: number; migration: number }>(
          `select (select count(*) from journal.pending) as pending,
             (select extract(epoch from now() - e.at) from journal.pending p join journal.entry e on e.id = p.entry_id order by p.seq limit 1) as behind,
             (select count(*) from platform.job where finished_at is null) as jobs,
             (select max(number) from public.tamga_migration) as migration`,
        );
        return first;
      });
      pending = row?.pending ?? 0;
      jobs = row?.jobs ?? 0;
      checks["migrations"] = (row?.migration ?? 0) === (await newest) ? "ok" : "behind";
      checks["journal"] = (row?.behind ?? 0) < mostBehind ? "ok" : "behind";
    } catch {
      checks["database"] = "away";
    }
    return { ready: Object.values(checks).every((value) => value === "ok"), checks, pending, jobs };
  }

  app.get("/healthz", (c) => c.json({ alive: true }));
  app.get("/readyz", async (c) => {
    const { ready, checks } = await state();
    return c.json({ ready, checks }, ready ? 200 : 503);
  });
  app.get("/metrics", async (c) => {
    if (!parts.config.metrics) return c.notFound();
    const { ready, pending, jobs } = await state();
    return c.text(
      parts.metrics.text({
        ready: ready ? 1 : 0,
        journal_pending: pending,
        jobs_waiting: jobs,
        pool_waiting: parts.database.waiting,
        uptime_seconds: Math.round((Date.now() - started) / 1000),
        resident_bytes: process.memoryUsage.rss(),
      }),
    );
  });
}
