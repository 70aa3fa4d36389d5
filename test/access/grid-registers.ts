/** The grid's rows for registers, their records and imports. */
import {
  changeRegister,
  createRegister,
  listRecords,
  listRegisters,
  readRecord,
  readRegister,
  setFeed,
} from "../../src/registers/register.contract.ts";
import {
  cancelImport, checkImport, downloadImportRows, listImportRows, listImports, previewImport, readImport, resumeImport, settleImport, startImport, undoImport, uploadImport,
} from "../../src/registers/import.contract.ts"; // prettier-ignore
import {
  deliverExtract,
  listExtractChanges,
  printExtractReport,
  readExtractReport,
} from "../../src/registers/extract.contract.ts";
import { makeMapping } from "../../src/registers/tabular/mapping.ts";
import type { Contract } from "../../src/platform/contract.ts";
import type { World } from "../world.ts";
import type { Furnished } from "./furnish.ts";
import type { GridRow } from "./grid.ts";
import { country } from "./people.ts";
import { verbsOn, type Person, type Thing } from "./oracle.ts";

const nowhere = "01900000-0000-7000-8000-000000000000";
const byId = async (_: World, __: Furnished, thing: Thing) => ({ params: { id: thing.id } });
const none =
  (input: ReturnType<GridRow["sample"]> = {}) =>
  (): ReturnType<GridRow["sample"]> =>
    input;
const missing = none({ params: { id: nowhere } });

const compareVerbs = ((person: Person, thing: Thing, body: { may: string[] }) => {
  const [is, should] = [body.may.toSorted().join(), verbsOn(country, person, thing).toSorted().join()];
  return is === should ? [] : [`may is [${is}], should be [${should}]`];
}) as unknown as NonNullable<GridRow["compare"]>;

const mapping = makeMapping(["Serial number"], ["serial"]);
const step = (contract: Contract, body?: unknown): GridRow => ({
  // Nothing is under way: who may do it is told that the state forbids it, who may not is told so first.
  contract,
  operation: "import",
  kinds: ["import-run"],
  changes: true,
  stateForbids: true,
  sample: none({ params: { id: nowhere }, body }),
  on: async (_, __, thing) => ({ params: { id: thing.id }, body }),
});

export const registerRows: readonly GridRow[] = [
  { contract: listRegisters, operation: "registers", kinds: [], changes: false, sample: none() },
  {
    contract: readRegister,
    operation: "registers",
    kinds: ["register"],
    changes: false,
    sample: missing,
    on: byId,
    compare: compareVerbs,
  },
  {
    contract: createRegister,
    operation: "keep-registers",
    kinds: [],
    changes: true,
    sample: none({ body: { code: "grid-register", kind: "lost-stolen", en: "Grid", ru: "Сетка" } }),
  },
  {
    contract: changeRegister,
    operation: "keep-registers",
    kinds: ["register"],
    changes: true,
    sample: none({ params: { id: nowhere }, body: { legalBasis: "x" } }),
    on: async (_, __, thing) => ({ params: { id: thing.id }, body: { legalBasis: "Law 12" } }),
    compare: compareVerbs,
  },
  {
    contract: setFeed,
    operation: "import",
    kinds: ["register"],
    changes: true,
    sample: none({ params: { id: nowhere }, body: { on: true } }),
    on: async (_, __, thing) => ({ params: { id: thing.id }, body: { on: true } }),
    compare: compareVerbs,
  },
  {
    contract: deliverExtract,
    operation: "import",
    kinds: [],
    changes: true,
    spare: true,
    sample: none({ params: { id: nowhere }, query: { name: "a.csv" } }),
  },
  {
    contract: readExtractReport,
    operation: "import-rows",
    kinds: ["import-run"],
    changes: false,
    sample: missing,
    on: byId,
  },
  {
    contract: listExtractChanges,
    operation: "import-rows",
    kinds: ["import-run"],
    changes: false,
    sample: missing,
    on: byId,
  },
  {
    // No run of the grid was counted: who may print is told so, who may not is told that first.
    contract: printExtractReport,
    operation: "import-rows",
    kinds: ["import-run"],
    changes: false,
    stateForbids: true,
    sample: none({ params: { id: nowhere }, query: { language: "en" } }),
    on: async (_, __, thing) => ({ params: { id: thing.id }, query: { language: "en" } }),
  },
  { contract: listRecords, operation: "register-records", kinds: [], changes: false, sample: none() },
  {
    contract: readRecord,
    operation: "register-records",
    kinds: ["register-record"],
    changes: false,
    sample: missing,
    on: byId,
    compare: compareVerbs,
  },
  {
    contract: uploadImport,
    operation: "import",
    kinds: [],
    changes: true,
    spare: true,
    sample: none({ query: { name: "a.csv", target: "recoveries" } }),
  },
  { contract: listImports, operation: "import", kinds: [], changes: false, sample: none() },
  { contract: readImport, operation: "import", kinds: ["import-run"], changes: false, sample: missing, on: byId },
  { contract: previewImport, operation: "import", kinds: ["import-run"], changes: false, sample: missing, on: byId },
  {
    contract: settleImport,
    operation: "import",
    kinds: [],
    changes: true,
    spare: true,
    sample: none({ params: { id: nowhere }, body: { mapping } }),
  },
  { contract: checkImport, operation: "import", kinds: [], changes: true, sample: missing },
  { contract: startImport, operation: "import", kinds: [], changes: true, sample: missing },
  step(cancelImport),
  step(resumeImport),
  step(undoImport, { reason: "wrong file" }),
  {
    contract: listImportRows,
    operation: "import-rows",
    kinds: ["import-run"],
    changes: false,
    sample: missing,
    on: byId,
  },
  {
    contract: downloadImportRows,
    operation: "import-rows",
    kinds: ["import-run"],
    changes: false,
    sample: missing,
    on: byId,
  },
];
