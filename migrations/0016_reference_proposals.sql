-- National additions to the code lists: who proposed what, who reviewed it, and in which version it took effect. The shipped
-- files stay as they are; what was accepted lies over them, in the order of the versions. Nothing that a weapon says is
-- rewritten: a merged code keeps its meaning through the entry that was kept, and a revoked change is no longer laid on.
create schema reference authorization tamga_owner;
grant usage on schema reference to tamga_app, tamga_reveal, tamga_keeper, tamga_backup;
grant create on schema reference to tamga_reveal;
set role tamga_owner;

create table reference.version (
  single boolean primary key default true check (single),
  version bigint not null default 0,
  changed_at timestamptz not null default now()
);
insert into reference.version default values;
comment on table reference.version is 'Grows with every accepted proposal: a program that knows the number need not read the proposals again.';

create table reference.proposal (
  id uuid primary key,
  number int generated always as identity unique,
  list text not null check (list in ('makes','models','calibres','types')),
  kind text not null check (kind in ('entry','synonym','merge','correction','revoke')),
  code text not null check (code ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$'),
  into_code text check (into_code ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$'),
  revokes uuid references reference.proposal(id),
  content jsonb not null default '{}' check (jsonb_typeof(content) = 'object' and pg_column_size(content) <= 20000),
  reason text not null check (length(reason) between 3 and 1000),
  proposed_by uuid not null references access.person(id),
  institution_id int not null references access.institution(id),
  proposed_at timestamptz not null default now(),
  state text not null default 'waiting' check (state in ('waiting','accepted','rejected','withdrawn')),
  decided_by uuid references access.person(id),
  decided_institution_id int references access.institution(id),
  decided_at timestamptz,
  decision text check (length(decision) between 3 and 1000),
  version bigint unique,
  check ((kind = 'merge') = (into_code is not null) and into_code is distinct from code),
  check ((kind = 'revoke') = (revokes is not null)),
  check ((state = 'waiting') = (decided_by is null) and (state = 'waiting') = (decided_at is null) and (state = 'waiting') = (decision is null)),
  check ((state = 'accepted') = (version is not null)),
  -- Who proposes does not review; only the proposer withdraws.
  check (state not in ('accepted','rejected') or decided_by <> proposed_by),
  check (state <> 'withdrawn' or decided_by = proposed_by)
);
create index proposal_waiting on reference.proposal (state, number);
create unique index proposal_revoked_once on reference.proposal (revokes) where state = 'accepted';
comment on column reference.proposal.content is 'entry and correction: cells by the names of the columns of the shipped file; synonym: {"writings": […]}.';
comment on column reference.proposal.version is 'Version of the lists in which it took effect; null while it has not.';

do $$
declare t text;
begin
  foreach t in array array['version','proposal'] loop
    execute format('alter table reference.%I enable row level security', t);
    execute format('alter table reference.%I force row level security', t);
    execute format('create policy owner on reference.%I to tamga_owner using (true) with check (true)', t);
    execute format('create policy backup on reference.%I for select to tamga_backup using (true)', t);
    execute format('grant select on reference.%I to tamga_backup', t);
    execute format('revoke all on reference.%I from public', t);
  end loop;
end $$;

-- The lists are for everybody who is signed in, and for the program at its start. What waits or was refused is the curators'.
grant select on reference.version, reference.proposal to tamga_app, tamga_keeper;
create policy see on reference.version for select to tamga_app using ((select access.actor()) is not null);
create policy keep on reference.version for select to tamga_keeper using (true);
create policy see on reference.proposal for select to tamga_app
  using ((state = 'accepted' and (select access.actor()) is not null) or (select access.may('reference.curate')));
create policy keep on reference.proposal for select to tamga_keeper using (true);

grant insert (id, list, kind, code, into_code, revokes, content, reason) on reference.proposal to tamga_app;
create policy propose on reference.proposal for insert to tamga_app with check (state = 'waiting' and (select access.may('reference.curate')));
grant update (state, decision) on reference.proposal to tamga_app;
create policy review on reference.proposal for update to tamga_app
  using (state = 'waiting' and (select access.may('reference.curate'))) with check (state <> 'waiting');

grant select, update on reference.version to tamga_reveal;
create policy reveal on reference.version to tamga_reveal using (true) with check (true);
reset role;

set role tamga_reveal;
create function reference.stamp_proposal() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  new.proposed_by := access.actor();
  new.institution_id := access.my_institution();
  return new;
end $$;

-- The decision is the caller's, and an accepted proposal gets the next version: one after the other, without a gap.
create function reference.stamp_decision() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if old.state <> 'waiting' then
    raise exception 'a decided proposal does not change' using errcode = '42501';
  end if;
  new.decided_by := access.actor();
  new.decided_institution_id := access.my_institution();
  new.decided_at := now();
  if new.state = 'accepted' then
    update reference.version v set version = v.version + 1, changed_at = now() returning v.version into new.version;
  end if;
  return new;
end $$;
revoke execute on function reference.stamp_proposal(), reference.stamp_decision() from public;
grant execute on function reference.stamp_proposal(), reference.stamp_decision() to tamga_owner;
reset role;
set role tamga_owner;
create trigger stamp before insert on reference.proposal for each row execute function reference.stamp_proposal();
create trigger decide before update on reference.proposal for each row execute function reference.stamp_decision();

-- The writings that no list knows are asked for by frequency; most weapons have a code, so these stay small.
create index firearm_unknown_make on firearms.firearm (make_written) where make_code is null and make_written is not null;
create index firearm_unknown_model on firearms.firearm (model_written) where model_code is null and model_written is not null;
create index firearm_unknown_calibre on firearms.firearm (calibre_written) where calibre_code is null and calibre_written is not null;
create index firearm_unknown_type on firearms.firearm (type_written) where type_code is null and type_written is not null;
reset role;
