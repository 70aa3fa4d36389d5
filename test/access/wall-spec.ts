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
  "platform.job": ["siud", "i", ""],
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
  "journal.entry": ["si", "si", "s"],
  "journal.payload": ["siu", "si", ""],
  "journal.pending": ["sd", "", "i"],
  "journal.leaf": ["si", "", "s"],
  "journal.checkpoint": ["si", "", ""],
  "journal.frontier": ["su", "", ""],
  "recoveries.recovery": ["", "", "su"],
  "recoveries.ground": ["", "", "su"],
  "recoveries.context": ["", "", "su"],
  "firearms.firearm": ["", "s", "su"],
  "firearms.identification": ["", "", "su"],
  "firearms.mark": ["", "", "su"],
  "firearms.reading": ["", "", "su"],
  "registers.register": ["", "s", "su"],
  "registers.import_run": ["su", "", "su"],
  "registers.import_row": ["", "", ""],
  "registers.record": ["", "s", "su"],
  "matching.serial_key": ["", "s", "siud"],
  "matching.hit": ["", "siu", "su"],
  "matching.hit_decision": ["", "", "su"],
  "matching.hit_pointer": ["", "siu", "su"],
  "matching.match_task": ["", "siud", "siud"],
};

/** Functions that a request may call; every other is closed to it. */
export const appFunctions: readonly string[] = [
  "access.actor()", "access.assume(uuid,uuid,uuid,text)", "access.end_expired_shares()", "access.enter(bytea,text)", "access.may(text)", "access.merge_groups(integer[])", "access.my_groups()",
  "access.my_institution()", "access.my_permissions()", "access.my_unit()", "access.reveal_audience(text,uuid)", "access.reveal_institution_of(uuid)", "access.reveal_person_group(text)", 
  "access.reveal_owner(text,uuid)", "access.share_record(uuid,text,uuid,integer,text,text,timestamp with time zone)", "access.units_below(integer)",
  "access.withdraw_share(uuid,text)", "journal.reveal_history(text,uuid)", "matching.put_keys(integer,uuid[],bigint[])", "matching.reveal_pointers(bigint[])",
  "registers.withdraw_rows(uuid,integer)",
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
