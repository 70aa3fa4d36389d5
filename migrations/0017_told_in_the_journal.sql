-- What the journal may tell of its contents: the reason of a correction to who sees the record as its owner, the words of
-- a purpose and what was refused to who audits. Nothing else of a payload leaves it.
set role tamga_owner;
grant select on journal.payload to tamga_reveal;
create policy reveal on journal.payload for select to tamga_reveal using (true);
reset role;

set role tamga_reveal;
-- Reasons given for what was done to a record: for its owner institution, and for whoever gave them. A look has a
-- purpose and no reason.
create function journal.reveal_reasons(record_kind text, wanted uuid) returns table (id uuid, reason text)
language sql stable security definer set search_path = pg_catalog as
$$
  select e.id, left(p.content ->> 'reason', 500)
  from (select o.institution_id = access.my_institution() as mine from access.reveal_owner(record_kind, wanted) o) own
  join journal.entry e on e.record = wanted and e.outcome = 'done' and e.verb not in ('read','search','export')
  join journal.payload p on p.entry_id = e.id
  where (own.mine or e.actor = access.actor()) and jsonb_typeof(p.content -> 'reason') = 'string'
$$;

-- For the auditor: the words after the code of a purpose, which call was refused and why, and the number by which people
-- know the record. What was asked, read or changed stays closed.
create function journal.reveal_told(entries uuid[]) returns table (id uuid, purpose_text text, call text, refusal text, number text)
language sql stable security definer set search_path = pg_catalog as
$$
  select e.id, left(p.content ->> 'purpose', 500),
    case when e.outcome = 'refused' then left(p.content ->> 'call', 80) end,
    case when e.outcome = 'refused' then left(p.content ->> 'code', 80) end,
    coalesce(r.number, f.number, h.number)
  from unnest(entries) x(id) join journal.entry e on e.id = x.id
  left join journal.payload p on p.entry_id = e.id
  left join recoveries.recovery r on r.id = e.record left join firearms.firearm f on f.id = e.record left join matching.hit h on h.id = e.record
  where access.may('journal.audit')
$$;
revoke execute on function journal.reveal_reasons(text, uuid), journal.reveal_told(uuid[]) from public;
grant execute on function journal.reveal_reasons(text, uuid), journal.reveal_told(uuid[]) to tamga_app;
reset role;
