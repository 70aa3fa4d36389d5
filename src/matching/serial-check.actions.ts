/**
 * The serial check.
 *
 * Promises: the answer is made of what the asker may see and nothing else – a hidden record takes no place, moves no
 * rank, changes no probability; where the owner's rule permits, an institution that could tell is named, with its
 * contact. Refuses: certainty; an answer about a hidden record beyond that.
 */
import type { z } from "zod";
import type { CallInput, CallOutput } from "../platform/contract.ts";
import type { Tx } from "../platform/database.ts";
import { route, type Context } from "../platform/route.ts";
import { say, type Language } from "../platform/words.ts";
import { designate } from "../firearms/designation.ts";
import {
  findCandidates,
  keysOfWeapon,
  loadCandidates,
  shownByMatch,
  strongKeys,
  type Candidate,
} from "./candidate.store.ts";
import { modelInForce } from "./learning/model-in-force.ts";
import { questionOf, withReadings } from "./engine/pair.ts";
import { explainLive, liveIndexOf } from "./live-index.ts";
import { rankLoose } from "./loose-ranking.ts";
import type { RankedMatch, WeaponDescription } from "./match-answer.ts";
import { contributionTable, explainMatch, explainSentence } from "./match-explain.ts";
import { checkSerial, type shownRecord } from "./serial-check.contract.ts";
import { readSerialField } from "./serial-field.ts";

/** Answers below this are not worth an officer's time. */
const worthShowing = 0.02;
const standsOut = 0.5;
const mostAnswers = 10;
/** Shorter numbers are shared by too many weapons to point at an institution. */
const pointerLength = 5;

export function sentenceOf(match: Pick<RankedMatch, "why" | "rivals">, language: Language): string {
  return explainSentence(explainMatch(match), (key, values) => say(language, "matching", key, values), language);
}

/** Ranks what the transaction's role can see for a weapon by the keys in SQL, file by file. */
async function rankByKeys(tx: Tx, weapon: WeaponDescription, leaveOut?: string): Promise<Ranking> {
  const candidates = await findCandidates(tx, keysOfWeapon(weapon), leaveOut);
  return {
    candidates: new Map(candidates.map((candidate) => [candidate.id, candidate])),
    ranked: rankLoose(weapon, candidates, modelInForce()),
  };
}

interface Ranking {
  readonly candidates: ReadonlyMap<string, Candidate>;
  readonly ranked: readonly RankedMatch[];
}

/** Ranks what the asker can see for a weapon: out of the index of this program where it may answer, else by the keys in SQL. */
export async function rankVisible(context: Context, weapon: WeaponDescription, leaveOut?: string): Promise<Ranking> {
  return (await rankLive(context, weapon, leaveOut)) ?? (await rankByKeys(context.tx, weapon, leaveOut));
}

/** A weapon as described in words, with codes where the lists know them. */
export function describeWeapon(given: {
  serial?: string | null | undefined;
  type?: string | null | undefined;
  make?: string | null | undefined;
  model?: string | null | undefined;
  calibre?: string | null | undefined;
  country?: string | null | undefined;
  year?: number | null | undefined;
}): WeaponDescription {
  const wrap = (written: string | null | undefined) => (written == null || written === "" ? null : { written });
  const { type, make, model, calibre } = designate({
    type: wrap(given.type),
    make: wrap(given.make),
    model: wrap(given.model),
    calibre: wrap(given.calibre),
  });
  const or = (field: { code: string | null; written: string | null }): string | undefined =>
    field.code ?? field.written ?? undefined;
  return {
    type: or(type),
    make: or(make),
    model: or(model),
    calibre: or(calibre),
    serial: given.serial ?? undefined,
    country: given.country ?? undefined,
    year: given.year ?? undefined,
  };
}

/** Answers of one question that are read again from the database. */
const mostRead = 40;

/**
 * The same out of the index that this program keeps; undefined where it must not answer: it is not ready, or a rule is being closed and
 * audiences do not say yet who may see what.
 */
async function rankLive(context: Context, weapon: WeaponDescription, leaveOut?: string): Promise<Ranking | undefined> {
  const state = liveIndexOf(context.database)?.state;
  if (state === undefined) return undefined;
  const [open] = await context.tx.query<{ nothing: boolean }>("select access.nothing_closes() as nothing");
  if (open?.nothing !== true) return undefined;
  const found = state
    .ask(questionOf(weapon), new Set(context.actor.groups), leaveOut)
    .filter(({ answer }) => answer.probability >= worthShowing)
    .slice(0, mostRead);
  const weapons = found.filter(({ file }) => file === "firearm").map(({ id }) => id);
  const records = found.filter(({ file }) => file !== "firearm").map(({ id }) => id);
  const candidates = new Map((await loadCandidates(context.tx, records, weapons)).map((one) => [one.id, one]));
  return {
    candidates,
    ranked: found.flatMap((one) => {
      const candidate = candidates.get(one.id);
      if (candidate === undefined) return [];
      const { why, logOdds, rivals } = explainLive(one);
      return [
        {
          id: one.id,
          probability: one.answer.probability,
          logOdds,
          why: withReadings(why, weapon, candidate),
          rivals,
          modelVersion: one.engine.model.version,
        },
      ];
    }),
  };
}

/** One check; a pasted column asks it line by line. */
export async function check(
  context: Context,
  { body }: CallInput<typeof checkSerial>,
): Promise<CallOutput<typeof checkSerial>> {
  const { tx, language } = context;
  const reading = readSerialField(body.serial);
  const weapon = describeWeapon(body);
  const { candidates, ranked } = await rankVisible(context, weapon);
  const answers = ranked
    .filter((match) => match.probability >= worthShowing)
    .slice(0, mostAnswers)
    .flatMap((match) => {
      const candidate = candidates.get(match.id);
      return candidate === undefined ? [] : [presentAnswer(candidate, match, language)];
    });
  const strong = strongKeys(keysOfWeapon(weapon));
  const long = reading.pattern.length >= pointerLength;
  const pointers = long && strong.length > 0 ? await pointersFor(tx, strong) : [];
  context.note({
    verb: "search",
    kind: "serial",
    content: {
      question: body,
      shown: answers.map((answer) => answer.id),
      pointers: pointers.map((one) => one.institution),
    },
  });
  for (const answer of answers) context.note({ verb: "read", kind: answer.kind, record: answer.id });
  return {
    reading: {
      state: reading.state,
      written: reading.written,
      normal: reading.normal,
      doubts: reading.doubts.map((doubt) => ({
        code: doubt.code,
        sentence: say(language, "matching", `doubt.${doubt.code}`, doubt.values),
      })),
    },
    outcome:
      reading.pattern.length === 0
        ? "unreadable"
        : answers.length === 0
          ? "none"
          : (answers[0]?.probability ?? 0) >= standsOut
            ? "hit"
            : "possible",
    answers,
    pointers,
  };
}

/** A record or weapon as an answer and as one side of a hit show it. */
export function presentRecord(candidate: Candidate): z.input<typeof shownRecord> {
  return {
    kind: candidate.kind,
    id: candidate.id,
    number: candidate.recordNumber,
    institution: candidate.institution,
    register:
      candidate.registerId === null || candidate.registerEn === null || candidate.registerRu === null
        ? null
        : { id: candidate.registerId, en: candidate.registerEn, ru: candidate.registerRu },
    reason: candidate.reason,
    day: candidate.day,
    authority: candidate.authority,
    ownReference: candidate.ownReference,
    absentSince: candidate.absentSince,
    weapon: candidate.shown,
  };
}

export function presentAnswer(
  candidate: Candidate,
  match: RankedMatch,
  language: Language,
): CallOutput<typeof checkSerial>["answers"][number] {
  return {
    ...presentRecord(shownByMatch(candidate, match)),
    probability: match.probability,
    because: sentenceOf(match, language),
    numbers: contributionTable(match).map((part) => ({ ...part })),
    logOdds: match.logOdds,
    modelVersion: match.modelVersion,
  };
}

async function pointersFor(tx: Tx, keys: readonly bigint[]): Promise<CallOutput<typeof checkSerial>["pointers"]> {
  return tx.query<{ institution: string; en: string; ru: string; contact: Record<string, unknown> }>(
    `select i.code as institution, i.name_en as en, i.name_ru as ru, i.contact from matching.reveal_pointers($1::bigint[]) p
     join access.institution i on i.id = p.institution_id order by i.code`,
    [keys],
  );
}

export const serialRoutes = [route(checkSerial, check)];
