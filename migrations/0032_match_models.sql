-- Versions of the matching's numbers: learned from decisions, in force only after their report was accepted by a second person. Nothing here
-- is ever deleted or changed once it is decided: a decision names its version, and is made again from it years later.
set role tamga_owner;

create table matching.model_version (
  id uuid primary key,
  number int generated always as identity unique,
  version text not null unique check (version ~ '^[a-z0-9][a-z0-9.-]{2,60}$'),
  -- The version it was learned from; null: shipped with the program.
  parent text references matching.model_version(version),
  state text not null default 'learning' check (state in ('shipped','learning','proposed','refused','accepted','rejected')),
  reason text check (length(reason) between 3 and 1000),
  proposed_by uuid references access.person(id),
  institution_id int references access.institution(id),
  proposed_at timestamptz not null default now(),
  content jsonb check (pg_column_size(content) <= 100000),
  report jsonb check (pg_column_size(report) <= 1000000),
  learned_at timestamptz,
  decided_by uuid references access.person(id),
  decided_institution_id int references access.institution(id),
  decided_at timestamptz,
  decision text check (length(decision) between 3 and 1000),
  check ((state = 'shipped') = (parent is null) and (state = 'shipped') = (proposed_by is null) and (state = 'shipped') = (reason is null)),
  check (state in ('learning','refused') or content is not null),
  check (state in ('shipped','learning') or report is not null),
  check ((state in ('accepted','rejected')) = (decided_by is not null) and (decided_by is null) = (decision is null) and (decided_by is null) = (decided_at is null)),
  -- Who proposes does not accept.
  check (decided_by <> proposed_by)
);
create unique index model_version_learning on matching.model_version (state) where state = 'learning';
comment on table matching.model_version is
  'Versions of the matching''s numbers. Counts in a report are over all decisions of the country: for who weighs the matching nationally, and nobody else.';
comment on column matching.model_version.content is 'The whole document: every number, its name, what it was learned from (src/matching/learning/model-document.ts).';

create table matching.model_change (
  number int generated always as identity primary key,
  version text not null references matching.model_version(version),
  reason text not null check (length(reason) between 3 and 1000),
  by_person uuid not null references access.person(id),
  institution_id int not null references access.institution(id),
  at timestamptz not null default now()
);
comment on table matching.model_change is 'Append-only: from when on which version is in force; the newest row stands. None: the version that the program was shipped with.';

do $$
declare t text;
begin
  foreach t in array array['model_version','model_change'] loop
    execute format('alter table matching.%I enable row level security', t);
    execute format('alter table matching.%I force row level security', t);
    execute format('revoke all on matching.%I from public', t);
    execute format('create policy owner on matching.%I to tamga_owner using (true) with check (true)', t);
    execute format('create policy backup on matching.%I for select to tamga_backup using (true)', t);
    execute format('grant select on matching.%I to tamga_backup, tamga_app, tamga_matcher, tamga_keeper', t);
    execute format('create policy follow on matching.%I for select to tamga_matcher, tamga_keeper using (true)', t);
  end loop;
end $$;

-- The program keeps the version it was shipped with; the matcher puts what it learned.
grant insert on matching.model_version to tamga_keeper;
create policy ship on matching.model_version for insert to tamga_keeper with check (state = 'shipped');
grant update (state, content, report) on matching.model_version to tamga_matcher;
create policy learn on matching.model_version for update to tamga_matcher using (state = 'learning') with check (state in ('learning','proposed','refused'));

-- For who weighs the matching for the whole country, through a role that reaches the nation.
create policy see on matching.model_version for select to tamga_app
  using ((select g.id from access.audience_group g where g.kind = 'national') = any((select access.groups_with('matching.weigh'))::int[]));
grant insert (id, version, parent, reason) on matching.model_version to tamga_app;
create policy propose on matching.model_version for insert to tamga_app
  with check (state = 'learning' and (select g.id from access.audience_group g where g.kind = 'national') = any((select access.groups_with('matching.weigh'))::int[]));
grant update (state, decision) on matching.model_version to tamga_app;
create policy decide on matching.model_version for update to tamga_app
  using (state = 'proposed' and (select g.id from access.audience_group g where g.kind = 'national') = any((select access.groups_with('matching.weigh'))::int[]))
  with check (state in ('accepted','rejected'));
create policy see on matching.model_change for select to tamga_app
  using ((select g.id from access.audience_group g where g.kind = 'national') = any((select access.groups_with('matching.weigh'))::int[]));
grant insert (version, reason) on matching.model_change to tamga_app;
create policy change on matching.model_change for insert to tamga_app
  with check ((select g.id from access.audience_group g where g.kind = 'national') = any((select access.groups_with('matching.weigh'))::int[])
    and exists (select from matching.model_version v where v.version = model_change.version and v.state in ('shipped','accepted')));

create function matching.stamp_model() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'shipped' then
      new.proposed_by := access.actor();
      new.institution_id := access.my_institution();
    end if;
  elsif old.state = 'learning' then
    new.learned_at := clock_timestamp();
  elsif old.state = 'proposed' then
    new.decided_by := access.actor();
    new.decided_institution_id := access.my_institution();
    new.decided_at := clock_timestamp();
  else
    raise exception 'versions are append-only: a settled one does not change' using errcode = '42501';
  end if;
  return new;
end $$;
create function matching.stamp_model_change() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$ begin new.by_person := access.actor(); new.institution_id := access.my_institution(); new.at := clock_timestamp(); return new; end $$;
create trigger stamp before insert or update on matching.model_version for each row execute function matching.stamp_model();
create trigger stamp before insert on matching.model_change for each row execute function matching.stamp_model_change();

-- They see who asks: owned like every function that does.
reset role;
do $$
declare f text;
begin
  foreach f in array array['matching.stamp_model()','matching.stamp_model_change()'] loop
    execute format('alter function %s owner to tamga_reveal', f);
    execute format('revoke execute on function %s from public', f);
  end loop;
end $$;
