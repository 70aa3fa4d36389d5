/**
 * Thresholds: below which probability an institution's hits are set aside, and how well the proposals stand up.
 *
 * Promises: what a threshold would have done is shown before it is set and kept with it; it is set for a reason, journalled,
 * and takes effect at once on what waits; nothing set aside is lost. Refuses: a threshold on another institution's register;
 * one set by who does not settle hits for the whole institution.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { uuidv7 } from "../platform/ids.ts";
import { Problem, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { presentPerson } from "../firearms/firearm.presenter.ts";
import { calibration, outlook, quantiles, shareOf, type JudgedPair, type ThresholdOutlook } from "./hit-quality.ts";
import { differenceKinds, hitQuality, listThresholds, setThreshold } from "./hit-threshold.contract.ts";
import { countAside } from "./hit.store.ts";
import {
  ownRegisters,
  pairRows,
  settlesForAll,
  standingThresholds,
  writeThreshold,
  type PairRow,
} from "./hit-threshold.store.ts";

/** From here on whoever may settle a hit is told of it at once. */
const toldAtOnce = 0.5;
/** So many of the newest hits are looked at. */
const mostPairs = 20_000;

const judged = (row: PairRow): JudgedPair => ({
  probability: row.probability,
  same: row.state === "confirmed" ? true : row.state === "rejected" ? false : null,
});

async function outlookFor(
  context: Context,
  of: { register: string | null; country: string | null },
  values?: readonly number[],
): Promise<ThresholdOutlook> {
  const rows = (await pairRows(context.tx, { owner: context.actor.institutionId, most: mostPairs })).filter(
    (row) => row.register_id === of.register && (of.country === null || row.country === of.country),
  );
  return outlook(rows.map(judged), values);
}

async function thresholds(
  context: Context,
  { query }: CallInput<typeof listThresholds>,
): Promise<CallOutput<typeof listThresholds>> {
  const { register = null, country = null } = query;
  const { from, decided, pairs, effects } = await outlookFor(context, { register, country });
  context.note({ verb: "search", kind: "hit", content: { thresholds: query } });
  return {
    registers: await ownRegisters(context.tx, context.actor.institutionId),
    standing: (await standingThresholds(context.tx)).map((row) => ({
      id: row.id,
      register:
        row.register_id === null ? null : { id: row.register_id, en: row.register_en ?? "", ru: row.register_ru ?? "" },
      country: row.country,
      value: row.value,
      reason: row.reason,
      by: presentPerson(row),
      at: row.at,
    })),
    outlook: { from, decided, pairs, effects: [...effects] },
  };
}

async function set(
  context: Context,
  { body }: CallInput<typeof setThreshold>,
): Promise<CallOutput<typeof setThreshold>> {
  const { register, country, value, reason } = body;
  if (!(await settlesForAll(context.tx)))
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "hits.decide" } });
  if (
    register !== null &&
    !(await ownRegisters(context.tx, context.actor.institutionId)).some(({ id }) => id === register)
  )
    throw notFound();
  const expected = await outlookFor(context, { register, country }, [value]);
  const id = uuidv7();
  await writeThreshold(context.tx, { id, register, country, value, reason, expected });
  context.note({ verb: "decide", kind: "hit", content: { threshold: { register, country, value }, reason, expected } });
  return { id, setAside: await countAside(context.tx, context.actor.institutionId) };
}

type Kind = (typeof differenceKinds)[number];

/** The kind of difference between the two numbers of a pair, from the steps that the score took. */
export function differenceOf(row: Pick<PairRow, "why">): Kind {
  const serial = row.why.find((part) => part.field === "serial");
  if (serial === undefined || serial.level === "missing" || serial.level === "model") return "no-number";
  const kinds = new Set(
    serial.operations
      .map(({ kind }) => kind)
      .filter((kind) => kind !== "homoglyph")
      .map((kind): Kind => kindOfStep(kind)),
  );
  if (kinds.size === 0) return "same-number";
  const [only] = kinds;
  return kinds.size > 1 || only === undefined ? "several" : only;
}

function kindOfStep(step: string): Kind {
  if (step === "look-alike" || step === "spelled") return "look-alike";
  if (/^(end|start|series|missing|letters)/.test(step)) return "lost-end";
  if (/^(unread|run|one-of)/.test(step)) return "unread";
  return step === "swapped" ? "swapped" : "other-character";
}

async function quality(context: Context): Promise<CallOutput<typeof hitQuality>> {
  const rows = await pairRows(context.tx, { most: mostPairs });
  const decided = rows.filter((row) => row.state === "confirmed" || row.state === "rejected");
  const confirmed = (some: readonly PairRow[]): number => some.filter((row) => row.state === "confirmed").length;
  const byKind = Map.groupBy(decided, differenceOf);
  const byRegister = Map.groupBy(rows, (row) => `${row.institution} ${row.register_id ?? ""}`);
  context.note({ verb: "search", kind: "hit", content: { quality: decided.length } });
  return {
    decided: decided.length,
    open: rows.length - decided.length,
    bands: calibration(decided.map(judged)),
    kinds: differenceKinds.flatMap((kind) => {
      const own = byKind.get(kind);
      if (own === undefined) return [];
      const same = own.filter((row) => row.state === "confirmed");
      const told = same.filter((row) => row.probability >= toldAtOnce);
      return [{ kind, confirmed: shareOf(same.length, own.length), told: shareOf(told.length, same.length) }];
    }),
    registers: [...byRegister.values()].flatMap((own) => {
      const [first] = own;
      if (first === undefined) return [];
      const done = own.filter((row) => row.state === "confirmed" || row.state === "rejected");
      return [
        {
          register:
            first.register_id === null || first.register_en === null
              ? null
              : { id: first.register_id, en: first.register_en, ru: first.register_ru ?? "" },
          institution: first.institution,
          falseAlarms: shareOf(done.length - confirmed(done), done.length),
          open: own.length - done.length,
          days: quantiles(done.flatMap((row) => (row.days === null ? [] : [row.days]))),
        },
      ];
    }),
    days: quantiles(decided.flatMap((row) => (row.days === null ? [] : [row.days]))),
    models: [...new Set(rows.map((row) => row.model_version))].sort(),
  };
}

export const hitThresholdRoutes = [
  route(listThresholds, thresholds),
  route(setThreshold, set),
  route(hitQuality, quality),
];
