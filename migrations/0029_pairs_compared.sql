-- What was compared when a pair was scored, so that a decision can be made again years later with the model that it names; and sweeps:
-- all recovered weapons against the files after an import, in slices that a killed program goes on from.
set role tamga_owner;
alter table matching.hit add column compared jsonb;
alter table matching.hit_decision add column compared jsonb;
comment on column matching.hit.compared is 'Both records as the engine read them when the pair was scored: {"weapon": {...}, "other": {...}}. Null: scored before this was kept.';
comment on column matching.hit_decision.compared is 'What the decision rested on: the hit''s compared at that moment.';

create table matching.sweep (
  id uuid primary key,
  kind text not null check (kind in ('after-import', 'registers')),
  -- The import whose records are new; or the registers compared: records of the left are looked for in the right.
  run_id uuid references registers.import_run(id),
  left_register uuid references registers.register(id),
  right_register uuid references registers.register(id),
  institution_id int not null references access.institution(id),
  state text not null default 'running' check (state in ('running', 'done', 'cancelled', 'failed')),
  cancel_asked boolean not null default false,
  -- How far: identifiers are gone through in their order.
  cursor uuid,
  total int not null default 0,
  done int not null default 0,
  found int not null default 0,
  -- The counts speak of records that the reader may not know of; how far it is does not: it moves by hundredths whatever the total, and
  -- where a hundredth were one record, not before the end.
  percent smallint generated always as (case when state = 'done' then 100 when total < 100 then 0 else least(99, done::bigint * 100 / total) end) stored,
  model_version text,
  -- Of two registers: the least probability of a pair that is kept.
  least double precision,
  created_by uuid references access.person(id),
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((kind = 'after-import') = (run_id is not null)),
  check ((kind = 'registers') = (left_register is not null and right_register is not null))
);
create unique index sweep_run on matching.sweep (run_id) where run_id is not null;
create index sweep_own on matching.sweep (institution_id, created_at desc, id desc) where kind = 'registers';
comment on table matching.sweep is 'Many comparisons at once, in slices: weapons against the files after an import, one register against another.';
alter table matching.sweep enable row level security;
alter table matching.sweep force row level security;
revoke all on matching.sweep from public;
create policy owner on matching.sweep to tamga_owner using (true) with check (true);
create policy backup on matching.sweep for select to tamga_backup using (true);
grant select on matching.sweep to tamga_backup;
create policy match on matching.sweep to tamga_matcher using (true) with check (true);
grant select, insert, update on matching.sweep to tamga_matcher;
-- Of an import: whoever sees the import. Of two registers: whoever sees both.
create policy see on matching.sweep for select to tamga_app using (
  case kind when 'after-import' then exists (select from registers.import_run r where r.id = run_id)
    else institution_id = (select access.my_institution()) and exists (select from registers.register g where g.id = left_register)
      and exists (select from registers.register g where g.id = right_register) end);
create policy stop on matching.sweep for update to tamga_app using (institution_id = (select access.my_institution()) and case kind
    when 'after-import' then exists (select from registers.import_run r where r.id = run_id and r.audience && (select access.groups_with('imports.run')))
    else exists (select from registers.register g where g.id = left_register and g.audience && (select access.groups_with('registers.read')))
      and exists (select from registers.register g where g.id = right_register and g.audience && (select access.groups_with('registers.read'))) end)
  with check (institution_id = (select access.my_institution()));
grant select (id, kind, run_id, left_register, right_register, institution_id, state, cancel_asked, percent, model_version, least, created_by, created_at, finished_at) on matching.sweep to tamga_app;
grant update (cancel_asked) on matching.sweep to tamga_app;
create policy keep on matching.sweep for select to tamga_keeper using (true);
grant select on matching.sweep to tamga_keeper;

-- Pairs of two registers' records that may be one weapon. Not hits: nobody is told, nothing is opened; who sees both records sees the pair.
create table matching.register_pair (
  sweep_id uuid not null references matching.sweep(id) on delete cascade,
  left_id uuid not null references registers.record(id),
  right_id uuid not null references registers.record(id),
  probability double precision not null,
  log_odds double precision not null,
  model_version text not null,
  why jsonb not null,
  primary key (sweep_id, left_id, right_id)
);
create index register_pair_order on matching.register_pair (sweep_id, probability desc, left_id, right_id);
create index register_pair_left on matching.register_pair (left_id);
create index register_pair_right on matching.register_pair (right_id);
alter table matching.register_pair enable row level security;
alter table matching.register_pair force row level security;
revoke all on matching.register_pair from public;
create policy owner on matching.register_pair to tamga_owner using (true) with check (true);
create policy backup on matching.register_pair for select to tamga_backup using (true);
grant select on matching.register_pair to tamga_backup;
create policy match on matching.register_pair to tamga_matcher using (true) with check (true);
grant select, insert on matching.register_pair to tamga_matcher;
create policy see on matching.register_pair for select to tamga_app using (
  exists (select from matching.sweep s where s.id = sweep_id) and exists (select from registers.record r where r.id = left_id)
  and exists (select from registers.record r where r.id = right_id));
grant select on matching.register_pair to tamga_app;

-- Whoever sees both registers may have them compared; the program counts on from there.
create policy ask on matching.sweep for insert to tamga_app with check (
  kind = 'registers' and institution_id = (select access.my_institution()) and created_by = (select access.actor())
  and exists (select from registers.register g where g.id = left_register and g.audience && (select access.groups_with('registers.read')))
  and exists (select from registers.register g where g.id = right_register and g.audience && (select access.groups_with('registers.read'))));
grant insert (id, kind, left_register, right_register, institution_id, created_by, least) on matching.sweep to tamga_app;
grant select (id, register_id, institution_id, created_by, state, target) on registers.import_run to tamga_matcher;
create policy match on registers.import_run for select to tamga_matcher using (true);
reset role;
