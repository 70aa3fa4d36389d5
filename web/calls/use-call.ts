/**
 * Calls inside pages: reads are kept and refreshed by TanStack Query, changes carry an idempotency key.
 *
 * Promises: a change that is tried again after a lost answer has one effect, because the key stays the same until the
 * node has answered. Refuses: to repeat a read that the node refused.
 */
import { useRef } from "react";
import {
  QueryClient,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import type { CallOutput, Contract } from "../../src/platform/contract.ts";
import { call, type Sent } from "./call.ts";
import { newKey } from "./keys.ts";
import { ApiProblem } from "./problem.ts";

/** One client for the application: answers are fresh for ten seconds, and only a lost network is tried again. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) =>
          count < 2 && error instanceof ApiProblem && (error.status === 0 || error.status === 503),
        // Reads and searches are journalled with a purpose: only a person causes them.
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  });
}

/** The key under which a call's answer is kept: the contract's id first, so that a whole room can be refreshed. */
export function keyOf<C extends Contract>(contract: C, sent: Sent<C>): readonly [string, Sent<C>] {
  return [contract.id, sent];
}

export interface ReadOptions {
  readonly enabled?: boolean;
  /** Keep showing the former answer while a changed question is on its way. */
  readonly keep?: boolean;
  readonly refreshEveryMs?: number;
}

/** Reads by a contract. */
export function useRead<C extends Contract>(
  contract: C,
  sent: Sent<C>,
  options: ReadOptions = {},
): UseQueryResult<CallOutput<C>> {
  return useQuery({
    queryKey: keyOf(contract, sent),
    queryFn: ({ signal }) => call(contract, sent, { signal }),
    enabled: options.enabled ?? true,
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
    ...(options.refreshEveryMs === undefined ? {} : { refetchInterval: options.refreshEveryMs }),
  });
}

/** An answer that comes in pages: `next` is the cursor of the following page, absent on the last. */
export interface Paged {
  readonly next?: string | null | undefined;
}

/** Reads a list page by page; the cursor goes where every list takes it, in the query's `after`. */
export function usePages<C extends Contract>(
  contract: C,
  sent: Sent<C>,
): UseInfiniteQueryResult<InfiniteData<CallOutput<C>>> {
  return useInfiniteQuery({
    queryKey: [contract.id, "pages", sent],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...(sent as unknown as { readonly query?: object }).query,
        ...(pageParam === "" ? {} : { after: pageParam }),
      };
      return call(contract, { ...sent, query }, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (last: CallOutput<C>) => (last as Paged).next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** Changes by a contract; the same content keeps its idempotency key until the node has answered. */
export function useChange<C extends Contract>(
  contract: C,
  done?: (answer: CallOutput<C>, sent: Sent<C>) => void | Promise<void>,
): UseMutationResult<CallOutput<C>, Error, Sent<C>> {
  const last = useRef<{ readonly content: string; readonly key: string } | undefined>(undefined);
  return useMutation({
    mutationFn: async (sent: Sent<C>) => {
      if (contract.idempotent !== true) return call(contract, sent);
      const content = JSON.stringify(sent, (_, value: unknown) =>
        value instanceof Blob
          ? [value.size, value.type, value instanceof File ? [value.name, value.lastModified] : 0]
          : value,
      );
      // Changed content is another act: the node would refuse the old key for it.
      if (last.current?.content !== content) last.current = { content, key: newKey() };
      try {
        const answer = await call(contract, sent, { idempotencyKey: last.current.key });
        last.current = undefined;
        return answer;
      } catch (error) {
        // The node did answer: the next attempt is a new act. Silence, or a failure inside: the same act again.
        if (error instanceof ApiProblem && error.status > 0 && error.status < 500) last.current = undefined;
        throw error;
      }
    },
    onSuccess: async (answer, sent) => {
      await done?.(answer, sent);
    },
  });
}
