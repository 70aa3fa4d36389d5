/**
 * Serial decoding rules of the country, in `platform.setting` under `country.serial-rules`: rows with the columns of the shipped
 * file (serial-decoding.ts), each cell a text; a rule of the same code takes the place of the shipped one.
 *
 * Promises: what is wrong with a row is said by row and column, on the page of the rules; the other rows and the shipped rules
 * hold all the same. Refuses: to use a row with a fault; no weapon is judged by half a rule.
 */
import { z } from "zod";
import type { Tx } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { settingOf } from "../platform/settings.ts";
import { ListFaults, ListRow } from "../reference/code-lists-file.ts";
import { codeLists, madeOfLists } from "../reference/lists.ts";
import {
  readRule,
  ruleColumns,
  shippedSerialRules,
  type KnownCodes,
  type SerialRule,
  type SerialRules,
} from "./serial-decoding.ts";

const setting = "country.serial-rules";
const columns: ReadonlySet<string> = new Set(["code", "name_en", "name_ru", ...ruleColumns]);
/** A cell as somebody may write it in JSON. */
const cells = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

export interface RuleFault {
  /** Counted from 1; 0 where the setting as a whole is no list of rows. */
  readonly row: number;
  readonly column: string;
  /** Code of the fault, as in the faults of the lists. */
  readonly code: string;
  readonly value: string;
}

export interface RulesInForce {
  readonly rules: SerialRules;
  /** Codes of the country's own rules that hold. */
  readonly own: ReadonlySet<string>;
  readonly faults: readonly RuleFault[];
}

/** The shipped rules with the country's rows laid over them. `rows`: the setting, in whatever shape it was kept. */
export function withCountryRules(shipped: SerialRules, rows: unknown, lists: KnownCodes): RulesInForce {
  const own = new Map<string, SerialRule>();
  const faults: RuleFault[] = [];
  if (rows !== undefined && rows !== null && !Array.isArray(rows))
    faults.push({ row: 0, column: "-", code: "list-not-rows", value: setting });
  for (const [at, given] of (Array.isArray(rows) ? rows : []).entries()) {
    const found = cells.safeParse(given);
    if (!found.success) {
      faults.push({ row: at + 1, column: "-", code: "list-not-rows", value: JSON.stringify(given).slice(0, 80) });
      continue;
    }
    const strange = Object.keys(found.data).filter((column) => !columns.has(column));
    faults.push(...strange.map((column) => ({ row: at + 1, column, code: "list-column-unknown", value: column })));
    const told = new ListFaults();
    const texts = Object.entries(found.data).map(([column, cell]) => [column, String(cell ?? "").trim()] as const);
    const rule = readRule(new ListRow(setting, at + 1, new Map(texts), told), own, lists);
    try {
      told.throwIfAny();
      if (strange.length === 0) own.set(rule.code, rule);
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault;
      for (const { path, code, values } of fault.fields)
        faults.push({
          row: at + 1,
          column: /column (?<name>\S+)$/u.exec(path)?.groups?.["name"] ?? "-",
          code,
          value: String(values?.["value"] ?? ""),
        });
    }
  }
  const kept = shipped.filter((rule) => !own.has(rule.code));
  return { rules: Object.freeze([...kept, ...own.values()]), own: new Set(own.keys()), faults };
}

/** Worked out once for each setting and state of the lists. */
const known = madeOfLists(() => new Map<string, RulesInForce>());

/** The rules that hold here, read in this transaction. */
export async function serialRulesInForce(tx: Tx): Promise<RulesInForce> {
  const rows = await settingOf(tx, setting);
  const key = JSON.stringify(rows ?? null);
  const before = known().get(key);
  if (before !== undefined) return before;
  const found = withCountryRules(shippedSerialRules(), rows, codeLists());
  // Another setting follows: what stood before is not asked for again.
  known().clear();
  known().set(key, found);
  return found;
}
