/**
 * Who is at the desk, and what the frame needs from the node. The frame asks through one `NodeSource`, so that the same
 * shell stands on the real node, in the gallery, and in tests.
 *
 * Promises: what a person may do comes from the node with every answer. Refuses: to decide a right here; `may` only hides
 * what the node would refuse anyway.
 */
import { createContext, useContext } from "react";
import type { Purpose } from "../calls/call.ts";
import { inLanguage, nameIn, type Both } from "../words/both.ts";

/** A break-glass sign-in, or a reset of second factors, that this person has not acknowledged: the bell rings on every page. */
export interface Bell {
  readonly id: string;
  /** ISO instant. */
  readonly at: string;
  readonly kind: "break-glass" | "second-factor-taken";
  readonly username: string;
  /** Who took the second factors away. */
  readonly by: string | null;
}

/** What the node says about the person, in both languages. */
export interface SessionFacts {
  readonly person: {
    readonly id: string;
    readonly username: string;
    readonly latin: string;
    readonly cyrillic: string;
  };
  readonly institution: Both & { readonly code: string };
  readonly unit: Both;
  readonly roles: readonly Both[];
  /** The verbs of all roles, e.g. "recoveries.record". */
  readonly may: readonly string[];
  /** The purposes that this person's roles may state. */
  readonly purposes: readonly (Both & { readonly code: string })[];
  /** The session can do nothing until a second factor is set up. */
  readonly setUpSecondFactor: boolean;
  /** What waits, by navigation id. */
  readonly waiting: Readonly<Record<string, number>>;
  readonly bells: readonly Bell[];
  readonly node: Both | null;
  readonly demo: boolean;
}

/** The same in the reader's language. */
export interface Session {
  readonly person: { readonly id: string; readonly username: string; readonly name: string };
  readonly institution: { readonly code: string; readonly name: string };
  readonly unit: string;
  readonly roles: readonly string[];
  readonly may: readonly string[];
  readonly purposes: readonly { readonly code: string; readonly label: string }[];
  readonly setUpSecondFactor: boolean;
  readonly waiting: Readonly<Record<string, number>>;
  readonly bells: readonly Bell[];
  /** The name of the country or institution that runs this node; empty until it has one. */
  readonly node: string;
  readonly demo: boolean;
}

/** Puts the facts into one language. */
export function sessionIn(language: string, facts: SessionFacts): Session {
  const say = (names: Both): string => inLanguage(language, names);
  return {
    person: { id: facts.person.id, username: facts.person.username, name: nameIn(language, facts.person) },
    institution: { code: facts.institution.code, name: say(facts.institution) },
    unit: say(facts.unit),
    roles: facts.roles.map(say),
    may: facts.may,
    purposes: facts.purposes.map((purpose) => ({ code: purpose.code, label: say(purpose) })),
    setUpSecondFactor: facts.setUpSecondFactor,
    waiting: facts.waiting,
    bells: facts.bells,
    node: facts.node === null ? "" : say(facts.node),
    demo: facts.demo,
  };
}

/** A record that the palette found. */
export interface FoundRecord {
  readonly id: string;
  /** Key of its kind in the catalogue `web`, under `kinds.`. */
  readonly kind: string;
  readonly number: string;
  readonly title: string;
  /** Code of the institution that owns it. */
  readonly owner?: string;
  /** The address in this application. */
  readonly address: string;
}

export type FactorMethod = "totp" | "passkey" | "recovery-code";

/** How a sign-in goes on. */
export type SignInAnswer =
  | { readonly step: "done"; readonly setUpSecondFactor: boolean; readonly recoveryCodesLeft: number | null }
  | {
      readonly step: "second-factor";
      readonly ticket: string;
      readonly methods: readonly FactorMethod[];
      /** The browser's options when a passkey is among the methods. */
      readonly passkey: Readonly<Record<string, unknown>> | null;
    };

/** How one can sign in here, and what node this is. */
export interface SignInWays {
  readonly node: Both | null;
  readonly demo: boolean;
  /** The name of the outside identity service, if one is configured. */
  readonly outside: { readonly label: string | null; readonly address: string } | null;
  /** Nobody administers the node yet: go to first set-up. */
  readonly setUp: boolean;
}

export interface NodeSource {
  /** Who is signed in; throws a 401 problem when nobody is. */
  readonly session: () => Promise<SessionFacts>;
  readonly signOut: () => Promise<void>;
  readonly ways: () => Promise<SignInWays>;
  readonly signIn: (username: string, password: string) => Promise<SignInAnswer>;
  readonly second: (
    ticket: string,
    proof:
      | { readonly totp: string }
      | { readonly recoveryCode: string }
      | { readonly passkey: Readonly<Record<string, unknown>> },
  ) => Promise<SignInAnswer>;
  /** A passkey alone; the browser asks its user. */
  readonly passkey: () => Promise<SignInAnswer>;
  /** Keeps the chosen language with the person, for mails and other machines. */
  readonly keepLanguage: (language: "en" | "ru") => Promise<void>;
  readonly acknowledge: (bell: string) => Promise<void>;
  /** Records for the palette; only those the caller may see, and only under a stated purpose. */
  readonly find: (text: string, may: readonly string[], signal: AbortSignal) => Promise<readonly FoundRecord[]>;
}

export const SourceContext = createContext<NodeSource | undefined>(undefined);

export function useSource(): NodeSource {
  const source = useContext(SourceContext);
  if (source === undefined) throw new Error("no node source above");
  return source;
}

export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is at the desk. Only below the shell, where someone is. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("no session above");
  return session;
}

const KEPT_PURPOSE = "tamga.purpose";

/** The purpose stated in this tab, until it is closed. */
export function keptPurpose(): Purpose | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT_PURPOSE) ?? "null");
    if (typeof kept !== "object" || kept === null) return undefined;
    const { code, text } = kept as Record<string, unknown>;
    return typeof code === "string" && typeof text === "string" ? { code, text } : undefined;
  } catch {
    return undefined;
  }
}

export function keepPurpose(purpose: Purpose | undefined): void {
  if (purpose === undefined) sessionStorage.removeItem(KEPT_PURPOSE);
  else sessionStorage.setItem(KEPT_PURPOSE, JSON.stringify(purpose));
}
