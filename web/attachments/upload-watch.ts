/**
 * What this browser is sending, to be watched from every page; the sending itself (uploads.ts) is fetched only when there is
 * something to send.
 */
import { useMemo, useSyncExternalStore } from "react";
import type { ApiProblem } from "../calls/problem.ts";

export interface AttachmentOn {
  readonly kind: "draft" | "recovery" | "firearm";
  readonly id: string;
  /** Forms only: which weapon, counted from 0. */
  readonly position?: number;
}

export type UploadState = "preparing" | "queued" | "sending" | "waiting" | "done" | "refused";

export interface Upload {
  readonly key: string;
  readonly on: AttachmentOn;
  /** The node's id, once it has begun. */
  readonly id: string | undefined;
  readonly name: string;
  readonly caption: string;
  readonly size: number;
  readonly sent: number;
  readonly state: UploadState;
  /** What the node refused, in its words. */
  readonly problem: ApiProblem | undefined;
  /** A small picture made here, at once. */
  readonly preview: string | undefined;
}

let shown: readonly Upload[] = [];
let paused = false;
const listeners = new Set<() => void>();
const waiting = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** What is being sent now; from the sending alone. */
export function showUploads(uploads: readonly Upload[]): void {
  shown = uploads;
  tell();
}

/** Nothing more leaves this browser until it goes on; a piece that is on its way still arrives. A reload goes on. */
export function pauseUploads(on: boolean): void {
  paused = on;
  if (!on) {
    for (const go of waiting) go();
    waiting.clear();
  }
  tell();
}

/** Resolves when sending may go on; at once while it is not paused, and when the signal ends it. */
export async function whenGoing(signal: AbortSignal): Promise<void> {
  while (paused && !signal.aborted)
    await new Promise<void>((resolve) => {
      waiting.add(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useUploadsPaused(): boolean {
  return useSyncExternalStore(listen, () => paused);
}

/** What is being sent now; with `subjects`, only what goes there. */
export function useUploads(subjects?: readonly AttachmentOn[]): readonly Upload[] {
  const all = useSyncExternalStore(listen, () => shown);
  const wanted = subjects?.map((one) => `${one.kind} ${one.id}`).join(",");
  return useMemo(
    () => (wanted === undefined ? all : all.filter(({ on }) => wanted.split(",").includes(`${on.kind} ${on.id}`))),
    [all, wanted],
  );
}
