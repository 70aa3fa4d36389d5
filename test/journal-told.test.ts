/** What the journal tells of its contents, to whom: reasons to the owner, words of a purpose and refusals to the auditor. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shareRecord } from "../src/access/sharing.contract.ts";
import { auditJournal, readHistory } from "../src/journal/journal.contract.ts";
import { changeRecovery, readRecovery, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { onePistol, openWorld, type World } from "./world.ts";

const why = "the village was misspelt in the protocol";
let world: World;
let id: string;
let number: string;

beforeAll(async () => {
  world = await openWorld();
  const chief = await world.person("border.chief");
  const made = await (await world.person("border.officer")).do(recordRecovery, { body: onePistol("МК4571") });
  ({ id, number } = made);
  await chief.do(changeRecovery, {
    params: { id },
    body: { version: made.version, changes: { circumstances: "at the bridge" }, reason: why },
  });
  const unit = await world.admin.query<{ id: number }>(
    "select u.id from access.unit u join access.institution i on i.id = u.institution_id where i.code = 'PROSECUTOR' and u.code = 'CITY'",
  );
  await chief.do(shareRecord, {
    params: { kind: "recovery", id },
    body: { with: { unit: unit.rows[0]?.id }, reason: "case 17" },
  });
});
afterAll(() => world.close());

async function reasons(username: string): Promise<readonly (string | null)[]> {
  const { items } = await (await world.person(username)).do(readHistory, { params: { kind: "recovery", id } });
  return items.filter((item) => item.verb === "change").map((item) => item.reason);
}

/** Asks the function itself, as a person, past every contract. */
async function told(username: string): Promise<readonly { purpose_text: string | null; call: string | null }[]> {
  const person = await world.person(username);
  const all = await world.admin.query<{ id: string }>("select id from journal.entry");
  return world.node.database.asActor({ personId: person.id }, (tx) =>
    tx.query("select * from journal.reveal_told($1)", [all.rows.map((row) => row.id)]),
  );
}

describe("the reason of a correction", () => {
  it("stands in the history for its author and for the owner institution", async () => {
    expect(await reasons("border.chief")).toEqual([why]);
    expect(await reasons("border.officer")).toEqual([why]);
  });

  it("stays closed to who only sees the record, and to who does not", async () => {
    expect(await reasons("prosecutor.city")).toEqual([null]);
    const closed = await (await world.person("customs.officer")).try(readHistory, { params: { kind: "recovery", id } });
    expect(JSON.stringify(closed)).not.toContain(why);
    const customs = await world.person("customs.officer");
    const rows = await world.node.database.asActor({ personId: customs.id }, (tx) =>
      tx.query("select * from journal.reveal_reasons('recovery', $1)", [id]),
    );
    expect(rows).toEqual([]);
  });
});

describe("the auditor's list", () => {
  it("says the words of a purpose, what was refused and why, and the record's number", async () => {
    const officer = await world.person("border.officer");
    await officer.do(readRecovery, { params: { id } }, { purpose: `recording; ${encodeURIComponent("дело 17/26")}` });
    const customs = await world.person("customs.officer");
    expect((await customs.try(readRecovery, { params: { id } })).status).toBe(404);
    const auditor = await world.person("focal.auditor");
    const { items } = await auditor.do(auditJournal, { query: { record: id, limit: 50 } });
    expect(items.find((item) => item.verb === "read")).toMatchObject({
      purpose: "recording",
      purposeText: "дело 17/26",
      number,
      refused: null,
    });
    expect(items.find((item) => item.outcome === "refused")).toMatchObject({
      refused: { call: "recoveries.read", code: "not-found" },
    });
    // Neither what was written nor why it was corrected.
    expect(JSON.stringify(items)).not.toMatch(/МК4571|bridge|misspelt/);
  });

  it("is closed to everybody else, whatever they ask the function", async () => {
    expect((await told("focal.auditor")).length).toBeGreaterThan(0);
    for (const username of ["border.officer", "border.chief", "focal.administrator", "police.keeper"]) {
      expect(await told(username)).toEqual([]);
    }
  });
});
