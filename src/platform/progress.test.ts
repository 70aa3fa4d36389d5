import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";

function recorder(isTTY: boolean): { isTTY: boolean; columns: number; text: string; write(text: string): void } {
  return {
    isTTY,
    columns: 60,
    text: "",
    write(text) {
      this.text += text;
    },
  };
}

test("on a terminal one line moves, at most ten times a second", () => {
  const output = recorder(true);
  let now = 0;
  const progress = createProgress({ label: "Rows", total: 200, output, now: () => now });
  for (let done = 1; done <= 200; done += 1) {
    now += 10;
    progress.update(done);
  }
  progress.end("done");
  expect(output.text.split("\r").length - 1).toBeLessThanOrEqual(22);
  expect(output.text.split("\n")).toHaveLength(2);
  expect(output.text).toContain("100%  200 / 200");
});

test("elsewhere there is silence, and a plain line every five seconds", () => {
  const output = recorder(false);
  let now = 0;
  const progress = createProgress({ label: "Rows", output, now: () => now });
  now = 4_999;
  progress.update(10);
  expect(output.text).toBe("");
  now = 5_000;
  progress.update(20);
  progress.end();
  expect(output.text).toBe("Rows  20  4/s\nRows  20  4/s\n");
  expect(output.text).not.toContain("\r");
});

test("short work that is not watched says nothing", () => {
  const output = recorder(false);
  const progress = createProgress({ label: "Rows", output, now: () => 0 });
  progress.update(1);
  progress.end();
  expect(output.text).toBe("");
});
