/**
 * The program's log: JSON lines on standard error, for the two administrators who run the node.
 *
 * Promises: each line of a request carries its id; an error carries its kind, code and place. Refuses: personal data
 * and record content. Messages of errors that quote what they were given (database, JSON and validation errors) are not
 * written, headers and bodies are not written; the journal, not the log, says who did what.
 */
import { pino, type Logger } from "pino";
import { Problem } from "./problem.ts";

export type Log = Logger;
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggedError {
  readonly kind: string;
  readonly code?: string;
  readonly message?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly place?: readonly string[];
  readonly cause?: LoggedError;
}

/** Errors whose message repeats their input: the value of a row, a piece of a body. */
function quotesItsInput(error: Error): boolean {
  return error instanceof SyntaxError || error.name === "ZodError" || error.name === "$ZodError" || "severity" in error;
}

function textField(error: Error, name: string): string | undefined {
  const value = Object.entries(error).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : undefined;
}

/** What of an error may be written down. */
export function loggableError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = error instanceof Problem ? error.code : textField(error, "code");
  const constraint = textField(error, "constraint");
  const table = textField(error, "table");
  const place = error.stack
    ?.split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  return {
    kind: error.name,
    ...(code === undefined ? {} : { code }),
    ...(quotesItsInput(error) || error instanceof Problem ? {} : { message: error.message.slice(0, 300) }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(table === undefined ? {} : { table }),
    ...(place === undefined ? {} : { place }),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: loggableError(error.cause, depth + 1) }),
  };
}

/** The log of this program. A request's own: `log.child({ request: id })`. */
export function createLog(level: LogLevel, destination: { write(line: string): unknown } = process.stderr): Log {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: loggableError, error: loggableError },
      redact: {
        paths: ["headers", "body", "*.headers", "*.body", "password", "*.password", "url", "*.url"],
        remove: true,
      },
    },
    { write: (line: string) => void destination.write(line) },
  );
}
