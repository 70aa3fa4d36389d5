/** The calls of a recovery in full: drafts, steps, what hangs on it. Part of the grid. */
import { randomUUID } from "node:crypto";
import { discardDraft, listDrafts, readDraft, saveDraft } from "../../src/recoveries/draft.contract.ts";
import {
  addItem,
  addOffence,
  addParty,
  addRoutePoint,
  addStanding,
  changeItem,
  changeParty,
} from "../../src/recoveries/recovery-parts.contract.ts";
import { judgeAndSearch, judgeFirearm } from "../../src/recoveries/gate.contract.ts";
import {
  countOverrides,
  exportOverrides,
  readDoubts,
  takeStep,
} from "../../src/recoveries/recovery-status.contract.ts";
import type { Contract } from "../../src/platform/contract.ts";
import { overAllDoubts, type World } from "../world.ts";
import type { GridRow } from "./grid.ts";
import { compareView } from "./grid-compare.ts";
import type { OperationName, Thing } from "./oracle.ts";

const nowhere = "01900000-0000-7000-8000-000000000000";
const compare = compareView as unknown as NonNullable<GridRow["compare"]>;

/** An item or party of the record, laid behind the wall where it has none. */
async function part(world: World, table: "item" | "party", thing: Thing): Promise<{ id: string; version: number }> {
  const find = async () =>
    (
      await world.admin.query<{ id: string; version: number }>(
        `select id, version from recoveries.${table} where recovery_id = $1 order by position desc limit 1`,
        [thing.id],
      )
    ).rows[0];
  const found = await find();
  if (found !== undefined) return found;
  const more = table === "item" ? ["number, kind", "'TM-G' || r.id, 'part'"] : ["kind, name_written", "'person', 'x'"];
  await world.admin.query(
    "select set_config('tamga.actor', (select created_by::text from recoveries.recovery where id = $1), false)",
    [thing.id],
  );
  await world.admin.query(
    `insert into recoveries.${table} (id, recovery_id, position, recorded_by, institution_id, audience, ${more[0] ?? ""})
     select $2, r.id, 0, r.created_by, 0, '{}', ${more[1] ?? ""} from recoveries.recovery r where r.id = $1`,
    [thing.id, randomUUID()],
  );
  await world.admin.query("select set_config('tamga.actor', '', false)");
  return (await find()) ?? { id: nowhere, version: 1 };
}

const adds = (contract: Contract, body: unknown): GridRow => ({
  contract,
  operation: "add-ground",
  kinds: ["recovery"],
  changes: true,
  sample: () => ({ params: { id: nowhere }, body }),
  on: async (_, __, thing) => ({ params: { id: thing.id }, body }),
  compare,
});

const corrects = (contract: Contract, table: "item" | "party"): GridRow => ({
  contract,
  operation: "change",
  kinds: ["recovery"],
  changes: true,
  sample: () => ({ params: { id: nowhere, [table]: nowhere }, body: { version: 1, reason: "slip of the pen" } }),
  on: async (world, _, thing) => {
    const { id, version } = await part(world, table, thing);
    return {
      params: { id: thing.id, [table]: id },
      body: { version, changes: { note: "as told" }, reason: "slip of the pen" },
    };
  },
  compare,
});

const step = (operation: OperationName, verb: string, from: string, to: string): GridRow => ({
  contract: takeStep,
  operation,
  kinds: ["recovery"],
  changes: true,
  sample: () => ({ params: { id: nowhere }, body: { verb, version: 1, reason: "looked through" } }),
  on: async (world, _, thing) => {
    const { rows } = await world.admin.query<{ version: number }>(
      "update recoveries.recovery set status = $2 where id = $1 returning version",
      [thing.id, from],
    );
    (thing as { state: string }).state = from;
    const weapons = await world.admin.query<{ id: string }>("select id from firearms.firearm where recovery_id = $1", [
      thing.id,
    ]);
    const overrides = overAllDoubts(weapons.rows.map(({ id }) => id));
    return {
      params: { id: thing.id },
      body: { verb, version: rows[0]?.version ?? 0, reason: "looked through", overrides },
    };
  },
  compare: (person, thing, body, furnished) => {
    (thing as { state: string }).state = to;
    return compare(person, thing, body, furnished);
  },
});

/** A change by the author after acceptance, laid behind the wall: who confirms it may not be them. */
const confirming: GridRow = {
  ...step("review", "confirm", "accepted", "accepted"),
  on: async (world, furnished, thing) => {
    const input = await step("review", "confirm", "accepted", "accepted").on?.(world, furnished, thing);
    const change = randomUUID();
    for (const [sql, values] of [
      [
        "select set_config('tamga.actor', (select created_by::text from recoveries.recovery where id = $1), false)",
        [thing.id],
      ],
      // What others changed before is settled by an acceptance, so that this change alone waits.
      ["update recoveries.recovery set status = 'submitted' where id = $1", [thing.id]],
      [
        `insert into recoveries.step (id, recovery_id, verb, to_status, record_version, recorded_by, unit_id, institution_id, audience)
         values ($2, $1, 'accept', '', 0, access.actor(), 0, 0, '{}')`,
        [thing.id, randomUUID()],
      ],
      [
        `insert into recoveries.change (id, recovery_id, subject, kind, reason, recorded_by, institution_id, audience)
         values ($2, $1, 'recovery', 'corrected', 'laid', access.actor(), 0, '{}')`,
        [thing.id, change],
      ],
      ["select set_config('tamga.actor', '', false)", []],
    ] as const)
      await world.admin.query(sql, [...values]);
    const { rows } = await world.admin.query<{ version: number }>(
      "select version from recoveries.recovery where id = $1",
      [thing.id],
    );
    const body = { ...(input?.body as object | undefined), version: rows[0]?.version ?? 0, seen: change };
    return { ...input, body };
  },
};

const drafts = (contract: Contract, body?: unknown): GridRow => ({
  contract,
  operation: "record",
  kinds: [],
  changes: true,
  sample: () => ({ params: { id: randomUUID() }, ...(body === undefined ? {} : { body }) }),
});

/** A form with one weapon of this number. */
export const formOf = (written: string): object => ({
  firearm: {
    type: null,
    make: null,
    model: null,
    calibre: null,
    country: null,
    year: null,
    marks: [{ kind: "serial", place: "frame", photos: 0, readings: [{ written, state: "clear", note: null }] }],
  },
  recoveredOn: null,
});

const party = { kind: "person", name: "Somebody", standing: { category: "witness" } };

export const recoveryRows: readonly GridRow[] = [
  adds(addItem, { kind: "ammunition", quantity: 12, unit: "piece" }),
  adds(addParty, party),
  adds(addRoutePoint, { kind: "transit", country: "QS" }),
  adds(addOffence, { written: "art. 17" }),
  corrects(changeItem, "item"),
  corrects(changeParty, "party"),
  {
    ...adds(addStanding, { category: "victim" }),
    sample: () => ({ params: { id: nowhere, party: nowhere }, body: { category: "victim" } }),
    on: async (world, _, thing) => ({
      params: { id: thing.id, party: (await part(world, "party", thing)).id },
      body: { category: "victim" },
    }),
  },
  step("review", "accept", "submitted", "accepted"),
  step("review", "return", "submitted", "returned"),
  step("add-ground", "resubmit", "returned", "submitted"),
  confirming,
  step("reopen", "reopen", "accepted", "submitted"),
  {
    contract: readDoubts,
    operation: "read",
    kinds: ["recovery"],
    changes: false,
    sample: () => ({ params: { id: nowhere } }),
    on: async (_, __, thing) => ({ params: { id: thing.id } }),
  },
  {
    contract: judgeFirearm,
    operation: "check-form",
    kinds: [],
    changes: false,
    sample: () => ({ body: formOf("ЯЯ000") }),
  },
  {
    contract: judgeAndSearch,
    operation: "record",
    kinds: [],
    changes: false,
    sample: () => ({ body: formOf("ЯЯ000") }),
  },
  { contract: countOverrides, operation: "figures", kinds: [], changes: false, sample: () => ({}) },
  { contract: exportOverrides, operation: "figures", kinds: [], changes: false, sample: () => ({}) },
  drafts(saveDraft, { version: null, body: {} }),
  drafts(listDrafts),
  drafts(readDraft),
  drafts(discardDraft),
];
