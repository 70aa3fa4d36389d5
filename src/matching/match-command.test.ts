import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, it } from "vitest";
import { drawQuery, drawWorld, Random } from "../../bench/match-world.ts";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT } from "../command/exit-codes.ts";
import { codeLists } from "../reference/lists.ts";
import { askAll } from "./engine/batch.ts";
import { ColumnsMaker } from "./engine/columns.ts";
import { MatchEngine } from "./engine/engine.ts";
import { buildSerialIndex } from "./engine/serial-index.ts";
import { Vocabulary } from "./engine/vocabulary.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import { runMatch, type MatchSummary } from "./match-command.ts";

const folder = mkdtempSync(join(tmpdir(), "match-"));
afterAll(() => rmSync(folder, { recursive: true }));

const header = "id,type,make,model,calibre,serial,country,year";

function contextOf(signal: AbortSignal = new AbortController().signal) {
  const printed: string[] = [];
  const context = {
    language: "en",
    json: false,
    signal,
    print: (text: string) => void printed.push(text),
    printJson: () => undefined,
    say: () => undefined,
    progress: () => ({ update: () => undefined, end: () => undefined }),
  } as unknown as CommandContext;
  return { context, printed };
}

async function match(register: readonly string[], queries: readonly string[], top = 5) {
  const files = { register: join(folder, "reg.csv"), queries: join(folder, "q.csv"), out: join(folder, "out.csv") };
  writeFileSync(files.register, [header, ...register, ""].join("\n"));
  writeFileSync(files.queries, [header, ...queries, ""].join("\n"));
  const { context, printed } = contextOf();
  const exit = await runMatch({ ...files, top }, context);
  const rows = parse<Record<string, string>>(readFileSync(files.out, "utf8"), { columns: true });
  return { exit, rows, summary: JSON.parse(printed.at(-1) ?? "{}") as MatchSummary, files };
}

describe("tamga match", () => {
  it("writes query, rank, id, probability and why, best first, and a summary on the last line", async () => {
    const { exit, rows, summary, files } = await match(
      [
        "r1,pistol,Ижмаш,ПМ,9x18,АВ1234,RU,1980",
        "r2,pistol,Ижмаш,ПМ,9x18,АВ1284,RU,1980",
        "r3,rifle,CZ,550,,77777,CZ,",
      ],
      ["q1,pistol,Izhmash,PM,9x18,AB1234,,", "q2,,,,,AB12?4,,", "q3,,Nobody,X1,,99919191,,", "q4,,,,,,,"],
    );
    expect(exit).toBe(EXIT.ok);
    expect(Object.keys(rows[0] ?? {})).toEqual(["query", "rank", "id", "probability", "why"]);
    expect(rows[0]).toMatchObject({ query: "q1", rank: "1", id: "r1" });
    expect(rows[0]?.["why"]).toContain("serial number");
    const second = rows.filter((row) => row["query"] === "q2").map((row) => row["id"]);
    expect(second.toSorted((a, b) => (a ?? "").localeCompare(b ?? ""))).toEqual(["r1", "r2"]);
    expect(rows.some((row) => row["query"] === "q3" && Number(row["probability"]) > 0.1)).toBe(false);
    expect(rows.some((row) => row["query"] === "q4")).toBe(false);
    expect(Object.keys(summary)).toEqual(["rows", "load_s", "queries", "p50_ms", "p95_ms", "rss_mb"]);
    expect(summary).toMatchObject({ rows: 3, queries: 4 });
    expect(readdirSync(folder).filter((name) => name.includes(".part-"))).toEqual([]);
    expect(readFileSync(files.out, "utf8").endsWith("\n")).toBe(true);
  });

  it("gives the answers that each query gets alone, and probabilities of a query that sum to less than one", async () => {
    const world = drawWorld({ rows: 3000, seed: 4, held: 0.9, dirt: 0.1, channel: "mixed" });
    const random = new Random(4);
    const queries = Array.from({ length: 150 }, () => drawQuery(world, "mixed", 0.2, random));
    const cell = (value: string | number | undefined): string => `"${String(value ?? "").replaceAll('"', '""')}"`;
    const line = (id: string, weapon: (typeof queries)[number]["asked"]): string =>
      [id, weapon.type, weapon.make, weapon.model, weapon.calibre, weapon.serial, weapon.country, weapon.year]
        .map(cell)
        .join(",");
    const { rows } = await match(
      world.records.map((record) => line(record.id, record)),
      queries.map((query, at) => line(`q${at}`, query.asked)),
      20,
    );
    const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
    const maker = new ColumnsMaker(vocabulary);
    for (const record of world.records) maker.add(record);
    const index = buildSerialIndex(maker.columns());
    // In the other order, each by itself: what was asked before changes nothing.
    const engine = new MatchEngine(vocabulary);
    for (const [at, { asked }] of [...queries.entries()].toReversed()) {
      const alone = engine
        .ask(asked, [index], { wide: true })
        .answers.slice(0, 20)
        .filter((answer) => answer.probability >= engine.model.worthShowing)
        .map((answer) => `${world.records[index.row[answer.record] ?? -1]?.id} ${answer.probability.toFixed(6)}`);
      const together = rows.filter((row) => row["query"] === `q${at}`);
      expect(together.map((row) => `${row["id"]} ${row["probability"]}`)).toEqual(alone);
      expect(together.reduce((sum, row) => sum + Number(row["probability"]), 0)).toBeLessThan(1);
      expect(together.map((row) => Number(row["rank"]))).toEqual(together.map((_, place) => place + 1));
    }
  });

  it("gives the same over several threads as one after another", async () => {
    const world = drawWorld({ rows: 2000, seed: 6, held: 0.9, dirt: 0.1, channel: "cyrillic" });
    const random = new Random(6);
    const questions = Array.from({ length: 1300 }, () => drawQuery(world, "cyrillic", 0.2, random).asked);
    const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
    const maker = new ColumnsMaker(vocabulary);
    for (const record of world.records) maker.add(record);
    const index = buildSerialIndex(maker.columns());
    const engine = new MatchEngine(vocabulary);
    let at = 0;
    for await (const answers of askAll(index, vocabulary, questions, { top: 3, threads: 2 }))
      for (const { rows, probabilities } of answers) {
        const question = questions[at];
        at += 1;
        if (question === undefined) throw new Error("more answers than questions");
        const alone = engine
          .ask(question, [index])
          .answers.slice(0, 3)
          .filter(({ probability }) => probability >= engine.model.worthShowing);
        expect([...rows]).toEqual(alone.map(({ record }) => index.row[record]));
        expect([...probabilities]).toEqual(alone.map(({ probability }) => probability));
      }
    expect(at).toBe(questions.length);
  });

  it("keeps two equal rows apart", async () => {
    const row = (id: string): string => `${id},pistol,Glock,17,9x19,ABC123,AT,2001`;
    const { rows } = await match([row("a"), row("b")], ["q,pistol,Glock,17,9x19,ABC123,AT,2001"]);
    expect(rows.map((one) => one["id"])).toEqual(["a", "b"]);
    expect(rows[0]?.["probability"]).toBe(rows[1]?.["probability"]);
  });

  it("refuses a file without the columns and leaves nothing behind", async () => {
    const register = join(folder, "bad.csv");
    writeFileSync(register, "number,make\n1,Glock\n");
    const { context } = contextOf();
    await expect(
      runMatch({ register, queries: register, out: join(folder, "never.csv"), top: 5 }, context),
    ).rejects.toMatchObject({ code: "match-columns", values: { known: "number, make" } });
    await expect(
      runMatch(
        { register: join(folder, "no.csv"), queries: register, out: join(folder, "never.csv"), top: 5 },
        context,
      ),
    ).rejects.toMatchObject({ code: "file-unreadable" });
    expect(readdirSync(folder)).not.toContain("never.csv");
  });
});
