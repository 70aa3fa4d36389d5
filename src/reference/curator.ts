/**
 * What a proposal would do to a list: the row before and after, and whether the lists still hold together.
 *
 * Promises: the same laying-over as for accepted changes is tried, with every check that the lists pass at a start; faults come
 * back by column. Refuses: a merge of types or calibres that the program itself answers with.
 */
import { Problem } from "../platform/problem.ts";
import { loadCodeLists, shippedLists } from "./code-lists.ts";
import { ListFaults, readOverlaidRows } from "./code-lists-file.ts";
import { columnsOfList, curatedLists, fileOfList } from "./list-overlay.ts";
import type { CuratedList, ListCells, ListChange } from "./list-overlay.ts";

export interface ProposalFault {
  readonly column: string;
  readonly code: string;
  readonly value: string;
}

/** The rows of a list as they stand with these changes, in the order of the file, and the codes that were merged. */
export function rowsWith(
  list: CuratedList,
  changes: readonly ListChange[],
): { readonly rows: ReadonlyMap<string, ListCells>; readonly merged: readonly (readonly [string, string])[] } {
  const found = readOverlaidRows(shippedLists, fileOfList[list], ["code"], new ListFaults(), changes);
  return {
    rows: new Map(found.rows.map((row) => [row.text("code"), Object.fromEntries(row.cells)])),
    merged: found.merged,
  };
}

/** Why the lists would not hold together with this change on top; empty when they would. */
export function faultsOf(accepted: readonly ListChange[], change: ListChange | null): ProposalFault[] {
  try {
    loadCodeLists(undefined, change === null ? accepted : [...accepted, change]);
    return [];
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault;
    const told = fault.fields.map((one) => ({
      column: /column (?<name>\S+)$/u.exec(one.path)?.groups?.["name"] ?? "-",
      code: one.code,
      value: String(one.values?.["value"] ?? ""),
    }));
    // A name and a synonym that clash with the same entry are one fault to whoever corrects them.
    return [...new Map(told.map((one) => [`${one.column} ${one.code} ${one.value.toLowerCase()}`, one])).values()];
  }
}

/** Codes that the program answers with by name: they stay. */
const kept: ReadonlySet<string> = new Set(
  (
    "unknown other craft domestic foreign handgun long-gun pistol revolver rifle shotgun submachine-gun machine-gun converted home-made " +
    "grenade-launcher limited-damage gas signal pneumatic part deactivated sawn-off-shotgun sawn-off-rifle sawn-off"
  ).split(" "),
);

/** What is wrong with a change before the lists are even tried. */
export function firstFaults(rows: ReadonlyMap<string, ListCells>, change: ListChange): ProposalFault[] {
  const known = rows.has(change.code);
  if (change.kind === "entry" && known) return [{ column: "code", code: "list-twice", value: change.code }];
  if (change.kind !== "entry" && !known) return [{ column: "code", code: "list-unknown-code", value: change.code }];
  if (change.kind === "merge") {
    if (!rows.has(change.into)) return [{ column: "into", code: "list-unknown-code", value: change.into }];
    if (kept.has(change.code)) return [{ column: "code", code: "list-kept", value: change.code }];
    return [];
  }
  if (change.kind === "synonym") return [];
  const columns = columnsOfList[change.list];
  const strange = Object.keys(change.cells).filter((column) => column === "code" || !columns.includes(column));
  // The gate asks the kind of a cartridge: a new word for one would fit no type of firearm.
  const { kind } = change.cells;
  const kinds = new Set([...rows.values()].map((row) => row["kind"]));
  return [
    ...strange.map((column) => ({ column, code: "list-column-missing", value: column })),
    ...(change.list === "calibres" && kind !== undefined && !kinds.has(kind)
      ? [{ column: "kind", code: "list-unknown-code", value: kind }]
      : []),
  ];
}

const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A list as text in the form of the shipped files (UTF-8, comma, header row). */
export function listFile(
  list: CuratedList | "merged-codes",
  changes: readonly ListChange[],
  which: "changed" | "whole",
): string {
  const line = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\n`;
  if (list === "merged-codes") {
    const rows = curatedLists.flatMap((one) => rowsWith(one, changes).merged.map(([code, into]) => [one, code, into]));
    return [["list", "code", "into"], ...rows].map(line).join("");
  }
  const columns = columnsOfList[list];
  const shipped = rowsWith(list, []).rows;
  const now = [...rowsWith(list, changes).rows.values()];
  const same = (row: ListCells): boolean => {
    const before = shipped.get(row["code"] ?? "");
    return before !== undefined && columns.every((column) => before[column] === row[column]);
  };
  const shown = which === "whole" ? now : now.filter((row) => !same(row));
  return [columns, ...shown.map((row) => columns.map((column) => row[column] ?? ""))].map(line).join("");
}
