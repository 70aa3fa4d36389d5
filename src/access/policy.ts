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
}

export type RecordKind = "recovery" | "firearm" | "register" | "register-record" | "hit" | "import-run";

/** What a sentence may ask of a record that the caller sees. */
export interface Subject {
  readonly institutionId: number;
  /** Hits: the institution that owns the other record. */
  readonly otherInstitutionId?: number;
  readonly state?: string;
}

type Sentence = (caller: Caller, subject: Subject) => boolean;

const holds =
  (permission: Permission): Sentence =>
  (caller) =>
    caller.permissions.has(permission);
const ownInstitution: Sentence = (caller, subject) => subject.institutionId === caller.institutionId;
const ownsOther: Sentence = (caller, subject) => subject.otherInstitutionId === caller.institutionId;
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
