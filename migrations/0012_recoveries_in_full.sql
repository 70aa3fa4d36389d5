-- Recoveries in full: unfinished forms, who submitted, returned and accepted, what came beside the arms, who was
-- involved, the route; three classifications of a weapon at once; doubts of the gate that somebody overrode.
--
-- What hangs on a recovery is seen by exactly who sees the recovery: its audience is stamped from the record and follows
-- it in the same transaction. Histories are only added to: a statement that turned out wrong is answered by a later one.
set role tamga_owner;

-- The recovery ---------------------------------------------------------------------------------------------------------
-- What stands already was recorded before there was a queue: accepted. From now on a record is submitted first.
alter table recoveries.recovery add column status text not null default 'accepted'
  constraint recovery_status check (status in ('submitted','returned','accepted'));
alter table recoveries.recovery alter column status set default 'submitted';
alter table recoveries.recovery
  add column place_kind text,
  add column conveyance_code text, add column conveyance_written text,
  add column concealment_code text, add column concealment_written text,
  add column ground_code text, add column context_code text,
  add column flags text[] not null default '{}';
comment on column recoveries.recovery.ground_code is 'Code of the ground that stands now, kept beside the history for lists; context_code likewise.';
comment on column recoveries.recovery.flags is 'Triage flags, computed from the record by the program in every write that touches it; never entered.';
grant insert (place_kind, conveyance_code, conveyance_written, concealment_code, concealment_written, flags),
  update (place_kind, conveyance_code, conveyance_written, concealment_code, concealment_written) on recoveries.recovery to tamga_app;

-- An import brings what another house has accepted; what a person records waits for acceptance. No request says which.
create function recoveries.stamp_status() returns trigger language plpgsql set search_path = pg_catalog as
$$ begin new.status := case when new.import_run_id is null then 'submitted' else 'accepted' end; return new; end $$;
create trigger stamp_status before insert on recoveries.recovery for each row execute function recoveries.stamp_status();

-- Flags, and the ground and context that stand, follow from what was written elsewhere: they are no correction of the record,
-- who has it open may go on. Runs after the stamp (triggers run in the order of their names).
create function recoveries.stamp_quiet() returns trigger language plpgsql set search_path = pg_catalog as
$$
declare aside constant text[] := array['audience','flags','ground_code','context_code','version','changed_at'];
begin
  if to_jsonb(new) - aside = to_jsonb(old) - aside then new.version := old.version; new.changed_at := old.changed_at; end if;
  return new;
end $$;
create trigger stamp_quiet before update on recoveries.recovery for each row
  when ((old.flags, old.ground_code, old.context_code) is distinct from (new.flags, new.ground_code, new.context_code))
  execute function recoveries.stamp_quiet();

-- The list's orders, as it asks for them; the queue of what waits; a flag.
drop index recoveries.recovery_recent;
create index recovery_recent on recoveries.recovery ((coalesce(occurred_on, '-infinity'::date)) desc, id desc);
create index recovery_oldest on recoveries.recovery ((coalesce(occurred_on, 'infinity'::date)), id);
create index recovery_recorded on recoveries.recovery (created_at desc, id desc);
create index recovery_waiting on recoveries.recovery (status, created_at, id) where status <> 'accepted';
create index recovery_unit on recoveries.recovery (unit_id, (coalesce(occurred_on, '-infinity'::date)) desc, id desc);
-- One index for each flag, in the list's order: an array's "contains" is not leakproof, so the wall would be asked of every row first.
do $$
declare flag text;
begin
  foreach flag in array array['near-border','many-weapons','terrorism','foreign-resident','converted','serials-in-sequence'] loop
    execute format('create index %I on recoveries.recovery ((coalesce(occurred_on, %L::date)) desc, id desc) where flags @> array[%L::text]',
      'recovery_flag_' || replace(flag, '-', '_'), '-infinity', flag);
  end loop;
end $$;
create index recovery_place_kind on recoveries.recovery (place_kind, (coalesce(occurred_on, '-infinity'::date)) desc, id desc) where place_kind is not null;
create index recovery_ground on recoveries.recovery (ground_code, (coalesce(occurred_on, '-infinity'::date)) desc, id desc) where ground_code is not null;
create index recovery_context on recoveries.recovery (context_code, (coalesce(occurred_on, '-infinity'::date)) desc, id desc) where context_code is not null;

-- A wrong statement is answered by a later one, with the reason.
alter table recoveries.ground add column corrects uuid references recoveries.ground(id), add column reason text;
alter table recoveries.context add column corrects uuid references recoveries.context(id), add column reason text;

-- Of the statements that hold, the latest by its day, then by when it was said: one statement for many rows, an import adds thousands.
create function recoveries.keep_standing() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  execute format($q$
    update recoveries.recovery r set %1$s_code = s.code
    from (select distinct on (x.recovery_id) x.recovery_id, x.code from recoveries.%1$I x
      where x.recovery_id in (select a.recovery_id from added a)
        and not exists (select from recoveries.%1$I l where l.recovery_id = x.recovery_id and l.corrects = x.id)
      order by x.recovery_id, coalesce(x.from_date, x.recorded_at::date) desc, x.recorded_at desc, x.id desc) s
    where r.id = s.recovery_id and r.%1$s_code is distinct from s.code $q$, tg_table_name);
  return null;
end $$;
create trigger keep_standing after insert on recoveries.ground referencing new table as added for each statement execute function recoveries.keep_standing();
create trigger keep_standing after insert on recoveries.context referencing new table as added for each statement execute function recoveries.keep_standing();
alter table recoveries.recovery disable trigger user;
update recoveries.recovery r set ground_code = s.code from (
  select distinct on (x.recovery_id) x.recovery_id, x.code from recoveries.ground x order by x.recovery_id, coalesce(x.from_date, x.recorded_at::date) desc, x.recorded_at desc, x.id desc) s
  where r.id = s.recovery_id and s.code is not null;
update recoveries.recovery r set context_code = s.code from (
  select distinct on (x.recovery_id) x.recovery_id, x.code from recoveries.context x order by x.recovery_id, coalesce(x.from_date, x.recorded_at::date) desc, x.recorded_at desc, x.id desc) s
  where r.id = s.recovery_id and s.code is not null;
alter table recoveries.recovery enable trigger user;

-- Unfinished forms --------------------------------------------------------------------------------------------------------
create table recoveries.draft (
  id uuid primary key,
  institution_id int not null references access.institution(id),
  unit_id int not null references access.unit(id),
  created_by uuid not null references access.person(id),
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by uuid not null,
  version int not null default 1,
  audience int[] not null,
  body jsonb not null check (jsonb_typeof(body) = 'object' and octet_length(body::text) <= 2000000),
  recovery_id uuid references recoveries.recovery(id)
);
create index draft_recent on recoveries.draft (changed_at desc, id desc) where recovery_id is null;
create index draft_recovery on recoveries.draft (recovery_id) where recovery_id is not null;
comment on table recoveries.draft is 'A form that is not finished: may be invalid, counts nowhere, matches nothing. Of its author and their unit until it is submitted.';

create function recoveries.stamp_draft() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if tg_op = 'INSERT' then
    new.institution_id := access.my_institution(); new.unit_id := access.my_unit(); new.created_by := access.actor();
    new.version := 1; new.recovery_id := null;
  else
    -- A submitted form is what its record was made from.
    if old.recovery_id is not null then raise exception 'submitted' using errcode = '42501'; end if;
    if new.recovery_id is not null and not exists (select from recoveries.recovery r where r.id = new.recovery_id and r.created_by = access.actor()) then
      raise exception 'no such record' using errcode = '42501';
    end if;
    new.version := old.version + 1; new.changed_at := now();
  end if;
  new.changed_by := access.actor();
  new.audience := access.merge_groups(variadic array(
    select g.id from access.audience_group g where g.unit_id = new.unit_id or g.person_id = new.created_by));
  return new;
end $$;
create trigger stamp before insert or update on recoveries.draft for each row execute function recoveries.stamp_draft();

-- Steps -------------------------------------------------------------------------------------------------------------------
create table recoveries.step (
  id uuid primary key,
  recovery_id uuid not null references recoveries.recovery(id),
  verb text not null check (verb in ('submit','return','resubmit','accept','reopen')),
  from_status text, to_status text not null,
  record_version int not null,
  reason text,
  recorded_by uuid not null, recorded_at timestamptz not null default now(),
  unit_id int not null,
  institution_id int not null, audience int[] not null,
  constraint step_reason check (verb not in ('return','reopen') or length(reason) >= 3)
);
create index step_recovery on recoveries.step (recovery_id);
comment on table recoveries.step is 'Append-only: who submitted, returned, accepted. The status of a recovery changes through a step and in no other way.';

-- Takes the step: the table of src/recoveries/recovery-status.ts once more. The row lock makes two takers take turns.
create function recoveries.take_step() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare r record; wanted text;
begin
  select x.status, x.version, x.institution_id, x.audience, x.created_by into r from recoveries.recovery x where x.id = new.recovery_id for update;
  if not found then raise exception 'no such record' using errcode = '42501'; end if;
  wanted := case new.verb
    when 'submit' then case when not exists (select from recoveries.step s where s.recovery_id = new.recovery_id) and r.created_by = access.actor() then 'submitted' end
    when 'return' then case r.status when 'submitted' then 'returned' end
    when 'resubmit' then case r.status when 'returned' then 'submitted' end
    when 'accept' then case r.status when 'submitted' then 'accepted' end
    when 'reopen' then case r.status when 'accepted' then 'submitted' end end;
  if wanted is null then raise exception 'no such step' using errcode = 'T0009'; end if;
  new.from_status := case when new.verb = 'submit' then null else r.status end;
  new.to_status := wanted;
  new.recorded_by := access.actor(); new.unit_id := access.my_unit();
  new.institution_id := r.institution_id; new.audience := r.audience;
  if wanted is distinct from r.status then
    update recoveries.recovery x set status = wanted where x.id = new.recovery_id returning x.version into new.record_version;
  else
    new.record_version := r.version;
  end if;
  return new;
end $$;
create trigger stamp before insert on recoveries.step for each row execute function recoveries.take_step();

-- What hangs on a recovery -------------------------------------------------------------------------------------------------
create table recoveries.route_point (
  id uuid primary key,
  recovery_id uuid not null references recoveries.recovery(id),
  kind text not null check (kind in ('departure','transit','destination')),
  position int not null,
  place_code text, place_written text, country text,
  on_date date,
  source text not null default 'officer', grade text check (grade ~ '^[ABCX][1-4]$'),
  note text,
  corrects uuid references recoveries.route_point(id), reason text,
  recorded_by uuid not null, recorded_at timestamptz not null default now(),
  institution_id int not null, audience int[] not null,
  check (place_code is not null or place_written is not null or country is not null)
);
create index route_point_recovery on recoveries.route_point (recovery_id);

create table recoveries.item (
  id uuid primary key,
  number text not null unique,
  recovery_id uuid not null references recoveries.recovery(id),
  position int not null,
  kind text not null check (kind in ('part','ammunition','explosive','grenade','other-weapon','contraband','other')),
  type_code text, type_written text,
  make_code text, make_written text,
  calibre_code text, calibre_written text,
  quantity numeric check (quantity > 0), unit text,
  lot text, headstamp text,
  year int check (year between 1700 and 2100), country text,
  marking_written text,
  note text,
  class_unodc text not null default 'unknown', class_hs text not null default 'unknown', class_admin text not null default 'unknown',
  version int not null default 1, changed_at timestamptz not null default now(),
  struck_at timestamptz, struck_reason text,
  recorded_by uuid not null, recorded_at timestamptz not null default now(),
  institution_id int not null, audience int[] not null
);
create index item_recovery on recoveries.item (recovery_id);
comment on table recoveries.item is 'What came beside the firearms: parts, ammunition, explosives, grenades, other contraband. Not known how many is null, not zero.';
comment on column recoveries.item.struck_at is 'Entered by mistake: shown struck through with its reason, counted nowhere.';

create table recoveries.party (
  id uuid primary key,
  recovery_id uuid not null references recoveries.recovery(id),
  position int not null,
  kind text not null check (kind in ('person','organisation')),
  name_written text not null, name_other text,
  born_on date, born_year int check (born_year between 1850 and 2100),
  sex text check (sex in ('female','male','other','unknown')),
  nationality text, residence_country text,
  document_kind text, document_number text,
  address text, note text,
  version int not null default 1, changed_at timestamptz not null default now(),
  struck_at timestamptz, struck_reason text,
  recorded_by uuid not null, recorded_at timestamptz not null default now(),
  institution_id int not null, audience int[] not null
);
create index party_recovery on recoveries.party (recovery_id);
comment on table recoveries.party is 'A person or organisation as this matter names them: personal data. What they are in the matter stands in party_standing, never here.';

create table recoveries.party_standing (
  id uuid primary key,
  party_id uuid not null references recoveries.party(id),
  recovery_id uuid not null references recoveries.recovery(id),
  category text not null,
  from_date date, source text not null default 'officer', grade text check (grade ~ '^[ABCX][1-4]$'),
  corrects uuid references recoveries.party_standing(id), reason text,
  recorded_by uuid not null, recorded_at timestamptz not null default now(),
  institution_id int not null, audience int[] not null
);
create index party_standing_recovery on recoveries.party_standing (recovery_id);
create index party_standing_party on recoveries.party_standing (party_id);
comment on table recoveries.party_standing is 'Suspect, possessor, victim, witness in this matter, from a day on, by whose word. Append-only.';

create table recoveries.offence (
  id uuid primary key,
  recovery_id uuid not null references recoveries.recovery(id),
  party_id uuid references recoveries.party(id),
  code text, written text, iccs text check (iccs ~ '^[0-9]{2,6}$'),
  from_date date, source text not null default 'officer', grade text check (grade ~ '^[ABCX][1-4]$'),
  corrects uuid references recoveries.offence(id), reason text,
  recorded_by uuid not null, recorded_at timestamptz not null default now(),
  institution_id int not null, audience int[] not null,
  check (code is not null or written is not null)
);
create index offence_recovery on recoveries.offence (recovery_id);
comment on column recoveries.offence.code is 'Code of the national list (national configuration); iccs is the International Classification of Crime for Statistical Purposes.';

-- Items and parties are corrected; the record they hang on stays their owner's.
create function recoveries.stamp_part() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if tg_op = 'INSERT' then
    select r.institution_id, r.audience into new.institution_id, new.audience from recoveries.recovery r where r.id = new.recovery_id;
    new.recorded_by := access.actor(); new.version := 1;
  elsif to_jsonb(new) - 'audience' is distinct from to_jsonb(old) - 'audience' then
    new.version := old.version + 1; new.changed_at := now();
  end if;
  return new;
end $$;
create function recoveries.stamp_statement() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  select r.institution_id, r.audience into new.institution_id, new.audience from recoveries.recovery r where r.id = new.recovery_id;
  new.recorded_by := access.actor();
  return new;
end $$;
create trigger stamp before insert or update on recoveries.item for each row execute function recoveries.stamp_part();
create trigger stamp before insert or update on recoveries.party for each row execute function recoveries.stamp_part();
create trigger stamp before insert on recoveries.route_point for each row execute function recoveries.stamp_statement();
create trigger stamp before insert on recoveries.party_standing for each row execute function recoveries.stamp_statement();
create trigger stamp before insert on recoveries.offence for each row execute function recoveries.stamp_statement();

-- A statement names only what hangs on the same recovery.
create function recoveries.same_recovery() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare found_there boolean;
begin
  if tg_table_name <> 'route_point' and (to_jsonb(new)->>'party_id') is not null
    and not exists (select from recoveries.party p where p.id = (to_jsonb(new)->>'party_id')::uuid and p.recovery_id = new.recovery_id) then
    raise exception 'no such record' using errcode = '42501';
  end if;
  if new.corrects is not null then
    execute format('select exists (select from recoveries.%I s where s.id = $1 and s.recovery_id = $2)', tg_table_name)
      into found_there using new.corrects, new.recovery_id;
    if not found_there then raise exception 'no such record' using errcode = '42501'; end if;
  end if;
  return new;
end $$;
create trigger stay before insert on recoveries.ground for each row execute function recoveries.same_recovery();
create trigger stay before insert on recoveries.context for each row execute function recoveries.same_recovery();
create trigger stay before insert on recoveries.route_point for each row execute function recoveries.same_recovery();
create trigger stay before insert on recoveries.party_standing for each row execute function recoveries.same_recovery();
create trigger stay before insert on recoveries.offence for each row execute function recoveries.same_recovery();

create function recoveries.follow_audience() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  update recoveries.step x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.route_point x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.item x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.party x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.party_standing x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.offence x set audience = new.audience where x.recovery_id = new.id;
  return null;
end $$;
create trigger follow_audience after update on recoveries.recovery for each row
  when (old.audience is distinct from new.audience) execute function recoveries.follow_audience();

-- The weapon ---------------------------------------------------------------------------------------------------------------
-- Three classifications at once, each of which may be unknown on its own; generation, conversion and importer.
alter table firearms.firearm
  add column class_unodc text not null default 'unknown',
  add column class_hs text not null default 'unknown',
  add column class_admin text not null default 'unknown',
  add column conversion_code text, add column conversion_written text,
  add column generation_code text, add column generation_written text,
  add column importer_code text, add column importer_written text;
grant update (class_unodc, class_hs, class_admin, conversion_code, conversion_written, generation_code, generation_written, importer_code, importer_written)
  on firearms.firearm to tamga_app;
alter table firearms.identification drop constraint identification_aspect_check;
alter table firearms.identification add constraint identification_aspect_check
  check (aspect in ('type','make','model','calibre','country','year','importer','generation','conversion','unodc','hs','admin-class'));
create index firearm_type on firearms.firearm (type_code, recovery_id);

-- What the type says of weapons that are already here (reference-data/firearm-types.csv as it stands); the stamps would
-- call it a change of each weapon, which it is not.
alter table firearms.firearm disable trigger user;
update firearms.firearm f set class_unodc = m.unodc, class_hs = m.hs, class_admin = m.admin
from (values
  ('unknown','unknown','unknown','unknown'),
  ('rifled','unknown','unknown','rifled'),
  ('smooth-bore','unknown','unknown','smooth-bore'),
  ('handgun','unknown','9302','rifled'),
  ('long-gun','unknown','unknown','unknown'),
  ('pistol','pistol','9302','rifled'),
  ('pistol-automatic','pistol','9302','rifled'),
  ('pistol-single','pistol','9302','rifled'),
  ('pistol-target','pistol','9302','rifled'),
  ('revolver','revolver','9302','rifled'),
  ('rifle','rifle','unknown','rifled'),
  ('rifle-assault','rifle','9301','rifled'),
  ('rifle-battle','rifle','9301','rifled'),
  ('rifle-sniper','rifle','9301','rifled'),
  ('rifle-anti-materiel','rifle','9301','rifled'),
  ('rifle-bolt','rifle','unknown','rifled'),
  ('rifle-small-bore','rifle','9303','rifled'),
  ('rifle-hunting','rifle','9303','rifled'),
  ('carbine','rifle','unknown','rifled'),
  ('carbine-self-loading','rifle','9303','rifled'),
  ('shotgun','shotgun','9303','smooth-bore'),
  ('shotgun-single','shotgun','9303','smooth-bore'),
  ('shotgun-double','shotgun','9303','smooth-bore'),
  ('shotgun-pump','shotgun','9303','smooth-bore'),
  ('shotgun-self-loading','shotgun','9303','smooth-bore'),
  ('combination','other','9303','combined'),
  ('sawn-off-shotgun','shotgun','9303','smooth-bore'),
  ('sawn-off-rifle','rifle','unknown','rifled'),
  ('sawn-off','unknown','unknown','unknown'),
  ('submachine-gun','submachine-gun','9301','rifled'),
  ('machine-gun','machine-gun','9301','rifled'),
  ('machine-gun-light','machine-gun','9301','rifled'),
  ('machine-gun-general','machine-gun','9301','rifled'),
  ('machine-gun-heavy','machine-gun','9301','rifled'),
  ('grenade-launcher','other','9301','unknown'),
  ('light-weapon','other','9301','unknown'),
  ('gas','other','9304','gas'),
  ('gas-pistol','other','9304','gas'),
  ('gas-revolver','other','9304','gas'),
  ('signal','other','9303','gas'),
  ('limited-damage','other','9304','limited-damage'),
  ('converted','other','9303','home-made'),
  ('home-made','other','unknown','home-made'),
  ('home-made-pistol','pistol','9302','home-made'),
  ('home-made-revolver','revolver','9302','home-made'),
  ('home-made-smg','submachine-gun','9301','home-made'),
  ('home-made-shotgun','shotgun','9303','home-made'),
  ('home-made-rifle','rifle','9303','home-made'),
  ('pneumatic','other','9304','pneumatic'),
  ('pneumatic-rifle','other','9304','pneumatic'),
  ('pneumatic-pistol','other','9304','pneumatic'),
  ('muzzle-loader','other','9303','smooth-bore'),
  ('deactivated','other','unknown','unknown'),
  ('underwater','other','9301','rifled'),
  ('part','other','9305','unknown'),
  ('other','other','9303','unknown')
) as m(type, unodc, hs, admin) where f.type_code = m.type;
alter table firearms.firearm enable trigger user;

-- Doubts of the quality gate that somebody overrode, with the reason: counted per unit, so that training can follow.
create table firearms.doubt_override (
  id uuid primary key,
  firearm_id uuid not null references firearms.firearm(id),
  recovery_id uuid not null references recoveries.recovery(id),
  code text not null, field text not null,
  judged text not null,
  reason text not null check (length(reason) >= 3),
  recorded_by uuid not null, recorded_at timestamptz not null default now(),
  unit_id int not null,
  institution_id int not null, audience int[] not null
);
comment on column firearms.doubt_override.judged is 'What was judged when the doubt was overridden: the override lapses when that changes.';
create index doubt_override_firearm on firearms.doubt_override (firearm_id);
create index doubt_override_month on firearms.doubt_override (recorded_at, unit_id);

create function firearms.stamp_override() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  select f.institution_id, f.audience, f.recovery_id into strict new.institution_id, new.audience, new.recovery_id from firearms.firearm f where f.id = new.firearm_id;
  new.recorded_by := access.actor(); new.unit_id := access.my_unit();
  return new;
exception when no_data_found then
  raise exception 'no such record' using errcode = '42501';
end $$;
create trigger stamp before insert on firearms.doubt_override for each row execute function firearms.stamp_override();

create function firearms.follow_audience() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$ begin update firearms.doubt_override x set audience = new.audience where x.firearm_id = new.id; return null; end $$;
create trigger follow_audience after update on firearms.firearm for each row
  when (old.audience is distinct from new.audience) execute function firearms.follow_audience();

-- Flags --------------------------------------------------------------------------------------------------------------------
-- An examiner of another institution who was given one weapon changes what the flags follow from, and does not see the whole
-- record. What the program's rule needs is handed to the program, never to the person; and what it found is put down.
create function recoveries.reveal_flag_facts(recovery uuid) returns jsonb language sql stable security definer set search_path = pg_catalog as
$$
  select jsonb_build_object(
    'latitude', r.latitude, 'longitude', r.longitude, 'placeCode', r.place_code,
    'grounds', (select coalesce(jsonb_agg(g.code order by g.recorded_at, g.id), '[]') from recoveries.ground g where g.recovery_id = r.id and g.code is not null
      and not exists (select from recoveries.ground l where l.corrects = g.id)),
    'contexts', (select coalesce(jsonb_agg(c.code order by c.recorded_at, c.id), '[]') from recoveries.context c where c.recovery_id = r.id and c.code is not null
      and not exists (select from recoveries.context l where l.corrects = c.id)),
    'residences', (select coalesce(jsonb_agg(p.residence_country order by p.position), '[]') from recoveries.party p
      where p.recovery_id = r.id and p.residence_country is not null and p.struck_at is null),
    'weapons', (select coalesce(jsonb_agg(jsonb_build_object('type', f.type_code, 'make', f.make_code, 'serial', f.serial_normal, 'conversion', f.conversion_code) order by f.position), '[]')
      from firearms.firearm f where f.recovery_id = r.id and f.withdrawn_at is null))
  from recoveries.recovery r
  where r.id = recovery and ((r.audience && access.my_groups() and access.stays_open('recovery', r.institution_id, r.audience, r.id))
    or exists (select from firearms.firearm f where f.recovery_id = r.id and f.audience && access.my_groups()
      and access.stays_open('firearm', f.institution_id, f.audience, f.id)))
$$;

create function recoveries.put_flags(recovery uuid, found_flags text[]) returns void language plpgsql security definer set search_path = pg_catalog as
$$
begin
  update recoveries.recovery r set flags = found_flags
    where r.id = recovery and r.flags is distinct from found_flags
      and ((r.institution_id = access.my_institution() and r.audience && access.groups_with('recoveries.record', 'recoveries.change'))
        or exists (select from firearms.firearm f where f.recovery_id = r.id and f.audience && access.groups_with('firearms.identify')));
end $$;

-- The wall --------------------------------------------------------------------------------------------------------------------
do $$
declare t text;
begin
  foreach t in array array['recoveries.draft','recoveries.step','recoveries.route_point','recoveries.item','recoveries.party','recoveries.party_standing',
    'recoveries.offence','firearms.doubt_override'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('create policy backup on %s for select to tamga_backup using (true)', t);
    execute format('grant select on %s to tamga_backup', t);
    execute format('create policy owner on %s to tamga_owner using (true) with check (true)', t);
    execute format('revoke all on %s from public', t);
    execute format('grant select on %s to tamga_app', t);
    execute format('create policy see on %s for select to tamga_app using (audience && (select access.my_groups()))', t);
    if t <> 'recoveries.draft' then
      -- What is being closed is closed (0011).
      execute format('create policy closing on %s as restrictive for select to tamga_app using ((select access.nothing_closes()) or access.stays_open(%L, institution_id, audience, %I))',
        t, case when t like 'firearms.%' then 'firearm' else 'recovery' end, case when t like 'firearms.%' then 'firearm_id' else 'recovery_id' end);
      execute format('grant select, update on %s to tamga_reveal', t);
      execute format('create policy reveal on %s to tamga_reveal using (true) with check (true)', t);
    end if;
  end loop;
  foreach t in array array['recoveries.route_point','recoveries.item','recoveries.party','recoveries.party_standing','recoveries.offence'] loop
    execute format('grant insert on %s to tamga_app', t);
    execute format($p$create policy record on %s for insert to tamga_app with check (institution_id = (select access.my_institution())
      and audience && (select access.groups_with('recoveries.record', 'recoveries.change')))$p$, t);
  end loop;
  foreach t in array array['recoveries.item','recoveries.party'] loop
    execute format($p$create policy change on %s for update to tamga_app using (audience && (select access.groups_with('recoveries.change'))
      and institution_id = (select access.my_institution())) with check (institution_id = (select access.my_institution()))$p$, t);
  end loop;
end $$;
grant update (type_code, type_written, make_code, make_written, calibre_code, calibre_written, quantity, unit, lot, headstamp, year, country, marking_written, note,
  class_unodc, class_hs, class_admin, struck_at, struck_reason) on recoveries.item to tamga_app;
grant update (name_written, name_other, born_on, born_year, sex, nationality, residence_country, document_kind, document_number, address, note, struck_at, struck_reason)
  on recoveries.party to tamga_app;

-- A form is kept, and thrown away, by who may record in the unit; once submitted it stays as it was.
grant insert, update (body, recovery_id), delete on recoveries.draft to tamga_app;
create policy record on recoveries.draft for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record')));
create policy change on recoveries.draft for update to tamga_app
  using (audience && (select access.groups_with('recoveries.record')) and institution_id = (select access.my_institution()) and recovery_id is null)
  with check (institution_id = (select access.my_institution()));
create policy discard on recoveries.draft for delete to tamga_app
  using (audience && (select access.groups_with('recoveries.record')) and institution_id = (select access.my_institution()) and recovery_id is null);

-- Submitting is its author's; accepting and returning is another's (national configuration lets small posts do it alone).
grant insert (id, recovery_id, verb, reason, to_status, record_version, recorded_by, unit_id, institution_id, audience) on recoveries.step to tamga_app;
create policy take on recoveries.step for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and recorded_by = (select access.actor())
    and case
      when verb in ('accept','return') then audience && (select access.groups_with('recoveries.change'))
        and ((select r.created_by from recoveries.recovery r where r.id = recovery_id) <> (select access.actor())
          or (select coalesce((select s.value->>'authorMayAccept' from platform.setting s where s.key = 'country.recoveries'), 'false') = 'true'))
      when verb = 'reopen' then audience && (select access.groups_with('recoveries.change'))
      else audience && (select access.groups_with('recoveries.record', 'recoveries.change')) end);

-- A doubt is overridden where the weapon is recorded, resubmitted or accepted.
grant insert on firearms.doubt_override to tamga_app;
create policy record on firearms.doubt_override for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record', 'recoveries.change')));

reset role;
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where (n.nspname, p.proname) in (('recoveries','stamp_draft'),('recoveries','keep_standing'),('recoveries','take_step'),('recoveries','stamp_part'),('recoveries','stamp_statement'),('recoveries','same_recovery'),
      ('recoveries','follow_audience'),('recoveries','reveal_flag_facts'),('recoveries','put_flags'),('firearms','stamp_override'),('firearms','follow_audience')) loop
    execute format('revoke execute on function %s from public', f.name);
    execute format('alter function %s owner to tamga_reveal', f.name);
  end loop;
end $$;
do $$
begin
  set local role tamga_owner;
  revoke execute on function recoveries.stamp_status(), recoveries.stamp_quiet() from public;
  reset role;
  set local role tamga_reveal;
  grant execute on function recoveries.reveal_flag_facts(uuid), recoveries.put_flags(uuid, text[]) to tamga_app;
  reset role;
end $$;
