-- What a program's index of numbers must read again: which records a statement wrote that the index holds something of.
--
-- A program keeps the numbers in memory (src/matching/live-index.ts) and follows this table within a second. One row a statement, whatever
-- its size. `xid` is the writing transaction: a reader asks from the oldest one that was still running when it last asked, so
-- that a commit which comes late is not passed over.
set role tamga_owner;
create table matching.index_change (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  subject_kind smallint not null check (subject_kind in (1, 2)),
  subjects uuid[] not null
);
create index index_change_xid on matching.index_change (xid);
comment on table matching.index_change is 'Records (1) and weapons (2) whose entry in a program''s index is out of date. Rows older than a day go.';

create function matching.mark_records() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare changed uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(n.id) into changed from new_rows n;
  elsif tg_op = 'DELETE' then
    select array_agg(o.id) into changed from old_rows o;
  else
    select array_agg(n.id) into changed from new_rows n join old_rows o on o.id = n.id
      where (n.audience, n.state, n.serial_written, n.make_code, n.make_written, n.model_code, n.model_written, n.type_code, n.type_written, n.calibre_code, n.calibre_written, n.country, n.year)
        is distinct from (o.audience, o.state, o.serial_written, o.make_code, o.make_written, o.model_code, o.model_written, o.type_code, o.type_written, o.calibre_code, o.calibre_written, o.country, o.year);
  end if;
  if changed is not null then insert into matching.index_change (subject_kind, subjects) values (1, changed); end if;
  return null;
end $$;
create function matching.mark_weapons() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare changed uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(n.id) into changed from new_rows n;
  elsif tg_op = 'DELETE' then
    select array_agg(o.id) into changed from old_rows o;
  else
    select array_agg(n.id) into changed from new_rows n join old_rows o on o.id = n.id
      where (n.audience, n.withdrawn_at, n.serial_written, n.serial_keys, n.make_code, n.make_written, n.model_code, n.model_written, n.type_code, n.type_written, n.calibre_code, n.calibre_written, n.country, n.year)
        is distinct from (o.audience, o.withdrawn_at, o.serial_written, o.serial_keys, o.make_code, o.make_written, o.model_code, o.model_written, o.type_code, o.type_written, o.calibre_code, o.calibre_written, o.country, o.year);
  end if;
  if changed is not null then insert into matching.index_change (subject_kind, subjects) values (2, changed); end if;
  return null;
end $$;
create trigger index_insert after insert on registers.record referencing new table as new_rows for each statement execute function matching.mark_records();
create trigger index_update after update on registers.record referencing new table as new_rows old table as old_rows for each statement execute function matching.mark_records();
create trigger index_delete after delete on registers.record referencing old table as old_rows for each statement execute function matching.mark_records();
create trigger index_insert after insert on firearms.firearm referencing new table as new_rows for each statement execute function matching.mark_weapons();
create trigger index_update after update on firearms.firearm referencing new table as new_rows old table as old_rows for each statement execute function matching.mark_weapons();
create trigger index_delete after delete on firearms.firearm referencing old table as old_rows for each statement execute function matching.mark_weapons();

alter table matching.index_change enable row level security;
alter table matching.index_change force row level security;
revoke all on matching.index_change from public;
create policy owner on matching.index_change to tamga_owner using (true) with check (true);
create policy backup on matching.index_change for select to tamga_backup using (true);
grant select on matching.index_change to tamga_backup;
create policy match on matching.index_change to tamga_matcher using (true) with check (true);
grant select, delete on matching.index_change to tamga_matcher;
create policy reveal on matching.index_change to tamga_reveal using (true) with check (true);
grant select, insert on matching.index_change to tamga_reveal;
grant usage, select on sequence matching.index_change_id_seq to tamga_reveal;
revoke execute on function matching.mark_records(), matching.mark_weapons() from public;
reset role;
alter function matching.mark_records() owner to tamga_reveal;
alter function matching.mark_weapons() owner to tamga_reveal;
