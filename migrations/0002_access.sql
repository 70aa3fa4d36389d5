-- Institutions, units, people, roles, groups, sessions, and who the caller is.
set role tamga_owner;

create table access.institution (
  id int generated always as identity primary key,
  code text not null unique check (code ~ '^[A-Z][A-Z0-9_]{1,19}$'),
  kind text not null,
  name_en text not null, name_ru text not null,
  short_en text not null, short_ru text not null,
  contact jsonb not null default '{}',
  active boolean not null default true
);
comment on column access.institution.contact is 'Duty line, e-mail and unit that a pointer names: the only thing a pointer may tell beside the institution.';

create table access.unit (
  id int generated always as identity primary key,
  institution_id int not null references access.institution(id),
  parent_id int references access.unit(id),
  code text not null,
  kind text not null,
  name_en text not null, name_ru text not null,
  region text, place text,
  active boolean not null default true,
  unique (institution_id, code)
);
create index unit_parent on access.unit (parent_id);

create table access.person (
  id uuid primary key,
  username text not null unique check (username = lower(username) and username ~ '^[a-z0-9][a-z0-9._-]{1,62}$'),
  name_latin text not null, name_cyrillic text not null,
  title_en text not null default '', title_ru text not null default '',
  institution_id int not null references access.institution(id),
  unit_id int not null references access.unit(id),
  language text not null default 'ru' check (language in ('en','ru')),
  active boolean not null default true,
  break_glass boolean not null default false,
  email text,
  oidc_subject text unique,
  created_at timestamptz not null default now()
);

create table access.role (
  code text primary key,
  content boolean not null
);
comment on column access.role.content is 'Whether holders see records at all. Administrators and auditors do not: they belong to no audience.';
create table access.role_permission (
  role text not null references access.role(code) on delete cascade,
  permission text not null,
  primary key (role, permission)
);

create table access.role_assignment (
  id uuid primary key,
  person_id uuid not null references access.person(id),
  role text not null references access.role(code),
  scope text not null check (scope in ('own','unit','institution','national')),
  unit_id int not null references access.unit(id),
  valid_from timestamptz not null default now(),
  valid_until timestamptz,
  assigned_by uuid
);
create index role_assignment_person on access.role_assignment (person_id);

-- The group numbers that audiences are made of.
create table access.audience_group (
  id int generated always as identity primary key,
  kind text not null check (kind in ('person','unit','institution','national')),
  institution_id int references access.institution(id),
  unit_id int references access.unit(id),
  person_id uuid references access.person(id),
  check (num_nonnulls(institution_id, unit_id, person_id) = case kind when 'national' then 0 else 1 end)
);
create unique index audience_group_institution on access.audience_group (institution_id) where institution_id is not null;
create unique index audience_group_unit on access.audience_group (unit_id) where unit_id is not null;
create unique index audience_group_person on access.audience_group (person_id) where person_id is not null;
create unique index audience_group_national on access.audience_group (kind) where kind = 'national';

create table access.credential (
  id uuid primary key,
  person_id uuid not null references access.person(id),
  kind text not null check (kind in ('password','totp','passkey','recovery','setup')),
  secret jsonb not null,
  label text,
  confirmed boolean not null default true,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz
);
create index credential_person on access.credential (person_id, kind);

create table access.sign_in_failure (
  id uuid primary key,
  username text not null,
  at timestamptz not null default now()
);
create index sign_in_failure_recent on access.sign_in_failure (username, at);

create table access.session (
  id uuid primary key,
  token_hash bytea not null unique,
  person_id uuid not null references access.person(id),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  idle_seconds int not null,
  strength text not null check (strength in ('password','second-factor','oidc','passkey')),
  user_agent text, address text,
  ended_at timestamptz, ended_why text
);
create index session_person on access.session (person_id) where ended_at is null;

create table access.machine_token (
  id uuid primary key,
  token_hash bytea not null unique,
  person_id uuid not null references access.person(id),
  label text not null,
  permissions text[] not null,
  purpose text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
comment on table access.machine_token is 'Scoped, expiring tokens for machines. Never wider than the person they belong to: both are asked at every call.';

create table access.notice (
  id uuid primary key,
  person_id uuid not null references access.person(id),
  code text not null,
  payload jsonb not null default '{}',
  at timestamptz not null default now(),
  seen_at timestamptz
);
create index notice_person on access.notice (person_id, at desc);
comment on table access.notice is 'What a person must be told: a break-glass sign-in, a hit on their record, a share.';

-- National configuration: what an institution lets another know about its records.
create table access.sharing_rule (
  id uuid primary key,
  kind text not null check (kind in ('recovery','firearm','register-record')),
  owner_institution_id int not null references access.institution(id),
  viewer_institution_id int references access.institution(id),
  level text not null check (level in ('full','hit','pointer')),
  legal_basis text not null default '',
  unique (kind, owner_institution_id, viewer_institution_id, level)
);
comment on table access.sharing_rule is
  'full: the viewer is in the audience from the start; hit: from the moment a hit joins two records; pointer: may only be told that a record exists and whom to ask. A null viewer is the national focal point''s group. Nothing here means nothing.';

create table access.share (
  id uuid primary key,
  kind text not null check (kind in ('recovery','firearm','register-record')),
  record_id uuid not null,
  group_id int not null references access.audience_group(id),
  basis text not null check (basis in ('person','hit')),
  reason text not null,
  leave text,
  granted_by uuid, granted_at timestamptz not null default now(),
  until timestamptz,
  withdrawn_at timestamptz, withdrawn_by uuid, withdrawn_why text
);
create index share_record on access.share (record_id) where withdrawn_at is null;
create index share_until on access.share (until) where withdrawn_at is null and until is not null;
create unique index share_once on access.share (record_id, group_id, basis) where withdrawn_at is null;
comment on column access.share.leave is 'The provider''s leave, where the handling code asks for it (H1 before a court, H2 and H3 before anybody).';

-- Who the caller is. The program sets these with set_config(…, true): they end with the transaction.
create function access.actor() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('tamga.actor', true), '')::uuid $$;

create function access.my_institution() returns int language sql stable security definer set search_path = pg_catalog as
$$ select p.institution_id from access.person p where p.id = access.actor() and p.active $$;

create function access.my_unit() returns int language sql stable security definer set search_path = pg_catalog as
$$ select p.unit_id from access.person p where p.id = access.actor() and p.active $$;

-- The permissions of the caller's roles that are valid now; a machine token narrows them.
create function access.my_permissions() returns text[] language sql stable security definer set search_path = pg_catalog as
$$
  select coalesce(array_agg(distinct rp.permission), '{}')
  from access.person p
  join access.role_assignment a on a.person_id = p.id and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now())
  join access.role_permission rp on rp.role = a.role
  where p.id = access.actor() and p.active
    and (coalesce(current_setting('tamga.token', true), '') = ''
      or rp.permission = any(coalesce((select t.permissions from access.machine_token t
           where t.id = nullif(current_setting('tamga.token', true), '')::uuid and t.revoked_at is null and t.expires_at > now()), '{}')))
$$;

create function access.may(wanted text) returns boolean language sql stable security definer set search_path = pg_catalog as
$$ select wanted = any(access.my_permissions()) $$;

-- The unit and all units below it.
create function access.units_below(top int) returns setof int language sql stable security definer set search_path = pg_catalog as
$$
  with recursive below(id) as (
    select u.id from access.unit u where u.id = top
    union select u.id from access.unit u join below b on u.parent_id = b.id)
  select id from below
$$;

-- The groups the caller belongs to at this moment, from the assignments that are valid now. Nobody, an ended person and
-- a role without content belong to no group and see nothing.
create function access.groups_of(person uuid) returns int[] language sql stable security definer set search_path = pg_catalog as
$$
  with assigned as (
    select a.scope, a.unit_id, p.institution_id, p.id as person_id
    from access.person p
    join access.role_assignment a on a.person_id = p.id and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now())
    join access.role r on r.code = a.role and r.content
    where p.id = person and p.active)
  select coalesce(array_agg(distinct g.id order by g.id), '{}')
  from access.audience_group g
  where g.person_id in (select person_id from assigned)
     or g.unit_id in (select access.units_below(unit_id) from assigned where scope in ('unit','institution','national'))
     or g.institution_id in (select institution_id from assigned where scope in ('institution','national'))
     or (g.kind = 'national' and exists (select from assigned where scope = 'national'))
$$;

-- This is the whole of need-to-know on the reading side: a row is seen when its audience and this array have a number in
-- common. Worked out once per transaction (access.assume) and kept in a setting that ends with it, beside the person it is for; worked
-- out anew where the setting is not there or is another person's.
create function access.my_groups() returns int[] language plpgsql stable security definer set search_path = pg_catalog as
$$
declare kept text := current_setting('tamga.groups', true); who text := current_setting('tamga.actor', true);
begin
  if coalesce(who, '') = '' then return '{}'; end if;
  if kept is not null and left(kept, 37) = who || ' ' then return substr(kept, 38)::int[]; end if;
  return access.groups_of(who::uuid);
end $$;

-- Becomes a person for the rest of the transaction.
create function access.assume(person uuid, session uuid, token uuid, purpose text) returns void language sql security definer set search_path = pg_catalog as
$$
  select set_config('tamga.actor', person::text, true), set_config('tamga.session', coalesce(session::text, ''), true),
    set_config('tamga.token', coalesce(token::text, ''), true), set_config('tamga.purpose', coalesce(purpose, ''), true),
    set_config('tamga.groups', person::text || ' ' || access.groups_of(person)::text, true)
$$;

-- Groups follow from the rows they stand for.
create function access.make_group() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if tg_table_name = 'institution' then insert into access.audience_group (kind, institution_id) values ('institution', new.id);
  elsif tg_table_name = 'unit' then insert into access.audience_group (kind, unit_id) values ('unit', new.id);
  else insert into access.audience_group (kind, person_id) values ('person', new.id);
  end if;
  return new;
end $$;
create trigger make_group after insert on access.institution for each row execute function access.make_group();
create trigger make_group after insert on access.unit for each row execute function access.make_group();
create trigger make_group after insert on access.person for each row execute function access.make_group();
insert into access.audience_group (kind) values ('national');

-- Signing a request in: one call at the start of its transaction. Gives nothing for an unknown, ended or idle session.
create function access.enter(hash bytea, asked_purpose text)
returns table (session_id uuid, person_id uuid, username text, name_latin text, name_cyrillic text, language text,
  institution_id int, institution_code text, unit_id int, unit_code text, permissions text[], groups int[], strength text,
  break_glass boolean, token_id uuid, token_purpose text)
language plpgsql security definer set search_path = pg_catalog as
$$
declare s record;
begin
  select x.id, x.person_id, x.strength, x.last_seen_at into s from access.session x
    join access.person p on p.id = x.person_id and p.active
    where x.token_hash = hash and x.ended_at is null and x.expires_at > now()
      and x.last_seen_at + make_interval(secs => x.idle_seconds) > now();
  if found then
    perform access.assume(s.person_id, s.id, null, asked_purpose);
    if s.last_seen_at < now() - interval '30 seconds' then
      update access.session x set last_seen_at = now() where x.id = s.id;
    end if;
    return query select s.id, p.id, p.username, p.name_latin, p.name_cyrillic, p.language, p.institution_id, i.code, p.unit_id, u.code,
        access.my_permissions(), access.my_groups(), s.strength, p.break_glass, null::uuid, null::text
      from access.person p join access.institution i on i.id = p.institution_id join access.unit u on u.id = p.unit_id
      where p.id = s.person_id;
    return;
  end if;
  select t.id, t.person_id, t.purpose, t.last_used_at into s from access.machine_token t
    join access.person p on p.id = t.person_id and p.active
    where t.token_hash = hash and t.revoked_at is null and t.expires_at > now();
  if found then
    perform access.assume(s.person_id, null, s.id, coalesce(nullif(asked_purpose, ''), s.purpose));
    if s.last_used_at is null or s.last_used_at < now() - interval '30 seconds' then
      update access.machine_token t set last_used_at = now() where t.id = s.id;
    end if;
    return query select null::uuid, p.id, p.username, p.name_latin, p.name_cyrillic, p.language, p.institution_id, i.code, p.unit_id, u.code,
        access.my_permissions(), access.my_groups(), 'machine'::text, p.break_glass, s.id, s.purpose
      from access.person p join access.institution i on i.id = p.institution_id join access.unit u on u.id = p.unit_id
      where p.id = s.person_id;
  end if;
end $$;

reset role;
