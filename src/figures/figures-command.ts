/**
 * `tamga figures`: the figures of a period with their components, for a person.
 *
 * Promises: the same actions as over HTTP, with the same rights, purpose and journal entries – the command line is a door, not
 * a way around. Refuses: figures for nobody: who administers the machine sees no content (roles.ts).
 */
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import type { FiguresInput } from "../command/figures.ts";
import { table } from "../command/table.ts";
import { randomUUID } from "node:crypto";
import { systemClock } from "../platform/clock.ts";
import type { CallOutput, Contract } from "../platform/contract.ts";
import { Database } from "../platform/database.ts";
import { faultsOf } from "../platform/http-problem.ts";
import { invalid, Problem } from "../platform/problem.ts";
import type { Context } from "../platform/route.ts";
import { say, type Language } from "../platform/words.ts";
import { withPurpose } from "../access/purposes.ts";
import { purposeText, writeJournal, type JournalNote } from "../journal/write.ts";
import { csvRow } from "../registers/tabular/csv-writer.ts";
import { figureRoutes } from "./figures.actions.ts";
import { dimensions, indicatorFigures, recoveryFigures } from "./figures.contract.ts";

const sdg = "sdg-16.4.2";
const byDimension = (dimension: string): string => `recoveries-by-${dimension}`;

/** Codes of the figures, in the order in which all are printed. */
export const figureCodes: readonly string[] = [sdg, ...dimensions.map(byDimension)];

export interface FigureRow {
  /** Component or value of the dimension; null: not recorded. */
  readonly key: string | null;
  readonly recoveries: number | null;
  readonly firearms: number;
}
export interface Figure {
  readonly code: string;
  readonly rows: readonly FigureRow[];
  readonly computedAt: string;
}

interface Asking {
  readonly database: Database;
  readonly context: CommandContext;
  readonly personId: string;
  readonly purpose: string | undefined;
}

/** One contract, as the person, with everything the server would check and write. */
async function call<C extends Contract>(
  asking: Asking,
  contract: C,
  query: Readonly<Record<string, unknown>>,
): Promise<CallOutput<C>> {
  const { database, personId, purpose, context } = asking;
  const action = figureRoutes.find((route) => route.contract.id === contract.id)?.action;
  if (action === undefined || contract.query === undefined) throw new Error(`no action for ${contract.id}`);
  const parsed = contract.query.safeParse(query);
  if (!parsed.success) throw invalid(faultsOf(parsed.error, ""));
  return await database.asActor({ personId, purpose, permission: contract.permission }, async (tx, caller) => {
    if (!caller.permissions.has(contract.permission))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: contract.permission } });
    const actor = await withPurpose(tx, contract, caller, context.language);
    const notes: JournalNote[] = [];
    const calling: Context = {
      tx,
      actor,
      database,
      clock: systemClock,
      language: context.language,
      config: context.config,
      requestId: randomUUID(),
      note: (note) => notes.push(note),
      afterCommit: () => undefined,
    };
    const value = await action(calling, { query: parsed.data } as never);
    const why = purposeText(actor.purpose);
    await writeJournal(
      tx,
      actor,
      why === null
        ? notes
        : notes.map((note) => ({ ...note, content: { ...(note.content as object | undefined), purpose: why } })),
    );
    return value as CallOutput<C>;
  });
}

async function figureOf(asking: Asking, code: string, period: { from?: string; until?: string }): Promise<Figure> {
  if (code === sdg) {
    const { components, computedAt } = await call(asking, indicatorFigures, period);
    return {
      code,
      computedAt,
      rows: components.map((one) => ({ key: one.code, recoveries: null, firearms: one.count })),
    };
  }
  const by = dimensions.find((dimension) => byDimension(dimension) === code);
  const { rows, computedAt } = await call(asking, recoveryFigures, { ...period, by });
  return { code, computedAt, rows };
}

/** A refusal is journalled like over HTTP, after the refused transaction is gone. */
async function journalRefusal(asking: Asking, fault: unknown): Promise<void> {
  if (!(fault instanceof Problem) || ![403, 428].includes(fault.status)) return;
  await asking.database
    .asActor({ personId: asking.personId, purpose: asking.purpose }, (tx, actor) =>
      writeJournal(tx, actor, [{ verb: "refuse", kind: "figures", outcome: "refused", content: { code: fault.code } }]),
    )
    .catch(() => undefined);
}

function nameOf(code: string, language: Language): string {
  // A dot in a code would be read as a step down in the catalogue.
  return say(language, "backup", `figures.names.${code.replaceAll(".", "-")}`);
}

function csvOf(figures: readonly Figure[], context: CommandContext): string {
  const head = ["figure", "key", "recoveries", "firearms"].map((column) =>
    say(context.language, "backup", `figures.${column}`),
  );
  const rows = figures.flatMap((figure) =>
    figure.rows.map((row) => [
      figure.code,
      row.key ?? "",
      row.recoveries === null ? "" : String(row.recoveries),
      String(row.firearms),
    ]),
  );
  return [head, ...rows]
    .map((row) => csvRow(row))
    .join("")
    .trimEnd();
}

function printText(figures: readonly Figure[], username: string, context: CommandContext): void {
  const words = (key: string, values: Readonly<Record<string, unknown>> = {}): string =>
    say(context.language, "backup", `figures.${key}`, values);
  const number = new Intl.NumberFormat(context.language);
  const named = (figure: Figure, key: string | null): string =>
    key === null
      ? words("not-recorded")
      : figure.code === sdg
        ? say(context.language, "figures", `component.${key}`)
        : key;
  for (const figure of figures) {
    context.print(`${nameOf(figure.code, context.language)} (${figure.code})`);
    const rows = figure.rows.map((row) => {
      const cells = [named(figure, row.key)];
      if (row.recoveries !== null) cells.push(`${number.format(row.recoveries)} ${words("recoveries")}`);
      return [...cells, `${number.format(row.firearms)} ${words("firearms")}`];
    });
    context.print(`${table(rows)}\n`);
  }
  const [first] = figures;
  if (first !== undefined) context.print(words("computed", { at: first.computedAt, person: username }));
}

/** Runs the command: `input.figures` empty means all. Exit code `refused` where the person may not. */
export async function runFigures(input: FiguresInput, context: CommandContext): Promise<ExitCode> {
  const { person: username, purpose } = input;
  if (username === undefined) throw new Problem({ status: 400, code: "usage-person-required" });
  const unknown = input.figures.find((code) => !figureCodes.includes(code));
  if (unknown !== undefined)
    throw new Problem({
      status: 400,
      code: "usage-figure-unknown",
      values: { figure: unknown, known: figureCodes.join(", ") },
    });
  const period = {
    ...(input.from === undefined ? {} : { from: input.from }),
    ...(input.until === undefined ? {} : { until: input.until }),
  };
  return await context.withDatabase(async ({ url }) => {
    const database = new Database(url, 2);
    try {
      const [row] = await database.asSystem("tamga_keeper", (tx) =>
        tx.query<{ id: string }>("select id from access.person where username = $1 and active", [username]),
      );
      if (row === undefined) throw new Problem({ status: 404, code: "person-unknown", values: { username } });
      const asking: Asking = { database, context, personId: row.id, purpose };
      const figures: Figure[] = [];
      try {
        for (const code of input.figures.length === 0 ? figureCodes : input.figures)
          figures.push(await figureOf(asking, code, period));
      } catch (fault) {
        await journalRefusal(asking, fault);
        throw fault;
      }
      context.printJson({ person: username, ...period, figures });
      if (input.format === "csv") context.print(csvOf(figures, context));
      else printText(figures, username, context);
      return EXIT.ok;
    } finally {
      await database.end();
    }
  });
}
