-- A hit is seen by who may see both of its records, through whichever of their groups: two audiences, both asked.
-- (The intersection of the arrays hid a hit from who sees one record through one group and the other through another.)
set role tamga_owner;

alter table matching.hit add column other_audience int[] not null default '{}';
update matching.hit h set audience = f.audience, other_audience = coalesce(
    (select r.audience from registers.record r where r.id = h.other_id), (select o.audience from firearms.firearm o where o.id = h.other_id), '{}')
  from firearms.firearm f where f.id = h.firearm_id;
alter table matching.hit alter column other_audience drop default;
comment on table matching.hit is 'A proposal until the owner of the other record confirms it. Seen by who may see both records.';

drop policy see on matching.hit;
create policy see on matching.hit for select to tamga_app
  using (audience && (select access.my_groups()) and other_audience && (select access.my_groups()));
drop policy settle on matching.hit;
create policy settle on matching.hit for update to tamga_app
  using (audience && (select access.my_groups()) and other_audience && (select access.my_groups())
    and other_institution_id = (select access.my_institution()) and (select access.may('hits.decide')))
  with check (other_institution_id = (select access.my_institution()));

-- A judgement is seen with its hit.
drop policy see on matching.hit_decision;
drop policy settle on matching.hit_decision;
alter table matching.hit_decision drop column audience;
create policy see on matching.hit_decision for select to tamga_app using (exists (select from matching.hit h where h.id = hit_id));
create policy settle on matching.hit_decision for insert to tamga_app
  with check (by_person = (select access.actor()) and by_institution = (select access.my_institution()) and (select access.may('hits.decide'))
    and exists (select from matching.hit h where h.id = hit_id and h.other_institution_id = (select access.my_institution())));

reset role;
set role tamga_reveal;
create or replace function access.refresh_hits(firearm uuid, other uuid) returns void language plpgsql security definer set search_path = pg_catalog as
$$
begin
  update matching.hit h set audience = f.audience, other_audience = coalesce(
      (select r.audience from registers.record r where r.id = h.other_id and h.other_kind = 'register-record'),
      (select o.audience from firearms.firearm o where o.id = h.other_id and h.other_kind = 'firearm'), '{}')
    from firearms.firearm f
    where f.id = h.firearm_id and (h.firearm_id = firearm or h.other_id = other or h.other_id = firearm);
end $$;

-- To share with a person of another institution one must know their user name; nothing but their group is answered.
create function access.reveal_person_group(name text) returns int language sql stable security definer set search_path = pg_catalog as
$$
  select g.id from access.person p join access.audience_group g on g.person_id = p.id
  where p.username = lower(name) and p.active and access.may('access.share')
$$;
revoke execute on function access.reveal_person_group(text) from public;
grant execute on function access.reveal_person_group(text) to tamga_app;
reset role;
