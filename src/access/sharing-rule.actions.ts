/**
 * The standing rules between institutions, to be read.
 *
 * Promises: every rule that is in force is there, with its legal basis; nothing of a record. Refuses: whoever does not
 * administer rules (the wall in migrations/0007 shows each institution its own, this call asks for the whole).
 */
import type { CallOutput } from "../platform/contract.ts";
import { route, type Context } from "../platform/route.ts";
import { listSharingRules } from "./sharing-rule.contract.ts";
import type { SharedKind } from "./sharing.store.ts";

interface RuleRow {
  id: string;
  kind: SharedKind;
  owner: string;
  viewer: string | null;
  level: "full" | "hit" | "pointer";
  legal_basis: string;
}

async function list(context: Context): Promise<CallOutput<typeof listSharingRules>> {
  const rows = await context.tx.query<RuleRow & { [column: string]: unknown }>(
    `select s.id, s.kind, o.code as owner, v.code as viewer, s.level, s.legal_basis
     from access.sharing_rule s join access.institution o on o.id = s.owner_institution_id left join access.institution v on v.id = s.viewer_institution_id
     order by o.code, v.code nulls first, array_position(array['recovery','firearm','register-record'], s.kind), array_position(array['full','hit','pointer'], s.level)`,
  );
  return { items: rows.map(({ legal_basis: legalBasis, ...rule }) => ({ ...rule, legalBasis })) };
}

export const sharingRuleRoutes = [route(listSharingRules, list)];
