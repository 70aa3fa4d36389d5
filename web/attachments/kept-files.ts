/**
 * Files that are being sent, kept by this browser so that a reload or a closed lid does not lose them.
 *
 * Promises: a file is forgotten as soon as the node has sealed it, at sign-out, when another person signs in, and after a
 * week. Refuses: to keep anything else; where the browser keeps nothing (private windows), sending works until the reload.
 */
export interface KeptFile {
  readonly key: string;
  readonly person: string;
  readonly on: { readonly kind: "draft" | "recovery" | "firearm"; readonly id: string; readonly position?: number };
  readonly name: string;
  readonly caption: string;
  readonly sha256: string | undefined;
  /** The node's id, once it has begun. */
  readonly id: string | undefined;
  readonly file: Blob;
  /** Milliseconds since 1970. */
  readonly since: number;
}

const week = 7 * 86_400_000;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("tamga-uploads", 1);
    asked.addEventListener("upgradeneeded", () => asked.result.createObjectStore("files", { keyPath: "key" }));
    asked.addEventListener("success", () => resolve(asked.result));
    asked.addEventListener("error", () => reject(asked.error ?? new Error("not kept")));
  });
}

async function work<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const database = await open();
    try {
      return await new Promise<T>((resolve, reject) => {
        const asked = act(database.transaction("files", mode).objectStore("files"));
        asked.addEventListener("success", () => resolve(asked.result));
        asked.addEventListener("error", () => reject(asked.error ?? new Error("not kept")));
      });
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

export async function keepFile(file: KeptFile): Promise<void> {
  await work("readwrite", (store) => store.put(file));
}

export async function forgetFile(key: string): Promise<void> {
  await work("readwrite", (store) => store.delete(key));
}

const whenForgotten = new Set<() => void>();

/** What else must be let go at sign-out, e.g. what is being sent at this moment. */
export function letGoWithFiles(act: () => void): void {
  whenForgotten.add(act);
}

/** All of them, of whoever: at sign-out. */
export async function forgetFiles(): Promise<void> {
  for (const act of whenForgotten) act();
  await work("readwrite", (store) => store.clear());
}

/** What this person was sending; what is another's or too old is forgotten. */
export async function keptFiles(person: string): Promise<KeptFile[]> {
  const all = (await work<KeptFile[]>("readonly", (store) => store.getAll() as IDBRequest<KeptFile[]>)) ?? [];
  const mine = all.filter((file) => file.person === person && Date.now() - file.since < week);
  for (const file of all) if (!mine.includes(file)) await forgetFile(file.key);
  return mine.toSorted((a, b) => a.since - b.since);
}
