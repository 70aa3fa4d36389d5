/**
 * Lots of weapons from one consignment.
 *
 * Promises: a lot is made of the weapons that its reader sees, anew at each look; a judgement is a row with its reason, and
 * which weapons it was about stays with it, so that a trace of one can help all. Refuses: to judge for another institution; to
 * merge weapons.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { recordNumber, uuidv7 } from "../platform/ids.ts";
import { Problem, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { presentPerson } from "../firearms/firearm.presenter.ts";
import { findLots, placeOf, widestGap, type Lot } from "./lot.ts";
import { judgeLot, listLots, lotsAmong, lotsOfFirearm, type lotVerbs } from "./lot.contract.ts";
import {
  judgedLots,
  lotJudgements,
  neighbourRows,
  placeOfFirearm,
  rowsNear,
  writeLot,
  writeLotJudgement,
  type JudgedLotRow,
  type LotJudgementRow,
  type LotWeaponRow,
} from "./lot.store.ts";
import { describeWeapon } from "./serial-check.actions.ts";
import { readSerialField } from "./serial-field.ts";

type ShownLot = CallOutput<typeof listLots>["items"][number];
type JudgedLot = CallOutput<typeof judgeLot>;
type Verb = (typeof lotVerbs)[number];

/** So many weapons with a neighbour are looked at, and so many lots shown. */
const mostWeapons = 20_000;
const mostLots = 200;
/** How far around a weapon its lot is looked for. */
const around = 500;

function presentMember(row: LotWeaponRow): ShownLot["members"][number] {
  return {
    id: row.id,
    number: row.number,
    serial: row.serial,
    place: row.place,
    weapon: { type: row.type, make: row.makeShown, model: row.modelShown, calibre: row.calibre, serial: row.serial },
    institution: row.institution,
    recoveredOn: row.recoveredOn,
  };
}

function presentLot(lot: Lot<LotWeaponRow>): CallOutput<typeof lotsAmong>["items"][number] {
  const { members, gaps, grounds, ...rest } = lot;
  return { ...rest, members: members.map(presentMember), gaps: [...gaps], grounds: [...grounds] };
}

/** What the reader may do with a judged lot: only the institution that judged goes on judging it. */
function mayJudge(context: Context, row: JudgedLotRow): Verb[] {
  if (row.institution_id !== context.actor.institutionId || !context.actor.permissions.has("hits.decide")) return [];
  return row.state === "proposed" ? ["confirm", "reject"] : ["reopen"];
}

function presentJudged(context: Context, row: JudgedLotRow, judgements: readonly LotJudgementRow[]): JudgedLot {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    institution: row.institution,
    members: row.members,
    judgements: judgements
      .filter((one) => one.lot_id === row.id)
      .map((one) => ({ id: one.id, verb: one.verb, reason: one.reason, by: presentPerson(one), at: one.at })),
    may: mayJudge(context, row),
  };
}

/** Found lots with what was judged of them: the judgement that shares most weapons, two at least. */
async function withJudgements(context: Context, lots: readonly Lot<LotWeaponRow>[]): Promise<ShownLot[]> {
  const firearms = lots.flatMap((lot) => lot.members.map(({ id }) => id));
  const known = firearms.length === 0 ? [] : await judgedLots(context.tx, { firearms });
  const judgements = await lotJudgements(
    context.tx,
    known.map(({ id }) => id),
  );
  const ofWeapon = new Map<string, JudgedLotRow[]>();
  for (const row of known) for (const id of row.members) ofWeapon.set(id, [...(ofWeapon.get(id) ?? []), row]);
  return lots.map((lot) => {
    const shared = new Map<JudgedLotRow, number>();
    for (const { id } of lot.members)
      for (const row of ofWeapon.get(id) ?? []) shared.set(row, (shared.get(row) ?? 0) + 1);
    const [best] = [...shared].filter(([, count]) => count >= 2).sort((a, b) => b[1] - a[1]);
    const judged = best?.[0];
    const whole = judged !== undefined && lot.members.every(({ id }) => judged.members.includes(id));
    return {
      ...presentLot(lot),
      state: judged === undefined || judged.state === "proposed" ? "found" : whole ? judged.state : "grown",
      judged: judged === undefined ? null : presentJudged(context, judged, judgements),
    };
  });
}

const sizeIn =
  (rows: readonly LotWeaponRow[]) =>
  (stem: string, make: string): number | undefined =>
    rows.find((row) => row.stem === stem && row.make === make)?.same;

async function list(context: Context, { query }: CallInput<typeof listLots>): Promise<CallOutput<typeof listLots>> {
  const rows = await neighbourRows(context.tx, mostWeapons);
  const sizes = new Map(rows.map((row) => [`${row.stem}\n${row.make}`, row.same]));
  const lots = findLots(rows, (stem, make) => sizes.get(`${stem}\n${make}`));
  const shown = (await withJudgements(context, lots)).filter(
    (lot) => query.state === undefined || lot.state === query.state,
  );
  context.note({ verb: "search", kind: "lot", content: { query, lots: shown.length } });
  return { items: shown.slice(0, mostLots), more: shown.length > mostLots || rows.length === mostWeapons };
}

async function ofFirearm(
  context: Context,
  { params }: CallInput<typeof lotsOfFirearm>,
): Promise<CallOutput<typeof lotsOfFirearm>> {
  const at = await placeOfFirearm(context.tx, params.id);
  if (at === undefined) throw notFound();
  context.note({ verb: "search", kind: "lot", content: { firearm: params.id } });
  if (at.stem === null || at.place === null) return { items: [] };
  const rows = await rowsNear(context.tx, [{ stem: at.stem, place: at.place }], around);
  const lots = findLots(rows, sizeIn(rows)).filter((lot) => lot.members.some(({ id }) => id === params.id));
  return { items: await withJudgements(context, lots) };
}

async function among(context: Context, { body }: CallInput<typeof lotsAmong>): Promise<CallOutput<typeof lotsAmong>> {
  const pasted = body.questions.flatMap((question, line): LotWeaponRow[] => {
    const at = placeOf(readSerialField(question.serial).normal);
    const { make, model } = describeWeapon(question);
    const key = make?.toLowerCase() ?? model?.toLowerCase();
    return at === undefined
      ? []
      : [
          {
            ...at,
            id: `line ${line}`,
            number: "",
            institution: "",
            serial: question.serial,
            // Lines of one find that say no make are of one make until something speaks against it.
            make: key ?? "",
            model: model?.toLowerCase() ?? null,
            year: question.year ?? null,
            recoveredOn: null,
            recovery: "pasted",
            region: null,
            same: 0,
            type: question.type ?? null,
            makeShown: question.make ?? null,
            modelShown: question.model ?? null,
            calibre: question.calibre ?? null,
          },
        ];
  });
  const near = (await rowsNear(context.tx, pasted, widestGap)).map((row) => ({ ...row }));
  const recovered = new Map(near.map((row) => [row.id, row]));
  // A line without a make is looked at beside every make of its series that was recovered.
  const asked = pasted.flatMap((line) => {
    if (line.make !== "") return [line];
    const makes = [...new Set(near.filter((row) => row.stem === line.stem).map((row) => row.make))];
    return makes.length === 1 && makes[0] !== undefined ? [{ ...line, make: makes[0] }] : [line];
  });
  // What was recovered before is no part of the find: its own day and region count, the find's are not known.
  const lots = [...findLots([...asked, ...near.map((row) => ({ ...row, recovery: "pasted" }))], sizeIn(near))].filter(
    (lot) => lot.members.some(({ id }) => !recovered.has(id)),
  );
  for (const lot of lots)
    for (const { id } of lot.members)
      if (recovered.has(id)) context.note({ verb: "read", kind: "firearm", record: id, content: { lots: true } });
  context.note({ verb: "search", kind: "lot", content: { questions: body.questions, lots: lots.length } });
  return {
    items: lots.map((lot) => {
      const shown = presentLot(lot);
      return {
        ...shown,
        grounds: lot.members.every(({ id }) => !recovered.has(id)) ? ["one-find"] : [],
        members: lot.members.map((row) =>
          recovered.has(row.id)
            ? presentMember(row)
            : { ...presentMember(row), id: null, number: null, institution: null },
        ),
      };
    }),
  };
}

async function judge(context: Context, { body }: CallInput<typeof judgeLot>): Promise<CallOutput<typeof judgeLot>> {
  const { tx } = context;
  const id = body.lot ?? uuidv7();
  if (body.lot === undefined) {
    const firearms = [...new Set(body.firearms)];
    const seen = await lotWeapons(context, firearms);
    const lot = findLots(seen, sizeIn(seen)).find((one) =>
      firearms.every((wanted) => one.members.some((weapon) => weapon.id === wanted)),
    );
    if (lot === undefined) throw notFound();
    if (body.verb === "reopen") throw new Problem({ status: 409, code: "state-forbids", values: { state: "found" } });
    const { byChance, grounds, gaps, first, last } = lot;
    await writeLot(tx, { id, number: recordNumber(), grounds: { byChance, grounds, gaps, first, last }, firearms });
  } else {
    const [row] = await judgedLots(tx, { lot: body.lot });
    if (row === undefined) throw notFound();
    if (row.institution_id !== context.actor.institutionId)
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "hits.decide" } });
    if (!mayJudge(context, row).includes(body.verb))
      throw new Problem({ status: 409, code: "state-forbids", values: { state: row.state } });
  }
  await writeLotJudgement(tx, { id: uuidv7(), lot: id, verb: body.verb, reason: body.reason });
  const [row] = await judgedLots(tx, { lot: id });
  if (row === undefined) throw notFound();
  context.note({
    verb: "decide",
    kind: "lot",
    record: id,
    content: { verb: body.verb, reason: body.reason, firearms: row.members },
  });
  for (const firearm of row.members)
    context.note({ verb: "decide", kind: "firearm", record: firearm, content: { lot: id, verb: body.verb } });
  return presentJudged(context, row, await lotJudgements(tx, [id]));
}

/** The named weapons as the reader sees them, with the neighbours among which they make a lot. */
async function lotWeapons(context: Context, firearms: readonly string[]): Promise<LotWeaponRow[]> {
  const [first] = firearms;
  const at = first === undefined ? undefined : await placeOfFirearm(context.tx, first);
  if (at?.stem == null || at.place === null) return [];
  const rows = await rowsNear(context.tx, [{ stem: at.stem, place: at.place }], around);
  return rows.filter(({ id }) => firearms.includes(id));
}

export const lotRoutes = [
  route(listLots, list),
  route(lotsOfFirearm, ofFirearm),
  route(lotsAmong, among),
  route(judgeLot, judge),
];
