/**
 * The catalogues: English and Russian have the same keys (plural forms aside), the same placeholders, no empty text; keys that
 * the sources name exist.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const faults: string[] = [];

function flatten(value: unknown, prefix: string, into: Map<string, string>): Map<string, string> {
  if (typeof value === "string") into.set(prefix, value);
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) flatten(inner, prefix === "" ? key : `${prefix}.${key}`, into);
  return into;
}
const plural = /_(zero|one|two|few|many|other)$/;
const load = (language: string, file: string): Map<string, string> =>
  flatten(JSON.parse(readFileSync(join(root, "text", language, file), "utf8")), "", new Map());
const holes = (text: string): string =>
  [...new Set([...text.matchAll(/\{\{\s*([A-Za-z0-9_]+)/g)].map((match) => match[1]))].sort().join(",");

const names = new Set([...readdirSync(join(root, "text/en")), ...readdirSync(join(root, "text/ru"))]);
for (const name of names) {
  let en: Map<string, string>;
  let ru: Map<string, string>;
  try {
    en = load("en", name);
    ru = load("ru", name);
  } catch (fault) {
    faults.push(`${name}: ${fault instanceof Error ? fault.message : String(fault)}`);
    continue;
  }
  const bare = (map: Map<string, string>): Set<string> =>
    new Set([...map.keys()].map((key) => key.replace(plural, "")));
  for (const key of bare(en)) if (!bare(ru).has(key)) faults.push(`ru/${name}: ${key} is missing`);
  for (const key of bare(ru)) if (!bare(en).has(key)) faults.push(`en/${name}: ${key} is missing`);
  for (const [key, text] of [...en, ...ru]) if (text.trim() === "") faults.push(`${name}: ${key} is empty`);
  for (const [key, text] of en) {
    const other = ru.get(key);
    if (!plural.test(key) && other !== undefined && holes(text) !== holes(other))
      faults.push(`${name}: ${key} has other placeholders in Russian`);
  }
  for (const key of ru.keys()) {
    if (!key.endsWith("_one")) continue;
    const stem = key.replace(plural, "");
    for (const form of ["few", "many"])
      if (!ru.has(`${stem}_${form}`)) faults.push(`ru/${name}: ${stem} lacks the plural form ${form}`);
  }
}
for (const fault of faults) console.log(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
