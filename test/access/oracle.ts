/**
 * The oracle: who may see and do what, once more, in the smallest words that say it. Production is compared with it.
 *
 * Promises: pure functions over plain values, at most 300 lines, written from the domain's rules (need-to-know,
 * handling codes, sharing rules) and not from the program: nothing of src/ is imported here. Refuses: to know how the
 * program decides (no group numbers, no SQL, no permission names of the role table).
 */

export type Role =
  | "officer" | "examiner" | "investigator" | "analyst" | "register-keeper" | "focal-operator" | "focal-head"
  | "prosecutor" | "registrar" | "custodian" | "statistician" | "auditor" | "administrator"; // prettier-ignore

/** How far a role reaches: one's own records, one's unit and those below, the institution, the nation. */
export type Scope = "own" | "unit" | "institution" | "national";

export interface Person {
  readonly username: string;
  readonly institution: string;
  /** "INSTITUTION/UNIT" */
  readonly unit: string;
  readonly roles: readonly { readonly role: Role; readonly scope: Scope; readonly ended?: boolean }[];
  /** An ended account: nobody. */
  readonly gone?: boolean;
}

/** What an institution lets another know of its records; viewer null: the national focal point. */
// prettier-ignore
export interface Rule { readonly kind: SharedKind; readonly owner: string; readonly viewer: string | null; readonly level: "full" | "hit" | "pointer" }

export interface Country {
  /** unit → the unit above it; the top units have none. */
  readonly above: ReadonlyMap<string, string | null>;
  readonly rules: readonly Rule[];
}

export type SharedKind = "recovery" | "firearm" | "register-record";
export type Kind = SharedKind | "register" | "hit" | "hit-pointer" | "import-run" | "person";
export type Handling = "H1" | "H2" | "H3";

/** "person:…", "unit:INSTITUTION/UNIT", "institution:CODE" or "national". */
export type Group = string;

/** Over (its date has come, or it was withdrawn) it is as if it had never been. */
export type Share = { readonly to: Group; over?: "expired" | "withdrawn" };

export interface Thing {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  readonly author: string;
  readonly institution: string;
  readonly unit: string;
  readonly handling: readonly Handling[];
  /** A weapon hangs on its recovery, a register's record on its register: it inherits audience and handling code. */
  readonly parent?: Thing;
  readonly shares: readonly Share[];
  /** A hit joins two records; a pointer stands on one of them for the owner of that side. */
  readonly sides?: readonly [Thing, Thing];
  /** Records that a hit joins with this one. */
  readonly met?: readonly Thing[];
  readonly state?: string;
}

/** Who administers or audits sees no content: belongs to no audience. */
const withoutContent: ReadonlySet<Role> = new Set(["auditor", "administrator"]);

const livingRoles = (person: Person) =>
  person.gone === true ? [] : person.roles.filter((held) => held.ended !== true);

function isWithin(country: Country, unit: string, top: string): boolean {
  for (let at: string | null | undefined = unit; at != null; at = country.above.get(at)) if (at === top) return true;
  return false;
}

/** The groups a person belongs to now. */
export function groupsOf(country: Country, person: Person): ReadonlySet<Group> {
  const groups = new Set<Group>();
  for (const { role, scope } of livingRoles(person)) {
    if (withoutContent.has(role)) continue;
    groups.add(`person:${person.username}`);
    if (scope === "own") continue;
    for (const unit of country.above.keys()) if (isWithin(country, unit, person.unit)) groups.add(`unit:${unit}`);
    if (scope === "unit") continue;
    groups.add(`institution:${person.institution}`);
    if (scope === "national") groups.add("national");
  }
  return groups;
}

/** The strictest of what hangs together. */
export function handlingOf(thing: Thing): ReadonlySet<Handling> {
  return new Set([...thing.handling, ...(thing.parent === undefined ? [] : handlingOf(thing.parent))]);
}

/** H2 may not be passed on, H3 is restricted otherwise: no rule opens such a record, only a person with leave does. */
const heldBack = (thing: Thing): boolean => handlingOf(thing).has("H2") || handlingOf(thing).has("H3");

const groupOfViewer = (viewer: string | null): Group => (viewer === null ? "national" : `institution:${viewer}`);

/** A register follows the rule of its records. */
const kindOfRule = (thing: Thing): Kind => (thing.kind === "register" ? "register-record" : thing.kind);

/** Why each group is in a record's audience. */
export function audienceOf(country: Country, thing: Thing): ReadonlyMap<Group, ReadonlySet<string>> {
  const audience = new Map<Group, Set<string>>();
  // The first reason is the one that is told; a share and a hit stand beside each other.
  const add = (group: Group, why: string): void => {
    const known = audience.get(group);
    if (known === undefined) audience.set(group, new Set([why]));
    else if (why === "hit" && known.has("share")) known.add(why);
  };
  add(`person:${thing.author}`, "author");
  add(`unit:${thing.unit}`, "unit");
  add(`institution:${thing.institution}`, "institution");
  // A pointer is for the owner of its own side alone.
  if (thing.kind === "hit-pointer") return audience;
  for (const share of thing.shares) if (share.over === undefined) add(share.to, "share");
  const named = country.rules.filter((rule) => rule.kind === kindOfRule(thing) && rule.owner === thing.institution);
  const rules = heldBack(thing) ? [] : named;
  for (const other of thing.met ?? []) {
    // From the moment of the hit: the institution and the unit that hold the other side; a unit of the same institution always.
    if (other.institution === thing.institution) add(`unit:${other.unit}`, "hit");
    if (!rules.some((rule) => rule.level !== "pointer" && rule.viewer === other.institution)) continue;
    add(`institution:${other.institution}`, "hit");
    add(`unit:${other.unit}`, "hit");
  }
  if (thing.parent !== undefined) for (const group of audienceOf(country, thing.parent).keys()) add(group, "parent");
  for (const rule of rules) if (rule.level === "full") add(groupOfViewer(rule.viewer), "rule");
  return audience;
}

/** The audience as it is told to a person: that a hit opened a record is known to its owner and to whom it was opened. */
export function audienceTold(country: Country, person: Person, thing: Thing): ReadonlyMap<Group, ReadonlySet<string>> {
  if (thing.institution === person.institution) return audienceOf(country, thing);
  const groups = groupsOf(country, person);
  const without = audienceOf(country, { ...thing, met: [] });
  const told = new Map<Group, ReadonlySet<string>>();
  for (const [group, whys] of audienceOf(country, thing)) {
    const why = whys.has("hit") && !groups.has(group) ? without.get(group) : whys;
    if (why !== undefined) told.set(group, why);
  }
  return told;
}

/** What may leave the house in a file: never what H2 or H3 holds back, though its reader sees it. */
export function mayLeave(country: Country, person: Person, thing: Thing): boolean {
  const both = thing.parent === undefined ? [thing] : [thing, thing.parent];
  return !heldBack(thing) && both.every((one) => sees(country, person, one));
}

export function sees(country: Country, person: Person, thing: Thing): boolean {
  // A hit is seen by who may see both of its records.
  if (thing.kind === "hit") return thing.sides?.every((side) => sees(country, person, side)) ?? false;
  const groups = groupsOf(country, person);
  for (const group of audienceOf(country, thing).keys()) if (groups.has(group)) return true;
  return false;
}

/** The reasons for which this person sees the record, sorted; "none" where they do not. */
export function reasons(country: Country, person: Person, thing: Thing): string[] {
  if (thing.kind === "hit") return [sees(country, person, thing) ? "both records" : "none"];
  const groups = groupsOf(country, person);
  const found = [...audienceOf(country, thing)].filter(([group]) => groups.has(group)).flatMap(([, why]) => [...why]);
  return found.length === 0 ? ["none"] : [...new Set(found)].sort();
}

/** Whether the owner's rules let the person's institution know that a record of this kind exists, or more. */
export function mayBePointedTo(country: Country, person: Person, thing: Thing): boolean {
  const rules = country.rules.filter((rule) => rule.kind === thing.kind && rule.owner === thing.institution);
  return !heldBack(thing) && rules.some((rule) => rule.viewer === person.institution);
}

// prettier-ignore
const field: readonly Role[] = ["officer", "examiner", "investigator", "analyst", "register-keeper", "focal-operator", "focal-head"];

// prettier-ignore
const whoMay = {
  look: [...field, "prosecutor", "registrar", "custodian"],
  record: ["officer", "investigator", "focal-operator"],
  correct: ["officer", "investigator", "analyst", "focal-operator"],
  examine: ["examiner", "analyst", "focal-operator"],
  "check-serial": [...field, "custodian"],
  "open-registers": ["examiner", "investigator", "analyst", "register-keeper", "focal-operator", "focal-head", "prosecutor"],
  "keep-registers": ["register-keeper"],
  import: ["analyst", "register-keeper"],
  "look-at-hits": [...field, "prosecutor"],
  "settle-hits": ["investigator", "analyst", "register-keeper", "focal-head"],
  share: ["investigator", "analyst", "focal-head"],
  count: ["analyst", "focal-operator", "focal-head", "statistician"],
  export: ["investigator", "analyst", "register-keeper", "focal-operator", "focal-head", "prosecutor"],
  audit: ["auditor"],
  "run-people": ["administrator"],
  "run-rules": ["administrator"],
  "run-tokens": ["administrator"],
  "run-node": ["administrator"],
} satisfies Readonly<Record<string, readonly Role[]>>;
/** What one does, in the field's words. */
export type Deed = keyof typeof whoMay;

export function may(person: Person, deed: Deed): boolean {
  const holders: readonly Role[] = whoMay[deed];
  return livingRoles(person).some(({ role }) => holders.includes(role));
}

export interface Operation {
  /** Whose door it is; null: anybody who is signed in. */
  readonly deed: Deed | null;
  /** The law asks for a purpose. */
  readonly purpose: boolean;
  /** What must hold of a record that is seen; if not, the refusal is open. */
  readonly mayWith?: (person: Person, thing: Thing) => boolean;
  /** … or is not admitted to: the record is not there for this (sharing is the owner's affair alone). */
  readonly ownersAffair?: boolean;
  /** A hidden record is answered like a missing one, and both with an empty answer. */
  readonly silent?: boolean;
}

const isOwn = (person: Person, thing: Thing): boolean => person.institution === thing.institution;
const enters = (person: Person, thing: Thing): boolean =>
  isOwn(person, thing) && (may(person, "record") || may(person, "correct"));
const examines = (person: Person, thing: Thing): boolean => may(person, "examine") || enters(person, thing);
/** A hit is a proposal until the owner of the other record settles it. */
const ownsOther = (person: Person, thing: Thing): boolean => thing.sides?.[1].institution === person.institution;

export const operations = {
  read: { deed: "look", purpose: true },
  list: { deed: "look", purpose: true },
  suggest: { deed: "look", purpose: false },
  record: { deed: "record", purpose: true },
  change: { deed: "correct", purpose: true, mayWith: isOwn },
  "add-ground": { deed: "look", purpose: true, mayWith: enters },
  "add-context": { deed: "look", purpose: true, mayWith: enters },
  "add-reading": { deed: "look", purpose: true, mayWith: examines },
  identify: { deed: "look", purpose: true, mayWith: examines },
  "who-can-see": { deed: "look", purpose: false },
  why: { deed: null, purpose: false, silent: true },
  share: { deed: "share", purpose: true, ownersAffair: true },
  withdraw: { deed: "share", purpose: true, ownersAffair: true },
  "check-serial": { deed: "check-serial", purpose: true },
  "list-hits": { deed: "look-at-hits", purpose: true },
  "read-hit": { deed: "look-at-hits", purpose: true },
  "settle-hit": { deed: "settle-hits", purpose: true, mayWith: ownsOther },
  figures: { deed: "count", purpose: true },
  export: { deed: "export", purpose: true },
  history: { deed: "look", purpose: false, silent: true },
  audit: { deed: "audit", purpose: false },
  accounts: { deed: "run-people", purpose: false },
  "own-account": { deed: null, purpose: false },
  colleagues: { deed: "share", purpose: false },
  registers: { deed: "open-registers", purpose: false },
  "register-records": { deed: "open-registers", purpose: true },
  "keep-registers": { deed: "keep-registers", purpose: false, mayWith: isOwn },
  import: { deed: "import", purpose: false, mayWith: isOwn },
  "import-rows": { deed: "import", purpose: true },
  open: { deed: null, purpose: false },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

/** Signed in or not, a purpose stated or not; for a share: the provider's leave, and whether it goes to a court. */
export type Situation = Readonly<Partial<Record<"signedIn" | "purpose" | "leave" | "toCourt", boolean>>>;

/** The status that a call must be answered with. The order matters: who, which role, which purpose, which record. */
// prettier-ignore
export function answer(country: Country, person: Person, name: OperationName, thing: Thing | null, asked: Situation = {}): number {
  const operation: Operation = operations[name];
  if (asked.signedIn === false || person.gone === true) return 401;
  if (operation.deed !== null && !may(person, operation.deed)) return 403;
  if (operation.purpose && asked.purpose === false) return 428;
  if (thing === null || operation.silent === true) return 200;
  // Accounts: those of one's own institution; administrators of the focal point keep all.
  if (thing.kind === "person") return isOwn(person, thing) || person.institution === "FOCAL" ? 200 : 404;
  if (!sees(country, person, thing)) return 404;
  if (operation.ownersAffair === true && !isOwn(person, thing)) return 404;
  if (operation.mayWith !== undefined && !operation.mayWith(person, thing)) return 403;
  // H2 is not passed on, H3 is restricted, H1 does not go to court, without the provider's leave.
  const needsLeave = heldBack(thing) || (asked.toCourt === true && handlingOf(thing).has("H1"));
  if (name === "share" && needsLeave && asked.leave !== true) return 409;
  return 200;
}

/** What the answer says its reader may do next with a record they see. */
export function verbsOn(person: Person, thing: Thing): string[] {
  const own = isOwn(person, thing);
  const settled = ["confirmed", "rejected"].includes(thing.state ?? "proposed");
  const settles = ownsOther(person, thing) && may(person, "settle-hits");
  const [share, file] = [own && may(person, "share"), may(person, "export")];
  const [correct, enter, examine] = [own && may(person, "correct"), enters(person, thing), examines(person, thing)];
  // prettier-ignore
  const verbs: Readonly<Partial<Record<Kind, Readonly<Record<string, boolean>>>>> = {
    recovery: { change: correct, "add-ground": enter, "add-context": enter, share, export: file },
    firearm: { "add-reading": examine, identify: examine, share, export: file },
    "register-record": { share },
    register: { change: own && may(person, "keep-registers"), import: own && may(person, "import") },
    hit: { confirm: settles && !settled, reject: settles && !settled, unsure: settles && !settled && thing.state !== "unsure", reopen: settles && settled },
  };
  return Object.entries(verbs[thing.kind] ?? {}).flatMap(([verb, allowed]) => (allowed ? [verb] : []));
}
