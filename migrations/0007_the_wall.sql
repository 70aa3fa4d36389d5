-- The wall: forced row-level security on every table, rights of each role, owners of the functions that see more.
set role tamga_owner;

do $$
declare t record;
begin
  for t in select schemaname, tablename from pg_tables
    where schemaname in ('platform','access','journal','recoveries','firearms','registers','matching') loop
    execute format('alter table %I.%I enable row level security', t.schemaname, t.tablename);
    execute format('alter table %I.%I force row level security', t.schemaname, t.tablename);
    execute format('create policy backup on %I.%I for select to tamga_backup using (true)', t.schemaname, t.tablename);
    execute format('grant select on %I.%I to tamga_backup', t.schemaname, t.tablename);
    -- Migrations may look at and move rows; the owner logs in nowhere.
    execute format('create policy owner on %I.%I to tamga_owner using (true) with check (true)', t.schemaname, t.tablename);
    execute format('revoke all on %I.%I from public', t.schemaname, t.tablename);
  end loop;
end $$;

revoke execute on all functions in schema access, journal, matching, recoveries, firearms, registers, platform from public;

-- Platform ---------------------------------------------------------------------------------------------------------
grant select on platform.setting to tamga_app, tamga_matcher, tamga_keeper;
create policy see on platform.setting for select to tamga_app, tamga_matcher, tamga_keeper using (key not like 'secret.%');
grant insert, update on platform.setting to tamga_keeper;
create policy keep on platform.setting to tamga_keeper using (true) with check (true);

grant select, insert, update on platform.idempotency to tamga_app;
create policy own on platform.idempotency to tamga_app using (actor = (select access.actor())) with check (actor = (select access.actor()));
grant select, delete on platform.idempotency to tamga_keeper;
create policy keep on platform.idempotency to tamga_keeper using (true) with check (true);

grant insert on platform.job to tamga_app, tamga_matcher;
create policy ask on platform.job for insert to tamga_app, tamga_matcher with check (finished_at is null and attempts = 0);
grant select, insert, update, delete on platform.job to tamga_keeper;
create policy keep on platform.job to tamga_keeper using (true) with check (true);

-- A file is its author's until a record takes it up; an import run shows its own file to who sees the run.
grant select, insert, update on platform.file to tamga_app;
create policy own on platform.file to tamga_app
  using (created_by = (select access.actor())) with check (created_by = (select access.actor()) and institution_id = (select access.my_institution()));
grant select, insert on platform.file_chunk to tamga_app;
create policy own on platform.file_chunk to tamga_app
  using (exists (select from platform.file f where f.id = file_id)) with check (exists (select from platform.file f where f.id = file_id and not f.complete));

-- Access -----------------------------------------------------------------------------------------------------------
-- Institutions and units are public knowledge inside the node. People are not: a person sees their own institution's
-- people, who assigned to the same national task, and who administers.
grant select on access.institution, access.unit, access.role, access.role_permission, access.audience_group to tamga_app, tamga_matcher, tamga_keeper, tamga_reveal;
create policy see on access.institution for select to tamga_app, tamga_matcher, tamga_keeper, tamga_reveal using (true);
create policy see on access.unit for select to tamga_app, tamga_matcher, tamga_keeper, tamga_reveal using (true);
create policy see on access.role for select to tamga_app, tamga_matcher, tamga_keeper, tamga_reveal using (true);
create policy see on access.role_permission for select to tamga_app, tamga_matcher, tamga_keeper, tamga_reveal using (true);
create policy see on access.audience_group for select to tamga_matcher, tamga_keeper, tamga_reveal using (true);
create policy see_known on access.audience_group for select to tamga_app
  using (person_id is null or exists (select from access.person p where p.id = person_id));
grant insert on access.audience_group to tamga_reveal;
create policy make on access.audience_group for insert to tamga_reveal with check (true);

grant select (id, username, name_latin, name_cyrillic, title_en, title_ru, institution_id, unit_id, language, active, break_glass, email, created_at)
  on access.person to tamga_app;
create policy see on access.person for select to tamga_app
  using (institution_id = (select access.my_institution()) or (select access.may('people.administer')) or (select access.may('journal.audit')));
grant update (language) on access.person to tamga_app;
create policy own_language on access.person for update to tamga_app using (id = (select access.actor())) with check (id = (select access.actor()));
grant select, insert, update on access.person to tamga_keeper;
grant select on access.person to tamga_reveal, tamga_matcher;
create policy keep on access.person to tamga_keeper using (true) with check (true);
create policy see_all on access.person for select to tamga_reveal, tamga_matcher using (true);

grant select on access.role_assignment to tamga_app;
create policy see on access.role_assignment for select to tamga_app
  using (person_id = (select access.actor()) or (select access.may('people.administer')) or (select access.may('journal.audit')));
grant select, insert, update on access.role_assignment to tamga_keeper;
create policy keep on access.role_assignment to tamga_keeper using (true) with check (true);
grant select on access.role_assignment to tamga_reveal, tamga_matcher;
create policy see_all on access.role_assignment for select to tamga_reveal, tamga_matcher using (true);

grant select, insert, update, delete on access.role, access.role_permission to tamga_keeper;
create policy keep on access.role to tamga_keeper using (true) with check (true);
create policy keep on access.role_permission to tamga_keeper using (true) with check (true);
grant insert, update on access.institution, access.unit to tamga_keeper;
create policy keep on access.institution to tamga_keeper using (true) with check (true);
create policy keep on access.unit to tamga_keeper using (true) with check (true);

-- Secrets and sessions: the keeper alone; people reach their own through the program.
grant select, insert, update, delete on access.credential, access.sign_in_failure to tamga_keeper;
create policy keep on access.credential to tamga_keeper using (true) with check (true);
create policy keep on access.sign_in_failure to tamga_keeper using (true) with check (true);
grant select, insert, update on access.session, access.machine_token to tamga_keeper, tamga_reveal;
create policy keep on access.session to tamga_keeper, tamga_reveal using (true) with check (true);
create policy keep on access.machine_token to tamga_keeper, tamga_reveal using (true) with check (true);

grant select, update (seen_at) on access.notice to tamga_app;
create policy own on access.notice to tamga_app using (person_id = (select access.actor())) with check (person_id = (select access.actor()));
grant select, insert, delete on access.notice to tamga_keeper, tamga_matcher;
create policy keep on access.notice to tamga_keeper, tamga_matcher using (true) with check (true);

-- Which rules stand is known to the institutions they join, and to who administers them.
grant select on access.sharing_rule to tamga_app;
create policy see on access.sharing_rule for select to tamga_app
  using (owner_institution_id = (select access.my_institution()) or viewer_institution_id = (select access.my_institution()) or (select access.may('rules.administer')));
grant select, insert, update, delete on access.sharing_rule to tamga_keeper;
create policy keep on access.sharing_rule to tamga_keeper using (true) with check (true);
grant select on access.sharing_rule to tamga_reveal, tamga_matcher;
create policy see_all on access.sharing_rule for select to tamga_reveal, tamga_matcher using (true);

grant select, insert, update on access.share to tamga_reveal;
create policy keep on access.share to tamga_reveal using (true) with check (true);
grant select, insert, update on access.share to tamga_matcher;
create policy hits on access.share to tamga_matcher using (basis = 'hit') with check (basis = 'hit');

-- Journal ----------------------------------------------------------------------------------------------------------
-- Entries name their own writer: nobody writes in another's name.
grant insert, select on journal.entry to tamga_app;
create policy write on journal.entry for insert to tamga_app with check (actor is not distinct from (select access.actor()));
create policy audit on journal.entry for select to tamga_app using (actor = (select access.actor()) or (select access.may('journal.audit')));
grant insert, select on journal.payload to tamga_app;
create policy write on journal.payload for insert to tamga_app with check (true);
create policy own on journal.payload for select to tamga_app using (exists (select from journal.entry e where e.id = entry_id and e.actor = (select access.actor())));
grant select on journal.leaf, journal.checkpoint to tamga_app;
create policy audit on journal.leaf for select to tamga_app using ((select access.may('journal.audit')));
create policy audit on journal.checkpoint for select to tamga_app using ((select access.may('journal.audit')));
grant insert, select on journal.entry, journal.payload to tamga_keeper, tamga_matcher;
create policy keep on journal.entry to tamga_keeper, tamga_matcher using (true) with check (true);
create policy keep on journal.payload to tamga_keeper, tamga_matcher using (true) with check (true);
grant update (content) on journal.payload to tamga_keeper;
grant select, delete on journal.pending to tamga_keeper;
grant insert on journal.pending to tamga_reveal;
create policy keep on journal.pending to tamga_keeper, tamga_reveal using (true) with check (true);
grant select, insert on journal.leaf, journal.checkpoint to tamga_keeper;
create policy keep on journal.leaf to tamga_keeper using (true) with check (true);
create policy keep on journal.checkpoint to tamga_keeper using (true) with check (true);
grant select, update on journal.frontier to tamga_keeper;
create policy keep on journal.frontier to tamga_keeper using (true) with check (true);
grant select on journal.entry, journal.leaf to tamga_reveal;
create policy see_all on journal.entry for select to tamga_reveal using (true);
create policy see_all on journal.leaf for select to tamga_reveal using (true);

-- Recoveries and firearms ------------------------------------------------------------------------------------------
grant select on recoveries.recovery, recoveries.ground, recoveries.context,
  firearms.firearm, firearms.identification, firearms.mark, firearms.reading to tamga_app;
grant insert (id, number, institution_id, unit_id, created_by, handling, handling_note, grade, audience, manner, occurred_on, occurred_at, place_code, place_written,
    region, country, latitude, longitude, circumstances, authority_written, own_reference, firearm_count, import_run_id, import_row),
  update (handling, handling_note, grade, manner, occurred_on, occurred_at, place_code, place_written, region, country, latitude, longitude, circumstances,
    authority_written, own_reference, firearm_count) on recoveries.recovery to tamga_app;
create policy see on recoveries.recovery for select to tamga_app using (audience && (select access.my_groups()));
create policy record on recoveries.recovery for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and (select access.may('recoveries.record')));
create policy change on recoveries.recovery for update to tamga_app
  using (audience && (select access.my_groups()) and institution_id = (select access.my_institution()) and (select access.may('recoveries.change')))
  with check (institution_id = (select access.my_institution()));

grant insert on recoveries.ground, recoveries.context to tamga_app;
create policy see on recoveries.ground for select to tamga_app using (audience && (select access.my_groups()));
create policy see on recoveries.context for select to tamga_app using (audience && (select access.my_groups()));
create policy record on recoveries.ground for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.my_groups()) and ((select access.may('recoveries.record')) or (select access.may('recoveries.change'))));
create policy record on recoveries.context for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.my_groups()) and ((select access.may('recoveries.record')) or (select access.may('recoveries.change'))));

grant insert, update (handling, type_code, type_written, make_code, make_written, model_code, model_written, calibre_code, calibre_written, country, year,
    serial_written, serial_normal, serial_state, serial_keys, state_owned) on firearms.firearm to tamga_app;
create policy see on firearms.firearm for select to tamga_app using (audience && (select access.my_groups()));
create policy record on firearms.firearm for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.my_groups()) and (select access.may('recoveries.record')));
-- An examiner of another institution who was given the weapon may add readings and statements; the best-statement
-- columns follow from them, so who may identify may update them where the weapon is visible.
create policy change on firearms.firearm for update to tamga_app
  using (audience && (select access.my_groups())
    and ((institution_id = (select access.my_institution()) and (select access.may('recoveries.change'))) or (select access.may('firearms.identify'))))
  with check (audience && (select access.my_groups()));

grant insert on firearms.identification, firearms.mark, firearms.reading to tamga_app;
create policy see on firearms.identification for select to tamga_app using (audience && (select access.my_groups()));
create policy see on firearms.mark for select to tamga_app using (audience && (select access.my_groups()));
create policy see on firearms.reading for select to tamga_app using (audience && (select access.my_groups()));
create policy record on firearms.identification for insert to tamga_app with check (audience && (select access.my_groups())
  and ((institution_id = (select access.my_institution()) and ((select access.may('recoveries.record')) or (select access.may('recoveries.change')))) or (select access.may('firearms.identify'))));
create policy record on firearms.mark for insert to tamga_app with check (audience && (select access.my_groups())
  and ((institution_id = (select access.my_institution()) and ((select access.may('recoveries.record')) or (select access.may('recoveries.change')))) or (select access.may('firearms.identify'))));
create policy record on firearms.reading for insert to tamga_app with check (audience && (select access.my_groups())
  and ((institution_id = (select access.my_institution()) and ((select access.may('recoveries.record')) or (select access.may('recoveries.change')))) or (select access.may('firearms.identify'))));

-- Registers --------------------------------------------------------------------------------------------------------
grant select, insert, update (name_en, name_ru, legal_basis, as_of, handling, record_count) on registers.register to tamga_app;
create policy see on registers.register for select to tamga_app using (audience && (select access.my_groups()));
create policy record on registers.register for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and (select access.may('registers.keep')));
create policy change on registers.register for update to tamga_app
  using (audience && (select access.my_groups()) and institution_id = (select access.my_institution())
    and ((select access.may('registers.keep')) or (select access.may('imports.run'))))
  with check (institution_id = (select access.my_institution()));

grant select, insert, update (target, register_id, file_id, file_name, file_size, file_sha256, content_hash, mapping, options, dry_run, state, fault, rows_total,
    rows_read, accepted, doubtful, refused, codes, started_at, finished_at, cancel_asked) on registers.import_run to tamga_app;
create policy see on registers.import_run for select to tamga_app using (audience && (select access.my_groups()));
create policy record on registers.import_run for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and (select access.may('imports.run')));
create policy change on registers.import_run for update to tamga_app
  using (audience && (select access.my_groups()) and institution_id = (select access.my_institution()) and (select access.may('imports.run')))
  with check (institution_id = (select access.my_institution()));
grant select, insert, delete on registers.import_row to tamga_app;
create policy of_run on registers.import_row to tamga_app
  using (exists (select from registers.import_run r where r.id = run_id)) with check (exists (select from registers.import_run r where r.id = run_id and r.institution_id = (select access.my_institution())));

grant select, insert, update (state) on registers.record to tamga_app;
create policy see on registers.record for select to tamga_app using (audience && (select access.my_groups()));
create policy record on registers.record for insert to tamga_app
  with check (institution_id = (select access.my_institution()) and audience && (select access.my_groups()) and (select access.may('imports.run')));
create policy change on registers.record for update to tamga_app
  using (audience && (select access.my_groups()) and institution_id = (select access.my_institution()) and (select access.may('imports.run')))
  with check (institution_id = (select access.my_institution()));

-- Matching ---------------------------------------------------------------------------------------------------------
grant select on matching.serial_key to tamga_app;
create policy see on matching.serial_key for select to tamga_app using (audience && (select access.my_groups()));
grant select, update (state) on matching.hit to tamga_app;
create policy see on matching.hit for select to tamga_app using (audience && (select access.my_groups()));
grant update (changed_at, version) on matching.hit to tamga_app;
-- Only the owner of the other record settles a hit: a hit is a proposal until that owner confirms it.
create policy settle on matching.hit for update to tamga_app
  using (audience && (select access.my_groups()) and other_institution_id = (select access.my_institution()) and (select access.may('hits.decide')))
  with check (other_institution_id = (select access.my_institution()));
grant select, insert on matching.hit_decision to tamga_app;
create policy see on matching.hit_decision for select to tamga_app using (audience && (select access.my_groups()));
create policy settle on matching.hit_decision for insert to tamga_app
  with check (by_person = (select access.actor()) and by_institution = (select access.my_institution()) and (select access.may('hits.decide'))
    and exists (select from matching.hit h where h.id = hit_id and h.other_institution_id = (select access.my_institution()) and h.audience = hit_decision.audience));
grant select on matching.hit_pointer to tamga_app;
create policy see on matching.hit_pointer for select to tamga_app using (audience && (select access.my_groups()));

-- The matcher reads what identifies, and writes hits. Circumstances of a recovery are not among what it reads.
grant select on firearms.firearm, registers.record, registers.register, matching.serial_key, matching.match_task to tamga_matcher;
grant update (audience) on firearms.firearm, registers.record to tamga_matcher;
create policy match on firearms.firearm for select to tamga_matcher using (true);
create policy match on registers.record for select to tamga_matcher using (true);
create policy match on registers.register for select to tamga_matcher using (true);
create policy match on matching.serial_key for select to tamga_matcher using (true);
grant select, insert, delete, update on matching.match_task to tamga_matcher;
create policy match on matching.match_task to tamga_matcher using (true) with check (true);
grant select, insert, update on matching.hit, matching.hit_pointer to tamga_matcher;
create policy match on matching.hit to tamga_matcher using (true) with check (true);
create policy match on matching.hit_pointer to tamga_matcher using (true) with check (true);

-- What the functions that see more may touch.
do $$
declare t text;
begin
  foreach t in array array['recoveries.recovery','recoveries.ground','recoveries.context','firearms.firearm','firearms.identification','firearms.mark',
    'firearms.reading','registers.register','registers.record','registers.import_run','matching.hit','matching.hit_decision','matching.hit_pointer'] loop
    execute format('grant select, update on %s to tamga_reveal', t);
    execute format('create policy reveal on %s to tamga_reveal using (true) with check (true)', t);
  end loop;
  execute 'grant select, insert, update, delete on matching.serial_key to tamga_reveal';
  execute 'create policy reveal on matching.serial_key to tamga_reveal using (true) with check (true)';
  execute 'grant select, insert, update on matching.match_task to tamga_reveal';
  execute 'create policy reveal on matching.match_task to tamga_reveal using (true) with check (true)';
end $$;

-- Functions -----------------------------------------------------------------------------------------------------------
reset role;
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('access','journal','matching') and p.prosecdef loop
    execute format('alter function %s owner to tamga_reveal', f.name);
  end loop;
end $$;
set role tamga_owner;
grant execute on function access.actor(), access.merge_groups(int[]) to tamga_app, tamga_reveal, tamga_matcher, tamga_keeper, tamga_backup;
reset role;
do $$
begin
  set local role tamga_reveal;
  -- The stamps run as triggers; the caller needs no right to them.
  grant execute on function access.my_institution(), access.my_unit(), access.my_permissions(), access.may(text), access.my_groups(),
    access.enter(bytea, text), access.assume(uuid, uuid, uuid, text), access.end_expired_shares(), access.share_record(uuid, text, uuid, int, text, text, timestamptz),
    access.withdraw_share(uuid, text), access.reveal_audience(text, uuid), access.reveal_owner(text, uuid), access.reveal_institution_of(uuid), access.units_below(int),
    matching.put_keys(int, uuid[], bigint[]), matching.reveal_pointers(bigint[]), journal.reveal_history(text, uuid) to tamga_app;
  grant execute on function access.refresh_audience(text, uuid), access.refresh_hits(uuid, uuid), access.rule_level(text, int, int, int), access.my_groups(),
    access.my_institution(), access.may(text) to tamga_matcher;
  grant execute on function access.end_expired_shares(), access.enter(bytea, text), access.my_groups(), access.my_permissions() to tamga_keeper;
  reset role;
end $$;
