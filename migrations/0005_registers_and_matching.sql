-- Registers to trace against, imports with an outcome for every row, matching keys, hits and their resolution.
set role tamga_owner;

create table registers.register (
  id uuid primary key,
  code text not null,
  kind text not null check (kind in ('lost-stolen','licensed','manufactured','exported','imported','in-transit','state-stock','deactivated','destroyed')),
  name_en text not null, name_ru text not null,
  legal_basis text not null default '',
  institution_id int not null references access.institution(id),
  unit_id int not null references access.unit(id),
  created_by uuid not null references access.person(id),
  created_at timestamptz not null default now(),
  as_of date,
  record_count bigint not null default 0,
  handling smallint not null default 0 check (handling between 0 and 7),
  audience int[] not null,
  unique (institution_id, code)
);

create table registers.import_run (
  id uuid primary key,
  target text not null check (target in ('register','recoveries')),
  register_id uuid references registers.register(id),
  file_id uuid references platform.file(id),
  file_name text not null, file_size bigint not null default 0, file_sha256 bytea,
  content_hash bytea,
  mapping jsonb, options jsonb not null default '{}',
  dry_run boolean not null default false,
  state text not null default 'uploaded'
    check (state in ('uploaded','ready','running','done','cancelled','failed','undone')),
  fault jsonb,
  rows_total bigint, rows_read bigint not null default 0,
  accepted bigint not null default 0, doubtful bigint not null default 0, refused bigint not null default 0,
  codes jsonb not null default '{}',
  institution_id int not null references access.institution(id),
  unit_id int not null references access.unit(id),
  created_by uuid not null references access.person(id),
  created_at timestamptz not null default now(),
  started_at timestamptz, finished_at timestamptz, cancel_asked boolean not null default false,
  audience int[] not null,
  check ((target = 'register') = (register_id is not null))
);
create index import_run_recent on registers.import_run (created_at desc);

create table registers.import_row (
  run_id uuid not null references registers.import_run(id),
  row_number int not null,
  outcome text not null check (outcome in ('accepted','doubtful','refused')),
  codes jsonb not null default '[]',
  record_id uuid,
  cells text[] not null,
  primary key (run_id, row_number)
);
create index import_row_outcome on registers.import_row (run_id, outcome, row_number);
comment on table registers.import_row is 'One row for each row of the file, with its cells as they stood: nothing is dropped silently, equal rows stay apart.';

create table registers.record (
  id uuid primary key,
  register_id uuid not null references registers.register(id),
  run_id uuid references registers.import_run(id), row_number int,
  institution_id int not null,
  created_at timestamptz not null default now(),
  handling smallint not null default 0,
  audience int[] not null,
  state text not null default 'active' check (state in ('active','withdrawn')),
  reason text,
  type_code text, type_written text,
  make_code text, make_written text,
  model_code text, model_written text,
  calibre_code text, calibre_written text,
  country text, year int,
  series text, number text, serial_written text, serial_normal text,
  serial_keys bigint[] not null default '{}',
  lost_on date, entered_on date,
  authority_written text, own_reference text, note text,
  more jsonb not null default '{}'
);
create index record_register on registers.record (register_id, id);
create index record_run on registers.record (run_id, row_number) where run_id is not null;

-- subject_kind: 1 register record, 2 recovered firearm. The keys of a subject stand on the subject too, so that a
-- change of its audience finds its keys without a second index.
create table matching.serial_key (
  key bigint not null,
  subject_kind smallint not null check (subject_kind in (1, 2)),
  subject_id uuid not null,
  audience int[] not null
);
create index serial_key_key on matching.serial_key (key);

create table matching.hit (
  id uuid primary key,
  number text not null unique,
  firearm_id uuid not null references firearms.firearm(id),
  other_kind text not null check (other_kind in ('register-record','firearm')),
  other_id uuid not null,
  firearm_institution_id int not null references access.institution(id),
  other_institution_id int not null references access.institution(id),
  handling smallint not null default 0,
  probability double precision not null check (probability >= 0 and probability < 1),
  log_odds double precision not null,
  model_version text not null,
  why jsonb not null,
  state text not null default 'proposed' check (state in ('proposed','confirmed','rejected','unsure')),
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  audience int[] not null,
  unique (firearm_id, other_kind, other_id)
);
create index hit_other on matching.hit (other_id);
create index hit_open on matching.hit (state, created_at desc);
comment on table matching.hit is 'A proposal until the owner of the other record confirms it. Its audience is who may see both records.';

create table matching.hit_decision (
  id uuid primary key,
  hit_id uuid not null references matching.hit(id),
  verb text not null check (verb in ('confirm','reject','unsure','reopen')),
  reason text not null,
  by_person uuid not null, by_institution int not null, at timestamptz not null default now(),
  probability double precision not null, model_version text not null,
  audience int[] not null
);
create index hit_decision_hit on matching.hit_decision (hit_id);

create table matching.hit_pointer (
  id uuid primary key,
  hit_id uuid not null references matching.hit(id),
  own_kind text not null, own_id uuid not null,
  institution_id int not null references access.institution(id),
  other_institution_id int not null references access.institution(id),
  created_at timestamptz not null default now(),
  audience int[] not null,
  unique (hit_id, institution_id)
);
comment on table matching.hit_pointer is 'For the owner of one side that may not see the other: an institution holds a record that matches yours; ask this contact. Nothing else.';

create table matching.match_task (
  firearm_id uuid primary key references firearms.firearm(id),
  asked_at timestamptz not null default now()
);
comment on table matching.match_task is 'Weapons whose hits are to be proposed; written with the weapon or its reading, emptied by the matcher.';

reset role;
