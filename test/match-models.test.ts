/**
 * The matching learns from decisions: a version is learned from all decisions of the country, in force only after another person accepted
 * its report, and every decision can be made again with the version written beside it.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listNotices } from "../src/access/notice.contract.ts";
import { decideHit, listHits, readHit } from "../src/matching/hit.contract.ts";
import { hitQuality } from "../src/matching/hit-threshold.contract.ts";
import { matchModel } from "../src/matching/engine/match-model.ts";
import { matchNow } from "../src/matching/matcher.ts";
import { modelDocument } from "../src/matching/learning/model-document.ts";
import { freshModel, modelInForce } from "../src/matching/learning/model-in-force.ts";
import { modelTasks } from "../src/matching/learning/model-task.ts";
import {
  decideModel,
  exportModel,
  listModels,
  proposeModel,
  putModelInForce,
  readModel,
  recomputeHit,
} from "../src/matching/learning/model.contract.ts";
import { indexKeysOfWritten } from "../src/matching/serial-keys.ts";
import type { CallOutput } from "../src/platform/contract.ts";
import { createLog } from "../src/platform/log.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { putDecidedHits } from "./decided-hits.ts";
import { onePistol, openWorld, type Person, type World } from "./world.ts";

let world: World;
let operator: Person;
let head: Person;
let keeper: Person;
let officer: Person;

/** A stolen pistol in the police register, as an import would leave it. */
async function putStolen(serial: string): Promise<string> {
  const [register, id] = [randomUUID(), randomUUID()];
  await world.node.database.asActor({ personId: keeper.id }, async (tx) => {
    await tx.query(
      `insert into registers.register (id, code, kind, name_en, name_ru, institution_id, unit_id, created_by, audience)
       values ($1, $2, 'lost-stolen', 'Stolen', 'Похищенное', 0, 0, access.actor(), '{}')`,
      [register, `lost-${register.slice(0, 4)}`],
    );
    await tx.query(
      `insert into registers.record (id, register_id, institution_id, audience, reason, type_written, make_written, model_written, calibre_written, serial_written, serial_keys)
       values ($1, $2, 0, '{}', 'stolen', 'пистолет', 'Ижевск', 'ПМ', '9x18', $3, $4::bigint[])`,
      [id, register, serial, `{${indexKeysOfWritten(serial).join(",")}}`],
    );
    await tx.query("select matching.put_keys(1, $1, '{}')", [[id]]);
  });
  return id;
}

/** A weapon that is found with this number, and its hit. */
async function foundAs(serial: string): Promise<string> {
  const made = await officer.do(recordRecovery, { body: onePistol(serial) });
  await matchNow(world.node.database);
  const { items } = await keeper.do(listHits, { query: { record: made.firearms[0]?.id ?? "" } });
  return items[0]?.id ?? "";
}

async function learned(by: Person, reason: string): Promise<CallOutput<typeof readModel>> {
  const { id, state } = await by.do(proposeModel, { body: { reason } });
  expect(state).toBe("learning");
  world.node.jobs.wake();
  for (let turn = 0; turn < 1800; turn += 1) {
    const now = await by.do(readModel, { params: { id } });
    if (now.state !== "learning") return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("still learning");
}

const inForce = async (): Promise<string> => (await operator.do(listModels, {})).inForce;
const accept = { decision: "accepted" as const, reason: "read the report" };

beforeAll(async () => {
  world = await openWorld({ parts: { tasks: (database) => modelTasks(database, createLog("silent")) } });
  operator = await world.person("focal.operator");
  head = await world.person("focal.head");
  keeper = await world.person("police.keeper");
  officer = await world.person("border.officer");
});
afterAll(() => world.close());

describe("learning from decisions", () => {
  it("refuses too few decisions, in words, and nothing changes", async () => {
    const few = await learned(operator, "a first try");
    expect(few.state).toBe("refused");
    expect(few.report).toMatchObject({ refusal: "too-few", decided: 0, leastDecided: 100, leastOfEach: 25 });
    const reply = await head.try(decideModel, { params: { id: few.id }, body: accept });
    expect([reply.status, reply.body]).toMatchObject([409, { code: "model-settled" }]);
    expect(await inForce()).toBe(matchModel.version);
  });

  it(
    "is not in force until another person accepts it; then hits carry it, and old ones keep theirs and are made again exactly",
    { timeout: 240_000 },
    async () => {
      const record = await putStolen("МК45718");
      for (const serial of ["ЖЯ700021", "КР552301", "ТТ818264"]) await putStolen(serial);
      const before = await foundAs("МК45718");
      const old = await keeper.do(readHit, { params: { id: before } });
      await keeper.do(decideHit, {
        params: { id: before },
        body: { verb: "unsure", reason: "ask the finder", version: old.version },
      });

      const ids = await putDecidedHits(world, 360, (p) => 1 / (1 + Math.exp(1.5 - 0.8 * Math.log(p / (1 - p)))), {
        record,
      });
      // One decision from before anything was kept of what was compared; one hit that the focal point sees.
      await world.admin.query("update matching.hit_decision set compared = null where hit_id = $1", [ids[5]]);
      const first = await learned(operator, "a year of decisions");
      expect(first.report?.refusal).toBeNull();
      expect(first.state).toBe("proposed");
      expect(first.version).toMatch(/^\d{4}-\d\d-\d\d-learned-2$/);
      const { report } = first;
      const notices = async (who: Person): Promise<string[]> =>
        (await who.do(listNotices, {})).items.map(({ code }) => code);
      expect([await notices(operator), await notices(head)]).toEqual([["model-refused"], ["model-waits"]]);
      expect([report?.decided, report?.leftOut]).toEqual([359, 1]);
      expect(report?.heldOut?.candidate.loss).toBeLessThan(report?.heldOut?.parent.loss ?? 0);
      expect(report?.heldOut?.candidate.calibrationError).toBeLessThan(report?.heldOut?.parent.calibrationError ?? 0);

      // The wall: the country's counts are told, not which hits: the focal point sees none of the police's records.
      expect(report?.changes?.most).toEqual([]);
      expect(report?.registers).toContainEqual(
        expect.objectContaining({ institution: "POLICE", register: null, hidden: true }),
      );
      const most = await world.admin.query<{ hit: string }>(
        "select m->>'hit' as hit from matching.model_version v, jsonb_array_elements(v.report->'changes'->'most') m where v.id = $1",
        [first.id],
      );
      const opened = most.rows[0]?.hit ?? "";
      await world.admin.query(
        "update matching.hit h set other_audience = h.other_audience || (select g.id from access.audience_group g where g.kind = 'national') where h.id = $1",
        [opened],
      );
      const again = await head.do(readModel, { params: { id: first.id } });
      expect(again.report?.changes?.most.map(({ id }) => id)).toEqual([opened]);
      expect(again.report?.changes?.most[0]?.number).toBe(`H-${opened.slice(0, 8)}`);

      // Not in force yet.
      expect(await inForce()).toBe(matchModel.version);
      const meanwhile = await foundAs("КР552301");
      expect((await keeper.do(readHit, { params: { id: meanwhile } })).modelVersion).toBe(matchModel.version);

      const second = await learned(head, "the same, to compare");
      const own = await operator.try(decideModel, { params: { id: first.id }, body: accept });
      expect([own.status, own.body]).toMatchObject([403, { code: "own-version" }]);
      const accepted = await head.do(decideModel, { params: { id: first.id }, body: accept });
      expect(accepted).toMatchObject({ state: "accepted", inForce: true, may: [] });
      expect(await inForce()).toBe(first.version);

      // Its report compares with a version that is not in force any more.
      const late = await operator.try(decideModel, { params: { id: second.id }, body: accept });
      expect([late.status, late.body]).toMatchObject([409, { code: "model-overtaken" }]);
      await operator.do(decideModel, {
        params: { id: second.id },
        body: { decision: "rejected", reason: "overtaken" },
      });

      const after = await foundAs("ЖЯ700021");
      expect((await keeper.do(readHit, { params: { id: after } })).modelVersion).toBe(first.version);
      const kept = await keeper.do(readHit, { params: { id: before } });
      expect([kept.modelVersion, kept.probability]).toEqual([matchModel.version, old.probability]);
      const made = await keeper.do(recomputeHit, { params: { id: before } });
      expect(made.today).toBe(first.version);
      expect(made.items.map(({ outcome, version }) => [outcome, version])).toEqual([
        ["same", matchModel.version],
        ["same", matchModel.version],
      ]);
      for (const item of made.items) {
        expect(item.again).toBe(item.said);
        expect(item.now).not.toBe(item.said);
      }
      const fresh = await keeper.do(recomputeHit, { params: { id: after } });
      expect(fresh.items).toEqual([
        expect.objectContaining({ decision: null, version: first.version, outcome: "same" }),
      ]);
    },
  );

  it("says why a decision cannot be made again", async () => {
    const [hit] = (await keeper.do(listHits, { query: { state: "proposed", aside: "with", limit: 5 } })).items;
    const id = hit?.id ?? "";
    await world.admin.query("update matching.hit set model_version = '2019-lost' where id = $1", [id]);
    expect((await keeper.do(recomputeHit, { params: { id } })).items[0]).toMatchObject({
      outcome: "version-unknown",
      again: null,
    });
    await world.admin.query("update matching.hit set compared = null where id = $1", [id]);
    expect((await keeper.do(recomputeHit, { params: { id } })).items[0]).toMatchObject({
      outcome: "not-kept",
      now: null,
    });
    expect((await (await world.person("customs.analyst")).try(recomputeHit, { params: { id } })).status).toBe(404);
  });

  it("goes back to an earlier version by a new decision, in every program that asks", async () => {
    const { versions } = await operator.do(listModels, {});
    const shipped = versions.find(({ state }) => state === "shipped");
    const refused = versions.find(({ state }) => state === "refused");
    const wrong = await operator.try(putModelInForce, {
      params: { id: refused?.id ?? "" },
      body: { reason: "try it" },
    });
    expect([wrong.status, wrong.body]).toMatchObject([409, { code: "model-not-accepted" }]);
    await operator.do(putModelInForce, { params: { id: shipped?.id ?? "" }, body: { reason: "too few hits since" } });
    const { inForce: now, changes } = await head.do(listModels, {});
    expect(now).toBe(matchModel.version);
    expect(changes.map(({ reason }) => reason)).toEqual(["too few hits since", "read the report"]);
    await world.node.database.asSystem("tamga_matcher", freshModel);
    expect(modelInForce()).toBe(matchModel);
    // What was in force stays, and may be put in force again.
    const accepted = versions.find(({ state }) => state === "accepted");
    const back = await head.do(putModelInForce, {
      params: { id: accepted?.id ?? "" },
      body: { reason: "it was the season" },
    });
    expect(back.inForce).toBe(true);
    await world.node.database.asSystem("tamga_matcher", freshModel);
    expect(modelInForce().version).toBe(accepted?.version);
    await head.do(putModelInForce, { params: { id: shipped?.id ?? "" }, body: { reason: "as shipped" } });
  });

  it("gives a version as a file, and leaves an entry of each act", async () => {
    const { versions } = await operator.do(listModels, {});
    const accepted = versions.find(({ state }) => state === "accepted");
    const reply = await operator.try(exportModel, { params: { id: accepted?.id ?? "" } });
    expect(reply.status).toBe(200);
    const document = modelDocument.parse(typeof reply.body === "string" ? JSON.parse(reply.body) : reply.body);
    expect(document).toMatchObject({
      name: accepted?.version,
      parent: matchModel.version,
      learnedFrom: { decided: 359 },
    });
    const { rows } = await world.admin.query<{ verb: string; count: number }>(
      "select verb, count(*)::int as count from journal.entry where kind = 'match-model' and record = $1 and outcome = 'done' group by verb order by verb",
      [accepted?.id],
    );
    const verbs = new Map(rows.map(({ verb, count }) => [verb, count]));
    expect([verbs.get("create"), verbs.get("change"), verbs.get("decide"), verbs.get("export")]).toEqual([1, 1, 2, 1]);
  });
});

describe("a version that this program cannot count with", () => {
  it("stays in force in name, and the page says what is used instead", async () => {
    const { versions, counted, inForce: before } = await operator.do(listModels, {});
    expect(counted).toBe(before);
    const accepted = versions.find(({ state }) => state === "accepted");
    // As another making of the engine would have left it.
    await world.admin.query("set session_replication_role = replica");
    await world.admin.query(
      `update matching.model_version set content = jsonb_set(content, '{making}', '99') where id = $1`,
      [accepted?.id],
    );
    await world.admin.query("set session_replication_role = default");
    await operator.do(putModelInForce, { params: { id: accepted?.id ?? "" }, body: { reason: "to see" } });
    expect(await head.do(listModels, {})).toMatchObject({ inForce: accepted?.version, counted: matchModel.version });
    const hit = await foundAs("ТТ818264");
    expect((await keeper.do(readHit, { params: { id: hit } })).modelVersion).toBe(matchModel.version);
    const shipped = versions.find(({ state }) => state === "shipped");
    await head.do(putModelInForce, { params: { id: shipped?.id ?? "" }, body: { reason: "as shipped" } });
  });
});

describe("the page of quality", () => {
  it("says of each kind of error what was confirmed and what was told at once, and how long each register took", async () => {
    const quality = await keeper.do(hitQuality, {});
    expect(quality.decided).toBeGreaterThan(350);
    for (const { confirmed, told } of quality.kinds) {
      expect(told.of).toBe(confirmed.count);
      expect(told.count).toBeLessThanOrEqual(told.of);
    }
    const [same] = quality.kinds;
    expect(same?.kind).toBe("same-number");
    // Errors cost: pairs that differ are told of less often than those that do not.
    const sum = (some: typeof quality.kinds): number =>
      some.reduce((all, { told }) => all + told.count, 0) / some.reduce((all, { told }) => all + told.of, 0);
    expect(sum(quality.kinds.slice(1))).toBeLessThan(sum(quality.kinds.slice(0, 1)));
    expect(quality.registers.some(({ days }) => days.median !== null)).toBe(true);
    expect((await (await world.person("customs.officer")).do(hitQuality, {})).decided).toBe(0);
  });
});

describe("the wall around it", () => {
  it("lets in who weighs the matching for the whole country, and nobody else", async () => {
    const { versions } = await operator.do(listModels, {});
    const params = { id: versions[0]?.id ?? "" };
    for (const name of [
      "police.keeper",
      "police.analyst",
      "border.officer",
      "focal.statistician",
      "focal.administrator",
    ]) {
      const person = await world.person(name);
      for (const reply of [
        await person.try(listModels, {}),
        await person.try(readModel, { params }),
        await person.try(exportModel, { params }),
        await person.try(proposeModel, { body: { reason: "I would like to" } }),
        await person.try(decideModel, { params, body: accept }),
        await person.try(putModelInForce, { params, body: { reason: "mine" } }),
      ])
        expect(reply.status, name).toBe(403);
    }
    // The role alone is not enough: it must reach the nation.
    const customs = await world.person("customs.analyst");
    await world.admin.query(
      `insert into access.role_assignment (id, person_id, role, scope, unit_id) select gen_random_uuid(), p.id, 'focal-head', 'institution', p.unit_id from access.person p where p.id = $1`,
      [customs.id],
    );
    expect((await customs.try(listModels, {})).status).toBe(403);
    expect((await customs.try(readModel, { params })).status).toBe(403);
    expect((await customs.try(exportModel, { params })).status).toBe(403);
  });

  it("stands in the database too", async () => {
    const as = <T>(who: Person, sql: string, values: unknown[] = []): Promise<T[]> =>
      world.node.database.asActor(
        { personId: who.id, purpose: "matching" },
        (tx) => tx.query(sql, values) as Promise<T[]>,
      );
    const put =
      "insert into matching.model_version (id, version, parent, reason) values (gen_random_uuid(), $1, $2, 'mine')";
    const names = ["by-hand-1", matchModel.version];
    expect(await as(keeper, "select 1 from matching.model_version")).toEqual([]);
    await expect(as(keeper, put, names)).rejects.toMatchObject({ code: "42501" });
    await expect(
      as(keeper, "insert into matching.model_change (version, reason) values ($1, 'mine')", [matchModel.version]),
    ).rejects.toMatchObject({ code: "42501" });
    // Nobody puts numbers by hand, accepts their own, or changes what is settled.
    await expect(
      as(
        operator,
        "insert into matching.model_version (id, version, parent, reason, content) values (gen_random_uuid(), $1, $2, 'mine', '{}')",
        names,
      ),
    ).rejects.toMatchObject({ code: "42501" });
    await as(operator, put, names);
    await expect(
      as(
        head,
        "update matching.model_version set state = 'accepted', decision = 'so be it' where version = 'by-hand-1' returning 1",
      ),
    ).resolves.toEqual([]);
    await expect(
      as(head, "insert into matching.model_change (version, reason) values ('by-hand-1', 'so be it')"),
    ).rejects.toMatchObject({ code: "42501" });
    await world.admin.query(
      "update matching.model_version set state = 'proposed', content = '{}', report = '{}' where version = 'by-hand-1'",
    );
    await expect(
      as(
        operator,
        "update matching.model_version set state = 'accepted', decision = 'so be it' where version = 'by-hand-1'",
      ),
    ).rejects.toMatchObject({ code: "23514" });
    await as(
      head,
      "update matching.model_version set state = 'rejected', decision = 'by hand' where version = 'by-hand-1'",
    );
    await expect(
      world.admin.query("update matching.model_version set state = 'accepted' where version = 'by-hand-1'"),
    ).rejects.toMatchObject({ code: "42501" });
    await expect(as(head, "delete from matching.model_version")).rejects.toMatchObject({ code: "42501" });
    await expect(as(head, "update matching.model_change set reason = 'another'")).rejects.toMatchObject({
      code: "42501",
    });
  });
});
