/**
 * The steps of an import, whoever takes them: the page or the terminal.
 *
 * Promises: a file is a run only once it is whole and can be read as a table; a step is taken only from a state that allows
 * it, by somebody of the institution who may. Refuses: an import into another institution's register; a recoveries import by
 * who may not correct recoveries; a start while a question is open.
 */
import type { CallOutput } from "../platform/contract.ts";
import type { Actor, Database, Identity, Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import { Problem, invalid, notFound } from "../platform/problem.ts";
import { may } from "../access/policy.ts";
import { writeJournal } from "../journal/write.ts";
import { completeFile, dropFile, fileBytes, storeFile, type StoredFile } from "./import-file.ts";
import { laterExtract, registerIsBusy } from "./extract.store.ts";
import { changeRun, earlierMapping, findRun, insertRun, lockRun, type RunRow } from "./import-run.store.ts";
import { openOptions, questionsOf, refuseMisfit, surveyBytes, surveyKey, type Surveyed } from "./import-survey.ts";
import type { ImportOptions, previewImport } from "./import.contract.ts";
import { findRegister } from "./register.store.ts";
import { headerFingerprint, type Mapping } from "./tabular/mapping.ts";
import { openTable } from "./tabular/source.ts";

/** Files up to this size are walked through at once when the mapping is set, so that questions are asked then and there. */
const surveyedAtOnce = 24 * 1024 * 1024;
export function refuseUnless(actor: Actor, permission: "imports.run"): void {
  if (!actor.permissions.has(permission)) throw new Problem({ status: 403, code: "forbidden", values: { permission } });
}

/** Where the rows may go for this person. */
export async function refuseTarget(
  tx: Tx,
  actor: Actor,
  target: "register" | "recoveries",
  registerId: string | undefined | null,
): Promise<string | null> {
  if (target === "recoveries") {
    if (!actor.permissions.has("recoveries.change"))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "recoveries.change" } });
    return null;
  }
  if (registerId == null) throw invalid([{ path: "/query/register", code: "required" }]);
  const register = await findRegister(tx, registerId);
  if (register === undefined) throw notFound();
  if (!may(actor, "import", "register", { institutionId: register.institution_id, audiences: [register.audience] }))
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "imports.run" } });
  return register.id;
}

export interface Upload {
  readonly name: string;
  readonly target: "register" | "recoveries";
  readonly register?: string | undefined;
  /** How the file came; by a person where it is not said. */
  readonly arrived?: RunRow["arrived"];
  /** An import that takes the file's place, asked with its SHA-256 before a run is opened: then nothing is kept of it. */
  readonly known?: (tx: Tx, sha256: Buffer) => Promise<string | undefined>;
}

/** Stores a file and opens its run; nothing is left when it breaks off or is no table. Used by the page and the terminal. */
export async function takeFile(
  parts: { readonly database: Database } & { readonly limit: number },
  identity: Identity,
  bytes: AsyncIterable<Uint8Array>,
  upload: Upload,
  mediaType: string,
): Promise<string> {
  const registerId = await parts.database.asActor(identity, async (tx, actor) => {
    refuseUnless(actor, "imports.run");
    return refuseTarget(tx, actor, upload.target, upload.register);
  });
  const name = upload.name.split(/[\\/]/).at(-1)?.slice(-255) || "table";
  let taken: string | undefined;
  const file: StoredFile = await storeFile(parts.database, identity, bytes, { name, mediaType }, parts.limit);
  try {
    // A file that is no table at all is refused here, with its own words.
    const stored = fileBytes((work) => parts.database.asActor(identity, work), file.id);
    await (await openTable(stored, { fileName: name, limits: { bytesIn: parts.limit } })).close();
    const known = await parts.database.asActor(identity, async (tx, actor) => {
      const before = await upload.known?.(tx, file.sha256);
      if (before !== undefined) return before;
      const id = uuidv7();
      await completeFile(tx, file);
      await insertRun(tx, {
        id,
        target: upload.target,
        registerId,
        fileId: file.id,
        fileName: name,
        fileSize: file.size,
        sha256: file.sha256,
      });
      if (upload.arrived !== undefined) await changeRun(tx, id, { arrived: upload.arrived });
      await writeJournal(tx, actor, [
        {
          verb: "create",
          kind: "import-run",
          record: id,
          content: { file: name, size: file.size, sha256: file.sha256.toString("hex"), target: upload.target },
        },
      ]);
      taken = id;
      return id;
    });
    if (taken === undefined) await dropFile(parts.database, file.id);
    return known;
  } catch (fault) {
    await dropFile(parts.database, file.id);
    throw fault;
  }
}

export async function getRun(tx: Tx, id: string): Promise<RunRow> {
  const run = await findRun(tx, id);
  if (run === undefined) throw notFound();
  return run;
}

/** Which mapping to begin with: the run's own, the one last used for these headers, or a proposal. */
export async function firstMapping(
  tx: Tx,
  run: RunRow,
  headers: readonly string[],
  proposed: Mapping,
): Promise<{
  mapping: Mapping;
  from: "settings" | "earlier" | "proposed";
  earlier: CallOutput<typeof previewImport>["earlier"];
}> {
  const fingerprint = headerFingerprint(headers);
  if (run.mapping?.fingerprint === fingerprint && run.mapping.columns.length === headers.length)
    return { mapping: run.mapping, from: "settings", earlier: null };
  const before = await earlierMapping(tx, run, fingerprint);
  if (before === undefined || before.mapping.columns.length !== headers.length)
    return { mapping: proposed, from: "proposed", earlier: null };
  return {
    mapping: before.mapping,
    from: "earlier",
    earlier: { id: before.id, fileName: before.file_name, createdAt: before.created_at },
  };
}

/** Sets mapping and options of a run that has not begun; walks through a file of moderate size so that questions come now. */
export async function settle(
  tx: Tx,
  actor: Actor,
  run: RunRow,
  wanted: {
    target?: "register" | "recoveries" | undefined;
    register?: string | undefined;
    mapping: Mapping;
    options: ImportOptions;
  },
  limit: number,
): Promise<void> {
  if (!["uploaded", "ready"].includes(run.state))
    throw new Problem({ status: 409, code: "state-forbids", values: { state: run.state } });
  const target = wanted.target ?? run.target;
  const registerId = await refuseTarget(tx, actor, target, wanted.register ?? run.register_id);
  const before = run.survey?.key === surveyKey(wanted.mapping, wanted.options) ? run.survey : null;
  let surveyed: Surveyed | null = null;
  if (before === null && run.file_size <= surveyedAtOnce) {
    surveyed = await surveyBytes(
      fileBytes((work) => work(tx), run.file_id ?? ""),
      wanted.mapping,
      wanted.options,
      run.file_name,
      limit,
    );
  } else if (before === null) {
    const table = await openTable(
      fileBytes((work) => work(tx), run.file_id ?? ""),
      openOptions(wanted.options, run.file_name, limit),
    );
    await table.close();
    refuseMisfit(wanted.mapping, table.headers);
  } else refuseMisfit(wanted.mapping, before.headers);
  await changeRun(tx, run.id, {
    target,
    registerId,
    mapping: wanted.mapping,
    options: wanted.options,
    state: "ready",
    fault: null,
    rowsRead: 0,
    accepted: 0,
    doubtful: 0,
    refused: 0,
    codes: {},
    ...(before !== null
      ? {}
      : {
          survey: surveyed?.survey ?? null,
          contentHash: surveyed?.contentHash ?? null,
          rowsTotal: surveyed?.survey.rows ?? null,
        }),
  });
}

/** Takes the run for a step; refuses what its state or the caller's duties do not allow. */
export async function takeFor(
  tx: Tx,
  actor: Actor,
  id: string,
  verb: "start" | "cancel" | "resume" | "undo",
): Promise<RunRow> {
  const seen = await getRun(tx, id);
  const subject = { institutionId: seen.institution_id, audiences: [seen.audience], state: seen.state };
  if (!may(actor, verb, "import-run", subject)) {
    if (seen.institution_id !== actor.institutionId || !actor.permissions.has("imports.run"))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "imports.run" } });
    throw new Problem({ status: 409, code: "state-forbids", values: { state: seen.state } });
  }
  const run = await lockRun(tx, id);
  if (run === undefined) throw notFound();
  if (run.state !== seen.state) throw new Problem({ status: 409, code: "state-forbids", values: { state: run.state } });
  await refuseTarget(tx, actor, run.target, run.register_id);
  return run;
}

/** Begins a check (`dryRun`) or the import; the caller asks for the job. */
export async function begin(tx: Tx, actor: Actor, id: string, dryRun: boolean): Promise<void> {
  const run = await takeFor(tx, actor, id, "start");
  if (run.mapping === null) throw new Problem({ status: 409, code: "import-mapping-needed" });
  if (!dryRun) await refuseBusy(tx, run);
  const questions = questionsOf(run.mapping, run.survey, run.options);
  if (questions.length > 0) {
    throw new Problem({
      status: 409,
      code: "import-question",
      values: { columns: questions.map((question) => question.header).join(", ") },
      fields: questions.map((question) => ({
        path: `/mapping/columns/${question.column}/dateOrders`,
        code: "date-order-ambiguous",
      })),
    });
  }
  await changeRun(tx, id, {
    state: "running",
    dryRun,
    rowsRead: 0,
    accepted: 0,
    doubtful: 0,
    refused: 0,
    codes: {},
    comparison: null,
    fault: null,
    cancelAsked: false,
    started: true,
    finished: false,
  });
}

/** One file at a time goes into a register: each is compared with what stood before it. */
async function refuseBusy(tx: Tx, run: RunRow): Promise<void> {
  if (run.register_id === null) return;
  await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 23))", [run.register_id]);
  if (await registerIsBusy(tx, run.register_id, run.id))
    throw new Problem({ status: 409, code: "import-register-busy" });
}

export async function takeUpAgain(tx: Tx, actor: Actor, id: string): Promise<void> {
  const run = await takeFor(tx, actor, id, "resume");
  if (!run.dry_run) await refuseBusy(tx, run);
  await changeRun(tx, id, { state: "running", fault: null, cancelAsked: false, finished: false });
}

export async function beginUndo(tx: Tx, actor: Actor, id: string, reason: string): Promise<void> {
  const run = await takeFor(tx, actor, id, "undo");
  await refuseBusy(tx, run);
  const later = run.register_id === null ? undefined : await laterExtract(tx, id);
  if (later !== undefined) throw new Problem({ status: 409, code: "import-later-extract", values: { file: later } });
  await changeRun(tx, id, { state: "undoing", undoReason: reason, fault: null, finished: false });
}
