import { expect, test } from "vitest";
import { z } from "zod";
import { createLog } from "./log.ts";
import { Problem } from "./problem.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = "";
  write(createLog("info", { write: (line) => (text += line) }));
  return text;
}

test("each line is JSON with time, level and the request's id", () => {
  const line: unknown = JSON.parse(logged((log) => log.child({ request: "r1" }).info("done")));
  expect(line).toMatchObject({ level: "info", request: "r1", msg: "done" });
});

test("errors that quote their input are written without their message", () => {
  const secret = "Ivanov 31.02.1980";
  const database = Object.assign(new Error(`invalid input syntax for type date: "${secret}"`), {
    severity: "ERROR",
    code: "22008",
    detail: secret,
    constraint: "person_born_check",
  });
  const json = (() => {
    try {
      return JSON.parse(`{${secret}`) as unknown;
    } catch (error) {
      return error;
    }
  })();
  const zod = z.object({ born: z.literal(secret) }).safeParse({ born: 1 }).error;
  const problem = new Problem({ status: 422, code: "invalid", values: { value: secret }, cause: database });
  for (const error of [database, json, zod, problem, new Error("outer", { cause: database })]) {
    const text = logged((log) => log.error({ err: error }, "refused"));
    expect(text).not.toContain("Ivanov");
    expect(text).toContain("place");
  }
  expect(logged((log) => log.error({ err: database }))).toContain("person_born_check");
  expect(logged((log) => log.error({ err: problem }))).toContain('"code":"invalid"');
});

test("headers, bodies, passwords and addresses with passwords never reach the log", () => {
  const text = logged((log) =>
    log.info({ request: { headers: { cookie: "s3cret" }, body: "s3cret", url: "s3cret" }, password: "s3cret" }),
  );
  expect(text).not.toContain("s3cret");
});
