/** Handing a file out: names that stay in their header and folder, and who may do what. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentHeaders, dispositionOf } from "./attachment.ts";

describe("a file name in a header", () => {
  it("never leaves its quotes, its line or its folder", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 255 }), (name) => {
        const said = dispositionOf(name);
        expect(said).toMatch(/^attachment; filename="[^"\\/\r\n]*"; filename\*=UTF-8''[A-Za-z0-9%_.!~-]*$/);
        expect(said).not.toMatch(/%2F|%5C|%0D|%0A|%00/i);
        // A header that cannot be sent would be an error inside.
        expect(new Headers({ "Content-Disposition": said }).get("Content-Disposition")).toBe(said);
      }),
    );
  });

  it("keeps Cyrillic", () => {
    expect(decodeURIComponent(dispositionOf("Снимок 1.jpg").split("''")[1] ?? "")).toBe("Снимок 1.jpg");
  });
});

describe("everything that came from outside", () => {
  it("is sandboxed, not kept and not guessed at", () => {
    expect(contentHeaders("application/pdf", 3, "attachment")).toMatchObject({
      "Content-Security-Policy": expect.stringContaining("sandbox") as string,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    });
  });
});
