/**
 * What each role of the database may do with each table, written down once more: s select, i insert, u update, d delete.
 * The wall test does each of these things and each that is not here, and compares.
 */

export const systemRoles = ["tamga_keeper", "tamga_matcher", "tamga_reveal", "tamga_backup", "tamga_owner"] as const;
export type SystemRole = (typeof systemRoles)[number];

/** table → keeper, matcher, reveal. The backup reads everything; the owner does everything (migrations). */
export const systemRights: Readonly<Record<string, readonly [keeper: string, matcher: string, reveal: string]>> = {
  "platform.setting": ["siu", "s", ""],
  "platform.idempotency": ["sd", "", ""],
  "platform.job": ["siud", "i", "i"],
  "platform.file": ["sd", "", ""],
  "platform.file_chunk": ["", "", ""],
  "access.institution": ["siu", "s", "s"],
  "access.unit": ["siu", "s", "s"],
  "access.person": ["siu", "s", "s"],
  "access.role": ["siud", "s", "s"],
  "access.role_permission": ["siud", "s", "s"],
  "access.role_assignment": ["siu", "s", "s"],
  "access.audience_group": ["s", "s", "si"],
  "access.credential": ["siud", "", ""],
  "access.sign_in_failure": ["siud", "", ""],
  "access.sign_in_ticket": ["siud", "", ""],
  "access.session": ["siu", "", "siu"],
  "access.machine_token": ["siu", "", "siu"],
  "access.notice": ["sid", "sid", ""],
  "access.sharing_rule": ["siud", "s", "s"],
  "access.share": ["", "siu", "siu"],
  "access.recomputation": ["s", "", "siu"],
  "journal.entry": ["si", "si", "s"],
  "journal.payload": ["siu", "si", "s"],
  "journal.pending": ["sd", "", "i"],
  "journal.leaf": ["si", "", "s"],
  "journal.checkpoint": ["si", "", ""],
  "journal.frontier": ["su", "", ""],
  "recoveries.recovery": ["", "", "su"],
  "recoveries.ground": ["", "", "su"],
  "recoveries.context": ["", "", "su"],
  "recoveries.draft": ["", "", "s"],
  "recoveries.step": ["", "", "su"],
  "recoveries.change": ["", "", "su"],
  "recoveries.route_point": ["", "", "su"],
  "recoveries.item": ["", "", "su"],
  "recoveries.party": ["", "", "su"],
  "recoveries.party_standing": ["", "", "su"],
  "recoveries.offence": ["", "", "su"],
  "firearms.doubt_override": ["", "", "su"],
  "reference.version": ["s", "", "su"],
  "reference.proposal": ["s", "", ""],
  "reference.merged_code": ["s", "", "siud"],
  "figures.audience_class": ["", "", "siud"],
  "figures.chunk": ["s", "", "siud"],
  "figures.fact": ["", "", "siud"],
  "figures.change": ["", "", "siud"],
  "recoveries.attachment": ["sud", "", "su"],
  "recoveries.attachment_piece": ["s", "", "s"],
  "recoveries.attachment_copy": ["si", "", ""],
  "recoveries.attachment_work": ["sud", "", ""],
  "firearms.firearm": ["", "s", "su"],
  "firearms.identification": ["", "", "su"],
  "firearms.mark": ["", "s", "su"],
  "firearms.reading": ["", "s", "su"],
  "firearms.examination": ["", "", ""],
  "registers.register": ["", "s", "su"],
  "registers.import_run": ["su", "s", "su"],
  "registers.import_chunk": ["", "", ""],
  "registers.import_claim": ["", "", ""],
  "registers.record": ["", "s", "siu"],
  "registers.record_change": ["", "s", "siu"],
  "matching.serial_key": ["", "s", "siud"],
  "matching.hit": ["", "siu", "su"],
  "matching.hit_decision": ["", "s", "su"],
  "matching.hit_handover": ["", "", ""],
  "matching.hit_threshold": ["", "", "s"],
  "matching.lot": ["", "", "su"],
  "matching.lot_member": ["", "", ""],
  "matching.lot_judgement": ["", "", ""],
  "matching.hit_pointer": ["", "siu", "siu"],
  "matching.index_change": ["", "sd", "si"],
  "matching.model_version": ["si", "su", ""],
  "matching.model_change": ["s", "s", ""],
  "matching.match_task": ["", "siud", "siud"],
  "matching.sweep": ["s", "siu", ""],
  "matching.register_pair": ["", "si", ""],
};

/** Functions that a request may call; every other is closed to it. */
export const appFunctions: readonly string[] = [
  "access.actor()", "access.assume(uuid,uuid,uuid,text,text)", "access.end_expired_shares()", "access.enter(bytea,text,text)", "access.groups_with(text[])", "access.may(text)", "access.merge_groups(integer[])", "access.my_groups()",
  "access.my_capacity()", "access.my_institution()", "access.my_permissions()", "access.nothing_closes()", "access.stays_open(text,integer,integer[],uuid)", "access.my_unit()", "access.reveal_audience(text,uuid)", "access.reveal_institution_of(uuid)", "access.reveal_person_group(text)", 
  "access.reveal_owner(text,uuid)", "access.share_record(uuid,text,uuid,integer,text,text,timestamp with time zone)", "access.units_below(integer)",
  "access.withdraw_share(uuid,text)", "figures.class_open(integer,integer[])", "figures.contributions(uuid[])", "figures.reveal_shared()", "journal.reveal_history(text,uuid)", "journal.reveal_reasons(text,uuid)", "journal.reveal_told(uuid[])", "firearms.serial_place_of(text)", "firearms.serial_stem_of(text)", "matching.put_keys(integer,uuid[],bigint[])", "matching.reveal_pointers(bigint[])", "matching.reveal_takers(uuid)",
  "recoveries.standing_context(uuid)", "recoveries.standing_ground(uuid)", "reference.codes_of(text,text[])", "reference.kept_code(text,text)", "reference.put_merged_codes(jsonb)",
  "recoveries.put_flags(uuid,text[])", "recoveries.reveal_flag_facts(uuid)", "recoveries.withdraw_attachment(uuid,text)", "registers.withdraw_rows(uuid,integer)",
  "registers.add_records(uuid,uuid[],integer[],text[],text[],text[],text[],text[],text[],text[],text[],text[],text[],integer[],text[],text[],text[],text[],bigint[],bigint[],bigint[],bigint[],date[],date[],text[],text[],text[],jsonb[],uuid[])", "registers.amend_records(uuid,jsonb)", "registers.closed_registers()", "registers.restore_records(uuid,integer)",
  "registers.content_of(text,text,text,text,text,text,integer,text,text,text,date,date,text,text,text,jsonb)",
]; // prettier-ignore

/** What is public knowledge inside the node: a request without a person sees these, and no other row anywhere. */
export const publicTables: Readonly<Record<string, string>> = {
  "access.institution": "institutions and their duty contacts are public inside the node",
  "access.unit": "units are public inside the node",
  "access.role": "the role table is documentation",
  "access.role_permission": "the role table is documentation",
  "access.audience_group": "numbers of institutions and units; those of people are hidden",
  "platform.setting": "facts of the node; secrets are hidden",
};

/** Tables with an audience that no rule's end closes, and why. */
export const withoutClosing: Readonly<Record<string, string>> = {
  "recoveries.draft": "its author's and their unit's: no rule opens it",
  "registers.register": "its audience is worked out anew in the transaction that changes a rule",
  "registers.import_run": "of its institution: no rule opens it",
  "matching.hit_pointer": "worked out anew in the transaction that changes a rule, with the hits between the two",
};

/** Policies of writing that ask for the permission alone: there is no record yet, or none that has an audience. */
export const mayWithoutRecord: Readonly<Record<string, string>> = {
  "recoveries.recovery record": "a new record: nobody reaches it yet",
  "recoveries.recovery import": "a new record of a run of one's own institution",
  "registers.register record": "a new register: nobody reaches it yet",
  "registers.import_run record": "a new run: nobody reaches it yet",
  "reference.proposal propose": "the lists are the nation's: a proposal has no audience",
  "reference.proposal review": "the lists are the nation's: a proposal has no audience",
};
