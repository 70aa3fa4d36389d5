/**
 * Who a process is, so that a lock left by a dead one is told from a lock held by a living one.
 *
 * Promises: a process number that was given out again, a reboot and another container are all recognised. Refuses: to
 * call a process dead when it cannot be seen from here; only an old heartbeat may say that (see program-lock.ts).
 */
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

export interface ProcessIdentity {
  readonly pid: number;
  /** When the process began, in the words of the operating system; tells two processes with one number apart. */
  readonly begun: string;
  /** Changes at every boot; empty where the system has no such number. */
  readonly boot: string;
  /** The process number space (a container has its own). */
  readonly space: string;
  readonly host: string;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Start time of a process: clock ticks since boot on Linux, a date elsewhere; undefined when there is no such process. */
export function processBegun(pid: number): string | undefined {
  if (process.platform === "linux") {
    const stat = readText(`/proc/${pid}/stat`);
    if (stat === undefined) return undefined;
    // The second field is the name in brackets and may hold anything; state and numbers follow the last bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie holds nothing any more: it only waits for its parent to look.
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  }
  try {
    const line = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, LC_ALL: "C" },
    }).trim();
    return line === "" ? undefined : line;
  } catch {
    return undefined;
  }
}

/** The command line of a process as one string with spaces, or undefined when it cannot be seen. */
export function processCommand(pid: number): string | undefined {
  if (process.platform === "linux") return readText(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ").trim();
  try {
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

function processSpace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    begun: processBegun(process.pid) ?? "",
    boot: readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "",
    space: processSpace(),
    host: hostname(),
  };
}

/**
 * Whether a holder is alive: "unknown" when it lives (or lived) where this process cannot look: another container, or
 * another machine on shared storage.
 */
export function liveness(holder: ProcessIdentity): "alive" | "dead" | "unknown" {
  const self = ownIdentity();
  if (holder.boot !== self.boot) return holder.host === self.host ? "dead" : "unknown";
  if (holder.space !== self.space || (holder.boot === "" && holder.host !== self.host)) return "unknown";
  return processBegun(holder.pid) === holder.begun ? "alive" : "dead";
}
