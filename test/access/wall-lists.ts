/** Curated code lists and the recovery picture before the wall: rows to look for, and who may propose and review. */
import { randomUUID } from "node:crypto";
import { freshLists } from "../../src/reference/list-follower.ts";
import { codeLists } from "../../src/reference/lists.ts";
import { putMergedCodes } from "../../src/reference/merged-code.store.ts";
import type { World } from "../world.ts";
import type { Trial } from "./wall-recoveries.ts";

const proposal =
  "insert into reference.proposal (id, list, kind, code, content, reason) values ($1, 'makes', 'synonym', 'baikal', $2, 'seen')";
const content = JSON.stringify({ writings: ["Wall of Baikal"] });

/** Proposals that were accepted and two that wait. */
export async function fillLists(world: World): Promise<void> {
  const { database } = world.node;
  const [proposer, reviewer] = [await world.person("focal.operator"), await world.person("focal.head")];
  const ids = [randomUUID(), randomUUID(), randomUUID()];
  await database.asActor({ personId: proposer.id }, async (tx) => {
    for (const id of ids) await tx.query(proposal, [id, content]);
  });
  await database.asActor({ personId: reviewer.id }, (tx) =>
    tx.query("update reference.proposal set state = 'accepted', decision = 'so it is' where id = $1", [ids[2]]),
  );
  // And a merge, with the code that it leaves behind, as the program writes it when its lists have changed.
  const merge = randomUUID();
  await database.asActor({ personId: proposer.id }, (tx) =>
    tx.query(
      "insert into reference.proposal (id, list, kind, code, into_code, reason) values ($1, 'makes', 'merge', 'praga', 'skb', 'seen')",
      [merge],
    ),
  );
  await database.asActor({ personId: reviewer.id }, (tx) =>
    tx.query("update reference.proposal set state = 'accepted', decision = 'so it is' where id = $1", [merge]),
  );
  await database.asSystem("tamga_keeper", async (tx) => {
    await freshLists(tx);
    await putMergedCodes(tx, codeLists());
  });
}

export async function listTrials(world: World): Promise<Trial[]> {
  const find = async (state: string): Promise<string | undefined> =>
    (await world.admin.query<{ id: string }>("select id from reference.proposal where state = $1 limit 1", [state]))
      .rows[0]?.id;
  const decide = "update reference.proposal set state = 'rejected', decision = 'no such' where id = $1";
  const curates = {
    "focal.head": true,
    "nation.focal-operator": true,
    "nation.analyst": false,
    "hq.administrator": false,
  };
  return [
    { table: "reference.proposal", what: "proposes", sql: proposal, values: [randomUUID(), content], who: curates },
    { table: "reference.proposal", what: "reviews a proposal", sql: decide, values: [await find("waiting")], who: { ...curates, "border.officer": false } },
    { table: "reference.proposal", what: "reviews what is decided", sql: decide, values: [await find("accepted")], who: { "focal.head": false } },
    { table: "reference.proposal", what: "puts a decided proposal down", sql: "insert into reference.proposal (id, list, kind, code, content, reason, state) values ($1, 'makes', 'synonym', 'baikal', $2, 'seen', 'accepted')", values: [randomUUID(), content], who: { "focal.head": false } },
    { table: "reference.proposal", what: "lays a proposal back", sql: "update reference.proposal set state = 'waiting' where id = $1", values: [await find("waiting")], who: { "focal.head": false } },
  ]; // prettier-ignore
}

/** Recoveries whose facts lie in a class or a chunk, by id. */
export const countedIn = (column: "class_id" | "chunk_id"): string =>
  `(select string_agg(distinct f.recovery_id::text, ',') from figures.fact f where f.${column} = t.id)`;
