import { describe, expect, it } from "vitest";
import { recoveryInput } from "../../src/recoveries/recovery.contract.ts";
import {
  bodyOf,
  hourOf,
  isTouched,
  likeFirearm,
  missingIn,
  newDraft,
  newFirearm,
  newMark,
  readDraft,
  withKey,
  type RecoveryDraft,
} from "./new-recovery-draft.ts";

function filled(): RecoveryDraft {
  const firearm = newFirearm();
  return {
    ...newDraft(),
    manner: "seized",
    occurredOn: "2026-11-19",
    place: { id: null, text: "Road 7, kilometre 12" },
    ground: "possession",
    firearms: [
      {
        ...firearm,
        type: { id: "pistol", text: "Pistol" },
        model: { id: null, text: "ПМ?" },
        marks: firearm.marks.map((mark) => ({ ...mark, reading: { ...mark.reading, written: "ЛЯ417?" } })),
      },
    ],
  };
}

describe("a recovery being entered", () => {
  it("names what is missing with the field it belongs to, and nothing else", () => {
    expect(missingIn(newDraft()).map((one) => one.path)).toEqual([
      "/manner",
      "/occurredOn",
      "/place",
      "/ground",
      "/firearms/0/type",
      "/firearms/0/marks/0/readings/0/written",
    ]);
    expect(missingIn(filled())).toEqual([]);
    const wrong = { ...filled(), time: "25:00" };
    expect(missingIn(wrong).map((one) => one.path)).toEqual(["/occurredAt"]);
  });

  it("does not ask for a number where none was made, and sends that as a fact of its own", () => {
    const draft = filled();
    const [firearm] = draft.firearms;
    if (firearm === undefined) throw new Error("no weapon");
    const none = { ...newMark("serial", "frame") };
    const with3 = (answer: "none-made" | "obliterated" | "not-recorded"): RecoveryDraft => ({
      ...draft,
      firearms: [{ ...firearm, marks: [{ ...none, reading: { ...none.reading, answer } }] }],
    });
    for (const answer of ["none-made", "obliterated", "not-recorded"] as const) {
      expect(missingIn(with3(answer))).toEqual([]);
      expect(bodyOf(with3(answer)).firearms[0]?.marks?.[0]?.readings[0]).toMatchObject({ state: answer, written: "" });
    }
  });

  it("makes a body that the contract takes, keeping words that no list knows", () => {
    const body = bodyOf({ ...filled(), time: "7.05", handling: ["H1"] });
    expect(recoveryInput.safeParse(body).success).toBe(true);
    expect(body.firearms[0]?.model).toEqual({ written: "ПМ?" });
    expect(body.firearms[0]?.type).toEqual({ code: "pistol", written: "Pistol" });
    expect(body.firearms[0]?.marks?.[0]?.readings[0]).toMatchObject({ state: "partial" });
    expect(body.occurredAt).toBe(new Date("2026-11-19T07:05").toISOString());
  });

  it("copies a weapon without its numbers", () => {
    const [firearm] = filled().firearms;
    if (firearm === undefined) throw new Error("no weapon");
    const copy = likeFirearm(firearm);
    expect(copy.type).toEqual(firearm.type);
    expect(copy.marks[0]?.reading.written).toBe("");
    expect(copy.key).not.toBe(firearm.key);
    expect(copy.marks[0]?.key).not.toBe(firearm.marks[0]?.key);
  });

  it("keeps its key while the content is the same, through a reload, and takes another for another content", () => {
    const first = withKey(filled());
    const again = readDraft(JSON.parse(JSON.stringify(first)));
    if (again === undefined) throw new Error("draft lost");
    expect(withKey(again).sent.key).toBe(first.sent.key);
    expect(withKey({ ...again, ownReference: "КП-26/118" }).sent.key).not.toBe(first.sent.key);
  });

  it("drops a kept draft of another shape, and knows an untouched one", () => {
    expect(readDraft({ manner: "stolen" })).toBeUndefined();
    expect(readDraft(undefined)).toBeUndefined();
    expect(isTouched(newDraft())).toBe(false);
    expect(isTouched({ ...newDraft(), manner: "found" })).toBe(true);
  });

  it("reads an hour as people write it", () => {
    expect(["7:05", "07.05", "0705", " ", "7:65", "half past"].map(hourOf)).toEqual([
      "07:05",
      "07:05",
      "07:05",
      "",
      undefined,
      undefined,
    ]);
  });
});
