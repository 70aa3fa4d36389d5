/**
 * `npm run generate`: writes what follows from the sources – table types from the migrated database, OpenAPI from the contracts, the permission
 * matrix, the table of settings. `--check` fails when a file differs from what it would write.
 */
import { mkdtempSync, chmodSync, readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { configurationPage } from "../src/command/config-table.ts";
import { loadWords } from "../src/command/words.ts";
import { openapiDocument } from "../src/openapi.ts";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import { createLog } from "../src/platform/log.ts";
import { migrate } from "../src/platform/migrate.ts";
import { permissionMatrix } from "./generate-permissions.ts";
import { tablesSource } from "./generate-tables.ts";

const check = process.argv.includes("--check");
const root = fileURLToPath(new URL("..", import.meta.url));

async function tables(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tamga-generate-"));
  chmodSync(folder, 0o755);
  const bundled = await startBundledPostgres({ dataDir: folder, log: createLog("silent") });
  try {
    await migrate(bundled.url);
    return await tablesSource(bundled.url);
  } finally {
    await bundled.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const files: readonly (readonly [path: string, text: () => string | Promise<string>])[] = [
  ["src/platform/tables.ts", tables],
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
