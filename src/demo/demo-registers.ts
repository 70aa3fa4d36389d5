/**
 * The registers of the demonstration country: opened by their keepers and filled from the files as institutions send
 * them, through the import room.
 *
 * Promises: each file is imported once; an import that was cut off is gone on with. Refuses: to write a record past the
 * import, to guess the order of day and month.
 */
import { createReadStream } from "node:fs";
import type { z } from "zod";
import { Problem } from "../platform/problem.ts";
import {
  type importView,
  listImports,
  previewImport,
  readImport,
  resumeImport,
  settleImport,
  startImport,
} from "../registers/import.contract.ts";
import { takeFile } from "../registers/import.actions.ts";
import { runAlone } from "../registers/import-job.ts";
import { createRegister } from "../registers/register.contract.ts";
import { demoPath, type StoryRegister } from "./demo-files.ts";
import type { Story } from "./demo-story.ts";
import { performAs, type Performer } from "./perform-as.ts";

type Run = z.output<typeof importView>;

/** The run of an earlier start that was cut off, or a new one with its file. */
async function openRun(story: Story, keeper: Performer, register: StoryRegister, registerId: string): Promise<Run> {
  const { stage } = story;
  const earlier = await performAs(stage, keeper, listImports, { query: { register: registerId } });
  const run = earlier.items[0];
  if (run !== undefined) return run;
  const name = register.file.split("/").at(-1) ?? register.file;
  const id = await takeFile(
    { database: stage.database, limit: stage.config.uploadMaxBytes },
    keeper,
    createReadStream(demoPath(register.file)),
    { name, target: "register", register: registerId },
    "text/csv",
  );
  return performAs(stage, keeper, readImport, { params: { id } });
}

/** Imports one register and gives how many rows became records. Throws Problem where the file is not taken as it stands. */
export async function importRegister(story: Story, register: StoryRegister, signal: AbortSignal): Promise<number> {
  const { stage, numbers } = story;
  const personId = numbers.people.get(register.importedBy);
  if (personId === undefined) throw new Error(`story.json: ${register.importedBy} is nobody`);
  const keeper: Performer = { personId, purpose: "register-keeping" };
  const { code, kind, name, basis, asOf } = register;
  const { id: registerId } = await performAs(
    stage,
    keeper,
    createRegister,
    { body: { code, kind, en: name.en, ru: name.ru, legalBasis: `${basis.ru} / ${basis.en}` } },
    `demo.${code}.register`,
  );
  let run = await openRun(story, keeper, register, registerId);
  const one = { params: { id: run.id } };
  if (run.state === "uploaded" || run.state === "ready") {
    const { mapping } = await performAs(stage, keeper, previewImport, { ...one, query: {} });
    const columns = mapping.columns.map((column) => ({
      ...column,
      target: register.settles[column.header] ?? column.target,
    }));
    await performAs(stage, keeper, settleImport, {
      ...one,
      body: { mapping: { ...mapping, columns }, options: { asOf } },
    });
    run = await performAs(stage, keeper, startImport, { ...one, body: {} });
  } else if (run.state === "cancelled" || run.state === "failed") {
    run = await performAs(stage, keeper, resumeImport, { ...one, body: {} });
  }
  if (run.state === "running") {
    // Not left to the background: the story that follows needs the records.
    await runAlone({
      database: stage.database,
      clock: stage.clock,
      identity: keeper,
      runId: run.id,
      signal,
      limit: stage.config.uploadMaxBytes,
    });
    run = await performAs(stage, keeper, readImport, one);
  }
  if (run.state !== "done")
    throw new Problem({ status: 500, code: run.fault?.code ?? "state-forbids", values: { state: run.state } });
  if (run.refused > 0)
    story.log.warn({ register: code, refused: run.refused }, "rows of the demonstration were refused");
  return run.accepted + run.doubtful;
}
