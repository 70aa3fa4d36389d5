/**
 * Exit codes of every command, for scripts and service managers. Their sentences are in the catalogue `command` under
 * `exit-codes.<name>`; `tamga --help` lists them.
 */
import { Problem } from "../platform/problem.ts";

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  rows: 5,
  database: 6,
  locked: 7,
  unverified: 8,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const LOCKED = new Set(["already-running", "lock-busy"]);

/** Codes of the socket and of PostgreSQL (class 57, 08, 28, 3D, 53300) that mean that there is no database to work with. */
const AWAY = /^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_|EHOSTUNREACH|EPIPE|57P|08|28|3D|53300)/;

/** The exit code that an error means. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof Error)) return EXIT.failed;
  if (error.name === "AbortError") return EXIT.interrupted;
  if (error instanceof Problem) {
    if (LOCKED.has(error.code)) return EXIT.locked;
    if (error.code.startsWith("usage")) return EXIT.usage;
    if (error.code.startsWith("database") || error.code.startsWith("cluster")) return EXIT.database;
    if (error.status === 404) return EXIT.notFound;
    if (error.status === 401 || error.status === 403 || error.status === 409) return EXIT.refused;
    if (error.status === 422) return EXIT.rows;
    return EXIT.failed;
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return AWAY.test(code) ? EXIT.database : EXIT.failed;
}
