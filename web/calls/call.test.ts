import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { contract } from "../../src/platform/contract.ts";
import { addressOf, call, handleCalls, purposeHeader } from "./call.ts";
import { ApiProblem } from "./problem.ts";

const read = contract({
  id: "recoveries.get",
  method: "GET",
  path: "/recoveries/:id",
  summary: "one recovery",
  params: z.object({ id: z.string() }),
  output: z.object({ id: z.string(), may: z.array(z.string()) }),
  permission: "recoveries.read",
  journal: "read",
  purpose: "required",
});

const enter = contract({
  id: "access.enter",
  method: "POST",
  path: "/sign-in/password",
  summary: "sign in",
  body: z.object({ name: z.string() }),
  output: z.object({ next: z.string() }),
  permission: "public",
  journal: "sign-in",
});

function answer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

const fetched = vi.fn<typeof fetch>();
const sentHeaders = (index: number): Headers => new Headers(fetched.mock.calls[index]?.[1]?.headers);

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
  handleCalls({
    purpose: () => undefined,
    askPurpose: () => Promise.resolve(undefined),
    signedOut: () => undefined,
    language: () => "ru",
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("call", () => {
  it("fills and encodes the path, leaves empty query parts out, repeats lists", () => {
    expect(addressOf("/a/:id", { params: { id: "x/y" }, query: { q: "ЛЯ 4", none: undefined, s: ["a", "b"] } })).toBe(
      "/api/v1/a/x%2Fy?q=%D0%9B%D0%AF+4&s=a&s=b",
    );
    expect(() => addressOf("/a/:id", {})).toThrow("no value for :id");
  });

  it("carries the language and the header against forged requests", async () => {
    fetched.mockResolvedValueOnce(answer(200, { id: "1", may: [] }));
    expect(await call(read, { params: { id: "1" } })).toEqual({ id: "1", may: [] });
    expect(sentHeaders(0).get("Tamga-Request")).toBe("1");
    expect(sentHeaders(0).get("Accept-Language")).toBe("ru");
    expect(sentHeaders(0).get("Tamga-Purpose")).toBeNull();
  });

  it("states the purpose in ASCII", () => {
    expect(purposeHeader({ code: "tracing", text: " дело 26 " })).toBe("tracing; %D0%B4%D0%B5%D0%BB%D0%BE%2026");
    expect(purposeHeader({ code: "tracing", text: "" })).toBe("tracing");
  });

  it("asks for the purpose once when the node wants one, and goes again with it", async () => {
    fetched
      .mockResolvedValueOnce(answer(428, { code: "purpose-required", title: "Purpose" }))
      .mockResolvedValueOnce(answer(200, { id: "1", may: ["share"] }));
    const askPurpose = vi.fn<() => Promise<{ code: string; text: string }>>(() =>
      Promise.resolve({ code: "tracing", text: "" }),
    );
    handleCalls({ askPurpose });
    await call(read, { params: { id: "1" } });
    expect(askPurpose).toHaveBeenCalledTimes(1);
    expect(sentHeaders(1).get("Tamga-Purpose")).toBe("tracing");
  });

  it("gives the refusal back when the person states no purpose", async () => {
    fetched.mockResolvedValueOnce(answer(428, { code: "purpose-required", title: "Purpose" }));
    await expect(call(read, { params: { id: "1" } })).rejects.toMatchObject({ status: 428 });
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it("leads to sign-in on 401, but not when signing in itself was refused", async () => {
    const signedOut = vi.fn<() => void>();
    handleCalls({ signedOut });
    fetched.mockImplementation(() => Promise.resolve(answer(401, { code: "sign-in-refused", title: "No" })));
    await expect(call(enter, { body: { name: "a" } })).rejects.toBeInstanceOf(ApiProblem);
    expect(signedOut).not.toHaveBeenCalled();
    await expect(call(read, { params: { id: "1" } })).rejects.toBeInstanceOf(ApiProblem);
    expect(signedOut).toHaveBeenCalledTimes(1);
  });

  it("keeps the wrong fields of a problem for the error summary", async () => {
    const fields = [{ path: "/items/0/calibre", code: "required", detail: "Enter the calibre" }];
    fetched.mockResolvedValueOnce(answer(422, { code: "invalid", title: "Correct", wayOut: "Again", fields }));
    await expect(call(enter, { body: { name: "a" } })).rejects.toMatchObject({
      code: "invalid",
      wayOut: "Again",
      fields,
    });
  });

  it("says offline when the node cannot be reached", async () => {
    fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    await expect(call(enter, { body: { name: "a" } })).rejects.toMatchObject({ status: 0, code: "offline" });
  });
});
