import * as fc from "fast-check";
import { createReadStream, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { csvRow } from "./csv-writer.ts";
import type { Target } from "./fields.ts";
import { ContentHasher } from "./fingerprint.ts";
import type { Mapping } from "./mapping.ts";
import { makeMapping, proposeMapping } from "./mapping.ts";
import { OutcomeTally } from "./row-outcome.ts";
import { ColumnProfiler, openQuestions, rowReader } from "./row-reader.ts";
import type { RowReading } from "./row-reader.ts";
import { openTable } from "./source.ts";
import { pieces, readAll, realData } from "./testing.ts";

const today = "2026-11-22";

function readRows(mapping: Mapping, rows: { number: number; cells: string[] }[]) {
  const profiler = new ColumnProfiler(mapping);
  for (const row of rows) profiler.add(row.cells);
  const profiles = profiler.result();
  const read = rowReader(mapping, { today, profiles });
  const tally = new OutcomeTally();
  const readings = rows.map((row) => {
    const reading = read(row);
    tally.add(reading.outcome);
    return reading;
  });
  return { readings, profiles, summary: tally.summary(), questions: openQuestions(mapping, profiles) };
}

describe("rows to fields", () => {
  const headers = ["make", "serial", "date", "cal", "year", "notes"];
  const mapping = makeMapping(headers, ["make", "serial", "date-lost", "calibre", "year", "notes"]);

  it("reads fields, and names row and column of what it refuses", () => {
    const { readings, summary } = readRows(mapping, [
      { number: 2, cells: ["Наган", "00036", "23.04.1978", "7,62", "1943.0", "a\nb"] },
      { number: 3, cells: ["ТТ", "5", "31.02.1978", "7.62", "1943", ""] },
      { number: 4, cells: ["", "", "", "", "", ""] },
    ]);
    expect(readings[0]?.fields).toEqual({
      texts: { make: "Наган", serial: "00036", calibre: "7.62" },
      numbers: { year: 1943 },
      dates: { "date-lost": { iso: "1978-04-23", precision: "day" } },
      notes: [{ header: "notes", text: "a\nb" }],
    });
    expect(readings[1]?.outcome).toEqual({
      row: 3,
      status: "doubtful",
      findings: [
        {
          column: 2,
          target: "date-lost",
          code: "date-impossible",
          values: { text: "31.02.1978" },
          weight: "value-refused",
        },
      ],
    });
    expect(readings[2]?.outcome).toMatchObject({
      status: "refused",
      findings: [{ column: null, code: "row-without-content" }],
    });
    expect(summary).toMatchObject({
      rows: 3,
      accepted: 1,
      doubtful: 1,
      refused: 1,
      examples: { "date-impossible": [3] },
    });
  });

  it("refuses a row without what is required", () => {
    const read = rowReader(mapping, { today, profiles: new Map(), required: [["serial", "number"]] });
    expect(read({ number: 9, cells: ["ТТ", "", "", "", "", ""] }).outcome).toMatchObject({
      status: "refused",
      findings: [{ code: "required-missing" }],
    });
  });

  it("asks before it guesses, and follows the answer", () => {
    const rows = [
      { number: 2, cells: ["ТТ", "5", "03/04/1978"] },
      { number: 3, cells: ["ТТ", "6", "1978-05-05"] },
    ];
    const { questions, readings } = readRows(mapping, rows);
    expect(questions).toEqual([
      { column: 2, header: "date", code: "date-order-ambiguous", separators: ["/"], values: 1 },
    ]);
    expect(readings[0]?.outcome.findings[0]?.code).toBe("date-order-ambiguous");
    const answered: Mapping = {
      ...mapping,
      columns: mapping.columns.map((c, i) => (i === 2 ? { ...c, dateOrders: { "/": "mdy" } } : c)),
    };
    const again = readRows(answered, rows);
    expect(again.questions).toEqual([]);
    expect(again.readings[0]).toMatchObject({
      fields: { dates: { "date-lost": { iso: "1978-03-04" } } },
      outcome: { status: "accepted" },
    });
  });

  it("keeps two equal rows as two", () => {
    const row = { number: 2, cells: ["ТТ", "5", "", "", "", ""] };
    expect(readRows(mapping, [row, { ...row, number: 3 }]).summary).toMatchObject({ rows: 2, accepted: 2 });
  });

  it("gives as many outcomes as rows went in, whatever they hold", async () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom("31.02.2019", "=1", "1E5", '"', "\u202E", "7,62"),
    );
    const targets = fc.constantFrom<Target[]>(
      ["serial", "date-lost", "year"],
      ["notes", "quantity", "calibre"],
      ["ignore", "ignore", "number"],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 20 }),
        targets,
        async (cells, chosen) => {
          fc.pre(!cells.flat().some((c) => c.includes("\0")));
          const file = cells.map((r) => csvRow(r, ",", false)).join("");
          const { rows } = await readAll(file, { headerRow: 0, separator: ",", quote: '"', encoding: "utf-8" });
          const { readings, summary } = readRows(makeMapping(["a", "b", "c"], chosen), rows);
          expect(readings).toHaveLength(cells.length);
          expect(summary.accepted + summary.doubtful + summary.refused).toBe(cells.length);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("recognising content again", () => {
  const hash = (rows: string[][]) => {
    const hasher = new ContentHasher();
    for (const row of rows) hasher.add(row);
    return hasher.hex();
  };
  const rows = fc.array(fc.array(fc.string(), { maxLength: 4 }), { maxLength: 12 });

  it("is the same in any order, and another for any change or repeat", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0 }), (r, seed) => {
        const shuffled = r
          .map((row, i) => ({ row, key: (i * 7919 + seed) % 101 }))
          .sort((a, b) => a.key - b.key)
          .map((e) => e.row);
        expect(hash(shuffled)).toBe(hash(r));
        expect(hash([...r, ["x"]])).not.toBe(hash(r));
        const more = [...r, ["twice"]];
        expect(hash([...more, ...more, ...more])).not.toBe(hash(more));
      }),
    );
    expect(hash([["a,b"]])).not.toBe(hash([["a", "b"]]));
    expect(hash([["a", ""]])).toBe(hash([["a"]]));
  });
});

describe("real registers", () => {
  async function whole(path: string, change?: (bytes: Buffer) => Buffer) {
    const bytes = readFileSync(path);
    const table = await openTable(change === undefined ? createReadStream(path) : pieces(change(bytes)));
    const proposal = proposeMapping(
      table.headers,
      table.preview.map((r) => r.cells),
    );
    const rows = [];
    for await (const row of table.rows()) rows.push(row);
    return { table, proposal, rows, ...readRows(proposal.mapping, rows) };
  }
  const byHeader = (proposal: ReturnType<typeof proposeMapping>) =>
    Object.fromEntries(proposal.columns.map((c) => [c.header, c.target]));

  for (const name of ["sample_rows_1.csv", "sample_rows_2.csv"]) {
    const path = realData(`register-ua/${name}`);
    it.skipIf(path === undefined)(`reads the Ukrainian register, ${name}`, async () => {
      const { proposal, readings, summary } = await whole(path ?? "");
      expect(byHeader(proposal)).toEqual({
        "Unnamed: 0": "record-number",
        brandmodel: "make-model",
        producer: "country",
        weapontype: "type",
        weaponkind: "kind",
        weaponseries: "series",
        weaponnumber: "serial",
        weaponcaliber: "calibre",
        trunks: "barrels",
        graduationyear: "year",
        organunit: "unit",
        reasonsearch: "status-reason",
        insertdate: "date-entered",
        theftdate: "date-lost",
      });
      expect(proposal.purpose).toBe("register");
      expect(Math.min(...proposal.columns.map((c) => c.confidence))).toBeGreaterThan(0.8);
      expect(summary).toMatchObject({ rows: 5, accepted: 5 });
      for (const r of readings) expect(r.fields.dates["date-lost"]?.precision).toBe("day");
    });
  }

  const items = realData("seizures-rio/official_items_2018.csv");
  it.skipIf(items === undefined)("reads the official items of 2018, equal rows kept", async () => {
    const { proposal, summary, table } = await whole(items ?? "");
    expect(table.format.dialect?.separator).toBe(";");
    expect(byHeader(proposal)).toEqual({
      controle: "record-number",
      categoria: "kind",
      tipo: "type",
      calibre: "calibre",
      marca: "make",
      quantidade: "quantity",
      origem: "legal-origin",
    });
    expect(summary.rows).toBe(8721);
    expect(summary.refused).toBe(0);
  });

  const rio = realData("seizures-rio/evidence_register_2017_2019.csv.gz");
  it.skipIf(rio === undefined)("reads the evidence register 2017 to 2019: every row, every column", async () => {
    const { proposal, summary, table, questions, readings } = await whole(rio ?? "");
    expect(table.format).toMatchObject({
      container: "gzip",
      encoding: { encoding: "utf-8" },
      dialect: { separator: "," },
    });
    expect(table.columns).toBe(20);
    expect(proposal.purpose).toBe("recoveries");
    expect(byHeader(proposal)).toMatchObject({
      "Número de Série": "serial",
      "Controle Interno SCO": "record-number",
      Classe: "kind",
      Tipo: "type",
      Marca: "make",
      Modelo: "model",
      Calibre: "calibre",
      Patrimoniada: "owner",
      "Origem Arma": "legal-origin",
      País: "country",
      Circunscrição: "district",
      "Número Procedimento": "case-number",
      Bairro: "place",
      "Data Registro": "occurred-at",
      "Tipo Delito": "offences",
      file: "ignore",
    });
    expect(questions).toEqual([]);
    expect(summary).toMatchObject({ rows: 41_732, refused: 0 });
    expect(new Set(readings.map((r) => r.row)).size).toBe(41_732);
    expect(readings.every((r) => r.fields.dates["occurred-at"]?.precision === "time")).toBe(true);
  });

  /** Every third date as dd/mm/yyyy and every third calibre with a comma. */
  function changed(bytes: Buffer, order: "dmy" | "mdy", onlyLowDays: boolean): Buffer {
    let line = 0;
    const text = gunzipSync(bytes)
      .toString("utf8")
      .replace(/(20\d\d)-(\d\d)-(\d\d) \d\d:\d\d:\d\d/g, (found, y: string, m: string, d: string) => {
        line += 1;
        if (line % 3 !== 0 || (onlyLowDays && Number(d) > 12)) return found;
        return order === "dmy" ? `${d}/${m}/${y}` : `${m}/${d}/${y}`;
      });
    return Buffer.from(text.replace(/,7\.62,/g, ',"7,62",'));
  }

  it.skipIf(rio === undefined)(
    "reads a copy with another date format and decimal comma right",
    async () => {
      const original = await whole(rio ?? "");
      const dates = (readings: RowReading[]) => readings.map((r) => r.fields.dates["occurred-at"]?.iso.slice(0, 10));
      const calibres = (readings: RowReading[]) => readings.map((r) => r.fields.texts.calibre);
      for (const order of ["dmy", "mdy"] as const) {
        const copy = await whole(rio ?? "", (b) => changed(b, order, false));
        expect(copy.questions).toEqual([]);
        expect(copy.summary.rows).toBe(41_732);
        expect(dates(copy.readings)).toEqual(dates(original.readings));
        expect(calibres(copy.readings)).toEqual(calibres(original.readings));
      }
      const asks = await whole(rio ?? "", (b) => changed(b, "dmy", true));
      expect(asks.questions).toMatchObject([
        { header: "Data Registro", code: "date-order-ambiguous", separators: ["/"] },
      ]);
      expect(asks.summary.rows).toBe(41_732);
    },
    60_000,
  );
});
