-- What a row of a register costs: a tenth of its entries in indexes, no second copy of its cells in a table of rows.
--
-- 1. A record keeps at most four keys of its number (version 2 of the keys: some of version 1; the question asks for the errors) and they
--    stand on the record alone: below its own policies, with its own audience, indexed there. matching.serial_key is of weapons.
-- 2. The outcome of each row of a file stands with those of its chunk in one value, compressed by the program.
-- 3. Records of a chunk arrive as arrays, their content worked out by the program; the database works it out where none is given.

-- 1. Keys ------------------------------------------------------------------------------------------------------------------
set role tamga_owner;

-- Version 1 held for a plain number: 1 the form, 2 the folded form, in Cyrillic series the Latin spelling, deletions; 3 numbers; others.
-- For a number with unreadable positions: no 1, and under 2 what the positions may hide, one text where one position was unread. Where there
-- are more, no key of version 2 is among them: such a record is found by the index in memory, and by keys again after its next extract.
create function matching.keys_of_version_2(keys bigint[], normal text) returns bigint[] language sql immutable as
$$
  select coalesce(array_agg(x.key order by x.place, x.at), '{}') from (
    select k.key, k.at, case when k.key & 15 = 3 then 2 when row_number() over (partition by k.key & 15 order by k.at) = 1 then 1 else 3 end as place,
      row_number() over (partition by k.key & 15 order by k.at) as nth, count(*) over (partition by k.key & 15) as of_kind, keys[1] & 15 = 1 as plain
    from unnest(keys) with ordinality k(key, at) where k.key & 15 in (2, 3)) x
  where x.key & 15 = 3 and x.nth <= 2 or x.key & 15 = 2 and case when x.plain then x.nth = 1 or (x.nth = 2 and normal ~ '[Ѐ-ӿ]') else x.of_kind = 1 end
$$;
alter table registers.record disable trigger user;
update registers.record set serial_keys = matching.keys_of_version_2(serial_keys, serial_normal) where serial_keys <> '{}';
alter table registers.record enable trigger user;
alter table firearms.firearm disable trigger user;
update firearms.firearm set serial_keys = matching.keys_of_version_2(serial_keys, serial_normal) where serial_keys <> '{}';
alter table firearms.firearm enable trigger user;
drop function matching.keys_of_version_2(bigint[], text);
truncate matching.serial_key;
insert into matching.serial_key (key, subject_kind, subject_id, audience)
  select k, 2, f.id, f.audience from firearms.firearm f, unnest(f.serial_keys) k where f.withdrawn_at is null order by k;
comment on table matching.serial_key is 'Keys of weapons. Those of a register record stand on the record.';
update platform.setting set value = '2' where key = 'matching.key-version';

-- The elements of the array, one by one: an equality below row-level security that uses an index. Few records have more than two.
create index record_key on registers.record ((serial_keys[1]));
create index record_key_2 on registers.record ((serial_keys[2]));
create index record_key_3 on registers.record ((serial_keys[3])) where serial_keys[3] is not null;
create index record_key_4 on registers.record ((serial_keys[4])) where serial_keys[4] is not null;

-- 2. Outcomes ---------------------------------------------------------------------------------------------------------------
create table registers.import_chunk (
  run_id uuid not null references registers.import_run(id),
  first_row int not null,
  last_row int not null,
  row_numbers int[] not null,
  outcomes bytea not null,
  record_ids uuid[] not null,
  fates bytea not null,
  codes text[] not null,
  rows bytea not null,
  primary key (run_id, first_row)
);
alter table registers.import_chunk alter column rows set storage external, alter column record_ids set storage external;
comment on table registers.import_chunk is 'The outcome of every row of a file, some thousand rows in one: nothing is dropped silently, equal rows stay apart.';
comment on column registers.import_chunk.outcomes is 'A letter a row: a(ccepted), d(oubtful), r(efused).';
comment on column registers.import_chunk.fates is 'A letter a row: a(dded), u(nchanged), c(hanged), r(eturned), - for none.';
comment on column registers.import_chunk.record_ids is 'The record (or first weapon) of each row; null for none. Empty: none of the rows has one.';
comment on column registers.import_chunk.codes is 'Codes of findings that occur in these rows.';
comment on column registers.import_chunk.rows is 'JSON, a row each: [cells] or [cells, findings]; Zstandard, or plain where it begins with a bracket.';

insert into registers.import_chunk (run_id, first_row, last_row, row_numbers, outcomes, record_ids, fates, codes, rows)
  select w.run_id, min(w.row_number), max(w.row_number), array_agg(w.row_number order by w.row_number),
    convert_to(string_agg(left(w.outcome, 1), '' order by w.row_number), 'UTF8'), array_agg(w.record_id order by w.row_number),
    convert_to(string_agg(coalesce(left(w.fate, 1), '-'), '' order by w.row_number), 'UTF8'),
    array(select distinct e->>'code' from registers.import_row y, jsonb_array_elements(y.codes) e
      where y.run_id = w.run_id and y.row_number between min(w.row_number) and max(w.row_number)),
    convert_to(jsonb_agg(case when w.codes = '[]' then jsonb_build_array(to_jsonb(w.cells)) else jsonb_build_array(to_jsonb(w.cells), w.codes) end
      order by w.row_number)::text, 'UTF8')
  from (select x.*, (row_number() over (partition by x.run_id order by x.row_number) - 1) / 5000 as chunk from registers.import_row x) w
  group by w.run_id, w.chunk;
drop table registers.import_row;

alter table registers.import_chunk enable row level security;
alter table registers.import_chunk force row level security;
revoke all on registers.import_chunk from public;
create policy owner on registers.import_chunk to tamga_owner using (true) with check (true);
create policy backup on registers.import_chunk for select to tamga_backup using (true);
grant select on registers.import_chunk to tamga_backup;
grant select, insert, delete on registers.import_chunk to tamga_app;
create policy of_run on registers.import_chunk to tamga_app
  using (run_id in (select r.id from registers.import_run r))
  with check (run_id in (select r.id from registers.import_run r where r.institution_id = (select access.my_institution())));

-- While an extract is compared with the one before: the records that its rows are.
create table registers.import_claim (
  run_id uuid not null,
  record_id uuid not null,
  primary key (run_id, record_id)
);
comment on table registers.import_claim is 'Records of the extract before that a row of a running import is; emptied when it ends.';
alter table registers.import_claim enable row level security;
alter table registers.import_claim force row level security;
revoke all on registers.import_claim from public;
create policy owner on registers.import_claim to tamga_owner using (true) with check (true);
create policy backup on registers.import_claim for select to tamga_backup using (true);
grant select on registers.import_claim to tamga_backup;
grant select, insert, delete on registers.import_claim to tamga_app;
create policy of_run on registers.import_claim to tamga_app
  using (run_id in (select r.id from registers.import_run r))
  with check (run_id in (select r.id from registers.import_run r where r.institution_id = (select access.my_institution())));

-- A file is written once and read twice or more: the faster compression, where the server has it.
do $$
begin
  alter table platform.file_chunk alter column bytes set compression lz4;
exception when feature_not_supported then null;
end $$;

-- 3. Records in bulk -----------------------------------------------------------------------------------------------------------
-- Register and run of a record are asked once for all of a chunk (add_records), or by the stamp of a single record: a question a row about
-- rows that nobody may delete was a fifth of what an import costs.
alter table registers.record drop constraint record_register_id_fkey, drop constraint record_run_id_fkey, drop constraint record_absent_run_fkey;
alter table registers.record alter column content drop expression;
-- Equal rows have equal keys: by its content alone only what has no key is looked for. The index over all was a third of what a row cost.
drop index registers.record_content;
create index record_content on registers.record (content) where serial_keys[1] is null;
create function registers.stamp_content() returns trigger language plpgsql as
$$
begin
  new.content := registers.content_of(new.reason, new.type_written, new.make_written, new.model_written, new.calibre_written, new.country, new.year, new.series,
    new.number, new.serial_written, new.lost_on, new.entered_on, new.authority_written, new.own_reference, new.note, new.more);
  return new;
end $$;
revoke execute on function registers.stamp_content() from public;
create trigger content before insert or update on registers.record for each row when (new.content is null) execute function registers.stamp_content();

create or replace function registers.write_content(record uuid, patch jsonb) returns void language plpgsql set search_path = pg_catalog as
$$
declare next registers.record;
begin
  select r.* into strict next from registers.record r where r.id = record;
  next := jsonb_populate_record(next, patch);
  -- The content is worked out anew.
  update registers.record r set reason = next.reason, type_code = next.type_code, type_written = next.type_written, make_code = next.make_code,
      make_written = next.make_written, model_code = next.model_code, model_written = next.model_written, calibre_code = next.calibre_code,
      calibre_written = next.calibre_written, country = next.country, year = next.year, series = next.series, number = next.number,
      serial_written = next.serial_written, serial_normal = next.serial_normal, serial_keys = next.serial_keys, lost_on = next.lost_on,
      entered_on = next.entered_on, authority_written = next.authority_written, own_reference = next.own_reference, note = next.note, more = next.more,
      absent_since = next.absent_since, absent_run = next.absent_run, content = null
    where r.id = record;
end $$;
revoke execute on function registers.write_content(uuid, jsonb) from public;
reset role;
do $$
begin
  set local role tamga_owner;
  grant execute on function registers.write_content(uuid, jsonb), registers.stamp_content() to tamga_reveal;
  reset role;
end $$;

set role tamga_reveal;
create or replace function access.stamp_register_record() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  select r.institution_id, r.handling, r.audience into strict new.institution_id, new.handling, new.audience
    from registers.register r where r.id = new.register_id;
  if new.run_id is not null and not exists (select from registers.import_run m where m.id = new.run_id and m.register_id = new.register_id) then
    raise exception 'no such record' using errcode = '42501';
  end if;
  return new;
exception when no_data_found then
  raise exception 'no such record' using errcode = '42501';
end $$;

-- What a chunk adds is told to the indexes in memory by the function that adds it; single records by a trigger of their own.
create function matching.mark_record() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  insert into matching.index_change (subject_kind, subjects) values (1, array[new.id]);
  return null;
end $$;
revoke execute on function matching.mark_record() from public;
grant execute on function matching.mark_record() to tamga_owner;

drop function registers.add_records(uuid, jsonb);
-- A column each; an array that is null holds nothing.
create function registers.add_records(run uuid, ids uuid[], row_numbers int[], reason text[], type_code text[], type_written text[], make_code text[],
  make_written text[], model_code text[], model_written text[], calibre_code text[], calibre_written text[], country text[], year int[], series text[], number text[],
  serial_written text[], serial_normal text[], key_1 bigint[], key_2 bigint[], key_3 bigint[], key_4 bigint[], lost_on date[], entered_on date[], authority text[],
  reference text[], note text[], more jsonb[], content uuid[])
returns int language plpgsql security definer set search_path = pg_catalog as
$$
declare r record; n int;
begin
  select x.register_id, g.institution_id, g.handling, g.audience into r
    from registers.import_run x join registers.register g on g.id = x.register_id
    where x.id = run and x.target = 'register' and x.state = 'running' and not x.dry_run and x.institution_id = access.my_institution()
      and x.audience && access.groups_with('imports.run') and g.institution_id = access.my_institution() and g.audience && access.groups_with('imports.run');
  if not found then raise exception 'no such record' using errcode = '42501'; end if;
  insert into registers.record (id, register_id, run_id, row_number, institution_id, handling, audience, reason, type_code, type_written, make_code, make_written,
      model_code, model_written, calibre_code, calibre_written, country, year, series, number, serial_written, serial_normal, serial_keys, lost_on, entered_on,
      authority_written, own_reference, note, more, content)
    select x.id, r.register_id, run, x.row_number, r.institution_id, r.handling, r.audience, x.reason, x.type_code, x.type_written, x.make_code, x.make_written,
      x.model_code, x.model_written, x.calibre_code, x.calibre_written, x.country, x.year, x.series, x.number, x.serial_written, x.serial_normal,
      case when x.key_1 is null then '{}' when x.key_2 is null then array[x.key_1] when x.key_3 is null then array[x.key_1, x.key_2]
        when x.key_4 is null then array[x.key_1, x.key_2, x.key_3] else array[x.key_1, x.key_2, x.key_3, x.key_4] end,
      x.lost_on, x.entered_on, x.authority, x.reference, x.note, coalesce(x.more, '{}'), x.content
    from (select unnest(ids) as id, unnest(row_numbers) as row_number, unnest(reason) as reason, unnest(type_code) as type_code,
        unnest(type_written) as type_written, unnest(make_code) as make_code, unnest(make_written) as make_written, unnest(model_code) as model_code,
        unnest(model_written) as model_written, unnest(calibre_code) as calibre_code, unnest(calibre_written) as calibre_written, unnest(country) as country,
        unnest(year) as year, unnest(series) as series, unnest(number) as number, unnest(serial_written) as serial_written, unnest(serial_normal) as serial_normal,
        unnest(key_1) as key_1, unnest(key_2) as key_2, unnest(key_3) as key_3, unnest(key_4) as key_4, unnest(lost_on) as lost_on, unnest(entered_on) as entered_on,
        unnest(authority) as authority, unnest(reference) as reference, unnest(note) as note, unnest(more) as more, unnest(content) as content) x;
  get diagnostics n = row_count;
  insert into matching.index_change (subject_kind, subjects) values (1, ids);
  update registers.register g set record_count = g.record_count + n where g.id = r.register_id;
  return n;
end $$;
revoke execute on function registers.add_records(uuid, uuid[], int[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], int[],
  text[], text[], text[], text[], bigint[], bigint[], bigint[], bigint[], date[], date[], text[], text[], text[], jsonb[], uuid[]) from public;
grant execute on function registers.add_records(uuid, uuid[], int[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], int[],
  text[], text[], text[], text[], bigint[], bigint[], bigint[], bigint[], date[], date[], text[], text[], text[], jsonb[], uuid[]) to tamga_app;

create or replace function registers.withdraw_rows(run uuid, most int) returns uuid[] language plpgsql security definer set search_path = pg_catalog as
$$
declare r record; ids uuid[]; weapons uuid[];
begin
  select x.target, x.register_id into r from registers.import_run x
    where x.id = run and x.state = 'undoing' and x.institution_id = access.my_institution() and x.audience && access.my_groups() for update;
  if not found or not access.may('imports.run') then raise exception 'no such record' using errcode = '42501'; end if;
  if r.target = 'register' then
    select array_agg(x.id) into ids from (
      select y.id from registers.record y where y.run_id = run and y.state = 'active' order by y.row_number limit most) x;
    if ids is null then return '{}'; end if;
    update registers.record x set state = 'withdrawn' where x.id = any(ids);
    update registers.register g set record_count = g.record_count - cardinality(ids) where g.id = r.register_id;
    weapons := ids;
  else
    if not access.may('recoveries.change') then raise exception 'no such record' using errcode = '42501'; end if;
    select array_agg(x.id) into ids from (
      select y.id from recoveries.recovery y where y.import_run_id = run and y.withdrawn_at is null order by y.import_row limit most) x;
    if ids is null then return '{}'; end if;
    select coalesce(array_agg(f.id), '{}') into weapons from firearms.firearm f where f.recovery_id = any(ids);
    delete from matching.serial_key k using (select x.id, unnest(x.serial_keys) as key from firearms.firearm x where x.id = any(weapons)) d
      where k.key = d.key and k.subject_id = d.id and k.subject_kind = 2;
    delete from matching.match_task t where t.firearm_id = any(weapons);
    update firearms.firearm f set withdrawn_at = now() where f.id = any(weapons);
    update recoveries.recovery x set withdrawn_at = now() where x.id = any(ids);
  end if;
  update matching.hit h set withdrawn_at = now() where h.withdrawn_at is null and (h.other_id = any(weapons) or h.firearm_id = any(weapons));
  update matching.hit_pointer p set audience = '{}' from matching.hit h
    where h.id = p.hit_id and (h.other_id = any(weapons) or h.firearm_id = any(weapons));
  update registers.import_run x set withdrawn = x.withdrawn + cardinality(ids) where x.id = run;
  return ids;
end $$;

-- The keys of a register record stand on it and need no writing.
create or replace function matching.put_keys(kind int, subjects uuid[], old_keys bigint[]) returns void language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if kind <> 2 then return; end if;
  delete from matching.serial_key s using firearms.firearm f
    where f.id = any(subjects) and f.audience && access.my_groups()
      and s.key = any(old_keys || f.serial_keys) and s.subject_id = f.id and s.subject_kind = 2;
  insert into matching.serial_key (key, subject_kind, subject_id, audience)
    select k, 2, f.id, f.audience from firearms.firearm f, unnest(f.serial_keys) k
    where f.id = any(subjects) and f.audience && access.my_groups();
  insert into matching.match_task (firearm_id) select unnest(subjects) on conflict (firearm_id) do update set asked_at = now();
end $$;

create or replace function access.refresh_records(records uuid[]) returns void language plpgsql security definer set search_path = pg_catalog as
$$
declare r record;
begin
  for r in select x.id, x.institution_id, g.handling from registers.record x join registers.register g on g.id = x.register_id
      where x.id = any(records) and exists (select from matching.hit h where h.other_id = x.id) loop
    perform access.open_by_hits('register-record', r.id, r.institution_id, r.handling);
  end loop;
  update registers.record x set handling = n.handling, audience = n.audience
    from (select y.id, g.handling, access.merge_groups(variadic g.audience || access.shared_with('register-record', y.id, y.institution_id, g.handling)) as audience
      from registers.record y join registers.register g on g.id = y.register_id where y.id = any(records)) n
    where x.id = n.id and (x.handling, x.audience) is distinct from (n.handling, n.audience);
  for r in select distinct x.id, x.institution_id, x.handling from registers.record x join matching.hit h on h.other_id = x.id where x.id = any(records) loop
    perform access.refresh_hits(null, r.id);
    perform access.refresh_pointers('register-record', r.id, r.institution_id, r.handling);
  end loop;
end $$;

-- As before, the keys of records asked on the records, where the strong ones stand. A question brings some thousand keys: without statistics of a new register the planner
-- would take them for half of the table.
create or replace function matching.reveal_pointers(keys bigint[]) returns table (institution_id int)
language sql stable security definer set search_path = pg_catalog set enable_seqscan = off as
$$
  select r.institution_id from (
      select x.institution_id, x.register_id, x.state, x.audience, x.handling from registers.record x where x.serial_keys[1] = any((select keys)::bigint[])
      union all
      select x.institution_id, x.register_id, x.state, x.audience, x.handling from registers.record x where x.serial_keys[3] is not null and x.serial_keys[3] = any((select keys)::bigint[])
      union all
      select x.institution_id, x.register_id, x.state, x.audience, x.handling from registers.record x where x.serial_keys[4] is not null and x.serial_keys[4] = any((select keys)::bigint[])) r
      join registers.register g on g.id = r.register_id
    where r.state = 'active' and not r.audience && access.my_groups()
      and access.rule_level('register-record', r.institution_id, access.my_institution(), r.handling | g.handling) is not null
      and access.may('serials.check')
  union
  select f.institution_id from matching.serial_key k join firearms.firearm f on k.subject_kind = 2 and f.id = k.subject_id
    where k.key = any((select keys)::bigint[]) and not f.audience && access.my_groups()
      and access.rule_level('firearm', f.institution_id, access.my_institution(), f.handling) is not null
      and access.may('serials.check')
  order by 1
$$;
reset role;
set role tamga_owner;
drop trigger index_insert on registers.record;
create trigger index_insert after insert on registers.record for each row when (current_user <> 'tamga_reveal') execute function matching.mark_record();
reset role;
