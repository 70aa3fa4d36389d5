/** The permission matrix on paper is the one in force, and the oracle's role table agrees with it. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { permissions, roles, type Permission } from "../../src/access/roles.ts";
import { permissionMatrix } from "../generate-permissions.ts";
import { may, type Deed, type Role } from "./oracle.ts";

const deeds: Readonly<Record<Permission, Deed>> = {
  "recoveries.read": "look",
  "recoveries.record": "record",
  "recoveries.change": "correct",
  "firearms.identify": "examine",
  "serials.check": "check-serial",
  "registers.read": "open-registers",
  "registers.keep": "keep-registers",
  "imports.run": "import",
  "hits.read": "look-at-hits",
  "hits.decide": "settle-hits",
  "access.share": "share",
  "figures.read": "count",
  "records.export": "export",
  "journal.audit": "audit",
  "people.administer": "run-people",
  "reference.curate": "curate",
  "matching.weigh": "weigh",
  "rules.administer": "run-rules",
  "tokens.administer": "run-tokens",
  "node.administer": "run-node",
};

describe("the oracle", () => {
  it("stays small, readable and independent of the program", async () => {
    const text = await readFile(new URL("./oracle.ts", import.meta.url), "utf8");
    const lines = text.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(300);
    expect(lines.filter((line) => line.length > 160)).toEqual([]);
    expect(text).not.toMatch(/^import /m);
  });
});

describe("the permission matrix", () => {
  it("is written as it stands", async () => {
    const found = await readFile(new URL("../../docs/generated/permission-matrix.md", import.meta.url), "utf8").catch(
      () => "",
    );
    expect(found === permissionMatrix() ? "up to date" : "differs: run npm run generate").toBe("up to date");
  });

  it("says of every role and permission what the oracle says", () => {
    const differing = roles.flatMap((role) =>
      (Object.keys(permissions) as Permission[]).flatMap((permission) => {
        const held = role.permissions.includes(permission);
        const person = {
          username: "x",
          institution: "I",
          unit: "I/U",
          roles: [{ role: role.code as Role, scope: "unit" as const }],
        };
        return held === may(person, deeds[permission])
          ? []
          : [`${role.code} ${held ? "holds" : "lacks"} ${permission}`];
      }),
    );
    expect(differing).toEqual([]);
  });

  it("gives no role both content and administration", () => {
    const administering: readonly Permission[] = [
      "people.administer",
      "rules.administer",
      "tokens.administer",
      "node.administer",
      "journal.audit",
    ];
    expect(
      roles
        .filter((role) => role.content && role.permissions.some((held) => administering.includes(held)))
        .map(({ code }) => code),
    ).toEqual([]);
  });
});
