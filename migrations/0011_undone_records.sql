-- What an undone import withdrew is answered for by nobody: who-can-see, why, share and history ask this function first.
set role tamga_reveal;
create or replace function access.reveal_owner(record_kind text, record uuid) returns table (institution_id int, handling int)
language sql stable security definer set search_path = pg_catalog as
$$
  select x.institution_id, x.handling::int from recoveries.recovery x
    where record_kind = 'recovery' and x.id = record and x.withdrawn_at is null and x.audience && access.my_groups()
  union all
  select x.institution_id, x.handling::int from firearms.firearm x
    where record_kind = 'firearm' and x.id = record and x.withdrawn_at is null and x.audience && access.my_groups()
  union all
  select x.institution_id, x.handling::int from registers.record x
    where record_kind = 'register-record' and x.id = record and x.audience && access.my_groups()
$$;
reset role;
