/**
 * Decompression that counts what comes out.
 *
 * Promises: stops at the limit, whatever the file declares; backpressure reaches the source; a cut or damaged stream is
 * a Problem. Refuses: to go on after a fault.
 */
import { Readable } from "node:stream";
import { createGunzip, createInflateRaw } from "node:zlib";
import type { Problem } from "../../platform/problem.ts";
import type { UnpackMeter } from "./limits.ts";

const chunkSize = 128 * 1024;

/** @param fault makes the Problem for a damaged stream. */
export async function* unpack(
  packed: AsyncIterable<Uint8Array>,
  how: "gzip" | "deflate-raw",
  meter: UnpackMeter,
  fault: (cause: unknown) => Problem,
): AsyncGenerator<Uint8Array> {
  let packedSoFar = 0;
  let sourceError: unknown;
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of packed) {
        packedSoFar += chunk.length;
        yield chunk;
      }
    } catch (error) {
      sourceError = error;
      throw error;
    }
  }
  const source = Readable.from(counted(), { objectMode: false, highWaterMark: chunkSize });
  const inflater = how === "gzip" ? createGunzip({ chunkSize }) : createInflateRaw({ chunkSize });
  source.on("error", (error) => inflater.destroy(error));
  source.pipe(inflater);
  try {
    for await (const chunk of inflater) {
      const bytes = chunk as Uint8Array;
      meter.count(bytes.length, how === "gzip" ? packedSoFar : undefined);
      yield bytes;
    }
  } catch (error) {
    if (sourceError !== undefined) throw sourceError;
    if (isZlibError(error)) throw fault(error);
    throw error;
  } finally {
    source.destroy();
    inflater.destroy();
  }
}

function isZlibError(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  const code = String(error.code);
  return code.startsWith("Z_") || code === "ERR_STREAM_PREMATURE_CLOSE";
}
