import { describe, expect, it } from "vitest";
import { changedByOthers, changesOf, factsOf, rebased } from "./recovery-facts.ts";

type View = Parameters<typeof factsOf>[0];

const nobody = { id: null, latin: null, cyrillic: null, institution: "BORDER" };
const seen: View = {
  id: "01a201de-13da-748a-a7c0-0fd30864d1a0", number: "TM-0FX75-VS0R1", version: 3, institution: "BORDER",
  unit: { id: 1, en: "Post", ru: "Пост" }, recordedBy: nobody, recordedAt: "2026-11-21T06:00:00Z",
  changedAt: "2026-11-21T06:00:00Z", manner: "seized", occurredOn: "2026-11-20", occurredAt: "2026-11-20T05:50:00Z",
  place: { code: "KDP", written: "Kokdaban", region: "KOK", country: null, latitude: 35.1, kind: null, longitude: 165.2 },
  circumstances: "Under the seat.", authorityWritten: null, ownReference: null, handling: ["H1"], handlingNote: null,
  grade: "B2", grounds: [], contexts: [], firearms: [], import: null, may: ["change"], status: "accepted", steps: [], flags: [],
  conveyance: { code: null, written: null }, concealment: { code: null, written: null }, offences: [], items: [], parties: [], route: [], changedSince: false, changes: [],
}; // prettier-ignore

describe("a correction", () => {
  it("sends only what was touched", () => {
    expect(changesOf(seen, factsOf(seen))).toEqual({});
    expect(changesOf(seen, { ...factsOf(seen), circumstances: "On the seat." })).toEqual({
      circumstances: "On the seat.",
    });
    expect(changesOf(seen, { ...factsOf(seen), grade: "", handling: ["H1", "H2"] })).toEqual({
      grade: null,
      handling: ["H1", "H2"],
    });
  });

  it("takes the hour away with the day, and the coordinates with the place, but not with the region alone", () => {
    expect(changesOf(seen, { ...factsOf(seen), occurredOn: "2026-11-19" })).toEqual({
      occurredOn: "2026-11-19",
      occurredAt: null,
    });
    expect(changesOf(seen, { ...factsOf(seen), placeCode: null, placeWritten: "Road 7" }).place).toMatchObject({
      written: "Road 7",
      latitude: null,
    });
    expect(changesOf(seen, { ...factsOf(seen), region: "ULU" }).place).toMatchObject({ latitude: 35.1, region: "ULU" });
    expect(changesOf(seen, { ...factsOf(seen), placeKind: "airport" }).place).toMatchObject({
      latitude: 35.1,
      kind: "airport",
      written: "Kokdaban",
    });
  });

  it("sends how it was carried and hidden only when that was touched, code and words together", () => {
    const carried = { ...seen, conveyance: { code: "car", written: "белая" } };
    expect(changesOf(carried, factsOf(carried))).toEqual({});
    expect(changesOf(carried, { ...factsOf(carried), conveyanceCode: "lorry", conveyanceWritten: "" })).toEqual({
      conveyance: { code: "lorry", written: null },
    });
    expect(changesOf(carried, { ...factsOf(carried), concealmentWritten: "в колесе" })).toEqual({
      concealment: { code: null, written: "в колесе" },
    });
  });

  it("keeps what was typed and follows what others changed, without undoing it", () => {
    const now: View = { ...seen, version: 4, circumstances: "In the boot.", grade: "A1" };
    expect(changedByOthers(seen, now)).toEqual(["circumstances", "grade"]);
    const typed = { ...factsOf(seen), circumstances: "On the seat." };
    const next = rebased(seen, now, typed);
    expect(next.circumstances).toBe("On the seat.");
    expect(next.grade).toBe("A1");
    expect(changesOf(now, next)).toEqual({ circumstances: "On the seat." });
  });
});
