/** A program that compares the weapons with an import, one at a time: the test kills it. Arguments: the database's address, the import. */
import { sweepAfterImport } from "../src/matching/sweep.ts";
import { Database } from "../src/platform/database.ts";

const database = new Database(process.argv[2] ?? "", 2);
const state = await sweepAfterImport(
  { database, signal: new AbortController().signal, sliceRows: 1 },
  process.argv[3] ?? "",
);
process.stdout.write(`${state}\n`);
await database.end();
