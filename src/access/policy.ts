/**
 * Who may do what with a record, as sentences. The wall stands in the database (migrations/0007); these sentences say
 * the same so that every answer can carry what its reader may do next, and pages never re-implement a rule.
 *
 * Promises: default nothing. Refuses: a sentence that is wider than the wall (a generated test compares both).
 */
import type { Permission } from "./roles.ts";

/** The caller, as far as a sentence needs. */
export interface Caller {
  readonly permissions: ReadonlySet<string>;
  readonly institutionId: number;
  /** For a person whose roles reach differently far: which permissions reach which groups. */
  readonly capacities?:
    | readonly { readonly permissions: ReadonlySet<string>; readonly groups: readonly number[] }[]
    | null;
}

/**
 * In which capacity a call is made: it sees what the caller's roles with its permission reach; a call about oneself, what any
 * role reaches. A part of the identity that a transaction begins with.
 */
export function capacityOf(contract: { readonly permission: string }): { readonly permission?: string } {
  const { permission } = contract;
  return permission === "session" || permission === "public" ? {} : { permission };
}

export type RecordKind = "recovery" | "firearm" | "register" | "register-record" | "hit" | "import-run" | "attachment";

/** What a sentence may ask of a record that the caller sees. */
export interface Subject {
  readonly institutionId: number;
  /** Groups that see it (two lists for a hit: one for each record), to tell which of the caller's roles reaches it; absent: none does. */
  readonly audiences?: readonly (readonly number[])[] | undefined;
  /** Hits: the institution that owns the other record. */
  readonly otherInstitutionId?: number;
  /** Attachments: the caller added it. */
  readonly mine?: boolean;
  /** Attachments: the handling code (H2, H3) keeps the original with its owner. */
  readonly heldBack?: boolean;
  readonly state?: string;
}

type Sentence = (caller: Caller, subject: Subject) => boolean;

/** A role's permission goes with that role's own reach, not with the wider reach of another role of the same person. */
export const holds =
  (permission: Permission): Sentence =>
  (caller, subject) => {
    if (caller.capacities == null) return caller.permissions.has(permission);
    const reach = caller.capacities.flatMap(({ permissions, groups }) => (permissions.has(permission) ? groups : []));
    return (subject.audiences ?? [[]]).every((audience) => audience.some((group) => reach.includes(group)));
  };
const ownInstitution: Sentence = (caller, subject) => subject.institutionId === caller.institutionId;
const ownsOther: Sentence = (caller, subject) => subject.otherInstitutionId === caller.institutionId;
const isMine: Sentence = (_, subject) => subject.mine === true;
const mayLeaveOwner: Sentence = (caller, subject) => ownInstitution(caller, subject) || subject.heldBack !== true;
const inState =
  (...states: string[]): Sentence =>
  (_, subject) =>
    subject.state !== undefined && states.includes(subject.state);
const all =
  (...sentences: Sentence[]): Sentence =>
  (caller, subject) =>
    sentences.every((sentence) => sentence(caller, subject));
const any =
  (...sentences: Sentence[]): Sentence =>
  (caller, subject) =>
    sentences.some((sentence) => sentence(caller, subject));

/** kind → verb → sentence. Seeing the record at all comes first, and is the audience's business. */
export const sentences: Readonly<Record<RecordKind, Readonly<Record<string, Sentence>>>> = {
  recovery: {
    change: all(ownInstitution, holds("recoveries.change")),
    "add-ground": all(ownInstitution, any(holds("recoveries.change"), holds("recoveries.record"))),
    "add-context": all(ownInstitution, any(holds("recoveries.change"), holds("recoveries.record"))),
    "add-item": all(ownInstitution, any(holds("recoveries.change"), holds("recoveries.record"))),
    "add-party": all(ownInstitution, any(holds("recoveries.change"), holds("recoveries.record"))),
    "add-route": all(ownInstitution, any(holds("recoveries.change"), holds("recoveries.record"))),
    "add-offence": all(ownInstitution, any(holds("recoveries.change"), holds("recoveries.record"))),
    share: all(ownInstitution, holds("access.share")),
    export: holds("records.export"),
  },
  firearm: {
    "add-reading": any(
      holds("firearms.identify"),
      all(ownInstitution, any(holds("recoveries.change"), holds("recoveries.record"))),
    ),
    identify: any(
      holds("firearms.identify"),
      all(ownInstitution, any(holds("recoveries.change"), holds("recoveries.record"))),
    ),
    share: all(ownInstitution, holds("access.share")),
    export: holds("records.export"),
    examine: holds("firearms.identify"),
    // The examiner's report leaves the house on paper: whoever may export, and whoever wrote it.
    report: any(holds("records.export"), holds("firearms.identify")),
  },
  register: {
    change: all(ownInstitution, holds("registers.keep")),
    import: all(ownInstitution, holds("imports.run")),
  },
  "register-record": {
    share: all(ownInstitution, holds("access.share")),
  },
  hit: {
    confirm: all(ownsOther, holds("hits.decide"), inState("proposed", "unsure")),
    reject: all(ownsOther, holds("hits.decide"), inState("proposed", "unsure")),
    unsure: all(ownsOther, holds("hits.decide"), inState("proposed")),
    reopen: all(ownsOther, holds("hits.decide"), inState("confirmed", "rejected")),
    "hand-over": all(ownsOther, holds("hits.decide")),
  },
  attachment: {
    send: all(isMine, inState("arriving", "arriving-on-form")),
    change: any(
      all(ownInstitution, any(holds("recoveries.change"), holds("recoveries.record"))),
      all(isMine, holds("firearms.identify")),
    ),
    withdraw: all(
      inState("on-record"),
      any(
        all(ownInstitution, holds("recoveries.change")),
        all(isMine, any(holds("recoveries.record"), holds("firearms.identify"))),
      ),
    ),
    remove: any(
      all(isMine, inState("arriving", "arriving-on-form")),
      all(ownInstitution, holds("recoveries.record"), inState("on-form", "arriving-on-form")),
    ),
    release: all(inState("on-record"), holds("records.export"), mayLeaveOwner),
  },
  "import-run": {
    start: all(ownInstitution, holds("imports.run"), inState("uploaded", "ready")),
    cancel: all(ownInstitution, holds("imports.run"), inState("running")),
    resume: all(ownInstitution, holds("imports.run"), inState("cancelled", "failed")),
    undo: all(ownInstitution, holds("imports.run"), inState("done", "cancelled", "failed")),
  },
};

/** The verbs that the caller may do with this record now, in the order of the sentences. */
export function mayDo(caller: Caller, kind: RecordKind, subject: Subject): string[] {
  return Object.entries(sentences[kind])
    .filter(([, sentence]) => sentence(caller, subject))
    .map(([verb]) => verb);
}

export function may(caller: Caller, verb: string, kind: RecordKind, subject: Subject): boolean {
  return sentences[kind][verb]?.(caller, subject) ?? false;
}
