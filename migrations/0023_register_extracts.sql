-- Extracts of a register compared with the one before, what a register may be used for, nightly feeds.
set role tamga_owner;

-- What a register may be used for: codes of purposes. None: whatever one may state.
alter table registers.register add column purposes text[] not null default '{}';
-- Who set up the feed of the register: files of its folder and nightly deliveries are imported as this person, with the rights they have then.
alter table registers.register add column feed_by uuid references access.person(id);
alter table registers.register add column feed_since timestamptz;
grant update (purposes, feed_by, feed_since) on registers.register to tamga_app;
comment on column registers.register.purposes is 'Purposes for which others (and its owner, besides keeping it) may search it; empty: all. Its records are closed to every other purpose.';

create function registers.stamp_feed() returns trigger language plpgsql as
$$
begin
  -- Nobody sets up a feed in another's name.
  if new.feed_by is not null then new.feed_by := access.actor(); new.feed_since := now(); else new.feed_since := null; end if;
  return new;
end $$;
create trigger stamp_feed before update of feed_by on registers.register for each row when (old.feed_by is distinct from new.feed_by) execute function registers.stamp_feed();
-- A stamp runs as a trigger; nobody needs a right to it.
revoke execute on function registers.stamp_feed() from public;

-- What is written in a row, as one value: two rows of it are the same row. Codes are left out: they change with the lists.
create function registers.content_of(reason text, type_written text, make_written text, model_written text, calibre_written text, country text, year int, series text,
  number text, serial_written text, lost_on date, entered_on date, authority_written text, own_reference text, note text, more jsonb)
returns uuid language sql immutable parallel safe as
$$
  select md5(coalesce(reason, e'\x1e') || e'\x1f' || coalesce(type_written, e'\x1e') || e'\x1f' || coalesce(make_written, e'\x1e') || e'\x1f'
    || coalesce(model_written, e'\x1e') || e'\x1f' || coalesce(calibre_written, e'\x1e') || e'\x1f' || coalesce(country, e'\x1e') || e'\x1f'
    || coalesce(year::text, e'\x1e') || e'\x1f' || coalesce(series, e'\x1e') || e'\x1f' || coalesce(number, e'\x1e') || e'\x1f'
    || coalesce(serial_written, e'\x1e') || e'\x1f' || coalesce((lost_on - date '2000-01-01')::text, e'\x1e') || e'\x1f'
    || coalesce((entered_on - date '2000-01-01')::text, e'\x1e') || e'\x1f' || coalesce(authority_written, e'\x1e') || e'\x1f'
    || coalesce(own_reference, e'\x1e') || e'\x1f' || coalesce(note, e'\x1e') || e'\x1f' || coalesce(more::text, '{}'))::uuid
$$;
revoke execute on function registers.content_of(text, text, text, text, text, text, int, text, text, text, date, date, text, text, text, jsonb) from public;
grant execute on function registers.content_of(text, text, text, text, text, text, int, text, text, text, date, date, text, text, text, jsonb)
  to tamga_app, tamga_reveal, tamga_matcher;

alter table registers.record
  add column absent_since date,
  add column absent_run uuid references registers.import_run(id),
  add column content uuid generated always as (registers.content_of(reason, type_written, make_written, model_written, calibre_written, country, year, series,
    number, serial_written, lost_on, entered_on, authority_written, own_reference, note, more)) stored;
create index record_content on registers.record (register_id, content);
create index record_reference on registers.record (register_id, own_reference) where own_reference is not null;
create index record_absent on registers.record (absent_run) where absent_run is not null;
grant update (absent_since, absent_run) on registers.record to tamga_app;
comment on column registers.record.absent_since is 'The day of the first extract in which the record no longer stood. It is kept, searched and matched; its readers are told.';
comment on column registers.record.content is 'Identity of what is written: how a later extract recognises its row. Two equal rows are two records.';

-- What became of a row of an extract beside the one before.
alter table registers.import_row add column fate text check (fate in ('added','unchanged','changed','returned'));
create index import_row_record on registers.import_row (record_id, run_id) where record_id is not null;

alter table registers.import_run add column comparison jsonb;
alter table registers.import_run add column quality jsonb;
alter table registers.import_run add column arrived text not null default 'person' check (arrived in ('person','feed','delivery'));
grant update (comparison, quality, arrived) on registers.import_run to tamga_app;
create index import_run_register on registers.import_run (register_id, created_at desc) where register_id is not null;

-- The rows of a run are asked for a million times in an import: one set of runs, looked into, instead of one question a row.
drop policy of_run on registers.import_row;
create policy of_run on registers.import_row to tamga_app
  using (run_id in (select r.id from registers.import_run r))
  with check (run_id in (select r.id from registers.import_run r where r.institution_id = (select access.my_institution())));

-- What an extract changed in a record, with what stood before: nothing is overwritten without a trace.
create table registers.record_change (
  run_id uuid not null references registers.import_run(id),
  record_id uuid not null references registers.record(id),
  row_number int not null,
  at timestamptz not null default now(),
  fields text[] not null,
  before jsonb not null,
  after jsonb not null,
  undone_at timestamptz,
  primary key (run_id, record_id)
);
create index record_change_record on registers.record_change (record_id, at desc);
alter table registers.record_change enable row level security;
alter table registers.record_change force row level security;
create policy backup on registers.record_change for select to tamga_backup using (true);
grant select on registers.record_change to tamga_backup;
create policy owner on registers.record_change to tamga_owner using (true) with check (true);
revoke all on registers.record_change from public;
grant select on registers.record_change to tamga_app, tamga_matcher;
create policy of_record on registers.record_change for select to tamga_app using (exists (select from registers.record r where r.id = record_id));
create policy match on registers.record_change for select to tamga_matcher using (true);
grant select, insert, update on registers.record_change to tamga_reveal;
create policy reveal on registers.record_change to tamga_reveal using (true) with check (true);
comment on table registers.record_change is 'One entry for each record that an extract changed or brought back: the fields, and what they held before and after.';

-- Purposes -----------------------------------------------------------------------------------------------------------
-- Registers that are closed to the purpose at hand. Who keeps registers of the owner institution works on them for that; and a file that
-- is being imported is compared with what stands, whoever started it and whatever for.
create function registers.closed_registers() returns uuid[] language sql stable security definer set search_path = pg_catalog as
$$
  select coalesce(array_agg(g.id), '{}') from registers.register g
  where g.purposes <> '{}' and not (split_part(coalesce(current_setting('tamga.purpose', true), ''), ';', 1) = any(g.purposes))
    and not (g.institution_id = access.my_institution() and g.audience && access.groups_with('registers.keep'))
    and not exists (select from registers.import_run m where m.id = nullif(current_setting('tamga.importing', true), '')::uuid and m.register_id = g.id
      and m.institution_id = access.my_institution() and m.audience && access.groups_with('imports.run'))
$$;
revoke execute on function registers.closed_registers() from public;
create policy purpose on registers.record as restrictive for select to tamga_app using (register_id <> all ((select registers.closed_registers())::uuid[]));

-- A register that may not be used for matching proposes no hits, whoever asks for them.
create function matching.refuse_unfit() returns trigger language plpgsql as
$$
begin
  if new.other_kind = 'register-record' and exists (
    select from registers.record r join registers.register g on g.id = r.register_id
    where r.id = new.other_id and g.purposes <> '{}' and not 'matching' = any(g.purposes)) then return null; end if;
  return new;
end $$;
revoke execute on function matching.refuse_unfit() from public;
create trigger fit before insert on matching.hit for each row execute function matching.refuse_unfit();

-- Changing records by an extract, and back -----------------------------------------------------------------------------
-- Writes the named columns of a record and its keys. For the two functions below; nobody else may run it.
create function registers.write_content(record uuid, patch jsonb) returns void language plpgsql set search_path = pg_catalog as
$$
declare old registers.record; next registers.record;
begin
  select r.* into strict old from registers.record r where r.id = record;
  next := jsonb_populate_record(old, patch);
  update registers.record r set reason = next.reason, type_code = next.type_code, type_written = next.type_written, make_code = next.make_code,
      make_written = next.make_written, model_code = next.model_code, model_written = next.model_written, calibre_code = next.calibre_code,
      calibre_written = next.calibre_written, country = next.country, year = next.year, series = next.series, number = next.number,
      serial_written = next.serial_written, serial_normal = next.serial_normal, serial_keys = next.serial_keys, lost_on = next.lost_on,
      entered_on = next.entered_on, authority_written = next.authority_written, own_reference = next.own_reference, note = next.note, more = next.more,
      absent_since = next.absent_since, absent_run = next.absent_run
    where r.id = record;
  if old.serial_keys is distinct from next.serial_keys then
    delete from matching.serial_key k where k.key = any(old.serial_keys) and k.subject_id = record and k.subject_kind = 1;
    insert into matching.serial_key (key, subject_kind, subject_id, audience) select k, 1, record, old.audience from unnest(next.serial_keys) k;
  end if;
end $$;
revoke execute on function registers.write_content(uuid, jsonb) from public;

-- Records that the rows of a running extract change or bring back: [{id, row, patch}], `patch` by column. Gives how many.
create function registers.amend_records(run uuid, changes jsonb) returns int language plpgsql security definer set search_path = pg_catalog as
$$
declare r record; c record; old registers.record; was jsonb; now_is jsonb; n int := 0;
begin
  select x.register_id into r from registers.import_run x
    where x.id = run and x.target = 'register' and x.state = 'running' and not x.dry_run and x.institution_id = access.my_institution()
      and x.audience && access.groups_with('imports.run');
  if not found then raise exception 'no such record' using errcode = '42501'; end if;
  for c in select * from jsonb_to_recordset(changes) as x(id uuid, "row" int, patch jsonb) order by id loop
    select x.* into old from registers.record x where x.id = c.id and x.register_id = r.register_id and x.state = 'active' for update;
    if not found then raise exception 'no such record' using errcode = '42501'; end if;
    c.patch := (c.patch || '{"absent_since": null, "absent_run": null}')
      - array['id', 'register_id', 'run_id', 'row_number', 'institution_id', 'audience', 'handling', 'state', 'created_at', 'content'];
    select coalesce(jsonb_object_agg(e.key, e.value), '{}') into was from jsonb_each(to_jsonb(old) - 'content') e where c.patch ? e.key;
    -- 64-bit keys as text: not every reader of JSON has numbers that long.
    if was ? 'serial_keys' then was := was || jsonb_build_object('serial_keys', old.serial_keys::text); end if;
    perform registers.write_content(c.id, c.patch);
    select coalesce(jsonb_object_agg(e.key, e.value), '{}') into now_is from registers.record x, jsonb_each(to_jsonb(x) - 'content' - 'serial_keys') e
      where x.id = c.id and c.patch ? e.key;
    -- The serial as written is series and number: named once.
    insert into registers.record_change (run_id, record_id, row_number, fields, before, after)
      select run, c.id, c."row", coalesce(array_agg(e.key order by e.key) filter (where e.key = any(array['reason','type_written','make_written','model_written',
          'calibre_written','country','year','series','number','lost_on','entered_on','authority_written','own_reference','note','more'])
          and e.value is distinct from was -> e.key), '{}'), was, now_is
      from jsonb_each(now_is) e;
    n := n + 1;
  end loop;
  return n;
end $$;
revoke execute on function registers.amend_records(uuid, jsonb) from public;

-- Undoes, some at a time, what an extract that is being taken back changed, and its marks of absence. Gives how many; 0 when nothing is left.
create function registers.restore_records(run uuid, most int) returns int language plpgsql security definer set search_path = pg_catalog as
$$
declare c record; n int := 0;
begin
  perform from registers.import_run x where x.id = run and x.state = 'undoing' and x.institution_id = access.my_institution()
    and x.audience && access.groups_with('imports.run');
  if not found then raise exception 'no such record' using errcode = '42501'; end if;
  for c in select x.record_id, x.before from registers.record_change x where x.run_id = run and x.undone_at is null order by x.record_id limit most loop
    perform registers.write_content(c.record_id, c.before);
    update registers.record_change x set undone_at = now() where x.run_id = run and x.record_id = c.record_id;
    n := n + 1;
  end loop;
  if n > 0 then return n; end if;
  with marked as (select x.id from registers.record x where x.absent_run = run limit most)
  update registers.record x set absent_since = null, absent_run = null from marked where x.id = marked.id;
  get diagnostics n = row_count;
  return n;
end $$;
revoke execute on function registers.restore_records(uuid, int) from public;

-- The feed's keeper learns which registers have one, and as whom.
grant select (id, code, institution_id, feed_by) on registers.register to tamga_keeper;
create policy feed on registers.register for select to tamga_keeper using (feed_by is not null);

reset role;
alter function registers.closed_registers() owner to tamga_reveal;
alter function registers.amend_records(uuid, jsonb) owner to tamga_reveal;
alter function registers.restore_records(uuid, int) owner to tamga_reveal;
do $$
begin
  set local role tamga_owner;
  grant execute on function registers.write_content(uuid, jsonb) to tamga_reveal;
  set local role tamga_reveal;
  grant execute on function registers.closed_registers(), registers.amend_records(uuid, jsonb), registers.restore_records(uuid, int) to tamga_app;
  reset role;
end $$;
