/**
 * One meaning for lists and figures: the ground and context that stand, and what merged codes mean. Each number of the board is
 * followed to its list.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { figuresBoard } from "../src/figures/figures.contract.ts";
import { listExaminations } from "../src/firearms/examiner.contract.ts";
import { listFirearms } from "../src/firearms/firearm.contract.ts";
import { loadCandidates } from "../src/matching/candidate.store.ts";
import { scorePair } from "../src/matching/matcher.ts";
import type { Tx } from "../src/platform/database.ts";
import { createLog } from "../src/platform/log.ts";
import {
  addContext,
  addGround,
  listRecoveries,
  readRecovery,
  recordRecovery,
} from "../src/recoveries/recovery.contract.ts";
import { decideProposal, propose } from "../src/reference/curator.contract.ts";
import { followLists } from "../src/reference/list-follower.ts";
import { readReference } from "../src/reference/reference.contract.ts";
import { onePistol, openWorld, type Person, type World } from "./world.ts";

let world: World;
let officer: Person;
let operator: Person;
let analyst: Person;
let head: Person;
beforeAll(async () => {
  world = await openWorld();
  officer = await world.person("border.chief");
  operator = await world.person("focal.operator");
  analyst = await world.person("border.analyst");
  head = await world.person("focal.head");
});
afterAll(() => world.close());

async function fold(): Promise<void> {
  await world.node.database.asSystem("tamga_keeper", (tx) => tx.query("select figures.fold_changes(100000)"));
}

/** Every number of the board by this dimension, and what its list says. */
async function followed(reader: Person, by: "ground" | "context" | "type"): Promise<Record<string, [number, number]>> {
  const board = await reader.do(figuresBoard, { query: {} });
  const rows = board.dimensions.find((one) => one.by === by)?.rows ?? [];
  const found: Record<string, [number, number]> = {};
  for (const { key, recoveries } of rows) {
    const { total } = await reader.do(listRecoveries, { query: { counted: "yes", [by]: key ?? "-" } });
    found[key ?? "-"] = [recoveries, total ?? -1];
  }
  return found;
}
const agree = (found: Record<string, [number, number]>): void => {
  for (const [key, [figure, list]] of Object.entries(found)) expect({ key, list }).toEqual({ key, list: figure });
};

describe("the ground and the context that stand", () => {
  it("are the same on the page, in the list and in the figures: by their day, corrected, in words", async () => {
    const record = async (serial: string, ground: object): Promise<string> =>
      (await officer.do(recordRecovery, { body: { ...onePistol(serial), ground } })).id;
    // Said later of an earlier day: what was said first still stands.
    const earlier = await record("ЕМ 1001", { code: "possession" });
    await officer.do(addGround, { params: { id: earlier }, body: { code: "smuggling", fromDate: "2020-01-01" } });
    // Said later of a later day.
    const later = await record("ЕМ 1002", { code: "possession" });
    const [first] = (await officer.do(readRecovery, { params: { id: later } })).grounds;
    await officer.do(addGround, {
      params: { id: later },
      body: { code: "possession", fromDate: "2026-01-05", corrects: first?.id ?? "", reason: "The day was wrong" },
    });
    await officer.do(addGround, { params: { id: later }, body: { code: "smuggling", fromDate: "2026-05-05" } });
    // What stands is corrected by one of an earlier day.
    const corrected = await record("ЕМ 1003", { code: "possession" });
    const [wrong] = (await officer.do(readRecovery, { params: { id: corrected } })).grounds;
    await officer.do(addGround, {
      params: { id: corrected },
      body: { code: "trafficking", fromDate: "2019-01-01", corrects: wrong?.id ?? "", reason: "Mistaken at the post" },
    });
    // Words without a code.
    const words = await record("ЕМ 1004", { written: "pending" });
    await officer.do(addContext, { params: { id: words }, body: { written: "a quarrel", fromDate: "2026-02-01" } });
    await officer.do(addContext, { params: { id: words }, body: { code: "terrorism", fromDate: "2025-02-01" } });

    const expected = { [earlier]: "possession", [later]: "smuggling", [corrected]: "trafficking", [words]: "pending" };
    for (const [id, key] of Object.entries(expected)) {
      const { grounds } = await officer.do(readRecovery, { params: { id } });
      const standing = grounds.filter(({ stands }) => stands);
      expect(standing.map(({ code, written }) => code ?? written)).toEqual([key]);
      for (const counted of [{}, { counted: "yes" as const }]) {
        const { items } = await officer.do(listRecoveries, { query: { ground: key, ...counted, limit: 100 } });
        expect(items.map((item) => item.id)).toContain(id);
      }
    }
    for (const folded of [false, true]) {
      if (folded) await fold();
      const grounds = await followed(analyst, "ground");
      agree(grounds);
      for (const key of Object.values(expected)) expect(grounds[key]?.[0]).toBeGreaterThan(0);
      const contexts = await followed(analyst, "context");
      agree(contexts);
      expect(contexts["a quarrel"]).toEqual([1, 1]);
      expect(contexts["terrorism"]).toBeUndefined();
    }
  });

  it("begin on a day that has come", async () => {
    const { id } = await officer.do(recordRecovery, { body: onePistol("ЕМ 1005") });
    for (const contract of [addGround, addContext]) {
      const answer = await officer.try(contract, {
        params: { id },
        body: { written: "from next year on", fromDate: "2999-01-01" },
      });
      expect([answer.status, answer.body]).toMatchObject([
        422,
        { fields: [{ path: "/fromDate", code: "date-future" }] },
      ]);
    }
  });

  it("is no correction of the record, which goes on at its version", async () => {
    const { id, version } = await officer.do(recordRecovery, {
      body: { ...onePistol("ЕМ 1006"), ground: { written: "in words" } },
    });
    await officer.do(addGround, { params: { id }, body: { written: "in other words" } });
    expect((await officer.do(readRecovery, { params: { id } })).version).toBe(version);
  });
});

function firstWeapon(serial: string): Record<string, unknown> {
  const [weapon] = (onePistol(serial) as { readonly firearms: readonly Record<string, unknown>[] }).firearms;
  return weapon ?? {};
}

describe("a merged code", () => {
  const reason = "One maker under two names";
  async function accepted(body: Record<string, unknown>): Promise<string> {
    const { id } = await operator.do(propose, { body: { ...body, reason } });
    await head.do(decideProposal, { params: { id }, body: { decision: "accepted", reason } });
    return id;
  }
  const weapon = (serial: string, more: Record<string, unknown>): Record<string, unknown> => ({
    ...firstWeapon(serial),
    ...more,
    marks: [{ kind: "serial", place: "frame", readings: [{ written: serial, state: "clear" }] }],
  });
  const record = async (...firearms: Record<string, unknown>[]) =>
    officer.do(recordRecovery, { body: { ...onePistol("СК 1"), firearms } });

  it(
    "finds under the kept entry what was recorded under it, in lists and figures, until it is revoked",
    { timeout: 60_000 },
    async () => {
      const pistol = { type: { code: "pistol", written: "pistol" } };
      await accepted({
        kind: "entry",
        list: "types",
        code: "service-pistol",
        cells: {
          parent: "handgun",
          name_en: "Service pistol",
          name_ru: "Штатный пистолет",
          unodc: "pistol",
          hs: "9302",
          admin_class: "rifled",
        },
      });
      await accepted({
        kind: "entry",
        list: "makes",
        code: "old-works",
        cells: { name_en: "Old Works", name_ru: "Старый завод" },
      });
      await accepted({
        kind: "entry",
        list: "makes",
        code: "new-works",
        cells: { name_en: "New Works", name_ru: "Новый завод" },
      });
      const service = { type: { code: "service-pistol", written: "service pistol" } };
      const old = { make: { code: "old-works", written: "Old Works" } };
      const both = await record(weapon("СК 2001", { ...pistol, ...old }), weapon("СК 2002", { ...service, ...old }));
      await record(weapon("СК 2003", { ...service, make: { code: "new-works", written: "New Works" } }));
      await fold();
      const before = await followed(analyst, "type");
      agree(before);
      expect(before["service-pistol"]).toEqual([2, 2]);
      const pistols = before["pistol"]?.[0] ?? 0;
      const firearms = async (by: string): Promise<number> =>
        (await analyst.do(figuresBoard, { query: { type: by } })).firearms;
      const all = (await analyst.do(figuresBoard, { query: {} })).firearms;
      expect(await firearms("service-pistol")).toBe(2);

      const merge = await accepted({ kind: "merge", list: "types", code: "service-pistol", into: "pistol" });
      await accepted({ kind: "merge", list: "makes", code: "old-works", into: "new-works" });

      // A recovery with one of each counts once by the type it now is; the firearms are all still there. Folded or not.
      for (const folded of [false, true]) {
        if (folded) await fold();
        const types = await followed(analyst, "type");
        agree(types);
        expect(types["service-pistol"]).toBeUndefined();
        expect(types["pistol"]).toEqual([pistols + 1, pistols + 1]);
        expect((await analyst.do(figuresBoard, { query: {} })).firearms).toBe(all);
        // A bookmark of the old code opens the same.
        expect(await firearms("service-pistol")).toBe(await firearms("pistol"));
      }
      const ids = (query: Record<string, string>) =>
        officer.do(listFirearms, { query }).then(({ items }) => items.map((item) => item.id));
      expect(await ids({ make: "new-works" })).toHaveLength(3);
      expect(await ids({ make: "old-works" })).toHaveLength(3);
      expect(await ids({ type: "service-pistol", make: "new-works" })).toHaveLength(3);
      expect(
        (await officer.do(listRecoveries, { query: { type: "handgun", counted: undefined } })).items.map(
          ({ id }) => id,
        ),
      ).toContain(both.id);
      expect(
        (await officer.do(listRecoveries, { query: { type: "service-pistol" } })).items.map(({ id }) => id),
      ).toContain(both.id);
      const examiner = await world.person("police.examiner");
      expect((await examiner.do(listExaminations, { query: { type: "service-pistol" } })).items).toEqual(
        (await examiner.do(listExaminations, { query: { type: "pistol" } })).items,
      );

      // The weapon keeps what was recorded; a picker never offers the merged code, and every page knows what it means.
      expect(
        (await world.admin.query("select distinct make_code from firearms.firearm where make_written = 'Old Works'"))
          .rows,
      ).toEqual([{ make_code: "old-works" }]);
      const makes = await officer.do(readReference, { params: { list: "makes" }, query: {} });
      expect(makes.items.some(({ code }) => code === "old-works")).toBe(false);
      expect(makes.merged).toContainEqual({ code: "old-works", into: "new-works" });
      const offered = await officer.do(readReference, { params: { list: "makes" }, query: { q: "Old Works" } });
      expect(offered.items[0]).toMatchObject({ code: "new-works" });

      // Revoked, each is itself again.
      await accepted({ kind: "revoke", revokes: merge });
      agree(await followed(analyst, "type"));
      expect((await followed(analyst, "type"))["service-pistol"]).toEqual([2, 2]);
      await fold();
      expect((await followed(analyst, "type"))["service-pistol"]).toEqual([2, 2]);
    },
  );

  it("agrees with the kept one when two records are compared", async () => {
    const one = await record(weapon("СК 3001", { make: { code: "old-works", written: "Old Works" } }));
    const other = await record(weapon("СК 3001", { make: { code: "new-works", written: "New Works" } }));
    const [first, second] = await world.node.database.asSystem("tamga_matcher", (tx: Tx) =>
      loadCandidates(tx, [], [one.firearms[0]?.id ?? "", other.firearms[0]?.id ?? ""]),
    );
    if (first === undefined || second === undefined) throw new Error("weapons not found");
    expect(scorePair(first, second)?.why.find(({ field }) => field === "make")).toMatchObject({ level: "same" });
    expect([first.shown.make, second.shown.make].toSorted()).toEqual(["New Works", "Old Works"]);
  });

  it("is not brought back by a program that read the lists while a revocation was being accepted", async () => {
    const held = await world.admin.query("select pg_advisory_lock(7120934416)");
    expect(held.rowCount).toBe(1);
    let followed = false;
    const following = followLists(world.node.database, createLog("silent")).then((follower) => {
      followed = true;
      return follower;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(followed).toBe(false);
    await world.admin.query("select pg_advisory_unlock(7120934416)");
    await (await following).stop();
  });

  it("is written by nobody but a curator", async () => {
    const asOfficer = world.node.database.asActor({ personId: officer.id, permission: "recoveries.read" }, (tx) =>
      tx.query("select reference.put_merged_codes('[]')"),
    );
    await expect(asOfficer).rejects.toThrow(/not a curator/);
    await expect(
      world.node.database.asActor({ personId: operator.id, permission: "reference.curate" }, (tx) =>
        tx.query("delete from reference.merged_code"),
      ),
    ).rejects.toThrow(/permission denied/);
  });
});
