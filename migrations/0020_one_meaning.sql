-- One meaning for lists and figures. First: the ground (context) of a recovery is the one that stands, by one rule, for the page,
-- the list and the recovery picture alike; until now the picture took the one that was said last. Second: a code that was merged
-- into another means that other wherever codes are compared; what weapons say is not rewritten.
set role tamga_owner;

-- What stands -----------------------------------------------------------------------------------------------------------
-- Of the statements of a history that none corrects, the latest by its day (the day it was said where it names none), then by
-- when it was said. Plain functions, so that the caller's own audience decides what they see and the planner looks inside.
create function recoveries.standing_ground(recovery uuid) returns table (id uuid, code text, written text) language sql stable as
$$
  select x.id, x.code, x.written from recoveries.ground x
  where x.recovery_id = recovery and not exists (select from recoveries.ground l where l.recovery_id = recovery and l.corrects = x.id)
  order by coalesce(x.from_date, (x.recorded_at at time zone 'UTC')::date) desc, x.recorded_at desc, x.id desc limit 1
$$;
create function recoveries.standing_context(recovery uuid) returns table (id uuid, code text, written text) language sql stable as
$$
  select x.id, x.code, x.written from recoveries.context x
  where x.recovery_id = recovery and not exists (select from recoveries.context l where l.recovery_id = recovery and l.corrects = x.id)
  order by coalesce(x.from_date, (x.recorded_at at time zone 'UTC')::date) desc, x.recorded_at desc, x.id desc limit 1
$$;
revoke execute on function recoveries.standing_ground(uuid), recoveries.standing_context(uuid) from public;
grant execute on function recoveries.standing_ground(uuid), recoveries.standing_context(uuid) to tamga_app, tamga_reveal, tamga_keeper;

-- Kept beside the history, in words too: what is counted and filtered by is the code, or what was written where there is none.
alter table recoveries.recovery add column ground_written text, add column context_written text;
comment on column recoveries.recovery.ground_written is 'Words of the ground that stands now; context_written likewise. Written by recoveries.keep_standing alone.';
drop index recoveries.recovery_ground;
drop index recoveries.recovery_context;
create index recovery_ground on recoveries.recovery (coalesce(ground_code, ground_written), (coalesce(occurred_on, '-infinity'::date)) desc, id desc)
  where coalesce(ground_code, ground_written) is not null;
create index recovery_context on recoveries.recovery (coalesce(context_code, context_written), (coalesce(occurred_on, '-infinity'::date)) desc, id desc)
  where coalesce(context_code, context_written) is not null;

create or replace function recoveries.stamp_quiet() returns trigger language plpgsql set search_path = pg_catalog as
$$
declare aside constant text[] := array['audience','flags','ground_code','ground_written','context_code','context_written','version','changed_at'];
begin
  if to_jsonb(new) - aside = to_jsonb(old) - aside then new.version := old.version; new.changed_at := old.changed_at; end if;
  return new;
end $$;
drop trigger stamp_quiet on recoveries.recovery;
create trigger stamp_quiet before update on recoveries.recovery for each row
  when ((old.flags, old.ground_code, old.ground_written, old.context_code, old.context_written)
    is distinct from (new.flags, new.ground_code, new.ground_written, new.context_code, new.context_written))
  execute function recoveries.stamp_quiet();

-- The picture follows the row, which follows the history.
drop trigger picture_insert on recoveries.ground;
drop trigger picture_insert on recoveries.context;

-- Codes that mean another entry now ----------------------------------------------------------------------------------------
create table reference.merged_code (
  list text not null check (list in ('makes','models','calibres','types')),
  code text not null,
  into_code text not null check (into_code <> code),
  primary key (list, code)
);
comment on table reference.merged_code is
  'What each merged code means now, straight to the entry that was kept: of the shipped file and of the accepted proposals together. Written by the program when its lists change (reference.put_merged_codes); the proposals and the files are the source.';
alter table reference.merged_code enable row level security;
alter table reference.merged_code force row level security;
revoke all on reference.merged_code from public;
create policy owner on reference.merged_code to tamga_owner using (true) with check (true);
create policy backup on reference.merged_code for select to tamga_backup using (true);
create policy see on reference.merged_code for select to tamga_app using ((select access.actor()) is not null);
create policy keep on reference.merged_code for select to tamga_keeper using (true);
create policy reveal on reference.merged_code to tamga_reveal using (true) with check (true);
grant select on reference.merged_code to tamga_backup, tamga_app, tamga_keeper;
grant select, insert, update, delete on reference.merged_code to tamga_reveal;

-- The code that stands for this one.
create function reference.kept_code(of_list text, of_code text) returns text language sql stable as
$$ select coalesce((select m.into_code from reference.merged_code m where m.list = of_list and m.code = of_code), of_code) $$;
-- All codes by which records may say what these mean: what stands for them, and what was merged into that.
create function reference.codes_of(of_list text, of_codes text[]) returns text[] language sql stable as
$$
  with kept as (select reference.kept_code(of_list, u) as code from unnest(of_codes) u)
  select coalesce(array_agg(distinct x.code), '{}') from (
    select k.code from kept k union all select m.code from reference.merged_code m join kept k on k.code = m.into_code where m.list = of_list) x
$$;
revoke execute on function reference.kept_code(text, text), reference.codes_of(text, text[]) from public;
grant execute on function reference.kept_code(text, text), reference.codes_of(text, text[]) to tamga_app, tamga_keeper, tamga_reveal;

-- What recoveries count for: as before, with the ground and context that stand, and each type as what stands for it, so that two
-- weapons of a merged type and of the kept one are one type of their recovery.
create or replace function figures.contributions(ids uuid[])
returns table (recovery_id uuid, part smallint, institution_id int, author uuid, audience int[], year smallint, day smallint, unit_id int, manner text, region text,
  ground text, context text, type text, state text, flags smallint, firearms smallint, apart smallint, identified smallint)
language sql stable set search_path = pg_catalog as
$$
  with weapons as (
    select f.recovery_id, coalesce(m.into_code, f.type_code, f.type_written) as type, f.serial_state as state,
      count(*) filter (where f.state_owned is null) as firearms, count(*) filter (where f.state_owned is not null) as apart,
      count(*) filter (where f.state_owned is null and f.serial_state in ('clear','partial','restored')
        and f.make_code is not null and f.model_code is not null and f.calibre_code is not null) as identified
    from firearms.firearm f left join reference.merged_code m on m.list = 'types' and m.code = f.type_code
    where f.recovery_id = any(ids) and f.withdrawn_at is null
    group by 1, 2, 3)
  select r.id,
    (row_number() over (partition by r.id order by w.type collate "C" nulls last, w.state collate "C"))::smallint,
    r.institution_id, r.created_by, r.audience,
    coalesce(extract(year from r.occurred_on), 0)::smallint, coalesce(extract(doy from r.occurred_on), 0)::smallint,
    r.unit_id, r.manner, r.region, coalesce(r.ground_code, r.ground_written), coalesce(r.context_code, r.context_written), w.type, w.state,
    ((row_number() over (partition by r.id order by w.type collate "C" nulls last, w.state collate "C") = 1)::int
      + 2 * (row_number() over (partition by r.id, w.type order by w.state collate "C") = 1)::int
      + 4 * (row_number() over (partition by r.id, w.state order by w.type collate "C" nulls last) = 1)::int)::smallint,
    least(coalesce(w.firearms, 0), 32767)::smallint, least(coalesce(w.apart, 0), 32767)::smallint, least(coalesce(w.identified, 0), 32767)::smallint
  from recoveries.recovery r
  left join weapons w on w.recovery_id = r.id
  where r.id = any(ids) and r.withdrawn_at is null
$$;
reset role;

set role tamga_reveal;
create or replace function recoveries.keep_standing() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  execute format($q$
    update recoveries.recovery r set %1$s_code = s.code, %1$s_written = s.written
    from (select distinct a.recovery_id from added a) n cross join lateral recoveries.standing_%1$s(n.recovery_id) s
    where r.id = n.recovery_id and (r.%1$s_code, r.%1$s_written) is distinct from (s.code, s.written) $q$, tg_table_name);
  return null;
end $$;

drop function figures.mark_statements();
create or replace function figures.mark_recoveries() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if tg_op = 'INSERT' then
    insert into figures.change (recovery_id) select n.id from new_rows n;
  elsif tg_op = 'DELETE' then
    insert into figures.change (recovery_id) select o.id from old_rows o;
  else
    insert into figures.change (recovery_id) select n.id from new_rows n join old_rows o on o.id = n.id
      where (n.audience, n.occurred_on, n.manner, n.region, n.unit_id, n.withdrawn_at, coalesce(n.ground_code, n.ground_written), coalesce(n.context_code, n.context_written))
        is distinct from (o.audience, o.occurred_on, o.manner, o.region, o.unit_id, o.withdrawn_at, coalesce(o.ground_code, o.ground_written), coalesce(o.context_code, o.context_written));
  end if;
  return null;
end $$;

-- Brings the table to what the lists say now, and marks the recoveries whose weapons count for another type from now on. `wanted`:
-- [{"list", "code", "into"}], whole. Gives how many codes mean something else than before.
create function reference.put_merged_codes(wanted jsonb) returns int language plpgsql security definer set search_path = pg_catalog as
$$
declare changed text[]; types text[];
begin
  if current_setting('role') <> 'tamga_keeper' and not access.may('reference.curate') then
    raise exception 'not a curator' using errcode = '42501';
  end if;
  -- No fold between what is marked here and what is in force afterwards: it would keep the old meaning unmarked.
  perform pg_advisory_xact_lock(6021993417);
  with w as (select x.list, x.code, x."into" as into_code from jsonb_to_recordset(wanted) as x(list text, code text, "into" text)),
  gone as (delete from reference.merged_code m where not exists (select from w where w.list = m.list and w.code = m.code) returning m.list, m.code),
  put as (insert into reference.merged_code as m (list, code, into_code) select w.list, w.code, w.into_code from w
    on conflict (list, code) do update set into_code = excluded.into_code where m.into_code <> excluded.into_code returning m.list, m.code),
  all_changed as (select g.list, g.code from gone g union all select p.list, p.code from put p)
  select coalesce(array_agg(c.code), '{}'), coalesce(array_agg(c.code) filter (where c.list = 'types'), '{}') into changed, types from all_changed c;
  if cardinality(types) > 0 then
    insert into figures.change (recovery_id) select distinct f.recovery_id from firearms.firearm f where f.type_code = any(types) and f.withdrawn_at is null;
  end if;
  return cardinality(changed);
end $$;
revoke execute on function reference.put_merged_codes(jsonb) from public;
grant execute on function reference.put_merged_codes(jsonb) to tamga_app, tamga_keeper;
reset role;

-- What stands already: only words where they were said without a code, or beside it; and what was said last and does not stand.
set role tamga_owner;
alter table recoveries.recovery disable trigger user;
update recoveries.recovery r set ground_code = s.code, ground_written = s.written
  from recoveries.recovery n cross join lateral recoveries.standing_ground(n.id) s
  where n.id = r.id and (r.ground_code, r.ground_written) is distinct from (s.code, s.written);
update recoveries.recovery r set context_code = s.code, context_written = s.written
  from recoveries.recovery n cross join lateral recoveries.standing_context(n.id) s
  where n.id = r.id and (r.context_code, r.context_written) is distinct from (s.code, s.written);
alter table recoveries.recovery enable trigger user;
reset role;
set role tamga_reveal;
insert into figures.change (recovery_id)
  select x.recovery_id from recoveries.ground x group by 1 having count(*) > 1
  union select x.recovery_id from recoveries.context x group by 1 having count(*) > 1;
reset role;
