/**
 * What people may write by plain SQL, below every route: for each table who may and, beside them, who differs from them
 * in one thing only (the role, the institution, being able to see the record, the name they write under).
 */
import { randomUUID } from "node:crypto";
import type { Tx } from "../../src/platform/database.ts";
import type { World } from "../world.ts";
import type { Furnished } from "./furnish.ts";
import { asPerson } from "./wall.ts";
import { hitTrials } from "./wall-hits.ts";
import { sweepTrials } from "./wall-sweeps.ts";
import { listTrials } from "./wall-lists.ts";
import { recoveryTrials } from "./wall-recoveries.ts";

interface Attempt {
  readonly table: string;
  readonly who: string;
  readonly what: string;
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly admitted: boolean;
}

const newId = (): string => randomUUID();

/** All attempts; each is undone. */
async function attempts(world: World, furnished: Furnished): Promise<Attempt[]> {
  const plain = furnished.recoveries.find(({ recovery }) => recovery.name === "plain");
  const hit = furnished.hits.find(({ sides }) => sides?.[0].name === "weapon 1 of known to the police");
  const [recovery, weapon] = [plain?.recovery.id, plain?.firearms[0]?.id];
  const { admin } = world;
  const one = async (sql: string, ...values: unknown[]): Promise<string> =>
    (await admin.query<{ id: string }>(sql, values)).rows[0]?.id ?? "";
  const id = async (username: string): Promise<string> => (await world.person(username)).id;
  const mark = await one("select id from firearms.mark where firearm_id = $1 limit 1", weapon);
  const lost = furnished.registers.find(({ name }) => name === "police lost")?.id;
  const record = furnished.records.find(({ name }) => name.endsWith("of police lost"))?.id;
  const [run, foreignRun] = [
    await one(
      "select id from registers.import_run where created_by = $1 and file_name = 'a.csv'",
      await id("border.analyst"),
    ),
    await one(
      "select id from registers.import_run where created_by = $1 and file_name = 'a.csv'",
      await id("police.keeper"),
    ),
  ];
  const running = await one("select id from registers.import_run where state = 'running' limit 1");
  const [file, whole] = [
    await one("select id from platform.file where created_by = $1 and not complete", await id("border.officer")),
    await one("select id from platform.file where created_by = $1 and complete", await id("border.officer")),
  ];
  const foreignFile = await one(
    "select id from platform.file where created_by = $1 and name = 'a.csv'",
    await id("border.analyst"),
  );
  const entry = await one("select id from journal.entry limit 1");
  const notice = await one("select id from access.notice where person_id = $1 limit 1", await id("border.officer"));
  const all: Attempt[] = [];
  const say = (
    table: string,
    what: string,
    sql: string,
    values: readonly unknown[],
    who: Readonly<Record<string, boolean>>,
  ): void => {
    for (const [username, admitted] of Object.entries(who))
      all.push({ table, who: username, what, sql, values, admitted });
  };

  say(
    "recoveries.recovery",
    "records a recovery",
    "insert into recoveries.recovery (id, number, institution_id, unit_id, created_by, audience, manner) values ($1, $2, 0, 0, access.actor(), '{}', 'seized')",
    [newId(), "TM-TEST"],
    {
      "border.officer": true,
      "hq.examiner": false,
      "hq.prosecutor": false,
      "hq.administrator": false,
      "special.ended": false,
    },
  );
  say(
    "recoveries.recovery",
    "corrects a recovery",
    "update recoveries.recovery set region = 'north' where id = $1",
    [recovery],
    {
      "border.officer": true,
      "hq.analyst": true,
      "hq.examiner": false,
      "post.custodian": false,
      "nation.focal-operator": false,
      "sibling.officer": false,
      "police.investigator": false,
      // Looks as far as the institution, corrects own records only.
      "special.keeps": false,
    },
  );
  const imported =
    "insert into recoveries.recovery (id, number, institution_id, unit_id, created_by, audience, manner, import_run_id, import_row) values ($1, $2, 0, 0, access.actor(), '{}', 'seized', $3, 1)";
  say("recoveries.recovery", "imports a recovery", imported, [newId(), "TM-TEST", running], {
    "border.analyst": true,
    "hq.register-keeper": false,
    "police.analyst": false,
  });
  say("recoveries.recovery", "imports a recovery by a run that is not running", imported, [newId(), "TM-TEST", run], {
    "border.analyst": false,
  });
  const part =
    "insert into firearms.firearm (id, number, recovery_id, position, institution_id, unit_id, created_by, audience, recovered_manner, import_run_id, import_row) values ($1, 'TM-TEST', $2, 9, 0, 0, access.actor(), '{}', '', $3, 1)";
  say("firearms.firearm", "imports a weapon", part, [newId(), recovery, running], {
    "border.analyst": true,
    "hq.register-keeper": false,
    "police.analyst": false,
    "nation.analyst": false,
  });
  say("firearms.firearm", "imports a weapon by a run that is not running", part, [newId(), recovery, run], {
    "border.analyst": false,
  });
  for (const history of ["ground", "context"]) {
    say(
      `recoveries.${history}`,
      `adds a ${history}`,
      `insert into recoveries.${history} (id, recovery_id, written, recorded_by, institution_id, audience) values ($1, $2, 'x', access.actor(), 0, '{}')`,
      [newId(), recovery],
      {
        "border.officer": true,
        "hq.analyst": true,
        "hq.examiner": false,
        "post.custodian": false,
        "nation.focal-operator": false,
        "sibling.officer": false,
        "special.keeps": false,
        "special.counts": false,
      },
    );
  }
  for (const trial of [
    ...(await recoveryTrials(world, recovery, weapon)),
    ...(await listTrials(world)),
    ...(await hitTrials(world, furnished, hit?.id)),
    ...(await sweepTrials(world)),
  ])
    say(trial.table, trial.what, trial.sql, trial.values, trial.who);
  say(
    "firearms.firearm",
    "adds a weapon",
    "insert into firearms.firearm (id, number, recovery_id, position, institution_id, unit_id, created_by, audience, recovered_manner) values ($1, 'TM-TEST', $2, 9, 0, 0, access.actor(), '{}', '')",
    [newId(), recovery],
    {
      "border.officer": true,
      "hq.analyst": false,
      "post.custodian": false,
      "nation.focal-operator": false,
      "sibling.officer": false,
      "special.keeps": false,
    },
  );
  say(
    "recoveries.attachment",
    "adds a photograph to a recovery",
    "insert into recoveries.attachment (id, recovery_id, name, size) values ($1, $2, 'a.jpg', 1)",
    [newId(), recovery],
    {
      "border.officer": true,
      "hq.analyst": true,
      "hq.examiner": false,
      "post.custodian": false,
      "nation.focal-operator": false,
      "sibling.officer": false,
    },
  );
  say(
    "recoveries.attachment",
    "withdraws a photograph past its function",
    "update recoveries.attachment set withdrawn_at = now() where firearm_id = $1",
    [weapon],
    { "border.officer": false, "hq.analyst": false },
  );
  const examines = {
    "border.officer": true,
    "hq.examiner": true,
    "nation.examiner": true,
    "post.custodian": false,
    "nation.investigator": false,
    "sibling.officer": false,
    "police.examiner": false,
    "special.keeps": false,
    "special.heads": false,
  };
  say(
    "recoveries.attachment",
    "adds a photograph to a weapon",
    "insert into recoveries.attachment (id, firearm_id, name, size) values ($1, $2, 'a.jpg', 1)",
    [newId(), weapon],
    examines,
  );
  say(
    "firearms.firearm",
    "states what a weapon is",
    "update firearms.firearm set year = 1990 where id = $1",
    [weapon],
    examines,
  );
  say(
    "firearms.identification",
    "identifies",
    "insert into firearms.identification (id, firearm_id, aspect, written, source, recorded_by, institution_id, audience) values ($1, $2, 'year', '1990', 'eye', access.actor(), 0, '{}')",
    [newId(), weapon],
    examines,
  );
  say(
    "firearms.mark",
    "adds a mark",
    "insert into firearms.mark (id, firearm_id, kind, position, created_by, institution_id, audience) values ($1, $2, 'proof', 9, access.actor(), 0, '{}')",
    [newId(), weapon],
    examines,
  );
  say(
    "firearms.reading",
    "adds a reading",
    "insert into firearms.reading (id, mark_id, firearm_id, state, read_by, institution_id, audience) values ($1, $2, $3, 'obliterated', access.actor(), 0, '{}')",
    [newId(), mark, weapon],
    examines,
  );
  // Only who examines takes a weapon to their desk, one that they see, and under no other name.
  const claim = (person: string): string =>
    `insert into firearms.examination (id, firearm_id, person_id, person_institution_id, until) values ($1, $2, ${person}, access.my_institution(), now() + interval '1 hour')`;
  say("firearms.examination", "takes a weapon to their desk", claim("access.actor()"), [newId(), weapon], {
    "hq.examiner": true,
    "nation.examiner": true,
    "border.officer": false,
    "hq.prosecutor": false,
    "police.examiner": false,
    "special.keeps": false,
    "special.heads": false,
  });
  say(
    "firearms.examination",
    "puts back what lies on a desk",
    "update firearms.examination set ended_at = now(), outcome = 'released' where person_id = $1 and ended_at is null",
    [await id("hq.examiner")],
    { "hq.examiner": true, "nation.examiner": false, "border.officer": false },
  );
  say(
    "firearms.examination",
    "takes a weapon to another's desk",
    claim("(select id from access.person where id <> access.actor() limit 1)"),
    [newId(), weapon],
    { "hq.examiner": false },
  );
  say(
    "registers.register",
    "opens a register",
    "insert into registers.register (id, code, kind, name_en, name_ru, institution_id, unit_id, created_by, audience) values ($1, 'NEW', 'lost-stolen', 'x', 'x', 0, 0, access.actor(), '{}')",
    [newId()],
    { "police.keeper": true, "police.analyst": false, "border.officer": false },
  );
  say(
    "registers.register",
    "describes a register",
    "update registers.register set name_en = 'y' where id = $1",
    [lost],
    { "police.keeper": true, "police.examiner": false, "hq.register-keeper": false },
  );
  say(
    "registers.import_run",
    "begins an import",
    "insert into registers.import_run (id, target, file_name, institution_id, unit_id, created_by, audience) values ($1, 'recoveries', 'b.csv', 0, 0, access.actor(), '{}')",
    [newId()],
    { "hq.analyst": true, "border.officer": false },
  );
  say(
    "registers.import_run",
    "cancels an import",
    "update registers.import_run set cancel_asked = true where id = $1",
    [run],
    { "border.analyst": true, "hq.officer": false, "police.keeper": false },
  );
  say(
    "registers.import_chunk",
    "writes the outcome of rows",
    "insert into registers.import_chunk (run_id, first_row, last_row, row_numbers, outcomes, record_ids, fates, codes, rows) values ($1, 2, 2, '{2}', 'a', '{}', '-', '{}', '[[[]]]')",
    [run],
    { "border.analyst": true, "police.keeper": false, "nation.focal-operator": false },
  );
  say(
    "registers.import_chunk",
    "removes the outcomes of an import",
    "delete from registers.import_chunk where run_id = $1",
    [foreignRun],
    { "police.keeper": true, "border.analyst": false },
  );
  say(
    "registers.import_claim",
    "says which record a row is",
    "insert into registers.import_claim (run_id, record_id) values ($1, $2)",
    [run, newId()],
    { "border.analyst": true, "police.keeper": false, "nation.focal-operator": false },
  );
  say(
    "registers.import_claim",
    "forgets which records rows are",
    "delete from registers.import_claim where run_id = $1",
    [foreignRun],
    { "police.keeper": true, "border.analyst": false },
  );
  say(
    "registers.record",
    "imports a record",
    "insert into registers.record (id, register_id, institution_id, audience) values ($1, $2, 0, '{}')",
    [newId(), lost],
    { "police.keeper": true, "police.analyst": true, "police.examiner": false, "border.analyst": false },
  );
  say(
    "registers.record",
    "withdraws a record",
    "update registers.record set state = 'withdrawn' where id = $1",
    [record],
    { "police.keeper": true, "police.examiner": false, "border.analyst": false },
  );
  say("matching.hit", "settles a hit", "update matching.hit set state = 'unsure' where id = $1", [hit?.id], {
    "police.analyst": true,
    "police.examiner": false,
    "border.analyst": false,
    "town.investigator": false,
    "special.registers": true,
  });
  const decision =
    "insert into matching.hit_decision (id, hit_id, verb, reason, by_person, by_institution, probability, model_version) select $1, h.id, 'unsure', 'x', $3::uuid, access.my_institution(), 0.5, 'm' from matching.hit h where h.id = $2";
  for (const [who, admitted] of [
    ["police.analyst", true],
    ["police.examiner", false],
    ["border.analyst", false],
  ] as const)
    say("matching.hit_decision", "writes a decision", decision, [newId(), hit?.id, await id(who)], { [who]: admitted });
  say(
    "matching.hit_decision",
    "writes a decision in another's name",
    decision,
    [newId(), hit?.id, await id("police.keeper")],
    { "police.analyst": false },
  );
  say(
    "matching.hit_decision",
    "writes a decision for another institution",
    decision.replace("access.my_institution()", "access.my_institution() + 1"),
    [newId(), hit?.id, await id("police.analyst")],
    { "police.analyst": false },
  );
  const newFile =
    "insert into platform.file (id, institution_id, created_by, name, media_type, size, sha256) values ($1, access.my_institution(), $2, 'a', 'text/csv', 1, '\\x00')";
  say("platform.file", "uploads a file", newFile, [newId(), await id("border.officer")], {
    "border.officer": true,
    "hq.analyst": false,
  });
  say(
    "platform.file",
    "uploads a file for another institution",
    newFile.replace("access.my_institution()", "access.my_institution() + 1"),
    [newId(), await id("border.officer")],
    { "border.officer": false },
  );
  say("platform.file", "marks a file complete", "update platform.file set complete = true where id = $1", [file], {
    "border.officer": true,
    "hq.analyst": false,
  });
  say(
    "platform.file_chunk",
    "adds a part of a file",
    "insert into platform.file_chunk values ($1, 7, '\\x00')",
    [file],
    { "border.officer": true, "hq.analyst": false },
  );
  say(
    "platform.file_chunk",
    "adds a part of a complete file",
    "insert into platform.file_chunk values ($1, 7, '\\x00')",
    [whole],
    { "border.officer": false },
  );
  say(
    "platform.file_chunk",
    "adds a part of another's file",
    "insert into platform.file_chunk values ($1, 7, '\\x00')",
    [foreignFile],
    { "border.officer": false },
  );
  say(
    "platform.idempotency",
    "keeps an answer",
    "insert into platform.idempotency (actor, key, request_hash) values ($1, 'another-key', '\\x00')",
    [await id("border.officer")],
    { "border.officer": true, "hq.analyst": false },
  );
  say(
    "platform.idempotency",
    "changes an answer",
    "update platform.idempotency set status = 200 where actor = $1",
    [await id("border.officer")],
    { "border.officer": true, "hq.analyst": false },
  );
  say("platform.job", "asks for a job", "insert into platform.job (id, task) values ($1, 'x')", [newId()], {
    "border.officer": true,
  });
  say(
    "platform.job",
    "asks for a job that counts as tried",
    "insert into platform.job (id, task, attempts) values ($1, 'x', 3)",
    [newId()],
    { "border.officer": false },
  );
  say("access.notice", "sees a notice", "update access.notice set seen_at = now() where id = $1", [notice], {
    "border.officer": true,
    "border.analyst": false,
  });
  say(
    "access.person",
    "chooses a language",
    "update access.person set language = 'ru' where id = $1",
    [await id("border.officer")],
    { "border.officer": true, "border.analyst": false, "hq.administrator": false },
  );
  const write = "insert into journal.entry (id, actor, verb, outcome) values ($1, $2, 'read', 'done')";
  say("journal.entry", "writes an entry", write, [newId(), await id("border.officer")], {
    "border.officer": true,
    "border.analyst": false,
  });
  say(
    "journal.payload",
    "writes a payload",
    "insert into journal.payload (entry_id, salt) values ($1, '\\x00') on conflict do nothing",
    [entry],
    { "border.officer": true },
  );
  return all;
}

async function admitted(tx: Tx, attempt: Attempt): Promise<boolean> {
  const done = await tx.client.query(attempt.sql, [...attempt.values]);
  return (done.rowCount ?? 0) > 0 || attempt.table === "journal.payload";
}

/** Sentences for each attempt that ended otherwise than it should. */
export async function checkWrites(world: World, furnished: Furnished, only?: string): Promise<string[]> {
  const faults: string[] = [];
  for (const attempt of await attempts(world, furnished)) {
    if (only !== undefined && attempt.table !== only) continue;
    const outcome = await asPerson(world, attempt.who, (tx) => admitted(tx, attempt));
    const is = outcome === true;
    if (is !== attempt.admitted)
      faults.push(
        `${attempt.who} ${attempt.what} (${attempt.table}): ${is ? "done, should be refused" : "refused, should be done"}`,
      );
  }
  return faults;
}
