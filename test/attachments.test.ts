/**
 * Photographs over real HTTP: sending that survives a broken line, sealing, copies without metadata, who sees what, the
 * disclosure of an original.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startJobs } from "../src/platform/jobs.ts";
import { createLog } from "../src/platform/log.ts";
import { attachmentTasks } from "../src/recoveries/attachment-copies.ts";
import {
  attachmentProgress,
  attachmentState,
  beginAttachment,
  changeAttachment,
  listAttachments,
  readDocument,
  removeAttachment,
  withdrawAttachment,
} from "../src/recoveries/attachment.contract.ts";
import { saveDraft } from "../src/recoveries/draft.contract.ts";
import { moveDraftAttachments } from "../src/recoveries/attachment.store.ts";
import { changeRecovery, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { readHistory } from "../src/journal/journal.contract.ts";
import { shareRecord } from "../src/access/sharing.contract.ts";
import { uuidv7 } from "../src/platform/ids.ts";
import { attach, drawn, hashOf, sendBytes } from "./attachments-sending.ts";
import { jpeg, looked, pngSaying, withMetadata } from "./pictures.ts";
import { onePistol, openWorld, type Person, type World } from "./world.ts";

let world: World;
let officer: Person;
let photo: Buffer;
const pdf = Buffer.from("%PDF-1.7\n1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert(1))>>>> endobj\n%%EOF\n");

beforeAll(async () => {
  world = await openWorld({ parts: { tasks: (database) => attachmentTasks(database, createLog("silent")) } });
  officer = await world.person("border.officer");
  photo = withMetadata(await jpeg(1200, 800));
});
afterAll(() => world.close());

let serial = 0;
const recovery = async (extra: Readonly<Record<string, unknown>> = {}, person = officer) =>
  person.do(recordRecovery, { body: onePistol(`ФТ ${(serial += 1)}77`, extra) });

/** A copy as bytes, or what was answered instead. */
async function fetched(person: Person, id: string, form: string, purpose = "investigation") {
  const response = await fetch(`${world.address}/api/v1/attachments/${id}/copies/${form}`, {
    headers: { cookie: person.cookie, "tamga-purpose": purpose, "accept-language": "en" },
  });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}
async function released(person: Person, id: string, reason = "Court asked for it, file 12", purpose = "investigation") {
  const response = await fetch(`${world.address}/api/v1/attachments/${id}/original`, {
    method: "POST",
    headers: {
      cookie: person.cookie,
      "tamga-request": "1",
      "tamga-purpose": purpose,
      "accept-language": "en",
      "content-type": "application/json",
    },
    body: JSON.stringify({ reason }),
  });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}
const entries = async (record: string): Promise<{ verb: string; kind: string; content: Record<string, unknown> }[]> =>
  (
    await world.admin.query<{ verb: string; kind: string; content: Record<string, unknown> }>(
      "select e.verb, e.kind, p.content from journal.entry e left join journal.payload p on p.entry_id = e.id where e.record = $1 and e.outcome = 'done' order by e.seq",
      [record],
    )
  ).rows;

describe("sending", () => {
  it("seals what arrived, shows a copy without metadata, upright, and leaves the original as it was", async () => {
    const { id } = await recovery();
    const attachment = await attach(world, officer, { kind: "recovery", id }, photo, "IMG 0001 граница.jpg");
    expect(await drawn(officer, attachment)).toBe("ready");
    const { items, may } = await officer.do(listAttachments, { query: { on: "recovery", id } });
    expect(may).toEqual(["add"]);
    expect(items[0]).toMatchObject({
      id: attachment, kind: "photo", mediaType: "image/jpeg", sha256: hashOf(photo), deviceHashed: true,
      // Turned by orientation 6.
      width: 800, height: 1200, carries: ["device", "position", "text", "time"],
    }); // prettier-ignore
    for (const form of ["thumb", "view", "full"]) {
      const copy = await fetched(officer, attachment, form);
      expect(copy.status).toBe(200);
      expect(copy.headers.get("content-type")).toBe("image/jpeg");
      expect(copy.headers.get("cache-control")).toBe("no-store");
      expect(copy.headers.get("x-content-type-options")).toBe("nosniff");
      expect(copy.headers.get("content-security-policy")).toContain("sandbox");
      expect(copy.bytes.includes("SECRET")).toBe(false);
      expect(copy.bytes.includes("Exif")).toBe(false);
      const seen = await looked(copy.bytes);
      expect(seen.height).toBeGreaterThan(seen.width);
      expect(seen.fields.filter((field) => /exif|xmp|iptc|gps|orientation/i.test(field))).toEqual([]);
    }
    expect(await looked((await fetched(officer, attachment, "full")).bytes)).toMatchObject({
      width: 800,
      height: 1200,
    });
    const { rows } = await world.admin.query<{ bytes: Buffer }>(
      "select string_agg(bytes, ''::bytea order by at) as bytes from recoveries.attachment_piece where attachment_id = $1",
      [attachment],
    );
    expect(rows[0]?.bytes.equals(photo)).toBe(true);
  });

  it("begins on no form that is being submitted in this moment: it would hang on nothing", async () => {
    const { id: recoveryId } = await recovery();
    const draft = uuidv7();
    await officer.do(saveDraft, { params: { id: draft }, body: { version: null, body: { manner: "seized" } } });
    // The submission is under way, its transaction still open.
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    let updated: () => void = () => undefined;
    const underWay = new Promise<void>((resolve) => (updated = resolve));
    const submission = world.node.database.asActor({ personId: officer.id }, async (tx) => {
      await tx.query("update recoveries.draft set recovery_id = $2 where id = $1", [draft, recoveryId]);
      updated();
      await held;
    });
    await underWay;
    let settled = false;
    const begun = officer
      .try(beginAttachment, {
        body: { on: { kind: "draft", id: draft }, name: "late.jpg", size: photo.length, sha256: hashOf(photo) },
      })
      .finally(() => (settled = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(settled).toBe(false);
    commit();
    await submission;
    expect((await begun).status).toBe(404);
    const { rows } = await world.admin.query("select 1 from recoveries.attachment where draft_id = $1", [draft]);
    expect(rows).toEqual([]);
  });

  it("goes on after the line was cut, from the byte the node says", async () => {
    const { id } = await recovery();
    const big = Buffer.concat([photo, Buffer.alloc(600_000, 7)]);
    const begun = await officer.do(beginAttachment, {
      body: { on: { kind: "recovery", id }, name: "a.jpg", size: big.length, sha256: hashOf(big) },
    });
    await new Promise<void>((resolve) => {
      const url = new URL(`${world.address}/api/v1/attachments/${begun.id}/bytes?at=0`);
      const cut = request(url, {
        method: "PUT",
        headers: {
          cookie: officer.cookie, "tamga-request": "1", "content-type": "application/octet-stream", "content-length": big.length,
        },
      }); // prettier-ignore
      cut.on("error", () => resolve());
      cut.write(big.subarray(0, 400_000), () => setTimeout(() => cut.destroy(new Error("tunnel")), 300));
    });
    let received = 0;
    for (let tries = 0; tries < 50 && received === 0; tries += 1) {
      received = (await officer.do(attachmentState, { params: { id: begun.id } })).received;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(received).toBeGreaterThan(200_000);
    expect(received).toBeLessThanOrEqual(400_000);
    const progress = await officer.do(attachmentProgress, { query: { on: "recovery", id } });
    expect(progress).toMatchObject({ total: 1, arrived: 0 });
    // The wrong place is told the right one.
    const wrong = await sendBytes(world, officer, begun.id, 0, big);
    expect(wrong).toMatchObject({ status: 409, body: { code: "attachment-offset" } });
    const state = await officer.do(attachmentState, { params: { id: begun.id } });
    const rest = await sendBytes(world, officer, begun.id, state.received, big.subarray(state.received));
    expect(rest).toMatchObject({ status: 200, body: { sealed: true, sha256: hashOf(big) } });
    // An answer that was lost: the same call again says the same.
    expect((await sendBytes(world, officer, begun.id, state.received, big.subarray(state.received))).status).toBe(200);
    expect(await officer.do(attachmentProgress, { query: { on: "recovery", id } })).toMatchObject({
      total: 1,
      arrived: 1,
    });
  });

  it("refuses bytes that are not what the device hashed, in words, and keeps nothing", async () => {
    const { id } = await recovery();
    const begun = await officer.do(beginAttachment, {
      body: { on: { kind: "recovery", id }, name: "a.jpg", size: photo.length, sha256: "0".repeat(64) },
    });
    const sent = await sendBytes(world, officer, begun.id, 0, photo);
    expect(sent).toMatchObject({
      status: 422,
      body: { code: "attachment-hash", title: "What arrived is not what was sent" },
    });
    expect((await officer.try(attachmentState, { params: { id: begun.id } })).status).toBe(404);
    const { rows } = await world.admin.query("select 1 from recoveries.attachment_piece where attachment_id = $1", [
      begun.id,
    ]);
    expect(rows).toHaveLength(0);
  });

  it.each([
    ["a bomb by its header", pngSaying(60_000, 60_000), "attachment-pixels"],
    ["a page by another name", Buffer.from("<html><script>alert(1)</script></html>      "), "attachment-type"],
    ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), "attachment-type"],
    ["a HEIC", Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic\0\0\0\0mif1heic")]), "attachment-heic"],
    ["a JPEG that is only a beginning", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0]), "attachment-broken"],
  ])("refuses %s", async (_, bytes, code) => {
    const { id } = await recovery();
    const begun = await officer.do(beginAttachment, {
      body: { on: { kind: "recovery", id }, name: "photo.jpg", size: bytes.length },
    });
    const sent = await sendBytes(world, officer, begun.id, 0, bytes);
    expect(sent).toMatchObject({ status: 422, body: { code } });
    expect((await officer.try(attachmentState, { params: { id: begun.id } })).status).toBe(404);
  });

  it("keeps the original of a picture that cannot be drawn, and says so", async () => {
    const { id } = await recovery();
    const broken = Buffer.concat([photo.subarray(0, photo.length >> 1)]);
    const attachment = await attach(world, officer, { kind: "recovery", id }, broken);
    expect(await drawn(officer, attachment)).toBe("failed");
    const { items } = await officer.do(listAttachments, { query: { on: "recovery", id } });
    expect(items[0]).toMatchObject({ copies: "failed", copyFault: "attachment-broken", sha256: hashOf(broken) });
    expect((await fetched(officer, attachment, "view")).status).toBe(409);
  });

  it("takes a PDF as a download in a sandbox, and never as something shown", async () => {
    const { id } = await recovery();
    const attachment = await attach(world, officer, { kind: "recovery", id }, pdf, 'act "12"\r\nX: y.pdf');
    expect((await fetched(officer, attachment, "view")).status).toBe(409);
    const response = await fetch(`${world.address}/api/v1${readDocument.path.replace(":id", attachment)}`, {
      headers: { cookie: officer.cookie, "tamga-purpose": "investigation" },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="act _12___X_ y.pdf"/);
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
    expect(Buffer.from(await response.arrayBuffer()).equals(pdf)).toBe(true);
    expect((await entries(attachment)).map(({ verb }) => verb)).toEqual(["create", "read"]);
  });
});

describe("the sealed original", () => {
  it("is not altered, lengthened, hashed anew or removed by any request's role", async () => {
    const { id } = await recovery();
    const attachment = await attach(world, officer, { kind: "recovery", id }, photo);
    const attempt = async (sql: string, ...values: unknown[]): Promise<string> => {
      try {
        const done = await world.node.database.asActor({ personId: officer.id }, async (tx) => tx.query(sql, values));
        return `done ${done.length}`;
      } catch (fault) {
        return String((fault as { code?: string }).code);
      }
    };
    expect(
      await attempt(
        "update recoveries.attachment_piece set bytes = '\\x00' where attachment_id = $1 returning 1",
        attachment,
      ),
    ).toBe("42501");
    expect(
      await attempt("delete from recoveries.attachment_piece where attachment_id = $1 returning 1", attachment),
    ).toBe("42501");
    expect(
      await attempt(
        "insert into recoveries.attachment_piece values ($1, $2, '\\x00') returning 1",
        attachment,
        photo.length,
      ),
    ).toMatch(/T0007|42501/);
    expect(
      await attempt("update recoveries.attachment set media_type = 'text/html' where id = $1 returning 1", attachment),
    ).toBe("42501");
    expect(
      await attempt("update recoveries.attachment set sealed_at = null where id = $1 returning 1", attachment),
    ).toBe("42501");
    expect(
      await attempt("update recoveries.attachment set sha256 = '\\x00' where id = $1 returning 1", attachment),
    ).toBe("42501");
    expect(await attempt("delete from recoveries.attachment where id = $1 returning 1", attachment)).toBe("done 0");
    // Not even a superuser's slip of the hand.
    await expect(
      world.admin.query("update recoveries.attachment_piece set bytes = '\\x00' where attachment_id = $1", [
        attachment,
      ]),
    ).rejects.toThrow(/never change/);
    await expect(world.admin.query("delete from recoveries.attachment where id = $1", [attachment])).rejects.toThrow(
      /sealed/,
    );
    expect((await officer.try(removeAttachment, { params: { id: attachment } })).body).toMatchObject({
      code: "attachment-sealed",
    });
  });

  it("is released byte for byte as a disclosure with purpose and reason, by who may", async () => {
    const { id } = await recovery();
    const attachment = await attach(world, officer, { kind: "recovery", id }, photo, "снимок 1.jpg");
    expect((await released(officer, attachment)).status).toBe(403);
    const chief = await world.person("border.chief");
    expect((await released(chief, attachment, "x")).status).toBe(422);
    const handed = await released(chief, attachment);
    expect(handed.status).toBe(200);
    expect(handed.bytes.equals(photo)).toBe(true);
    expect(handed.headers.get("content-type")).toBe("application/octet-stream");
    expect(handed.headers.get("tamga-sha256")).toBe(hashOf(photo));
    expect(handed.headers.get("content-disposition")).toContain("filename*=UTF-8''%D1%81%D0%BD");
    const told = await entries(attachment);
    expect(told.find(({ verb }) => verb === "disclose")?.content).toMatchObject({
      reason: "Court asked for it, file 12",
      sha256: hashOf(photo),
      carries: ["device", "position", "text", "time"],
    });
    // The record's history tells it to the owner, and not to another institution that sees the record.
    const verbs = async (person: Person) =>
      (await person.do(readHistory, { params: { kind: "recovery", id } })).items.map(({ verb }) => verb);
    expect(await verbs(officer)).toContain("disclose");
    expect(await verbs(await world.person("focal.operator"))).not.toContain("disclose");
  });

  it("of another's H2 record is not released, and is where it does not have to stay", async () => {
    const operator = await world.person("focal.operator");
    const plain = await recovery();
    const attachment = await attach(world, officer, { kind: "recovery", id: plain.id }, photo);
    expect((await released(operator, attachment, undefined, "tracing")).status).toBe(200);
    const held = await recovery({ handling: ["H2"] });
    const kept = await attach(world, officer, { kind: "recovery", id: held.id }, photo);
    expect((await released(operator, kept, undefined, "tracing")).status).toBe(404);
    const chief = await world.person("border.chief");
    const unit = (
      await world.admin.query<{ id: number }>(
        "select u.id from access.unit u join access.institution i on i.id = u.institution_id where i.code = 'POLICE' and u.code = 'TOWN'",
      )
    ).rows[0]?.id;
    await chief.do(shareRecord, {
      params: { kind: "recovery", id: held.id },
      body: { with: { unit }, reason: "joint case", leave: "given by the provider" },
    });
    const police = await world.person("police.investigator");
    const { items } = await police.do(listAttachments, { query: { on: "recovery", id: held.id } });
    expect(items[0]).toMatchObject({ id: kept, handling: ["H2"] });
    expect(items[0]?.may).not.toContain("release");
    expect((await released(police, kept)).status).toBe(403);
    expect((await released(chief, kept)).status).toBe(200);
  });
});

describe("who sees it", () => {
  it("is who sees what it hangs on; for everybody else it is not there, to the byte", async () => {
    const { id, firearms } = await recovery();
    const weapon = firearms[0]?.id ?? "";
    const onRecovery = await attach(world, officer, { kind: "recovery", id }, photo, "place.jpg");
    const onWeapon = await attach(world, officer, { kind: "firearm", id: weapon }, photo, "mark.jpg");
    await drawn(officer, onRecovery);
    await drawn(officer, onWeapon);
    const customs = await world.person("customs.analyst");
    const nowhere = uuidv7();
    const missing = await customs.try(attachmentState, { params: { id: nowhere } });
    const plain = (text: string): string => text.replace(/"request":"[0-9a-f-]{36}"/, "");
    for (const one of [onRecovery, onWeapon]) {
      const hidden = await customs.try(attachmentState, { params: { id: one } });
      expect([hidden.status, plain(hidden.text)]).toEqual([404, plain(missing.text)]);
      for (const form of ["thumb", "view", "full"]) expect((await fetched(customs, one, form)).status).toBe(404);
      expect(
        (await customs.try(withdrawAttachment, { params: { id: one }, body: { reason: "none of mine" } })).status,
      ).toBe(404);
      expect((await released(customs, one)).status).toBe(404);
      expect((await sendBytes(world, customs, one, 0, photo)).status).toBe(404);
    }
    expect((await customs.try(listAttachments, { query: { on: "recovery", id } })).status).toBe(404);
    expect(
      (await customs.try(beginAttachment, { body: { on: { kind: "recovery", id }, name: "a.jpg", size: 10 } })).status,
    ).toBe(404);
    const count = await world.node.database.asActor({ personId: customs.id }, (tx) =>
      tx.query("select 1 from recoveries.attachment_piece union all select 1 from recoveries.attachment_copy"),
    );
    expect(count).toHaveLength(0);

    // The weapon alone is opened: its photograph, not that of the place.
    const chief = await world.person("border.chief");
    const unit = (
      await world.admin.query<{ id: number }>(
        "select u.id from access.unit u join access.institution i on i.id = u.institution_id where i.code = 'CUSTOMS' and u.code = 'HQ'",
      )
    ).rows[0]?.id;
    await chief.do(shareRecord, {
      params: { kind: "firearm", id: weapon },
      body: { with: { unit }, reason: "same maker" },
    });
    expect(
      (await customs.do(listAttachments, { query: { on: "firearm", id: weapon } })).items.map((item) => item.id),
    ).toEqual([onWeapon]);
    expect((await fetched(customs, onWeapon, "view")).status).toBe(200);
    expect((await fetched(customs, onRecovery, "view")).status).toBe(404);
    const own = await officer.do(listAttachments, { query: { on: "recovery", id } });
    expect(own.items.map((item) => item.id)).toEqual([onRecovery, onWeapon]);
    // A stricter code on the recovery closes both: the audience of the row follows.
    const wide = async () =>
      (
        await world.admin.query<{ n: number }>(
          "select cardinality(audience) as n from recoveries.attachment where id = $1",
          [onRecovery],
        )
      ).rows[0]?.n ?? 0;
    const before = await wide();
    const { rows } = await world.admin.query<{ version: number }>(
      "select version from recoveries.recovery where id = $1",
      [id],
    );
    await officer.do(changeRecovery, {
      params: { id },
      body: { version: rows[0]?.version, changes: { handling: ["H2"] }, reason: "source protection" },
    });
    expect(await wide()).toBeLessThan(before);
    const operator = await world.person("focal.operator");
    expect((await operator.try(attachmentState, { params: { id: onRecovery } })).status).toBe(404);
  });

  it("journals an opening once, not each size, and thumbnails with their list", async () => {
    const { id } = await recovery();
    const attachment = await attach(world, officer, { kind: "recovery", id }, photo);
    await drawn(officer, attachment);
    for (const form of ["thumb", "view", "full", "view"]) await fetched(officer, attachment, form);
    expect((await entries(attachment)).map(({ verb }) => verb)).toEqual(["create", "read"]);
    expect((await fetched(officer, attachment, "view", "")).status).toBe(428);
  });
});

describe("on a record", () => {
  it("a withdrawal with a reason hides it and keeps the original", async () => {
    const { id } = await recovery();
    const attachment = await attach(world, officer, { kind: "recovery", id }, photo);
    expect((await officer.try(withdrawAttachment, { params: { id: attachment }, body: { reason: "" } })).status).toBe(
      422,
    );
    await officer.do(withdrawAttachment, { params: { id: attachment }, body: { reason: "shows a bystander" } });
    expect((await officer.do(listAttachments, { query: { on: "recovery", id } })).items).toEqual([]);
    expect((await officer.try(attachmentState, { params: { id: attachment } })).status).toBe(404);
    const { rows } = await world.admin.query<{ why: string; size: number }>(
      "select withdrawn_why as why, (select sum(length(bytes))::int from recoveries.attachment_piece where attachment_id = a.id) as size from recoveries.attachment a where id = $1",
      [attachment],
    );
    expect(rows[0]).toEqual({ why: "shows a bystander", size: photo.length });
    expect((await entries(attachment)).at(-1)).toMatchObject({
      verb: "withdraw",
      content: { reason: "shows a bystander" },
    });
  });

  it("moves between a recovery and its weapons, to no other matter, and not away from a reading", async () => {
    const { id, firearms } = await recovery();
    const weapon = firearms[0]?.id ?? "";
    const other = await recovery();
    const attachment = await attach(world, officer, { kind: "recovery", id }, photo);
    const moved = await officer.do(changeAttachment, {
      params: { id: attachment },
      body: { caption: "Left side of the frame", on: { kind: "firearm", id: weapon } },
    });
    expect(moved).toMatchObject({ caption: "Left side of the frame", on: { kind: "firearm", id: weapon } });
    expect(
      (
        await officer.try(changeAttachment, {
          params: { id: attachment },
          body: { on: { kind: "recovery", id: other.id } },
        })
      ).status,
    ).toBe(404);
    const mark = (
      await world.admin.query<{ id: string }>("select id from firearms.mark where firearm_id = $1", [weapon])
    ).rows[0]?.id;
    const reading = (firearm: string, photograph: string, width: number) =>
      world.node.database.asActor({ personId: officer.id }, (tx) =>
        tx.query(
          `insert into firearms.reading (id, mark_id, firearm_id, written, state, read_by, institution_id, audience, photo_id, region_x, region_y, region_w, region_h)
           values ($1, $2, $3, 'АБ 1', 'clear', access.actor(), 0, '{}', $4, 0.5, 0.5, $5, 0.2)`,
          [uuidv7(), mark, firearm, photograph, width],
        ),
      );
    await reading(weapon, attachment, 0.25);
    await expect(reading(weapon, attachment, 0.75)).rejects.toThrow(/reading_region/);
    const elsewhere = await attach(world, officer, { kind: "recovery", id: other.id }, photo);
    await expect(reading(weapon, elsewhere, 0.25)).rejects.toMatchObject({ code: "42501" });
    const back = await officer.try(changeAttachment, {
      params: { id: attachment },
      body: { on: { kind: "recovery", id } },
    });
    expect(back).toMatchObject({ status: 409, body: { code: "attachment-reading-on-it" } });
  });
});

describe("the copies", () => {
  it("come though the program that drew them was killed", async () => {
    const apart = await openWorld();
    try {
      // This node takes no jobs: another program draws.
      await apart.node.jobs.stop();
      const person = await apart.person("border.officer");
      const { id } = await person.do(recordRecovery, { body: onePistol("ФТ 99177") });
      const attachment = await attach(apart, person, { kind: "recovery", id }, photo);
      const child = spawn(
        process.execPath,
        [fileURLToPath(new URL("./attachments-child.ts", import.meta.url)), apart.url],
        {
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      await new Promise<void>((resolve, reject) => {
        child.stdout.once("data", () => resolve());
        child.once("exit", () => reject(new Error("the child ended early")));
      });
      child.removeAllListeners("exit");
      expect((await person.do(attachmentState, { params: { id: attachment } })).copies).toBe("waiting");
      child.kill("SIGKILL");
      await once(child, "exit");
      const log = createLog("silent");
      const jobs = startJobs(apart.node.database, attachmentTasks(apart.node.database, log), log);
      expect(await drawn(person, attachment)).toBe("ready");
      await jobs.stop();
      const { rows } = await apart.admin.query("select 1 from recoveries.attachment_work");
      expect(rows).toHaveLength(0);
    } finally {
      await apart.close();
    }
  });

  it("are asked for again where their job was lost, and given up where a picture ends the program each time", async () => {
    const apart = await openWorld();
    try {
      await apart.node.jobs.stop();
      const person = await apart.person("border.officer");
      const { id } = await person.do(recordRecovery, { body: onePistol("ФТ 99277") });
      const lost = await attach(apart, person, { kind: "recovery", id }, photo);
      const deadly = await attach(apart, person, { kind: "recovery", id }, photo);
      await apart.admin.query("delete from platform.job");
      await apart.admin.query("update recoveries.attachment_work set tries = 5 where attachment_id = $1", [deadly]);
      const log = createLog("silent");
      const jobs = startJobs(apart.node.database, attachmentTasks(apart.node.database, log), log);
      expect(await drawn(person, lost)).toBe("ready");
      expect(await drawn(person, deadly)).toBe("failed");
      await jobs.stop();
    } finally {
      await apart.close();
    }
  });
});

describe("on a form", () => {
  const draft = async (person: Person): Promise<string> => {
    const id = uuidv7();
    await world.node.database.asActor({ personId: person.id }, (tx) =>
      tx.query(
        "insert into recoveries.draft (id, institution_id, unit_id, created_by, changed_by, audience, body) values ($1, 0, 0, access.actor(), access.actor(), '{}', '{}')",
        [id],
      ),
    );
    return id;
  };

  it("goes with the form to the record, also what is still on its way, each to its weapon", async () => {
    const form = await draft(officer);
    const first = await attach(world, officer, { kind: "draft", id: form, position: 0 }, photo);
    const place = await attach(world, officer, { kind: "draft", id: form }, photo);
    const begun = await officer.do(beginAttachment, {
      body: {
        on: { kind: "draft", id: form, position: 0 },
        name: "late.jpg",
        size: photo.length,
        sha256: hashOf(photo),
      },
    });
    await sendBytes(world, officer, begun.id, 0, photo.subarray(0, 1000));
    expect(await officer.do(attachmentProgress, { query: { on: "draft", id: form } })).toMatchObject({
      total: 3, arrived: 2, photos: [{ firearm: null, position: 0, count: 2 }, { firearm: null, position: null, count: 1 }],
    }); // prettier-ignore
    // Another unit's officer does not see the form, nor what is on it.
    const other = await world.person("border.officer2");
    expect((await other.try(attachmentState, { params: { id: first } })).status).toBe(404);

    const { id, firearms } = await recovery();
    const weapon = firearms[0]?.id ?? "";
    const moved = await world.node.database.asActor({ personId: officer.id }, async (tx) => {
      const count = await moveDraftAttachments(tx, form, id, [weapon]);
      await tx.query("update recoveries.draft set recovery_id = $2 where id = $1", [form, id]);
      return count;
    });
    expect(moved).toBe(3);
    const { items } = await officer.do(listAttachments, { query: { on: "recovery", id } });
    expect(items.map((item) => [item.id, item.on.kind])).toEqual([[first, "firearm"], [place, "recovery"], [begun.id, "firearm"]]); // prettier-ignore
    expect(await officer.do(attachmentProgress, { query: { on: "recovery", id } })).toMatchObject({
      total: 3,
      arrived: 2,
    });
    const rest = await sendBytes(world, officer, begun.id, 1000, photo.subarray(1000));
    expect(rest).toMatchObject({ status: 200, body: { sealed: true } });
    expect(await officer.do(attachmentProgress, { query: { on: "recovery", id } })).toMatchObject({
      total: 3,
      arrived: 3,
    });
  });

  it("is thrown away from a form, alone or with it", async () => {
    const form = await draft(officer);
    const one = await attach(world, officer, { kind: "draft", id: form }, photo);
    const two = await attach(world, officer, { kind: "draft", id: form }, photo);
    await officer.do(removeAttachment, { params: { id: one } });
    await world.node.database.asActor({ personId: officer.id }, (tx) =>
      tx.query("delete from recoveries.draft where id = $1", [form]),
    );
    const { rows } = await world.admin.query(
      "select 1 from recoveries.attachment_piece where attachment_id in ($1, $2)",
      [one, two],
    );
    expect(rows).toHaveLength(0);
    expect((await entries(one)).at(-1)).toMatchObject({ verb: "erase" });
  });
});
