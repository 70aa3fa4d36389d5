-- What a changed rule is closing (0011) is closed in the recovery picture by the same kind of policy as everywhere else: one that
-- no other policy can open again. Until now the class of records asked it in the policy that opens.
set role tamga_reveal;
-- Whether a class stays open while rules are being closed: nothing of its owner is, or the caller meets it through a group that is not
-- being shut out. Says nothing of who may see the class to begin with; that is the other policy's.
create or replace function figures.class_open(owner int, audience int[]) returns boolean language sql stable security definer set search_path = pg_catalog as
$$
  select s.closing is null or exists (select from unnest(access.my_groups()) m where m = any(audience) and m <> all(s.closing))
  from (select array_agg(distinct g) as closing from access.recomputation c cross join lateral unnest(c.closes) g
    where c.finished_at is null and c.kind = 'recovery' and c.institution_id = owner) s
$$;
reset role;
set role tamga_owner;
alter policy see on figures.audience_class using (audience && (select access.my_groups()));
create policy closing on figures.audience_class as restrictive for select to tamga_app
  using ((select access.nothing_closes()) or figures.class_open(institution_id, audience));
reset role;
