/**
 * MADE hits with made decisions on weapons that were recorded as everything is: what the matching learns from. The weapons and calls are
 * real, the pairs and verdicts are drawn (src/matching/learning/made-decisions.test-parts.ts).
 */
import { randomUUID } from "node:crypto";
import { matchModel } from "../src/matching/engine/match-model.ts";
import { scorePair } from "../src/matching/matcher.ts";
import { madeDecisions } from "../src/matching/learning/made-decisions.test-parts.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { onePistol, type World } from "./world.ts";

const hitsOfOne = 3;

/**
 * Puts so many decided hits between weapons of the border guard and records of the police.
 * @param truth probability that a pair is judged to be one weapon, from what the shipped version says
 * @param register of the police, whose first record stands for all
 * @returns the identifiers of the hits, in the order of their drawing
 */
export async function putDecidedHits(
  world: World,
  count: number,
  truth: (probability: number) => number,
  register: { readonly record: string } | null = null,
): Promise<string[]> {
  const officer = await world.person("border.officer");
  const keeper = await world.person("police.keeper");
  const pairs = madeDecisions(count, 7, matchModel, truth);
  const firearms: string[] = [];
  // No two numbers alike: nothing else is to be found among them.
  for (let at = 0; at * hitsOfOne < count; at += 1) {
    const made = await officer.do(recordRecovery, { body: onePistol(`ЯЩ${7919 * (at + 17)}`) });
    firearms.push(...made.firearms.map(({ id }) => id));
  }
  await world.admin.query("delete from matching.match_task");
  const ids: string[] = [];
  for (const [at, { compared, same }] of pairs.entries()) {
    const score = scorePair(compared.weapon, compared.other, matchModel);
    if (score === undefined) throw new Error("no pair");
    const id = randomUUID();
    ids.push(id);
    await world.admin.query(
      `with put as (
         insert into matching.hit (id, number, firearm_id, other_kind, other_id, firearm_institution_id, other_institution_id, probability, log_odds, model_version, why,
           compared, state, audience, other_audience)
         select $1, $2, f.id, 'register-record', $4, f.institution_id, p.institution_id, $5, $6, $7, $8, $9, $10, f.audience || array(select g.id from access.audience_group g where g.institution_id = p.institution_id),
           array(select g.id from access.audience_group g where g.institution_id = p.institution_id)
         from firearms.firearm f, access.person p where f.id = $3 and p.id = $11 returning id, probability, model_version, compared)
       insert into matching.hit_decision (id, hit_id, verb, reason, by_person, by_institution, probability, model_version, compared, at)
       select gen_random_uuid(), put.id, $12, 'compared the marks', p.id, p.institution_id, put.probability, put.model_version, put.compared, now() - make_interval(hours => $13)
       from put, access.person p where p.id = $11`,
      [
        id,
        `H-${id.slice(0, 8)}`,
        firearms[Math.floor(at / hitsOfOne)],
        at === 0 && register !== null ? register.record : randomUUID(),
        score.probability,
        score.logOdds,
        score.modelVersion,
        JSON.stringify(score.why),
        JSON.stringify(compared),
        same ? "confirmed" : "rejected",
        keeper.id,
        same ? "confirm" : "reject",
        count - at,
      ],
    );
  }
  return ids;
}
