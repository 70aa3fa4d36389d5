-- What was changed of a recovery after it was recorded: the value before, the value after, the reason, by whom and when. A
-- correction still writes the new value into its place; what stood there is kept here, and never changed again.
--
-- A record that was accepted and then changed says so until somebody else has looked at the change and confirmed it.
set role tamga_owner;

create table recoveries.change (
  id uuid primary key,
  recovery_id uuid not null references recoveries.recovery(id),
  subject text not null check (subject in ('recovery','item','party','ground','context','route','standing','offence')),
  subject_id uuid,
  kind text not null check (kind in ('corrected','added','struck')),
  before jsonb not null default '{}' check (jsonb_typeof(before) = 'object'),
  after jsonb not null default '{}' check (jsonb_typeof(after) = 'object'),
  reason text,
  recorded_by uuid not null, recorded_at timestamptz not null default clock_timestamp(),
  institution_id int not null, audience int[] not null,
  constraint change_subject check ((subject = 'recovery') = (subject_id is null)),
  constraint change_reason check (kind = 'added' or reason is not null)
);
create index change_recovery on recoveries.change (recovery_id, recorded_at);
comment on table recoveries.change is 'Append-only: what was corrected, added or struck after recording, with the value before. Histories that go on (a later ground, context, offence, standing, reading) are not here: they change nothing that was accepted.';
comment on column recoveries.change.before is 'The facts that differ, by name, as they stood; empty for what was added, struck or answered by a later statement.';

-- The record's row is the turnstile of changes and steps: one after the other, and the clock is read behind it, so that an
-- acceptance or a confirmation covers exactly the changes before it.
create function recoveries.stamp_change() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  select r.institution_id, r.audience into new.institution_id, new.audience from recoveries.recovery r where r.id = new.recovery_id for update;
  if not found then raise exception 'no such record' using errcode = '42501'; end if;
  new.recorded_by := access.actor(); new.recorded_at := clock_timestamp();
  return new;
end $$;
create trigger stamp before insert on recoveries.change for each row execute function recoveries.stamp_change();

-- Confirming: the step names the last change that was looked at; what came after it waits for the next.
alter table recoveries.step drop constraint step_verb_check;
alter table recoveries.step add constraint step_verb_check check (verb in ('submit','return','resubmit','accept','reopen','confirm'));
alter table recoveries.step add column confirms uuid references recoveries.change(id);
alter table recoveries.step add constraint step_confirms check ((verb = 'confirm') = (confirms is not null));
alter table recoveries.step add column confirms_own boolean not null default false;
comment on column recoveries.step.confirms is 'The last change that who confirms had looked at.';
comment on column recoveries.step.confirms_own is 'One of the changes is of the person who confirms: refused, unless the country lets small posts do so.';
grant insert (confirms) on recoveries.step to tamga_app;

-- The wall.
alter table recoveries.change enable row level security;
alter table recoveries.change force row level security;
create policy backup on recoveries.change for select to tamga_backup using (true);
grant select on recoveries.change to tamga_backup;
create policy owner on recoveries.change to tamga_owner using (true) with check (true);
revoke all on recoveries.change from public;
grant select on recoveries.change to tamga_app;
grant insert (id, recovery_id, subject, subject_id, kind, before, after, reason, recorded_by, institution_id, audience) on recoveries.change to tamga_app;
create policy see on recoveries.change for select to tamga_app using (audience && (select access.my_groups()));
create policy closing on recoveries.change as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or access.stays_open('recovery', institution_id, audience, recovery_id));
create policy record on recoveries.change for insert to tamga_app with check (institution_id = (select access.my_institution())
  and audience && (select access.groups_with('recoveries.record', 'recoveries.change')));
grant select, update on recoveries.change to tamga_reveal;
create policy reveal on recoveries.change to tamga_reveal using (true) with check (true);

-- Confirming asks the same right as accepting, and nobody confirms a change of their own unless small posts may.
alter policy take on recoveries.step with check (institution_id = (select access.my_institution()) and recorded_by = (select access.actor())
    and case
      when verb in ('accept','return') then audience && (select access.groups_with('recoveries.change'))
        and ((select r.created_by from recoveries.recovery r where r.id = recovery_id) <> (select access.actor())
          or (select coalesce((select s.value->>'authorMayAccept' from platform.setting s where s.key = 'country.recoveries'), 'false') = 'true'))
      when verb = 'confirm' then audience && (select access.groups_with('recoveries.change')) and (not confirms_own
        or (select coalesce((select s.value->>'authorMayAccept' from platform.setting s where s.key = 'country.recoveries'), 'false') = 'true'))
      when verb = 'reopen' then audience && (select access.groups_with('recoveries.change'))
      else audience && (select access.groups_with('recoveries.record', 'recoveries.change')) end);
reset role;

-- The stamp sees more than its caller, like the others.
revoke execute on function recoveries.stamp_change() from public;
alter function recoveries.stamp_change() owner to tamga_reveal;

-- The functions of migrations/0012 that see more, once more with confirming and with the new table.
set role tamga_reveal;
create or replace function recoveries.take_step() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
declare r record; wanted text; looked timestamptz; settled timestamptz;
begin
  select x.status, x.version, x.institution_id, x.audience, x.created_by into r from recoveries.recovery x where x.id = new.recovery_id for update;
  if not found then raise exception 'no such record' using errcode = '42501'; end if;
  wanted := case new.verb
    when 'submit' then case when not exists (select from recoveries.step s where s.recovery_id = new.recovery_id) and r.created_by = access.actor() then 'submitted' end
    when 'return' then case r.status when 'submitted' then 'returned' end
    when 'resubmit' then case r.status when 'returned' then 'submitted' end
    when 'accept' then case r.status when 'submitted' then 'accepted' end
    when 'confirm' then case r.status when 'accepted' then 'accepted' end
    when 'reopen' then case r.status when 'accepted' then 'submitted' end end;
  if wanted is null then raise exception 'no such step' using errcode = 'T0009'; end if;
  if new.verb = 'confirm' then
    select c.recorded_at into looked from recoveries.change c where c.id = new.confirms and c.recovery_id = new.recovery_id;
    select coalesce(max(coalesce(c.recorded_at, s.recorded_at)), '-infinity') into settled from recoveries.step s
      left join recoveries.change c on c.id = s.confirms where s.recovery_id = new.recovery_id and s.verb in ('accept','confirm');
    if looked is null or looked <= settled then raise exception 'nothing to confirm' using errcode = 'T0009'; end if;
    new.confirms_own := exists (select from recoveries.change c where c.recovery_id = new.recovery_id and c.recorded_at > settled
      and c.recorded_at <= looked and c.recorded_by = access.actor());
  end if;
  new.from_status := case when new.verb = 'submit' then null else r.status end;
  new.to_status := wanted;
  new.recorded_by := access.actor(); new.unit_id := access.my_unit();
  new.institution_id := r.institution_id; new.audience := r.audience;
  new.recorded_at := clock_timestamp();
  if wanted is distinct from r.status then
    update recoveries.recovery x set status = wanted where x.id = new.recovery_id returning x.version into new.record_version;
  else
    new.record_version := r.version;
  end if;
  return new;
end $$;

create or replace function recoveries.follow_audience() returns trigger language plpgsql security definer set search_path = pg_catalog as
$$
begin
  update recoveries.step x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.route_point x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.item x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.party x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.party_standing x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.offence x set audience = new.audience where x.recovery_id = new.id;
  update recoveries.change x set audience = new.audience where x.recovery_id = new.id;
  return null;
end $$;
reset role;
