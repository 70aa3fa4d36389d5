import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandFor, type TestCommand } from "../../test/command-for-tests.ts";
import { onePistol, openWorld, testConfig, type World } from "../../test/world.ts";
import { recordRecovery } from "../recoveries/recovery.contract.ts";
import { figureCodes, runFigures } from "./figures-command.ts";

let world: World;

/** The entries that `work` leaves. */
async function entriesOf(work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const { rows: before } = await world.admin.query<{ seq: string }>(
    "select coalesce(max(seq), 0) as seq from journal.entry",
  );
  await work();
  return (
    await world.admin.query<Record<string, unknown>>("select * from journal.entry where seq > $1 order by seq", [
      before[0]?.seq ?? 0,
    ])
  ).rows;
}

function command(options: { json?: boolean; language?: "en" | "ru" } = {}): TestCommand {
  return commandFor(testConfig({ DATABASE_URL: world.url }), options);
}

beforeAll(async () => {
  world = await openWorld();
  await (await world.person("border.officer")).do(recordRecovery, { body: onePistol("МК 45718") });
});
afterAll(() => world.close());

describe("tamga figures", () => {
  const ask = (
    person: string | undefined,
    figures: readonly string[] = [],
    purpose: string | undefined = "statistics; yearly report",
    format: "text" | "csv" = "text",
  ) => ({
    figures,
    from: undefined,
    until: undefined,
    format,
    person,
    purpose,
  });

  it("counts what the person may see, with rights, purpose and journal as over HTTP", async () => {
    const told = command({ json: true });
    const entries = await entriesOf(() => runFigures(ask("border.analyst"), told.context));
    expect(entries).toHaveLength(figureCodes.length);
    expect(entries[0]).toMatchObject({ verb: "search", kind: "figures", purpose: "statistics", institution: "BORDER" });
    const { figures } = told.json() as {
      figures: { code: string; rows: { key: string | null; firearms: number }[] }[];
    };
    expect(figures.map((figure) => figure.code)).toEqual(figureCodes);
    expect(figures[0]?.rows[0]?.firearms).toBeGreaterThan(0);
    await runFigures(ask("police.analyst", ["sdg-16.4.2"]), told.context);
    expect(told.json()).toMatchObject({ figures: [{ rows: [{ key: "recovered", firearms: 0 }, {}, {}, {}, {}] }] });
    const plain = command({ language: "ru" });
    await runFigures(ask("border.analyst", ["sdg-16.4.2", "recoveries-by-manner"]), plain.context);
    expect(plain.out()).toMatch(/Изъято единиц оружия +\d+ единиц/);
    const csv = command();
    await runFigures(ask("border.analyst", ["recoveries-by-manner"], undefined, "csv"), csv.context).catch(
      () => undefined,
    );
    await runFigures(ask("border.analyst", ["recoveries-by-manner"], "statistics", "csv"), csv.context);
    expect(csv.out()).toMatch(/recoveries-by-manner,seized,\d+,\d+/);
  });

  it("refuses nobody, strangers, who may not, no purpose, and figures that do not exist", async () => {
    const { context } = command();
    await expect(runFigures(ask(undefined), context)).rejects.toMatchObject({ code: "usage-person-required" });
    await expect(runFigures(ask("nobody"), context)).rejects.toMatchObject({ code: "person-unknown" });
    await expect(runFigures(ask("border.analyst", ["sdg-1"]), context)).rejects.toMatchObject({
      code: "usage-figure-unknown",
    });
    const entries = await entriesOf(() =>
      expect(runFigures(ask("border.officer"), context)).rejects.toMatchObject({ code: "forbidden" }),
    );
    expect(entries).toMatchObject([{ verb: "refuse", outcome: "refused" }]);
    await expect(runFigures({ ...ask("border.analyst"), purpose: undefined }, context)).rejects.toMatchObject({
      code: "purpose-required",
    });
    await expect(runFigures(ask("border.analyst", [], "because"), context)).rejects.toMatchObject({
      code: "purpose-unknown",
    });
    await expect(runFigures({ ...ask("border.analyst"), from: "2026-02-31" }, context)).rejects.toMatchObject({
      code: "invalid",
    });
  });
});
