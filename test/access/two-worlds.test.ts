/** A small share of the two-worlds run; `node bench/access-worlds.ts --count 200` is the whole. */
import { describe, expect, it } from "vitest";
import { routes } from "../../src/rooms.ts";
import { openWorld, type World } from "../world.ts";
import { runWorlds } from "./two-worlds.ts";
import { notCompared, volatile } from "./two-worlds-answers.ts";

describe("two worlds", () => {
  it("answers the same bytes with and without what is hidden", async () => {
    const outcome = await runWorlds(() => openWorld(), {
      seed: Number(process.env["TAMGA_SEED"] ?? 7),
      rounds: Number(process.env["TAMGA_WORLDS"] ?? 6),
      perDatabase: 6,
    });
    console.log(
      `two worlds: ${outcome.rounds} pairs, ${outcome.hiddenThings} hidden things, ${outcome.answers} answers compared`,
    );
    expect(outcome.faults.slice(0, 5)).toEqual([]);
    // Every call that reads is in the script, or is excused with a reason.
    const reading = routes
      .map(({ contract }) => contract)
      .filter(({ method, permission }) => method === "GET" && permission !== "public");
    expect(reading.map(({ id }) => id).filter((id) => !outcome.calls.has(id) && notCompared[id] === undefined)).toEqual(
      [],
    );
  }, 300_000);

  it("notices a wall with one open policy", async () => {
    const opened = async (): Promise<World> => {
      const world = await openWorld();
      await world.admin.query("alter policy see on recoveries.recovery using (true)");
      return world;
    };
    const outcome = await runWorlds(opened, { seed: 7, rounds: 2, perDatabase: 2 });
    expect(outcome.faults.length).toBeGreaterThan(0);
  }, 120_000);

  it("forgives two things and no more", () => {
    expect(volatile.map(({ what }) => what)).toEqual(["request", "computedAt"]);
  });
});
