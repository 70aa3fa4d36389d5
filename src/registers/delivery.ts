/**
 * A file that nobody looks at: delivered by a program, or laid into the register's folder.
 *
 * Promises: it is imported with the mapping that a person saved for the register and this very header, whole or not at all; the
 * same file again changes nothing and names the import it was; the same rows again in another order are told and not imported.
 * Refuses: to guess a mapping, or an order of day and month; what was taken back, until a person imports it.
 */
import type { Clock } from "../platform/clock.ts";
import type { Database, Identity } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { formerExtract, importOfFile, savedMapping } from "./extract.store.ts";
import { fileBytes } from "./import-file.ts";
import { askForImport } from "./import-job.ts";
import { changeRun, type Fault } from "./import-run.store.ts";
import { begin, getRun, settle, takeFile } from "./import-steps.ts";
import { openOptions } from "./import-survey.ts";
import { importOptions, type ImportOptions } from "./import.contract.ts";
import { headerFingerprint } from "./tabular/mapping.ts";
import { openTable } from "./tabular/source.ts";

export interface Delivery {
  readonly register: string;
  readonly name: string;
  readonly mediaType: string;
  readonly arrived: "feed" | "delivery";
  /** The day the file is of; the day of the import where it is not said. */
  readonly asOf?: string | undefined;
  readonly extract?: ImportOptions["extract"] | undefined;
  /** Asked once more before the import begins; false: the file was still being written. */
  readonly whole?: () => Promise<boolean>;
}

export interface Delivered {
  readonly run: string;
  /**
   * started: the import is under way. known: the file was here before. same: its rows are those of the extract before, nothing was
   * imported. waiting: a person must look at it (`fault` says why).
   */
  readonly outcome: "started" | "known" | "same" | "waiting";
  readonly fault: Fault | null;
}

/** Takes a file and starts its import. Throws Problems of the upload (`table-…`, `too-large`, `forbidden`, `not-found`). */
export async function deliver(
  parts: { readonly database: Database; readonly limit: number; readonly clock: Clock },
  identity: Identity,
  bytes: AsyncIterable<Uint8Array>,
  delivery: Delivery,
): Promise<Delivered> {
  const { database, limit } = parts;
  let known = false;
  const id = await takeFile(
    { database, limit },
    identity,
    bytes,
    {
      name: delivery.name,
      target: "register",
      register: delivery.register,
      arrived: delivery.arrived,
      known: async (tx, sha256) => {
        const before = await importOfFile(tx, delivery.register, sha256);
        known = before !== undefined;
        return before;
      },
    },
    delivery.mediaType,
  );
  if (known) return { run: id, outcome: "known", fault: null };
  if ((await delivery.whole?.()) === false)
    return await wait(parts, identity, id, { code: "delivery-growing" }, "failed");
  try {
    return await start(parts, identity, id, delivery);
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault;
    return await wait(parts, identity, id, { code: fault.code, values: fault.values });
  }
}

/** The run stays for a person, with the reason. */
async function wait(
  { database }: { readonly database: Database },
  identity: Identity,
  id: string,
  fault: Fault,
  state?: "failed" | "cancelled",
): Promise<Delivered> {
  await database.asActor(identity, (tx) =>
    changeRun(tx, id, { fault, ...(state === undefined ? {} : { state, finished: true }) }),
  );
  return { run: id, outcome: state === "cancelled" ? "same" : "waiting", fault };
}

async function start(
  parts: { readonly database: Database; readonly limit: number; readonly clock: Clock },
  identity: Identity,
  id: string,
  delivery: Delivery,
): Promise<Delivered> {
  const { database, limit } = parts;
  const same = await database.asActor(identity, async (tx, actor): Promise<boolean> => {
    const run = await getRun(tx, id);
    const table = await openTable(
      fileBytes((work) => work(tx), run.file_id ?? ""),
      openOptions({}, run.file_name, limit),
    );
    await table.close();
    const saved = await savedMapping(tx, delivery.register, headerFingerprint(table.headers));
    if (saved === undefined || saved.mapping.columns.length !== table.headers.length)
      throw new Problem({ status: 409, code: "delivery-mapping-needed" });
    const { asOf: _before, ...reading } = saved.options;
    const options = importOptions.parse({
      ...reading,
      extract: delivery.extract ?? saved.options.extract ?? "whole",
      ...(delivery.asOf === undefined ? {} : { asOf: delivery.asOf }),
    });
    await settle(tx, actor, run, { mapping: saved.mapping, options }, limit);
    const settled = await getRun(tx, id);
    const former = await formerExtract(tx, { id, registerId: delivery.register, createdAt: run.created_at });
    const stale =
      options.extract === "whole" &&
      settled.content_hash !== null &&
      former?.content_hash?.equals(settled.content_hash) === true;
    if (stale) {
      // The same rows of a later day: that is what their sender says, and it stands beside the register.
      if (delivery.asOf !== undefined)
        await tx.query("update registers.register set as_of = greatest(as_of, $2::date) where id = $1", [
          delivery.register,
          delivery.asOf,
        ]);
      return true;
    }
    await begin(tx, actor, id, false);
    await askForImport(tx, { run: id, person: actor.personId, purpose: actor.purpose });
    return false;
  });
  return same
    ? await wait(parts, identity, id, { code: "delivery-same-content" }, "cancelled")
    : { run: id, outcome: "started", fault: null };
}
