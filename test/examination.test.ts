/**
 * Marks and readings as examiners work: two disagree, a third restores, and everything tells the same story.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHash, randomUUID } from "node:crypto";
import { assignRole, putPerson } from "../src/access/people.store.ts";
import { claimExamination, endExamination, listExaminations } from "../src/firearms/examiner.contract.ts";
import { addReading, identify, listFirearms, readFirearm } from "../src/firearms/firearm.contract.ts";
import { printReport } from "../src/firearms/identification-report.contract.ts";
import { needsLeave } from "../src/firearms/identification-report.actions.ts";
import { readHistory } from "../src/journal/journal.contract.ts";
import { listHits, readHit } from "../src/matching/hit.contract.ts";
import { matchNow } from "../src/matching/matcher.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import { indexKeysOfWritten } from "../src/matching/serial-keys.ts";
import { beginAttachment } from "../src/recoveries/attachment.contract.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { pdfPages } from "./pdf-text.ts";
import { onePistol, openWorld, type Person, type World } from "./world.ts";

/** The smallest photograph. */
const onePixel =
  "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==";

let world: World;
let officer: Person;
/** Examiners of two posts, and of the laboratory above them. */
let first: Person;
let second: Person;
let third: Person;

async function examiner(username: string, unit: string): Promise<Person> {
  await world.node.database.asSystem("tamga_keeper", async (tx) => {
    const [place] = await tx.query<{ institution: number; unit: number }>(
      "select i.id as institution, u.id as unit from access.institution i join access.unit u on u.institution_id = i.id where i.code = 'BORDER' and u.code = $1",
      [unit],
    );
    if (place === undefined) throw new Error("no such unit");
    const personId = await putPerson(tx, {
      username,
      nameLatin: `Examiner ${username}`,
      nameCyrillic: `Эксперт ${username}`,
      titleEn: "",
      titleRu: "",
      institutionId: place.institution,
      unitId: place.unit,
      language: "en",
    });
    await assignRole(tx, { personId, role: "examiner", scope: "institution", unitId: place.unit });
  });
  return world.person(username);
}

async function putStolen(serial: string): Promise<string> {
  const keeper = await world.person("police.keeper");
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

/** The rows of a weapon's readings as they lie in the database; the audience may follow shares. */
async function readingRows(firearm: string): Promise<readonly { id: string; row: string }[]> {
  const { rows } = await world.admin.query<{ id: string; row: string }>(
    "select id, (to_jsonb(r) - 'audience')::text as row from firearms.reading r where firearm_id = $1 order by read_at, id",
    [firearm],
  );
  return rows;
}

async function weaponOf(person: Person, recovery: Record<string, unknown>): Promise<string> {
  const made = await person.do(recordRecovery, { body: recovery });
  const id = made.firearms[0]?.id;
  if (id === undefined) throw new Error("no weapon was recorded");
  return id;
}

async function paper(
  person: Person,
  id: string,
  body: Record<string, unknown>,
  purpose = "examination",
): Promise<string[]> {
  const response = await fetch(`${world.address}/api/v1/firearms/${id}/report`, {
    method: "POST",
    headers: {
      cookie: person.cookie,
      "tamga-request": "1",
      "tamga-purpose": `${purpose}; case%2017`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  expect(response.headers.get("content-type")).toBe("application/pdf");
  return pdfPages(new Uint8Array(await response.arrayBuffer()));
}

beforeAll(async () => {
  world = await openWorld();
  officer = await world.person("border.officer");
  first = await examiner("examiner.one", "POST1");
  second = await examiner("examiner.two", "POST2");
  third = await examiner("examiner.three", "NORTH");
});
afterAll(() => world.close());

describe("two examiners disagree, a third restores", () => {
  const read = (person: Person, id: string, mark: string, reading: Record<string, unknown>) =>
    person.do(addReading, { params: { id }, body: { mark: { id: mark }, reading } });

  it("and page, list, history, paper and matches tell the same story; nothing was overwritten", async () => {
    const stolen = await putStolen("ЛЯ4172");
    const id = await weaponOf(
      officer,
      onePistol("", {
        firearms: [
          {
            type: { written: "pistol" },
            make: { written: "Izhevsk" },
            model: { written: "ПМ" },
            calibre: { written: "9x18" },
            marks: [{ kind: "serial", place: "frame-left", readings: [{ written: "", state: "obliterated" }] }],
          },
        ],
      }),
    );
    const mark = (await first.do(readFirearm, { params: { id } })).marks[0]?.id ?? "";
    let before = await readingRows(id);
    const added = async (act: () => Promise<unknown>): Promise<void> => {
      await act();
      const now = await readingRows(id);
      expect(now.length).toBe(before.length + 1);
      // Every earlier row is byte for byte what it was.
      expect(now.slice(0, before.length)).toEqual(before);
      before = now;
      await matchNow(world.node.database);
    };
    await added(() => read(first, id, mark, { written: "ЛЯ4772", state: "clear", method: "lens" }));
    await added(() =>
      read(second, id, mark, { written: "ЛЯ4112", state: "clear", method: "eye", confidence: "probable" }),
    );
    const disputed = await officer.do(readFirearm, { params: { id } });
    expect(disputed.disputed).toBe(true);
    expect(disputed.awaits).toContain("readings");
    const [proposed] = (await officer.do(listHits, { query: { record: id } })).items;
    await added(() =>
      read(third, id, mark, {
        written: "ЛЯ4172",
        state: "restored",
        method: "chemical",
        note: "Fry's reagent, 40 minutes",
      }),
    );

    // The page.
    // A photograph on which the restored number stands: sealed on arrival, its hash is on the paper.
    const picture = Buffer.from(onePixel, "base64");
    const begun = await third.do(beginAttachment, {
      body: { on: { kind: "firearm", id }, name: "restored.jpg", size: picture.length },
    });
    const sent = await fetch(`${world.address}/api/v1/attachments/${begun.id}/bytes?at=0`, {
      method: "PUT",
      headers: { cookie: third.cookie, "tamga-request": "1", "tamga-purpose": "examination" },
      body: picture,
    });
    expect(sent.status).toBe(200);
    const hash = createHash("sha256").update(picture).digest("hex");
    await added(() =>
      third.do(addReading, {
        params: { id },
        body: {
          mark: { kind: "year", place: "slide-left" },
          reading: {
            written: "1984",
            state: "clear",
            method: "photograph",
            photo: { id: begun.id, region: { x: 0.1, y: 0.2, w: 0.5, h: 0.25 } },
          },
        },
      }),
    );
    const page = await officer.do(readFirearm, { params: { id } });
    expect(page.marks[1]?.readings[0]?.photo?.id).toBe(begun.id);
    expect(page.marks[1]?.readings[0]?.photo?.region?.w).toBeCloseTo(0.5);
    // A photograph of another weapon carries no reading of this one.
    const foreign = await weaponOf(officer, onePistol("ФФ 31313"));
    const elsewhere = await third.try(addReading, {
      params: { id: foreign },
      body: {
        mark: { kind: "year", place: "frame" },
        reading: { written: "1984", state: "clear", photo: { id: begun.id } },
      },
    });
    expect(elsewhere.status).toBeGreaterThanOrEqual(400);
    const readings = page.marks[0]?.readings ?? [];
    expect(readings.map((one) => [one.written, one.state, one.method, one.examined])).toEqual([
      ["", "obliterated", "eye", false],
      ["ЛЯ4772", "clear", "lens", true],
      ["ЛЯ4112", "clear", "eye", true],
      ["ЛЯ4172", "restored", "chemical", true],
    ]);
    expect([page.serial, page.serialState, page.marks[0]?.best]).toEqual(["ЛЯ4172", "restored", readings[3]?.id]);
    expect(readings.map((one) => one.differs)).toEqual([[], [3, 4], [3, 4], [3, 4]]);
    expect(page.marks[0]?.disputes.map((one) => one.sentence)).toEqual([
      "Readings 2 and 3 differ: character 4 is 7 in one and 1 in the other and character 5 is 7 in one and 1 in the other.",
      "Readings 2 and 4 differ: character 4 is 7 in one and 1 in the other.",
      "Readings 3 and 4 differ: character 5 is 1 in one and 7 in the other.",
    ]);
    const russian = await officer.do(readFirearm, { params: { id } }, { language: "ru" });
    expect(russian.marks[0]?.disputes[1]?.sentence).toBe(
      "Прочтения 2 и 4 расходятся: знак 4: в первом 7, во втором 1.",
    );

    // The list.
    const row = (await officer.do(listFirearms, {})).items.find((one) => one.id === id);
    expect(row?.disputed).toBe(true);
    expect(row?.awaits).toEqual(expect.arrayContaining(["identification", "readings"]));

    // The history: one act for each reading, none of them anything but an addition.
    const history = (await officer.do(readHistory, { params: { kind: "firearm", id } })).items;
    const changes = history.filter((item) => item.verb === "change").map((item) => item.by?.id);
    // The photograph was added by an act of its own.
    expect(changes).toEqual([first.id, second.id, third.id, third.id, third.id]);

    // The matches: every reading finds it, and the hit says which one it was compared by.
    for (const serial of ["ЛЯ4772", "ЛЯ4112", "ЛЯ4172"]) {
      const { answers } = await officer.do(checkSerial, { body: { serial } });
      const own = answers.find((answer) => answer.id === id);
      expect(own?.weapon.serial, serial).toBe(serial);
      expect(own?.because, serial).toContain(`of 3 readings on record that disagree, ${serial} was compared`.slice(3));
    }
    const hits = (await officer.do(listHits, { query: { record: id } })).items;
    const hit = hits.find((one) => one.other.id === stolen);
    if (hit === undefined) throw new Error("the stolen pistol is not among the hits");
    const seen = await officer.do(readHit, { params: { id: hit.id } });
    expect(seen.because).toContain("3 readings that disagree, ЛЯ4172 was compared");
    expect(seen.because).toContain("the serial number agrees in every character");
    expect(seen.comparison.find((part) => part.field === "serial")?.level).toBe("same");
    // The proposal made by an earlier reading was scored anew, not doubled.
    if (proposed !== undefined) {
      expect(hits.filter((one) => one.other.id === stolen)).toHaveLength(1);
      expect(hit.probability).toBeGreaterThan(proposed.probability);
    }

    // The paper, in both languages.
    const pages = await paper(third, id, { language: "en", receiver: "court", recipient: "City court, case 17" });
    const text = pages.join("\n");
    for (const said of [
      ...readings.slice(1).map((one) => one.written),
      ...(page.marks[0]?.disputes.map((one) => one.sentence) ?? []),
      "Readings disagree",
      "Fry's reagent, 40 minutes",
      "Examiner examiner.one",
      "Examiner examiner.two",
      "Examiner examiner.three",
      "by chemical etching",
      hit.number,
      page.number,
      "A court City court, case 17",
      "restored.jpg",
      hash.replaceAll(/(.{16})(?=.)/g, "$1 "),
      "from a photograph",
      "What the marks tell by themselves 1984 made in 1984",
    ])
      expect(text.replaceAll(/\s+/g, " "), said).toContain(said);
    for (const [at, sheet] of pages.entries()) {
      expect(sheet).toContain("H0");
      expect(sheet).toContain(`Page ${at + 1} of ${pages.length}`);
      expect(sheet).toContain("Printed by Examiner examiner.three");
    }
    const ru = (await paper(third, id, { language: "ru", receiver: "own-file" })).join(" ").replaceAll(/\s+/g, " ");
    expect(ru).toContain("Справка об идентификации оружия");
    expect(ru).toContain("Прочтения расходятся");
    expect(ru).toContain("Эксперт examiner.one");

    // The printing is told to the owner, and that it left the house.
    const told = (await officer.do(readHistory, { params: { kind: "firearm", id } })).items.map((item) => item.verb);
    expect(told).toContain("disclose");
    expect(told).toContain("export");

    // And the database lets nobody touch a reading, not even who made it.
    for (const sql of ["update firearms.reading set written = 'X'", "delete from firearms.reading"])
      await expect(
        world.node.database.asActor({ personId: third.id }, (tx) => tx.query(`${sql} where firearm_id = $1`, [id])),
      ).rejects.toThrow();
    expect(await readingRows(id)).toEqual(before);
  });

  it("statements contradict each other, the better source is shown, and none is lost", async () => {
    const id = await weaponOf(officer, onePistol("ТТ 55120"));
    await first.do(identify, {
      params: { id },
      body: { aspect: "model", written: "ТТ", source: "laboratory", sourceReference: "17/26", grade: "A1" },
    });
    const seen = await second.do(identify, {
      params: { id },
      body: { aspect: "country", code: "RU", written: "RU", source: "eye" },
    });
    expect(seen.disputedAspects).toEqual(["model"]);
    expect(seen.awaits).toEqual(["statements"]);
    expect(seen.identifications.filter((one) => one.aspect === "model").map((one) => [one.written, one.best])).toEqual([
      ["ПМ", false],
      ["ТТ", true],
    ]);
    const bare = await first.try(identify, {
      params: { id },
      body: { aspect: "year", written: "1951", source: "reference-work" },
    });
    expect(bare.status).toBe(422);
  });
});

describe("the examiner's queue and desk", () => {
  it("gives a weapon to one examiner at a time, and lets a conclusion settle what stood before it", async () => {
    const id = await weaponOf(officer, onePistol("КП 71717"));
    const waits = async (person: Person, query: Record<string, unknown> = {}) =>
      (await person.do(listExaminations, { query })).items.find((one) => one.id === id);
    expect((await waits(first))?.awaits).toEqual(["identification"]);
    await first.do(claimExamination, { params: { id }, body: {} });
    expect((await second.try(claimExamination, { params: { id }, body: {} })).status).toBe(409);
    expect((await waits(second))?.claim?.mine).toBe(false);
    expect((await waits(first, { held: "me" }))?.claim?.mine).toBe(true);
    expect(await waits(second, { held: "nobody" })).toBeUndefined();
    const notHis = await second.try(endExamination, {
      params: { id },
      body: { outcome: "concluded", conclusion: "I say so" },
    });
    expect(notHis.status).toBe(409);

    // A claim lapses: the next examiner may begin.
    await world.admin.query(
      "update firearms.examination set until = now() - interval '1 minute' where firearm_id = $1",
      [id],
    );
    await second.do(claimExamination, { params: { id }, body: {} });
    const mark = (await second.do(readFirearm, { params: { id } })).marks[0]?.id;
    const read = (written: string) =>
      second.do(addReading, { params: { id }, body: { mark: { id: mark }, reading: { written, state: "clear" } } });
    expect((await read("КП 71777")).awaits).toEqual(["identification", "readings"]);
    const concluded = await second.do(endExamination, {
      params: { id },
      body: { outcome: "concluded", conclusion: "The fifth character is 1: the 7 is a scratch." },
    });
    expect(concluded.awaits).toEqual([]);
    expect(concluded.disputed).toBe(true);
    expect(concluded.examination.concluded.map((one) => one.conclusion)).toEqual([
      "The fifth character is 1: the 7 is a scratch.",
    ]);
    expect(await waits(first)).toBeUndefined();
    // What comes after a conclusion is not settled by it.
    expect((await read("КП 71797")).awaits).toEqual(["readings"]);
    expect((await waits(first, { reason: "readings" }))?.id).toBe(id);
    expect(await waits(first, { reason: "identification" })).toBeUndefined();
  });

  it("holds what its reader may see and nothing else, and is no door for who does not examine", async () => {
    const id = await weaponOf(officer, onePistol("НН 10203"));
    const customs = await (await world.person("customs.analyst")).do(listExaminations, {});
    expect(customs.items.some((one) => one.id === id)).toBe(false);
    expect(
      (await (await world.person("customs.analyst")).try(claimExamination, { params: { id }, body: {} })).status,
    ).toBe(404);
    expect((await officer.try(listExaminations, {})).status).toBe(403);
    expect((await officer.try(claimExamination, { params: { id }, body: {} })).status).toBe(403);
  });
});

describe("the report and the handling codes", () => {
  it("is held back without leave, and carries code and leave on every page with it", async () => {
    const id = await weaponOf(officer, onePistol("СС 40401", { handling: ["H2"] }));
    const analyst = await world.person("border.analyst");
    const print = (body: Record<string, unknown>) => analyst.try(printReport, { params: { id }, body });
    const out = { language: "en", receiver: "authority", recipient: "Customs, 4/26" };
    const refused = await print(out);
    expect([refused.status, (refused.body as { code?: string }).code]).toEqual([403, "report-held-back"]);
    const pages = await paper(analyst, id, { ...out, leave: "Service B, letter 9 of 3 November" }, "investigation");
    for (const sheet of pages) {
      expect(sheet).toContain("H2");
      expect(sheet.replaceAll(/\s+/g, " ")).toContain("Leave: Service B, letter 9 of 3 November");
    }
    expect((await print({ language: "en", receiver: "own-file" })).status).toBe(200);
    // An officer of the post may look and may not take paper out of the house.
    expect(
      (await officer.try(printReport, { params: { id }, body: { language: "en", receiver: "own-file" } })).status,
    ).toBe(403);
    expect((await (await world.person("customs.analyst")).try(printReport, { params: { id }, body: out })).status).toBe(
      404,
    );
  });

  it("asks for leave exactly where a code says so", () => {
    const table = [0, 1, 2, 4].map((code) =>
      (["own-file", "authority", "court", "abroad"] as const).map((receiver) => needsLeave(code, receiver, true)),
    );
    expect(table).toEqual([
      [false, false, false, false],
      [false, false, true, false],
      [false, true, true, true],
      [false, true, true, true],
    ]);
    expect(needsLeave(2, "own-file", false)).toBe(true);
  });
});
