/**
 * The wall itself, below every route: what rows each person and each role of the database reaches by plain SQL.
 *
 * Promises: each check gives sentences, none where the wall stands; rows that a person sees are compared with the
 * oracle's, table by table. Refuses: to leave a row behind (everything written is rolled back).
 */
import { randomUUID } from "node:crypto";
import type { Tx } from "../../src/platform/database.ts";
import { recordRecovery } from "../../src/recoveries/recovery.contract.ts";
import { onePistol, type World } from "../world.ts";
import type { Furnished } from "./furnish.ts";
import { country } from "./people.ts";
import { hangPhotographs } from "./photographs.ts";
import { personOf } from "./furnish.ts";
import { groupsOf, may, sees, type Country, type Person, type Thing } from "./oracle.ts";
import { codeOf, fillHits, membersOf } from "./wall-hits.ts";
import { countedIn, fillLists } from "./wall-lists.ts";
import { fillSweeps, pairOwner, pairRecords, sweepConcerns } from "./wall-sweeps.ts";
import { fillRecoveries, hangingTables, ownerOfDraft, seesDraft } from "./wall-recoveries.ts";
import { systemRights, systemRoles, type SystemRole } from "./wall-spec.ts";

const verbNames = { s: "select", i: "insert", u: "update", d: "delete" } as const;
type Verb = keyof typeof verbNames;

/** All tables of the program's schemas. */
export async function tablesOf(world: World): Promise<string[]> {
  const { rows } = await world.admin.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r','p','m','v') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema','public') order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** The recovery whose weapon lies on an examiner's desk: open to the focal point too. */
const onTheDesk = (furnished: Furnished) =>
  furnished.recoveries.find(({ recovery }) => recovery.name === "known to the police");

/** Rows in every table that the wall stands around, so that an empty table hides nothing from the checks. */
export async function fill(world: World, furnished: Furnished): Promise<void> {
  const { admin } = world;
  const officer = (await world.person("border.officer")).id;
  const keeper = (await world.person("police.keeper")).id;
  const analyst = (await world.person("border.analyst")).id;
  const { database } = world.node;
  for (const personId of [keeper, analyst]) {
    const run = randomUUID();
    await database.asActor({ personId }, async (tx) => {
      await tx.query(
        "insert into registers.import_run (id, target, file_name, institution_id, unit_id, created_by, audience) values ($1, 'recoveries', 'a.csv', 0, 0, access.actor(), '{}')",
        [run],
      );
      await tx.query(
        "insert into registers.import_chunk (run_id, first_row, last_row, row_numbers, outcomes, record_ids, fates, codes, rows) values ($1, 1, 1, '{1}', 'r', '{}', '-', '{}', '[[[\"x\"]]]')",
        [run],
      );
      await tx.query("insert into registers.import_claim (run_id, record_id) values ($1, $2)", [run, randomUUID()]);
    });
  }
  for (const [personId, complete] of [
    [officer, true],
    [officer, false],
    [analyst, false],
  ] as const) {
    const file = randomUUID();
    await database.asActor({ personId }, async (tx) => {
      await tx.query(
        "insert into platform.file (id, institution_id, created_by, name, media_type, size) values ($1, access.my_institution(), access.actor(), 'a.csv', 'text/csv', 1)"
          .replace("size)", "size, sha256)")
          .replace("1)", "1, '\\x00')"),
        [file],
      );
      await tx.query("insert into platform.file_chunk values ($1, 0, '\\x00')", [file]);
      if (complete) await tx.query("update platform.file set complete = true where id = $1", [file]);
    });
  }
  for (const personId of [officer, analyst]) {
    await database.asActor({ personId }, (tx) =>
      tx.query(
        "insert into platform.idempotency (actor, key, request_hash) values ($1, 'key-of-the-wall', '\\x00') on conflict do nothing",
        [personId],
      ),
    );
    await admin.query("insert into access.notice (id, person_id, code) values ($1, $2, 'told')", [
      randomUUID(),
      personId,
    ]);
  }
  // A run whose file its institution may read, and one that is running.
  await admin.query(
    "update registers.import_run set file_id = (select id from platform.file where created_by = $1 and name = 'a.csv') where created_by = $1 and file_name = 'a.csv'",
    [analyst],
  );
  await database.asActor({ personId: analyst }, (tx) =>
    tx.query(
      "insert into registers.import_run (id, target, file_name, state, institution_id, unit_id, created_by, audience) values ($1, 'recoveries', 'c.csv', 'running', 0, 0, access.actor(), '{}')",
      [randomUUID()],
    ),
  );
  // What an undone import leaves: there, and seen by nobody.
  const undone = await (await world.person("border.officer")).do(recordRecovery, { body: onePistol("УН 9090909") });
  await admin.query("update firearms.firearm set withdrawn_at = now() where recovery_id = $1", [undone.id]);
  await admin.query("update recoveries.recovery set withdrawn_at = now() where id = $1", [undone.id]);
  await admin.query(
    `insert into matching.hit (id, number, firearm_id, other_kind, other_id, firearm_institution_id, other_institution_id, probability, log_odds, model_version, why, audience, other_audience, withdrawn_at)
     select gen_random_uuid(), 'TM-UNDONE', $1, h.other_kind, h.other_id, h.firearm_institution_id, h.other_institution_id, 0.5, 0, 'm', '[]', h.audience, h.other_audience, now() from matching.hit h order by cardinality(h.audience) desc limit 1`,
    [undone.firearms[0]?.id],
  );
  await admin.query("insert into platform.job (id, task, run_at) values ($1, 'recompute-audiences', '2099-01-01')", [
    randomUUID(),
  ]);
  await admin.query("insert into platform.setting (key, value) values ('secret.test', '1') on conflict do nothing");
  await admin.query("insert into access.credential (id, person_id, kind, secret) values ($1, $2, 'recovery', '{}')", [
    randomUUID(),
    officer,
  ]);
  await admin.query("insert into access.sign_in_failure (id, username) values ($1, 'nobody')", [randomUUID()]);
  await admin.query(
    "insert into access.sign_in_ticket (id, token_hash, kind, expires_at) values ($1, $2, 'oidc', now())",
    [randomUUID(), Buffer.from(randomUUID())],
  );
  await admin.query(
    "insert into access.machine_token (id, token_hash, person_id, label, permissions, purpose, expires_at) values ($1, $2, $3, 'gate', '{}', 'investigation', now())",
    [randomUUID(), Buffer.from(randomUUID()), officer],
  );
  await admin.query(
    "insert into matching.match_task (firearm_id) select id from firearms.firearm limit 1 on conflict do nothing",
  );
  await admin.query(
    `insert into matching.hit_decision (id, hit_id, verb, reason, by_person, by_institution, probability, model_version)
     select gen_random_uuid(), h.id, 'unsure', 'laid', $1, h.other_institution_id, h.probability, h.model_version from matching.hit h`,
    [officer],
  );
  await admin.query(
    `insert into firearms.examination (id, firearm_id, person_id, person_institution_id, until, ended_at, outcome)
     select gen_random_uuid(), f.id, p.id, p.institution_id, now(), now(), 'released' from firearms.firearm f, access.person p where p.id = $1`,
    [officer],
  );
  // One that is on the desk of an examiner now.
  await admin.query(
    `insert into firearms.examination (id, firearm_id, person_id, person_institution_id, until)
     select gen_random_uuid(), f.id, p.id, p.institution_id, now() + interval '1 day' from firearms.firearm f join recoveries.recovery r on r.id = f.recovery_id, access.person p
     where r.own_reference = $1 and p.username = 'hq.examiner' limit 1`,
    [onTheDesk(furnished)?.reference],
  );
  await fillRecoveries(world);
  // The recovery picture, folded, and something that waits to be.
  await database.asSystem("tamga_keeper", (tx) => tx.query("select figures.fold_changes(100000)"));
  await admin.query("insert into figures.change (recovery_id) select id from recoveries.recovery limit 1");
  await hangPhotographs(world);
  await fillLists(world);
  await fillHits(world, furnished);
  await fillSweeps(world);
  await admin.query(
    `insert into registers.record_change (run_id, record_id, row_number, fields, before, after)
     select m.id, r.id, 2, '{note}', '{}', '{}' from registers.record r cross join lateral (select x.id from registers.import_run x limit 1) m`,
  );
  await world.node.sequence();
}

/** Tries a verb as a role on one row of a table; whether the wall lets it. */
async function reaches(world: World, role: string, table: string, verb: Verb, row: string | null): Promise<boolean> {
  const { admin } = world;
  await admin.query(`savepoint probe`);
  try {
    await admin.query(`set local role ${role}`);
    if (verb === "s")
      return (
        (await admin.query<{ found: boolean }>(`select exists (select from ${table}) as found`)).rows[0]?.found ?? false
      );
    if (verb === "i") {
      const { rows: written } = await admin.query<{ list: string }>(
        "select string_agg(quote_ident(attname), ', ' order by attnum) as list from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''",
        [table],
      );
      const list = written[0]?.list ?? "";
      await admin.query(
        `insert into ${table} (${list}) overriding system value select ${list} from jsonb_populate_record(null::${table}, $1)`,
        [row],
      );
      return true;
    }
    const { rows } = await admin.query<{ name: string }>(
      "select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and has_column_privilege($1::regclass, attnum, 'UPDATE') order by attnum limit 1",
      [table],
    );
    if (verb === "u" && rows[0] === undefined) return false;
    const done = await admin.query(
      verb === "u" ? `update ${table} set ${rows[0]?.name} = ${rows[0]?.name}` : `delete from ${table}`,
    );
    return (done.rowCount ?? 0) > 0;
  } catch (fault) {
    const { code, message } = fault as { code?: string; message: string };
    // Keys and append-only triggers stand behind the wall: who meets them has passed it.
    return code !== "42501" || /append-only|only be erased|decided proposal/.test(message);
  } finally {
    await admin.query("rollback to savepoint probe");
  }
}

function rightsOf(role: SystemRole, table: string): string | undefined {
  const rights = systemRights[table];
  if (rights === undefined) return undefined;
  if (role === "tamga_owner") return "siud";
  if (role === "tamga_backup") return "s";
  return rights[["tamga_keeper", "tamga_matcher", "tamga_reveal"].indexOf(role)];
}

/** Each role of the database does with each table what the specification says, and nothing else. */
export async function checkSystemRoles(world: World, only?: string): Promise<string[]> {
  const faults: string[] = [];
  for (const table of await tablesOf(world)) {
    if (only !== undefined && table !== only) continue;
    if (systemRights[table] === undefined) {
      faults.push(`${table} is not named in the specification of the wall`);
      continue;
    }
    const sample =
      table === "access.share"
        ? "where t.basis = 'hit'"
        : table === "platform.job"
          ? "where t.attempts = 0 and t.finished_at is null"
          : "";
    await world.admin.query("begin");
    try {
      const { rows } = await world.admin.query<{ row: string }>(
        `select to_jsonb(t)::text as row from ${table} t ${sample} limit 1`,
      );
      const row = rows[0]?.row ?? null;
      // The sequencer empties what waits; an own entry is laid there.
      if (row === null && table === "journal.pending")
        await world.admin.query("insert into journal.pending select seq, id from journal.entry limit 1");
      else if (row === null) faults.push(`${table} has no row to try with`);
      for (const role of systemRoles) {
        for (const verb of ["s", "i", "u", "d"] as const) {
          const wanted = rightsOf(role, table)?.includes(verb) ?? false;
          const is = await reaches(
            world,
            role,
            table,
            verb,
            row ??
              (table === "journal.pending" ? '{"seq": 1, "entry_id": "01900000-0000-7000-8000-000000000000"}' : null),
          );
          if (is !== wanted) faults.push(`${role} ${is ? "may" : "cannot"} ${verbNames[verb]} in ${table}`);
        }
      }
    } finally {
      await world.admin.query("rollback");
    }
  }
  // A matcher's shares are those that follow from hits; a share between people is none of its business.
  if (only === undefined || only === "access.share") {
    await world.admin.query("begin; set local role tamga_matcher");
    const touched = await world.admin.query("update access.share set reason = reason where basis <> 'hit'");
    if ((touched.rowCount ?? 0) > 0) faults.push("tamga_matcher changes shares between people");
    try {
      await world.admin.query(
        "insert into access.share (id, kind, record_id, group_id, basis, reason) select gen_random_uuid(), 'recovery', gen_random_uuid(), g.id, 'person', 'x' from access.audience_group g limit 1",
      );
      faults.push("tamga_matcher shares as if it were a person");
    } catch (fault) {
      if ((fault as { code?: string }).code !== "42501") throw fault;
    }
    await world.admin.query("rollback");
  }
  // The keeper clears away what never arrived whole, and sees no other file.
  if (only === undefined || only === "platform.file") {
    await world.admin.query("begin; set local role tamga_keeper");
    if (((await world.admin.query("select from platform.file where complete")).rowCount ?? 0) > 0)
      faults.push("tamga_keeper reaches whole files");
    await world.admin.query("rollback");
  }
  if (only === undefined || only === "firearms.firearm") {
    await world.admin.query("begin; set local role tamga_matcher");
    if (((await world.admin.query("select from firearms.firearm where withdrawn_at is not null")).rowCount ?? 0) > 0)
      faults.push("tamga_matcher reaches weapons of an undone import");
    await world.admin.query("rollback");
  }
  return faults;
}

class Undone extends Error {}

/** Runs SQL as a person and undoes it; "refused" where the wall stands before it. */
export async function asPerson<T>(
  world: World,
  username: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T | "refused"> {
  const { id: personId } = await world.person(username);
  let result: T | "refused" = "refused";
  try {
    await world.node.database.asActor({ personId }, async (tx) => {
      result = await work(tx);
      throw new Undone();
    });
  } catch (fault) {
    if (fault instanceof Undone) return result;
    if ((fault as { code?: string }).code === "42501") return "refused";
    throw fault;
  }
  return result;
}

interface Row {
  key: string;
  owner: string | null;
  also: string | null;
}
type Rule = (person: Person, id: string, row: Row) => boolean;

/** What the sample of people looks through; enough to meet every branch of every policy. */
export const lookers = [
  "border.officer", "post.custodian", "above.investigator", "sibling.officer", "hq.analyst", "hq.examiner", "nation.focal-operator", "town.investigator", "police.keeper", "police.analyst",
  "customs.officer", "customs.analyst", "city.prosecutor", "hq.auditor", "hq.administrator", "special.ended", "special.double", "special.counts", "court.registrar", "douane.register-keeper",
]; // prettier-ignore

/** Rows that people reach by plain SQL, table by table, against the oracle; `under`: the rules that the oracle is told of. */
export async function checkVisibleRows(
  world: World,
  furnished: Furnished,
  only?: string,
  under: Country = country,
): Promise<string[]> {
  const things = new Map<string, Thing>(
    [...furnished.things, ...furnished.registers, ...furnished.hits, ...furnished.pointers].map((thing) => [
      thing.id,
      thing,
    ]),
  );
  const ids = new Map<string, string>();
  const { rows: everybody } = await world.admin.query<{ id: string; username: string; institution: string }>(
    "select p.id, p.username, i.code as institution from access.person p join access.institution i on i.id = p.institution_id",
  );
  for (const { id, username } of everybody) ids.set(username, id);
  const institutionOf = new Map(everybody.map(({ id, institution }) => [id, institution]));
  const record: Rule = (person, _, row) => {
    const thing = things.get(row.key);
    return thing !== undefined && sees(under, person, thing);
  };
  // A class of the recovery picture has the audience of its recoveries without their authors: any of them speaks for all.
  const counted = (row: Row): Thing | undefined => (row.also ?? "").split(",").flatMap((id) => things.get(id) ?? [])[0];
  const picture: Rule = (person, _, row) => {
    const thing = counted(row);
    return thing !== undefined && sees(under, person, { ...thing, author: "" });
  };
  const mine: Rule = (_, id, row) => row.owner === id;
  const audits: Rule = (person) => may(person, "audit");
  const runs = new Map<string, Thing>();
  const { rows: imports } = await world.admin.query<{ id: string; username: string }>(
    "select r.id, p.username from registers.import_run r join access.person p on p.id = r.created_by",
  );
  for (const { id, username } of imports) {
    const author = personOf(username);
    runs.set(id, {
      kind: "import-run",
      id,
      name: id,
      author: username,
      institution: author.institution,
      unit: author.unit,
      handling: [],
      shares: [],
    });
  }
  const run: Rule = (person, _, row) => {
    const thing = runs.get(row.key);
    return thing !== undefined && sees(under, person, thing);
  };
  const account: Rule = (person, _, row) =>
    institutionOf.get(row.key) === person.institution || may(person, "run-people") || may(person, "audit");
  const always: Rule = () => true;
  const ownHouse: Rule = (person, _, row) => row.owner === person.institution;
  // A role that reaches the nation, and no other.
  const weighs: Rule = (person) => groupsOf(under, person, "weigh").has("national");
  // Who sees two of a lot's weapons sees the lot.
  const lot: Rule = (person, id, row) =>
    (row.owner ?? "").split(",").filter((key) => record(person, id, { ...row, key })).length >= 2;
  // Two registers, or two records of registers that one sees: at home.
  const both = (key: string): readonly string[] =>
    key
      .split(",")
      .flatMap((one) => [one, ...(things.get(one)?.parent === undefined ? [] : [things.get(one)?.parent?.id ?? ""])]);
  const allOf: Rule = (person, id, row) =>
    ownHouse(person, id, row) && both(row.key).every((key) => record(person, id, { ...row, key }));
  const sweep: Rule = (person, id, row) => (row.key.includes(",") ? allOf(person, id, row) : run(person, id, row));
  const hangsOn =
    "(select coalesce(a.recovery_id, a.firearm_id) from recoveries.attachment a where a.id = attachment_id)";
  const checks: readonly (readonly [table: string, key: string, owner: string, rule: Rule, identity?: string])[] = [
    ["recoveries.recovery", "id", "null", record], ["recoveries.ground", "recovery_id", "null", record], ["recoveries.context", "recovery_id", "null", record],
    ...hangingTables.map(([table, key]) => [table, key, "null", record] as const),
    ["recoveries.draft", "id", "created_by", (person, _, row) => seesDraft(person, row.also ?? "")],
    ["firearms.firearm", "id", "null", record], ["firearms.identification", "firearm_id", "null", record], ["firearms.mark", "firearm_id", "null", record],
    ["firearms.reading", "firearm_id", "null", record], ["firearms.examination", "firearm_id", "null", record], ["registers.register", "id", "null", record], ["registers.record", "id", "null", record],
    ["matching.serial_key", "subject_id", "null", record], ["matching.hit", "id", "null", record], ["matching.hit_decision", "hit_id", "null", record],
    ["recoveries.attachment", "coalesce(recovery_id, firearm_id)", "null", record],
    ["recoveries.attachment_piece", hangsOn, "null", record], ["recoveries.attachment_copy", hangsOn, "null", record],
    ["figures.audience_class", "id", "null", picture], ["figures.chunk", "id", "null", picture], ["figures.fact", "recovery_id", "null", record], ["figures.change", "recovery_id", "null", record],
    ["reference.version", "single", "null", always], ["reference.merged_code", "code", "null", always], ["reference.proposal", "id", "null", (person, _, row) => row.also === "accepted" || may(person, "curate")],
    ["matching.hit_handover", "hit_id", codeOf, (person, id, row) => record(person, id, row) && ownHouse(person, id, row)], ["matching.hit_threshold", "id", codeOf, ownHouse],
    ["matching.sweep", sweepConcerns, codeOf, sweep], ["matching.register_pair", pairRecords, pairOwner, allOf],
    ["matching.model_version", "id", "null", weighs], ["matching.model_change", "number", "null", weighs],
    ["matching.lot", "id", membersOf("id"), lot], ["matching.lot_member", "firearm_id", "null", record], ["matching.lot_judgement", "lot_id", membersOf("lot_id"), lot],
    ["matching.hit_pointer", "id", "null", record], ["registers.import_run", "id", "null", run], ["registers.import_chunk", "run_id", "null", run], ["registers.import_claim", "run_id", "null", run], ["registers.record_change", "record_id", "null", record],
    ["platform.file", "id", "created_by", (person, id, row) => row.owner === id || run(person, id, { ...row, key: row.also ?? "" })], ["platform.idempotency", "actor", "actor", mine], ["access.notice", "id", "person_id", mine],
    ["access.person", "id", "null", account],
    ["access.role_assignment", "id", "person_id", (person, id, row) => row.owner === id || may(person, "run-people") || may(person, "audit")],
    ["access.sharing_rule", "id", "null", (person, _, row) => may(person, "run-rules") || (row.also ?? "").split(",").includes(person.institution)],
    ["access.recomputation", "id", "null", (person, _, row) => may(person, "run-rules") || record(person, "", { ...row, key: row.also ?? "" })],
    ["access.audience_group", "id", "person_id", (person, id, row) => row.owner === null || account(person, id, { ...row, key: row.owner })],
    ["journal.entry", "id", "actor", (person, id, row) => row.owner === id || may(person, "audit")],
    ["journal.payload", "entry_id", "(select e.actor from journal.entry e where e.id = t.entry_id)", mine],
    ["journal.leaf", "entry_id", "null", audits], ["journal.checkpoint", "size", "null", audits],
    ["platform.setting", "key", "null", (_, __, row) => !row.key.startsWith("secret.")],
    ["access.institution", "id", "null", always], ["access.unit", "id", "null", always], ["access.role", "code", "null", always], ["access.role_permission", "role", "null", always],
  ]; // prettier-ignore
  // The national group is the focal point's.
  const { rows: closings } = await world.admin.query<{ institution: string }>(
    `select distinct coalesce(i.code, 'FOCAL') as institution from access.recomputation c cross join unnest(c.closes) x(id)
     join access.audience_group g on g.id = x.id left join access.institution i on i.id = g.institution_id where c.finished_at is null`,
  );
  const shutOut = new Set(closings.map(({ institution }) => institution));
  const faults: string[] = [];
  for (const [table, key, owner, rule] of checks) {
    if (only !== undefined && table !== only && !(table === "platform.file" && only === "platform.file_chunk"))
      continue;
    const also =
      table === "platform.file"
        ? "(select r.id from registers.import_run r where r.file_id = t.id)"
        : table === "recoveries.draft"
          ? ownerOfDraft
          : table === "access.recomputation"
            ? "t.register_id"
            : table === "reference.proposal"
              ? "t.state"
              : table === "figures.audience_class"
                ? countedIn("class_id")
                : table === "figures.chunk"
                  ? countedIn("chunk_id")
                  : table === "access.sharing_rule"
                    ? "(select string_agg(i.code, ',') from access.institution i where i.id in (t.owner_institution_id, t.viewer_institution_id))"
                    : "null";
    // Only rows of which the oracle knows; a record that a changing cell made is left out on both sides.
    const { rows } = await world.admin.query<Row>(
      `select ${key}::text as key, (${owner})::text as owner, ${also}::text as also from ${table} t`,
    );
    const known = rows.filter((row) =>
      rule === picture ? counted(row) !== undefined : rule !== record || things.has(row.key),
    );
    for (const username of lookers) {
      const person = personOf(username);
      const id = ids.get(username) ?? "";
      const seen = await asPerson(world, username, (tx) =>
        tx.query<{ key: string }>(`select ${key}::text as key from ${table}`),
      );
      const count = new Map<string, number>();
      for (const row of seen === "refused" ? [] : seen) count.set(row.key, (count.get(row.key) ?? 0) + 1);
      const should = new Map<string, number>();
      for (const row of known) if (rule(person, id, row)) should.set(row.key, (should.get(row.key) ?? 0) + 1);
      // One's own journal grows while one looks.
      const compared = new Set(known.map((row) => row.key));
      // While a rule is being closed to them the picture is shut rather too far than too little; what a share leaves open is
      // counted from the records themselves.
      const mayMiss = table.startsWith("figures.") && shutOut.has(person.institution);
      const wrong = [...compared].filter((one) => {
        const [is, wanted] = [count.get(one) ?? 0, should.get(one) ?? 0];
        return mayMiss ? is > wanted : is !== wanted;
      });
      const name = (one: string): string => things.get(one)?.name ?? one;
      if (wrong.length > 0) {
        const [first = ""] = wrong;
        faults.push(
          `${username} ${(count.get(first) ?? 0) > (should.get(first) ?? 0) ? "reaches" : "does not reach"} "${name(first)}" in ${table} (and ${wrong.length - 1} more)`,
        );
      }
    }
  }
  for (const table of ["recoveries.recovery", "firearms.firearm", "matching.hit"]) {
    if (only !== undefined && table !== only) continue;
    for (const username of lookers) {
      const found = await asPerson(world, username, (tx) =>
        tx.query(`select 1 from ${table} where withdrawn_at is not null`),
      );
      if (found !== "refused" && found.length > 0)
        faults.push(`${username} reaches what an undone import left in ${table}`);
    }
  }
  if (only === undefined || only === "platform.file_chunk") {
    const chunks = await asPerson(world, "border.officer", (tx) => tx.query("select 1 from platform.file_chunk"));
    if (chunks === "refused" || chunks.length !== 2)
      faults.push(`border.officer reaches ${chunks === "refused" ? "no" : chunks.length} chunks, has 2`);
  }
  return faults;
}
