-- The recovery picture: what the board of figures reads, kept by the write path, for each audience class.
--
-- A write marks the recovery in the transaction that changes it (figures.change) and does nothing else. The fold, one at a
-- time and behind the writers, works out what each marked recovery counts for (figures.fact) and packs the facts of one
-- audience class and year into chunks of bytes (figures.chunk). A reader takes the chunks of the classes that they may see,
-- takes off the facts of what is marked, and counts what is marked from the records themselves, all in one statement: the
-- answer is that of counting every record under the reader's audience, at every moment, folded or not.
--
-- The class of a recovery is its audience without the number of its author: else each officer would be a class. What an
-- author sees by being the author alone is read from the facts (column author_group).
create schema figures authorization tamga_owner;
grant usage on schema figures to tamga_app, tamga_reveal, tamga_keeper, tamga_backup;
grant create on schema figures to tamga_reveal;
set role tamga_owner;

create table figures.audience_class (
  id int generated always as identity primary key,
  institution_id int not null references access.institution(id),
  audience int[] not null,
  unique (institution_id, audience)
);

create table figures.chunk (
  id int generated always as identity primary key,
  class_id int not null references figures.audience_class(id),
  year smallint not null,
  size int not null default 0,
  version int not null default 0,
  words text[] not null default '{}',
  units int[] not null default '{}',
  cells bytea not null default ''
);
create index chunk_class on figures.chunk (class_id, year);
-- Read whole, by a program that keeps what it has read: packed already.
alter table figures.chunk alter column cells set storage external;
comment on table figures.chunk is
  'Facts of one audience class and year, packed. A cell is eleven 16-bit numbers, most significant byte first: day of the year (0: not recorded) + 1024 * flags; place in units (from 0); places in words (from 1; 0: not recorded) of manner, region, ground, context, type, state of the serial; firearms counted; weapons of the state, apart; identified.';
comment on column figures.chunk.version is 'Grows with every packing: a program that knows chunk and version need not read the bytes again.';

create table figures.fact (
  recovery_id uuid not null,
  part smallint not null,
  chunk_id int not null references figures.chunk(id),
  class_id int not null references figures.audience_class(id),
  author_group int not null,
  year smallint not null, day smallint not null,
  unit_id int not null,
  manner text not null, region text, ground text, context text, type text, state text,
  flags smallint not null,
  firearms smallint not null, apart smallint not null, identified smallint not null,
  primary key (recovery_id, part)
);
create index fact_chunk on figures.fact (chunk_id);
create index fact_author on figures.fact (author_group, class_id);
comment on table figures.fact is
  'What a recovery counted for when it was last folded: a part for each type and state of serial among its weapons. Flags: 1 first part of the recovery, 2 first of its type, 4 first of its state, so that recoveries are counted once by whatever one counts by.';

create table figures.change (
  id bigint generated always as identity primary key,
  recovery_id uuid not null
);
comment on table figures.change is 'Recoveries that were changed and are not folded yet. Written in the transaction of the change; equal rows stand side by side, so that no writer waits for another.';

-- What recoveries count for, under the audience of who asks. One definition for the fold and for the reader.
create function figures.contributions(ids uuid[])
returns table (recovery_id uuid, part smallint, institution_id int, author uuid, audience int[], year smallint, day smallint, unit_id int, manner text, region text,
  ground text, context text, type text, state text, flags smallint, firearms smallint, apart smallint, identified smallint)
language sql stable set search_path = pg_catalog as
$$
  with weapons as (
    select f.recovery_id, coalesce(f.type_code, f.type_written) as type, f.serial_state as state,
      count(*) filter (where f.state_owned is null) as firearms, count(*) filter (where f.state_owned is not null) as apart,
      count(*) filter (where f.state_owned is null and f.serial_state in ('clear','partial','restored')
        and f.make_code is not null and f.model_code is not null and f.calibre_code is not null) as identified
    from firearms.firearm f where f.recovery_id = any(ids) and f.withdrawn_at is null
    group by 1, 2, 3)
  select r.id,
    (row_number() over (partition by r.id order by w.type collate "C" nulls last, w.state collate "C"))::smallint,
    r.institution_id, r.created_by, r.audience,
    coalesce(extract(year from r.occurred_on), 0)::smallint, coalesce(extract(doy from r.occurred_on), 0)::smallint,
    r.unit_id, r.manner, r.region, g.said, c.said, w.type, w.state,
    ((row_number() over (partition by r.id order by w.type collate "C" nulls last, w.state collate "C") = 1)::int
      + 2 * (row_number() over (partition by r.id, w.type order by w.state collate "C") = 1)::int
      + 4 * (row_number() over (partition by r.id, w.state order by w.type collate "C" nulls last) = 1)::int)::smallint,
    least(coalesce(w.firearms, 0), 32767)::smallint, least(coalesce(w.apart, 0), 32767)::smallint, least(coalesce(w.identified, 0), 32767)::smallint
  from recoveries.recovery r
  left join weapons w on w.recovery_id = r.id
  left join lateral (select coalesce(x.code, x.written) as said from recoveries.ground x where x.recovery_id = r.id order by x.recorded_at desc, x.id desc limit 1) g on true
  left join lateral (select coalesce(x.code, x.written) as said from recoveries.context x where x.recovery_id = r.id order by x.recorded_at desc, x.id desc limit 1) c on true
  where r.id = any(ids) and r.withdrawn_at is null
$$;

-- Marks what a statement changed, when it changed something that is counted.
create function figures.mark_recoveries() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if tg_op = 'INSERT' then
    insert into figures.change (recovery_id) select n.id from new_rows n;
  elsif tg_op = 'DELETE' then
    insert into figures.change (recovery_id) select o.id from old_rows o;
  else
    insert into figures.change (recovery_id) select n.id from new_rows n join old_rows o on o.id = n.id
      where (n.audience, n.occurred_on, n.manner, n.region, n.unit_id, n.withdrawn_at) is distinct from (o.audience, o.occurred_on, o.manner, o.region, o.unit_id, o.withdrawn_at);
  end if;
  return null;
end $$;
create function figures.mark_weapons() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if tg_op = 'INSERT' then
    insert into figures.change (recovery_id) select distinct n.recovery_id from new_rows n;
  elsif tg_op = 'DELETE' then
    insert into figures.change (recovery_id) select distinct o.recovery_id from old_rows o;
  else
    insert into figures.change (recovery_id) select distinct n.recovery_id from new_rows n join old_rows o on o.id = n.id
      where (n.type_code, n.type_written, n.serial_state, n.state_owned, n.withdrawn_at, n.make_code is null, n.model_code is null, n.calibre_code is null)
        is distinct from (o.type_code, o.type_written, o.serial_state, o.state_owned, o.withdrawn_at, o.make_code is null, o.model_code is null, o.calibre_code is null);
  end if;
  return null;
end $$;
create function figures.mark_statements() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$ begin insert into figures.change (recovery_id) select distinct n.recovery_id from new_rows n; return null; end $$;

create trigger picture_insert after insert on recoveries.recovery referencing new table as new_rows for each statement execute function figures.mark_recoveries();
create trigger picture_update after update on recoveries.recovery referencing new table as new_rows old table as old_rows for each statement execute function figures.mark_recoveries();
create trigger picture_delete after delete on recoveries.recovery referencing old table as old_rows for each statement execute function figures.mark_recoveries();
create trigger picture_insert after insert on firearms.firearm referencing new table as new_rows for each statement execute function figures.mark_weapons();
create trigger picture_update after update on firearms.firearm referencing new table as new_rows old table as old_rows for each statement execute function figures.mark_weapons();
create trigger picture_delete after delete on firearms.firearm referencing old table as old_rows for each statement execute function figures.mark_weapons();
create trigger picture_insert after insert on recoveries.ground referencing new table as new_rows for each statement execute function figures.mark_statements();
create trigger picture_insert after insert on recoveries.context referencing new table as new_rows for each statement execute function figures.mark_statements();

-- Packs chunks anew from their facts; an empty one goes.
create function figures.pack_chunks(ids int[]) returns void language sql security definer set search_path = pg_catalog as
$$
  with f as materialized (select x.* from figures.fact x where x.chunk_id = any(ids)),
  dictionary as (
    select d.chunk_id, array_agg(d.word order by d.word collate "C") as words
    from (select distinct f.chunk_id, v.word from f cross join lateral (values (f.manner), (f.region), (f.ground), (f.context), (f.type), (f.state)) v(word)
      where v.word is not null) d
    group by 1),
  houses as (select d.chunk_id, array_agg(d.unit_id order by d.unit_id) as units from (select distinct f.chunk_id, f.unit_id from f) d group by 1),
  word as materialized (select d.chunk_id, w.word, w.place::smallint as place from dictionary d cross join lateral unnest(d.words) with ordinality w(word, place)),
  house as materialized (select h.chunk_id, u.unit_id, (u.place - 1)::smallint as place from houses h cross join lateral unnest(h.units) with ordinality u(unit_id, place)),
  packed as (
    select f.chunk_id, count(*)::int as size, string_agg(
        int2send((f.day + 1024 * f.flags)::smallint) || int2send(h.place) || int2send(coalesce(m.place, 0::smallint)) || int2send(coalesce(r.place, 0::smallint))
        || int2send(coalesce(g.place, 0::smallint)) || int2send(coalesce(c.place, 0::smallint)) || int2send(coalesce(t.place, 0::smallint))
        || int2send(coalesce(s.place, 0::smallint)) || int2send(f.firearms) || int2send(f.apart) || int2send(f.identified), ''::bytea) as cells
    from f join house h on h.chunk_id = f.chunk_id and h.unit_id = f.unit_id
    left join word m on m.chunk_id = f.chunk_id and m.word = f.manner
    left join word r on r.chunk_id = f.chunk_id and r.word = f.region
    left join word g on g.chunk_id = f.chunk_id and g.word = f.ground
    left join word c on c.chunk_id = f.chunk_id and c.word = f.context
    left join word t on t.chunk_id = f.chunk_id and t.word = f.type
    left join word s on s.chunk_id = f.chunk_id and s.word = f.state
    group by 1)
  update figures.chunk k set size = p.size, version = k.version + 1, words = coalesce(d.words, '{}'), units = h.units, cells = p.cells
    from packed p join houses h on h.chunk_id = p.chunk_id left join dictionary d on d.chunk_id = p.chunk_id
    where k.id = p.chunk_id;
  delete from figures.chunk k where k.id = any(ids) and not exists (select from figures.fact x where x.chunk_id = k.id);
$$;

-- Folds up to `most` marks; gives how many were taken. One fold at a time: a second waits for the first.
create function figures.fold_changes(most int) returns int language plpgsql security definer set search_path = pg_catalog as
$$
declare ids uuid[]; taken int; touched int[];
  -- A chunk that holds so many facts takes no more.
  full_at constant int := 4096;
begin
  perform pg_advisory_xact_lock(6021993417);
  with gone as (delete from figures.change c where c.id in (select x.id from figures.change x order by x.id limit most) returning c.recovery_id)
    select count(*), coalesce(array_agg(distinct g.recovery_id), '{}') into taken, ids from gone g;
  if taken = 0 then return 0; end if;

  with gone as (delete from figures.fact f where f.recovery_id = any(ids) returning f.chunk_id)
    select coalesce(array_agg(distinct g.chunk_id), '{}') into touched from gone g;

  insert into figures.audience_class (institution_id, audience)
    select distinct r.institution_id, array_remove(r.audience, g.id) from recoveries.recovery r left join access.audience_group g on g.person_id = r.created_by
    where r.id = any(ids) and r.withdrawn_at is null
    on conflict (institution_id, audience) do nothing;
  insert into figures.chunk (class_id, year)
    select distinct k.id, coalesce(extract(year from r.occurred_on), 0)::smallint
    from recoveries.recovery r left join access.audience_group g on g.person_id = r.created_by
    join figures.audience_class k on k.institution_id = r.institution_id and k.audience = array_remove(r.audience, g.id)
    where r.id = any(ids) and r.withdrawn_at is null and not exists (
      select from figures.chunk c where c.class_id = k.id and c.year = coalesce(extract(year from r.occurred_on), 0)::smallint and c.size < full_at);

  with put as (
    insert into figures.fact (recovery_id, part, chunk_id, class_id, author_group, year, day, unit_id, manner, region, ground, context, type, state, flags, firearms, apart, identified)
    select x.recovery_id, x.part, (select min(c.id) from figures.chunk c where c.class_id = k.id and c.year = x.year and c.size < full_at), k.id, coalesce(g.id, 0),
      x.year, x.day, x.unit_id, x.manner, x.region, x.ground, x.context, x.type, x.state, x.flags, x.firearms, x.apart, x.identified
    from figures.contributions(ids) x left join access.audience_group g on g.person_id = x.author
    join figures.audience_class k on k.institution_id = x.institution_id and k.audience = array_remove(x.audience, g.id)
    returning chunk_id)
    select touched || coalesce(array_agg(distinct p.chunk_id), '{}') into touched from put p;
  perform figures.pack_chunks(touched);
  return taken;
end $$;

-- While a changed rule is still being gone through (migrations/0011), a class that the caller meets only through groups that are being
-- shut out is closed to them as a whole …
create function figures.class_open(owner int, audience int[]) returns boolean language sql stable security definer set search_path = pg_catalog as
$$
  select exists (select from unnest(access.my_groups()) m where m = any(audience) and m not in (
    select g from access.recomputation c cross join lateral unnest(c.closes) g where c.finished_at is null and c.kind = 'recovery' and c.institution_id = owner))
$$;

-- … and what stays open to them by a share is named one by one. Nothing else is named, and nothing at all while nothing closes.
create function figures.reveal_shared() returns uuid[] language sql stable security definer set search_path = pg_catalog as
$$
  select coalesce(array_agg(distinct r.id), '{}') from access.share s join recoveries.recovery r on r.id = s.record_id
  where not access.nothing_closes() and s.kind = 'recovery' and s.withdrawn_at is null and s.group_id = any(access.my_groups())
    and r.withdrawn_at is null and r.audience && access.my_groups() and access.stays_open('recovery', r.institution_id, r.audience, r.id)
$$;

-- The wall --------------------------------------------------------------------------------------------------------------------
revoke execute on all functions in schema figures from public;
do $$
declare t text;
begin
  foreach t in array array['figures.audience_class','figures.chunk','figures.fact','figures.change'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public', t);
    execute format('create policy owner on %s to tamga_owner using (true) with check (true)', t);
    execute format('create policy backup on %s for select to tamga_backup using (true)', t);
    execute format('grant select on %s to tamga_backup, tamga_app', t);
    execute format('grant select, insert, update, delete on %s to tamga_reveal', t);
    execute format('create policy reveal on %s to tamga_reveal using (true) with check (true)', t);
  end loop;
end $$;
create policy see on figures.audience_class for select to tamga_app
  using (audience && (select access.my_groups()) and ((select access.nothing_closes()) or figures.class_open(institution_id, audience)));
create policy see on figures.chunk for select to tamga_app using (class_id in (select c.id from figures.audience_class c));
create policy see on figures.fact for select to tamga_app
  using (class_id in (select c.id from figures.audience_class c) or author_group = any((select access.my_groups())::int[]));
-- A mark is seen by who sees the record, or what it counted for before.
create policy see on figures.change for select to tamga_app
  using (exists (select from recoveries.recovery r where r.id = recovery_id) or exists (select from figures.fact f where f.recovery_id = change.recovery_id));
grant execute on function figures.contributions(uuid[]) to tamga_app, tamga_reveal;

reset role;
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'figures' and p.prosecdef loop
    execute format('alter function %s owner to tamga_reveal', f.name);
  end loop;
end $$;
do $$
begin
  set local role tamga_reveal;
  grant execute on function figures.fold_changes(int) to tamga_keeper;
  grant execute on function figures.class_open(int, int[]), figures.reveal_shared() to tamga_app;
  -- What stands already, in an order that packs few chunks at a time.
  insert into figures.change (recovery_id) select r.id from recoveries.recovery r where r.withdrawn_at is null order by r.institution_id, r.unit_id, r.occurred_on;
  while figures.fold_changes(50000) > 0 loop null; end loop;
  reset role;
end $$;
