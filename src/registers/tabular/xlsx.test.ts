import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberStyle, numberText, plainStyle } from "./xlsx-format.ts";
import { ending, makeWorkbook, makeZip, readAll, refusal, workbookParts } from "./testing.ts";
import { neutraliseFormula, writeCsv } from "./csv-writer.ts";
import { columnName, writeXlsx } from "./xlsx-writer.ts";
import { cellReference } from "./xlsx-sheet.ts";
import type { Separator } from "./delimited.ts";

const header =
  '<row r="1"><c r="A1" t="inlineStr"><is><t>make</t></is></c><c r="B1" t="inlineStr"><is><t>serial</t></is></c><c r="C1" t="inlineStr"><is><t>date</t></is></c></row>';
const sheet = (rows: string, after = "") => `<sheetData>${header}${rows}</sheetData>${after}`;
const styles =
  '<numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="165" formatCode="00000"/></numFmts>' +
  '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>';

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}

describe("workbooks", () => {
  it("reads shared, rich, inline, boolean, error and formula cells, in small pieces too", async () => {
    const bytes = makeWorkbook({
      strings:
        '<si><t>Наган &amp; Co</t></si><si><r><t>B</t></r><rPh sb="0" eb="1"><t>no</t></rPh><r><t xml:space="preserve"> 1</t></r></si>',
      styles,
      sheets: [
        sheet(
          '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" s="1"><v>43831</v></c></row>' +
            '<row r="4"><c r="A4" t="b"><v>1</v></c><c r="B4" t="str"><f>A1&amp;"x"</f><v>007</v></c><c r="C4" t="e"><v>#N/A</v></c></row>' +
            '<row r="5"><c r="A5" t="inlineStr"><is><t>a_x000A_b</t></is></c><c r="B5"><f>1+1</f></c></row>',
        ),
      ],
    });
    const { table, rows } = await readAll(bytes, {}, 11);
    expect(table.headers).toEqual(["make", "serial", "date"]);
    expect(rows).toEqual([
      { number: 3, cells: ["Наган & Co", "B 1", "2020-01-01"] },
      {
        number: 4,
        cells: ["TRUE", "007", "#N/A"],
        doubts: [
          { column: 1, code: "formula" },
          { column: 2, code: "cell-error" },
        ],
      },
      { number: 5, cells: ["a\nb", "", ""], doubts: [{ column: 1, code: "formula-without-value" }] },
    ]);
  });

  it("keeps numbers as written and marks those a serial may have suffered from", () => {
    const text = (raw: string) => numberText(raw, plainStyle, false);
    expect(text("36")).toEqual({ text: "36" });
    expect(text("7.6200000000000001")).toEqual({ text: "7.62" });
    expect(text("1E5")).toEqual({ text: "1E5", doubt: "number-scientific" });
    expect(text("1234567890123456")).toEqual({ text: "1234567890123456", doubt: "number-precision" });
    expect(text("123456789012345")).toEqual({ text: "123456789012345" });
    expect(numberText("123", numberStyle(165, "00000"), false)).toEqual({ text: "00123", doubt: "zeros-from-format" });
  });

  it("reads dates by their format, in both date systems", () => {
    const date = numberStyle(14, undefined);
    expect(numberText("1", date, false).text).toBe("1900-01-01");
    expect(numberText("59", date, false).text).toBe("1900-02-28");
    expect(numberText("60", date, false).doubt).toBe("date-serial-unreadable");
    expect(numberText("61", date, false).text).toBe("1900-03-01");
    expect(numberText("0", date, true).text).toBe("1904-01-01");
    expect(numberText("42369", date, true).text).toBe("2020-01-01");
    expect(numberText("43831.5", numberStyle(164, "dd/mm/yyyy hh:mm"), false).text).toBe("2020-01-01T12:00:00");
    expect(numberText("0.25", numberStyle(20, undefined), false).text).toBe("06:00:00");
    expect(numberText("-5", date, false)).toEqual({ text: "-5", doubt: "date-serial-unreadable" });
  });

  it.each([
    ["0.00", "number"],
    ["General", "number"],
    ['"№"0', "number"],
    ["#,##0.00 [$руб-419]", "number"],
    ["[Red]0", "number"],
    ["[$-419]d mmmm yyyy;@", "date"],
    ["mmm-yy", "date"],
    ["h:mm", "time"],
    ["[h]:mm:ss", "time"],
    ["yyyy-mm-dd hh:mm:ss", "date-time"],
    ["00000", "zero-padded"],
  ])("knows what the format %s makes of a number", (code, kind) => {
    expect(numberStyle(164, code).kind).toBe(kind);
  });

  it("spreads merged cells and says so; finds the header below a merged title", async () => {
    const bytes = makeWorkbook({
      sheets: [
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Реестр</t></is></c></row>' +
          '<row r="2"><c r="A2" t="inlineStr"><is><t>Владелец</t></is></c><c r="B2" t="inlineStr"><is><t>Марка</t></is></c><c r="C2" t="inlineStr"><is><t>Номер</t></is></c></row>' +
          '<row r="3"><c r="A3" t="inlineStr"><is><t>Ахметов</t></is></c><c r="B3" t="inlineStr"><is><t>ИЖ</t></is></c><c r="C3" t="inlineStr"><is><t>001</t></is></c></row>' +
          '<row r="4"><c r="B4" t="inlineStr"><is><t>ТОЗ</t></is></c><c r="C4"><v>2</v></c></row>' +
          '<row r="5"/></sheetData><mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="A3:A9"/></mergeCells>',
      ],
    });
    const { table, rows } = await readAll(bytes);
    expect(table.headerRows).toEqual([2]);
    expect(table.titles.map((t) => t.cells[0])).toEqual(["Реестр"]);
    expect(rows.map((r) => r.cells)).toEqual([
      ["Ахметов", "ИЖ", "001"],
      ["Ахметов", "ТОЗ", "2"],
    ]);
    expect(rows[1]?.doubts).toEqual([{ column: 0, code: "merged-cell" }]);
  });

  it("takes the first visible sheet with content, or the one asked for", async () => {
    const bytes = makeWorkbook({
      names: ["Secret", "Empty", "Оружие &amp; патроны"],
      hidden: [true, false, false],
      sheets: [
        sheet('<row r="2"><c r="A2"><v>1</v></c></row>'),
        "<sheetData/>",
        sheet('<row r="2"><c r="A2"><v>2</v></c></row>'),
      ],
    });
    const { table, rows } = await readAll(bytes);
    expect(table.format.sheet).toBe("Оружие & патроны");
    expect(rows[0]?.cells[0]).toBe("2");
    expect((await readAll(bytes, { sheet: "Secret" })).rows[0]?.cells[0]).toBe("1");
    expect((await refusal(bytes, { sheet: "X" })).code).toBe("table-sheet-missing");
  });

  it("reads prefixed names, and cells without references", async () => {
    const zip = workbookParts({ sheets: [""] }).map((p) =>
      p.name.includes("sheet1")
        ? {
            ...p,
            content:
              '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>make</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:t>serial</x:t></x:is></x:c></x:row><x:row><x:c><x:v>5</x:v></x:c><x:c><x:v>6</x:v></x:c></x:row></x:sheetData></x:worksheet>',
          }
        : p,
    );
    expect((await readAll(makeZip(zip))).rows).toEqual([{ number: 2, cells: ["5", "6"] }]);
  });
});

describe("hostile workbooks", () => {
  const row2 = '<row r="2"><c r="A2"><v>1</v></c></row>';
  const good = () => workbookParts({ sheets: [sheet(row2)], strings: "<si><t>x</t></si>" });
  const withPart = (name: string, change: (content: string) => string) =>
    makeZip(good().map((p) => (p.name === name ? { ...p, content: change(String(p.content)) } : p)));
  const laugh = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>';
  const sheetFile = "xl/worksheets/sheet1.xml";

  it.each([
    ["a DTD in the sheet", withPart(sheetFile, (c) => laugh + c), "table-xml-declaration"],
    ["a DTD in the strings", withPart("xl/sharedStrings.xml", (c) => laugh + c), "table-xml-declaration"],
    [
      "an outside entity in the workbook",
      withPart("xl/workbook.xml", (c) => `<!DOCTYPE a SYSTEM "file:///etc/passwd">${c.replace(/^<\?xml.*?\?>/, "")}`),
      "table-xml-declaration",
    ],
    ["an unknown entity", withPart(sheetFile, (c) => c.replace("<t>make", "<t>&xxe;make")), "table-xml-declaration"],
    ["UTF-16 XML", withPart(sheetFile, (c) => `<?xml version="1.0" encoding="UTF-16"?>${c}`), "table-xlsx-malformed"],
    ["a sheet that ends in the middle", withPart(sheetFile, (c) => c.slice(0, -30)), "table-xlsx-malformed"],
    ["deep nesting", withPart(sheetFile, (c) => `${"<a>".repeat(100_000)}${c}`), "table-xlsx-malformed"],
    ["an endless tag", withPart(sheetFile, (c) => `<a ${"x".repeat(1_000_000)}>${c}`), "table-xlsx-malformed"],
    [
      "a string beyond the list",
      withPart(sheetFile, (c) => c.replace('<c r="A2">', '<c r="A2" t="s">')),
      "table-xlsx-malformed",
    ],
    [
      "cells out of order",
      makeWorkbook({ sheets: [sheet('<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>')] }),
      "table-xlsx-malformed",
    ],
    ["rows out of order", makeWorkbook({ sheets: [sheet(`${row2}${row2}`)] }), "table-xlsx-malformed"],
    [
      "a cell in another row",
      makeWorkbook({ sheets: [sheet('<row r="2"><c r="A3"><v>1</v></c></row>')] }),
      "table-xlsx-malformed",
    ],
    [
      "a cell far to the right",
      makeWorkbook({ sheets: [sheet('<row r="2"><c r="XFD2"><v>1</v></c></row>')] }),
      "table-too-many-columns",
    ],
    [
      "a huge cell",
      makeWorkbook({
        sheets: [sheet(`<row r="2"><c r="A2" t="inlineStr"><is><t>${"x".repeat(3_000_000)}</t></is></c></row>`)],
      }),
      "table-cell-too-long",
    ],
    [
      "a huge shared string",
      makeWorkbook({ sheets: [sheet(row2)], strings: `<si><t>${"x".repeat(200_000)}</t></si>` }),
      "table-text-too-long",
    ],
    ["no value anywhere", makeWorkbook({ sheets: ["<sheetData/>"] }), "table-empty"],
    [
      "overlapping merges",
      makeWorkbook({
        sheets: [sheet(row2, `<mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(5)}</mergeCells>`)],
      }),
      "table-xlsx-malformed",
    ],
    ["cut off", makeWorkbook({ sheets: [sheet(row2)] }).subarray(0, 500), "table-zip-malformed"],
    [
      "two parts of one name",
      makeZip([...good(), { name: sheetFile, content: "<worksheet/>" }]),
      "table-zip-malformed",
    ],
    ["encrypted", makeZip(good().map((p) => ({ ...p, flags: 1 }))), "table-password-protected"],
    ["another method", makeZip(good().map((p) => ({ ...p, method: 14 }))), "table-zip-malformed"],
    [
      "a wrong checksum",
      makeZip(good().map((p) => (p.name === sheetFile ? { ...p, declaredCrc: 1 } : p))),
      "table-zip-malformed",
    ],
    [
      "a wrong size",
      makeZip(good().map((p) => (p.name === sheetFile ? { ...p, declaredSize: 0 } : p))),
      "table-zip-malformed",
    ],
    ["parts that overlap", makeZip(good().map((p, i) => (i > 1 ? { ...p, offset: 40 } : p))), "table-zip-malformed"],
    [
      "OpenDocument",
      makeZip([
        { name: "mimetype", content: "x" },
        { name: "content.xml", content: "x" },
      ]),
      "table-format-unsupported",
    ],
  ])("%s", async (_, bytes, code) => {
    expect((await refusal(bytes)).code).toBe(code);
  });

  it("counts the bytes that come out, whatever sizes are declared", async () => {
    const huge = `<sheetData>${header}${" ".repeat(50_000_000)}</sheetData>`;
    const parts = workbookParts({ sheets: [huge] }).map((p) => ({ ...p, declaredSize: 0 }));
    expect((await refusal(makeZip(parts))).code).toMatch(/table-compression-ratio|table-zip-malformed/);
    expect((await refusal(makeZip(workbookParts({ sheets: [huge] })))).code).toBe("table-compression-ratio");
  });

  it("stops at too many entries", async () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({ name: `x${i}`, content: "" }));
    expect((await refusal(makeZip([...good(), ...many]))).code).toBe("table-too-many-entries");
  });

  it("meets every cut of a workbook with a Problem", async () => {
    const whole = makeWorkbook({ sheets: [sheet(row2)] });
    for (let length = 30; length < whole.length; length += 37) {
      expect((await refusal(whole.subarray(0, length))).code).toMatch(/^table-/);
    }
  });

  it("meets every changed byte with a table or a Problem", async () => {
    const whole = makeWorkbook({ sheets: [sheet(row2)], styles, strings: "<si><t>x</t></si>" });
    for (let at = 0; at < whole.length; at += 13) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x15;
      expect(await ending(changed)).toMatch(/^(?:read|table-)/);
    }
  });
});

describe("writing and reading back", () => {
  const anyCell = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(
      "0012",
      "=1+1",
      "-5",
      "+7",
      "@x",
      "\tx",
      "_x0041_",
      "a\r\nb",
      " x ",
      "'",
      "''",
      '"',
      "1E5",
      "Ж",
      "\uFEFF",
      "00000000000000000001",
    ),
  );
  const table = (cell: fc.Arbitrary<string>) =>
    fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );

  it("CSV gives every text back, in every separator, with and without a byte-order mark", async () => {
    const text = anyCell.map((c) =>
      c.replaceAll("\0", "").replaceAll("\uFFFD", "").toWellFormed().replaceAll("\uFFFD", ""),
    );
    await fc.assert(
      fc.asyncProperty(
        table(text),
        fc.constantFrom<Separator>(",", ";", "\t", "|"),
        fc.boolean(),
        async (rows, separator, bom) => {
          const bytes = await collect(writeCsv(rows, { separator, bom, neutralise: false }));
          // A file that begins with a mark of its own text cannot be told from one with a mark.
          fc.pre(bom || !rows[0]?.[0]?.startsWith("\uFEFF"));
          const { rows: read } = await readAll(bytes, { separator, quote: '"', headerRow: 0, encoding: "utf-8" });
          expect(read.map((r) => r.cells)).toEqual(rows);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("a workbook gives every text back, leading zeros too", async () => {
    const filled = table(anyCell).filter((rows) => rows.every((r) => r.some((c) => c !== "")));
    await fc.assert(
      fc.asyncProperty(filled, async (rows) => {
        fc.pre(!rows.flat().some((c) => c.includes("\0")));
        const bytes = await collect(writeXlsx(rows));
        const { rows: read } = await readAll(bytes, { headerRow: 0 });
        const width = Math.max(...rows.map((r) => r.length));
        expect(read.map((r) => Array.from({ length: width }, (_, i) => r.cells[i] ?? ""))).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it("neutralises what a spreadsheet would run, and nothing else", () => {
    for (const bad of ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "  =1"]) {
      expect(neutraliseFormula(bad)).toBe(`'${bad}`);
    }
    for (const good of ["", "АК-74", "7.62", "a=b", "x@y"]) expect(neutraliseFormula(good)).toBe(good);
    fc.assert(fc.property(fc.string(), (s) => !/^[=+\-@\t\r]/.test(neutraliseFormula(s))));
  });

  it("writes a byte-order mark and CRLF, and quotes only where needed", async () => {
    const bytes = await collect(
      writeCsv(
        [
          ["make", "serial"],
          ["Наган", '0"1'],
          ["=1", "a;b"],
        ],
        { separator: ";" },
      ),
    );
    expect(bytes.toString()).toBe('\uFEFFmake;serial\r\nНаган;"0""1"\r\n"\'=1";"a;b"\r\n');
  });

  it("refuses to cut a cell that a workbook cannot hold", async () => {
    await expect(collect(writeXlsx([["x"], ["y".repeat(40_000)]]))).rejects.toMatchObject({
      code: "table-export-cell-too-long",
      values: { row: 2, column: 1 },
    });
  });

  it("names columns as spreadsheets do", () => {
    expect([0, 25, 26, 701, 702].map(columnName)).toEqual(["A", "Z", "AA", "ZZ", "AAA"]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16_383 }), (i) => cellReference(`${columnName(i)}7`)?.column === i),
    );
  });
});
