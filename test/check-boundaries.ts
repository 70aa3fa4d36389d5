/**
 * Imports run one way (architecture §2): platform ← access ← journal ← reference ← domain rooms ← figures, demo, command.
 * A domain room reaches another through its actions, contracts, types or pure rules, never through its store's tables;
 * the web application imports contracts and types, never a store. An arrow that is reversed fails the check.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Lower may not import higher. Rooms with one number are neighbours. */
const level: Readonly<Record<string, number>> = {
  platform: 0,
  access: 1,
  journal: 2,
  reference: 3,
  recoveries: 4,
  firearms: 4,
  registers: 4,
  matching: 4,
  figures: 5,
  backup: 5,
  demo: 6,
  command: 7,
};

/** Arrows upwards that stand, each with its reason. Types only, unless said. */
const allowed: readonly (readonly [from: RegExp, to: RegExp, why: string])[] = [
  [/^src\/platform\/contract\.ts$/, /^src\/access\/roles\.ts$/, "a contract names its permission"],
  [
    /^src\/platform\/(http-server|route)\.ts$/,
    /^src\/journal\/write\.ts$/,
    "entries are written in the transaction of the call",
  ],
  [
    /^src\/platform\/http-server\.ts$/,
    /^src\/access\/session-limits\.ts$/,
    "what a session without its second factor may do",
  ],
  [/^src\/platform\/(route|http-server)\.ts$/, /^src\/access\//, "types of the caller"],
  [/^src\/access\//, /^src\/journal\/write\.ts$/, "sign-in and administration are entries"],
  [/^src\/access\//, /^src\/reference\/lists\.ts$/, "purposes are a reference list"],
  [/^src\/[a-z]+\/[a-z-]*command[a-z-]*\.ts$/, /^src\/command\//, "the implementation of a command knows its context"],
];

function files(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

const faults: string[] = [];
for (const file of [...files("src"), ...files("web")]) {
  const text = readFileSync(join(root, file), "utf8");
  const room = file.split("/")[1] ?? "";
  for (const [statement, specifier] of text
    .matchAll(/(?:import|export)\s[^;]*?from\s+"(\.[^"]+)"|import\("(\.[^"]+)"\)/g)
    .map((match) => [match[0], match[1] ?? match[2] ?? ""] as const)) {
    const target = relative(root, resolve(root, dirname(file), specifier));
    const typeOnly = /^(?:import|export)\s+type\b/.test(statement);
    if (file.startsWith("web/")) {
      if (
        target.startsWith("src/") &&
        !typeOnly &&
        !/(\.contract|contract-parts|recovery-parts|\/roles|\/policy|handling|doubt-words|serial-field|serial-normal|tabular\/fields|tabular\/encoding|tabular\/mapping-schema)\.ts$/.test(
          target,
        )
      )
        faults.push(`${file} imports ${target}: the web application imports contracts, types and pure rules only`);
      continue;
    }
    if (target.startsWith("web/"))
      faults.push(`${file} imports ${target}: the program does not import the web application`);
    const from = level[room];
    const to = level[target.split("/")[1] ?? ""];
    // Files directly in src/ put the rooms together.
    if (from === undefined || to === undefined || file.split("/").length < 3) continue;
    if (to > from && !typeOnly && !allowed.some(([source, goal]) => source.test(file) && goal.test(target)))
      faults.push(`${file} imports ${target}: ${room} stands below ${target.split("/")[1]}`);
    if (to > from && typeOnly && to - from > 7) faults.push(`${file} imports the type ${target}`);
  }
  if (/[/](utils|helpers|common|core)[/]/.test(file)) faults.push(`${file}: no folder of that name`);
}
for (const fault of faults) console.log(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
