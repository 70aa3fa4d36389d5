/**
 * The version of the matching's numbers that this program counts with.
 *
 * Promises: what was accepted in one program holds in every other before its next match and within a second in its answers (they ask
 * for the newest change in their own transaction: one row); every version that was ever in force is kept and can be counted with again.
 * Refuses: a version whose numbers this program cannot count with: then the one it was shipped with stands, and the page says so.
 */
import type { Database, Tx } from "../../platform/database.ts";
import { uuidv7 } from "../../platform/ids.ts";
import { matchModel, type MatchModel } from "../engine/match-model.ts";
import { shippedDocument, usableModel } from "./model-document.ts";

let inForce: MatchModel = matchModel;
/** Name in the database of what `inForce` stands for, also where it could not be used. */
let followed: string = matchModel.version;

export function modelInForce(): MatchModel {
  return inForce;
}

/** The numbers of a version as they are kept; undefined: not kept, or of another making. Readable by the program's own roles. */
export async function keptModel(tx: Tx, version: string): Promise<MatchModel | undefined> {
  if (version === matchModel.version) return matchModel;
  const [row] = await tx.query<{ content: unknown }>(
    "select content from matching.model_version where version = $1 and state in ('shipped','accepted')",
    [version],
  );
  return row === undefined ? undefined : usableModel(row.content);
}

/** The name of the version in force; the program's own where nobody ever accepted one. */
export async function versionInForce(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ version: string }>(
    "select version from matching.model_change order by number desc limit 1",
  );
  return row?.version ?? matchModel.version;
}

/** Brings this program to the version that the transaction sees. */
export async function freshModel(tx: Tx): Promise<MatchModel> {
  const version = await versionInForce(tx);
  if (version !== followed) {
    inForce = (await keptModel(tx, version)) ?? matchModel;
    followed = version;
  }
  return inForce;
}

/** Keeps the numbers that the program was shipped with, so that a later program can count with them again. */
export async function keepShippedModel(database: Database): Promise<void> {
  const document = shippedDocument();
  await database.asSystem("tamga_keeper", (tx) =>
    tx.query(
      "insert into matching.model_version (id, version, state, content) values ($1, $2, 'shipped', $3) on conflict (version) do nothing",
      [uuidv7(), document.name, JSON.stringify(document)],
    ),
  );
}
