import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { targets } from "./fields.ts";

type Catalogue = { [key: string]: string | Catalogue };

function catalogue(language: string): Catalogue {
  const path = resolve(import.meta.dirname, `../../../text/${language}/tabular.json`);
  return JSON.parse(readFileSync(path, "utf8")) as Catalogue;
}

function flat(c: Catalogue, prefix = ""): string[] {
  return Object.entries(c).flatMap(([k, v]) =>
    typeof v === "string"
      ? [
          `${prefix}${k} ${[...v.matchAll(/\{\{(\w+)\}\}/g)]
            .map((m) => m[1])
            .toSorted((a, b) => String(a).localeCompare(String(b)))
            .join()}`,
        ]
      : flat(v, `${prefix}${k}.`),
  );
}

/** Codes that stand in this folder's sources after `code:` or as a refusal. */
function codesInSources(): string[] {
  const files = readdirSync(import.meta.dirname).filter((f) => f.endsWith(".ts") && !f.includes("test"));
  const text = files.map((f) => readFileSync(resolve(import.meta.dirname, f), "utf8")).join("\n");
  const found = [...text.matchAll(/(?:code: |doubt: |#doubt\(|refuse\()"([a-z]+(?:-[a-z0-9]+)*)"/g)].map(
    (m) => m[1] ?? "",
  );
  const both = [...text.matchAll(/code: \w+ (?:\?|===)[^}]*?"([a-z-]+)"[^}]*?: "([a-z-]+)"/g)].flatMap((m) => [
    m[1] ?? "",
    m[2] ?? "",
  ]);
  return [...new Set([...found, ...both])].filter((c) => c !== "custom" && c !== "register" && !c.startsWith("table-"));
}

describe("the catalogue", () => {
  it("has the same keys and values to fill in both languages", () => {
    expect(flat(catalogue("ru"))).toEqual(flat(catalogue("en")));
  });

  it("has words for every field, doubt, reason and refusal", () => {
    const en = catalogue("en");
    expect(Object.keys(en["fields"] ?? {})).toEqual(expect.arrayContaining([...targets]));
    const words = new Set([...Object.keys(en["doubts"] ?? {}), ...Object.keys(en["why"] ?? {})]);
    expect(codesInSources().filter((c) => !words.has(c))).toEqual([]);
    const limits = readFileSync(resolve(import.meta.dirname, "limits.ts"), "utf8");
    const refusals = [...limits.matchAll(/\| "(table-[a-z-]+)"/g)].map((m) => m[1] ?? "");
    expect(refusals.length).toBeGreaterThan(20);
    expect(Object.keys(en["problems"] ?? {}).sort((a, b) => a.localeCompare(b))).toEqual(
      refusals.sort((a, b) => a.localeCompare(b)),
    );
  });
});
