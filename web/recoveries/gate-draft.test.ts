import { describe, expect, it } from "vitest";
import { judgedOf, settle } from "./gate-draft.ts";
import { newFirearm } from "./new-recovery-draft.ts";

const typed = (written: string) => {
  const firearm = newFirearm();
  const [mark] = firearm.marks;
  if (mark === undefined) throw new Error("a new weapon has a serial mark");
  return { ...firearm, marks: [{ ...mark, reading: { ...mark.reading, written } }] };
};

describe("the form's weapon before the gate", () => {
  it("is judged as it stands, with its photographs", () => {
    const judged = judgedOf({ ...typed("AB?4"), year: "19" }, 2);
    expect(judged.type).toBeNull();
    expect(judged.year).toBeNull();
    expect(judged.marks).toEqual([
      { kind: "serial", place: "frame", photos: 2, readings: [{ written: "AB?4", state: "partial", note: null }] },
    ]);
  });

  it("takes a settlement's changes, all of them or none", () => {
    const firearm = typed("ПМ");
    const moved = settle(firearm, {
      code: "move-to-model",
      values: {},
      changes: [
        { op: "set", path: "model", value: { code: "pm", written: "ПМ" } },
        { op: "set", path: "marks.0.readings.0.written", value: "" },
        { op: "set", path: "marks.0.readings.0.state", value: "not-recorded" },
      ],
    });
    expect(moved.model).toEqual({ id: "pm", text: "ПМ" });
    expect(moved.marks[0]?.reading).toMatchObject({ written: "", answer: "not-recorded" });
    const unknown = settle(firearm, {
      code: "x",
      values: {},
      changes: [
        { op: "set", path: "model", value: "ПМ" },
        { op: "set", path: "marks.7.kind", value: "serial" },
      ],
    });
    expect(unknown).toBe(firearm);
  });
});
