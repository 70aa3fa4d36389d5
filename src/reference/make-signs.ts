/**
 * Signs of a make other than its name: trade names, model series, parts of a name (`reference-data/make-signs.csv`).
 *
 * Promises: each sign says how far it goes: only that maker used it ("sole"), nearly always ("usual"), more often than not
 * ("often"), or many did ("pattern": AR-15, FAL), which names nobody. Refuses a list that contradicts itself, with file and row.
 */
import { fileURLToPath } from "node:url";
import type { CodeLists, Make } from "./code-lists.ts";
import { ListFaults, readListRows } from "./code-lists-file.ts";
import { latinWords } from "./normaliser-words.ts";

export type Certainty = "sole" | "usual" | "often" | "pattern";

export interface MakeSign {
  readonly sign: string;
  /** Null for a pattern that many makers follow. */
  readonly make: Make | null;
  readonly certainty: Certainty;
  readonly kind: string;
}

export interface MakeSigns {
  /** By all words joined: "RAGINGBULL", "TP9". */
  readonly exact: ReadonlyMap<string, MakeSign>;
  /** Letters that stand before a model number: "PT" of "PT 92", "ИЖ" of "ИЖ-18". */
  readonly series: ReadonlyMap<string, MakeSign>;
}

const shipped = fileURLToPath(new URL("../../reference-data/", import.meta.url));
const certainties: ReadonlySet<string> = new Set(["sole", "usual", "often", "pattern"]);

/** @throws Problem `reference-lists-invalid` */
export function loadMakeSigns(lists: CodeLists, dir: string = shipped): MakeSigns {
  const faults = new ListFaults();
  const exact = new Map<string, MakeSign>();
  const series = new Map<string, MakeSign>();
  for (const row of readListRows(dir, "make-signs.csv", ["sign", "make", "certainty", "kind"], faults)) {
    const sign = row.required("sign");
    const certainty = row.required("certainty");
    const kind = row.required("kind");
    if (!certainties.has(certainty)) row.fault("certainty", "unknown-code", certainty);
    const code = certainty === "pattern" ? row.text("make") : row.required("make");
    const make = code === "" ? null : (lists.makes.get(code) ?? null);
    if (code !== "" && make === null) row.fault("make", "unknown-code", code);
    const key = latinWords(sign).join("");
    const into = kind === "series" ? series : exact;
    if (into.has(key)) row.fault("sign", "twice", sign);
    into.set(key, { sign, make, certainty: certainty as Certainty, kind });
  }
  faults.throwIfAny();
  return { exact, series };
}
