/** The grid's rows for hits in full, pasted columns, lots and weapons seen again. */
import { hitQuality, listThresholds, setThreshold } from "../../src/matching/hit-threshold.contract.ts";
import { handOverHit, listTakers } from "../../src/matching/hit.contract.ts";
import { judgeLot, listLots, lotsAmong, lotsOfFirearm } from "../../src/matching/lot.contract.ts";
import { checkPasted } from "../../src/matching/pasted-check.contract.ts";
import { listSeenAgain } from "../../src/matching/seen-again.contract.ts";
import type { GridRow } from "./grid.ts";

const nowhere = "01900000-0000-7000-8000-000000000000";
const pasted = { body: { questions: [{ serial: "ЯЯ000" }] } };

export const hitRows: readonly GridRow[] = [
  {
    contract: listTakers,
    operation: "hit-takers",
    kinds: ["hit"],
    changes: false,
    sample: () => ({ params: { id: nowhere } }),
    on: async (_, __, thing) => ({ params: { id: thing.id } }),
  },
  {
    contract: handOverHit,
    operation: "settle-hit",
    kinds: ["hit"],
    changes: true,
    sample: () => ({ params: { id: nowhere }, body: { to: { person: nowhere }, reason: "yours" } }),
    on: async (world, _, thing) => {
      // Whoever may hand it over may have it, so there is always somebody.
      const { rows } = await world.admin.query<{ id: string }>(
        `select p.id from matching.hit h join access.person p on p.institution_id = h.other_institution_id
         where h.id = $1 and p.active and not p.break_glass and h.audience && access.groups_of(p.id, 'hits.decide') and h.other_audience && access.groups_of(p.id, 'hits.decide')
         order by p.id limit 1`,
        [thing.id],
      );
      return {
        params: { id: thing.id },
        body: { to: { person: rows[0]?.id ?? nowhere }, reason: "compare the marks" },
      };
    },
  },
  { contract: hitQuality, operation: "list-hits", kinds: [], changes: false, sample: () => ({}) },
  { contract: listThresholds, operation: "settle-hit", kinds: [], changes: false, sample: () => ({}) },
  {
    contract: setThreshold,
    operation: "settle-hit",
    kinds: [],
    changes: true,
    sample: () => ({ body: { register: nowhere, country: null, value: 0.2, reason: "too many" } }),
    // For the whole institution: who settles for a unit is refused behind the door (test/hits-in-full.test.ts).
    behindDoor: [403],
  },
  { contract: listLots, operation: "list-hits", kinds: [], changes: false, sample: () => ({}) },
  {
    contract: lotsOfFirearm,
    operation: "read",
    kinds: ["firearm"],
    changes: false,
    sample: () => ({ params: { id: nowhere } }),
    on: async (_, __, thing) => ({ params: { id: thing.id } }),
  },
  { contract: lotsAmong, operation: "check-serial", kinds: [], changes: false, sample: () => pasted },
  {
    contract: judgeLot,
    operation: "settle-hit",
    kinds: [],
    changes: true,
    sample: () => ({ body: { firearms: [nowhere], verb: "confirm", reason: "one box" } }),
  },
  { contract: checkPasted, operation: "check-serial", kinds: [], changes: false, sample: () => pasted },
  { contract: listSeenAgain, operation: "list-hits", kinds: [], changes: false, sample: () => ({}) },
];
