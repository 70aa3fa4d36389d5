/**
 * Who is at the desk, and what the frame needs from the node. The frame asks through one `NodeSource`, so that the same
 * shell stands on the real node, in the gallery, and in tests.
 *
 * Promises: what a person may do comes from the node with every answer. Refuses: to decide a right here; `may` only hides
 * what the node would refuse anyway.
 */
import { createContext, useContext } from "react";
import type { Purpose } from "../calls/call.ts";

export interface Session {
  readonly person: { readonly id: string; readonly name: string; readonly signInName: string };
  readonly institution: { readonly code: string; readonly name: string };
  readonly unit?: string | undefined;
  /** Names of the roles, in the reader's language. */
  readonly roles: readonly string[];
  /** The verbs of all roles, e.g. "recoveries.record". */
  readonly may: readonly string[];
  /** The name of the country or institution that runs this node. */
  readonly node: string;
  /** A demonstration node says so on every page. */
  readonly demo: boolean;
  /** Break-glass access is in use: the bell rings on every page until it is closed. */
  readonly breakGlass?: { readonly person: string; readonly since: string } | undefined;
}

export interface PurposeChoice {
  readonly code: string;
  readonly label: string;
  readonly hint?: string;
}

/** A record that the palette found. */
export interface FoundRecord {
  readonly id: string;
  /** The kind in the reader's language. */
  readonly kind: string;
  readonly number: string;
  readonly title: string;
  readonly owner?: { readonly code: string; readonly name: string };
  /** The address in this application. */
  readonly address: string;
}

/** How a sign-in goes on after the password or the passkey. */
export type SignInAnswer =
  | { readonly next: "in" }
  | { readonly next: "code"; readonly recoveryLeft?: number }
  | { readonly next: "new-password" };

export interface NodeSource {
  /** Who is signed in; throws a 401 problem when nobody is. */
  readonly session: () => Promise<Session>;
  readonly signOut: () => Promise<void>;
  readonly signIn: {
    readonly password: (name: string, password: string) => Promise<SignInAnswer>;
    /** Six digits of the authenticator. */
    readonly code: (code: string) => Promise<SignInAnswer>;
    readonly recoveryCode: (code: string) => Promise<SignInAnswer>;
    /** Absent when the node offers no passkeys. */
    readonly passkey?: () => Promise<SignInAnswer>;
    /** Addresses of outside identity services, if configured. */
    readonly services?: readonly { readonly name: string; readonly address: string }[];
  };
  readonly purposes: () => Promise<readonly PurposeChoice[]>;
  /** Records for the palette; only those the caller may see. */
  readonly find: (text: string, signal: AbortSignal) => Promise<readonly FoundRecord[]>;
  /** What waits, by navigation id: hits, imports. */
  readonly waiting: () => Promise<Readonly<Record<string, number>>>;
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
