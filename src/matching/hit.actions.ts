/**
 * Hits: a proposal until the owner of the other record settles it.
 *
 * Promises: both records are read again under the reader's own audience before they are shown; judgements are rows and
 * stay; a settled hit can be reopened. Refuses: to merge anything; to let anybody but the owner of the other record settle.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { uuidv7 } from "../platform/ids.ts";
import { Problem, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { mayDo, may } from "../access/policy.ts";
import { presentPerson } from "../firearms/firearm.presenter.ts";
import { handlingOf } from "../recoveries/handling.ts";
import { fileOf, loadCandidates, ownReferencesOf, type Candidate } from "./candidate.store.ts";
import { countWaitingHits, decideHit, listHits, readHit } from "./hit.contract.ts";
import { handoverRows } from "./hit-handover.store.ts";
import {
  countAside,
  countWaiting,
  cursorValue,
  decisionRows,
  findHit,
  listHitRows,
  pointerRows,
  writeDecision,
  type HitRow,
} from "./hit.store.ts";
import { urgencyOf, urgencyReasonsOf } from "./hit-urgency.ts";
import { presentAnswer, presentRecord, rankVisible, sentenceOf } from "./serial-check.actions.ts";

/** Both sides of each hit that the reader sees both sides of. */
async function sidesOf(
  context: Context,
  rows: readonly HitRow[],
): Promise<ReadonlyMap<string, { recovered: Candidate; other: Candidate }>> {
  const records = rows.filter((row) => row.other_kind === "register-record").map((row) => row.other_id);
  const firearms = rows.flatMap((row) =>
    row.other_kind === "firearm" ? [row.firearm_id, row.other_id] : [row.firearm_id],
  );
  const references = await ownReferencesOf(context.tx, [...new Set(firearms)]);
  const found = new Map(
    (await loadCandidates(context.tx, records, [...new Set(firearms)])).map((candidate): [string, Candidate] => [
      candidate.id,
      { ...candidate, ownReference: candidate.ownReference ?? references.get(candidate.id) ?? null },
    ]),
  );
  const sides = new Map<string, { recovered: Candidate; other: Candidate }>();
  for (const row of rows) {
    const recovered = found.get(row.firearm_id);
    const other = found.get(row.other_id);
    if (recovered !== undefined && other !== undefined) sides.set(row.id, { recovered, other });
  }
  return sides;
}

function presentSummary(
  context: Context,
  row: HitRow,
  sides: { recovered: Candidate; other: Candidate },
): CallOutput<typeof listHits>["items"][number] {
  const reasons = ["proposed", "unsure"].includes(row.state)
    ? urgencyReasonsOf(
        { flags: row.flags, probability: row.probability, createdAt: row.created_at },
        context.clock.now(),
      )
    : [];
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    probability: row.probability,
    recovered: presentRecord(sides.recovered),
    other: presentRecord(sides.other),
    createdAt: row.created_at,
    waitsForUs:
      (row.state === "proposed" || row.state === "unsure") && row.other_institution_id === context.actor.institutionId,
    handling: handlingOf(row.handling),
    because: sentenceOf({ why: row.why, rivals: 0 }, context.language),
    urgency: urgencyOf(reasons),
    urgentBecause: reasons,
    setAside: row.set_aside,
    handedTo: row.handed_unit === null && row.handed_person === null ? null : presentTaker(context, row),
  };
}

/** A unit or a person of the reader's own institution. */
function presentTaker(
  context: Context,
  row: Pick<HitRow, "handed_unit" | "handed_person" | "unit_en" | "unit_ru" | "person_latin" | "person_cyrillic"> & {
    readonly institution?: string;
  },
): NonNullable<CallOutput<typeof listHits>["items"][number]["handedTo"]> {
  return {
    unit: row.handed_unit === null ? null : { id: row.handed_unit, en: row.unit_en ?? "", ru: row.unit_ru ?? "" },
    person:
      row.handed_person === null
        ? null
        : {
            id: row.handed_person,
            latin: row.person_latin,
            cyrillic: row.person_cyrillic,
            institution: context.actor.institution,
          },
  };
}

async function list(context: Context, { query }: CallInput<typeof listHits>): Promise<CallOutput<typeof listHits>> {
  const rows = await listHitRows(context.tx, {
    ...query,
    institutionId: context.actor.institutionId,
    personId: context.actor.personId,
    after: decodeCursor(query.after, 2),
    limit: query.limit + 1,
  });
  const shown = rows.slice(0, query.limit);
  const sides = await sidesOf(context, shown);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  const pointers = query.after === undefined && query.record === undefined ? await pointerRows(context.tx) : [];
  const own = new Map(
    (
      await loadCandidates(
        context.tx,
        pointers.filter((row) => row.own_kind === "register-record").map((row) => row.own_id),
        pointers.filter((row) => row.own_kind === "firearm").map((row) => row.own_id),
      )
    ).map((candidate) => [candidate.id, candidate]),
  );
  context.note({ verb: "search", kind: "hit", content: { query } });
  return {
    items: shown.flatMap((row) => {
      const both = sides.get(row.id);
      return both === undefined ? [] : [presentSummary(context, row, both)];
    }),
    next: last === undefined ? null : encodeCursor([cursorValue(last, query.order), last.id]),
    pointers: pointers.flatMap((row) => {
      const candidate = own.get(row.own_id);
      return candidate === undefined
        ? []
        : [
            {
              id: row.id,
              own: { kind: row.own_kind, id: row.own_id, weapon: candidate.shown },
              since: row.created_at,
              ask: { institution: row.institution, en: row.en, ru: row.ru, contact: row.contact },
            },
          ];
    }),
    waitingForUs: await countWaiting(context.tx, context.actor.institutionId),
    asideForUs: await countAside(context.tx, context.actor.institutionId),
  };
}

const compared = ["serial", "make", "model", "type", "calibre", "country", "year"] as const;

export async function viewOf(context: Context, id: string): Promise<CallOutput<typeof readHit>> {
  const row = await findHit(context.tx, id);
  const sides = row === undefined ? undefined : (await sidesOf(context, [row])).get(row.id);
  if (row === undefined || sides === undefined) throw notFound();
  const { ranked, candidates } = await rankVisible(context, sides.recovered, row.firearm_id);
  const here = ranked.find((match) => match.id === row.other_id);
  // Rivals are records of the same file: only they exclude the one proposed.
  const sameFile = (id: string): boolean => {
    const candidate = candidates.get(id);
    return candidate !== undefined && fileOf(candidate) === fileOf(sides.other);
  };
  const rivals = ranked
    .filter((match) => match.id !== row.other_id && sameFile(match.id) && match.probability >= 0.01)
    .slice(0, 9);
  const text = (side: Candidate, field: (typeof compared)[number]): string | null =>
    field === "country"
      ? (side.country ?? null)
      : field === "year"
        ? side.year === undefined
          ? null
          : String(side.year)
        : side.shown[field];
  const decisions = await decisionRows(context.tx, id);
  return {
    ...presentSummary(context, row, sides),
    version: row.version,
    because: sentenceOf(here ?? { why: row.why, rivals: 0 }, context.language),
    comparison: compared.map((field) => {
      const part = row.why.find((entry) => entry.field === field);
      return {
        field,
        // Where readings disagree, those that were compared.
        recovered: (part?.field === "serial" ? part.writtenBy?.reading : undefined) ?? text(sides.recovered, field),
        other: (part?.field === "serial" ? part.heldBy?.reading : undefined) ?? text(sides.other, field),
        level: part === undefined || part.field === "prior" ? "missing" : part.level,
        nats: part?.nats ?? 0,
      };
    }),
    logOdds: row.log_odds,
    modelVersion: row.model_version,
    rivals: rivals.flatMap((match) => {
      const candidate = candidates.get(match.id);
      return candidate === undefined ? [] : [presentAnswer(candidate, match, context.language)];
    }),
    probabilityAmongRivals: here?.probability ?? row.probability,
    decisions: decisions.map((decision) => ({
      id: decision.id,
      verb: decision.verb,
      reason: decision.reason,
      by:
        decision.by_institution === null
          ? null
          : presentPerson({ ...decision, by_institution: decision.by_institution }),
      at: decision.at,
      probability: decision.probability,
      modelVersion: decision.model_version,
    })),
    handovers: (await handoverRows(context.tx, id)).map((one) => ({
      id: one.id,
      ...presentTaker(context, one),
      reason: one.reason,
      by: presentPerson(one),
      at: one.at,
    })),
    may: mayDo(context.actor, "hit", {
      institutionId: row.firearm_institution_id,
      audiences: [row.audience, row.other_audience],
      otherInstitutionId: row.other_institution_id,
      state: row.state,
    }),
  };
}

async function read(context: Context, { params }: CallInput<typeof readHit>): Promise<CallOutput<typeof readHit>> {
  const view = await viewOf(context, params.id);
  context.note({ verb: "read", kind: "hit", record: params.id });
  context.note({ verb: "read", kind: view.recovered.kind, record: view.recovered.id });
  context.note({ verb: "read", kind: view.other.kind, record: view.other.id });
  return view;
}

/** verb → state that follows. */
const outcomes = { confirm: "confirmed", reject: "rejected", unsure: "unsure", reopen: "proposed" } as const;

async function decide(
  context: Context,
  { params, body }: CallInput<typeof decideHit>,
): Promise<CallOutput<typeof decideHit>> {
  const row = await findHit(context.tx, params.id);
  if (row === undefined) throw notFound();
  const subject = {
    institutionId: row.firearm_institution_id,
    audiences: [row.audience, row.other_audience],
    otherInstitutionId: row.other_institution_id,
    state: row.state,
  };
  if (row.other_institution_id !== context.actor.institutionId) {
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "hits.decide" } });
  }
  if (!may(context.actor, body.verb, "hit", subject))
    throw new Problem({ status: 409, code: "state-forbids", values: { state: row.state } });
  const written = await writeDecision(context.tx, {
    id: uuidv7(),
    hitId: row.id,
    verb: body.verb,
    reason: body.reason,
    probability: row.probability,
    modelVersion: row.model_version,
    state: outcomes[body.verb],
    version: body.version,
  });
  if (!written) throw new Problem({ status: 409, code: "version-outdated" });
  context.note({
    verb: "decide",
    kind: "hit",
    record: row.id,
    content: { verb: body.verb, reason: body.reason, modelVersion: row.model_version },
  });
  context.note({ verb: "decide", kind: "firearm", record: row.firearm_id, content: { hit: row.id, verb: body.verb } });
  context.note({
    verb: "decide",
    kind: row.other_kind,
    record: row.other_id,
    content: { hit: row.id, verb: body.verb },
  });
  return viewOf(context, row.id);
}

async function waiting(context: Context): Promise<CallOutput<typeof countWaitingHits>> {
  return {
    hits: context.actor.permissions.has("hits.read") ? await countWaiting(context.tx, context.actor.institutionId) : 0,
  };
}

export const hitRoutes = [
  route(countWaitingHits, waiting),
  route(listHits, list),
  route(readHit, read),
  route(decideHit, decide),
];
