-- Photographs and documents on a recovery, on a weapon, or on a form that is not submitted yet.
--
-- An original arrives in pieces, in order and without a gap, from one sender; when the last byte is here the database
-- hashes it and seals it. From then on nothing about it changes and nobody removes it: a record hides an attachment with
-- a reason, only an unfinished form throws one away. What people look at are copies without metadata, made by the node.
-- An attachment is seen by exactly who sees what it hangs on; its bytes are reached through its row and in no other way.
set role tamga_owner;

create table recoveries.attachment (
  id uuid primary key,
  draft_id uuid references recoveries.draft(id) on delete cascade,
  recovery_id uuid references recoveries.recovery(id),
  firearm_id uuid references firearms.firearm(id),
  draft_position int check (draft_position between 0 and 99),
  institution_id int not null references access.institution(id),
  created_by uuid not null references access.person(id),
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  handling smallint not null default 0 check (handling between 0 and 7),
  audience int[] not null,
  name text not null check (length(name) between 1 and 255),
  caption text not null default '' check (length(caption) <= 1000),
  size bigint not null check (size between 1 and 268435456),
  claimed_sha256 bytea check (octet_length(claimed_sha256) = 32),
  received bigint not null default 0,
  kind text check (kind in ('photo','document')),
  media_type text,
  sha256 bytea,
  sealed_at timestamptz,
  copy_state text not null default 'none' check (copy_state in ('none','waiting','ready','failed')),
  copy_fault text,
  width int, height int,
  carries text[] not null default '{}',
  withdrawn_at timestamptz, withdrawn_by uuid, withdrawn_why text,
  constraint attachment_subject check (num_nonnulls(draft_id, recovery_id, firearm_id) = 1),
  constraint attachment_position check (draft_position is null or draft_id is not null),
  constraint attachment_sealed check (sealed_at is null or (received = size and sha256 is not null and kind is not null and media_type is not null)),
  constraint attachment_withdrawn check (withdrawn_at is null or length(withdrawn_why) >= 3)
);
create index attachment_recovery on recoveries.attachment (recovery_id) where recovery_id is not null;
create index attachment_firearm on recoveries.attachment (firearm_id) where firearm_id is not null;
create index attachment_draft on recoveries.attachment (draft_id) where draft_id is not null;
create index attachment_arriving on recoveries.attachment (created_at) where sealed_at is null;
comment on table recoveries.attachment is 'A photograph or document. It hangs on one of a form, a recovery, a weapon, and has that one''s institution, handling code and audience.';
comment on column recoveries.attachment.claimed_sha256 is 'What the sender''s device computed before sending; null where it could not. Compared with what arrived.';
comment on column recoveries.attachment.carries is 'What the metadata of the original tells beside the picture (position, device, time): whoever releases it should know. Never the values.';

create table recoveries.attachment_piece (
  attachment_id uuid not null references recoveries.attachment(id) on delete cascade,
  at bigint not null check (at >= 0),
  bytes bytea not null check (octet_length(bytes) between 1 and 1048576),
  primary key (attachment_id, at)
);
alter table recoveries.attachment_piece alter column bytes set storage external;
comment on table recoveries.attachment_piece is 'Bytes of an original, each piece at its offset. Only added, in order, until the original is sealed.';

create table recoveries.attachment_copy (
  attachment_id uuid not null references recoveries.attachment(id) on delete cascade,
  form text not null check (form in ('thumb','view','full')),
  width int not null, height int not null,
  sha256 bytea not null,
  bytes bytea not null,
  maker text not null,
  made_at timestamptz not null default now(),
  primary key (attachment_id, form)
);
alter table recoveries.attachment_copy alter column bytes set storage external;
comment on table recoveries.attachment_copy is 'What is shown: drawn anew from the original, upright, without metadata. Made again at any time.';

-- Originals whose copies are still to be made: what the keeper may look into, and nothing else.
create table recoveries.attachment_work (
  attachment_id uuid primary key references recoveries.attachment(id) on delete cascade,
  tries int not null default 0,
  asked_at timestamptz not null default now()
);

-- Where a reading stands on a photograph of its weapon, in fractions of the upright picture's width and height.
alter table firearms.reading
  add column photo_id uuid references recoveries.attachment(id),
  add column region_x real, add column region_y real, add column region_w real, add column region_h real,
  add constraint reading_region check (
    num_nonnulls(region_x, region_y, region_w, region_h) = 0
    or (photo_id is not null and num_nonnulls(region_x, region_y, region_w, region_h) = 4
      and region_x >= 0 and region_y >= 0 and region_w > 0 and region_h > 0 and region_x + region_w <= 1.0001 and region_y + region_h <= 1.0001));
create index reading_photo on firearms.reading (photo_id) where photo_id is not null;
comment on column firearms.reading.photo_id is 'A photograph of the same weapon: whoever sees the reading sees the photograph.';

-- Stamps ---------------------------------------------------------------------------------------------------------------

create function recoveries.stamp_attachment() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare p record; was uuid; becomes uuid;
begin
  if tg_op = 'INSERT' then
    new.created_by := access.actor(); new.created_at := now(); new.received := 0; new.sealed_at := null; new.sha256 := null;
    new.kind := null; new.media_type := null; new.copy_state := 'none'; new.withdrawn_at := null;
  else
    if old.sealed_at is not null and (new.name, new.size, new.claimed_sha256, new.received, new.kind, new.media_type, new.sha256, new.sealed_at, new.created_by, new.carries, new.withdrawn_at)
      is distinct from (old.name, old.size, old.claimed_sha256, old.received, old.kind, old.media_type, old.sha256, old.sealed_at, old.created_by, old.carries, coalesce(old.withdrawn_at, new.withdrawn_at)) then
      raise exception 'sealed' using errcode = '42501';
    end if;
    if old.sealed_at is null and new.sealed_at is not null then
      if new.received <> new.size or old.created_by is distinct from access.actor() then raise exception 'not whole' using errcode = '42501'; end if;
      -- The hash is the database's own, of what lies in it; no request says it.
      select pg_catalog.sha256(string_agg(c.bytes, ''::bytea order by c.at)) into new.sha256 from recoveries.attachment_piece c where c.attachment_id = new.id;
      new.sealed_at := now();
      if new.claimed_sha256 is not null and new.claimed_sha256 <> new.sha256 then raise exception 'other bytes' using errcode = 'T0005'; end if;
    end if;
    if to_jsonb(new) - array['audience','handling','received'] is distinct from to_jsonb(old) - array['audience','handling','received'] then new.changed_at := now(); end if;
    if (new.draft_id, new.recovery_id, new.firearm_id) is not distinct from (old.draft_id, old.recovery_id, old.firearm_id) then return new; end if;
    -- From a form to the record made of it, or between a recovery and its weapons; never back, never to another matter.
    if old.draft_id is not null then
      if new.draft_id is not null then raise exception 'not there' using errcode = '42501'; end if;
    else
      was := coalesce(old.recovery_id, (select f.recovery_id from firearms.firearm f where f.id = old.firearm_id));
      becomes := coalesce(new.recovery_id, (select f.recovery_id from firearms.firearm f where f.id = new.firearm_id));
      if was is distinct from becomes then raise exception 'not there' using errcode = '42501'; end if;
      if exists (select from firearms.reading r where r.photo_id = new.id) then raise exception 'a reading stands on it' using errcode = 'T0006'; end if;
    end if;
  end if;
  if new.draft_id is not null then
    select d.institution_id, 0::smallint as handling, case when d.recovery_id is null then d.audience else '{}' end as audience into p from recoveries.draft d where d.id = new.draft_id;
  elsif new.recovery_id is not null then
    select r.institution_id, r.handling, case when r.withdrawn_at is null then r.audience else '{}' end as audience into p from recoveries.recovery r where r.id = new.recovery_id;
  else
    select f.institution_id, f.handling, case when f.withdrawn_at is null then f.audience else '{}' end as audience into p from firearms.firearm f where f.id = new.firearm_id;
  end if;
  if not found then raise exception 'no such record' using errcode = '42501'; end if;
  new.institution_id := p.institution_id; new.handling := p.handling; new.audience := p.audience;
  return new;
end $$;
create trigger stamp before insert or update on recoveries.attachment for each row execute function recoveries.stamp_attachment();

-- Pieces come in order, from who began, until the size that was said; two senders cannot both go on.
create function recoveries.lay_piece() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  update recoveries.attachment a set received = a.received + octet_length(new.bytes)
    where a.id = new.attachment_id and a.sealed_at is null and a.created_by = access.actor()
      and a.received = new.at and a.received + octet_length(new.bytes) <= a.size;
  if not found then raise exception 'not the next piece' using errcode = 'T0007'; end if;
  return new;
end $$;
create trigger lay before insert on recoveries.attachment_piece for each row execute function recoveries.lay_piece();

-- A sealed original is thrown away with its form only; whatever hangs on a record stays.
create function recoveries.keep_attachment() returns trigger language plpgsql set search_path = pg_catalog as
$$
begin
  if old.sealed_at is not null and old.draft_id is null then raise exception 'sealed' using errcode = 'T0008'; end if;
  return old;
end $$;
create trigger keep before delete on recoveries.attachment for each row execute function recoveries.keep_attachment();
-- Not even an error in a migration rewrites bytes.
create function recoveries.keep_bytes() returns trigger language plpgsql set search_path = pg_catalog as
$$ begin raise exception 'bytes of an original never change' using errcode = 'T0008'; end $$;
create trigger keep before update on recoveries.attachment_piece for each row execute function recoveries.keep_bytes();

-- What an attachment hangs on changes its audience, its handling code, or is taken back: the attachment follows.
create function recoveries.attachments_follow() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare wide int[] := new.audience; code int := 0; gone text := to_jsonb(new) ->> 'withdrawn_at';
begin
  if gone is not null then wide := '{}'; end if;
  if tg_table_name <> 'draft' then code := (to_jsonb(new) ->> 'handling')::int; end if;
  if tg_table_name = 'draft' then update recoveries.attachment a set audience = wide where a.draft_id = new.id and a.audience is distinct from wide;
  elsif tg_table_name = 'recovery' then update recoveries.attachment a set audience = wide, handling = code where a.recovery_id = new.id and (a.audience, a.handling::int) is distinct from (wide, code);
  else update recoveries.attachment a set audience = wide, handling = code where a.firearm_id = new.id and (a.audience, a.handling::int) is distinct from (wide, code);
  end if;
  return null;
end $$;
create trigger attachments_follow after update on recoveries.recovery for each row
  when ((old.audience, old.handling, old.withdrawn_at) is distinct from (new.audience, new.handling, new.withdrawn_at)) execute function recoveries.attachments_follow();
create trigger attachments_follow after update on firearms.firearm for each row
  when ((old.audience, old.handling, old.withdrawn_at) is distinct from (new.audience, new.handling, new.withdrawn_at)) execute function recoveries.attachments_follow();
create trigger attachments_follow after update on recoveries.draft for each row
  when (old.audience is distinct from new.audience) execute function recoveries.attachments_follow();

-- Asked at the end of the transaction, so that a record, its weapons, its readings and its photographs may come at once.
create function recoveries.reading_on_photo() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  if not exists (select from recoveries.attachment a where a.id = new.photo_id and a.firearm_id = new.firearm_id and a.withdrawn_at is null) then
    raise exception 'no such record' using errcode = '42501';
  end if;
  return null;
end $$;
create constraint trigger reading_on_photo after insert on firearms.reading deferrable initially deferred for each row
  when (new.photo_id is not null) execute function recoveries.reading_on_photo();

-- Hides an attachment of a record, with a reason; the original stays where it is. Not a plain update: the row vanishes
-- from its own caller's view in the act.
create function recoveries.withdraw_attachment(wanted uuid, why text) returns boolean language plpgsql security definer set search_path = pg_catalog as
$$
begin
  update recoveries.attachment a set withdrawn_at = now(), withdrawn_by = access.actor(), withdrawn_why = why
    where a.id = wanted and a.withdrawn_at is null and a.draft_id is null
      and ((a.institution_id = access.my_institution() and a.audience && access.groups_with('recoveries.change'))
        or (a.created_by = access.actor() and a.audience && access.groups_with('recoveries.record', 'firearms.identify')));
  return found;
end $$;

-- The wall --------------------------------------------------------------------------------------------------------------
do $$
declare t text;
begin
  foreach t in array array['recoveries.attachment','recoveries.attachment_piece','recoveries.attachment_copy','recoveries.attachment_work'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('create policy backup on %s for select to tamga_backup using (true)', t);
    execute format('grant select on %s to tamga_backup', t);
    execute format('create policy owner on %s to tamga_owner using (true) with check (true)', t);
    execute format('revoke all on %s from public', t);
  end loop;
end $$;

grant select, delete on recoveries.attachment to tamga_app;
grant insert (id, draft_id, recovery_id, firearm_id, draft_position, name, caption, size, claimed_sha256),
  update (recovery_id, firearm_id, draft_id, draft_position, caption, kind, media_type, sealed_at, copy_state, width, height, carries) on recoveries.attachment to tamga_app;
create policy see on recoveries.attachment for select to tamga_app using (audience && (select access.my_groups()));
create policy standing on recoveries.attachment as restrictive for select to tamga_app using (withdrawn_at is null);
-- What a changed rule is closing on its record is closed here too, before the recomputation has been through.
create policy closing on recoveries.attachment as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or case
    when recovery_id is not null then access.stays_open('recovery', institution_id, audience, recovery_id)
    when firearm_id is not null then access.stays_open('firearm', institution_id, audience, firearm_id)
    else true end);
create policy add on recoveries.attachment for insert to tamga_app
  with check (case
    when draft_id is not null then institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record'))
    else (institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record', 'recoveries.change')))
      or (firearm_id is not null and audience && (select access.groups_with('firearms.identify'))) end);
create policy change on recoveries.attachment for update to tamga_app
  using ((institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record', 'recoveries.change')))
    or (created_by = (select access.actor()) and audience && (select access.groups_with('firearms.identify'))))
  with check (audience && (select access.my_groups()));
-- What never became whole is its sender's to drop; a form is its unit's.
create policy drop_own on recoveries.attachment for delete to tamga_app
  using ((sealed_at is null and created_by = (select access.actor()) and audience && (select access.my_groups()))
    or (draft_id is not null and institution_id = (select access.my_institution()) and audience && (select access.groups_with('recoveries.record'))));

grant select, insert on recoveries.attachment_piece to tamga_app;
create policy see on recoveries.attachment_piece for select to tamga_app
  using (exists (select from recoveries.attachment a where a.id = attachment_id and (a.sealed_at is not null or a.created_by = (select access.actor()))));
create policy lay on recoveries.attachment_piece for insert to tamga_app
  with check (exists (select from recoveries.attachment a where a.id = attachment_id and a.sealed_at is null and a.created_by = (select access.actor())));
grant select on recoveries.attachment_copy to tamga_app;
create policy see on recoveries.attachment_copy for select to tamga_app using (exists (select from recoveries.attachment a where a.id = attachment_id));
grant insert (attachment_id) on recoveries.attachment_work to tamga_app;
create policy ask on recoveries.attachment_work for insert to tamga_app
  with check (tries = 0 and exists (select from recoveries.attachment a where a.id = attachment_id and a.created_by = (select access.actor())));

-- The keeper draws the copies of what waits for them, and clears away what never arrived whole.
grant select, delete, update (tries) on recoveries.attachment_work to tamga_keeper;
create policy keep on recoveries.attachment_work to tamga_keeper using (true) with check (true);
grant select (id, created_at, sealed_at, media_type, size, copy_state), delete, update (copy_state, copy_fault, width, height) on recoveries.attachment to tamga_keeper;
create policy draw on recoveries.attachment for select to tamga_keeper using (exists (select from recoveries.attachment_work w where w.attachment_id = id));
create policy draw_put on recoveries.attachment for update to tamga_keeper using (exists (select from recoveries.attachment_work w where w.attachment_id = id)) with check (true);
create policy unfinished on recoveries.attachment for select to tamga_keeper using (sealed_at is null);
create policy unfinished_drop on recoveries.attachment for delete to tamga_keeper using (sealed_at is null);
grant select on recoveries.attachment_piece to tamga_keeper;
create policy draw on recoveries.attachment_piece for select to tamga_keeper using (exists (select from recoveries.attachment_work w where w.attachment_id = attachment_piece.attachment_id));
grant select (attachment_id, form), insert on recoveries.attachment_copy to tamga_keeper;
create policy draw on recoveries.attachment_copy for select to tamga_keeper using (exists (select from recoveries.attachment_work w where w.attachment_id = attachment_copy.attachment_id));
create policy draw_put on recoveries.attachment_copy for insert to tamga_keeper with check (exists (select from recoveries.attachment_work w where w.attachment_id = attachment_copy.attachment_id));

grant select, update on recoveries.attachment to tamga_reveal;
create policy reveal on recoveries.attachment to tamga_reveal using (true) with check (true);
grant select on recoveries.attachment_piece to tamga_reveal;
create policy reveal on recoveries.attachment_piece to tamga_reveal using (true);
grant select on recoveries.draft to tamga_reveal;
create policy reveal on recoveries.draft for select to tamga_reveal using (true);

reset role;
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as name, p.prosecdef from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'recoveries' and p.proname in ('stamp_attachment','lay_piece','keep_attachment','keep_bytes','attachments_follow','reading_on_photo','withdraw_attachment') loop
    execute format('revoke execute on function %s from public', f.name);
    if f.prosecdef then execute format('alter function %s owner to tamga_reveal', f.name); end if;
  end loop;
end $$;
do $$
begin
  set local role tamga_reveal;
  grant execute on function recoveries.withdraw_attachment(uuid, text) to tamga_app;
  -- That an original was released is a look, like any other: told to the owner of the record.
  create or replace function journal.reveal_history(record_kind text, wanted uuid)
  returns table (id uuid, at timestamptz, verb text, outcome text, institution text, person uuid, purpose text, "position" bigint)
  language sql stable security definer set search_path = pg_catalog as
  $f$
    select e.id, e.at, e.verb, e.outcome, e.institution,
      case when own.mine or e.actor = access.actor() then e.actor end,
      case when own.mine or e.actor = access.actor() then e.purpose end,
      l.position
    from (select o.institution_id = access.my_institution() as mine from access.reveal_owner(record_kind, wanted) o) own
    join journal.entry e on e.record = wanted and e.outcome = 'done'
    left join journal.leaf l on l.entry_id = e.id
    where own.mine or e.actor = access.actor() or e.verb not in ('read','search','export','disclose','share','withdraw','decide')
    order by e.seq
  $f$;
  reset role;
end $$;
