-- Marks and readings as examiners work with them: what still waits for an examiner, who is at it, and which readings disagree.
set role tamga_owner;

-- Kept beside the readings and statements by the program, in the transaction that adds one: lists and the queue read them.
alter table firearms.firearm add column disputed boolean not null default false;
alter table firearms.firearm add column awaits text[] not null default '{identification}'
  check (awaits <@ '{identification,readings,statements,year,gate}'::text[]);
alter table firearms.firearm add column examined_at timestamptz;
comment on column firearms.firearm.disputed is 'Readings of one of its marks disagree. Stays true: nothing is overwritten.';
comment on column firearms.firearm.awaits is 'Why an examiner is still awaited; empty when none is.';
comment on column firearms.firearm.examined_at is 'The last examination that was concluded. What disagreed before it is settled by it.';
create index firearm_awaits on firearms.firearm (created_at desc, id desc) where awaits <> '{}';
-- Earlier weapons of a model beside the one on the desk.
create index firearm_model on firearms.firearm (model_code, created_at desc, id desc) where model_code is not null;

-- Said by one who examines, not by the officer who found it.
alter table firearms.reading add column examined boolean not null default false;
alter table firearms.identification add column examined boolean not null default false;
create function firearms.mark_examined() returns trigger language plpgsql set search_path = pg_catalog as
$$ begin new.examined := new.examined and access.may('firearms.identify'); return new; end $$;
create trigger examined before insert on firearms.reading for each row when (new.examined) execute function firearms.mark_examined();
create trigger examined before insert on firearms.identification for each row when (new.examined) execute function firearms.mark_examined();

-- The stamps would call this a change of each weapon, which it is not.
alter table firearms.firearm disable trigger user;
update firearms.identification set examined = true where source in ('laboratory','manufacturer','reference-work');
update firearms.firearm f set awaits = '{}', examined_at = s.at
  from (select firearm_id, max(recorded_at) as at from firearms.identification where examined group by 1) s where s.firearm_id = f.id;
update firearms.firearm f set disputed = true, awaits = array_append(f.awaits, 'readings')
  from (select distinct firearm_id from (
      select firearm_id, mark_id from firearms.reading where normal is not null group by 1, 2 having count(distinct normal) > 1) m) d
  where d.firearm_id = f.id;
alter table firearms.firearm enable trigger user;

-- A doubt of the gate that an officer overrode waits for an examiner's eye.
create function firearms.await_gate() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  update firearms.firearm f set awaits = array_append(f.awaits, 'gate') where f.id = new.firearm_id and not 'gate' = any(f.awaits);
  return null;
end $$;
create trigger await_gate after insert on firearms.doubt_override for each row execute function firearms.await_gate();

-- One examiner at one weapon at a time; a claim lapses, so that no weapon waits for somebody on leave.
create table firearms.examination (
  id uuid primary key,
  firearm_id uuid not null references firearms.firearm(id),
  person_id uuid not null references access.person(id),
  person_institution_id int not null references access.institution(id),
  claimed_at timestamptz not null default now(),
  until timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('released','lapsed','concluded')),
  conclusion text,
  check ((ended_at is null) = (outcome is null)),
  check (outcome is distinct from 'concluded' or conclusion is not null)
);
create unique index examination_open on firearms.examination (firearm_id) where ended_at is null;
create index examination_firearm on firearms.examination (firearm_id, claimed_at);
comment on table firearms.examination is 'Who took a weapon to the desk, until when, and what they concluded. A conclusion stays; a later examination stands beside it.';

alter table firearms.examination enable row level security;
alter table firearms.examination force row level security;
create policy owner on firearms.examination to tamga_owner using (true) with check (true);
create policy backup on firearms.examination for select to tamga_backup using (true);
grant select on firearms.examination to tamga_backup;
revoke all on firearms.examination from public;
grant select, insert, update (ended_at, outcome, conclusion) on firearms.examination to tamga_app;
-- Seen with its weapon, by whoever sees that.
create policy see on firearms.examination for select to tamga_app using (exists (select from firearms.firearm f where f.id = firearm_id));
create policy claim on firearms.examination for insert to tamga_app
  with check (person_id = (select access.actor()) and person_institution_id = (select access.my_institution()) and exists (select from firearms.firearm f where f.id = firearm_id and f.audience && (select access.groups_with('firearms.identify'))));
-- One's own, or one that has lapsed.
create policy finish on firearms.examination for update to tamga_app
  using (ended_at is null and (person_id = (select access.actor()) or until <= now())
    and exists (select from firearms.firearm f where f.id = firearm_id and f.audience && (select access.groups_with('firearms.identify'))))
  with check (true);

grant update (disputed, awaits, examined_at) on firearms.firearm to tamga_app;

-- The matcher scores every reading of a weapon, not the best alone.
grant select on firearms.mark, firearms.reading to tamga_matcher;
create policy match on firearms.mark for select to tamga_matcher using (true);
create policy match on firearms.reading for select to tamga_matcher using (true);

reset role;
do $$
begin
  revoke execute on function firearms.await_gate() from public;
  alter function firearms.await_gate() owner to tamga_reveal;
end $$;
