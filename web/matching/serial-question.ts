/** The question of a serial check: as fields on the page, in the address, and as it is sent. Pure. */
import type { z } from "zod";
import { text, type RawSearch } from "../address.ts";
import type { serialQuestion } from "../../src/matching/serial-check.contract.ts";

/** As it stands in an address; only what was filled in. */
export interface AskedSerial {
  readonly serial?: string;
  readonly type?: string;
  readonly make?: string;
  readonly model?: string;
  readonly calibre?: string;
  readonly year?: string;
}

const parts = ["serial", "type", "make", "model", "calibre", "year"] as const;

/** Reads the question out of an address. */
export function askedIn(raw: RawSearch): AskedSerial {
  return Object.fromEntries(
    parts.flatMap((part) => {
      const value = text(raw[part])?.trim().slice(0, 200);
      return value === undefined || value === "" ? [] : [[part, value]];
    }),
  );
}

/** What was filled in beside the serial. */
export function saysMore(asked: AskedSerial): boolean {
  return parts.some((part) => part !== "serial" && asked[part] !== undefined);
}

/** A year that the contract takes; anything else is left out, and the page says so. */
export function yearOf(written: string | undefined): number | undefined {
  const year = Number(written);
  return written !== undefined && /^\d{4}$/.test(written) && year >= 1700 && year <= 2100 ? year : undefined;
}

/** As it is sent. */
export function questionOf(asked: AskedSerial): z.input<typeof serialQuestion> {
  const { serial = "", year, ...rest } = asked;
  const known = yearOf(year);
  return { serial, ...rest, ...(known === undefined ? {} : { year: known }) };
}
