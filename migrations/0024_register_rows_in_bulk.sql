-- Rows of a register file become records some thousand at a time.
--
-- The stamp of owner, handling code and audience asked the register anew for each row, and row-level security the caller: most of the
-- time of an import. Here both are asked once for all rows of a call. What is checked is the same as for a single row.
do $$
begin
  -- Who makes a trigger may run its function.
  set local role tamga_reveal;
  grant execute on function access.stamp_register_record() to tamga_owner;
  reset role;
end $$;
set role tamga_owner;

create function registers.add_records(run uuid, records jsonb) returns int language plpgsql security definer set search_path = pg_catalog as
$$
declare r record; n int;
begin
  select x.register_id, g.institution_id, g.handling, g.audience into r
    from registers.import_run x join registers.register g on g.id = x.register_id
    where x.id = run and x.target = 'register' and x.state = 'running' and not x.dry_run and x.institution_id = access.my_institution()
      and x.audience && access.groups_with('imports.run') and g.institution_id = access.my_institution() and g.audience && access.groups_with('imports.run');
  if not found then raise exception 'no such record' using errcode = '42501'; end if;
  with rows as materialized (
    select * from jsonb_to_recordset(records) as x(id uuid, "rowNumber" int, reason text, "typeCode" text, "typeWritten" text, "makeCode" text, "makeWritten" text,
      "modelCode" text, "modelWritten" text, "calibreCode" text, "calibreWritten" text, country text, year int, series text, number text, "serialWritten" text,
      "serialNormal" text, "serialKeys" text, "lostOn" date, "enteredOn" date, authority text, reference text, note text, more jsonb)),
  put as (
    insert into registers.record (id, register_id, run_id, row_number, institution_id, handling, audience, reason, type_code, type_written, make_code, make_written,
        model_code, model_written, calibre_code, calibre_written, country, year, series, number, serial_written, serial_normal, serial_keys, lost_on, entered_on,
        authority_written, own_reference, note, more)
      select x.id, r.register_id, run, x."rowNumber", r.institution_id, r.handling, r.audience, x.reason, x."typeCode", x."typeWritten", x."makeCode", x."makeWritten",
        x."modelCode", x."modelWritten", x."calibreCode", x."calibreWritten", x.country, x.year, x.series, x.number, x."serialWritten", x."serialNormal",
        x."serialKeys"::bigint[], x."lostOn", x."enteredOn", x.authority, x.reference, x.note, x.more from rows x
      returning 1),
  keyed as (
    -- In the order of the keys: each page of the index is touched once.
    insert into matching.serial_key (key, subject_kind, subject_id, audience)
      select k, 1, x.id, r.audience from rows x, unnest(x."serialKeys"::bigint[]) k order by k
      returning 1)
  select count(*) into n from put;
  update registers.register g set record_count = g.record_count + n where g.id = r.register_id;
  return n;
end $$;
revoke execute on function registers.add_records(uuid, jsonb) from public;
grant insert on registers.record to tamga_reveal;

-- The function stamps by itself; nothing else writes as its owner.
drop trigger stamp on registers.record;
create trigger stamp before insert on registers.record for each row when (current_user <> 'tamga_reveal') execute function access.stamp_register_record();

reset role;
alter function registers.add_records(uuid, jsonb) owner to tamga_reveal;
do $$
begin
  set local role tamga_reveal;
  grant execute on function registers.add_records(uuid, jsonb) to tamga_app;
  reset role;
end $$;
