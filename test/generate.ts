/**
 * `npm run generate`: writes what follows from the sources – OpenAPI from the contracts, the permission
 * matrix, the table of settings. `--check` fails when a file differs from what it would write.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { configurationPage } from "../src/command/config-table.ts";
import { loadWords } from "../src/command/words.ts";
import { openapiDocument } from "../src/openapi.ts";
import { permissionMatrix } from "./generate-permissions.ts";

const check = process.argv.includes("--check");
const root = fileURLToPath(new URL("..", import.meta.url));

const files: readonly (readonly [path: string, text: () => string | Promise<string>])[] = [
  ["docs/generated/openapi.json", () => `${JSON.stringify(openapiDocument(), null, 1)}\n`],
  ["docs/generated/permission-matrix.md", permissionMatrix],
  ["docs/generated/configuration.md", async () => configurationPage(await loadWords("en"))],
];

for (const [path, make] of files) {
  const wanted = await make();
  let found = "";
  try {
    found = readFileSync(join(root, path), "utf8");
  } catch {
    // Not there yet: differs.
  }
  if (found === wanted) continue;
  if (check) {
    console.log(`${path} is not up to date; run npm run generate`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), wanted);
    console.log(`wrote ${path}`);
  }
}
