import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { matchNow } from "../src/matching/matcher.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import {
  changeRegister,
  listRecords,
  listRegisters,
  readRecord,
  readRegister,
} from "../src/registers/register.contract.ts";
import { importAll, newRegister, openImportWorld } from "./importing.ts";
import { onePistol, type Person, type World } from "./world.ts";

let world: World;
let keeper: Person;
let analyst: Person;
beforeAll(async () => {
  world = await openImportWorld();
  keeper = await world.person("police.keeper");
  analyst = await world.person("police.analyst");
});
afterAll(() => world.close());

const as = (purpose: string): { purpose: string } => ({ purpose });

async function filled(serial: string): Promise<{ register: string; record: string }> {
  const register = await newRegister(keeper);
  await importAll(world, keeper, `Model,Serial number\nPM,${serial}\n`, {
    name: "a.csv",
    target: "register",
    register,
  });
  const { items } = await keeper.do(listRecords, { query: { register } });
  return { register, record: items[0]?.id ?? "" };
}

describe("what a register may be used for", () => {
  it("closes its records to every other purpose: list, search, check and page", async () => {
    const { register, record } = await filled("KL 445566");
    const seen = async (purpose: string): Promise<unknown[]> => [
      (await analyst.do(listRecords, { query: { register } }, as(purpose))).items.length,
      (await analyst.do(checkSerial, { body: { serial: "KL445566" } }, as(purpose))).answers.length,
      (await analyst.try(readRecord, { params: { id: record } }, as(purpose))).status,
      (await analyst.do(readRegister, { params: { id: register } }, as(purpose))).closedNow,
    ];
    expect(await seen("investigation")).toEqual([1, 1, 200, false]);
    await keeper.do(changeRegister, { params: { id: register }, body: { purposes: ["tracing", "matching"] } });
    expect(await seen("investigation")).toEqual([0, 0, 404, true]);
    expect(await seen("tracing")).toEqual([1, 1, 200, false]);
    // The register itself is seen, with what it may be used for: one is told which purpose to state.
    const { items } = await analyst.do(listRegisters, {}, as("investigation"));
    expect(items.find((item) => item.id === register)?.purposes).toEqual(["tracing", "matching"]);
    // Who imports into it for another purpose compares with all that stands, and doubles nothing.
    const again = await importAll(world, analyst, "Model,Serial number\nPM,KL 445566\nPM,KL 445577\n", {
      name: "b.csv",
      target: "register",
      register,
    });
    expect(again.state).toBe("done");
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(2);
    // Its keeper goes on keeping it.
    expect((await keeper.do(listRecords, { query: { register } }, as("register-keeping"))).items).toHaveLength(2);
  });

  it("refuses a purpose that is in no list", async () => {
    const { register } = await filled("KL 111222");
    const reply = await keeper.try(changeRegister, {
      params: { id: register },
      body: { purposes: ["tracing", "curiosity"] },
    });
    expect([reply.status, reply.text.includes("/purposes/1")]).toEqual([422, true]);
  });

  it("proposes no hits out of a register that is not for matching", async () => {
    const { register, record } = await filled("MT 778899");
    await keeper.do(changeRegister, { params: { id: register }, body: { purposes: ["register-keeping"] } });
    const other = await filled("MT 778899");
    await (await world.person("border.officer")).do(recordRecovery, { body: onePistol("MT778899") });
    await matchNow(world.node.database);
    const { rows } = await world.admin.query<{ other_id: string }>("select other_id from matching.hit");
    expect(rows.map((row) => row.other_id)).toContain(other.record);
    expect(rows.map((row) => row.other_id)).not.toContain(record);
  });
});
