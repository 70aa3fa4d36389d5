/**
 * Furnishes a world with records in every relation that one can have to a record, and keeps beside each the plain
 * value from which the oracle judges it.
 *
 * Promises: records come about as people make them (calls over HTTP, the matcher); only a date that has come is set by
 * hand. The oracle's value is written from the intention, never read back from the database.
 */
import { addContext, changeRecovery, recordRecovery } from "../../src/recoveries/recovery.contract.ts";
import { addReading, identify } from "../../src/firearms/firearm.contract.ts";
import { shareRecord, withdrawShare } from "../../src/access/sharing.contract.ts";
import { matchNow } from "../../src/matching/matcher.ts";
import { indexKeysOfWritten } from "../../src/matching/serial-keys.ts";
import { uuidv7 } from "../../src/platform/ids.ts";
import { takeFile } from "../../src/registers/import.actions.ts";
import { onePistol, type World } from "../world.ts";
import { allRoles, makers, putWatchers, settleWatchers, watchers } from "./people.ts";
import type { Group, Handling, Person, Share, SharedKind, Thing } from "./oracle.ts";

export interface Recorded {
  readonly recovery: Thing;
  readonly firearms: readonly Thing[];
  readonly serial: string;
  readonly reference: string;
  readonly place: string;
  readonly number: string;
  /** Of the weapons, in their order. */
  readonly numbers: readonly string[];
}

export interface Furnished {
  readonly recoveries: readonly Recorded[];
  readonly registers: readonly Thing[];
  readonly records: readonly (Thing & { readonly serial: string })[];
  readonly hits: readonly Thing[];
  readonly pointers: readonly Thing[];
  readonly things: readonly Thing[];
  /** Uploaded files, not yet begun. */
  readonly imports: readonly Thing[];
  /** Accounts, as administrators see them. */
  readonly accounts: readonly Thing[];
  /** Share target of the tests that share: nobody of the watchers belongs to it. */
  readonly spareUnit: number;
  readonly courtUnit: number;
  readonly unitIds: ReadonlyMap<string, number>;
  institutionOf(username: string): string;
}

const people = new Map([...makers, ...watchers].map((person) => [person.username, person]));

export function personOf(username: string): Person {
  const person = people.get(username);
  if (person === undefined) throw new Error(`no person ${username}`);
  return person;
}

/** What is being furnished: makes records and remembers what was meant. */
export class Furnisher {
  readonly world: World;
  readonly recoveries: Recorded[] = [];
  readonly registers: Thing[] = [];
  readonly records: (Thing & { readonly serial: string })[] = [];
  readonly units = new Map<string, number>();
  #count = 0;
  readonly #mark: string;

  /** @param mark distinguishes the serials and references of this furnishing from others in the same database */
  constructor(world: World, mark: string) {
    this.world = world;
    this.#mark = mark;
  }

  async open(): Promise<void> {
    const { rows } = await this.world.admin.query<{ id: number; name: string }>(
      "select u.id, i.code || '/' || u.code as name from access.unit u join access.institution i on i.id = u.institution_id",
    );
    for (const { id, name } of rows) this.units.set(name, id);
  }

  unit(name: string): number {
    const id = this.units.get(name);
    if (id === undefined) throw new Error(`no unit ${name}`);
    return id;
  }

  /** A serial of its own: seven digits that no other record of the furnishing is near to. */
  serial(): string {
    this.#count += 1;
    const spread = (this.#count * 7_654_321 + this.#mark.charCodeAt(0) * 104_729) % 9_000_000;
    return `${this.#mark}${1_000_000 + spread}`;
  }

  async recovery(
    name: string,
    author: string,
    options: {
      handling?: readonly Handling[];
      serial?: string;
      firearms?: number;
      reference?: string;
      place?: string;
    } = {},
  ): Promise<Recorded> {
    const person = personOf(author);
    const serial = options.serial ?? this.serial();
    const reference = options.reference ?? `${this.#mark}-${this.recoveries.length}-${this.#count}`;
    const place = options.place ?? `${this.#mark} place ${this.recoveries.length}`;
    const pistol = onePistol(serial) as { firearms: unknown[] };
    const second = onePistol(this.serial()) as { firearms: unknown[] };
    const made = await (
      await this.world.person(author)
    ).do(recordRecovery, {
      body: {
        ...pistol,
        ownReference: reference,
        place: { written: place },
        circumstances: `told ${reference}`,
        handling: options.handling ?? [],
        firearms: (options.firearms ?? 1) > 1 ? [...pistol.firearms, ...second.firearms] : pistol.firearms,
      },
    });
    const base = { author, institution: person.institution, unit: person.unit };
    const recovery: Thing = {
      kind: "recovery",
      id: made.id,
      name,
      ...base,
      handling: options.handling ?? [],
      shares: [],
    };
    const firearms = made.firearms.map((one, at): Thing => ({
      kind: "firearm",
      id: one.id,
      name: `weapon ${at + 1} of ${name}`,
      ...base,
      handling: [],
      parent: recovery,
      shares: [],
      met: [],
    }));
    const recorded = {
      recovery,
      firearms,
      serial,
      reference,
      place,
      number: made.number,
      numbers: made.firearms.map(({ number }) => number),
    };
    this.recoveries.push(recorded);
    return recorded;
  }

  /** A register with its records, as its keeper's import writes them. */
  async register(
    name: string,
    keeper: string,
    serials: readonly string[],
    handling: readonly Handling[] = [],
  ): Promise<void> {
    const person = personOf(keeper);
    const { id: personId } = await this.world.person(keeper);
    const register: Thing = {
      kind: "register",
      id: uuidv7(),
      name,
      author: keeper,
      institution: person.institution,
      unit: person.unit,
      handling,
      shares: [],
    };
    const bits = handling.reduce((sum, code) => sum | (1 << ["H1", "H2", "H3"].indexOf(code)), 0);
    await this.world.node.database.asActor({ personId, purpose: "investigation" }, async (tx) => {
      await tx.query(
        `insert into registers.register (id, code, kind, name_en, name_ru, institution_id, unit_id, created_by, handling, audience)
         values ($1, $2, 'lost-stolen', $3, $3, 0, 0, access.actor(), $4, '{}')`,
        [register.id, `R${this.#mark}${this.registers.length}`, name, bits],
      );
      for (const serial of serials) {
        const record = {
          kind: "register-record" as const,
          id: uuidv7(),
          name: `${serial} of ${name}`,
          author: keeper,
          institution: person.institution,
          unit: person.unit,
          handling: [],
          parent: register,
          shares: [],
          met: [],
          serial,
        };
        await tx.query(
          `insert into registers.record (id, register_id, institution_id, audience, type_written, make_written, model_written, calibre_written, number, serial_written, serial_keys)
           values ($1, $2, 0, '{}', 'pistol', 'Izhevsk', 'ПМ', '9x18', $3, $3, $4::bigint[])`,
          [record.id, register.id, serial, `{${indexKeysOfWritten(serial).join(",")}}`],
        );
        await tx.query("select matching.put_keys(1, $1, '{}')", [[record.id]]);
        this.records.push(record);
      }
    });
    this.registers.push(register);
  }

  async share(
    by: string,
    thing: Thing,
    to: Group,
    options: { leave?: string; until?: string; over?: "expired" | "withdrawn" } = {},
  ): Promise<Share> {
    const [kind = "", name = ""] = to.split(/:(.*)/, 2);
    const target =
      kind === "unit"
        ? { unit: this.unit(name) }
        : kind === "institution"
          ? { institution: name }
          : { person: (await this.world.person(name)).id };
    const actor = await this.world.person(by);
    const until =
      options.until ?? (options.over === "expired" ? new Date(Date.now() + 3_600_000).toISOString() : undefined);
    const { receipt } = await actor.do(shareRecord, {
      params: { kind: thing.kind as SharedKind, id: thing.id },
      body: { with: target, reason: "needed there", leave: options.leave, until },
    });
    if (options.over === "expired")
      await this.world.admin.query("update access.share set until = now() - interval '1 second' where id = $1", [
        receipt,
      ]);
    if (options.over === "withdrawn")
      await actor.do(withdrawShare, { params: { id: receipt }, body: { reason: "no longer" } });
    const share: Share = { to, ...(options.over === undefined ? {} : { over: options.over }) };
    (thing.shares as Share[]).push(share);
    return share;
  }

  /** Lets the matcher work and reads which pairs it joined; who may see them is the oracle's to say. */
  async match(): Promise<{ hits: Thing[]; pointers: Thing[] }> {
    await matchNow(this.world.node.database);
    const byId = new Map(
      [...this.recoveries.flatMap(({ firearms }) => firearms), ...this.records].map((thing) => [thing.id, thing]),
    );
    const { rows } = await this.world.admin.query<{ id: string; firearm_id: string; other_id: string; state: string }>(
      "select id, firearm_id, other_id, state from matching.hit",
    );
    const hits: Thing[] = [];
    for (const row of rows) {
      const [one, other] = [byId.get(row.firearm_id), byId.get(row.other_id)];
      if (one === undefined || other === undefined) continue;
      if (one.met?.includes(other) !== true) (one.met as Thing[]).push(other);
      if (other.met?.includes(one) !== true) (other.met as Thing[]).push(one);
      hits.push({
        kind: "hit",
        id: row.id,
        name: `hit of ${one.name} with ${other.name}`,
        author: "",
        institution: one.institution,
        unit: one.unit,
        handling: [],
        shares: [],
        sides: [one, other],
        state: row.state,
      });
    }
    const pointed = await this.world.admin.query<{ id: string; own_id: string; hit_id: string }>(
      "select id, own_id, hit_id from matching.hit_pointer",
    );
    const pointers = pointed.rows.flatMap((row): Thing[] => {
      const own = byId.get(row.own_id);
      const hit = hits.find(({ id }) => id === row.hit_id);
      return own === undefined || hit?.sides === undefined
        ? []
        : [{ ...own, kind: "hit-pointer", id: row.id, name: `pointer at ${own.name}`, shares: [], sides: hit.sides }];
    });
    return { hits, pointers };
  }
}

async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Records in every relation, for the grid. */
export async function furnish(world: World): Promise<Furnished> {
  await putWatchers(world.node.database);
  const make = new Furnisher(world, "Ж");
  await make.open();
  const officer = "border.officer";
  const analyst = "border.analyst";

  await make.recovery("plain", officer, { firearms: 2 });
  const shared = async (
    name: string,
    to: Group,
    options: Parameters<Furnisher["share"]>[3] = {},
    handling: readonly Handling[] = [],
  ) => make.share(analyst, (await make.recovery(name, officer, { handling })).recovery, to, options);
  await shared("shared with an institution", "institution:PROSECUTOR");
  await shared("shared with a unit", "unit:PROSECUTOR/CITY");
  await shared("shared with a unit above others", "unit:POLICE/HQ");
  await shared("shared with a person", "person:sibling.examiner");
  await shared("shared until a day to come", "unit:CUSTOMS/POST1", { until: "2099-01-01T00:00:00Z" });
  await shared("shared until yesterday", "unit:PROSECUTOR/CITY", { over: "expired" });
  await shared("shared and withdrawn", "institution:POLICE", { over: "withdrawn" });
  await shared("H2, shared with leave", "unit:PROSECUTOR/CITY", { leave: "leave 7" }, ["H2"]);
  await shared("H1, shared with a court with leave", "institution:COURT", { leave: "leave 8" }, ["H1"]);
  await make.recovery("H1", officer, { handling: ["H1"] });
  await make.recovery("H2", officer, { handling: ["H2"] });
  await make.recovery("H1 and H3", officer, { handling: ["H1", "H3"] });
  await make.share(
    analyst,
    (await make.recovery("only the weapon shared", officer)).firearms[0] as Thing,
    "unit:POLICE/TOWN",
  );
  const both = await make.recovery("shared twice", officer);
  await make.share(analyst, both.recovery, "unit:PROSECUTOR/CITY", { over: "withdrawn" });
  await make.share(analyst, both.recovery, "unit:PROSECUTOR/CITY");
  // What was open to the focal point by rule and was restricted afterwards.
  const later = await make.recovery("restricted later", officer);
  await (
    await world.person(analyst)
  ).do(changeRecovery, {
    params: { id: later.recovery.id },
    body: { version: 1, changes: { handling: ["H3"] }, reason: "provider asked" },
  });
  (later.recovery.handling as Handling[]).push("H3");

  await make.recovery("of the unit above", "border.chief");
  await make.recovery("of the sibling unit", "border.officer2");
  await make.recovery("of the headquarters", "above.officer");
  await make.recovery("of the police", "police.investigator");
  await make.recovery("of customs", "customs.officer");
  await make.recovery("of the focal point", "focal.operator");
  for (const role of allRoles) await make.recovery(`of an author now ${role}`, `author.${role}`);
  await settleWatchers(world.node.database);

  // What a rule opened to the court, and that rule withdrawn while its records are too many to go through at once.
  const courtRules = async (open: boolean): Promise<void> => {
    await world.admin.query("set tamga.recompute_at_once = '0'");
    await world.admin.query(
      open
        ? `insert into access.sharing_rule (id, kind, owner_institution_id, viewer_institution_id, level)
           select gen_random_uuid(), k, o.id, v.id, 'full' from access.institution o, access.institution v, unnest(array['recovery','firearm','register-record']) k
           where o.code = 'CUSTOMS' and v.code = 'COURT'`
        : "delete from access.sharing_rule r using access.institution v where v.id = r.viewer_institution_id and v.code = 'COURT'",
    );
    await world.admin.query("reset tamga.recompute_at_once");
  };
  await courtRules(true);
  const doubled = make.serial();
  await make.recovery("closed to the court again", "customs.officer", { serial: doubled });
  const twinOfIt = await make.recovery("closed to the court again, its twin", "customs.officer", { serial: doubled });
  for (const thing of [twinOfIt.recovery, ...twinOfIt.firearms])
    await (thing.kind === "recovery"
      ? (await world.person("customs.officer")).do(addContext, {
          params: { id: thing.id },
          body: { written: "trafficking" },
        })
      : (await world.person("customs.officer")).do(identify, {
          params: { id: thing.id },
          body: { aspect: "year", written: "1978", source: "eye" },
        }));
  await make.share(
    "customs.analyst",
    (await make.recovery("closed to the court, and shared with it", "customs.officer")).recovery,
    "institution:COURT",
  );

  // Hits: both sides open; only a pointer; held back on one side; within one institution; none.
  const [open, pointed, held, twin] = [make.serial(), make.serial(), make.serial(), make.serial()];
  await make.register("police lost", "police.keeper", [open, pointed, held, make.serial()]);
  await make.register("police restricted", "police.keeper", [make.serial()], ["H2"]);
  await make.register("border stock", "hq.register-keeper", [make.serial()]);
  await make.share("police.analyst", make.records[3] as Thing, "unit:CUSTOMS/POST1");
  await make.register("customs stock", "douane.register-keeper", [make.serial()]);
  await make.recovery("known to the police", officer, { serial: open });
  await make.recovery("pointed at", "customs.officer", { serial: pointed });
  await make.recovery("known, held back", officer, { serial: held, handling: ["H2"] });
  const twins = await make.recovery("recorded twice", officer, { serial: twin });
  await make.recovery("recorded twice, the second", "border.officer2", { serial: twin });
  const { hits, pointers } = await make.match();
  await courtRules(false);
  // A share of a side of the pointer's must not carry the pointer along.
  await make.share(
    "customs.analyst",
    make.recoveries.find(({ recovery }) => recovery.name === "pointed at")?.recovery as Thing,
    "unit:PROSECUTOR/CITY",
  );

  await (
    await world.person(officer)
  ).do(addReading, {
    params: { id: twins.firearms[0]?.id },
    body: { mark: { kind: "proof", place: "barrel" }, reading: { written: "N", state: "clear" } },
  });
  await (
    await world.person(officer)
  ).do(identify, { params: { id: twins.firearms[0]?.id }, body: { aspect: "year", written: "1978", source: "eye" } });
  for (const { recovery } of make.recoveries) {
    if (recovery.author === officer) {
      await (
        await world.person(officer)
      ).do(addContext, { params: { id: recovery.id }, body: { written: "trafficking" } });
    }
  }
  await world.node.sequence();
  const imports: Thing[] = [];
  for (const [username, target] of [
    ["border.analyst", "recoveries"],
    ["police.keeper", "register"],
    ["above.analyst", "recoveries"],
  ] as const) {
    const { id: personId } = await world.person(username);
    const { institution, unit } = personOf(username);
    const lines = "Serial number,Make,Model,Date\nЖЖ 5554443,Izhevsk,ПМ,2026-01-31\n";
    const id = await takeFile(
      { database: world.node.database, limit: 1_000_000 },
      { personId, purpose: "investigation" },
      inPieces(lines),
      { name: `${username}.csv`, target, register: target === "register" ? make.registers[0]?.id : undefined },
      "text/csv",
    );
    imports.push({
      kind: "import-run",
      id,
      name: `import of ${username}`,
      author: username,
      institution,
      unit,
      handling: [],
      shares: [],
    });
  }
  const accounts: Thing[] = [];
  for (const { username, institution, unit } of makers) {
    accounts.push({
      kind: "person",
      id: (await world.person(username)).id,
      name: username,
      author: username,
      institution,
      unit,
      handling: [],
      shares: [],
    });
  }
  return {
    imports,
    accounts,
    recoveries: make.recoveries,
    registers: make.registers,
    records: make.records,
    hits,
    pointers,
    things: [...make.recoveries.flatMap(({ recovery, firearms }) => [recovery, ...firearms]), ...make.records],
    spareUnit: make.unit("PROSECUTOR/SPARE"),
    courtUnit: make.unit("COURT/SPARE"),
    unitIds: make.units,
    institutionOf: (username) => personOf(username).institution,
  };
}
