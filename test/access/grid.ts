/**
 * The grid: every call there is, with the oracle's operation that it carries out, how it is made on a record, and what
 * of its answer is compared.
 *
 * Promises: a call that is not named here fails the inventory test, so nothing enters the program untested. Refuses:
 * expectations of its own; whatever is expected is asked of the oracle.
 */
import { randomUUID } from "node:crypto";
import {
  addContext,
  addGround,
  changeRecovery,
  listRecoveries,
  readRecovery,
  recordRecovery,
  suggestRecoveries,
} from "../../src/recoveries/recovery.contract.ts";
import { addReading, identify, listFirearms, readFirearm } from "../../src/firearms/firearm.contract.ts";
import {
  explainAccess,
  listInstitutions,
  readAudience,
  shareRecord,
  withdrawShare,
} from "../../src/access/sharing.contract.ts";
import { decideHit, listHits, readHit } from "../../src/matching/hit.contract.ts";
import { checkSerial } from "../../src/matching/serial-check.contract.ts";
import {
  exportRecoveries,
  exportFigures,
  figuresBoard,
  indicatorFigures,
  recoveryFigures,
} from "../../src/figures/figures.contract.ts";
import { readMap } from "../../src/figures/map.contract.ts";
import {
  auditJournal,
  auditSummary,
  exportJournal,
  listCheckpoints,
  readHistory,
} from "../../src/journal/journal.contract.ts";
import type { Contract } from "../../src/platform/contract.ts";
import { onePistol, type Reply, type World } from "../world.ts";
import { compareAudience, compareHistory, compareView, compareWhy, differs } from "./grid-compare.ts";
import { accountRows } from "./grid-accounts.ts";
import { curatorRows } from "./grid-curator.ts";
import { hitRows } from "./grid-hits.ts";
import { modelRows } from "./grid-models.ts";
import { sweepRows } from "./grid-sweeps.ts";
import { examinerRows } from "./grid-examiner.ts";
import { attachmentRows } from "./grid-attachments.ts";
import { recoveryRows } from "./grid-recoveries.ts";
import { registerRows } from "./grid-registers.ts";
import { country } from "./people.ts";
import type { Furnished } from "./furnish.ts";
import { sees, verbsOn, type Kind, type OperationName, type Person, type Situation, type Thing } from "./oracle.ts";

type Input = { params?: unknown; query?: unknown; body?: unknown };

export interface GridRow {
  readonly contract: Contract;
  /** null: only the door (session) is asked of the oracle, because the call concerns no record and no role. */
  readonly operation: OperationName;
  /** Kinds of record it is made on; none: it concerns no single record. */
  readonly kinds: readonly Kind[];
  /** It changes something: such cells run one after the other. */
  readonly changes: boolean;
  /** A call that is right in form, on a record that is not there. */
  readonly sample: (furnished: Furnished) => Input;
  /** The call on this record; may prepare something behind the wall. */
  readonly on?: (world: World, furnished: Furnished, thing: Thing) => Promise<Input>;
  readonly situation?: Situation;
  /** Not carried out for who may: it would end the session of the test. Refusals are still asked for. */
  readonly spare?: boolean;
  /** Whoever may is answered 409: the record is in no state for it. */
  readonly stateForbids?: boolean;
  /** Refusals that may come from behind the door too, of who was let in. */
  readonly behindDoor?: readonly number[];
  /** Compares a 200; gives what is wrong. */
  readonly compare?: (person: Person, thing: Thing, body: never, furnished: Furnished) => string[];
  /** What follows from a 200 for the oracle's value. */
  readonly after?: (thing: Thing, furnished: Furnished) => void;
}

const nowhere = "01900000-0000-7000-8000-000000000000";

const byId = async (_: World, __: Furnished, thing: Thing): Promise<Input> => ({ params: { id: thing.id } });
const byKind = async (_: World, __: Furnished, thing: Thing): Promise<Input> => ({
  params: { kind: thing.kind, id: thing.id },
});
const withBody =
  (body: unknown) =>
  async (_: World, __: Furnished, thing: Thing): Promise<Input> => ({ params: { id: thing.id }, body });
const compare = <Body>(check: (person: Person, thing: Thing, body: Body, furnished: Furnished) => string[]) =>
  check as NonNullable<GridRow["compare"]>;

const statement = { written: "possession of a firearm" };
const reading = { mark: { kind: "proof", place: "barrel" }, reading: { written: "N", state: "clear" } };
const identification = { aspect: "country", code: "RU", written: "RU", source: "eye" };
const sharedKinds: readonly Kind[] = ["recovery", "firearm", "register-record"];
const shareBody = (unit: number, leave?: string) => ({ with: { unit }, reason: "for the test", leave });

/** A share that can be withdrawn, laid behind the wall. */
async function layShare(world: World, furnished: Furnished, thing: Thing): Promise<string> {
  const { rows } = await world.admin.query<{ id: string }>(
    `insert into access.share (id, kind, record_id, group_id, basis, reason) select $1, $2, $3, g.id, 'person', 'laid' from access.audience_group g where g.unit_id = $4
     on conflict (record_id, group_id, basis) where withdrawn_at is null do update set reason = 'laid' returning id`,
    [randomUUID(), thing.kind, thing.id, furnished.spareUnit],
  );
  return rows[0]?.id ?? nowhere;
}

const nextVerb: Readonly<Record<string, string>> = {
  proposed: "unsure",
  unsure: "confirm",
  confirmed: "reopen",
  rejected: "reopen",
};
const nextState: Readonly<Record<string, string>> = {
  proposed: "unsure",
  unsure: "confirmed",
  confirmed: "proposed",
  rejected: "proposed",
};

const recordRows: readonly GridRow[] = [
  {
    contract: readRecovery,
    operation: "read",
    kinds: ["recovery"],
    changes: false,
    sample: () => ({ params: { id: nowhere } }),
    on: byId,
    compare: compare(compareView),
  },
  { contract: listRecoveries, operation: "list", kinds: [], changes: false, sample: () => ({}) },
  {
    contract: suggestRecoveries,
    operation: "suggest",
    kinds: [],
    changes: false,
    sample: () => ({ query: { q: "zz" } }),
  },
  {
    contract: recordRecovery,
    operation: "record",
    kinds: [],
    changes: true,
    sample: () => ({ body: onePistol("ПО 70707") }),
  },
  {
    contract: changeRecovery,
    operation: "change",
    kinds: ["recovery"],
    changes: true,
    sample: () => ({
      params: { id: nowhere },
      body: { version: 1, changes: { authorityWritten: "x" }, reason: "slip" },
    }),
    on: async (world, _, thing) => {
      const { rows } = await world.admin.query<{ version: number }>(
        "select version from recoveries.recovery where id = $1",
        [thing.id],
      );
      return {
        params: { id: thing.id },
        body: { version: rows[0]?.version ?? 0, changes: { authorityWritten: "Post 1" }, reason: "slip of the pen" },
      };
    },
    compare: compare(compareView),
  },
  {
    contract: addGround,
    operation: "add-ground",
    kinds: ["recovery"],
    changes: true,
    sample: () => ({ params: { id: nowhere }, body: statement }),
    on: withBody(statement),
    compare: compare(compareView),
  },
  {
    contract: addContext,
    operation: "add-context",
    kinds: ["recovery"],
    changes: true,
    sample: () => ({ params: { id: nowhere }, body: statement }),
    on: withBody(statement),
    compare: compare(compareView),
  },
  {
    contract: readFirearm,
    operation: "read",
    kinds: ["firearm"],
    changes: false,
    sample: () => ({ params: { id: nowhere } }),
    on: byId,
    compare: compare(compareView),
  },
  { contract: listFirearms, operation: "list", kinds: [], changes: false, sample: () => ({}) },
  {
    contract: addReading,
    operation: "add-reading",
    kinds: ["firearm"],
    changes: true,
    sample: () => ({ params: { id: nowhere }, body: reading }),
    on: withBody(reading),
    compare: compare(compareView),
  },
  {
    contract: identify,
    operation: "identify",
    kinds: ["firearm"],
    changes: true,
    sample: () => ({ params: { id: nowhere }, body: identification }),
    on: withBody(identification),
    compare: compare(compareView),
  },
  {
    contract: readAudience,
    operation: "who-can-see",
    kinds: sharedKinds,
    changes: false,
    sample: () => ({ params: { kind: "recovery", id: nowhere } }),
    on: byKind,
    compare: compare(compareAudience),
  },
  {
    contract: explainAccess,
    operation: "why",
    kinds: sharedKinds,
    changes: false,
    sample: () => ({ params: { kind: "recovery", id: nowhere } }),
    on: byKind,
    compare: compare(compareWhy),
  },
  {
    contract: shareRecord,
    operation: "share",
    kinds: sharedKinds,
    changes: true,
    sample: (furnished) => ({ params: { kind: "recovery", id: nowhere }, body: shareBody(furnished.spareUnit) }),
    on: async (_, furnished, thing) => ({
      params: { kind: thing.kind, id: thing.id },
      body: shareBody(furnished.spareUnit),
    }),
  },
  {
    contract: shareRecord,
    operation: "share",
    kinds: sharedKinds,
    changes: true,
    situation: { toCourt: true },
    sample: (furnished) => ({ params: { kind: "recovery", id: nowhere }, body: shareBody(furnished.courtUnit) }),
    on: async (_, furnished, thing) => ({
      params: { kind: thing.kind, id: thing.id },
      body: shareBody(furnished.courtUnit),
    }),
  },
  {
    contract: shareRecord,
    operation: "share",
    kinds: sharedKinds,
    changes: true,
    situation: { toCourt: true, leave: true },
    sample: (furnished) => ({
      params: { kind: "recovery", id: nowhere },
      body: shareBody(furnished.courtUnit, "leave 1"),
    }),
    on: async (_, furnished, thing) => ({
      params: { kind: thing.kind, id: thing.id },
      body: shareBody(furnished.courtUnit, "leave 1"),
    }),
  },
  {
    contract: withdrawShare,
    operation: "withdraw",
    kinds: sharedKinds,
    changes: true,
    sample: () => ({ params: { id: nowhere }, body: { reason: "over" } }),
    on: async (world, furnished, thing) => ({
      params: { id: await layShare(world, furnished, thing) },
      body: { reason: "over" },
    }),
  },
  { contract: listInstitutions, operation: "own-account", kinds: [], changes: false, sample: () => ({}) },
  {
    contract: recoveryFigures,
    operation: "figures",
    kinds: [],
    changes: false,
    sample: () => ({ query: { by: "institution" } }),
  },
  { contract: indicatorFigures, operation: "figures", kinds: [], changes: false, sample: () => ({}) },
  { contract: figuresBoard, operation: "figures", kinds: [], changes: false, sample: () => ({}) },
  { contract: exportFigures, operation: "figures", kinds: [], changes: false, sample: () => ({}) },
  { contract: readMap, operation: "own-account", kinds: [], changes: false, sample: () => ({}) },
  { contract: exportRecoveries, operation: "export", kinds: [], changes: false, sample: () => ({}) },
  {
    contract: readHistory,
    operation: "history",
    kinds: sharedKinds,
    changes: false,
    sample: () => ({ params: { kind: "recovery", id: nowhere } }),
    on: byKind,
    compare: compare(compareHistory),
  },
  { contract: auditJournal, operation: "audit", kinds: [], changes: false, sample: () => ({}) },
  { contract: auditSummary, operation: "audit", kinds: [], changes: false, sample: () => ({}) },
  { contract: listCheckpoints, operation: "audit", kinds: [], changes: false, sample: () => ({}) },
  { contract: exportJournal, operation: "audit", kinds: [], changes: false, sample: () => ({}) },
  {
    contract: checkSerial,
    operation: "check-serial",
    kinds: [],
    changes: false,
    sample: () => ({ body: { serial: "ЯЯ000" } }),
  },
  { contract: listHits, operation: "list-hits", kinds: [], changes: false, sample: () => ({}) },
  {
    contract: readHit,
    operation: "read-hit",
    kinds: ["hit"],
    changes: false,
    sample: () => ({ params: { id: nowhere } }),
    on: byId,
    compare: compare((person, thing, body: { may: string[]; rivals: { id: string }[] }, furnished) => [
      ...differs("may", body.may, verbsOn(country, person, thing)),
      ...body.rivals
        .filter(
          ({ id }) =>
            !furnished.things.some((rival) => rival.id === id && sees(country, person, rival, "look-at-hits")),
        )
        .map(({ id }) => `rival ${id} is hidden`),
    ]),
  },
  {
    contract: decideHit,
    operation: "settle-hit",
    kinds: ["hit"],
    changes: true,
    sample: () => ({ params: { id: nowhere }, body: { verb: "confirm", reason: "seen", version: 1 } }),
    on: async (world, _, thing) => {
      const { rows } = await world.admin.query<{ version: number }>("select version from matching.hit where id = $1", [
        thing.id,
      ]);
      return {
        params: { id: thing.id },
        body: { verb: nextVerb[thing.state ?? "proposed"], reason: "compared both", version: rows[0]?.version ?? 0 },
      };
    },
    after: (thing) => {
      (thing as { state: string }).state = nextState[thing.state ?? "proposed"] ?? "proposed";
    },
  },
];

export const grid: readonly GridRow[] = [
  ...recordRows,
  ...examinerRows,
  ...recoveryRows,
  ...attachmentRows,
  ...registerRows,
  ...accountRows,
  ...curatorRows,
  ...hitRows,
  ...modelRows,
  ...sweepRows,
];

/** Header names and body without the request's own number: what a refusal may tell. */
export function bytesOf(reply: Reply): string {
  return JSON.stringify([
    reply.status,
    [...reply.headers.keys()].sort(),
    reply.headers.get("content-length"),
    reply.text.replace(/"request":"[0-9a-f-]{36}"/, '"request":"…"'),
  ]);
}
