-- Rules reach back: what changes in a rule, a handling code or a role takes hold on what is there already.
--
-- 1. Each call is made in the capacity that its permission gives: a role's permission goes with that role's own reach, never
--    with the wider reach of another role of the same person.
-- 2. What hangs on a record inherits its handling code; the code recorded for a weapon itself is kept apart, so that lowering the
--    recovery's code lowers the weapon's.
-- 3. A hit opens a record as long as the owner's rule and the handling code let it, not for ever.
-- 4. A changed sharing rule or register recomputes what it touches: at once where that is little, by a job where it is
--    much – and what is closed is closed from the commit on, before the job has run.
set role tamga_owner;

-- 2. Handling of a weapon itself -------------------------------------------------------------------------------------
alter table firearms.firearm add column own_handling smallint not null default 0 check (own_handling between 0 and 7);
comment on column firearms.firearm.own_handling is 'The handling code recorded for the weapon itself. handling is this and what is inherited from the recovery: the strictest of both.';
comment on column firearms.firearm.handling is 'In force: own_handling with the code of the recovery. Stamped by the database, never written by a request.';
-- What a weapon had beyond its recovery was recorded for it.
alter table firearms.firearm disable trigger stamp;
update firearms.firearm f set own_handling = f.handling & ~r.handling from recoveries.recovery r where r.id = f.recovery_id and f.handling & ~r.handling <> 0;
alter table firearms.firearm enable trigger stamp;
revoke update (handling) on firearms.firearm from tamga_app;
grant update (own_handling) on firearms.firearm to tamga_app;

-- 4. A code is unique among the registers of one keeper; among those that a keeper sees, the program asks. An index over the
-- whole institution would tell a keeper of one unit what another unit keeps.
alter table registers.register drop constraint register_institution_id_code_key;
create unique index register_code on registers.register (institution_id, created_by, code);

-- 4. What is being gone through --------------------------------------------------------------------------------------
create table access.recomputation (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('recovery','firearm','register-record')),
  institution_id int not null references access.institution(id),
  register_id uuid references registers.register(id),
  closes int[] not null default '{}',
  total bigint not null, done bigint not null default 0, after uuid,
  asked_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((kind = 'register-record') = (register_id is not null))
);
create index recomputation_open on access.recomputation (asked_at) where finished_at is null;
comment on table access.recomputation is
  'Records whose audience a changed rule or register recomputes, where they are too many for one transaction. closes: groups that the change shuts out; until the job has been through, a record stands open to them only where its audience worked out anew says so.';

alter table access.recomputation enable row level security;
alter table access.recomputation force row level security;
create policy backup on access.recomputation for select to tamga_backup using (true);
grant select on access.recomputation to tamga_backup;
create policy owner on access.recomputation to tamga_owner using (true) with check (true);
revoke all on access.recomputation from public;
grant select, insert, update on access.recomputation to tamga_reveal;
create policy go_through on access.recomputation to tamga_reveal using (true) with check (true);
grant select on access.recomputation to tamga_app, tamga_keeper;
create policy keep on access.recomputation for select to tamga_keeper using (true);
-- Administrators see that it goes on and how far, a register's people for their register.
create policy see on access.recomputation for select to tamga_app
  using ((select access.may('rules.administer')) or exists (select from registers.register r where r.id = register_id));
grant insert on matching.hit_pointer to tamga_reveal;
grant insert on platform.job to tamga_reveal;
create policy ask_through on platform.job for insert to tamga_reveal with check (task = 'recompute-audiences' and finished_at is null and attempts = 0);

reset role;
set role tamga_reveal;

-- 1. Capacities ------------------------------------------------------------------------------------------------------

-- The groups of one reach: own records, a unit with those below, the institution, the nation.
create function access.groups_at(person uuid, institution int, reach text, unit int) returns int[] language sql stable security definer set search_path = pg_catalog as
$$
  select coalesce(array_agg(g.id order by g.id), '{}') from access.audience_group g
  where g.person_id = person
     or (reach in ('unit','institution','national') and g.unit_id in (select access.units_below(unit)))
     or (reach in ('institution','national') and g.institution_id = institution)
     or (reach = 'national' and g.kind = 'national')
$$;

-- The groups a person belongs to through roles that hold the permission; without one, through any role with content. Once in
-- every transaction: in plpgsql, whose plans a connection keeps.
create function access.groups_of(person uuid, wanted text) returns int[] language plpgsql stable security definer set search_path = pg_catalog as
$$
begin
  return (
    with assigned as (
      select a.scope, a.unit_id, p.institution_id, p.id as person_id
      from access.person p
      join access.role_assignment a on a.person_id = p.id and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now())
      join access.role r on r.code = a.role and r.content
      where p.id = person and p.active
        and (wanted is null or exists (select from access.role_permission rp where rp.role = a.role and rp.permission = wanted)))
    select coalesce(array_agg(distinct g.id order by g.id), '{}')
    from access.audience_group g
    where g.person_id in (select x.person_id from assigned x)
       or g.unit_id in (select access.units_below(x.unit_id) from assigned x where x.scope in ('unit','institution','national'))
       or g.institution_id in (select x.institution_id from assigned x where x.scope in ('institution','national'))
       or (g.kind = 'national' and exists (select from assigned x where x.scope = 'national')));
end $$;

-- The caller's groups through roles that hold one of the permissions (narrowed by a machine token like every permission):
-- what a policy of writing asks, whatever the call was made for.
create function access.groups_with(variadic wanted text[]) returns int[] language sql stable security definer set search_path = pg_catalog as
$$
  select coalesce(array_agg(distinct g order by g), '{}') from unnest(wanted) w, unnest(access.groups_of(access.actor(), w)) g where access.may(w)
$$;

create or replace function access.my_groups() returns int[] language plpgsql stable security definer set search_path = pg_catalog as
$$
declare kept text := current_setting('tamga.groups', true); who text := current_setting('tamga.actor', true);
begin
  if coalesce(who, '') = '' then return '{}'; end if;
  if kept is not null and left(kept, 37) = who || ' ' then return substr(kept, 38)::int[]; end if;
  return access.groups_of(who::uuid, nullif(current_setting('tamga.capacity', true), ''));
end $$;

drop function access.enter(bytea, text);
drop function access.assume(uuid, uuid, uuid, text);
drop function access.groups_of(uuid);

-- Becomes a person for the rest of the transaction, in the capacity of the roles that hold `wanted`; null: of all.
create function access.assume(person uuid, session uuid, token uuid, purpose text, wanted text default null) returns void
language sql security definer set search_path = pg_catalog as
$$
  select set_config('tamga.actor', person::text, true), set_config('tamga.session', coalesce(session::text, ''), true),
    set_config('tamga.token', coalesce(token::text, ''), true), set_config('tamga.purpose', coalesce(purpose, ''), true),
    set_config('tamga.capacity', coalesce(wanted, ''), true),
    set_config('tamga.groups', person::text || ' ' || access.groups_of(person, wanted)::text, true)
$$;

-- Roles and permissions of the caller and, for a person whose roles with content reach differently far, which permissions
-- reach which groups; null for everybody else.
create function access.my_capacity(out permissions text[], out roles text[], out capacities jsonb) language plpgsql stable security definer set search_path = pg_catalog as
$$
declare reaches int; me uuid := nullif(current_setting('tamga.actor', true), '')::uuid; token uuid := nullif(current_setting('tamga.token', true), '')::uuid; narrowed text[];
begin
  select coalesce(array_agg(distinct rp.permission) filter (where rp.permission is not null), '{}'), coalesce(array_agg(distinct a.role), '{}'),
      count(distinct a.scope || a.unit_id) filter (where r.content)
    into permissions, roles, reaches
    from access.role_assignment a
    join access.role r on r.code = a.role
    left join access.role_permission rp on rp.role = a.role
    where a.person_id = me and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now())
      and exists (select from access.person p where p.id = me and p.active);
  if token is not null then
    select t.permissions into narrowed from access.machine_token t where t.id = token and t.revoked_at is null and t.expires_at > now();
    permissions := array(select x from unnest(permissions) x where x = any(coalesce(narrowed, '{}')));
  end if;
  if reaches > 1 then
    select jsonb_agg(jsonb_build_object('permissions', array(select rp.permission from access.role_permission rp where rp.role = a.role),
        'groups', access.groups_at(p.id, p.institution_id, a.scope, a.unit_id))) into capacities
      from access.person p
      join access.role_assignment a on a.person_id = p.id and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now())
      join access.role r on r.code = a.role and r.content
      where p.id = access.actor() and p.active;
  end if;
end $$;

-- Signing a request in: one call at the start of its transaction. Gives nothing for an unknown, ended or idle session.
create function access.enter(hash bytea, asked_purpose text, wanted text default null)
returns table (session_id uuid, person_id uuid, username text, name_latin text, name_cyrillic text, language text,
  institution_id int, institution_code text, unit_id int, unit_code text, permissions text[], roles text[], capacities jsonb, groups int[],
  strength text, break_glass boolean, token_id uuid, token_purpose text)
language plpgsql security definer set search_path = pg_catalog as
$$
declare s record; c record;
begin
  select x.id, x.person_id, x.strength, x.last_seen_at into s from access.session x
    join access.person p on p.id = x.person_id and p.active
    where x.token_hash = hash and x.ended_at is null and x.expires_at > now()
      and x.last_seen_at + make_interval(secs => x.idle_seconds) > now();
  if found then
    perform access.assume(s.person_id, s.id, null, asked_purpose, wanted);
    c := access.my_capacity();
    if s.last_seen_at < now() - interval '30 seconds' then
      update access.session x set last_seen_at = now() where x.id = s.id;
    end if;
    return query select s.id, p.id, p.username, p.name_latin, p.name_cyrillic, p.language, p.institution_id, i.code, p.unit_id, u.code,
        c.permissions, c.roles, c.capacities, access.my_groups(), s.strength, p.break_glass, null::uuid, null::text
      from access.person p join access.institution i on i.id = p.institution_id join access.unit u on u.id = p.unit_id
      where p.id = s.person_id;
    return;
  end if;
  select t.id, t.person_id, t.purpose, t.last_used_at into s from access.machine_token t
    join access.person p on p.id = t.person_id and p.active
    where t.token_hash = hash and t.revoked_at is null and t.expires_at > now();
  if found then
    perform access.assume(s.person_id, null, s.id, coalesce(nullif(asked_purpose, ''), s.purpose), wanted);
    c := access.my_capacity();
    if s.last_used_at is null or s.last_used_at < now() - interval '30 seconds' then
      update access.machine_token t set last_used_at = now() where t.id = s.id;
    end if;
    return query select null::uuid, p.id, p.username, p.name_latin, p.name_cyrillic, p.language, p.institution_id, i.code, p.unit_id, u.code,
        c.permissions, c.roles, c.capacities, access.my_groups(), 'machine'::text, p.break_glass, s.id, s.purpose
      from access.person p join access.institution i on i.id = p.institution_id join access.unit u on u.id = p.unit_id
      where p.id = s.person_id;
  end if;
end $$;

-- 3. Shares that hold -------------------------------------------------------------------------------------------------

-- The shares of a record that hold now. What a hit opened stays open while the owner's rule says so and no handling code
-- holds the record back; inside one institution no rule is asked.
create function access.shares_of(record_kind text, record uuid, owner int, held int) returns setof access.share
language sql stable security definer set search_path = pg_catalog as
$$
  select s.* from access.share s
    join access.audience_group g on g.id = s.group_id
    left join access.unit u on u.id = g.unit_id
  where s.record_id = record and s.withdrawn_at is null and (s.until is null or s.until > now())
    and (s.basis = 'person' or (held & 6 = 0 and (coalesce(g.institution_id, u.institution_id) = owner
      or access.rule_level(record_kind, owner, coalesce(g.institution_id, u.institution_id), held) = 'hit')))
$$;

create function access.shared_with(record_kind text, record uuid, owner int, held int) returns int[]
language sql stable security definer set search_path = pg_catalog as
$$ select coalesce(array_agg(s.group_id), '{}') from access.shares_of(record_kind, record, owner, held) s $$;

create or replace function access.stamp_owner() returns trigger language plpgsql security definer set search_path = pg_catalog as
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
      access.base_audience('recovery', new.institution_id, new.unit_id, new.created_by, new.handling)
      || access.shared_with('recovery', new.id, new.institution_id, new.handling));
  end if;
  return new;
end $$;

create or replace function access.stamp_firearm() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare r record;
begin
  select x.institution_id, x.unit_id, x.created_by, x.handling, x.audience, x.occurred_on, x.manner into strict r
    from recoveries.recovery x where x.id = new.recovery_id;
  new.institution_id := r.institution_id; new.unit_id := r.unit_id;
  if tg_op = 'INSERT' then
    new.created_by := access.actor();
    new.own_handling := new.own_handling | new.handling;
  elsif to_jsonb(new) - array['audience','handling','recovered_on','recovered_manner'] is distinct from to_jsonb(old) - array['audience','handling','recovered_on','recovered_manner'] then
    new.changed_at := now();
  end if;
  -- What hangs on a record inherits its handling code: the strictest of both, for as long as the record has it.
  new.handling := new.own_handling | r.handling;
  new.recovered_on := r.occurred_on; new.recovered_manner := r.manner;
  new.audience := access.merge_groups(variadic r.audience || access.shared_with('firearm', new.id, r.institution_id, new.handling)
    || case when new.handling & 6 = 0 then access.base_audience('firearm', r.institution_id, r.unit_id, r.created_by, new.handling) else '{}' end);
  return new;
exception when no_data_found then
  raise exception 'no such record' using errcode = '42501';
end $$;

-- What a hit opens, opens also when the rule or the handling code came to allow it after the hit. What a person withdrew stays withdrawn.
create function access.open_by_hits(record_kind text, record uuid, owner int, held int) returns void language plpgsql security definer set search_path = pg_catalog as
$$
begin
  insert into access.share (id, kind, record_id, group_id, basis, reason)
    select gen_random_uuid(), record_kind, record, g.id, 'hit', min(o.number)
    from (
      select h.number, h.other_institution_id as institution_id,
          coalesce((select f.unit_id from firearms.firearm f where f.id = h.other_id),
                   (select x.unit_id from registers.record r join registers.register x on x.id = r.register_id where r.id = h.other_id)) as unit_id
        from matching.hit h where record_kind = 'firearm' and h.firearm_id = record and h.withdrawn_at is null
      union all
      select h.number, h.firearm_institution_id, f.unit_id from matching.hit h join firearms.firearm f on f.id = h.firearm_id
        where h.other_kind = record_kind and h.other_id = record and h.withdrawn_at is null) o
    join access.audience_group g on (g.institution_id = o.institution_id and o.institution_id <> owner) or g.unit_id = o.unit_id
    where held & 6 = 0 and (o.institution_id = owner or access.rule_level(record_kind, owner, o.institution_id, held) = 'hit')
      and not exists (select from access.share s where s.record_id = record and s.group_id = g.id and s.basis = 'hit')
    group by g.id
    on conflict do nothing;
end $$;

create or replace function access.refresh_hits(firearm uuid, other uuid) returns void language plpgsql security definer set search_path = pg_catalog as
$$
begin
  update matching.hit h set audience = f.audience, other_audience = coalesce(r.audience, o.audience, '{}'),
      handling = f.handling | coalesce(r.handling, o.handling, 0)
    from firearms.firearm f, (select x.id from matching.hit x where x.firearm_id = firearm or x.other_id = other or x.other_id = firearm) t
      join matching.hit y on y.id = t.id
      left join registers.record r on r.id = y.other_id and y.other_kind = 'register-record'
      left join firearms.firearm o on o.id = y.other_id and y.other_kind = 'firearm'
    where y.id = h.id and f.id = h.firearm_id;
end $$;

-- Pointers at a record stand with the owners of what matches it, as long as the rule lets them be pointed and not more.
create function access.refresh_pointers(record_kind text, record uuid, owner int, held int) returns void language plpgsql security definer set search_path = pg_catalog as
$$
declare p record; groups int[];
begin
  for p in
    select h.id as hit_id, x.own_kind, x.own_id, access.rule_level(record_kind, owner, x.institution_id, held) as level, x.institution_id, h.withdrawn_at,
        access.merge_groups(variadic array(select g.id from access.audience_group g
          where g.institution_id = x.institution_id or g.unit_id = x.unit_id or g.person_id = x.author)) as groups
      from matching.hit h cross join lateral (
        select 'firearm' as own_kind, f.id as own_id, f.institution_id, f.unit_id, f.created_by as author from firearms.firearm f
          where f.id = case when h.firearm_id = record then case when h.other_kind = 'firearm' then h.other_id end else h.firearm_id end
        union all
        select 'register-record', r.id, r.institution_id, y.unit_id, null from registers.record r join registers.register y on y.id = r.register_id
          where h.firearm_id = record and h.other_kind = 'register-record' and r.id = h.other_id) x
      where (h.firearm_id = record or h.other_id = record) and x.institution_id <> owner
  loop
    groups := case when p.level = 'pointer' and p.withdrawn_at is null then p.groups else '{}' end;
    update matching.hit_pointer q set audience = groups where q.hit_id = p.hit_id and q.institution_id = p.institution_id and q.audience is distinct from groups;
    if p.level = 'pointer' and p.withdrawn_at is null then
      insert into matching.hit_pointer (id, hit_id, own_kind, own_id, institution_id, other_institution_id, audience)
        values (gen_random_uuid(), p.hit_id, p.own_kind, p.own_id, p.institution_id, owner, groups) on conflict do nothing;
    end if;
  end loop;
end $$;

-- Register records, many at a time: their register's handling code and audience with their own shares, their keys and hits.
create function access.refresh_records(records uuid[]) returns void language plpgsql security definer set search_path = pg_catalog as
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
  update matching.serial_key k set audience = n.audience
    from (select y.id, y.audience, unnest(y.serial_keys) as key from registers.record y where y.id = any(records)) n
    where k.key = n.key and k.subject_id = n.id and k.subject_kind = 1 and k.audience is distinct from n.audience;
  for r in select distinct x.id, x.institution_id, x.handling from registers.record x join matching.hit h on h.other_id = x.id where x.id = any(records) loop
    perform access.refresh_hits(null, r.id);
    perform access.refresh_pointers('register-record', r.id, r.institution_id, r.handling);
  end loop;
end $$;

-- Computes a record's audience anew, with all that hangs on it.
create or replace function access.refresh_audience(record_kind text, record uuid) returns void language plpgsql security definer set search_path = pg_catalog as
$$
declare f record; wide int[];
begin
  if record_kind = 'recovery' then
    -- The stamp computes it; naming a column is enough to fire it.
    update recoveries.recovery x set audience = x.audience where x.id = record returning x.audience into wide;
    update recoveries.ground x set audience = wide where x.recovery_id = record;
    update recoveries.context x set audience = wide where x.recovery_id = record;
    for f in select x.id from firearms.firearm x where x.recovery_id = record loop
      perform access.refresh_audience('firearm', f.id);
    end loop;
  elsif record_kind = 'firearm' then
    select x.institution_id, x.own_handling | r.handling as handling into f from firearms.firearm x join recoveries.recovery r on r.id = x.recovery_id where x.id = record;
    perform access.open_by_hits('firearm', record, f.institution_id, f.handling);
    update firearms.firearm x set handling = x.handling where x.id = record returning x.audience, x.serial_keys, x.institution_id, x.handling into f;
    update firearms.identification x set audience = f.audience where x.firearm_id = record;
    update firearms.mark x set audience = f.audience where x.firearm_id = record;
    update firearms.reading x set audience = f.audience where x.firearm_id = record;
    update matching.serial_key k set audience = f.audience
      where k.key = any(f.serial_keys) and k.subject_id = record and k.subject_kind = 2;
    perform access.refresh_hits(record, null);
    perform access.refresh_pointers('firearm', record, f.institution_id, f.handling);
  elsif record_kind = 'register-record' then
    perform access.refresh_records(array[record]);
  end if;
end $$;

-- A record's audience worked out anew.
create function access.audience_of(record_kind text, record uuid) returns int[] language plpgsql stable security definer set search_path = pg_catalog as
$$
declare r record; h int;
begin
  if record_kind = 'recovery' then
    select x.institution_id, x.unit_id, x.created_by, x.handling into r from recoveries.recovery x where x.id = record;
    return access.merge_groups(variadic access.base_audience('recovery', r.institution_id, r.unit_id, r.created_by, r.handling)
      || access.shared_with('recovery', record, r.institution_id, r.handling));
  elsif record_kind = 'firearm' then
    select x.recovery_id, y.institution_id, y.unit_id, y.created_by, x.own_handling | y.handling as handling into r
      from firearms.firearm x join recoveries.recovery y on y.id = x.recovery_id where x.id = record;
    return access.merge_groups(variadic access.audience_of('recovery', r.recovery_id) || access.shared_with('firearm', record, r.institution_id, r.handling)
      || case when r.handling & 6 = 0 then access.base_audience('firearm', r.institution_id, r.unit_id, r.created_by, r.handling) else '{}' end);
  elsif record_kind = 'register' then
    select x.institution_id, x.unit_id, x.created_by, x.handling into r from registers.register x where x.id = record;
    return access.base_audience('register-record', r.institution_id, r.unit_id, r.created_by, r.handling);
  else
    select x.institution_id, g.id as register_id, g.handling into r from registers.record x join registers.register g on g.id = x.register_id where x.id = record;
    return access.merge_groups(variadic access.audience_of('register', r.register_id) || access.shared_with('register-record', record, r.institution_id, r.handling));
  end if;
end $$;

-- Usually nothing is being closed: asked once in a statement.
create function access.nothing_closes() returns boolean language sql stable security definer set search_path = pg_catalog as
$$ select not exists (select from access.recomputation r where r.finished_at is null and r.closes <> '{}') $$;

-- Whether a record that the caller's groups still stand in the audience of stays open to them: through a group that is not
-- being closed, or because its audience worked out anew says so.
create function access.stays_open(record_kind text, owner int, audience int[], record uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog as
$$
declare closing int[]; mine int[] := access.my_groups();
begin
  select array_agg(distinct g) into closing from access.recomputation c, unnest(c.closes) g
    where c.finished_at is null and (owner is null or c.institution_id = owner)
      and case record_kind when 'firearm' then c.kind in ('recovery', 'firearm') else c.kind = record_kind end;
  if closing is null or exists (select from unnest(mine) m where m = any(audience) and m <> all(closing)) then return true; end if;
  return access.audience_of(record_kind, record) && mine;
end $$;

-- Its audience as it stands, also while a job is still to write it down.
create function access.audience_now(record_kind text, record uuid, written int[]) returns int[] language sql stable security definer set search_path = pg_catalog as
$$ select case when access.nothing_closes() then written else access.audience_of(record_kind, record) end $$;

-- A rule or a register changed: its records anew, at once where they are few, else by a job. closes: groups shut out by the change.
create function access.go_through(record_kind text, owner int, register uuid, closes int[]) returns void language plpgsql security definer set search_path = pg_catalog as
$$
declare most bigint := coalesce(nullif(current_setting('tamga.recompute_at_once', true), ''), '2000')::bigint; n bigint; r record; made uuid;
begin
  select count(*) into n from (
    select from recoveries.recovery x where record_kind = 'recovery' and x.institution_id = owner
    union all select from firearms.firearm x where record_kind = 'firearm' and x.institution_id = owner
    union all select from registers.record x where record_kind = 'register-record' and x.register_id = register) every;
  if n > most then
    insert into access.recomputation (kind, institution_id, register_id, closes, total) values (record_kind, owner, register, closes, n) returning id into made;
    insert into platform.job (id, task, payload) values (gen_random_uuid(), 'recompute-audiences', jsonb_build_object('recomputation', made));
    return;
  end if;
  if record_kind = 'register-record' then
    perform access.refresh_records(array(select x.id from registers.record x where x.register_id = register));
  elsif record_kind = 'recovery' then
    for r in select x.id from recoveries.recovery x where x.institution_id = owner order by x.id loop perform access.refresh_audience('recovery', r.id); end loop;
  else
    for r in select x.id from firearms.firearm x where x.institution_id = owner order by x.id loop perform access.refresh_audience('firearm', r.id); end loop;
  end if;
end $$;

-- The next `most` records of a recomputation; gives how many, nought when it is through.
create function access.go_on(recomputation uuid, most int) returns int language plpgsql security definer set search_path = pg_catalog as
$$
declare c record; ids uuid[]; one uuid;
begin
  select x.* into c from access.recomputation x where x.id = recomputation and x.finished_at is null for update;
  if not found then return 0; end if;
  if c.kind = 'register-record' then
    ids := array(select x.id from registers.record x where x.register_id = c.register_id and (c.after is null or x.id > c.after) order by x.id limit most);
    perform access.refresh_records(ids);
  else
    ids := case c.kind when 'recovery'
      then array(select x.id from recoveries.recovery x where x.institution_id = c.institution_id and (c.after is null or x.id > c.after) order by x.id limit most)
      else array(select x.id from firearms.firearm x where x.institution_id = c.institution_id and (c.after is null or x.id > c.after) order by x.id limit most) end;
    foreach one in array ids loop perform access.refresh_audience(c.kind, one); end loop;
  end if;
  update access.recomputation x set done = x.done + cardinality(ids), after = coalesce(ids[cardinality(ids)], x.after),
    finished_at = case when cardinality(ids) = 0 then now() end where x.id = recomputation;
  return cardinality(ids);
end $$;

-- Records that hits join with the other institution's follow at once, however many others wait for the job.
create function access.follow_pair(record_kind text, owner int, viewer int) returns void language plpgsql security definer set search_path = pg_catalog as
$$
declare r record;
begin
  for r in select distinct x.id from (
      select h.firearm_id as id from matching.hit h where record_kind = 'firearm' and h.firearm_institution_id = owner and h.other_institution_id = viewer
      union select h.other_id from matching.hit h where h.other_kind = record_kind and h.other_institution_id = owner and h.firearm_institution_id = viewer) x loop
    perform access.refresh_audience(record_kind, r.id);
  end loop;
end $$;

create function access.follow_rule() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare side record; closing int[]; g record;
begin
  -- The side that is gone first: what it shut out, unless another rule still opens it.
  for side in
    select distinct s.kind, s.owner, s.viewer, bool_or(s.level = 'full') as wholly, bool_or(s.gone and s.level = 'full') as shut from (
      select old.kind, old.owner_institution_id as owner, old.viewer_institution_id as viewer, old.level, true as gone where tg_op <> 'INSERT'
      union all select new.kind, new.owner_institution_id, new.viewer_institution_id, new.level, false where tg_op <> 'DELETE') s
    group by s.kind, s.owner, s.viewer
  loop
    if side.wholly then
      closing := case when side.shut and not exists (select from access.sharing_rule r where r.kind = side.kind and r.owner_institution_id = side.owner
          and r.viewer_institution_id is not distinct from side.viewer and r.level = 'full')
        then array(select x.id from access.audience_group x where x.institution_id = side.viewer or (side.viewer is null and x.kind = 'national')) else '{}' end;
      if side.kind = 'register-record' then
        for g in select x.id from registers.register x where x.institution_id = side.owner loop
          update registers.register x set handling = x.handling where x.id = g.id;
          perform access.go_through('register-record', side.owner, g.id, closing);
        end loop;
      else
        perform access.go_through(side.kind, side.owner, null, closing);
      end if;
    end if;
    if side.viewer is not null then perform access.follow_pair(side.kind, side.owner, side.viewer); end if;
  end loop;
  return null;
end $$;

create function access.follow_register() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare r record;
begin
  perform access.go_through('register-record', new.institution_id, new.id, array(select g from unnest(old.audience) g where g <> all(new.audience)));
  for r in select distinct x.id from registers.record x join matching.hit h on h.other_id = x.id where x.register_id = new.id loop
    perform access.refresh_audience('register-record', r.id);
  end loop;
  return null;
end $$;

-- The owner institution and handling code of a record that the caller may see; nothing otherwise. A record's code is never
-- looser than its register's, also while the records of a restricted register are still being gone through.
create or replace function access.reveal_owner(record_kind text, record uuid) returns table (institution_id int, handling int)
language sql stable security definer set search_path = pg_catalog as
$$
  select x.institution_id, x.handling::int from recoveries.recovery x
    where record_kind = 'recovery' and x.id = record and x.audience && access.my_groups()
      and (access.nothing_closes() or access.stays_open('recovery', x.institution_id, x.audience, x.id))
  union all
  select x.institution_id, x.handling::int from firearms.firearm x
    where record_kind = 'firearm' and x.id = record and x.audience && access.my_groups()
      and (access.nothing_closes() or access.stays_open('firearm', x.institution_id, x.audience, x.id))
  union all
  select x.institution_id, (x.handling | g.handling)::int from registers.record x join registers.register g on g.id = x.register_id
    where record_kind = 'register-record' and x.id = record and x.audience && access.my_groups()
      and (access.nothing_closes() or access.stays_open('register-record', x.institution_id, x.audience, x.id))
$$;

-- Shares a record the caller's institution owns, by a role that both may share and reaches the record. Refuses, with a code the
-- program puts into words: T0001 not visible, T0002 the handling code asks for the provider's leave, T0003 a date that has
-- passed, T0004 seen, but another institution's.
create or replace function access.share_record(share uuid, record_kind text, record uuid, to_group int, why text, provider_leave text, until_when timestamptz)
returns uuid language plpgsql security definer set search_path = pg_catalog as
$$
declare o record; target_kind text; made uuid;
begin
  select * into o from access.reveal_owner(record_kind, record);
  if not found or not access.reaches(record_kind, record, 'access.share') then
    raise exception 'not found' using errcode = 'T0001';
  end if;
  if o.institution_id is distinct from access.my_institution() then raise exception 'not ours' using errcode = 'T0004'; end if;
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

-- Whether a role of the caller that holds the permission reaches the record.
create function access.reaches(record_kind text, record uuid, wanted text) returns boolean language sql stable security definer set search_path = pg_catalog as
$$
  select coalesce((select x.audience from recoveries.recovery x where record_kind = 'recovery' and x.id = record),
    (select x.audience from firearms.firearm x where record_kind = 'firearm' and x.id = record),
    (select x.audience from registers.record x where record_kind = 'register-record' and x.id = record)) && access.groups_with(wanted)
$$;

create or replace function access.withdraw_share(share uuid, why text) returns table (kind text, record_id uuid, group_id int)
language plpgsql security definer set search_path = pg_catalog as
$$
declare s record; owner int;
begin
  select x.* into s from access.share x where x.id = share and x.withdrawn_at is null for update;
  if not found or not access.reaches(s.kind, s.record_id, 'access.share') then raise exception 'not found' using errcode = 'T0001'; end if;
  select o.institution_id into owner from access.reveal_owner(s.kind, s.record_id) o;
  if not found then raise exception 'not found' using errcode = 'T0001'; end if;
  if owner is distinct from access.my_institution() then raise exception 'not ours' using errcode = 'T0004'; end if;
  update access.share x set withdrawn_at = now(), withdrawn_by = access.actor(), withdrawn_why = why where x.id = share;
  perform access.refresh_audience(s.kind, s.record_id);
  return query select s.kind, s.record_id, s.group_id;
end $$;

-- Who can see this record, and why. Answers only to who can see it themselves.
create or replace function access.reveal_audience(record_kind text, record uuid)
returns table (why text, group_kind text, group_id int, institution_code text, unit_id int, person_id uuid, share_id uuid, until timestamptz, reason text, granted_at timestamptz)
language sql stable security definer set search_path = pg_catalog as
$$
  with seen as (
    select x.institution_id, x.unit_id, x.created_by, access.audience_now('recovery', x.id, x.audience) as audience, x.handling, null::int[] as parent,
        access.base_audience('recovery', x.institution_id, x.unit_id, x.created_by, x.handling) as base from recoveries.recovery x
      where record_kind = 'recovery' and x.id = record and x.audience && access.my_groups()
    union all
    select x.institution_id, x.unit_id, x.created_by, access.audience_now('firearm', x.id, x.audience), x.handling, access.audience_now('recovery', r.id, r.audience),
        access.base_audience('firearm', x.institution_id, x.unit_id, x.created_by, x.handling) from firearms.firearm x join recoveries.recovery r on r.id = x.recovery_id
      where record_kind = 'firearm' and x.id = record and x.audience && access.my_groups()
    union all
    select x.institution_id, g.unit_id, g.created_by, access.audience_now('register-record', x.id, x.audience), x.handling | g.handling, g.audience, g.audience from registers.record x join registers.register g on g.id = x.register_id
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
  left join access.shares_of(record_kind, record, s.institution_id, s.handling) sh on sh.group_id = g.id
    and (sh.basis = 'person' or s.institution_id = access.my_institution() or g.id = any(access.my_groups()))
  where sh.id is not null or g.id = any(s.base) or g.id = any(coalesce(s.parent, '{}'))
  order by 1, 4, 3
$$;

create or replace function matching.reveal_pointers(keys bigint[]) returns table (institution_id int)
language sql stable security definer set search_path = pg_catalog as
$$
  select r.institution_id from matching.serial_key k join registers.record r on k.subject_kind = 1 and r.id = k.subject_id
      join registers.register g on g.id = r.register_id
    where k.key = any(keys) and r.state = 'active' and not r.audience && access.my_groups()
      and access.rule_level('register-record', r.institution_id, access.my_institution(), r.handling | g.handling) is not null
      and access.may('serials.check')
  union
  select f.institution_id from matching.serial_key k join firearms.firearm f on k.subject_kind = 2 and f.id = k.subject_id
    where k.key = any(keys) and not f.audience && access.my_groups()
      and access.rule_level('firearm', f.institution_id, access.my_institution(), f.handling) is not null
      and access.may('serials.check')
  order by 1
$$;

do $$
declare f record;
begin
  for f in select p.oid::regprocedure as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'access' and pg_get_userbyid(p.proowner) = 'tamga_reveal' loop
    execute format('revoke execute on function %s from public', f.name);
  end loop;
end $$;
grant execute on function access.assume(uuid, uuid, uuid, text, text), access.enter(bytea, text, text), access.my_capacity(), access.groups_with(text[]),
  access.nothing_closes(), access.stays_open(text, int, int[], uuid) to tamga_app;
grant execute on function access.enter(bytea, text, text), access.my_capacity() to tamga_keeper;
grant execute on function access.go_on(uuid, int) to tamga_keeper;
grant execute on function access.follow_rule(), access.follow_register() to tamga_owner;
drop function access.shared_with(uuid);
reset role;
set role tamga_owner;

create trigger follow after insert or update or delete on access.sharing_rule for each row execute function access.follow_rule();
create trigger follow after update on registers.register for each row when (old.handling is distinct from new.handling) execute function access.follow_register();

-- Writing: by a role that both may and reaches the record ------------------------------------------------------------
drop policy change on recoveries.recovery;
create policy change on recoveries.recovery for update to tamga_app
  using (audience && (select access.groups_with('recoveries.change')) and institution_id = (select access.my_institution()))
  with check (institution_id = (select access.my_institution()));

drop policy record on recoveries.ground;
create policy record on recoveries.ground for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record', 'recoveries.change')));
drop policy record on recoveries.context;
create policy record on recoveries.context for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record', 'recoveries.change')));

drop policy record on firearms.firearm;
create policy record on firearms.firearm for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record')));
drop policy import on firearms.firearm;
create policy import on firearms.firearm for insert to tamga_app
  with check (institution_id = (select access.my_institution())
    and audience && (select access.groups_with('imports.run')) and audience && (select access.groups_with('recoveries.change'))
    and exists (select from registers.import_run r where r.id = import_run_id and r.target = 'recoveries' and r.state = 'running'
      and r.institution_id = (select access.my_institution())));
-- An examiner of another institution who was given the weapon may add readings and statements; the best-statement
-- columns follow from them, so who may identify may update them where the weapon is visible to them as such.
drop policy change on firearms.firearm;
create policy change on firearms.firearm for update to tamga_app
  using ((institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.change')))
    or audience && (select access.groups_with('firearms.identify')))
  with check (audience && (select access.my_groups()));
drop policy record on firearms.identification;
create policy record on firearms.identification for insert to tamga_app with check (
  (institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record', 'recoveries.change')))
    or audience && (select access.groups_with('firearms.identify')));
drop policy record on firearms.mark;
create policy record on firearms.mark for insert to tamga_app with check (
  (institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record', 'recoveries.change')))
    or audience && (select access.groups_with('firearms.identify')));
drop policy record on firearms.reading;
create policy record on firearms.reading for insert to tamga_app with check (
  (institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record', 'recoveries.change')))
    or audience && (select access.groups_with('firearms.identify')));

drop policy change on registers.register;
create policy change on registers.register for update to tamga_app
  using (audience && (select access.groups_with('registers.keep', 'imports.run')) and institution_id = (select access.my_institution()))
  with check (institution_id = (select access.my_institution()));
drop policy change on registers.import_run;
create policy change on registers.import_run for update to tamga_app
  using (audience && (select access.groups_with('imports.run')) and institution_id = (select access.my_institution()))
  with check (institution_id = (select access.my_institution()));
drop policy record on registers.record;
create policy record on registers.record for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.groups_with('imports.run')));
drop policy change on registers.record;
create policy change on registers.record for update to tamga_app
  using (audience && (select access.groups_with('imports.run')) and institution_id = (select access.my_institution()))
  with check (institution_id = (select access.my_institution()));

drop policy settle on matching.hit;
create policy settle on matching.hit for update to tamga_app
  using (audience && (select access.groups_with('hits.decide')) and other_audience && (select access.groups_with('hits.decide'))
    and other_institution_id = (select access.my_institution()))
  with check (other_institution_id = (select access.my_institution()));
drop policy settle on matching.hit_decision;
create policy settle on matching.hit_decision for insert to tamga_app
  with check (by_person = (select access.actor()) and by_institution = (select access.my_institution())
    and exists (select from matching.hit h where h.id = hit_id and h.other_institution_id = (select access.my_institution())
      and h.audience && (select access.groups_with('hits.decide')) and h.other_audience && (select access.groups_with('hits.decide'))));

-- What is being closed is closed ----------------------------------------------------------------------------------------
create policy closing on recoveries.recovery as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or access.stays_open('recovery', institution_id, audience, id));
create policy closing on recoveries.ground as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or access.stays_open('recovery', institution_id, audience, recovery_id));
create policy closing on recoveries.context as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or access.stays_open('recovery', institution_id, audience, recovery_id));
create policy closing on firearms.firearm as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or access.stays_open('firearm', institution_id, audience, id));
create policy closing on firearms.identification as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or access.stays_open('firearm', institution_id, audience, firearm_id));
create policy closing on firearms.mark as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or access.stays_open('firearm', institution_id, audience, firearm_id));
create policy closing on firearms.reading as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or access.stays_open('firearm', institution_id, audience, firearm_id));
create policy closing on registers.record as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or access.stays_open('register-record', institution_id, audience, id));
create policy closing on matching.serial_key as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or access.stays_open(case subject_kind when 1 then 'register-record' else 'firearm' end, null, audience, subject_id));
create policy closing on matching.hit as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or (access.stays_open('firearm', firearm_institution_id, audience, firearm_id)
    and access.stays_open(other_kind, other_institution_id, other_audience, other_id)));

reset role;
