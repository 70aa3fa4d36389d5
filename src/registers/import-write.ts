/**
 * Writing a chunk of judged rows: one statement per table, whatever the number of rows.
 *
 * Promises: records, their keys and their weapons are there together or not at all; equal rows stay two records. Refuses
 * nothing: what cannot be a record was refused before.
 */
import type { Tx } from "../platform/database.ts";
import { recordNumber, uuidv7 } from "../platform/ids.ts";
import { firearmRows, writeFirearms, type FirearmRows } from "../firearms/firearm.actions.ts";
import { refreshFlags, recoverySettings } from "../recoveries/recovery-flags.ts";
import { insertOffences, type NewOffence } from "../recoveries/recovery-parts.store.ts";
import { triage } from "../recoveries/triage.ts";
import {
  insertRecoveries,
  insertStatements,
  type NewRecovery,
  type NewStatement,
} from "../recoveries/recovery.store.ts";
import type { RecordColumns } from "./import-chunk.ts";
import type { RowRecovery } from "./recovery-of-row.ts";

/** Writes records of a running import with their keys, in the order of the rows. */
export async function insertRecords(tx: Tx, runId: string, records: RecordColumns): Promise<void> {
  await tx.query(`select registers.add_records($1, ${records.columns.map((_, index) => `$${index + 2}`).join(", ")})`, [
    runId,
    ...records.columns,
  ]);
}

export interface PlacedRecovery {
  readonly row: number;
  readonly recovery: RowRecovery;
}

/** What a procedure already has, when rows are grouped. */
interface Group {
  readonly id: string;
  firearms: number;
  readonly offences: Set<string>;
  readonly made: boolean;
}

/**
 * Writes recoveries with their weapons and gives, by row number, the (first) weapon of the row and the recoveries made.
 * With `grouped`, rows of one procedure – in this chunk or written earlier by this run – are one recovery.
 */
export async function insertRowRecoveries(
  tx: Tx,
  runId: string,
  rows: readonly PlacedRecovery[],
  grouped: boolean,
): Promise<{ readonly weapons: ReadonlyMap<number, string>; readonly recoveries: readonly string[] }> {
  const groups = grouped ? await groupsOf(tx, runId, rows) : new Map<string, Group>();
  const recoveries: NewRecovery[] = [];
  const grounds: NewStatement[] = [];
  const offences: NewOffence[] = [];
  const firearms: FirearmRows[] = [];
  const weapons = new Map<number, string>();
  for (const { row, recovery } of rows) {
    const key = grouped ? recovery.procedure : null;
    let group = key === null ? undefined : groups.get(key);
    if (group === undefined) {
      group = { id: uuidv7(), firearms: 0, offences: new Set(), made: true };
      if (key !== null) groups.set(key, group);
      recoveries.push(newRecovery(group.id, recovery, runId, row));
      if (recovery.ground !== null) grounds.push(statement(group.id, recovery.ground, recovery.occurredOn));
    }
    for (const written of recovery.offences) {
      if (group.offences.has(written)) continue;
      group.offences.add(written);
      offences.push(offence(group.id, written, recovery.occurredOn));
    }
    for (let count = 0; count < recovery.firearms; count += 1) {
      const made = firearmRows(recovery.firearm, {
        recoveryId: group.id,
        position: group.firearms,
        importRunId: runId,
        importRow: row,
        source: "import",
      });
      group.firearms += 1;
      firearms.push(made);
      if (count === 0) weapons.set(row, made.firearm.id);
    }
  }
  const weaponsOf = Map.groupBy(firearms, ({ firearm }) => firearm.recoveryId);
  const settings = await recoverySettings(tx);
  const counts = new Map([...groups.values()].map((group) => [group.id, group.firearms]));
  await insertRecoveries(
    tx,
    recoveries.map((recovery) => ({
      ...recovery,
      firearmCount: counts.get(recovery.id) ?? recovery.firearmCount,
      flags: triage({ ...noFacts, weapons: (weaponsOf.get(recovery.id) ?? []).map(triageWeapon) }, settings),
    })),
  );
  const grown = [...groups.values()].filter((group) => !group.made);
  if (grown.length > 0) {
    await tx.query(
      `update recoveries.recovery r set firearm_count = x.count from unnest($1::uuid[], $2::int[]) as x(id, count) where r.id = x.id and r.firearm_count <> x.count`,
      [grown.map((group) => group.id), grown.map((group) => group.firearms)],
    );
  }
  await insertStatements(tx, "ground", grounds);
  await insertOffences(tx, offences);
  await writeFirearms(tx, firearms);
  // What an earlier part of the file began may now be many weapons, a sequence, or hold a converted one.
  const few = Math.min(settings.manyWeapons, settings.sequenceLength);
  for (const group of grown) {
    const added = triage({ ...noFacts, weapons: (weaponsOf.get(group.id) ?? []).map(triageWeapon) }, settings);
    if (group.firearms >= few || added.length > 0) await refreshFlags(tx, group.id);
  }
  return { weapons, recoveries: recoveries.map((recovery) => recovery.id) };
}

/** A row knows neither coordinates nor codes of grounds nor parties. */
const noFacts = { point: null, borders: [], grounds: [], contexts: [], residences: [] };

const triageWeapon = ({ firearm }: FirearmRows) => ({
  type: firearm.type.code,
  make: firearm.make.code,
  serial: firearm.serialNormal,
  conversion: firearm.conversion.code,
});

async function groupsOf(tx: Tx, runId: string, rows: readonly PlacedRecovery[]): Promise<Map<string, Group>> {
  const procedures = [
    ...new Set(rows.flatMap(({ recovery }) => (recovery.procedure === null ? [] : [recovery.procedure]))),
  ];
  if (procedures.length === 0) return new Map();
  const found = await tx.query<{
    id: string;
    own_reference: string;
    firearm_count: number;
    offences: string[];
  }>(
    `select r.id, r.own_reference, r.firearm_count, array(select o.written from recoveries.offence o where o.recovery_id = r.id and o.written is not null) as offences
     from recoveries.recovery r where r.import_run_id = $1 and r.own_reference = any($2)`,
    [runId, procedures],
  );
  return new Map(
    found.map((row) => [
      row.own_reference,
      {
        id: row.id,
        firearms: row.firearm_count,
        offences: new Set(row.offences),
        made: false,
      },
    ]),
  );
}

function newRecovery(id: string, recovery: RowRecovery, runId: string, row: number): NewRecovery {
  return {
    id,
    number: recordNumber(),
    handling: 0,
    handlingNote: null,
    grade: null,
    manner: recovery.manner,
    occurredOn: recovery.occurredOn,
    occurredAt: recovery.occurredAt,
    placeCode: null,
    placeWritten: recovery.placeWritten,
    placeKind: recovery.placeKind,
    region: null,
    country: null,
    latitude: null,
    longitude: null,
    circumstances: recovery.circumstances,
    authorityWritten: recovery.authorityWritten,
    ownReference: recovery.ownReference,
    firearmCount: recovery.firearms,
    importRunId: runId,
    importRow: row,
  };
}

function offence(recoveryId: string, written: string, fromDate: string | null): NewOffence {
  return {
    ...statement(recoveryId, written, fromDate),
    partyId: null,
    iccs: null,
    corrects: null,
    reason: null,
  };
}

function statement(recoveryId: string, written: string, fromDate: string | null): NewStatement {
  return { id: uuidv7(), recoveryId, code: null, written, fromDate, source: "import", grade: null };
}
