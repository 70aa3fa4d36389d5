/**
 * Weapons seen again.
 *
 * Promises: both recoveries in their order, with what is known between and whose it is; whether that is an alarm follows from
 * ownership and custody by one rule (seen-again.ts), over what the reader sees. Refuses: circumstances that are closed to them.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { route, type Context } from "../platform/route.ts";
import { inOrder, judgeSeenAgain } from "./seen-again.ts";
import { listSeenAgain } from "./seen-again.contract.ts";
import { registerRows, seenAgainRows, sightedRows, type SightedRow } from "./seen-again.store.ts";

/** A proposal that is less probable than this is no sighting. */
export const leastProbable = 0.7;
const mostLooked = 2_000;
const mostShown = 200;

type Item = CallOutput<typeof listSeenAgain>["items"][number];

function present(row: SightedRow): Item["first"] {
  const { type, make, model, calibre, serial } = row;
  return {
    id: row.id,
    number: row.number,
    institution: row.institution,
    weapon: { type, make, model, calibre, serial },
    recoveredOn: row.recovered_on,
    manner: row.manner,
    stateOwned: row.state_owned,
    recovery:
      row.recovery_number === null
        ? null
        : { id: row.recovery_id, number: row.recovery_number, status: row.status ?? "" },
  };
}

const sightingOf = (row: SightedRow) => ({
  row,
  recoveredOn: row.recovered_on,
  stateOwned: row.state_owned,
  // A recovery takes the weapon into custody; of private owners it says nothing.
  privatelyOwned: false,
  held: true,
  institution: row.institution,
  recovery: row.recovery_id,
});

async function list(
  context: Context,
  { query }: CallInput<typeof listSeenAgain>,
): Promise<CallOutput<typeof listSeenAgain>> {
  const pairs = await seenAgainRows(context.tx, { least: leastProbable, most: mostLooked });
  const ids = [...new Set(pairs.flatMap((pair) => [pair.firearm_id, pair.other_id]))];
  const weapons = new Map((await sightedRows(context.tx, ids)).map((row) => [row.id, row]));
  const known = Map.groupBy(await registerRows(context.tx, ids), (row) => row.firearm_id);
  // The same weapon in a third recovery may say whose it is.
  const stateElsewhere = (pair: (typeof pairs)[number]): boolean => {
    const both = [pair.firearm_id, pair.other_id];
    return pairs.some(
      (other) =>
        other !== pair &&
        [other.firearm_id, other.other_id].some((id) => both.includes(id)) &&
        [other.firearm_id, other.other_id].some((id) => (weapons.get(id)?.state_owned ?? null) !== null),
    );
  };
  const items = pairs.flatMap((pair): Item[] => {
    const [a, b] = [weapons.get(pair.firearm_id), weapons.get(pair.other_id)];
    if (a === undefined || b === undefined) return [];
    const [first, again] = inOrder(sightingOf(a), sightingOf(b));
    const { recoveredOn: from } = first;
    const { recoveredOn: to } = again;
    const entries = [...(known.get(a.id) ?? []), ...(known.get(b.id) ?? [])].filter(
      (entry, at, all) => all.findIndex((one) => one.record_id === entry.record_id) === at,
    );
    const between = from === null || to === null ? [] : entries.filter((entry) => entry.day >= from && entry.day <= to);
    return [
      {
        id: pair.id,
        hit: pair.number,
        state: pair.state,
        probability: pair.probability,
        first: present(first.row),
        again: present(again.row),
        days: from === null || to === null ? null : Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000),
        between: between.map((entry) => ({
          day: entry.day,
          kind: entry.kind,
          reason: entry.reason,
          institution: entry.institution,
          register: entry.register_en === null ? null : { en: entry.register_en, ru: entry.register_ru ?? "" },
          record: entry.record_id,
        })),
        ...judgeSeenAgain(first, again, between, stateElsewhere(pair)),
      },
    ];
  });
  const wanted = items.filter((item) => query.verdict === undefined || item.verdict === query.verdict);
  const order = { alarm: 0, check: 1, none: 2 };
  const shown = wanted.toSorted((a, b) => order[a.verdict] - order[b.verdict]).slice(0, mostShown);
  const count = (verdict: Item["verdict"]): number => items.filter((item) => item.verdict === verdict).length;
  context.note({ verb: "search", kind: "hit", content: { seenAgain: query, shown: shown.map(({ id }) => id) } });
  return {
    items: shown,
    counts: { alarm: count("alarm"), check: count("check"), none: count("none") },
    more: wanted.length > shown.length || pairs.length === mostLooked,
  };
}

export const seenAgainRoutes = [route(listSeenAgain, list)];
