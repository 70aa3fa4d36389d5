import { afterEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { newKey, newUuid } from "./keys.ts";

afterEach(() => vi.unstubAllGlobals());

it("makes keys and ids on a page without TLS too, where the browser has no randomUUID", () => {
  vi.stubGlobal("crypto", { getRandomValues: <T extends Uint8Array>(into: T): T => into.fill(0xff) });
  expect(newKey()).toBe("f".repeat(32));
  expect(newUuid()).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
});

it("makes ids that the contracts take, none twice", () => {
  const made = Array.from({ length: 500 }, newUuid);
  expect(made.every((id) => z.uuidv4().safeParse(id).success)).toBe(true);
  expect(new Set(made).size).toBe(500);
});
