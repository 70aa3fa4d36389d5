/** What the addresses of the curator's desk may carry. */
import { proposalKinds, proposalStates, spellingSources, curatedLists } from "../../src/reference/curator.contract.ts";
import { oneOf, tableView, text, type RawSearch, type TableView } from "../address.ts";

type List = (typeof curatedLists)[number];

export interface ProposalsView extends TableView {
  readonly state?: (typeof proposalStates)[number] | undefined;
  readonly list?: List | undefined;
  readonly kind?: (typeof proposalKinds)[number] | undefined;
}

export interface SpellingsView extends TableView {
  readonly list?: List | undefined;
  readonly source?: (typeof spellingSources)[number] | undefined;
}

/** What a new proposal begins with: a writing that was met, an entry to correct, an accepted proposal to revoke. */
export interface ProposeView {
  readonly kind?: (typeof proposalKinds)[number] | undefined;
  readonly list?: List | undefined;
  readonly code?: string | undefined;
  readonly written?: string | undefined;
}

const set = <View extends object>(view: View): View =>
  Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)) as View;

export function proposalsView(raw: RawSearch): ProposalsView {
  return set<ProposalsView>({
    columns: tableView(raw).columns,
    state: oneOf(raw["state"], proposalStates),
    list: oneOf(raw["list"], curatedLists),
    kind: oneOf(raw["kind"], proposalKinds),
  });
}

export function spellingsView(raw: RawSearch): SpellingsView {
  return set<SpellingsView>({
    columns: tableView(raw).columns,
    list: oneOf(raw["list"], curatedLists),
    source: oneOf(raw["source"], spellingSources),
  });
}

export function proposeView(raw: RawSearch): ProposeView {
  return set<ProposeView>({
    kind: oneOf(raw["kind"], proposalKinds),
    list: oneOf(raw["list"], curatedLists),
    code: text(raw["code"])?.slice(0, 80),
    written: text(raw["written"])?.slice(0, 120),
  });
}
