/** The body of a call as it arrives, for uploads that are too large to hold. */

/** Most bytes that are taken and thrown away so that a refused sender can read the answer. */
const courtesy = 64 * 1024 * 1024;

export interface RequestBody {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Takes what a refused sender is still sending, within reason, so that they hear why. */
  letFinish(): Promise<void>;
}

export function bodyOf(request: Request): RequestBody {
  const reader = request.body?.getReader();
  return {
    bytes: {
      // Without `return`, so that a refusal in the middle does not hang up on a sender who has yet to hear why.
      [Symbol.asyncIterator]: () => ({
        next: async (): Promise<IteratorResult<Uint8Array, undefined>> => {
          const step = await reader?.read();
          return step === undefined || step.done
            ? { done: true, value: undefined }
            : { done: false, value: step.value };
        },
      }),
    },
    async letFinish() {
      if (reader === undefined) return;
      try {
        for (let taken = 0; taken < courtesy;) {
          const step = await reader.read();
          if (step.done) return;
          taken += step.value.byteLength;
        }
        await reader.cancel();
      } catch {
        // The sender is gone: nobody waits for an answer.
      }
    },
  };
}
