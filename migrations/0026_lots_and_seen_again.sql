-- Lots: weapons whose numbers, make and place or time say that they come from one consignment. Where a number stands in its series
-- is kept beside the number, so that neighbours are found by an index behind the wall. What analysts judged of a lot is rows; which
-- weapons a confirmed lot holds is what tracing asks later.
set role tamga_owner;

alter table firearms.firearm add column serial_stem text, add column serial_place bigint;
comment on column firearms.firearm.serial_stem is
  'The number with its last run of digits as # and their count (МК45718: MK#5); null where a position was not read or no run of three digits is there. serial_place: that run as a number. Written by the stamp alone.';

create function firearms.serial_stem_of(normal text) returns text language sql immutable as
$$ select (m)[1] || '#' || length((m)[2]) || (m)[3] from (select regexp_match(normal, '^((?:.*[^0-9])?)([0-9]{3,12})([^0-9]*)$') as m) x
   where m is not null and normal !~ '[?*\[\]]' $$;
create function firearms.serial_place_of(normal text) returns bigint language sql immutable as
$$ select ((regexp_match(normal, '^(?:.*[^0-9])?([0-9]{3,12})[^0-9]*$'))[1])::bigint where normal !~ '[?*\[\]]' $$;
create function firearms.stamp_place() returns trigger language plpgsql set search_path = pg_catalog as
$$
begin
  new.serial_stem := firearms.serial_stem_of(new.serial_normal);
  new.serial_place := case when new.serial_stem is null then null else firearms.serial_place_of(new.serial_normal) end;
  return new;
end $$;
revoke execute on function firearms.serial_stem_of(text), firearms.serial_place_of(text), firearms.stamp_place() from public;
grant execute on function firearms.serial_stem_of(text), firearms.serial_place_of(text) to tamga_app, tamga_reveal, tamga_keeper, tamga_matcher;
alter table firearms.firearm disable trigger user;
update firearms.firearm f set serial_stem = firearms.serial_stem_of(f.serial_normal), serial_place = firearms.serial_place_of(f.serial_normal)
  where firearms.serial_stem_of(f.serial_normal) is not null;
alter table firearms.firearm enable trigger user;
create trigger stamp_place before insert or update of serial_normal on firearms.firearm for each row execute function firearms.stamp_place();
create index firearm_place on firearms.firearm (serial_stem, serial_place) where serial_stem is not null;

create table matching.lot (
  id uuid primary key,
  number text not null unique,
  institution_id int not null references access.institution(id),
  created_by uuid not null references access.person(id),
  created_at timestamptz not null default now(),
  state text not null default 'proposed' check (state in ('proposed','confirmed','rejected')),
  -- What spoke for it when it was first judged: numbers, chance, recoveries.
  grounds jsonb not null
);
create table matching.lot_member (
  lot_id uuid not null references matching.lot(id),
  firearm_id uuid not null references firearms.firearm(id),
  primary key (lot_id, firearm_id)
);
create index lot_member_firearm on matching.lot_member (firearm_id);
create table matching.lot_judgement (
  id uuid primary key,
  lot_id uuid not null references matching.lot(id),
  verb text not null check (verb in ('confirm','reject','reopen')),
  reason text not null check (length(reason) >= 3),
  by_person uuid not null references access.person(id),
  institution_id int not null references access.institution(id),
  at timestamptz not null default now()
);
create index lot_judgement_lot on matching.lot_judgement (lot_id, at);
comment on table matching.lot is 'A lot that an analyst judged. Seen by who sees two of its weapons at least; each member only by who sees that weapon.';
comment on table matching.lot_member is 'Which weapons a lot holds; of a confirmed lot, those whom one trace answer helps.';
comment on table matching.lot_judgement is 'Append-only: who confirmed, rejected or reopened a lot, when and why.';

create function matching.stamp_lot() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$ begin new.institution_id := access.my_institution(); new.created_by := access.actor(); new.created_at := now(); new.state := 'proposed'; return new; end $$;
-- A judgement is the state that follows from it.
create function matching.take_lot_judgement() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  new.institution_id := access.my_institution(); new.by_person := access.actor(); new.at := clock_timestamp();
  update matching.lot l set state = case new.verb when 'confirm' then 'confirmed' when 'reject' then 'rejected' else 'proposed' end
    where l.id = new.lot_id and l.state is distinct from case new.verb when 'confirm' then 'confirmed' when 'reject' then 'rejected' else 'proposed' end;
  if not found then raise exception 'no such step' using errcode = 'T0009'; end if;
  return new;
end $$;
create function matching.stamp_lot_member() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if access.actor() is not null and not exists (select from matching.lot l where l.id = new.lot_id and l.created_by = access.actor() and l.created_at = now()) then
    raise exception 'no such lot' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger stamp before insert on matching.lot_member for each row execute function matching.stamp_lot_member();
create trigger stamp before insert on matching.lot for each row execute function matching.stamp_lot();
create trigger stamp before insert on matching.lot_judgement for each row execute function matching.take_lot_judgement();

do $$
declare t text;
begin
  foreach t in array array['matching.lot','matching.lot_member','matching.lot_judgement'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public', t);
    execute format('create policy owner on %s to tamga_owner using (true) with check (true)', t);
    execute format('grant select on %s to tamga_backup', t);
    execute format('create policy backup on %s for select to tamga_backup using (true)', t);
    execute format('grant select, insert on %s to tamga_app', t);
  end loop;
end $$;
grant select, update on matching.lot to tamga_reveal;
create policy reveal on matching.lot to tamga_reveal using (true) with check (true);

create policy see on matching.lot_member for select to tamga_app using (exists (select from firearms.firearm f where f.id = firearm_id));
create policy see on matching.lot for select to tamga_app
  using ((select count(*) from matching.lot_member m where m.lot_id = lot.id) >= 2);
create policy see on matching.lot_judgement for select to tamga_app using (exists (select from matching.lot l where l.id = lot_id));
create policy judge on matching.lot for insert to tamga_app
  with check (created_by = (select access.actor()) and institution_id = (select access.my_institution()) and cardinality((select access.groups_with('hits.decide'))) > 0);
-- A weapon joins in the transaction that makes its lot, by who settles hits and reaches it.
create policy judge on matching.lot_member for insert to tamga_app
  with check (exists (select from firearms.firearm f where f.id = firearm_id and f.audience && (select access.groups_with('hits.decide'))));
create policy judge on matching.lot_judgement for insert to tamga_app
  with check (by_person = (select access.actor()) and institution_id = (select access.my_institution())
    and cardinality((select access.groups_with('hits.decide'))) > 0
    and exists (select from matching.lot l where l.id = lot_id and l.institution_id = (select access.my_institution())));

reset role;
do $$
declare f text;
begin
  foreach f in array array['matching.stamp_lot()','matching.stamp_lot_member()','matching.take_lot_judgement()'] loop
    execute format('alter function %s owner to tamga_reveal', f);
    execute format('revoke execute on function %s from public', f);
  end loop;
end $$;

-- Seen again: hits between two recovered weapons, the strong and the confirmed ones.
set role tamga_owner;
create index hit_seen_again on matching.hit (probability desc, id desc) where other_kind = 'firearm' and state in ('proposed','unsure','confirmed');
reset role;
