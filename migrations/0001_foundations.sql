-- Roles, schemas and the tables of the platform itself.
--
-- Five roles, none of which can log in. The program logs in as a member of them and takes exactly one per transaction:
--   tamga_owner    owns every object; runs migrations; never serves a request
--   tamga_app      serves requests; owns nothing, bypasses nothing
--   tamga_reveal   owns the few functions that see more than their caller; no program code ever takes it
--   tamga_matcher  proposes hits: reads identification data, writes hits
--   tamga_keeper   signs people in, sequences the journal, runs jobs
--   tamga_backup   reads everything, writes nothing
-- Every table is under forced row-level security with at least one policy; a test lists those that are not.

do $$
declare r text;
begin
  foreach r in array array['tamga_owner','tamga_app','tamga_reveal','tamga_matcher','tamga_keeper','tamga_backup'] loop
    begin
      if not exists (select from pg_roles where rolname = r) then
        execute format('create role %I nologin noinherit', r);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
    -- From PostgreSQL 16 on the maker of a role administers it and may not take it: say so expressly.
    begin
      execute format('grant %I to %I', r, current_user);
    exception when insufficient_privilege then
      if not pg_has_role(current_user, r, 'member') then raise; end if;
    end;
  end loop;
end $$;

create schema platform authorization tamga_owner;
create schema access authorization tamga_owner;
create schema journal authorization tamga_owner;
create schema recoveries authorization tamga_owner;
create schema firearms authorization tamga_owner;
create schema registers authorization tamga_owner;
create schema matching authorization tamga_owner;
grant select on public.tamga_migration to tamga_keeper, tamga_backup;
grant usage on schema platform, access, journal, recoveries, firearms, registers, matching
  to tamga_app, tamga_reveal, tamga_matcher, tamga_keeper, tamga_backup;
-- Functions owned by tamga_reveal are created here by the owner and handed over; that needs the right to create.
grant create on schema access, journal, recoveries, firearms, registers, matching, platform to tamga_reveal;

set role tamga_owner;

create table platform.setting (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null default now()
);
comment on table platform.setting is 'Facts of the node and national configuration: node name, demo flag, journal key, thresholds.';

create table platform.idempotency (
  actor uuid not null,
  key text not null check (length(key) between 8 and 128),
  request_hash bytea not null,
  status int,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (actor, key)
);
comment on table platform.idempotency is 'First answer of each idempotent call, so that a replay has no second effect. Written in the transaction of the effect.';

create table platform.job (
  id uuid primary key,
  task text not null,
  payload jsonb not null default '{}',
  run_at timestamptz not null default now(),
  attempts int not null default 0,
  last_fault text,
  finished_at timestamptz,
  created_at timestamptz not null default now()
);
create index job_waiting on platform.job (run_at) where finished_at is null;
comment on table platform.job is 'Work that outlives its request. Claimed by a session advisory lock on its id, so that a killed worker frees it at once.';

create table platform.file (
  id uuid primary key,
  institution_id int not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  name text not null check (length(name) between 1 and 255),
  media_type text not null,
  size bigint not null,
  sha256 bytea not null,
  complete boolean not null default false
);
create table platform.file_chunk (
  file_id uuid not null references platform.file(id) on delete cascade,
  position int not null,
  bytes bytea not null,
  primary key (file_id, position)
);
alter table platform.file_chunk alter column bytes set storage external;
comment on table platform.file is 'Files live in the database: the program keeps no state of its own, and one backup holds all.';

reset role;
