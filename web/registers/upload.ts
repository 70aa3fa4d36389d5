/**
 * Sends a file to the node and says how far it is. `fetch` cannot tell how much has left this machine; this can.
 *
 * Promises: the same headers, address and refusals as every other call. Refuses: to leave anything behind when it is
 * stopped: the node drops a file that did not arrive whole.
 */
import type { z } from "zod";
import { uploadImport } from "../../src/registers/import.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { addressOf, purposeHeader } from "../calls/call.ts";
import { problemFrom, unreachable } from "../calls/problem.ts";
import { keptPurpose } from "../session/session.ts";

export interface UploadOptions {
  readonly onProgress: (sent: number) => void;
  readonly signal: AbortSignal;
  readonly language: string;
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function sendFile(
  file: File,
  query: z.input<NonNullable<(typeof uploadImport)["query"]>>,
  { onProgress, signal, language }: UploadOptions,
): Promise<CallOutput<typeof uploadImport>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(uploadImport.method, addressOf(uploadImport.path, { query }));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Accept-Language", language);
    request.setRequestHeader("Tamga-Request", "1");
    request.setRequestHeader("Content-Type", file.type === "" ? "application/octet-stream" : file.type);
    const purpose = keptPurpose();
    if (purpose !== undefined) request.setRequestHeader("Tamga-Purpose", purposeHeader(purpose));
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    request.addEventListener("load", () => {
      const body = bodyOf(request.responseText);
      if (request.status === 200) resolve(body as CallOutput<typeof uploadImport>);
      else reject(problemFrom(request.status, body, request.getResponseHeader("Retry-After")));
    });
    request.addEventListener("error", () => reject(unreachable()));
    request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
