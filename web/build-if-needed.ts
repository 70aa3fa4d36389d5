/**
 * Builds the desk application when it is not built or something it is made of is newer. Run before `start` and `demo`.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Time of the newest file below a folder, in milliseconds; 0 where there is none. */
function newest(folder: string): number {
  let latest = 0;
  try {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) latest = Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
    }
  } catch {
    return 0;
  }
  return latest;
}

const built = newest("dist/web");
if (
  built === 0 ||
  ["web", "src", "text"].some((folder) => newest(folder) > built) ||
  statSync(join(root, "package-lock.json")).mtimeMs > built
) {
  const { status } = spawnSync("vite", ["build", "--logLevel", "warn"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  process.exitCode = status ?? 1;
}
