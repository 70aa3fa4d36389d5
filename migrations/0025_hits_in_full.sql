-- Hits in full: handed over inside the institution that settles them, set aside by that institution's own thresholds, urgent for
-- stated reasons, and a rejected pair that a new reading speaks for comes back by a row of its own. Nothing is deleted or merged.
set role tamga_owner;

-- Judgements ------------------------------------------------------------------------------------------------------------
-- "A is not B" is kept. When a later reading changes the evidence by more than a margin the node says so in a row, and the hit
-- waits again; the earlier judgement stays.
alter table matching.hit_decision drop constraint hit_decision_verb_check;
alter table matching.hit_decision add constraint hit_decision_verb_check check (verb in ('confirm','reject','unsure','reopen','new-evidence'));
alter table matching.hit_decision alter column by_person drop not null, alter column by_institution drop not null;
alter table matching.hit_decision add constraint hit_decision_who
  check ((verb = 'new-evidence') = (by_person is null) and (by_person is null) = (by_institution is null));
grant select, insert on matching.hit_decision to tamga_matcher;
create policy match on matching.hit_decision for select to tamga_matcher using (true);
create policy match_says on matching.hit_decision for insert to tamga_matcher with check (verb = 'new-evidence');

-- Handing over ----------------------------------------------------------------------------------------------------------
create table matching.hit_handover (
  id uuid primary key,
  hit_id uuid not null references matching.hit(id),
  to_unit int references access.unit(id),
  to_person uuid references access.person(id),
  reason text not null check (length(reason) >= 3),
  by_person uuid not null references access.person(id),
  institution_id int not null references access.institution(id),
  at timestamptz not null default now(),
  check (num_nonnulls(to_unit, to_person) = 1)
);
create index hit_handover_hit on matching.hit_handover (hit_id, at desc);
comment on table matching.hit_handover is 'Append-only: which unit or person of the institution that settles a hit has it now. The institution''s own affair: nobody else sees it.';

-- Thresholds ------------------------------------------------------------------------------------------------------------
create table matching.hit_threshold (
  id uuid primary key,
  institution_id int not null references access.institution(id),
  register_id uuid references registers.register(id),
  country text check (country ~ '^[A-Z]{2}$'),
  value double precision not null check (value >= 0 and value <= 0.99),
  reason text not null check (length(reason) >= 3),
  expected jsonb not null,
  set_by uuid not null references access.person(id),
  set_at timestamptz not null default now()
);
create index hit_threshold_owner on matching.hit_threshold (institution_id, register_id, country, set_at desc);
comment on table matching.hit_threshold is
  'Append-only: below which probability hits on an institution''s register (null: its recovered weapons), made in a country (null: any), are set aside; the latest stands. expected: what was shown before it was set.';

alter table matching.hit add column set_aside boolean not null default false;
comment on column matching.hit.set_aside is 'Below the threshold of the institution that settles it: out of the queue, one filter away. Nothing is lost.';
create index hit_waiting on matching.hit (other_institution_id, probability desc, id desc) where state in ('proposed','unsure') and not set_aside;

create function matching.stamp_threshold() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$ begin new.institution_id := access.my_institution(); new.set_by := access.actor(); new.set_at := clock_timestamp(); return new; end $$;
create function matching.stamp_handover() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  new.institution_id := access.my_institution(); new.by_person := access.actor(); new.at := clock_timestamp();
  if access.actor() is not null and not exists (select from matching.reveal_takers(new.hit_id) t where t.person_id = new.to_person or t.unit_id = new.to_unit) then
    raise exception 'no such taker' using errcode = '42501';
  end if;
  return new;
end $$;

-- The threshold that stands for a record: of its register and the weapon's country, else of its register, else none.
create function matching.threshold_for(kind text, other uuid, owner int) returns double precision language sql stable security definer set search_path = pg_catalog as
$$
  select coalesce((
    select t.value from (
      select r.register_id, r.country from registers.record r where kind = 'register-record' and r.id = other
      union all select null, f.country from firearms.firearm f where kind = 'firearm' and f.id = other) s
    join matching.hit_threshold t on t.institution_id = owner and t.register_id is not distinct from s.register_id and (t.country is null or t.country = s.country)
    order by t.country nulls last, t.set_at desc, t.id desc limit 1), 0)
$$;
create function matching.set_hit_aside() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  new.set_aside := new.probability < matching.threshold_for(new.other_kind, new.other_id, new.other_institution_id);
  return new;
end $$;
create function matching.apply_threshold() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  update matching.hit h set set_aside = not h.set_aside
  where h.other_institution_id = new.institution_id and h.state in ('proposed','unsure') and h.withdrawn_at is null
    and h.other_kind = case when new.register_id is null then 'firearm' else 'register-record' end
    and (new.register_id is null or exists (select from registers.record r where r.id = h.other_id and r.register_id = new.register_id))
    and h.set_aside is distinct from (h.probability < matching.threshold_for(h.other_kind, h.other_id, h.other_institution_id));
  return null;
end $$;
create trigger stamp before insert on matching.hit_threshold for each row execute function matching.stamp_threshold();
create trigger apply after insert on matching.hit_threshold for each row execute function matching.apply_threshold();
create trigger stamp before insert on matching.hit_handover for each row execute function matching.stamp_handover();
create trigger set_aside before insert or update of probability on matching.hit for each row execute function matching.set_hit_aside();

-- Who may take a hit over: people of the caller's institution whose own roles settle hits and reach both records. Nothing is opened by it.
create function matching.reveal_takers(hit uuid) returns table (person_id uuid, unit_id int) language sql stable security definer set search_path = pg_catalog as
$$
  select p.id, p.unit_id from matching.hit h join access.person p on p.institution_id = h.other_institution_id
  where h.id = hit and h.withdrawn_at is null and h.other_institution_id = access.my_institution()
    and h.audience && access.groups_with('hits.decide') and h.other_audience && access.groups_with('hits.decide')
    and p.active and not p.break_glass
    and h.audience && access.groups_of(p.id, 'hits.decide') and h.other_audience && access.groups_of(p.id, 'hits.decide')
$$;

do $$
declare t text; f text;
begin
  foreach t in array array['matching.hit_handover','matching.hit_threshold'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public', t);
    execute format('create policy owner on %s to tamga_owner using (true) with check (true)', t);
    execute format('grant select on %s to tamga_backup', t);
    execute format('create policy backup on %s for select to tamga_backup using (true)', t);
    execute format('grant select, insert on %s to tamga_app', t);
  end loop;
end $$;
grant select on matching.hit_threshold to tamga_reveal;
create policy reveal on matching.hit_threshold for select to tamga_reveal using (true);

create policy see on matching.hit_handover for select to tamga_app
  using (institution_id = (select access.my_institution()) and exists (select from matching.hit h where h.id = hit_id));
create policy hand on matching.hit_handover for insert to tamga_app
  with check (by_person = (select access.actor()) and institution_id = (select access.my_institution())
    and exists (select from matching.hit h where h.id = hit_id and h.other_institution_id = (select access.my_institution())
      and h.audience && (select access.groups_with('hits.decide')) and h.other_audience && (select access.groups_with('hits.decide'))));

-- A threshold speaks for the institution: set by whoever settles hits for the whole of it, on its own registers.
create policy see on matching.hit_threshold for select to tamga_app using (institution_id = (select access.my_institution()));
create policy set on matching.hit_threshold for insert to tamga_app
  with check (set_by = (select access.actor()) and institution_id = (select access.my_institution())
    and (select g.id from access.audience_group g where g.institution_id = (select access.my_institution())) = any((select access.groups_with('hits.decide'))::int[])
    and (register_id is null or exists (select from registers.register r where r.id = register_id and r.institution_id = (select access.my_institution()))));

-- Functions that see more belong to tamga_reveal.
reset role;
do $$
declare f text;
begin
  foreach f in array array['matching.stamp_threshold()','matching.stamp_handover()','matching.threshold_for(text, uuid, int)','matching.set_hit_aside()',
      'matching.apply_threshold()','matching.reveal_takers(uuid)'] loop
    execute format('alter function %s owner to tamga_reveal', f);
    execute format('revoke execute on function %s from public', f);
  end loop;
end $$;
set role tamga_reveal;
grant execute on function matching.reveal_takers(uuid) to tamga_app;
reset role;
