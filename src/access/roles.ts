/**
 * Roles as bundles of verbs. The database holds the same table (access.role_permission, written at every start) and
 * asks it in its policies; this file is where it is read and changed.
 *
 * Promises: a person may do what their roles say and nothing else; a role without content belongs to no audience.
 * Refuses: a role that administers and sees content; permissions that multiply per widget.
 */

/** Every verb there is, with what it lets one do. The scope (own, unit, institution, national) stands on the assignment. */
export const permissions = {
  "recoveries.read": "list and open recoveries and weapons one is in the audience of",
  "recoveries.record": "record a recovery with its weapons",
  "recoveries.change": "correct a recovery of one's own institution, add ground and context",
  "firearms.identify": "add readings of marks and statements of identification",
  "serials.check": "check a serial number",
  "registers.read": "open registers and their records",
  "registers.keep": "open a register and change its description",
  "imports.run": "import a file, cancel and undo an import",
  "hits.read": "see the hits between records one may see",
  "hits.decide": "confirm, reject and reopen hits on records of one's own institution",
  "access.share": "share a record of one's own institution and withdraw it",
  "figures.read": "see figures over the records one may see",
  "records.export": "export what one may see",
  "journal.audit": "see who did what and why, without content",
  "people.administer": "people, roles, sessions of others",
  "reference.curate": "propose changes of the code lists and review those of others",
  "matching.weigh":
    "have the matching learn from decisions, read what a version would change, and accept those of others",
  "rules.administer": "sharing rules and national configuration",
  "tokens.administer": "tokens for machines",
  "node.administer": "the state of the node, backups, jobs",
} as const;

export type Permission = keyof typeof permissions;

export interface Role {
  readonly code: string;
  readonly en: string;
  readonly ru: string;
  /** Whether holders see records at all. */
  readonly content: boolean;
  readonly permissions: readonly Permission[];
}

const look = ["recoveries.read", "registers.read", "serials.check"] as const satisfies readonly Permission[];

export const roles: readonly Role[] = [
  {
    code: "officer",
    en: "Officer at a post",
    ru: "Сотрудник поста",
    content: true,
    permissions: ["recoveries.read", "serials.check", "recoveries.record", "recoveries.change", "hits.read"],
  },
  {
    code: "examiner",
    en: "Firearms examiner",
    ru: "Эксперт по оружию",
    content: true,
    permissions: [...look, "firearms.identify", "hits.read"],
  },
  {
    code: "investigator",
    en: "Investigator",
    ru: "Следователь",
    content: true,
    permissions: [
      ...look,
      "recoveries.record",
      "recoveries.change",
      "hits.read",
      "hits.decide",
      "access.share",
      "records.export",
    ],
  },
  {
    code: "analyst",
    en: "Analyst",
    ru: "Аналитик",
    content: true,
    permissions: [
      ...look,
      "recoveries.change",
      "firearms.identify",
      "hits.read",
      "hits.decide",
      "access.share",
      "figures.read",
      "records.export",
      "imports.run",
    ],
  },
  {
    code: "register-keeper",
    en: "Register keeper",
    ru: "Держатель реестра",
    content: true,
    permissions: [...look, "registers.keep", "imports.run", "hits.read", "hits.decide", "records.export"],
  },
  {
    code: "focal-operator",
    en: "Focal-point operator",
    ru: "Оператор координационного центра",
    content: true,
    permissions: [
      ...look,
      "recoveries.record",
      "recoveries.change",
      "firearms.identify",
      "hits.read",
      "figures.read",
      "records.export",
      "reference.curate",
      "matching.weigh",
    ],
  },
  {
    code: "focal-head",
    en: "Head of the focal point",
    ru: "Руководитель координационного центра",
    content: true,
    permissions: [
      ...look,
      "hits.read",
      "hits.decide",
      "access.share",
      "figures.read",
      "records.export",
      "reference.curate",
      "matching.weigh",
    ],
  },
  {
    code: "prosecutor",
    en: "Prosecutor",
    ru: "Прокурор",
    content: true,
    permissions: ["recoveries.read", "registers.read", "hits.read", "records.export"],
  },
  { code: "registrar", en: "Court registrar", ru: "Секретарь суда", content: true, permissions: ["recoveries.read"] },
  {
    code: "custodian",
    en: "Evidence custodian",
    ru: "Хранитель вещественных доказательств",
    content: true,
    permissions: ["recoveries.read", "serials.check"],
  },
  { code: "statistician", en: "Statistician", ru: "Статистик", content: true, permissions: ["figures.read"] },
  {
    code: "auditor",
    en: "Auditor, data-protection officer",
    ru: "Аудитор, ответственный за защиту данных",
    content: false,
    permissions: ["journal.audit"],
  },
  {
    code: "administrator",
    en: "Administrator",
    ru: "Администратор",
    content: false,
    permissions: ["people.administer", "rules.administer", "tokens.administer", "node.administer"],
  },
];

/** Scopes of an assignment, from narrow to wide. */
export const scopes = ["own", "unit", "institution", "national"] as const;
export type Scope = (typeof scopes)[number];

export function findRole(code: string): Role | undefined {
  return roles.find((role) => role.code === code);
}
