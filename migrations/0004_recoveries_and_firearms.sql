-- Recoveries (seized, found, surrendered), the weapons in them, their marks and the readings of each mark.
--
-- Every protected row carries institution, unit, author, handling code and audience. The database stamps the audience;
-- no request writes one. Handling codes are bits (Europol handling codes H1 to H3; 0 is H0): 1 = H1 not in court without
-- the provider's leave, 2 = H2 not passed on without leave, 4 = H3 other restriction.
set role tamga_owner;

create table recoveries.recovery (
  id uuid primary key,
  number text not null unique,
  institution_id int not null references access.institution(id),
  unit_id int not null references access.unit(id),
  created_by uuid not null references access.person(id),
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  version int not null default 1,
  handling smallint not null default 0 check (handling between 0 and 7),
  handling_note text,
  grade text check (grade ~ '^[ABCX][1-4]$'),
  audience int[] not null,
  manner text not null,
  occurred_on date,
  occurred_at timestamptz,
  place_code text, place_written text, region text, country text,
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  circumstances text not null default '',
  authority_written text,
  own_reference text,
  firearm_count int not null default 0,
  import_run_id uuid, import_row int
);
create index recovery_recent on recoveries.recovery (occurred_on desc nulls last, id);
create index recovery_reference on recoveries.recovery (own_reference) where own_reference is not null;
create index recovery_institution on recoveries.recovery (institution_id, created_at desc);
create index recovery_import on recoveries.recovery (import_run_id, import_row) where import_run_id is not null;
comment on column recoveries.recovery.occurred_on is 'Date of the recovery; null when not recorded. occurred_at only where the hour is known.';

-- The legal ground stated at the recovery, and the criminal context established later, are separate dated histories.
create table recoveries.ground (
  id uuid primary key,
  recovery_id uuid not null references recoveries.recovery(id),
  code text, written text,
  from_date date, source text not null default 'officer', grade text check (grade ~ '^[ABCX][1-4]$'),
  recorded_by uuid not null, recorded_at timestamptz not null default now(),
  institution_id int not null, audience int[] not null
);
create index ground_recovery on recoveries.ground (recovery_id);
create table recoveries.context (
  id uuid primary key,
  recovery_id uuid not null references recoveries.recovery(id),
  code text, written text,
  from_date date, source text not null default 'officer', grade text check (grade ~ '^[ABCX][1-4]$'),
  recorded_by uuid not null, recorded_at timestamptz not null default now(),
  institution_id int not null, audience int[] not null
);
create index context_recovery on recoveries.context (recovery_id);

create table firearms.firearm (
  id uuid primary key,
  number text not null unique,
  recovery_id uuid not null references recoveries.recovery(id),
  position int not null,
  institution_id int not null references access.institution(id),
  unit_id int not null references access.unit(id),
  created_by uuid not null references access.person(id),
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  version int not null default 1,
  handling smallint not null default 0 check (handling between 0 and 7),
  audience int[] not null,
  -- The best statement of each aspect, kept beside the statements themselves for lists and matching.
  type_code text, type_written text,
  make_code text, make_written text,
  model_code text, model_written text,
  calibre_code text, calibre_written text,
  country text, year int check (year between 1700 and 2100),
  serial_written text, serial_normal text, serial_state text not null default 'not-recorded',
  serial_keys bigint[] not null default '{}',
  recovered_on date, recovered_manner text not null,
  state_owned text,
  import_run_id uuid, import_row int
);
create index firearm_recovery on firearms.firearm (recovery_id);
create index firearm_recent on firearms.firearm (created_at desc, id);
comment on table firearms.firearm is 'A weapon has our own number; a serial number is an observation about it. It carries the day and manner of its recovery so that who may see the weapon need not see the circumstances.';

create table firearms.identification (
  id uuid primary key,
  firearm_id uuid not null references firearms.firearm(id),
  aspect text not null check (aspect in ('type','make','model','calibre','country','year')),
  code text, written text not null,
  source text not null, source_reference text,
  grade text check (grade ~ '^[ABCX][1-4]$'),
  recorded_by uuid not null, recorded_at timestamptz not null default now(),
  institution_id int not null, audience int[] not null
);
create index identification_firearm on firearms.identification (firearm_id);

create table firearms.mark (
  id uuid primary key,
  firearm_id uuid not null references firearms.firearm(id),
  kind text not null, place text not null default 'not-recorded',
  position int not null,
  created_by uuid not null, created_at timestamptz not null default now(),
  institution_id int not null, audience int[] not null
);
create index mark_firearm on firearms.mark (firearm_id);

create table firearms.reading (
  id uuid primary key,
  mark_id uuid not null references firearms.mark(id),
  firearm_id uuid not null references firearms.firearm(id),
  written text not null default '',
  normal text, state text not null, method text not null default 'eye',
  confidence text not null default 'sure' check (confidence in ('sure','probable','doubtful')),
  note text,
  read_by uuid not null, read_at timestamptz not null default now(),
  institution_id int not null, audience int[] not null
);
create index reading_firearm on firearms.reading (firearm_id);
create index reading_mark on firearms.reading (mark_id);
comment on table firearms.reading is 'Append-only: several readings of one mark may disagree; none overwrites another.';

reset role;
