/** National additions to the code lists: proposed by one, reviewed by another, in force at once, and nothing rewritten. */
import { createNode, type TamgaNode } from "../src/node.ts";
import { createLog } from "../src/platform/log.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCodeLists } from "../src/reference/code-lists.ts";
import {
  decideProposal,
  exportList,
  listProposals,
  listSpellings,
  propose,
  readProposal,
  readRow,
  withdrawProposal,
} from "../src/reference/curator.contract.ts";
import { readOverlay } from "../src/reference/curator.store.ts";
import type { ListChange } from "../src/reference/list-overlay.ts";
import { codeLists, listsVersion, putOverlay } from "../src/reference/lists.ts";
import { readReference } from "../src/reference/reference.contract.ts";
import { listFirearms, readFirearm } from "../src/firearms/firearm.contract.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { onePistol, openWorld, type Person, type World } from "./world.ts";

let world: World;
let operator: Person;
let head: Person;
let officer: Person;
beforeAll(async () => {
  world = await openWorld();
  operator = await world.person("focal.operator");
  head = await world.person("focal.head");
  officer = await world.person("customs.officer");
});
afterAll(() => world.close());

const why = "Met in three seizures of this year";
const accept = (id: string) =>
  head.do(decideProposal, {
    params: { id },
    body: { decision: "accepted", reason: "Agrees with the mark on the slide" },
  });
const synonym = (code: string, ...writings: string[]) =>
  operator.do(propose, { body: { kind: "synonym", list: "makes", code, writings, reason: why } });
const found = async (list: "makes" | "models" | "calibres" | "types", q: string): Promise<string | undefined> =>
  (await officer.do(readReference, { params: { list }, query: { q } })).items[0]?.code;
const verbs = async (id: string): Promise<string[]> =>
  (
    await world.admin.query<{ verb: string }>("select verb from journal.entry where record = $1 order by at, id", [id])
  ).rows.map(({ verb }) => verb);

/** A pistol of this make, as somebody of the focal point writes it down. */
async function recover(serial: string, make: string, model = "ZZ-9", by = operator): Promise<void> {
  await by.do(recordRecovery, {
    body: {
      ...onePistol(serial),
      firearms: [
        {
          type: { written: "pistol" },
          make: { written: make },
          model: { written: model },
          calibre: { written: "9x18" },
          marks: [{ kind: "serial", place: "frame", readings: [{ written: serial, state: "clear" }] }],
        },
      ],
    },
  });
}

describe("a proposal", () => {
  it("is reviewed by another person, and holds from the moment it is accepted", async () => {
    expect(await found("makes", "Трапезунд Силах")).toBeUndefined();
    const made = await synonym("tisas", "Трапезунд Силах", "Trapezunt Silah");
    expect(made).toMatchObject({
      state: "waiting",
      mine: true,
      can: ["withdraw"],
      version: null,
      entry: { code: "tisas" },
    });
    expect(await found("makes", "Трапезунд Силах")).toBeUndefined();
    const own = await operator.try(decideProposal, {
      params: { id: made.id },
      body: { decision: "accepted", reason: "I am sure" },
    });
    expect([own.status, own.body]).toMatchObject([403, { code: "own-proposal" }]);
    const before = listsVersion();
    expect((await head.do(readProposal, { params: { id: made.id } })).can).toEqual(["accept", "reject"]);
    expect(await accept(made.id)).toMatchObject({ state: "accepted", version: before + 1, can: ["revoke"] });
    expect(await found("makes", "Трапезунд Силах")).toBe("tisas");
    expect(codeLists().findMake("TRAPEZUNT SILAH")?.code).toBe("tisas");
    expect(await verbs(made.id)).toEqual(["create", "refuse", "decide"]);
    const again = await head.try(decideProposal, {
      params: { id: made.id },
      body: { decision: "rejected", reason: why },
    });
    expect([again.status, again.body]).toMatchObject([409, { code: "proposal-decided" }]);
  });

  it("is refused by the database too, when its own author decides, and a decided one does not change", async () => {
    const { id } = await synonym("toz", "Оружейная слобода Тула");
    const asPerson = (person: Person, sql: string) =>
      world.node.database.asActor({ personId: person.id, permission: "reference.curate" }, (tx) => tx.query(sql, [id]));
    const decide =
      "update reference.proposal set state = 'accepted', decision = 'sure of it' where id = $1 returning id";
    await expect(asPerson(operator, decide)).rejects.toThrow(/check constraint/);
    expect(await asPerson(officer, decide)).toEqual([]);
    expect(await asPerson(head, decide.replace("accepted", "rejected"))).toHaveLength(1);
    expect(await asPerson(head, decide)).toEqual([]);
    expect(await asPerson(officer, "select id from reference.proposal where id = $1")).toEqual([]);
    await expect(
      asPerson(head, "update reference.version set version = 99 where $1::uuid is not null"),
    ).rejects.toThrow(/permission/);
  });

  it("can be withdrawn by its author, and by nobody else", async () => {
    const { id } = await synonym("toz", "Тульская оружейка");
    const foreign = await head.try(withdrawProposal, { params: { id }, body: { reason: why } });
    expect([foreign.status, foreign.body]).toMatchObject([403, { code: "not-own-proposal" }]);
    expect(await operator.do(withdrawProposal, { params: { id }, body: { reason: "Mistyped" } })).toMatchObject({
      state: "withdrawn",
      can: [],
    });
    expect(await verbs(id)).toEqual(["create", "refuse", "withdraw"]);
  });

  it("that the lists would contradict is not kept, and says in which field", async () => {
    const taken = await operator.try(propose, {
      body: { kind: "synonym", list: "makes", code: "toz", writings: ["Glock"], reason: why },
    });
    expect([taken.status, taken.body]).toMatchObject([
      422,
      { code: "proposal-does-not-fit", fields: [{ path: "/writings", code: "list-twice" }] },
    ]);
    const nowhere = await operator.try(propose, {
      body: { kind: "correction", list: "models", code: "pm", cells: { calibre: "9x81" }, reason: why },
    });
    expect(nowhere.body).toMatchObject({ fields: [{ path: "/cells/calibre", code: "list-unknown-code" }] });
    const unknown = await operator.try(propose, {
      body: { kind: "merge", list: "makes", code: "no-such", into: "toz", reason: why },
    });
    expect(unknown.body).toMatchObject({ fields: [{ path: "/code", code: "list-unknown-code" }] });
    const kind = await operator.try(propose, {
      body: { kind: "correction", list: "calibres", code: "9x18", cells: { kind: "пистолетный" }, reason: why },
    });
    expect(kind.body).toMatchObject({ fields: [{ path: "/cells/kind", code: "list-unknown-code" }] });
    const formula = await operator.try(propose, {
      body: { kind: "synonym", list: "makes", code: "toz", writings: ["=1+1"], reason: why },
    });
    expect(formula.status).toBe(422);
  });

  it("adds and corrects entries", async () => {
    const cells = { name_en: "Karatau Works", name_ru: "Завод «Каратау»", country: "KZ", aliases: "Karatau|Каратау" };
    const entry = await operator.do(propose, {
      body: { kind: "entry", list: "makes", code: "karatau", cells, reason: why },
    });
    const seen = await head.do(readProposal, { params: { id: entry.id } });
    expect(seen.faults).toEqual([]);
    expect(seen.columns).toContainEqual({ column: "country", before: null, after: "KZ" });
    await accept(entry.id);
    expect(await found("makes", "каратау")).toBe("karatau");
    const model = await operator.do(propose, {
      body: {
        kind: "entry",
        list: "models",
        code: "karatau-1",
        cells: { make: "karatau", name_en: "K-1", name_ru: "К-1", type: "pistol", calibre: "9x18" },
        reason: why,
      },
    });
    await accept(model.id);
    expect(codeLists().findModel("K-1", "karatau")?.code).toBe("karatau-1");
    const correction = await operator.do(propose, {
      body: { kind: "correction", list: "makes", code: "karatau", cells: { name_en: "Karatau Arms" }, reason: why },
    });
    await accept(correction.id);
    expect((await operator.do(readRow, { params: { list: "makes", code: "karatau" } })).cells).toMatchObject({
      name_en: "Karatau Arms",
      country: "KZ",
    });
  });
});

describe("merging two entries", () => {
  it("keeps what weapons say: the old code means the kept entry", async () => {
    await recover("MG 7701", "Karatau Arms", "K-1");
    const weapons = await head.do(listFirearms, { query: { q: "MG7701" } });
    const id = weapons.items[0]?.id ?? "";
    expect((await head.do(readFirearm, { params: { id } })).make.code).toBe("karatau");
    const merge = await operator.do(propose, {
      body: { kind: "merge", list: "makes", code: "karatau", into: "metallist-kz", reason: "One works, two names" },
    });
    await accept(merge.id);
    expect((await head.do(readFirearm, { params: { id } })).make).toMatchObject({
      code: "karatau",
      written: "Karatau Arms",
    });
    const lists = codeLists();
    expect(lists.makes.get("karatau")?.code).toBe("metallist-kz");
    expect([...lists.makes.keys()]).not.toContain("karatau");
    expect(lists.findMake("Завод Каратау")?.code).toBe("metallist-kz");
    expect(lists.models.get("karatau-1")?.make).toBe("metallist-kz");
    expect(await found("makes", "karatau")).toBe("metallist-kz");
    const whole = await officer.do(readReference, { params: { list: "makes" } });
    expect(whole.merged).toEqual([{ code: "karatau", into: "metallist-kz" }]);

    const revoke = await operator.do(propose, {
      body: { kind: "revoke", revokes: merge.id, reason: "Two works after all" },
    });
    await accept(revoke.id);
    expect(codeLists().makes.get("karatau")?.code).toBe("karatau");
    expect((await head.do(readProposal, { params: { id: merge.id } })).revoked).toBe(true);
    const twice = await operator.try(propose, { body: { kind: "revoke", revokes: merge.id, reason: why } });
    expect(twice.status).toBe(409);
  });
});

describe("the writings that no list knows", () => {
  it("come by frequency, with what they may mean, until they are learnt", async () => {
    for (const [at, make] of ["Zvezdochot", "zvezdochot ", "ZVEZDOCHOT", "Бабайка-арм"].entries())
      await recover(`UW 90${at}`, make);
    const ask = async (): Promise<{ written: string; count: number; waiting: number | null }[]> =>
      (await operator.do(listSpellings, { query: { list: "makes" } })).items;
    const before = (await ask()).map(({ written, count }) => `${written.toLowerCase()} ${count}`);
    expect(before.slice(0, 2)).toEqual(["zvezdochot 3", "бабайка-арм 1"]);
    const proposed = await synonym("cz", "Zvezdochot");
    expect((await ask())[0]?.waiting).toBe(proposed.number);
    await accept(proposed.id);
    expect((await ask()).map(({ written }) => written.toLowerCase())).not.toContain("zvezdochot");
    // Nothing was rewritten: the weapons still say what was written, without a code.
    const { rows } = await world.admin.query(
      "select 1 from firearms.firearm where lower(make_written) like 'zvezdochot%' and make_code is null",
    );
    expect(rows).toHaveLength(3);
    expect((await operator.try(listSpellings, {}, { purpose: null })).status).toBe(428);
    expect((await officer.try(listSpellings, {})).status).toBe(403);
  });

  it("are counted among what the curator may see, and nothing else", async () => {
    const texts = async (): Promise<string[]> =>
      (await operator.do(listSpellings, { query: { list: "makes" } })).items.map(({ written }) => written);
    expect(await texts()).toContain("Бабайка-арм");
    const before = await texts();
    // Customs and the focal point share no rule in this country: what customs wrote is not counted here.
    await recover("UW 950", "Гудермес-арм", "ZZ-9", officer);
    const { rows } = await world.admin.query(
      "select 1 from firearms.firearm where make_written = 'Гудермес-арм' and make_code is null",
    );
    expect(rows).toHaveLength(1);
    expect(await texts()).toEqual(before);
  });
});

describe("the additions", () => {
  it("go out as files in the form of the shipped ones", async () => {
    const text = async (list: string, rows: string): Promise<string> => {
      return (await operator.try(exportList, { params: { list }, query: { rows } })).text;
    };
    const changed = (await text("makes", "changed")).trimEnd().split("\n");
    expect(changed[0]).toBe("code,name_en,name_ru,country,from,until,aliases");
    expect(changed.map((line) => line.split(",")[0]).sort()).toEqual(["code", "cz", "karatau", "tisas"]);
    const whole = await text("makes", "whole");
    expect(whole.split("\n").length).toBeGreaterThan(400);
    expect(await text("merged-codes", "changed")).toBe("list,code,into\n");
    expect((await officer.try(exportList, { params: { list: "makes" } })).status).toBe(403);
  });

  it("reach another program on the same database, at its start and within two seconds", async () => {
    const other: TamgaNode = await createNode({
      config: world.config,
      databaseUrl: world.url,
      log: createLog("silent"),
      signer: null,
      poolSize: 2,
    });
    try {
      // Both programs live in this process: what the other one would read anew is set back to the shipped lists.
      putOverlay({ version: -1, changes: [] });
      expect(codeLists().findMake("Karatau Arms")).toBeNull();
      await expect.poll(() => codeLists().findMake("Karatau Arms")?.code, { timeout: 4_000 }).toBe("karatau");
    } finally {
      await other.stop();
    }
  });

  it("are listed with who proposed and who decided", async () => {
    const all = await operator.do(listProposals, { query: { list: "makes", state: "accepted", limit: 2 } });
    expect(all.items).toHaveLength(2);
    expect(all.items[0]).toMatchObject({ proposedBy: { institution: "FOCAL" }, decidedBy: { institution: "FOCAL" } });
    const next = await operator.do(listProposals, {
      query: { list: "makes", state: "accepted", limit: 2, after: all.next ?? "" },
    });
    expect(next.items[0]?.number).toBeLessThan(all.items[1]?.number ?? 0);
    expect(all.waiting).toBe(0);
  });

  it("that no longer fit the shipped files are left out and named; the rest holds", () => {
    const change = (id: string, code: string, writing: string): ListChange => ({
      id,
      list: "makes",
      code,
      kind: "synonym",
      writings: [writing],
    });
    putOverlay({
      version: -2,
      changes: [change("a", "toz", "Туламаш"), change("b", "toz", "Glock"), change("c", "cz", "Чзет")],
    });
    expect([codeLists().findMake("Туламаш")?.code, codeLists().findMake("Чзет")?.code]).toEqual(["toz", "cz"]);
    expect(codeLists().findMake("Glock")?.code).toBe("glock");
  });

  it("come back from the database as they were accepted", async () => {
    const overlay = await world.node.database.asSystem("tamga_keeper", readOverlay);
    expect(overlay.changes.map(({ kind }) => kind)).toEqual(["synonym", "entry", "entry", "correction", "synonym"]);
    expect(loadCodeLists(undefined, overlay.changes).makes.has("karatau")).toBe(true);
  });
});
