-- Need-to-know: how an audience comes about, how it is shared and withdrawn, and the wall itself.
--
-- An audience is computed here and nowhere else: author, unit and institution of the record; who the national sharing
-- rules name; who it is shared with at this moment. Requests cannot write one: the application role has no right to the
-- column. What hangs on a record (weapons on a recovery, readings on a weapon, keys, hits) changes in the same transaction.
set role tamga_owner;

create function access.merge_groups(variadic lists int[]) returns int[] language sql immutable as
$$ select coalesce(array_agg(distinct g order by g), '{}') from unnest(lists) g where g is not null $$;

-- Active shares of one record.
create function access.shared_with(record uuid) returns int[] language sql stable security definer set search_path = pg_catalog as
$$
  select coalesce(array_agg(s.group_id), '{}') from access.share s
  where s.record_id = record and s.withdrawn_at is null and (s.until is null or s.until > now())
$$;

-- Author, unit, institution, and whom the rules name from the start (never what H2 or H3 holds back, nor H1 for a court).
create function access.base_audience(record_kind text, institution int, unit int, author uuid, handling int)
returns int[] language sql stable security definer set search_path = pg_catalog as
$$
  select access.merge_groups(variadic array(
    select g.id from access.audience_group g
    where g.institution_id = institution or g.unit_id = unit or g.person_id = author
    union
    select g.id from access.sharing_rule r
      join access.audience_group g on g.institution_id = r.viewer_institution_id or (r.viewer_institution_id is null and g.kind = 'national')
          left join access.institution v on v.id = r.viewer_institution_id
    where r.kind = record_kind and r.owner_institution_id = institution and r.level = 'full' and handling & 6 = 0
      and (handling & 1 = 0 or v.kind is distinct from 'court')))
$$;

-- May the rules let the other institution see (hit) or be pointed to (pointer) this owner's records of this kind?
create function access.rule_level(record_kind text, owner int, viewer int, handling int)
returns text language sql stable security definer set search_path = pg_catalog as
$$
  select case when handling & 6 <> 0 then null
    when bool_or(r.level in ('full','hit')) then 'hit' when bool_or(r.level = 'pointer') then 'pointer' end
  from access.sharing_rule r
  where r.kind = record_kind and r.owner_institution_id = owner and r.viewer_institution_id = viewer
$$;

-- Stamps -----------------------------------------------------------------------------------------------------------

create function access.stamp_owner() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if tg_op = 'INSERT' then
    new.institution_id := access.my_institution();
    new.unit_id := coalesce(access.my_unit(), new.unit_id);
    new.created_by := access.actor();
  else
    -- Sharing is no change of the record: who has it open may go on.
    if to_jsonb(new) - 'audience' is distinct from to_jsonb(old) - 'audience' then
      new.changed_at := now();
      new.version := old.version + 1;
    end if;
  end if;
  if tg_table_name = 'recovery' then
    new.audience := access.merge_groups(variadic
      access.base_audience('recovery', new.institution_id, new.unit_id, new.created_by, new.handling) || access.shared_with(new.id));
  end if;
  return new;
end $$;
create trigger stamp before insert or update on recoveries.recovery for each row execute function access.stamp_owner();

create function access.stamp_firearm() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare r record;
begin
  select x.institution_id, x.unit_id, x.created_by, x.handling, x.audience, x.occurred_on, x.manner into strict r
    from recoveries.recovery x where x.id = new.recovery_id;
  new.institution_id := r.institution_id; new.unit_id := r.unit_id;
  if tg_op = 'INSERT' then new.created_by := access.actor(); else new.changed_at := now(); end if;
  -- What hangs on a record inherits its handling code: the strictest of both.
  new.handling := new.handling | r.handling;
  new.recovered_on := r.occurred_on; new.recovered_manner := r.manner;
  new.audience := access.merge_groups(variadic r.audience || access.shared_with(new.id)
    || case when new.handling & 6 = 0 then access.base_audience('firearm', r.institution_id, r.unit_id, r.created_by, new.handling) else '{}' end);
  return new;
exception when no_data_found then
  raise exception 'no such record' using errcode = '42501';
end $$;
create trigger stamp before insert or update on firearms.firearm for each row execute function access.stamp_firearm();

create function access.stamp_of_recovery() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  select r.institution_id, r.audience into new.institution_id, new.audience from recoveries.recovery r where r.id = new.recovery_id;
  if tg_op = 'INSERT' then new.recorded_by := access.actor(); end if;
  return new;
end $$;
create trigger stamp before insert on recoveries.ground for each row execute function access.stamp_of_recovery();
create trigger stamp before insert on recoveries.context for each row execute function access.stamp_of_recovery();

create function access.stamp_of_firearm() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  select f.institution_id, f.audience into new.institution_id, new.audience from firearms.firearm f where f.id = new.firearm_id;
  if tg_table_name = 'identification' then new.recorded_by := access.actor();
  elsif tg_table_name = 'mark' then new.created_by := access.actor();
  else
    -- A reading belongs to the mark it names, and the mark to the same weapon.
    if not exists (select from firearms.mark m where m.id = new.mark_id and m.firearm_id = new.firearm_id) then
      raise exception 'no such record' using errcode = '42501';
    end if;
    new.read_by := access.actor();
  end if;
  return new;
end $$;
create trigger stamp before insert on firearms.identification for each row execute function access.stamp_of_firearm();
create trigger stamp before insert on firearms.mark for each row execute function access.stamp_of_firearm();
create trigger stamp before insert on firearms.reading for each row execute function access.stamp_of_firearm();

create function access.stamp_register() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if tg_op = 'INSERT' then
    new.institution_id := access.my_institution(); new.unit_id := access.my_unit(); new.created_by := access.actor();
  end if;
  new.audience := access.base_audience('register-record', new.institution_id, new.unit_id, new.created_by, new.handling);
  return new;
end $$;
create trigger stamp before insert or update on registers.register for each row execute function access.stamp_register();

create function access.stamp_run() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  new.institution_id := access.my_institution(); new.unit_id := access.my_unit(); new.created_by := access.actor();
  new.audience := access.base_audience('import-run', new.institution_id, new.unit_id, new.created_by, 0);
  return new;
end $$;
create trigger stamp before insert on registers.import_run for each row execute function access.stamp_run();

create function access.stamp_register_record() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  select r.institution_id, r.handling, r.audience into new.institution_id, new.handling, new.audience
    from registers.register r where r.id = new.register_id;
  return new;
end $$;
create trigger stamp before insert on registers.record for each row execute function access.stamp_register_record();

-- Keys are written through this function only; they take the audience of their subject. old_keys: what a weapon had
-- before its reading changed, so that they go.
create function matching.put_keys(kind int, subjects uuid[], old_keys bigint[]) returns void language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if kind = 1 then
    insert into matching.serial_key (key, subject_kind, subject_id, audience)
      select k, 1, r.id, r.audience from registers.record r, unnest(r.serial_keys) k
      where r.id = any(subjects) and r.institution_id = access.my_institution() order by k;
  else
    delete from matching.serial_key s using firearms.firearm f
      where f.id = any(subjects) and f.audience && access.my_groups()
        and s.key = any(old_keys || f.serial_keys) and s.subject_id = f.id and s.subject_kind = 2;
    insert into matching.serial_key (key, subject_kind, subject_id, audience)
      select k, 2, f.id, f.audience from firearms.firearm f, unnest(f.serial_keys) k
      where f.id = any(subjects) and f.audience && access.my_groups();
    insert into matching.match_task (firearm_id) select unnest(subjects) on conflict (firearm_id) do update set asked_at = now();
  end if;
end $$;

-- Sharing ----------------------------------------------------------------------------------------------------------

-- A hit is seen by who may see both of its records.
create function access.refresh_hits(firearm uuid, other uuid) returns void language plpgsql security definer set search_path = pg_catalog as
$$
begin
  update matching.hit h set audience = coalesce((
      select array_agg(g order by g) from unnest(f.audience) g
      where g = any(coalesce((select r.audience from registers.record r where r.id = h.other_id and h.other_kind = 'register-record'),
                             (select o.audience from firearms.firearm o where o.id = h.other_id and h.other_kind = 'firearm')))), '{}')
    from firearms.firearm f
    where f.id = h.firearm_id and (h.firearm_id = firearm or h.other_id = other or h.other_id = firearm);
  update matching.hit_decision d set audience = h.audience from matching.hit h
    where d.hit_id = h.id and (h.firearm_id = firearm or h.other_id = other or h.other_id = firearm);
end $$;

-- Computes a record's audience anew, with all that hangs on it.
create function access.refresh_audience(record_kind text, record uuid) returns void language plpgsql security definer set search_path = pg_catalog as
$$
declare f record; r record; wide int[];
begin
  if record_kind = 'recovery' then
    update recoveries.recovery x set audience = access.merge_groups(variadic
        access.base_audience('recovery', x.institution_id, x.unit_id, x.created_by, x.handling) || access.shared_with(x.id))
      where x.id = record returning x.audience into wide;
    update recoveries.ground x set audience = wide where x.recovery_id = record;
    update recoveries.context x set audience = wide where x.recovery_id = record;
    for f in select x.id from firearms.firearm x where x.recovery_id = record loop
      perform access.refresh_audience('firearm', f.id);
    end loop;
  elsif record_kind = 'firearm' then
    -- The stamp computes it; naming a column is enough to fire it.
    update firearms.firearm x set handling = x.handling where x.id = record returning x.audience, x.serial_keys into f;
    update firearms.identification x set audience = f.audience where x.firearm_id = record;
    update firearms.mark x set audience = f.audience where x.firearm_id = record;
    update firearms.reading x set audience = f.audience where x.firearm_id = record;
    update matching.serial_key k set audience = f.audience
      where k.key = any(f.serial_keys) and k.subject_id = record and k.subject_kind = 2;
    perform access.refresh_hits(record, null);
  elsif record_kind = 'register-record' then
    update registers.record x set audience = access.merge_groups(variadic g.audience || access.shared_with(x.id))
      from registers.register g where g.id = x.register_id and x.id = record
      returning x.audience, x.serial_keys into r;
    update matching.serial_key k set audience = r.audience
      where k.key = any(r.serial_keys) and k.subject_id = record and k.subject_kind = 1;
    perform access.refresh_hits(null, record);
  end if;
end $$;

-- What hangs on a recovery follows its handling code, its day and its manner: a code that is raised closes the weapons too.
create function access.follow_recovery() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$ begin perform access.refresh_audience('recovery', new.id); return null; end $$;
create trigger follow after update on recoveries.recovery for each row
  when ((old.handling, old.occurred_on, old.manner) is distinct from (new.handling, new.occurred_on, new.manner))
  execute function access.follow_recovery();

-- The owner institution and handling code of a record that the caller may see; nothing otherwise.
create function access.reveal_owner(record_kind text, record uuid) returns table (institution_id int, handling int)
language sql stable security definer set search_path = pg_catalog as
$$
  select x.institution_id, x.handling::int from recoveries.recovery x
    where record_kind = 'recovery' and x.id = record and x.audience && access.my_groups()
  union all
  select x.institution_id, x.handling::int from firearms.firearm x
    where record_kind = 'firearm' and x.id = record and x.audience && access.my_groups()
  union all
  select x.institution_id, x.handling::int from registers.record x
    where record_kind = 'register-record' and x.id = record and x.audience && access.my_groups()
$$;

-- Shares a record the caller's institution owns. Refuses, with a code the program puts into words: T0001 not visible
-- or not ours, T0002 the handling code asks for the provider's leave, T0003 a date that has passed.
create function access.share_record(share uuid, record_kind text, record uuid, to_group int, why text, provider_leave text, until_when timestamptz)
returns uuid language plpgsql security definer set search_path = pg_catalog as
$$
declare o record; target_kind text; made uuid;
begin
  select * into o from access.reveal_owner(record_kind, record);
  if not found or o.institution_id is distinct from access.my_institution() or not access.may('access.share') then
    raise exception 'not found' using errcode = 'T0001';
  end if;
  if until_when is not null and until_when <= now() then raise exception 'past' using errcode = 'T0003'; end if;
  select i.kind into target_kind from access.audience_group g
    left join access.unit u on u.id = g.unit_id left join access.person p on p.id = g.person_id
    join access.institution i on i.id = coalesce(g.institution_id, u.institution_id, p.institution_id) where g.id = to_group;
  if target_kind is null then raise exception 'no such group' using errcode = 'T0001'; end if;
  -- H2: not passed on without leave; H3: another restriction; H1: not in court without leave.
  if (o.handling & 6 <> 0 or (o.handling & 1 <> 0 and target_kind = 'court')) and coalesce(provider_leave, '') = '' then
    raise exception 'handling' using errcode = 'T0002';
  end if;
  insert into access.share (id, kind, record_id, group_id, basis, reason, leave, granted_by, until)
    values (share, record_kind, record, to_group, 'person', why, provider_leave, access.actor(), until_when)
    on conflict (record_id, group_id, basis) where withdrawn_at is null
    do update set reason = excluded.reason, leave = excluded.leave, until = excluded.until, granted_by = excluded.granted_by, granted_at = now()
    returning id into made;
  perform access.refresh_audience(record_kind, record);
  return made;
end $$;

create function access.withdraw_share(share uuid, why text) returns table (kind text, record_id uuid, group_id int)
language plpgsql security definer set search_path = pg_catalog as
$$
declare s record;
begin
  select x.* into s from access.share x where x.id = share and x.withdrawn_at is null for update;
  if not found or not access.may('access.share')
    or not exists (select from access.reveal_owner(s.kind, s.record_id) o where o.institution_id = access.my_institution()) then
    raise exception 'not found' using errcode = 'T0001';
  end if;
  update access.share x set withdrawn_at = now(), withdrawn_by = access.actor(), withdrawn_why = why where x.id = share;
  perform access.refresh_audience(s.kind, s.record_id);
  return query select s.kind, s.record_id, s.group_id;
end $$;

-- Shares whose date has come end before anything else of a transaction happens; usually there are none.
create function access.end_expired_shares() returns int language plpgsql security definer set search_path = pg_catalog as
$$
declare s record; n int := 0;
begin
  for s in update access.share x set withdrawn_at = now(), withdrawn_why = 'until' where x.id in (
      select y.id from access.share y where y.withdrawn_at is null and y.until is not null and y.until <= now()
      for update skip locked) returning x.kind, x.record_id loop
    perform access.refresh_audience(s.kind, s.record_id);
    n := n + 1;
  end loop;
  return n;
end $$;

-- Who can see this record, and why. Answers only to who can see it themselves.
create function access.reveal_audience(record_kind text, record uuid)
returns table (why text, group_kind text, group_id int, institution_code text, unit_id int, person_id uuid, share_id uuid, until timestamptz, reason text, granted_at timestamptz)
language sql stable security definer set search_path = pg_catalog as
$$
  with seen as (
    select x.institution_id, x.unit_id, x.created_by, x.audience, null::int[] as parent,
        access.base_audience('recovery', x.institution_id, x.unit_id, x.created_by, x.handling) as base from recoveries.recovery x
      where record_kind = 'recovery' and x.id = record and x.audience && access.my_groups()
    union all
    select x.institution_id, x.unit_id, x.created_by, x.audience, r.audience,
        access.base_audience('firearm', x.institution_id, x.unit_id, x.created_by, x.handling) from firearms.firearm x join recoveries.recovery r on r.id = x.recovery_id
      where record_kind = 'firearm' and x.id = record and x.audience && access.my_groups()
    union all
    select x.institution_id, g.unit_id, g.created_by, x.audience, g.audience, g.audience from registers.record x join registers.register g on g.id = x.register_id
      where record_kind = 'register-record' and x.id = record and x.audience && access.my_groups())
  select case
      when g.person_id = s.created_by then 'author'
      when g.unit_id = s.unit_id then 'unit'
      when g.institution_id = s.institution_id then 'institution'
      when sh.basis = 'person' then 'share'
      when sh.basis = 'hit' then 'hit'
      when s.parent is not null and g.id = any(s.parent) then 'parent'
      else 'rule' end,
    g.kind, g.id, i.code, g.unit_id, g.person_id, sh.id, sh.until,
    case when s.institution_id = access.my_institution() then sh.reason end, sh.granted_at
  from seen s cross join unnest(s.audience) a(id)
  join access.audience_group g on g.id = a.id
  left join access.unit u on u.id = g.unit_id left join access.person p on p.id = g.person_id
  left join access.institution i on i.id = coalesce(g.institution_id, u.institution_id, p.institution_id)
  -- That a hit opened the record tells of the other record: its owner and the institution it was opened to may know, no third.
  left join access.share sh on sh.record_id = record and sh.group_id = g.id and sh.withdrawn_at is null
    and (sh.basis = 'person' or s.institution_id = access.my_institution() or g.id = any(access.my_groups()))
  where sh.id is not null or g.id = any(s.base) or g.id = any(coalesce(s.parent, '{}'))
  order by 1, 4, 3
$$;

-- Pointer: which institutions hold a record with one of these keys that the caller may not see, where the owner's rule
-- lets the caller's institution know so much. Given the strong keys of a reading; answers with institutions only.
create function matching.reveal_pointers(keys bigint[]) returns table (institution_id int)
language sql stable security definer set search_path = pg_catalog as
$$
  select r.institution_id from matching.serial_key k join registers.record r on k.subject_kind = 1 and r.id = k.subject_id
    where k.key = any(keys) and r.state = 'active' and not r.audience && access.my_groups()
      and access.rule_level('register-record', r.institution_id, access.my_institution(), r.handling) is not null
      and access.may('serials.check')
  union
  select f.institution_id from matching.serial_key k join firearms.firearm f on k.subject_kind = 2 and f.id = k.subject_id
    where k.key = any(keys) and not f.audience && access.my_groups()
      and access.rule_level('firearm', f.institution_id, access.my_institution(), f.handling) is not null
      and access.may('serials.check')
  order by 1
$$;

-- The institution of a person: all that others may know of who read a mark or recorded a statement.
create function access.reveal_institution_of(person uuid) returns text language sql stable security definer set search_path = pg_catalog as
$$ select i.code from access.person p join access.institution i on i.id = p.institution_id where p.id = person $$;

-- History: what happened to a record that the caller can see. Reads by others are shown to the owner institution only.
create function journal.reveal_history(record_kind text, wanted uuid)
returns table (id uuid, at timestamptz, verb text, outcome text, institution text, person uuid, purpose text, "position" bigint)
language sql stable security definer set search_path = pg_catalog as
$$
  select e.id, e.at, e.verb, e.outcome, e.institution,
    case when own.mine or e.actor = access.actor() then e.actor end,
    case when own.mine or e.actor = access.actor() then e.purpose end,
    l.position
  from (select o.institution_id = access.my_institution() as mine from access.reveal_owner(record_kind, wanted) o) own
  join journal.entry e on e.record = wanted and e.outcome = 'done'
  left join journal.leaf l on l.entry_id = e.id
  where own.mine or e.actor = access.actor() or e.verb not in ('read','search','export','share','withdraw','decide')
  order by e.seq
$$;

reset role;
