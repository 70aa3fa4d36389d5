/**
 * The quality gate, binding on submit, resubmit and acceptance: a blocking doubt is settled, or overridden with a reason
 * that is kept and counted.
 *
 * Promises: the verdict is that of `judgeWeapon` with the facts of the database; every blocking doubt of every weapon is
 * named in one refusal; an override lapses when what it was given for changes. Refuses: to let a record past a doubt without
 * a reason. An imported record does not pass here (it has its own outcomes); its doubts are shown.
 */
import { Problem, type FieldFault } from "../platform/problem.ts";
import type { Context } from "../platform/route.ts";
import { readSerialField } from "../matching/serial-field.ts";
import { queryKeys } from "../matching/serial-keys.ts";
import { codeLists } from "../reference/lists.ts";
import {
  blocking,
  doubtKey,
  judgeWeapon,
  type Doubt,
  type SameSerial,
  type WeaponDraft,
} from "../firearms/quality-gate.ts";
import { serialRulesInForce } from "../firearms/country-serial-rules.ts";
import { firearmsOfRecoveries, marksOf, readingsOf } from "../firearms/firearm.store.ts";
import { photosOf } from "./attachment.store.ts";
import { weaponsWithSerials } from "./gate.store.ts";

/** A weapon before the gate, with the id and number it has or is about to get. */
export interface GateWeapon {
  readonly key: string;
  readonly number: string;
  readonly draft: WeaponDraft;
}

export interface Override {
  readonly firearm: string;
  readonly code: string;
  readonly field: string;
  readonly reason: string;
}

export interface TakenOverride extends Override {
  /** What was judged: the override holds as long as this does. */
  readonly judged: string;
}

const serialsOf = ({ draft }: GateWeapon) =>
  draft.marks
    .filter((mark) => mark.kind.startsWith("serial"))
    .flatMap((mark) => mark.readings.map((reading) => reading.written))
    .filter((written) => written !== "")
    .map(readSerialField)
    .filter((field) => field.normal !== "");

/** Other weapons, open to the caller, with a number of these. `recoveryId`: whose weapons they are, once there; these are no others. */
export async function sameSerials(
  context: Context,
  weapons: readonly GateWeapon[],
  recoveryId: string | null,
): Promise<readonly SameSerial[]> {
  const fields = weapons.flatMap(serialsOf);
  return weaponsWithSerials(
    context.tx,
    [...new Set(fields.map((field) => field.normal))],
    [...new Set(fields.flatMap((field) => (field.pattern.length >= 3 ? queryKeys(field.pattern) : [])))],
    recoveryId,
  );
}

/** The doubts of each weapon, by its key. */
export async function doubtsOf(
  context: Context,
  weapons: readonly GateWeapon[],
  recovery: { readonly id: string | null; readonly occurredOn: string | null },
  /** Other weapons with the number; left out: they are looked for. */
  known?: readonly SameSerial[],
): Promise<ReadonlyMap<string, readonly Doubt[]>> {
  const lists = codeLists();
  const fields = new Map(weapons.map((weapon) => [weapon.key, serialsOf(weapon)]));
  const others = known ?? (await sameSerials(context, weapons, recovery.id));
  const today = context.clock.now().toISOString().slice(0, 10);
  const facts = { lists, rules: (await serialRulesInForce(context.tx)).rules, today, recoveredOn: recovery.occurredOn };
  return new Map(
    weapons.map((weapon) => {
      // Two weapons of one record with one number are each other's doubt.
      const beside = weapons
        .filter((other) => other.key !== weapon.key)
        .flatMap((other) =>
          (fields.get(other.key) ?? []).map((field) => ({
            id: other.key,
            number: other.number,
            serial: field.normal,
            make: other.draft.make?.code ?? null,
            model: other.draft.model?.code ?? null,
          })),
        );
      return [weapon.key, judgeWeapon(weapon.draft, { ...facts, sameSerial: [...others, ...beside] })] as const;
    }),
  );
}

/**
 * Lets the weapons pass, and gives the overrides that were needed for it.
 * Throws Problem 422 "gate-doubts" naming each blocking doubt that is neither settled nor overridden, now or before.
 */
export async function passGate(
  context: Context,
  weapons: readonly GateWeapon[],
  recovery: { readonly id: string | null; readonly occurredOn: string | null },
  given: readonly Override[],
  before: readonly { readonly firearm: string; readonly judged: string }[] = [],
): Promise<TakenOverride[]> {
  const doubts = await doubtsOf(context, weapons, recovery);
  const taken: TakenOverride[] = [];
  const faults: FieldFault[] = [];
  for (const [at, weapon] of weapons.entries()) {
    const known = new Set(before.filter(({ firearm }) => firearm === weapon.key).map(({ judged }) => judged));
    for (const doubt of blocking(doubts.get(weapon.key) ?? [], known)) {
      const { code, field } = doubt;
      const one = given.find((o) => o.firearm === weapon.key && o.code === code && o.field === field);
      if (one === undefined) {
        faults.push({
          path: `/firearms/${at}/${field.replaceAll(".", "/")}`,
          code: `doubt.${code}`,
          values: doubt.values,
        });
      } else taken.push({ ...one, judged: doubtKey(doubt) });
    }
  }
  if (faults.length > 0)
    throw new Problem({ status: 422, code: "gate-doubts", values: { count: faults.length }, fields: faults });
  return taken;
}

/** The weapons of a recovery as they stand, for the gate; those that the reader sees. */
export async function weaponsBeforeGate(context: Context, recoveryId: string): Promise<GateWeapon[]> {
  const { tx } = context;
  const photos = await photosOf(tx, "recovery", recoveryId);
  const weapons: GateWeapon[] = [];
  const rows = await firearmsOfRecoveries(tx, [recoveryId]);
  for (const row of rows) {
    const [marks, readings] = [await marksOf(tx, row.id), await readingsOf(tx, row.id)];
    weapons.push({
      key: row.id,
      number: row.number,
      draft: {
        type: { code: row.type_code, written: row.type_written },
        make: { code: row.make_code, written: row.make_written },
        model: { code: row.model_code, written: row.model_written },
        calibre: { code: row.calibre_code, written: row.calibre_written },
        country: row.country,
        year: row.year,
        marks: marks.map((mark) => ({
          kind: mark.kind,
          place: mark.place,
          // What was photographed for the whole record shows its weapon where there is only one.
          photos: photos
            .filter(({ firearm }) => firearm === row.id || (firearm === null && rows.length === 1))
            .reduce((sum, { count }) => sum + count, 0),
          readings: readings
            .filter((reading) => reading.mark_id === mark.id)
            .map(({ written, state, note }) => ({ written, state: state as DraftState, note })),
        })),
      },
    });
  }
  return weapons;
}

type DraftState = WeaponDraft["marks"][number]["readings"][number]["state"];
