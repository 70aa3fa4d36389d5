/**
 * Access as a grid against an independent oracle. A seeded sample runs here; all of it with TAMGA_FULL=1.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routes } from "../../src/rooms.ts";
import { openWorld, type World } from "../world.ts";
import { furnish, type Furnished } from "./furnish.ts";
import { grid } from "./grid.ts";
import { missing } from "./grid-accounts.ts";
import { Matrix, coverage } from "./matrix.ts";

const full = process.env["TAMGA_FULL"] === "1";
/** The whole grid is some 300,000 calls: minutes on a free machine, hours on a busy one. */
const patience = full ? 6 * 3_600_000 : 600_000;
const seed = Number(process.env["TAMGA_SEED"] ?? 20261122);

let world: World;
let furnished: Furnished;
beforeAll(async () => {
  world = await openWorld();
  furnished = await furnish(world);
});
afterAll(() => world.close());

/** At most twenty sentences; the rest by number. */
function told(faults: readonly string[]): string[] {
  return faults.length > 20 ? [...faults.slice(0, 20), `… and ${faults.length - 20} more`] : [...faults];
}

describe("the access matrix", () => {
  it("names every call there is", () => {
    const named = new Set(grid.map(({ contract }) => contract.id));
    expect(routes.map(({ contract }) => contract.id).filter((id) => !named.has(id))).toEqual([]);
    const mounted = new Set(routes.map(({ contract }) => contract.id));
    expect([...[...named].filter((id) => !mounted.has(id)), ...missing]).toEqual([]);
  });

  it(
    "lets each role through its doors only, with purpose and session",
    async () => {
      const matrix = new Matrix(world, furnished);
      await matrix.run(matrix.doorCells(), seed, full ? undefined : 1_600);
      expect(told(matrix.outcome.faults)).toEqual([]);
      expect(matrix.outcome.cells).toBeGreaterThan(500);
    },
    patience,
  );

  it(
    "lists, counts and points exactly as the oracle says",
    async () => {
      const matrix = new Matrix(world, furnished);
      await matrix.run(matrix.listCells(), seed, full ? undefined : 1_000);
      expect(told(matrix.outcome.faults)).toEqual([]);
    },
    patience,
  );

  it(
    "answers each role in each relation to a record as the oracle says",
    async () => {
      const matrix = new Matrix(world, furnished);
      await matrix.run(matrix.recordCells(), seed, full ? undefined : 2_000);
      console.log(`record cells: ${JSON.stringify(coverage(matrix.outcome))} of ${matrix.recordCells().length}`);
      expect(told(matrix.outcome.faults)).toEqual([]);
    },
    patience,
  );

  it(
    "finds, completes and checks only what the oracle shows",
    async () => {
      const matrix = new Matrix(world, furnished);
      await matrix.run(matrix.searchCells(), seed, full ? undefined : 1_000);
      console.log(`search cells: ${JSON.stringify(coverage(matrix.outcome))} of ${matrix.searchCells().length}`);
      expect(told(matrix.outcome.faults)).toEqual([]);
    },
    patience,
  );
});
