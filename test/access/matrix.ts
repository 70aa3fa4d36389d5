/**
 * The matrix: role × relation × kind × operation × surface, each cell made over HTTP and compared with the oracle.
 *
 * Promises: a cell that differs gives a sentence that says who, how they stand to the record, what they did and what
 * came; the same seed gives the same cells. Refuses: to know what is right.
 */
import { randomUUID } from "node:crypto";
import { listRecoveries, suggestRecoveries } from "../../src/recoveries/recovery.contract.ts";
import { listFirearms } from "../../src/firearms/firearm.contract.ts";
import { listHits } from "../../src/matching/hit.contract.ts";
import { exportRecoveries, recoveryFigures } from "../../src/figures/figures.contract.ts";
import { checkSerial } from "../../src/matching/serial-check.contract.ts";
import { listImports } from "../../src/registers/import.contract.ts";
import { listRecords, listRegisters } from "../../src/registers/register.contract.ts";
import { caller, type Person as Caller, type World } from "../world.ts";
import { bytesOf, grid, type GridRow } from "./grid.ts";
import { country, watchers } from "./people.ts";
import type { Furnished, Recorded } from "./furnish.ts";
import {
  answer,
  groupsOf,
  mayBePointedTo,
  mayLeave,
  operations,
  reasons,
  sees,
  whoStates,
  type Operation,
  type Person,
  type Purpose,
  type Situation,
  type Thing,
} from "./oracle.ts";
import { random, shuffled } from "./random.ts";

export interface Outcome {
  cells: number;
  readonly faults: string[];
  /** "role · relation · kind · operation" → how often it was asked. */
  readonly covered: Map<string, number>;
  readonly byPart: Map<string, number>;
}

/** How the person stands to the record, in words. */
export function relationOf(person: Person, thing: Thing): string {
  const why = reasons(country, person, thing);
  if (why[0] !== "none") return why.join(" and ");
  const groups = groupsOf(country, person);
  const chain = thing.parent === undefined ? thing.shares : [...thing.shares, ...thing.parent.shares];
  const over = chain.find((share) => share.over !== undefined && groups.has(share.to));
  if (over?.over !== undefined) return `${over.over} share`;
  if (groups.size === 0) return "no content";
  if (person.institution === thing.institution)
    return person.unit === thing.unit ? "same unit, own records only" : "other unit of the institution";
  return mayBePointedTo(country, person, thing) ? "rule that only points" : "no relation";
}

type Cell = { readonly part: string; readonly changes: boolean; run(): Promise<string[]> };

export class Matrix {
  readonly #world: World;
  readonly #furnished: Furnished;
  readonly outcome: Outcome = { cells: 0, faults: [], covered: new Map(), byPart: new Map() };
  #nothing: string | null = null;

  constructor(world: World, furnished: Furnished) {
    this.#world = world;
    this.#furnished = furnished;
  }

  #count(part: string, person: Person, relation: string, kind: string, operation: string): void {
    this.outcome.cells += 1;
    this.outcome.byPart.set(part, (this.outcome.byPart.get(part) ?? 0) + 1);
    const key = `${person.roles.map(({ role }) => role).join("+")} · ${relation} · ${kind} · ${operation}`;
    this.outcome.covered.set(key, (this.outcome.covered.get(key) ?? 0) + 1);
  }

  async #caller(person: Person): Promise<Caller> {
    return this.#world.person(person.username);
  }

  /** The bytes of "there is no such record", as a record that never was answers. */
  async #nothingBytes(): Promise<string> {
    const row = grid.find(({ contract }) => contract.id === "recoveries.read") as GridRow;
    const someone = await this.#world.person("hq.analyst");
    this.#nothing ??= bytesOf(await someone.try(row.contract, { params: { id: randomUUID() } }));
    return this.#nothing;
  }

  /** Every call × every role × purpose and session. */
  doorCells(): Cell[] {
    const contracts = new Map(grid.map((row) => [row.contract.id, row]));
    const people = watchers.filter(({ username }) => /^(hq|special)\./.test(username));
    const purposes = Object.keys(whoStates) as Purpose[];
    // Each purpose from each role at some door of each kind: the whole of it would be the same check thousands of times.
    let turn = 0;
    const next = (): Situation => ({ stated: purposes[(turn += 5) % purposes.length] as Purpose });
    const situations = (): readonly Situation[] => [
      {},
      { purpose: false },
      { signedIn: false },
      next(),
      next(),
      next(),
    ];
    return [...contracts.values()]
      .filter(({ operation }) => operation !== "open")
      .flatMap((row) =>
        people.flatMap((person) =>
          situations()
            .filter(
              (situation) => row.spare !== true || answer(country, person, row.operation, null, situation) !== 200,
            )
            .map((situation): Cell => ({
              part: "door",
              changes: row.changes,
              run: async () => {
                const operation: Operation = operations[row.operation];
                const wanted = answer(country, person, row.operation, null, situation);
                const known = await this.#caller(person);
                const who =
                  situation.signedIn === false
                    ? caller(this.#world.address, known.id, known.username, "tamga_session=none-such-none-such-none")
                    : known;
                const reply = await who.try(
                  row.contract,
                  row.sample(this.#furnished),
                  situation.purpose === false
                    ? { purpose: null }
                    : situation.stated === undefined
                      ? {}
                      : { purpose: situation.stated },
                );
                this.#count(
                  "door",
                  person,
                  situation.signedIn === false
                    ? "not signed in"
                    : situation.purpose === false
                      ? "no purpose"
                      : situation.stated === undefined
                        ? "the door"
                        : `the door, for ${situation.stated}`,
                  "none",
                  row.contract.id,
                );
                const refusals = [401, 403, 428];
                const right = refusals.includes(wanted)
                  ? reply.status === wanted
                  : (!refusals.includes(reply.status) || row.behindDoor?.includes(reply.status) === true) &&
                    reply.status < 500;
                return right
                  ? []
                  : [
                      `${person.username} calls ${row.contract.id} (${JSON.stringify(situation)}, door ${operation.deed ?? "any"}): answered ${reply.status}, should be ${refusals.includes(wanted) ? wanted : "let in"}`,
                    ];
              },
            })),
        ),
      );
  }

  /** Every call on a record × every watcher × every record of its kinds. */
  recordCells(): Cell[] {
    const things = [
      ...this.#furnished.things,
      ...this.#furnished.registers,
      ...this.#furnished.hits,
      ...this.#furnished.accounts,
      ...this.#furnished.imports,
    ];
    return grid.flatMap((row) => {
      const { on } = row;
      if (on === undefined) return [];
      return things
        .filter(({ kind }) => row.kinds.includes(kind))
        .flatMap((thing) =>
          watchers.map((person): Cell => ({
            part: "record",
            changes: row.changes,
            run: async () => {
              const asked = answer(country, person, row.operation, thing, row.situation ?? {});
              const wanted = asked === 200 && row.stateForbids === true ? 409 : asked;
              const relation = relationOf(person, thing);
              const who = await this.#caller(person);
              const reply = await who.try(row.contract, await on(this.#world, this.#furnished, thing));
              this.#count("record", person, relation, thing.kind, row.contract.id);
              const cell = `${person.username} (${relation}) does ${row.contract.id} on ${thing.kind} "${thing.name}"`;
              if (reply.status !== wanted) return [`${cell}: answered ${reply.status}, should be ${wanted}`];
              if (reply.status === 404 && bytesOf(reply) !== (await this.#nothingBytes()))
                return [`${cell}: its 404 differs from that of a record that never was: ${reply.text}`];
              if (reply.status !== 200) return [];
              const faults = row.compare?.(person, thing, reply.body as never, this.#furnished) ?? [];
              row.after?.(thing, this.#furnished);
              return faults.map((fault) => `${cell}: ${fault}`);
            },
          })),
        );
    });
  }

  /** Lists, totals and queues of each watcher: exactly what the oracle lets them see. */
  listCells(): Cell[] {
    const compareSet = async (
      person: Person,
      part: string,
      contract: GridRow["contract"],
      things: readonly Thing[],
      found: (body: never) => { ids: string[]; total?: number | null },
    ): Promise<string[]> => {
      const reply = await (await this.#caller(person)).try(contract, { query: { limit: 200 } });
      this.#count(part, person, "all records", things[0]?.kind ?? "none", contract.id);
      const row = grid.find((known) => known.contract.id === contract.id) as GridRow;
      const wanted = answer(country, person, row.operation, null);
      if (reply.status !== wanted)
        return [`${person.username} lists ${contract.id}: ${reply.status}, should be ${wanted}`];
      if (wanted !== 200) return [];
      const { ids, total } = found(reply.body as never);
      const { deed } = operations[row.operation];
      const visible = new Set(things.filter((thing) => sees(country, person, thing, deed)).map(({ id }) => id));
      const known = new Set(things.map(({ id }) => id));
      const shown = ids.filter((id) => known.has(id));
      const name = (id: string): string => things.find((thing) => thing.id === id)?.name ?? id;
      return [
        ...shown
          .filter((id) => !visible.has(id))
          .map((id) => `${person.username} is shown "${name(id)}" by ${contract.id}, which is hidden from them`),
        ...[...visible]
          .filter((id) => !shown.includes(id))
          .map((id) => `${person.username} is not shown "${name(id)}" by ${contract.id}`),
        ...(total == null || total === ids.length
          ? []
          : [`${person.username}: ${contract.id} counts ${total} and shows ${ids.length}`]),
      ];
    };
    const { recoveries, hits, pointers, registers, records, imports } = this.#furnished;
    const numberOf = (line: string): string => line.split(",")[0]?.replaceAll('"', "") ?? "";
    const exported = async (person: Person): Promise<string[]> => {
      const reply = await (await this.#caller(person)).try(exportRecoveries, {});
      this.#count("export", person, "all records", "firearm", "export");
      const wanted = answer(country, person, "export", null);
      if (reply.status !== wanted) return [`${person.username} exports: ${reply.status}, should be ${wanted}`];
      if (wanted !== 200) return [];
      const rows = new Set(reply.text.split(/\r?\n/).slice(1).map(numberOf));
      return recoveries.flatMap(({ recovery, firearms, numbers }) =>
        firearms.flatMap((weapon, at) => {
          const [is, should] = [rows.has(numbers[at] ?? ""), mayLeave(country, person, weapon)];
          return is === should
            ? []
            : [
                `${person.username} (${relationOf(person, weapon)}) ${is ? "exports" : "cannot export"} weapon ${at + 1} of "${recovery.name}"`,
              ];
        }),
      );
    };
    /** The figure counts what the list shows, no more. */
    const counted = async (person: Person): Promise<string[]> => {
      const who = await this.#caller(person);
      const [figure, list] = [
        await who.try(recoveryFigures, { query: { by: "institution" } }),
        await who.try(listRecoveries, { query: { limit: 1 } }),
      ];
      this.#count("figures", person, "all records", "recovery", "figures");
      const wanted = answer(country, person, "figures", null);
      if (figure.status !== wanted) return [`${person.username} counts: ${figure.status}, should be ${wanted}`];
      if (wanted !== 200 || list.status !== 200) return [];
      const sum = figure.body.rows.reduce((total, row) => total + row.recoveries, 0);
      // Who counts by one role and looks by another counts what the counting role reaches.
      const least = recoveries.filter(({ recovery }) => sees(country, person, recovery, "count")).length;
      const right =
        person.roles.length === 1
          ? figure.body.recoveries === list.body.total
          : figure.body.recoveries >= least && (least > 0 || figure.body.recoveries === 0);
      return right && sum === figure.body.recoveries
        ? []
        : [
            `${person.username}: the figure says ${figure.body.recoveries}, its rows ${sum}, the list ${list.body.total}`,
          ];
    };
    type Items = { items: { id: string }[]; total?: number | null };
    return watchers.flatMap((person): Cell[] => [
      {
        part: "list",
        changes: false,
        run: () =>
          compareSet(
            person,
            "list",
            listRecoveries,
            recoveries.map(({ recovery }) => recovery),
            ({ items, total }: Items) => ({ ids: items.map(({ id }) => id), total: total ?? null }),
          ),
      },
      {
        part: "list",
        changes: false,
        run: () =>
          compareSet(person, "list", listRegisters, registers, ({ items }: Items) => ({
            ids: items.map(({ id }) => id),
          })),
      },
      {
        part: "list",
        changes: false,
        run: () =>
          compareSet(person, "list", listRecords, records, ({ items }: Items) => ({ ids: items.map(({ id }) => id) })),
      },
      {
        part: "list",
        changes: false,
        run: () =>
          compareSet(person, "list", listImports, imports, ({ items }: Items) => ({ ids: items.map(({ id }) => id) })),
      },
      { part: "export", changes: false, run: () => exported(person) },
      { part: "figures", changes: false, run: () => counted(person) },
      {
        part: "list",
        changes: false,
        run: () =>
          compareSet(
            person,
            "list",
            listFirearms,
            recoveries.flatMap(({ firearms }) => firearms),
            ({ items }: Items) => ({ ids: items.map(({ id }) => id) }),
          ),
      },
      {
        part: "list",
        changes: false,
        run: () =>
          compareSet(person, "list", listHits, hits, ({ items }: Items) => ({ ids: items.map(({ id }) => id) })),
      },
      {
        part: "list",
        changes: false,
        // A pointer is shown until one can see the hit itself.
        run: async () => {
          const open = pointers.filter(
            ({ sides }) => !hits.some((hit) => hit.sides === sides && sees(country, person, hit, "look-at-hits")),
          );
          return compareSet(
            person,
            "pointer",
            listHits,
            open,
            ({ pointers: shown }: { pointers: { id: string }[] }) => ({ ids: shown.map(({ id }) => id) }),
          );
        },
      },
    ]);
  }

  /** Search by number, reference, place, words and serial; completion; serial check. */
  searchCells(): Cell[] {
    return this.#furnished.recoveries.flatMap((recorded) =>
      watchers.flatMap((person): Cell[] => [
        ...(["number", "reference", "place", "words", "serial"] as const).map((by): Cell => ({
          part: "search",
          changes: false,
          run: () => this.#search(person, recorded, by),
        })),
        { part: "suggest", changes: false, run: () => this.#suggest(person, recorded) },
        { part: "check", changes: false, run: () => this.#check(person, recorded) },
      ]),
    );
  }

  async #search(
    person: Person,
    recorded: Recorded,
    by: "number" | "reference" | "place" | "words" | "serial",
  ): Promise<string[]> {
    const { recovery, number, reference, place, serial } = recorded;
    const q = { number, reference, place, words: `told ${reference}`, serial }[by];
    const reply = await (await this.#caller(person)).try(listRecoveries, { query: { q, limit: 200 } });
    const relation = relationOf(person, recovery);
    this.#count("search", person, relation, "recovery", `search by ${by}`);
    const wanted = answer(country, person, "list", null);
    if (reply.status !== wanted) return [`${person.username} searches: ${reply.status}, should be ${wanted}`];
    if (wanted !== 200) return [];
    const found = reply.body.items.some(({ id }) => id === recovery.id);
    const should = sees(country, person, recovery, "look");
    return [
      ...(found === should
        ? []
        : [`${person.username} (${relation}) ${found ? "finds" : "does not find"} "${recovery.name}" by ${by}`]),
      ...(reply.body.total === reply.body.items.length
        ? []
        : [`${person.username} searches by ${by}: total ${reply.body.total}, items ${reply.body.items.length}`]),
    ];
  }

  async #suggest(person: Person, { recovery, firearms, reference, serial }: Recorded): Promise<string[]> {
    const who = await this.#caller(person);
    const faults: string[] = [];
    const relation = relationOf(person, recovery);
    for (const [q, thing] of [
      [reference, recovery],
      [serial, firearms[0]],
    ] as const) {
      if (thing === undefined) continue;
      const reply = await who.try(suggestRecoveries, { query: { q } }, { purpose: null });
      this.#count("suggest", person, relation, thing.kind, "completion");
      const wanted = answer(country, person, "suggest", null, { purpose: false });
      if (reply.status !== wanted) faults.push(`${person.username} types: ${reply.status}, should be ${wanted}`);
      else if (wanted === 200) {
        const found = reply.body.items.some(({ id }) => id === thing.id);
        if (found !== sees(country, person, thing, "look"))
          faults.push(`${person.username} (${relation}) is ${found ? "" : "not "}offered "${thing.name}" while typing`);
      }
    }
    return faults;
  }

  async #check(person: Person, { firearms, serial, recovery }: Recorded): Promise<string[]> {
    const reply = await (
      await this.#caller(person)
    ).try(checkSerial, { body: { serial, make: "Izhevsk", model: "ПМ" } });
    const relation = relationOf(person, firearms[0] as Thing);
    this.#count("check", person, relation, "firearm", "serial check");
    const wanted = answer(country, person, "check-serial", null);
    if (reply.status !== wanted) return [`${person.username} checks a serial: ${reply.status}, should be ${wanted}`];
    if (wanted !== 200) return [];
    const all = [
      ...this.#furnished.recoveries.map((one) => ({ thing: one.firearms[0] as Thing, serial: one.serial })),
      ...this.#furnished.records.map((one) => ({ thing: one, serial: one.serial })),
    ];
    const same = all.filter((one) => one.serial === serial);
    const faults: string[] = [];
    const answers = reply.body.answers.map(({ id }) => id);
    for (const { thing } of same) {
      if (answers.includes(thing.id) !== sees(country, person, thing, "check-serial"))
        faults.push(
          `${person.username} (${relation}) ${answers.includes(thing.id) ? "is told of" : "is not told of"} "${thing.name}" by the serial check for "${recovery.name}"`,
        );
    }
    for (const { thing } of all)
      if (answers.includes(thing.id) && !sees(country, person, thing, "check-serial"))
        faults.push(`${person.username} is told of "${thing.name}", which is hidden from them`);
    const pointed = [
      ...new Set(
        same
          .filter(
            ({ thing }) => !sees(country, person, thing, "check-serial") && mayBePointedTo(country, person, thing),
          )
          .map(({ thing }) => thing.institution),
      ),
    ].sort();
    const named = reply.body.pointers.map(({ institution }) => institution).sort();
    if (pointed.join() !== named.join())
      faults.push(
        `${person.username} (${relation}) is pointed to [${named.join()}] for "${recovery.name}", should be [${pointed.join()}]`,
      );
    return faults;
  }

  /** Runs a seeded sample of the cells (all with `most` undefined); reading cells a few at once, changing ones in turn. */
  async run(cells: readonly Cell[], seed: number, most?: number, stopAtFirst = false): Promise<void> {
    const chosen = most === undefined ? cells : shuffled(cells, random(seed)).slice(0, most);
    const queue = chosen.filter(({ changes }) => !changes);
    const worker = async (own: Cell[]): Promise<void> => {
      for (let cell = own.shift(); cell !== undefined; cell = own.shift()) {
        if (stopAtFirst && this.outcome.faults.length > 0) return;
        this.outcome.faults.push(...(await cell.run()));
      }
    };
    await Promise.all([queue, queue, queue, queue].map(worker));
    await worker(chosen.filter(({ changes }) => changes));
  }

  allCells(): Cell[] {
    return [...this.doorCells(), ...this.recordCells(), ...this.listCells(), ...this.searchCells()];
  }
}

/** How many distinct (role, relation, kind, operation) were reached, and how many may be. */
export function coverage(outcome: Outcome): { distinct: number; cells: number } {
  return { distinct: outcome.covered.size, cells: outcome.cells };
}
