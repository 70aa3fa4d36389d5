/**
 * Proposals for the code lists in the database, and what was written there that no list knows.
 */
import type { Tx } from "../platform/database.ts";
import type { CuratedList, ListCells, ListChange, ListOverlay } from "./list-overlay.ts";

export interface ProposalContent {
  readonly cells?: ListCells;
  readonly writings?: readonly string[];
}

export interface ProposalRow {
  id: string;
  number: number;
  list: CuratedList;
  kind: "entry" | "synonym" | "merge" | "correction" | "revoke";
  code: string;
  into_code: string | null;
  revokes: string | null;
  revokes_number: number | null;
  revokes_kind: ProposalRow["kind"] | null;
  revoked: boolean;
  content: ProposalContent;
  reason: string;
  state: "waiting" | "accepted" | "rejected" | "withdrawn";
  proposed_at: string;
  proposer: string;
  proposer_id: string | null;
  proposer_latin: string | null;
  proposer_cyrillic: string | null;
  proposer_institution: string;
  decided_at: string | null;
  decider_id: string | null;
  decider_latin: string | null;
  decider_cyrillic: string | null;
  decider_institution: string | null;
  decision: string | null;
  version: number | null;
}

/** A person of another institution is known by the institution alone, as everywhere. */
const selected = `
  select x.id, x.number, x.list, x.kind, x.code, x.into_code, x.revokes, r.number as revokes_number, r.kind as revokes_kind,
    exists (select from reference.proposal v where v.revokes = x.id and v.state = 'accepted') as revoked,
    x.content, x.reason, x.state, x.proposed_at, x.proposed_by as proposer,
    p.id as proposer_id, p.name_latin as proposer_latin, p.name_cyrillic as proposer_cyrillic, i.code as proposer_institution,
    x.decided_at, d.id as decider_id, d.name_latin as decider_latin, d.name_cyrillic as decider_cyrillic, j.code as decider_institution,
    x.decision, x.version
  from reference.proposal x
  join access.institution i on i.id = x.institution_id
  left join reference.proposal r on r.id = x.revokes
  left join access.person p on p.id = x.proposed_by
  left join access.institution j on j.id = x.decided_institution_id
  left join access.person d on d.id = x.decided_by`;

/** Until the end of this transaction nothing is accepted elsewhere; what is read after it is what stands when this is written. */
export async function holdAcceptances(tx: Tx): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(7120934416)");
}

export async function readVersion(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ version: number }>("select version from reference.version");
  return row?.version ?? 0;
}

/** The change that a proposal makes; null for a revocation, which only takes another away. */
export function changeOf(
  row: Pick<ProposalRow, "id" | "list" | "kind" | "code" | "into_code" | "content">,
): ListChange | null {
  const { id, list, kind, code, content } = row;
  if (kind === "entry" || kind === "correction") return { id, list, code, kind, cells: content.cells ?? {} };
  if (kind === "synonym") return { id, list, code, kind, writings: content.writings ?? [] };
  return kind === "merge" && row.into_code !== null ? { id, list, code, kind, into: row.into_code } : null;
}

/** What was accepted and not revoked since, in the order of the versions. */
export async function readOverlay(tx: Tx): Promise<ListOverlay> {
  // One statement, so that the version and the changes are of one moment.
  const rows = await tx.query<ProposalRow & { at: number; id: string | null }>(
    `select v.version as at, x.id, x.list, x.kind, x.code, x.into_code, x.content
     from reference.version v left join reference.proposal x on x.state = 'accepted' and x.kind <> 'revoke'
       and not exists (select from reference.proposal r where r.revokes = x.id and r.state = 'accepted')
     order by x.version`,
  );
  return {
    version: rows[0]?.at ?? 0,
    changes: rows.flatMap((row) => (row.id === null ? [] : (changeOf(row) ?? []))),
  };
}

export async function proposalRows(
  tx: Tx,
  choice: {
    readonly state?: string | undefined;
    readonly list?: string | undefined;
    readonly kind?: string | undefined;
    readonly before: number | null;
    readonly limit: number;
  },
): Promise<ProposalRow[]> {
  return tx.query<ProposalRow>(
    `${selected} where ($1::text is null or x.state = $1) and ($2::text is null or x.list = $2) and ($3::text is null or x.kind = $3)
       and ($4::int is null or x.number < $4)
     order by x.number desc limit $5`,
    [choice.state ?? null, choice.list ?? null, choice.kind ?? null, choice.before, choice.limit],
  );
}

export async function proposalRow(tx: Tx, id: string): Promise<ProposalRow | undefined> {
  const rows = await tx.query<ProposalRow>(`${selected} where x.id = $1`, [id]);
  return rows[0];
}

/** All that wait, and those of another person than the caller. */
export async function waitingCounts(tx: Tx): Promise<{ waiting: number; reviewable: number }> {
  const [row] = await tx.query<{ waiting: number; reviewable: number }>(
    `select count(*) as waiting, count(*) filter (where proposed_by <> access.actor()) as reviewable
     from reference.proposal where state = 'waiting'`,
  );
  return row ?? { waiting: 0, reviewable: 0 };
}

export interface NewProposal {
  readonly id: string;
  readonly list: CuratedList;
  readonly kind: ProposalRow["kind"];
  readonly code: string;
  readonly into: string | null;
  readonly revokes: string | null;
  readonly content: ProposalContent;
  readonly reason: string;
}

export async function putProposal(tx: Tx, proposal: NewProposal): Promise<void> {
  await tx.query(
    "insert into reference.proposal (id, list, kind, code, into_code, revokes, content, reason) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    [
      proposal.id,
      proposal.list,
      proposal.kind,
      proposal.code,
      proposal.into,
      proposal.revokes,
      JSON.stringify(proposal.content),
      proposal.reason,
    ],
  );
}

/** Decides a waiting proposal; false when it waits no more. */
export async function putDecision(
  tx: Tx,
  id: string,
  decision: { readonly state: "accepted" | "rejected" | "withdrawn"; readonly reason: string },
): Promise<boolean> {
  const rows = await tx.query(
    "update reference.proposal set state = $2, decision = $3 where id = $1 and state = 'waiting' returning id",
    [id, decision.state, decision.reason],
  );
  return rows.length > 0;
}

const aspectOf = { makes: "make", models: "model", calibres: "calibre", types: "type" } as const;

export interface SpellingRow {
  written: string;
  make: string | null;
  count: number;
}

/**
 * Written names without a code, by frequency, among the rows that the caller may see (the wall filters them). Writings that
 * differ in case and outer blanks are one; the commonest form stands for them. `make`: the commonest make beside a model.
 */
export async function spellingRows(
  tx: Tx,
  choice: { readonly list: CuratedList; readonly source: "firearms" | "registers"; readonly limit: number },
): Promise<SpellingRow[]> {
  const aspect = aspectOf[choice.list];
  const [table, standing] =
    choice.source === "firearms"
      ? ["firearms.firearm", "withdrawn_at is null"]
      : ["registers.record", "state = 'active'"];
  return tx.query<SpellingRow>(
    `select mode() within group (order by btrim(${aspect}_written)) as written, mode() within group (order by make_code) as make, count(*) as count
     from ${table} where ${aspect}_code is null and ${aspect}_written is not null and btrim(${aspect}_written) <> '' and ${standing}
     group by lower(btrim(${aspect}_written)) order by count(*) desc, 1 limit $1`,
    [choice.limit],
  );
}

/** Writings that wait in a proposal, folded by the caller, with its number. */
export async function waitingWritings(tx: Tx, list: CuratedList): Promise<{ number: number; writing: string }[]> {
  return tx.query(
    `select x.number, w.writing from reference.proposal x
     cross join lateral (
       select jsonb_array_elements_text(coalesce(x.content -> 'writings', '[]')) as writing
       union all select unnest(array[x.content #>> '{cells,name_en}', x.content #>> '{cells,name_ru}'] || string_to_array(x.content #>> '{cells,aliases}', '|'))
     ) w
     where x.state = 'waiting' and x.list = $1 and w.writing is not null`,
    [list],
  );
}
