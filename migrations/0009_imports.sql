-- Imports: what was looked at beforehand, taking a whole import back, and files that never arrived whole.
set role tamga_owner;

alter table registers.import_run add column survey jsonb;
alter table registers.import_run add column undo_reason text;
alter table registers.import_run add column withdrawn bigint not null default 0;
alter table registers.import_run drop constraint import_run_state_check;
alter table registers.import_run add constraint import_run_state_check
  check (state in ('uploaded','ready','running','done','cancelled','failed','undoing','undone'));
create index import_run_headers on registers.import_run ((mapping->>'fingerprint'), created_at desc) where mapping is not null;
create index import_run_file on registers.import_run (file_sha256);
create index import_run_content on registers.import_run (content_hash) where content_hash is not null;
-- Owner, author and audience of a run are not the program's to change: rights are by column.
grant update (survey, undo_reason) on registers.import_run to tamga_app;
comment on column registers.import_run.survey is 'What the whole file says before its first row is taken: rows, content identity, and the order of day and month per column.';

-- An import that is taken back: its recoveries, weapons and hits vanish from every list, search and match, and stay in the
-- history, the journal and the outcome of each row. Restrictive: no other policy opens them again.
alter table recoveries.recovery add column withdrawn_at timestamptz;
alter table firearms.firearm add column withdrawn_at timestamptz;
alter table matching.hit add column withdrawn_at timestamptz;
create policy standing on recoveries.recovery as restrictive for select to tamga_app using (withdrawn_at is null);
create policy standing on firearms.firearm as restrictive for select to tamga_app, tamga_matcher using (withdrawn_at is null);
create policy standing on matching.hit as restrictive for select to tamga_app using (withdrawn_at is null);

-- An import of recoveries is run by who may import and correct recoveries of the institution, through a run of its own.
create policy import on recoveries.recovery for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and (select access.may('imports.run')) and (select access.may('recoveries.change'))
    and exists (select from registers.import_run r where r.id = import_run_id and r.target = 'recoveries' and r.state = 'running'
      and r.institution_id = (select access.my_institution())));
create policy import on firearms.firearm for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.my_groups())
    and (select access.may('imports.run')) and (select access.may('recoveries.change'))
    and exists (select from registers.import_run r where r.id = import_run_id and r.target = 'recoveries' and r.state = 'running'
      and r.institution_id = (select access.my_institution())));

-- Withdraws up to `most` records of a run that is being undone, with their keys and hits, and names them; none when nothing is left.
-- Keys and hits are not the caller's to touch: hence a function, which asks the same rights as the import itself.
create function registers.withdraw_rows(run uuid, most int) returns uuid[] language plpgsql security definer set search_path = pg_catalog as
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
    delete from matching.serial_key k using (select x.id, unnest(x.serial_keys) as key from registers.record x where x.id = any(ids)) d
      where k.key = d.key and k.subject_id = d.id and k.subject_kind = 1;
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
revoke execute on function registers.withdraw_rows(uuid, int) from public;
grant delete on matching.match_task to tamga_reveal;

-- The file of a run is read by who sees the run: another person of the institution may start or resume it.
create policy of_run on platform.file for select to tamga_app using (exists (select from registers.import_run r where r.file_id = file.id));

-- The keeper clears away what never arrived whole, takes up runs that lost their program, and notes why one failed.
grant select, delete on platform.file to tamga_keeper;
create policy unfinished on platform.file to tamga_keeper using (not complete) with check (false);
grant select (id, state, created_by), update (state, fault, finished_at) on registers.import_run to tamga_keeper;
create policy keep on registers.import_run to tamga_keeper using (true) with check (true);

reset role;
alter function registers.withdraw_rows(uuid, int) owner to tamga_reveal;
do $$
begin
  set local role tamga_reveal;
  grant execute on function registers.withdraw_rows(uuid, int) to tamga_app;
  reset role;
end $$;
