/**
 * Learns a version in the background, as the matcher: over all decisions of the country, which no person sees together.
 *
 * Promises: the program answers others meanwhile; a killed program's learning is begun again by another; what was learned is put once, with its
 * report, and is in force for nobody. Refuses: to leave a version learning for ever: what cannot be learned is refused, and says so.
 */
import { systemClock, type Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/database.ts";
import type { JobTask } from "../../platform/jobs.ts";
import type { Log } from "../../platform/log.ts";
import { tell } from "../../access/notice.store.ts";
import { writeJournal } from "../../journal/write.ts";
import { codeLists } from "../../reference/lists.ts";
import { fieldKnowledge } from "../field-knowledge.ts";
import { worthProposing } from "../matcher.ts";
import { enginesMaking, type ModelDocument } from "./model-document.ts";
import { keptModel } from "./model-in-force.ts";
import { decidedPairs, modelRow, putLearned, weighers, type DecidedPairs } from "./model.store.ts";
import { learnWithReport, unlearned, type ModelReport } from "./report.ts";

export const learnTask = "matching.learn";

interface Learned {
  readonly document: ModelDocument | null;
  readonly report: ModelReport;
}

async function learn(
  database: Database,
  version: { readonly version: string; readonly parent: string },
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<Learned> {
  const { parent, decided } = await database.asSystem("tamga_matcher", async (tx) => ({
    parent: await keptModel(tx, version.parent),
    decided: await decidedPairs(tx),
  }));
  const failed = (): Learned => ({
    document: null,
    report: unlearned({ parent: version.parent, ...decided, proposedFrom: worthProposing }, "failed"),
  });
  if (parent === undefined) return failed();
  try {
    const { model, report } = await learnWithReport({
      parent,
      version: version.version,
      pairs: decided.pairs,
      leftOut: decided.leftOut,
      proposedFrom: worthProposing,
      knowledge: fieldKnowledge(codeLists()),
      pause: async () => {
        signal.throwIfAborted();
        await new Promise((resolve) => setImmediate(resolve));
      },
    });
    return { report, document: model === undefined ? null : documentOf(version, model, decided, report, clock) };
  } catch (fault) {
    if (signal.aborted) throw fault;
    log.error({ fault, version: version.version }, "a version of the matching could not be learned");
    return failed();
  }
}

function documentOf(
  { version, parent }: { readonly version: string; readonly parent: string },
  model: ModelDocument["model"],
  { since, until }: DecidedPairs,
  { decided, confirmed, rejected }: ModelReport,
  clock: Clock,
): ModelDocument {
  return {
    making: enginesMaking,
    name: version,
    parent,
    madeAt: clock.now().toISOString(),
    learnedFrom: { decided, confirmed, rejected, since, until },
    made: `Learned from ${decided} decided hits (${confirmed} confirmed, ${rejected} rejected), held near ${parent} by a Gaussian prior (docs/matching.md).`,
    model,
  };
}

/** The task of this room, for `NodeParts.tasks`. */
export function modelTasks(
  database: Database,
  log: Log,
  clock: Clock = systemClock,
): Readonly<Record<string, JobTask>> {
  return {
    [learnTask]: async ({ model: id }, signal) => {
      if (typeof id !== "string") throw new Error("no version is named");
      const row = await database.asSystem("tamga_matcher", (tx) => modelRow(tx, id));
      if (row === undefined || row.state !== "learning" || row.parent === null) return;
      const { document, report } = await learn(
        database,
        { version: row.version, parent: row.parent },
        clock,
        log,
        signal,
      );
      const state = document === null || report.refusal !== null ? "refused" : "proposed";
      await database.asSystem("tamga_matcher", async (tx) => {
        if (!(await putLearned(tx, id, { state, content: document, report }))) return;
        const { decided, confirmed, refusal } = report;
        // A version that waits is the others' to decide; one that its report refuses concerns who asked for it.
        const told =
          state === "proposed"
            ? (await weighers(tx)).filter((person) => person !== row.proposer)
            : row.proposer === null
              ? []
              : [row.proposer];
        await tell(tx, told, state === "proposed" ? "model-waits" : "model-refused", { version: row.version });
        await writeJournal(tx, null, [
          {
            verb: "change",
            kind: "match-model",
            record: id,
            content: { version: row.version, state, decided, confirmed, refusal },
          },
        ]);
      });
    },
  };
}
