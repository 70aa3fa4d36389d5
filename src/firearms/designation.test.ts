import { describe, expect, it } from "vitest";
import { designate } from "./designation.ts";

describe("make and calibre as written", () => {
  it("keeps what was written beside the code", () => {
    expect(designate({ make: { written: "смит и вессон" }, calibre: { written: "7,62х39" } })).toMatchObject({
      make: { code: "smith-wesson", written: "смит и вессон" },
      calibre: { code: "7.62x39", written: "7,62х39" },
    });
  });

  it("knows a name among plain words", () => {
    expect(designate({ make: { written: "Беретта, Италия" } }).make.code).toBe("beretta");
    expect(designate({ calibre: { written: "CALIB. 357 MAG" } }).calibre.code).toBe("357magnum");
  });

  it("does not guess: misspelt makes, models as makes and two calibres keep no code, a bare bore stays one", () => {
    expect(designate({ make: { written: "winhcester" } }).make.code).toBeNull();
    expect(designate({ make: { written: "ПМ" } }).make.code).toBeNull();
    expect(designate({ calibre: { written: "9 mm / .380" } }).calibre.code).toBeNull();
    expect(designate({ calibre: { written: ".38" } }).calibre.code).toBe("38gen");
    expect(designate({ calibre: { written: "CALIBRE .38" } }).calibre.code).toBe("38gen");
  });

  it("leaves a code that was chosen", () => {
    expect(designate({ make: { code: "colt", written: "taurus" } }).make).toEqual({ code: "colt", written: "taurus" });
  });
});
