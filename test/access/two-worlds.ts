/**
 * Two worlds: one with and one without records that a person may not see. Every answer to that person must be the same
 * bytes in both.
 *
 * Promises: rules, records and people are drawn from the seed; what is hidden is the oracle's to say; the same calls are
 * made in both worlds, also for things that are only in one. Refuses: to forgive a difference that is not in `volatile`.
 *
 * World A is the database as it stands; world B is the same database after others did things that the person may not
 * see. Ids, times and order of the common part are therefore equal by construction.
 */
import { randomUUID } from "node:crypto";
import {
  addContext,
  addGround,
  changeRecovery,
  listRecoveries,
  readRecovery,
  suggestRecoveries,
} from "../../src/recoveries/recovery.contract.ts";
import { addReading, identify, listFirearms, readFirearm } from "../../src/firearms/firearm.contract.ts";
import { explainAccess, listInstitutions, readAudience } from "../../src/access/sharing.contract.ts";
import { readMap } from "../../src/figures/map.contract.ts";
import {
  dimensions,
  exportFigures,
  exportRecoveries,
  figuresBoard,
  indicatorFigures,
  recoveryFigures,
} from "../../src/figures/figures.contract.ts";
import { readHistory } from "../../src/journal/journal.contract.ts";
import { listImports } from "../../src/registers/import.contract.ts";
import { listRecords, listRegisters, readRecord, readRegister } from "../../src/registers/register.contract.ts";
import { countWaitingHits, decideHit, listHits, readHit } from "../../src/matching/hit.contract.ts";
import { checkSerial } from "../../src/matching/serial-check.contract.ts";
import { listTokens } from "../../src/access/machine-token.contract.ts";
import { listNotices } from "../../src/access/notice.contract.ts";
import { listPeople, listRoles, readPerson } from "../../src/access/people.contract.ts";
import { listRecomputations } from "../../src/access/recomputation.contract.ts";
import { hangPhotograph } from "./photographs.ts";
import { probes } from "./two-worlds-probes.ts";
import { askNewRooms, partsOfRecovery, waitingProposal, type Asked } from "./two-worlds-rooms.ts";
import { saveDraft } from "../../src/recoveries/draft.contract.ts";
import { propose } from "../../src/reference/curator.contract.ts";
import { seesDraft } from "./wall-recoveries.ts";
import { listPurposes } from "../../src/access/purposes.contract.ts";
import { readFactors } from "../../src/access/sign-in-factors.contract.ts";
import { listColleagues, readReference } from "../../src/reference/reference.contract.ts";
import { putSharingRule } from "../../src/access/people.store.ts";
import { recordNumber } from "../../src/platform/ids.ts";
import type { Contract } from "../../src/platform/contract.ts";
import type { Person as Caller, World } from "../world.ts";
import { Furnisher } from "./furnish.ts";
import { country as small, makers, putWatchers, watchers } from "./people.ts";
import {
  may,
  mayBePointedTo,
  sees,
  type Country,
  type Group,
  type Handling,
  type Person,
  type Rule,
  type Thing,
} from "./oracle.ts";
import { pick, random, shuffled, type Chance } from "./random.ts";
import { newOutcome, steady, type WorldsOutcome } from "./two-worlds-answers.ts";

const institutions = ["BORDER", "CUSTOMS", "POLICE", "PROSECUTOR", "COURT", "FOCAL"];

function drawRules(chance: Chance): Rule[] {
  const rules = new Map<string, Rule>();
  for (let count = 4 + Math.floor(chance() * 8); count > 0; count -= 1) {
    const kind = pick(chance, ["recovery", "firearm", "register-record"] as const);
    const owner = pick(chance, institutions);
    const viewer =
      chance() < 0.2
        ? null
        : pick(
            chance,
            institutions.filter((code) => code !== owner),
          );
    const level =
      viewer === null || kind === "recovery" ? "full" : pick(chance, ["full", "hit", "hit", "pointer"] as const);
    rules.set(`${kind} ${owner} ${viewer}`, { kind, owner, viewer, level });
  }
  return [...rules.values()];
}

/** What will be done that the viewer may not see; its words are asked for in both worlds. */
interface Plan {
  readonly author: Person;
  readonly handling: readonly Handling[];
  readonly kind: "recovery" | "register-record";
  readonly serial: string;
  readonly place: string;
  readonly reference: string;
}

export class TwoWorlds {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #make: Furnisher;
  readonly #outcome: WorldsOutcome;
  readonly #people: Person[];
  readonly country: Country;
  #hits: Thing[] = [];
  #serials: string[] = [];
  #someone = "";

  constructor(world: World, seed: number, outcome: WorldsOutcome) {
    this.#world = world;
    this.#chance = random(seed);
    this.#make = new Furnisher(world, "Щ");
    this.#outcome = outcome;
    this.country = { above: small.above, rules: drawRules(this.#chance) };
    const content = watchers.filter((person) => !/^(special|author)\./.test(person.username));
    this.#people = [...makers, ...shuffled(content, this.#chance).slice(0, 25)];
  }

  #serial(): string {
    const known = this.#serials;
    if (known.length > 0 && this.#chance() < 0.45) return pick(this.#chance, known);
    const fresh = `${pick(this.#chance, ["АБ", "МК", "TT", "K", ""])}${1_000_000 + Math.floor(this.#chance() * 8_999_999)}`;
    known.push(fresh);
    return fresh;
  }

  #isKnown(serial: string, plans: readonly Plan[]): boolean {
    return [...this.#make.recoveries, ...this.#make.records, ...plans].some((one) => one.serial === serial);
  }

  #plan(): Plan {
    const kind = this.#chance() < 0.3 ? "register-record" : "recovery";
    const able = this.#people.filter((person) =>
      kind === "recovery" ? may(person, "record") : may(person, "keep-registers"),
    );
    const count = Math.floor(this.#chance() * 1e6);
    return {
      author: pick(this.#chance, able),
      kind,
      serial: this.#serial(),
      handling: this.#chance() < 0.25 ? [pick(this.#chance, ["H1", "H2", "H3"] as const)] : [],
      place: `Road ${1 + Math.floor(this.#chance() * 5)}, km ${count % 40}`,
      reference: `REF-${count}`,
    };
  }

  async #carryOut(plan: Plan): Promise<Thing[]> {
    const name = `${plan.kind} of ${plan.author.username} ${plan.serial}`;
    if (plan.kind === "register-record") {
      await this.#make.register(name, plan.author.username, [plan.serial], plan.handling);
      return this.#make.records.slice(-1);
    }
    const { recovery, firearms } = await this.#make.recovery(name, plan.author.username, plan);
    return [recovery, ...firearms];
  }

  /** What the plan would make, before it is made. */
  #imagine(plan: Plan): Thing[] {
    const base = {
      id: "",
      name: "",
      author: plan.author.username,
      institution: plan.author.institution,
      unit: plan.author.unit,
      shares: [],
    };
    if (plan.kind === "register-record") {
      const parent: Thing = { ...base, kind: "register", handling: plan.handling };
      return [{ ...base, kind: "register-record", handling: [], parent, met: [] }];
    }
    const parent: Thing = { ...base, kind: "recovery", handling: plan.handling };
    return [parent, { ...base, kind: "firearm", handling: [], parent, met: [] }];
  }

  /** Hidden from the viewer, with no rule that would let their institution know of it, or it of theirs. */
  #staysHidden(viewer: Person, thing: Thing): boolean {
    if (sees(this.country, viewer, thing) || mayBePointedTo(this.country, viewer, thing)) return false;
    // An owner sees to whom their own rule opened a record of theirs.
    return !this.country.rules.some(
      (rule) => rule.owner === viewer.institution && rule.viewer === thing.institution && rule.level !== "pointer",
    );
  }

  async #shareOut(thing: Thing, viewer: Person | null): Promise<void> {
    const sharer = this.#people.find(
      (person) => person.institution === thing.institution && may(person, "share") && sees(this.country, person, thing),
    );
    if (sharer === undefined) return;
    const to: Group =
      this.#chance() < 0.5
        ? `institution:${pick(this.#chance, institutions)}`
        : `unit:${pick(this.#chance, [...this.country.above.keys()])}`;
    const imagined = { ...thing, shares: [...thing.shares, { to }] };
    if (viewer !== null && sees(this.country, viewer, imagined)) return;
    await this.#make.share(sharer.username, thing, to, {
      leave: "leave 1",
      ...(this.#chance() < 0.3 ? { over: "withdrawn" as const } : {}),
    });
  }

  /** The part that both worlds have. */
  async open(): Promise<void> {
    await this.#world.admin.query("delete from access.sharing_rule");
    await this.#world.node.database.asSystem("tamga_keeper", async (tx) => {
      for (const { kind, owner, viewer, level } of this.country.rules)
        await putSharingRule(tx, { kind, owner, viewer, level, legalBasis: "drawn" });
    });
    await putWatchers(
      this.#world.node.database,
      this.#people.filter((person) => !makers.includes(person)),
    );
    await this.#make.open();
    this.#someone = (await this.#world.person("border.officer")).id;
    for (let count = 0; count < 10; count += 1) {
      const things = await this.#carryOut(this.#plan());
      if (this.#chance() < 0.6) await this.#shareOut(things[0] as Thing, null);
    }
    this.#hits = (await this.#make.match()).hits;
  }

  async round(): Promise<void> {
    const chance = this.#chance;
    const viewer = pick(chance, this.#people);
    const plans: Plan[] = [];
    for (let tries = 0; tries < 40 && plans.length < 2 + Math.floor(chance() * 4); tries += 1) {
      const plan = this.#plan();
      // Inside one institution a hit opens each side to the other's unit, without a rule: what is hidden there must meet nothing.
      if (plan.author.institution === viewer.institution && this.#isKnown(plan.serial, plans)) continue;
      if (this.#imagine(plan).every((thing) => this.#staysHidden(viewer, thing))) plans.push(plan);
    }
    if (plans.length === 0) return this.round();
    const who = await this.#world.person(viewer.username);
    const script = this.#script(viewer, plans);
    const missing = plans.flatMap(() => [randomUUID(), randomUUID()]);
    await this.#world.node.sequence();
    const a = await this.#ask(
      who,
      viewer,
      [
        ...script,
        ...probes(
          missing,
          plans.map(() => recordNumber()),
        ),
      ],
      0,
    );

    const hidden: Thing[] = [];
    for (const plan of plans) hidden.push(...(await this.#carryOut(plan)));
    await this.#hiddenDeeds(viewer, hidden);
    // The recovery picture says the same folded and not.
    if (this.#outcome.rounds % 2 === 0)
      await this.#world.node.database.asSystem("tamga_keeper", (tx) => tx.query("select figures.fold_changes(100000)"));
    const ids = plans.flatMap((plan) => this.#idsOf(plan, hidden));
    await this.#world.node.sequence();
    const numbers = plans.map(
      (plan) => this.#make.recoveries.find((one) => one.reference === plan.reference)?.number ?? recordNumber(),
    );
    const b = await this.#ask(who, viewer, [...script, ...probes(ids, numbers)], 1);

    this.#outcome.rounds += 1;
    this.#outcome.hiddenThings += hidden.length;
    for (const [at, before] of a.entries()) {
      const after = b[at];
      this.#outcome.answers += 1;
      if (after?.bytes !== before.bytes) {
        this.#outcome.faults.push(
          `${viewer.username} asks ${before.label}: without the hidden records ${before.bytes.slice(0, 1500)} — with them ${(after?.bytes ?? "").slice(0, 1500)} (hidden: ${hidden.map(({ name }) => name).join("; ")}; rules ${this.country.rules.map((rule) => `${rule.kind} ${rule.owner}→${rule.viewer ?? "national"} ${rule.level}`).join(", ")})`,
        );
      }
    }
  }

  #idsOf(plan: Plan, hidden: readonly Thing[]): [string, string] {
    const recorded = this.#make.recoveries.find((one) => one.reference === plan.reference);
    const record = hidden.find((thing) => thing.kind === "register-record" && thing.name.startsWith(plan.serial));
    return recorded === undefined
      ? [record?.id ?? randomUUID(), record?.id ?? randomUUID()]
      : [recorded.recovery.id, recorded.firearms[0]?.id ?? randomUUID()];
  }

  /** What else happens around hidden records: shares, corrections, readings, looks, hits and their settlement. */
  async #hiddenDeeds(viewer: Person, hidden: readonly Thing[]): Promise<void> {
    // What waits is the curators' alone, and so is a form its unit's.
    if (!may(viewer, "curate"))
      await (await this.#world.person("focal.operator")).try(propose, { body: waitingProposal(this.#serial()) });
    for (const thing of hidden) {
      if (this.#chance() < 0.4) await this.#shareOut(thing, viewer);
      const author = await this.#world.person(thing.author);
      if (!seesDraft(viewer, `${thing.author} ${thing.unit}`))
        await author.try(saveDraft, { params: { id: randomUUID() }, body: { version: null, body: {} } });
      if ((thing.kind === "recovery" || thing.kind === "firearm") && this.#chance() < 0.4)
        await hangPhotograph(this.#world, author.id, {
          column: `${thing.kind}_id`,
          id: thing.id,
          whole: this.#chance() < 0.5,
        });
      if (thing.kind === "recovery" && this.#chance() < 0.4) {
        await author.try(addGround, { params: { id: thing.id }, body: { written: "trafficking" } });
        await author.try(addContext, { params: { id: thing.id }, body: { written: "a group" } });
        for (const [contract, body] of partsOfRecovery) await author.try(contract, { params: { id: thing.id }, body });
        const seen = await author.try(readRecovery, { params: { id: thing.id } });
        if (seen.status === 200)
          await author.try(changeRecovery, {
            params: { id: thing.id },
            body: { version: seen.body.version, changes: { region: "north" }, reason: "added" },
          });
      }
      if (thing.kind === "firearm" && this.#chance() < 0.4) {
        await author.try(addReading, {
          params: { id: thing.id },
          body: {
            mark: { kind: "serial", place: "slide" },
            reading: {
              written:
                thing.institution === viewer.institution
                  ? `${8_000_000 + this.#chance() * 999_999}`.slice(0, 7)
                  : this.#serial(),
              state: "clear",
            },
          },
        });
        await author.try(identify, {
          params: { id: thing.id },
          body: { aspect: "year", written: "1991", source: "laboratory" },
        });
      }
    }
    this.#hits = (await this.#make.match()).hits;
    for (const hit of this.#hits) {
      const [one, other] = hit.sides ?? [];
      if (one === undefined || other === undefined || sees(this.country, viewer, hit)) continue;
      // An owner sees in the history who settled what of a record of theirs.
      if (one.institution === viewer.institution || other.institution === viewer.institution || this.#chance() < 0.3)
        continue;
      const settler = this.#people.find(
        (person) =>
          person.institution === other.institution && may(person, "settle-hits") && sees(this.country, person, hit),
      );
      if (settler === undefined) continue;
      const reply = await (
        await this.#world.person(settler.username)
      ).try(decideHit, {
        params: { id: hit.id },
        body: { verb: pick(this.#chance, ["confirm", "reject", "unsure"]), reason: "compared", version: 1 },
      });
      if (reply.status === 200) (hit as { state: string }).state = reply.body.state;
    }
  }

  /** Questions that are the same in both worlds, also about the words of what is to come. */
  #script(viewer: Person, plans: readonly Plan[]): Asked[] {
    const things = [
      ...this.#make.recoveries.flatMap(({ recovery, firearms }) => [recovery, ...firearms]),
      ...this.#make.records,
    ];
    const visible = shuffled(
      things.filter((thing) => sees(this.country, viewer, thing)),
      this.#chance,
    ).slice(0, 9);
    const hits = this.#hits.filter((hit) => sees(this.country, viewer, hit)).slice(0, 4);
    const asked: Asked[] = [];
    const ask = (contract: Contract, input: Asked["input"] = {}): void => void asked.push({ contract, input });
    for (const sort of ["recent", "oldest", "recorded"]) ask(listRecoveries, { query: { sort, limit: 200 } });
    ask(listRecoveries, { query: { limit: 2 } });
    ask(listRecoveries, { query: { institution: pick(this.#chance, institutions), manner: "seized" } });
    ask(listFirearms, { query: { limit: 200 } });
    ask(listFirearms, { query: { limit: 2, serialState: "clear" } });
    ask(suggestRecoveries, { query: { q: "Road" } });
    ask(suggestRecoveries, { query: { q: "REF-" } });
    ask(suggestRecoveries, { query: { q: "TM" } });
    for (const by of dimensions) ask(recoveryFigures, { query: { by } });
    ask(indicatorFigures);
    ask(figuresBoard);
    ask(figuresBoard, { query: { manner: "seized", from: "2020-01-01" } });
    ask(exportFigures);
    ask(readMap);
    ask(exportRecoveries, { query: { format: "csv" } });
    ask(exportRecoveries, { query: { format: "csv", q: "ПМ" } });
    ask(exportRecoveries, { query: { format: "csv", institution: pick(this.#chance, institutions) } });
    ask(listHits, { query: { limit: 200 } });
    ask(listHits, { query: { waiting: "us" } });
    for (const contract of [listRegisters, listImports, countWaitingHits, listColleagues]) ask(contract);
    ask(listRecords, { query: { limit: 200 } });
    ask(listRecords, { query: { limit: 2 } });
    ask(listRecords, { query: { standing: "absent", limit: 200 } });
    for (const { id } of this.#make.registers.filter((register) => sees(this.country, viewer, register)).slice(0, 3))
      ask(readRegister, { params: { id } });
    for (const contract of [
      listInstitutions,
      readFactors,
      listRoles,
      listTokens,
      listPurposes,
      listNotices,
      listRecomputations,
    ])
      ask(contract);
    ask(listPeople, { query: { limit: 200 } });
    ask(readPerson, { params: { id: this.#someone } });
    ask(readReference, { params: { list: "places" }, query: {} });
    for (const { id } of hits) ask(readHit, { params: { id } });
    for (const { kind, id } of visible) {
      if (kind === "recovery") ask(readRecovery, { params: { id } });
      if (kind === "firearm") ask(readFirearm, { params: { id } });
      if (kind === "register-record") ask(readRecord, { params: { id } });
      ask(listHits, { query: { record: id } });
      for (const contract of [readAudience, explainAccess, readHistory]) ask(contract, { params: { kind, id } });
    }
    asked.push(
      ...askNewRooms(
        visible,
        plans.map(({ serial }) => serial),
      ),
    );
    for (const plan of plans) {
      for (const q of [plan.serial, plan.place, plan.reference]) {
        ask(listRecoveries, { query: { q } });
        ask(listFirearms, { query: { q } });
        ask(suggestRecoveries, { query: { q } });
        ask(listRecords, { query: { q } });
      }
      ask(checkSerial, { body: { serial: plan.serial } });
      ask(checkSerial, { body: { serial: plan.serial.slice(0, -1), make: "Izhevsk", model: "ПМ" } });
    }
    return asked;
  }

  async #ask(
    who: Caller,
    viewer: Person,
    questions: readonly Asked[],
    side: 0 | 1,
  ): Promise<{ label: string; bytes: string }[]> {
    const answers: { label: string; bytes: string }[] = [];
    for (const { contract, input } of questions) {
      const started = performance.now();
      const reply = await who.try(contract, input);
      const pair = this.#outcome.times.get(contract.id) ?? [[], []];
      pair[side].push(performance.now() - started);
      this.#outcome.times.set(contract.id, pair);
      this.#outcome.calls.add(contract.id);
      answers.push({
        label: `${contract.id} ${JSON.stringify(input.query ?? input.body ?? "")}`,
        bytes: steady(contract, reply, viewer),
      });
      if (reply.status >= 500)
        this.#outcome.faults.push(
          `${viewer.username} asks ${contract.id} ${JSON.stringify(input)}: ${reply.status} ${reply.text}`,
        );
    }
    return answers;
  }
}

/** Runs `rounds` pairs of worlds, a few to a database. */
export async function runWorlds(
  openOne: () => Promise<World>,
  options: { seed: number; rounds: number; perDatabase?: number; tell?: (line: string) => void },
): Promise<WorldsOutcome> {
  const outcome = newOutcome();
  const per = options.perDatabase ?? 10;
  for (let done = 0, at = 0; done < options.rounds; at += 1) {
    const world = await openOne();
    try {
      const pair = new TwoWorlds(world, options.seed * 1_000 + at, outcome);
      await pair.open();
      for (let round = 0; round < per && done < options.rounds; round += 1, done += 1) await pair.round();
    } finally {
      await world.close();
    }
    options.tell?.(`${done} of ${options.rounds} worlds, ${outcome.answers} answers, ${outcome.faults.length} differ`);
  }
  return outcome;
}
