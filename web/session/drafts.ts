/**
 * What is being entered and not yet sent: it survives a reload and an expired session in this tab, and nothing else.
 *
 * Promises: a draft is its writer's alone; another person at the same desk does not find it. Refuses: to outlive the tab
 * or a sign-out; records do not lie about on machines.
 */
const PREFIX = "tamga.draft.";

interface Kept {
  readonly person: string;
  readonly draft: unknown;
}

/** The draft kept under this name for this person, or undefined. The caller checks its shape. */
export function keptDraft(name: string, person: string): unknown {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "null");
    if (typeof kept !== "object" || kept === null) return undefined;
    const { person: writer, draft } = kept as Partial<Kept>;
    return writer === person ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a draft; undefined drops it. */
export function keepDraft(name: string, person: string, draft: unknown): void {
  if (draft === undefined) sessionStorage.removeItem(PREFIX + name);
  else sessionStorage.setItem(PREFIX + name, JSON.stringify({ person, draft } satisfies Kept));
}

/** Drops all drafts: at sign-out. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}
