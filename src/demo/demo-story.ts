/**
 * The story of the demonstration country, told through the program: its people record, read marks, add context, share
 * and settle hits; the matcher proposes.
 *
 * Promises: every step is an action of the person who takes it, in the order of the story. Refuses: to write a record by
 * itself, to settle a hit that the engine did not propose.
 */
import type { z } from "zod";
import { shareRecord } from "../access/sharing.contract.ts";
import { addReading, readFirearm } from "../firearms/firearm.contract.ts";
import { decideHit, listHits, type hitSide } from "../matching/hit.contract.ts";
import { matchNow } from "../matching/matcher.ts";
import { normalSerial } from "../matching/serial-normal.ts";
import { Problem } from "../platform/problem.ts";
import type { SetClock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { takeStep } from "../recoveries/recovery-status.contract.ts";
import { addContext, readRecovery, recordRecovery } from "../recoveries/recovery.contract.ts";
import type { DemoFiles, StoryMatch, StoryRecovery } from "./demo-files.ts";
import type { Numbers } from "./demo-people.ts";
import { performAs, type Performer, type Stage } from "./perform-as.ts";

/** Who shares for an institution: its analyst, who sees all of it. */
const sharers: Readonly<Record<string, string>> = {
  BORDER: "z.rajabova",
  CUSTOMS: "e.dzhuma",
  POLICE: "o.melnychenko",
  SECURITY: "j.malik",
};

export interface Story {
  readonly stage: Stage & { readonly clock: SetClock };
  readonly files: DemoFiles;
  readonly numbers: Numbers;
  readonly log: Log;
}

/** The weapons of each recovery in their order, by the recovery's reference. */
export type Weapons = Map<string, readonly string[]>;

function performer(story: Story, username: string, purpose: string): Performer {
  const personId = story.numbers.people.get(username);
  if (personId === undefined) throw new Error(`the story names ${username}, whom people.json does not`);
  return { personId, purpose };
}

type Mark = StoryRecovery["firearms"][number]["marks"][number];
type Reading = Mark["readings"][number];

const asSent = ({ written, state, method, confidence, note }: Reading) => ({
  written,
  state,
  method,
  confidence,
  note,
});

async function record(story: Story, recovery: StoryRecovery): Promise<z.output<typeof recordRecovery.output>> {
  const place = story.files.places.get(recovery.place.code);
  const body = {
    manner: recovery.manner,
    occurredOn: recovery.occurredOn,
    occurredAt: recovery.occurredAt,
    place: {
      code: recovery.place.code,
      written: place?.name_ru,
      region: place?.region,
      country: "QT",
      latitude: place?.lat,
      longitude: place?.lon,
      kind: recovery.more.placeKind ?? kindOfPlace[place?.kind ?? ""],
    },
    conveyance: recovery.more.conveyance,
    concealment: recovery.more.concealment,
    items: recovery.more.items,
    parties: recovery.more.parties,
    route: recovery.more.route,
    offences: recovery.more.offences,
    circumstances: recovery.circumstances,
    ownReference: recovery.ref,
    handling: recovery.handling,
    grade: recovery.grade,
    ground: recovery.ground,
    firearms: recovery.firearms.map(({ type, make, model, calibre, year, marks }) => ({
      type,
      make,
      model,
      calibre,
      year,
      marks: marks.flatMap(({ kind, place: where, readings }) => {
        const own = readings.filter((reading) => reading.by === undefined);
        return own.length === 0 ? [] : [{ kind, place: where, readings: own.map(asSent) }];
      }),
    })),
  };
  const author = performer(story, recovery.recordedBy, "recording");
  const send = async (overrides: Said<number>[]) =>
    performAs(story.stage, author, recordRecovery, { body: { ...body, overrides } }, `demo.${recovery.ref}.record`);
  return send([]).catch((fault: unknown) => send(saidTo(fault, (at) => at)));
}

/** What the people of the story say where the quality gate stops them. */
const reasons: Readonly<Record<string, string>> = {
  "photo-missing": "Снимков ещё нет: оружие передано эксперту сразу после изъятия.",
  "serial-same": "Второе оружие с тем же номером, записи сверены.",
};

interface Said<Firearm> {
  firearm: Firearm;
  code: string;
  field: string;
  reason: string;
}

/** A reason for each doubt of a refusal by the gate; throws what is none. */
function saidTo<Firearm>(fault: unknown, firearmAt: (at: number) => Firearm): Said<Firearm>[] {
  if (!(fault instanceof Problem) || fault.code !== "gate-doubts") throw fault;
  return fault.fields.map(({ path, code: told }) => {
    const [, , at = "0", ...field] = path.split("/");
    const code = told.replace(/^doubt\./, "");
    return {
      firearm: firearmAt(Number(at)),
      code,
      field: field.join("."),
      reason: reasons[code] ?? "Записано так, как нанесено на оружие; уточнит экспертиза.",
    };
  });
}

const kindOfPlace: Readonly<Record<string, string>> = {
  "border post": "land-border",
  airport: "airport",
  river: "river",
  lake: "river",
};

/** Records of this autumn still wait for the institution's analyst. */
const waitingSince = "2026-10-15";

/** The institution's analyst accepts what was recorded, or returns it with the reason of the story. */
async function review(
  story: Story,
  recovery: StoryRecovery,
  made: z.output<typeof recordRecovery.output>,
): Promise<void> {
  const reviewer = sharers[made.institution];
  const { returned } = recovery.more;
  if (reviewer === undefined || reviewer === recovery.recordedBy) return;
  if (returned === undefined && recovery.occurredOn >= waitingSince) return;
  story.stage.clock.set(new Date(Date.parse(recovery.occurredAt) + 26 * 3_600_000));
  const analyst = performer(story, reviewer, "investigation");
  const { version, firearms } = await performAs(story.stage, analyst, readRecovery, { params: { id: made.id } });
  const send = async (overrides: Said<string>[]) =>
    performAs(
      story.stage,
      analyst,
      takeStep,
      {
        params: { id: made.id },
        body: { verb: returned === undefined ? "accept" : "return", version, reason: returned, overrides },
      },
      `demo.${recovery.ref}.review`,
    );
  await send([]).catch((fault: unknown) => send(saidTo(fault, (at) => firearms[at]?.id ?? "")));
}

async function share(story: Story, recovery: StoryRecovery, id: string, institution: string): Promise<void> {
  for (const [index, { institution: whole, unit, person, until, reason, leave }] of recovery.sharedWith.entries()) {
    const end = until === undefined ? null : `${until}T23:59:59+06:00`;
    // A share whose day has come is over; a demonstration started years later must not fail on it.
    if (end !== null && Date.parse(end) <= Date.now()) continue;
    const sharer = sharers[institution];
    if (sharer === undefined) throw new Error(`nobody shares for ${institution}`);
    const target =
      whole !== undefined
        ? { institution: whole }
        : unit !== undefined
          ? { unit: story.numbers.units.get(unit) ?? 0 }
          : { person: story.numbers.people.get(person ?? "") ?? "" };
    await performAs(
      story.stage,
      performer(story, sharer, "cooperation"),
      shareRecord,
      {
        params: { kind: "recovery", id },
        body: { with: target, until: end, reason: reason ?? "Совместная работа по оружию", leave },
      },
      `demo.${recovery.ref}.share-${index}`,
    );
  }
}

/** Readings that others gave later, e.g. the laboratory. */
async function readAgain(story: Story, recovery: StoryRecovery, weapons: readonly string[]): Promise<void> {
  for (const [position, { marks }] of recovery.firearms.entries()) {
    const id = weapons[position];
    for (const { kind, place, readings } of marks) {
      for (const [index, reading] of readings.entries()) {
        if (id === undefined || reading.by === undefined) continue;
        const examiner = performer(story, reading.by, "examination");
        if (reading.at !== undefined) story.stage.clock.set(reading.at);
        const seen = await performAs(story.stage, examiner, readFirearm, { params: { id } });
        const mark = seen.marks.find((one) => one.kind === kind && one.place === place);
        const body = { mark: mark === undefined ? { kind, place } : { id: mark.id }, reading: asSent(reading) };
        await performAs(
          story.stage,
          examiner,
          addReading,
          { params: { id }, body },
          `demo.${recovery.ref}.reading-${position}-${index}`,
        );
      }
    }
  }
}

/** Records one recovery with all that followed, and lets the matcher look at its weapons. */
export async function tellRecovery(story: Story, recovery: StoryRecovery, weapons: Weapons): Promise<void> {
  const { clock, database } = story.stage;
  // Written down two hours after it happened.
  clock.set(new Date(Date.parse(recovery.occurredAt) + 2 * 3_600_000));
  const made = await record(story, recovery);
  const ids = made.firearms.map((firearm) => firearm.id);
  weapons.set(recovery.ref, ids);
  await share(story, recovery, made.id, made.institution);
  await readAgain(story, recovery, ids);
  if (recovery.context !== null) {
    const { code, fromDate } = recovery.context;
    clock.set(`${fromDate}T12:00:00+06:00`);
    const author = performer(story, recovery.recordedBy, "investigation");
    await performAs(
      story.stage,
      author,
      addContext,
      { params: { id: made.id }, body: { code, fromDate } },
      `demo.${recovery.ref}.context`,
    );
  }
  await review(story, recovery, made);
  await matchNow(database);
}

type Side = z.output<typeof hitSide>;

/** Whether the other side of a hit is the row or the weapon that the story means. */
function isMeant(match: StoryMatch, other: Side, weapons: Weapons): boolean {
  if (match.with.recovery !== undefined) return (weapons.get(match.with.recovery) ?? []).includes(other.id);
  const plain = (text: string | null | undefined): string => normalSerial(text ?? "");
  return (
    plain(other.weapon.serial) === plain(match.with.serial) && plain(other.weapon.model) === plain(match.with.model)
  );
}

/** Settles a hit as the story says it was settled before the visitor comes. */
export async function settleHit(story: Story, match: StoryMatch, weapons: Weapons): Promise<void> {
  const firearm = weapons.get(match.recovery)?.[match.firearm];
  if (match.decidedBy === undefined || firearm === undefined) return;
  const decider = performer(story, match.decidedBy, "matching");
  const { items } = await performAs(story.stage, decider, listHits, { query: { record: firearm } });
  const hit = items.find((item) =>
    isMeant(match, item.recovered.id === firearm ? item.other : item.recovered, weapons),
  );
  if (hit === undefined) {
    story.log.warn({ match: match.code }, "the story settles a hit that was not proposed");
    return;
  }
  // Settled in a load that was cut off afterwards.
  if (hit.state !== "proposed") return;
  const body = { verb: match.decision, reason: match.why.ru, version: 1 };
  await performAs(story.stage, decider, decideHit, { params: { id: hit.id }, body }, `demo.${match.code}.decide`);
}
