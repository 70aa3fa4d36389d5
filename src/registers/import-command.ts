/**
 * `tamga import`: the same import as on the page, in this very program, as a named person; server running or not.
 *
 * Promises: rows, outcomes and journal are those of the page; Ctrl-C stops after the rows in hand and says how to go on; a
 * program killed is gone on with by the next one. Ends with `rows` (5) when rows were refused, or doubtful and not accepted
 * beforehand with --yes. Refuses: a mapping nobody confirmed; a question of dates nobody answered; another institution's data.
 */
import { freshLists } from "../reference/list-follower.ts";
import { createReadStream } from "node:fs";
import { open, readFile, stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import type { ImportInput } from "../command/import.ts";
import { systemClock } from "../platform/clock.ts";
import { Database } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { say } from "../platform/words.ts";
import { begin, beginUndo, firstMapping, settle, takeFile, takeUpAgain } from "./import-steps.ts";
import { importOptions, readingOptions, type ImportOptions } from "./import.contract.ts";
import { chunkRows, type Engine } from "./import-engine.ts";
import { fileBytes } from "./import-file.ts";
import { askForImport, runAlone } from "./import-job.ts";
import { outcomesCsv } from "./import-outcomes.ts";
import { changeRun, findRun, type RunRow } from "./import-run.store.ts";
import { openOptions, profilesOf, questionsOf, surveyBytes } from "./import-survey.ts";
import { presentRun } from "./import.presenter.ts";
import { callAs, personOnTerminal, type PersonOnTerminal } from "./person-call.ts";
import { registerRoutes } from "./register.actions.ts";
import { createRegister, registerKinds } from "./register.contract.ts";
import { findRegisterByCode, listRegisterRows } from "./register.store.ts";
import { mappingSchema, proposeMapping, type Mapping } from "./tabular/mapping.ts";
import { openTable } from "./tabular/source.ts";

interface Parts {
  readonly input: ImportInput;
  readonly context: CommandContext;
  readonly database: Database;
  readonly person: PersonOnTerminal;
}

/** A watch over a command's run: should it be killed, a serving program takes the run up after this. */
const watchSeconds = 30;

export async function runImport(input: ImportInput, context: CommandContext): Promise<ExitCode> {
  return context.withDatabase(async ({ url }) => {
    const database = new Database(url, 6, "tamga import");
    try {
      // The country's own additions to the code lists name what its officers write.
      await database.asSystem("tamga_keeper", freshLists);
      const person = await personOnTerminal(database, input.person, input.purpose);
      if (input.institution !== undefined && input.institution !== person.actor.institution) {
        throw new Problem({
          status: 422,
          code: "usage-institution",
          values: { person: person.username, institution: input.institution },
        });
      }
      const parts = { input, context, database, person };
      if (input.undo !== undefined) return await runToEnd(parts, await step(parts, input.undo, "undo"));
      if (input.resume !== undefined) return await runToEnd(parts, await step(parts, input.resume, "resume"));
      return await importFile(parts, input.file ?? "");
    } finally {
      await database.end();
    }
  });
}

async function step(parts: Parts, id: string, verb: "undo" | "resume"): Promise<string> {
  const { database, person, context } = parts;
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Problem({ status: 404, code: "import-unknown" });
  await database.asActor(person.identity, async (tx, actor) => {
    const run = await findRun(tx, id);
    if (run === undefined) throw new Problem({ status: 404, code: "import-unknown" });
    // A run whose program was killed is still under way: going on with it is what is asked.
    if (verb === "resume" && run.state === "running") return;
    await (verb === "undo"
      ? beginUndo(tx, actor, id, say(context.language, "registers", "command.undone-by"))
      : takeUpAgain(tx, actor, id));
    await askForImport(tx, { run: id, person: actor.personId, purpose: actor.purpose }, watchSeconds);
  });
  return id;
}

function choice<T>(
  option: string,
  value: string | undefined,
  schema: { safeParse(value: unknown): { success: boolean; data?: T } },
  known: string,
): T | undefined {
  if (value === undefined) return undefined;
  const read = schema.safeParse(value);
  if (!read.success) throw new Problem({ status: 422, code: "usage-option", values: { option, value, known } });
  return read.data;
}

function optionsOf(input: ImportInput): ImportOptions {
  const { encoding, separator } = readingOptions.shape;
  const tab = input.delimiter === "\\t" || input.delimiter === "tab" ? "\t" : input.delimiter;
  return importOptions.parse({
    encoding: choice("encoding", input.encoding, encoding, encoding.unwrap().options.join(", ")),
    separator: choice("delimiter", tab, separator, ", ; tab |"),
    sheet: input.sheet,
    extract: input.additions ? "additions" : "whole",
  });
}

/** The register that --as names; opened when its name is a kind, the person may, and --yes was given. */
async function registerOf(parts: Parts, code: string): Promise<string> {
  const { database, person, input, context } = parts;
  const found = await database.asActor(person.identity, (tx, actor) =>
    findRegisterByCode(tx, actor.institutionId, code),
  );
  if (found !== undefined) return found.id;
  const kind = registerKinds.find((one) => one === code);
  if (kind !== undefined && input.yes && person.actor.permissions.has("registers.keep")) {
    const name = (language: "en" | "ru"): string => say(language, "registers", `kinds.${kind}`);
    const made = await callAs(
      { database, config: context.config, clock: systemClock, language: context.language },
      person,
      registerRoutes,
      createRegister,
      {
        body: { code, kind, en: name("en"), ru: name("ru"), legalBasis: "" },
      },
    );
    return made.id;
  }
  const known = await database.asActor(person.identity, async (tx, actor) =>
    (await listRegisterRows(tx)).filter((row) => row.institution_id === actor.institutionId).map((row) => row.code),
  );
  throw new Problem({ status: 404, code: "register-unknown", values: { code, known: known.join(", ") || "–" } });
}

async function readMapping(path: string): Promise<Mapping> {
  try {
    return mappingSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (fault) {
    throw new Problem({
      status: 422,
      code: "import-mapping-unreadable",
      values: { message: fault instanceof Error ? fault.message.slice(0, 300) : "" },
      cause: fault,
    });
  }
}

async function importFile(parts: Parts, path: string): Promise<ExitCode> {
  const { input, context, database, person } = parts;
  const { language } = context;
  if (input.as === undefined) throw new Problem({ status: 422, code: "usage-import-as" });
  const options = optionsOf(input);
  const given = input.mapping === undefined ? undefined : await readMapping(input.mapping);
  const size = await stat(path).then(
    (file) => file.size,
    (fault: Error) => {
      throw new Problem({ status: 422, code: "file-unreadable", values: { file: path, message: fault.message } });
    },
  );
  const target = input.as === "recoveries" ? "recoveries" : "register";
  const register = target === "register" ? await registerOf(parts, input.as) : undefined;
  const limit = context.config.uploadMaxBytes;
  if (size > limit)
    throw new Problem({ status: 413, code: "too-large", values: { limit: `${Math.floor(limit / 1024 / 1024)} MB` } });
  const id = await takeFile(
    { database, limit },
    person.identity,
    createReadStream(path),
    { name: basename(path), target, register },
    "application/octet-stream",
  );
  const run = await mustFind(parts, id);
  const read = <T>(work: Parameters<typeof database.asActor<T>>[1]): Promise<T> =>
    database.asActor(person.identity, work);
  const table = await openTable(fileBytes(read, run.file_id ?? ""), openOptions(options, run.file_name, limit));
  await table.close();
  const proposal = proposeMapping(
    table.headers,
    table.preview.map((row) => row.cells),
    { purpose: target },
  );
  const first =
    given === undefined
      ? await read((tx) => firstMapping(tx, run, table.headers, proposal.mapping))
      : { mapping: given, from: "settings" as const, earlier: null };
  const word = (key: string, values: Record<string, unknown> = {}): string =>
    say(language, "registers", `command.${key}`, values);
  context.say(word("mapping", { from: word(`from.${first.from}`, { file: first.earlier?.fileName ?? "" }) }));
  for (const [index, column] of first.mapping.columns.entries()) {
    const confidence = first.from === "proposed" ? (proposal.columns[index]?.confidence ?? 0) : 1;
    context.say(
      `  ${column.header || index + 1} → ${say(language, "tabular", `fields.${column.target}`)}${confidence < 0.6 && column.target !== "ignore" ? ` (${word("unsure")})` : ""}`,
    );
  }

  // The whole file is looked at before anything is asked: dates that --dates settles, and those that nothing does.
  const looking = context.progress(say(language, "registers", "phases.survey"));
  const surveyed = await surveyBytes(
    fileBytes(read, run.file_id ?? ""),
    first.mapping,
    options,
    run.file_name,
    limit,
    context.signal,
    (rows) => looking.update(rows),
  );
  looking.end();
  const open = questionsOf(first.mapping, surveyed.survey, options);
  const order = input.dates === "dmy" || input.dates === "mdy" ? input.dates : undefined;
  const mapping: Mapping =
    order === undefined
      ? first.mapping
      : {
          ...first.mapping,
          columns: first.mapping.columns.map((column, index) => {
            const separators =
              profilesOf(surveyed.survey)
                .get(index)
                ?.shapes.filter((shape) => shape.order !== undefined && ["ambiguous", "mixed"].includes(shape.order)) ??
              [];
            return separators.length === 0
              ? column
              : {
                  ...column,
                  dateOrders: {
                    ...column.dateOrders,
                    ...Object.fromEntries(separators.map((shape) => [shape.shape, order])),
                  },
                };
          }),
        };
  if (input.saveMapping !== undefined) await writeFile(input.saveMapping, `${JSON.stringify(mapping, undefined, 2)}\n`);
  if (order === undefined && open.length > 0) {
    for (const question of open) context.say(word("question", { header: question.header, values: question.values }));
    throw new Problem({
      status: 422,
      code: "import-question",
      values: { columns: open.map((question) => question.header).join(", ") },
    });
  }
  if (first.from === "proposed" && !input.yes && !input.dryRun)
    throw new Problem({ status: 422, code: "import-mapping-unconfirmed" });
  await database.asActor(person.identity, async (tx, actor) => {
    // What was looked at above is not looked at again.
    await changeRun(tx, id, {
      survey: surveyed.survey,
      contentHash: surveyed.contentHash,
      rowsTotal: surveyed.survey.rows,
    });
    await settle(tx, actor, { ...run, survey: surveyed.survey }, { mapping, options }, limit);
    await begin(tx, actor, id, input.dryRun);
    // Should this program be killed, another one goes on with the run.
    await askForImport(tx, { run: id, person: actor.personId, purpose: actor.purpose }, watchSeconds);
  });
  for (const seen of (await presented(parts, id)).seenBefore) {
    context.say(
      word(`seen-${seen.same}`, {
        file: seen.fileName,
        day: seen.createdAt.slice(0, 10),
        state: say(language, "registers", `states.${seen.state}`),
      }),
    );
  }
  return runToEnd(parts, id);
}

async function mustFind({ database, person }: Parts, id: string): Promise<RunRow> {
  const run = await database.asActor(person.identity, (tx) => findRun(tx, id));
  if (run === undefined) throw new Problem({ status: 404, code: "import-unknown" });
  return run;
}

const presented = ({ database, person, context }: Parts, id: string) =>
  database.asActor(person.identity, async (tx, actor) => {
    const run = await findRun(tx, id);
    if (run === undefined) throw new Problem({ status: 404, code: "import-unknown" });
    return presentRun(tx, actor, context.language, run);
  });

/** Goes on with the run in this program and tells how it ended. */
async function runToEnd(parts: Parts, id: string): Promise<ExitCode> {
  const { input, context, database, person } = parts;
  const { language } = context;
  const before = await mustFind(parts, id);
  const phase = before.state === "undoing" ? "undo" : before.dry_run ? "check" : "rows";
  const bar = context.progress(say(language, "registers", `phases.${phase}`), before.rows_total ?? undefined);
  const begun = performance.now();
  const engine: Engine = {
    database,
    clock: systemClock,
    identity: person.identity,
    runId: id,
    signal: context.signal,
    limit: context.config.uploadMaxBytes,
    chunkRows,
    onProgress: ({ done }) => bar.update(done),
  };
  try {
    await runAlone(engine);
  } catch (fault) {
    if (!context.signal.aborted) throw fault;
    // Stopped by hand: it waits for --resume, and no other program goes on with it.
    await database.asActor(person.identity, (tx) =>
      tx.query(
        "update registers.import_run set state = case when dry_run then 'ready' else 'cancelled' end, finished_at = now() where id = $1 and state = 'running'",
        [id],
      ),
    );
  } finally {
    bar.end();
  }
  const seconds = (performance.now() - begun) / 1000;
  const run = await presented(parts, id);
  if (input.outcomes !== undefined) await writeOutcomes(parts, id, input.outcomes);
  const rate = Math.round((run.rows.read - before.rows_read) / Math.max(seconds, 0.001));
  context.printJson({ ...run, seconds: Math.round(seconds * 100) / 100, rowsPerSecond: rate });
  const number = new Intl.NumberFormat(language);
  const word = (key: string, values: Record<string, unknown> = {}): string =>
    say(language, "registers", `command.${key}`, values);
  context.print(word("import", { id, state: say(language, "registers", `states.${run.state}`) }));
  if (phase === "undo") context.print(word("withdrawn", { count: number.format(run.withdrawn) }));
  else {
    context.print(
      `${word("rows", { rows: number.format(run.rows.read) })}: ${word("outcomes", { accepted: number.format(run.accepted), doubtful: number.format(run.doubtful), refused: number.format(run.refused) })}`,
    );
    for (const { sentence, count } of run.codes) context.print(`  ${number.format(count)}  ${sentence}`);
    if (run.state === "ready" && run.comparison !== null)
      context.print(
        word("would", {
          added: number.format(run.comparison.added),
          changed: number.format(run.comparison.changed),
          returned: number.format(run.comparison.returned),
          unchanged: number.format(run.comparison.unchanged),
          removed: number.format(run.comparison.removed),
        }),
      );
    context.print(word("speed", { seconds: number.format(Math.round(seconds * 10) / 10), rate: number.format(rate) }));
    if (run.refused > 0 && input.outcomes === undefined) context.print(word("refused-rows"));
  }
  if (run.fault !== null) context.say(`${run.fault.title}\n${run.fault.wayOut}`);
  if (run.state === "cancelled" || run.state === "failed") context.say(word("resume", { id, person: person.username }));
  if (context.signal.aborted) return EXIT.interrupted;
  if (run.state === "failed") return EXIT.rows;
  if (phase === "undo") return EXIT.ok;
  return run.refused > 0 || (run.doubtful > 0 && !input.yes) ? EXIT.rows : EXIT.ok;
}

async function writeOutcomes(parts: Parts, id: string, path: string): Promise<void> {
  const { database, person, context } = parts;
  const run = await mustFind(parts, id);
  const file = await open(path, "w");
  try {
    for await (const bytes of outcomesCsv((work) => database.asActor(person.identity, work), run, context.language, {}))
      await file.write(bytes);
  } finally {
    await file.close();
  }
}
