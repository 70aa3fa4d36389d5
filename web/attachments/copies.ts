/**
 * Copies of photographs as the browser shows them: fetched with purpose and language like every call, held as long as
 * they are looked at.
 *
 * Promises: an address of its own for each picture, given back when nobody shows it. Refuses: an `img` that asks the node
 * by itself: it could not state the purpose.
 */
import { useEffect, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { readAttachmentCopy } from "../../src/recoveries/attachment.contract.ts";
import { fetchFile } from "../calls/call.ts";

export type CopyForm = "thumb" | "view" | "full";

export interface ShownCopy {
  readonly address: string | undefined;
  readonly error: Error | null;
}

/** The address of a copy, or nothing yet. */
export function useCopy(id: string | undefined, form: CopyForm, enabled = true): ShownCopy {
  const answer = useQuery({
    queryKey: [readAttachmentCopy.id, id, form],
    queryFn: async ({ signal }) =>
      (await fetchFile(readAttachmentCopy, { params: { id: id ?? "", form } }, { signal })).content,
    enabled: enabled && id !== undefined,
    // A copy never changes; a large one is not kept long.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: form === "full" ? 30_000 : 300_000,
    retry: 1,
  });
  const content = answer.data;
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (content === undefined) return undefined;
    const made = URL.createObjectURL(content);
    // The address lives exactly as long as this effect.
    // oxlint-disable-next-line react/set-state-in-effect
    setAddress(made);
    return () => {
      URL.revokeObjectURL(made);
      setAddress(undefined);
    };
  }, [content]);
  return { address, error: answer.error };
}
