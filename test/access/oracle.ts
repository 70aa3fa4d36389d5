/**
 * The oracle: who may see and do what, once more, in the smallest words that say it. Production is compared with it.
 *
 * Promises: pure functions over plain values, at most 300 lines, written from the domain's rules and not from the program:
 * nothing of src/ is imported here. Refuses: to know how the program decides (no group numbers, SQL or permission names).
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
  readonly gone?: boolean; // an ended account: nobody
}

/** What an institution lets another know of its records; viewer null: the national focal point. */
// prettier-ignore
export interface Rule { readonly kind: SharedKind; readonly owner: string; readonly viewer: string | null; readonly level: "full" | "hit" | "pointer" }

/** above: unit → the unit above it; the top units have none. */
// prettier-ignore
export interface Country { readonly above: ReadonlyMap<string, string | null>; readonly rules: readonly Rule[] }

export type SharedKind = "recovery" | "firearm" | "register-record";
export type Kind = SharedKind | "register" | "hit" | "hit-pointer" | "import-run" | "person";
export type Handling = "H1" | "H2" | "H3";

/** "person:…", "unit:INSTITUTION/UNIT", "institution:CODE" or "national". */
export type Group = string;
/** Over (its date has come, or it was withdrawn): as if it had never been. */
export type Share = { readonly to: Group; over?: "expired" | "withdrawn" };

// prettier-ignore
export interface Thing {
  readonly kind: Kind; readonly id: string; readonly name: string;
  readonly author: string; readonly institution: string; readonly unit: string;
  readonly handling: readonly Handling[];
  /** A weapon hangs on its recovery, a register's record on its register: it inherits audience and handling code. */
  readonly parent?: Thing;
  readonly shares: readonly Share[];
  /** A hit joins two records; a pointer stands on one of them for the owner of that side. */
  readonly sides?: readonly [Thing, Thing];
  /** Records that a hit joins with this one. */
  readonly met?: readonly Thing[];
  readonly state?: string; readonly changers?: readonly string[]; // who changed it since it was accepted
}

/** Who administers or audits sees no content: belongs to no audience. */
const withoutContent: ReadonlySet<Role> = new Set(["auditor", "administrator"]);

const livingRoles = ({ gone, roles }: Person) => (gone === true ? [] : roles.filter(({ ended }) => ended !== true));

const isWithin = (country: Country, unit: string | null | undefined, top: string): boolean =>
  unit != null && (unit === top || isWithin(country, country.above.get(unit), top));

/** The groups a person belongs to now, through the roles that may do the deed: a role's right goes as far as that role does. */
export function groupsOf(country: Country, person: Person, deed: Deed | null = null): ReadonlySet<Group> {
  const groups = new Set<Group>();
  for (const { role, scope } of livingRoles(person)) {
    if (withoutContent.has(role) || (deed !== null && !holders(deed).includes(role))) continue;
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
  const ofKind = (rule: Rule): boolean => rule.kind === kindOfRule(thing) && rule.owner === thing.institution;
  const rules = heldBack(thing) ? [] : country.rules.filter(ofKind);
  for (const other of thing.met ?? []) {
    // From the moment of the hit: the institution and the unit that hold the other side; a unit of the same institution without a rule.
    if (other.institution === thing.institution && !heldBack(thing)) add(`unit:${other.unit}`, "hit");
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
  return !heldBack(thing) && both.every((one) => sees(country, person, one, "export"));
}

export function sees(country: Country, person: Person, thing: Thing, deed: Deed | null = null): boolean {
  if (thing.kind === "hit") return thing.sides?.every((side) => sees(country, person, side, deed)) ?? false;
  const groups = groupsOf(country, person, deed);
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

export function mayBePointedTo(country: Country, person: Person, thing: Thing): boolean {
  const rules = country.rules.filter((rule) => rule.kind === thing.kind && rule.owner === thing.institution);
  return !heldBack(thing) && rules.some((rule) => rule.viewer === person.institution);
}

// prettier-ignore
const field: readonly Role[] = ["officer", "examiner", "investigator", "analyst", "register-keeper", "focal-operator", "focal-head"];

// prettier-ignore
const whoMay = {
  look: [...field, "prosecutor", "registrar", "custodian"], weigh: ["focal-operator", "focal-head"],
  record: ["officer", "investigator", "focal-operator"], correct: ["officer", "investigator", "analyst", "focal-operator"],
  examine: ["examiner", "analyst", "focal-operator"], "check-serial": [...field, "custodian"],
  "open-registers": ["examiner", "investigator", "analyst", "register-keeper", "focal-operator", "focal-head", "prosecutor"],
  curate: ["focal-operator", "focal-head"], "keep-registers": ["register-keeper"], import: ["analyst", "register-keeper"],
  "look-at-hits": [...field, "prosecutor"], "settle-hits": ["investigator", "analyst", "register-keeper", "focal-head"],
  share: ["investigator", "analyst", "focal-head"], count: ["analyst", "focal-operator", "focal-head", "statistician"], audit: ["auditor"],
  export: ["investigator", "analyst", "register-keeper", "focal-operator", "focal-head", "prosecutor"],
  "run-people": ["administrator"], "run-rules": ["administrator"], "run-tokens": ["administrator"], "run-node": ["administrator"],
} satisfies Readonly<Record<string, readonly Role[]>>;
/** What one does, in the field's words. */
export type Deed = keyof typeof whoMay;

const holders = (deed: Deed): readonly Role[] => whoMay[deed];
// prettier-ignore
export const may = (person: Person, deed: Deed): boolean => livingRoles(person).some(({ role }) => holders(deed).includes(role));

/** What each role may say that it is at work for; everybody may learn. */
// prettier-ignore
export const whoStates = {
  recording: ["officer", "investigator", "focal-operator"], "border-check": ["officer"], examination: ["examiner"],
  identification: ["officer", "examiner", "investigator", "focal-operator"], "register-keeping": ["register-keeper"],
  tracing: ["investigator", "analyst", "focal-operator", "focal-head", "register-keeper"],
  matching: ["investigator", "analyst", "register-keeper", "focal-operator", "focal-head"],
  investigation: ["investigator", "analyst", "officer"], "counter-terrorism": ["analyst", "investigator"],
  prosecution: ["prosecutor"], adjudication: ["registrar"], custody: ["custodian", "registrar"], disposal: ["custodian", "registrar", "prosecutor"],
  cooperation: ["analyst", "focal-operator", "focal-head"], "international-request": ["focal-operator", "focal-head"],
  statistics: ["statistician", "analyst", "focal-operator", "focal-head"], supervision: ["focal-head", "prosecutor"], audit: ["auditor"],
  "data-subject-request": ["auditor", "register-keeper", "focal-head"], administration: ["administrator"],
  "training-demo": [...field, "prosecutor", "registrar", "custodian", "statistician", "auditor", "administrator"],
} satisfies Readonly<Record<string, readonly Role[]>>;
export type Purpose = keyof typeof whoStates;

const states = (role: Role, purpose: Purpose): boolean => (whoStates[purpose] as readonly Role[]).includes(role);
const mayState = (person: Person, purpose: Purpose) => livingRoles(person).some(({ role }) => states(role, purpose));

/** deed: whose door it is; null: anybody who is signed in. purpose: the law asks for one. */
// prettier-ignore
export interface Operation {
  readonly deed: Deed | null; readonly purpose: boolean;
  /** What must hold of a record that is seen; if not, the refusal is open. */
  readonly mayWith?: (country: Country, person: Person, thing: Thing) => boolean;
  /** A hidden record is answered like a missing one, and both with an empty answer. */
  readonly silent?: boolean;
}

const isOwn = (_: Country, person: Person, thing: Thing): boolean => person.institution === thing.institution;
/** One's institution's record, and a role that may do one of these deeds reaches it. */
const ownBy = (...deeds: Deed[]) => (country: Country, person: Person, thing: Thing): boolean =>
  isOwn(country, person, thing) && deeds.some((deed) => sees(country, person, thing, deed)); // prettier-ignore
const [enters, corrects] = [ownBy("record", "correct"), ownBy("correct")];
const examines = (country: Country, person: Person, thing: Thing): boolean =>
  sees(country, person, thing, "examine") || enters(country, person, thing);
const reports = (country: Country, person: Person, thing: Thing): boolean =>
  sees(country, person, thing, "export") || sees(country, person, thing, "examine");
/** Nobody accepts or returns their own record. */
const reviews = (country: Country, person: Person, thing: Thing): boolean =>
  corrects(country, person, thing) && thing.author !== person.username;
/** A hit is a proposal until the owner of the other record settles it. */
// prettier-ignore
const ownsOther = (_: Country, person: Person, thing: Thing): boolean => thing.sides?.[1].institution === person.institution;

// prettier-ignore
export const operations = {
  read: { deed: "look", purpose: true }, list: { deed: "look", purpose: true }, suggest: { deed: "look", purpose: false },
  record: { deed: "record", purpose: true },
  change: { deed: "correct", purpose: true, mayWith: isOwn },
  "add-ground": { deed: "look", purpose: true, mayWith: enters }, "add-context": { deed: "look", purpose: true, mayWith: enters },
  review: { deed: "look", purpose: true, mayWith: reviews }, reopen: { deed: "look", purpose: true, mayWith: corrects },
  "add-reading": { deed: "look", purpose: true, mayWith: examines }, identify: { deed: "look", purpose: true, mayWith: examines },
  "examine-queue": { deed: "examine", purpose: true }, "take-to-desk": { deed: "examine", purpose: true },
  "print-report": { deed: "look", purpose: true, mayWith: reports },
  "who-can-see": { deed: "look", purpose: false }, why: { deed: null, purpose: false, silent: true },
  share: { deed: "share", purpose: true, mayWith: isOwn },
  withdraw: { deed: "share", purpose: true, mayWith: isOwn },
  "check-serial": { deed: "check-serial", purpose: true },
  "list-hits": { deed: "look-at-hits", purpose: true }, "read-hit": { deed: "look-at-hits", purpose: true },
  "settle-hit": { deed: "settle-hits", purpose: true, mayWith: ownsOther }, "hit-takers": { deed: "settle-hits", purpose: true, mayWith: ownsOther },
  figures: { deed: "count", purpose: true }, export: { deed: "export", purpose: true },
  history: { deed: "look", purpose: false, silent: true },
  audit: { deed: "audit", purpose: false }, accounts: { deed: "run-people", purpose: false }, "own-account": { deed: null, purpose: false },
  rules: { deed: "run-rules", purpose: false }, colleagues: { deed: "share", purpose: false },
  curate: { deed: "curate", purpose: false }, weigh: { deed: "weigh", purpose: true }, "unknown-writings": { deed: "curate", purpose: true },
  registers: { deed: "open-registers", purpose: false }, "register-records": { deed: "open-registers", purpose: true },
  "keep-registers": { deed: "keep-registers", purpose: false, mayWith: isOwn },
  import: { deed: "import", purpose: false, mayWith: isOwn }, "import-rows": { deed: "import", purpose: true },
  "check-form": { deed: "record", purpose: false },
  open: { deed: null, purpose: false },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

/** Signed in or not, a purpose stated or not, and which; for a share: the provider's leave, and whether it goes to a court. */
// prettier-ignore
export type Situation = Readonly<Partial<Record<"signedIn" | "purpose" | "leave" | "toCourt", boolean>>> & { readonly stated?: Purpose };

/** The status that a call must be answered with. The order matters: who, which role, which purpose, which record. */
// prettier-ignore
export function answer(country: Country, person: Person, name: OperationName, thing: Thing | null, asked: Situation = {}): number {
  const operation: Operation = operations[name];
  if (asked.signedIn === false || person.gone === true) return 401;
  if (operation.deed !== null && !may(person, operation.deed)) return 403;
  if (operation.purpose && asked.purpose === false) return 428;
  if (operation.deed !== null && asked.stated !== undefined && !mayState(person, asked.stated)) return 403;
  if (thing === null || operation.silent === true) return 200;
  // Accounts: those of one's own institution; administrators of the focal point keep all.
  if (thing.kind === "person") return isOwn(country, person, thing) || person.institution === "FOCAL" ? 200 : 404;
  if (!sees(country, person, thing, operation.deed)) return 404;
  if (operation.mayWith !== undefined && !operation.mayWith(country, person, thing)) return 403;
  // H2 is not passed on, H3 is restricted, H1 does not go to court, without the provider's leave.
  const needsLeave = heldBack(thing) || (asked.toCourt === true && handlingOf(thing).has("H1"));
  if (name === "share" && needsLeave && asked.leave !== true) return 409;
  return 200;
}

/** What the answer says its reader may do next with a record they see. */
export function verbsOn(country: Country, person: Person, thing: Thing): string[] {
  const by = (...deeds: Deed[]): boolean => ownBy(...deeds)(country, person, thing);
  const settles = ownsOther(country, person, thing) && sees(country, person, thing, "settle-hits");
  const open = settles && !["confirmed", "rejected"].includes(thing.state ?? "proposed");
  const [share, file, correct] = [by("share"), sees(country, person, thing, "export"), by("correct")];
  const [enter, expert] = [enters(country, person, thing), sees(country, person, thing, "examine")];
  const confirm = correct && (thing.changers ?? []).length > 0 && !(thing.changers ?? []).includes(person.username);
  const enterAll = Object.fromEntries(["ground", "context", "item", "party", "route", "offence"].map((part) => [`add-${part}`, enter])); // prettier-ignore
  const review = (thing.state ?? "submitted") === "submitted" && reviews(country, person, thing);
  // prettier-ignore
  const verbs: Readonly<Partial<Record<Kind, Readonly<Record<string, boolean>>>>> = {
    recovery: { change: correct, ...enterAll, share, export: file, return: review, accept: review,
      resubmit: enter && thing.state === "returned", reopen: correct && thing.state === "accepted", confirm: confirm && thing.state === "accepted" },
    firearm: { "add-reading": enter || expert, identify: enter || expert, share, export: file, examine: expert, report: file || expert },
    "register-record": { share },
    register: { change: by("keep-registers"), import: by("import") },
    hit: { confirm: open, reject: open, unsure: open && thing.state !== "unsure", reopen: settles && !open, "hand-over": settles },
  };
  return Object.entries(verbs[thing.kind] ?? {}).flatMap(([verb, allowed]) => (allowed ? [verb] : []));
}
