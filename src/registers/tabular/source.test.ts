import * as fc from "fast-check";
import iconv from "iconv-lite";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Quote, Separator } from "./delimited.ts";
import { DelimitedScanner } from "./delimited.ts";
import { defaultLimits } from "./limits.ts";
import { detectEncoding } from "./encoding.ts";
import { openTable } from "./source.ts";
import { ending, makeZip, pieces, readAll, refusal } from "./testing.ts";

const russian =
  "Тип;Марка;Калибр;Серия;Номер;Причина\n" +
  "Пистолет;Макарова;9,0;ВК;1234;Утрата\nВинтовка;Мосина;7,62;ЛЯ;00036;Хищение из дома\nОбрез;ИЖ-27;12;;А-5521;Кража\n";

describe("text tables", () => {
  it.each([
    ["utf-8", "utf-8"],
    ["utf-16le", "utf16le"],
    ["utf-16be", "utf16-be"],
    ["windows-1251", "windows-1251"],
    ["koi8-r", "koi8-r"],
    ["ibm866", "cp866"],
    ["iso-8859-5", "iso-8859-5"],
  ] as const)("reads Russian in %s without being told", async (encoding, name) => {
    const { table, rows } = await readAll(iconv.encode(russian, name), {}, 7);
    expect(table.format.encoding?.encoding).toBe(encoding);
    expect(table.format.encoding?.confidence).toBeGreaterThan(0.6);
    expect(table.headers).toEqual(["Тип", "Марка", "Калибр", "Серия", "Номер", "Причина"]);
    expect(rows.map((r) => r.number)).toEqual([2, 3, 4]);
    expect(rows[1]?.cells).toEqual(["Винтовка", "Мосина", "7,62", "ЛЯ", "00036", "Хищение из дома"]);
  });

  it("tells capitals in Cyrillic, Ukrainian KOI8 and Portuguese Latin-1 apart", () => {
    const guess = (text: string, name: string) => detectEncoding(iconv.encode(text, name)).encoding;
    expect(guess("НАРІЗНА;РЕВОЛЬВЕР;ВИКРАДЕННЯ;ВТРАТА;ГЛАДКОСТВОЛЬНА", "windows-1251")).toBe("windows-1251");
    expect(guess("НАРІЗНА;РЕВОЛЬВЕР;ВИКРАДЕННЯ;ВТРАТА;ГЛАДКОСТВОЛЬНА", "cp866")).toBe("ibm866");
    expect(guess("нарізна;викрадення;київ;їжак", "koi8-u")).toBe("koi8-u");
    expect(guess("REVÓLVER;PISTOLA;NÃO IDENTIFICADA;FABRICAÇÃO;São João;apreensão", "latin1")).toBe("windows-1252");
  });

  it("decides only when the first letter beyond ASCII comes, however late", async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `Makarov,${i},9mm,lost in transit`).join("\n");
    const file = Buffer.concat([
      Buffer.from(`make,serial,calibre,notes\n${rows}\n`),
      iconv.encode("Наган,36,7.62,утрата при перевозке\n", "win1251"),
    ]);
    const { table, rows: read } = await readAll(file);
    expect(read.at(-1)?.cells[0]).toBe("Наган");
    expect(table.format.encoding?.encoding).toBe("windows-1251");
  });

  it("lets a person override the encoding", async () => {
    const { table, rows } = await readAll(iconv.encode(russian, "win1251"), { encoding: "koi8-r" });
    expect(table.format.encoding).toMatchObject({ encoding: "koi8-r", reason: "chosen", confidence: 1 });
    expect(rows).toHaveLength(3);
  });

  it("keeps a row with broken UTF-8 and marks it", async () => {
    const good = "Марка,Номер\n" + "Наган,12345\n".repeat(50);
    const file = Buffer.concat([
      Buffer.from(good),
      Buffer.from("На"),
      Buffer.from([0xd0, 0x2c]),
      Buffer.from("777\nПМ,5\n"),
    ]);
    const { rows } = await readAll(file);
    expect(rows).toHaveLength(52);
    expect(rows[50]?.doubts).toEqual([{ column: 0, code: "bad-characters" }]);
    expect(rows[51]?.doubts).toBeUndefined();
  });

  it("takes the spreadsheet's own word for the separator, after a byte-order mark", async () => {
    const { table, rows } = await readAll("\uFEFFsep=|\r\nmake|serial\r\nGlock, Austria|AB,12\r\n");
    expect(table.format.dialect).toMatchObject({ separator: "|", confidence: 1 });
    expect(table.headers).toEqual(["make", "serial"]);
    expect(rows).toEqual([{ number: 3, cells: ["Glock, Austria", "AB,12"] }]);
  });

  it("finds the header below titles and above column numbers, and keeps the titles", async () => {
    const file =
      "Сведения об утраченном оружии;;;\nна 01.01.2020;;;\n\nМарка;Номер;Калибр;Причина\n1;2;3;4\nПМ;1234;9,0;Утрата\n";
    const { table, rows } = await readAll(file);
    expect(table.headerRows).toEqual([4]);
    expect(table.titles.map((t) => t.number)).toEqual([1, 2, 5]);
    expect(table.blankLines).toBe(1);
    expect(rows).toEqual([{ number: 6, cells: ["ПМ", "1234", "9,0", "Утрата"] }]);
  });

  it("joins a header of two rows", async () => {
    const file = "Оружие,,,Утрата,\nМарка,Модель,Номер,Дата,Причина\nИЖ,27,Б123,01.02.2003,Кража\n";
    const { table } = await readAll(file);
    expect(table.headerRows).toEqual([1, 2]);
    expect(table.headers).toEqual(["Оружие Марка", "Модель", "Номер", "Утрата Дата", "Причина"]);
  });

  it("reads a file without header as data", async () => {
    const { table, rows } = await readAll("1,AB123,9.0\n2,AB124,7.62\n3,AB125,9.0\n");
    expect(table.headerRows).toEqual([]);
    expect(rows).toHaveLength(3);
  });

  it("keeps ragged rows and marks them", async () => {
    const { rows } = await readAll("make,serial,calibre\na,1,9\nb,2\nc,3,9,extra\nd,4,9\n");
    expect(rows.map((r) => r.doubts?.[0]?.code)).toEqual([undefined, "ragged-row", "ragged-row", undefined]);
    expect(rows[2]?.cells).toEqual(["c", "3", "9", "extra"]);
    expect(rows[1]?.cells).toEqual(["b", "2", ""]);
  });

  it("keeps a stray quote as written and marks it", async () => {
    const { rows } = await readAll('make,notes\nColt,barrel 5" long\nSmith,"Old" one\n' + "a,b\n".repeat(30));
    expect(rows[0]?.cells[1]).toBe('barrel 5" long');
    expect(rows[1]).toMatchObject({ cells: ["Smith", '"Old" one'], doubts: [{ column: 1, code: "stray-quote" }] });
  });

  it("names the row where an open quote began, whether it ever closes or not", async () => {
    const lines = Array.from({ length: 400 }, (_, i) => `m${i},"n ${i}",x`);
    lines[250] = 'm250,"n 250,x';
    const file = `make,notes,more\n${lines.join("\n")}\n`;
    expect(await refusal(file, { quote: '"' })).toMatchObject({
      code: "table-quote-open",
      values: { row: 252, line: 252 },
    });
    const last = `make,notes,more\n"a\nb",c,d\ne,f,"g\nh,i,j\n`;
    expect(await refusal(last, { quote: '"' })).toMatchObject({
      code: "table-quote-open",
      values: { row: 3, line: 4 },
    });
  });

  it("counts rows, not lines, and keeps line breaks in cells", async () => {
    const { rows } = await readAll('make,notes\nColt,"one\ntwo\r\nthree"\nTT,x\n', {}, 3);
    expect(rows).toEqual([
      { number: 2, cells: ["Colt", "one\ntwo\r\nthree"] },
      { number: 3, cells: ["TT", "x"] },
    ]);
  });

  it("reads old Macintosh line ends and pipes and tabs", async () => {
    expect((await readAll("make\tserial\rTT\t1\rPM\t2\r")).rows.map((r) => r.cells)).toEqual([
      ["TT", "1"],
      ["PM", "2"],
    ]);
    expect((await readAll("make|serial|cal\nTT|1|7,62\n")).table.format.dialect?.separator).toBe("|");
    expect((await readAll("Тип;Калибр\nПМ;9,0\nТТ;7,62\n")).table.format.dialect?.separator).toBe(";");
  });

  it("unpacks gzip, and a zip with one table in it", async () => {
    const text = "make,serial\nTT,0012\n";
    const gz = await readAll(gzipSync(text));
    expect(gz.table.format.container).toBe("gzip");
    expect(gz.rows[0]?.cells).toEqual(["TT", "0012"]);
    const zip = await readAll(
      makeZip([
        { name: "list.csv", content: text },
        { name: "__MACOSX/x", content: "y" },
      ]),
    );
    expect(zip.rows).toHaveLength(1);
  });

  it("knows the file again by its bytes", async () => {
    const a = await readAll("make,serial\nTT,1\n", {}, 4);
    const b = await readAll("make,serial\nTT,1\n");
    expect(a.table.sha256()).toBe(b.table.sha256());
    const early = await openTable(pieces("make,serial\nTT,1\n"));
    expect(() => early.sha256()).toThrow("not read");
    await early.close();
  });
});

describe("hostile text", () => {
  it.each([
    ["nothing at all", "", "table-empty"],
    ["only blank lines", "\n\n\n", "table-empty"],
    ["NUL in a row", "make,serial\nTT,1\nP\0M,2\n", "table-nul"],
    ["a million columns", `make,serial\n${",".repeat(1_000_000)}\n`, "table-too-many-columns"],
    ["a million columns, no line end", "a,".repeat(1_000_000), "table-too-many-columns"],
    ["a cell of 5 MB", `make,serial\nTT,${"9".repeat(5_000_000)}\n`, "table-cell-too-long"],
    ["a quoted cell of 5 MB over lines", `make,serial\nTT,"${"9\n".repeat(2_500_000)}`, "table-quote-open"],
    ["HTML under a table's name", "<html><table><tr><td>1</td></tr></table></html>", "table-format-unsupported"],
    ["PDF", "%PDF-1.7 ...........", "table-format-unsupported"],
    ["old Excel", Buffer.from("d0cf11e0a1b11ae100000000", "hex"), "table-format-unsupported"],
    ["UTF-32", Buffer.from("fffe0000610000000a000000", "hex"), "table-encoding-unknown"],
    ["gzip cut off", gzipSync("make,serial\nTT,1\n".repeat(1000)).subarray(0, 60), "table-gzip-malformed"],
    ["gzip damaged", Buffer.from("1f8b0800000000000003ffffffffffffffff", "hex"), "table-gzip-malformed"],
    ["gzip in gzip", gzipSync(gzipSync("a,b\n1,2\n")), "table-nested-archive"],
    ["zip in gzip", gzipSync(makeZip([{ name: "a.csv", content: "a,b\n" }])), "table-nested-archive"],
    [
      "zip in zip",
      makeZip([{ name: "a.zip", content: makeZip([{ name: "a.csv", content: "a" }]) }]),
      "table-nested-archive",
    ],
    [
      "zip called csv in zip",
      makeZip([{ name: "a.csv", content: makeZip([{ name: "a.csv", content: "a" }]) }]),
      "table-nested-archive",
    ],
    ["zip without table", makeZip([{ name: "photo.jpg", content: "x" }]), "table-zip-no-table"],
    [
      "zip with two tables",
      makeZip([
        { name: "a.csv", content: "x" },
        { name: "b.csv", content: "x" },
      ]),
      "table-zip-several-tables",
    ],
  ])("%s", async (_, bytes, code) => {
    expect((await refusal(bytes)).code).toBe(code);
  });

  it("names row and column", async () => {
    const nul = await refusal("make,serial\nTT,1\nP\0M,2\n");
    expect(nul.fields[0]?.path).toBe("row 3");
    const long = await refusal(`make,serial\nTT,1\nTT,${"9".repeat(200_000)}\n`);
    expect(long).toMatchObject({ status: 413, values: { row: 3, column: 2 } });
  });

  it("stops a bomb by its ratio and by its size, counting what comes out", async () => {
    const bomb = gzipSync(Buffer.alloc(60_000_000, `a,${"b".repeat(4000)}\n`));
    expect((await refusal(bomb)).code).toBe("table-compression-ratio");
    const big = await refusal(gzipSync(Buffer.alloc(3_000_000, "make,serial\n")), {
      limits: { bytesUnpacked: 1_000_000 },
    });
    expect(big.code).toBe("table-unpacked-too-large");
    const zero = makeZip([
      { name: "a.csv", content: Buffer.alloc(60_000_000, `a,${"b".repeat(4000)}\n`), declaredSize: 0 },
    ]);
    expect((await refusal(zero)).code).toBe("table-compression-ratio");
  });

  it("stops at its limits of bytes and rows", async () => {
    expect((await refusal("a,b\n".repeat(1000), { limits: { bytesIn: 100 } })).code).toBe("table-too-large");
    expect((await refusal("a,b\n".repeat(1000), { limits: { rows: 100 } })).code).toBe("table-too-many-rows");
  });

  it("never crashes on arbitrary bytes: a table or a Problem", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom("", "a,b\n1,2\n", "PK\u0003\u0004", "\u001f\u008b\b"),
        async (bytes, head) => {
          const all = Buffer.concat([Buffer.from(head, "latin1"), bytes]);
          expect(await ending(all, 5)).toMatch(/^(?:read|table-)/);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("properties of the scanner", () => {
  const dialect = fc.record({
    separator: fc.constantFrom<Separator>(",", ";", "\t", "|"),
    quote: fc.constantFrom<Quote>('"', "'"),
  });
  const cell = fc.string({
    unit: fc.constantFrom("a", "Ж", " ", '"', "'", ",", ";", "\t", "|", "\n", "\r", "0", "=", "𝄞"),
    maxLength: 8,
  });

  it("gives back what was quoted, wherever the chunks are cut", () => {
    fc.assert(
      fc.property(
        dialect,
        fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (d, rows, cut) => {
          const q = d.quote;
          const text = rows
            .map((r) => r.map((c) => q + c.replaceAll(q, q + q) + q).join(d.separator) + "\r\n")
            .join("");
          const scanner = new DelimitedScanner({ ...d, newline: "lf" }, defaultLimits);
          const read = [];
          for (let at = 0; at < text.length; at += cut) read.push(...scanner.push(text.slice(at, at + cut)));
          read.push(...scanner.push("", true));
          expect(read.map((r) => r.cells)).toEqual(rows);
          expect(read.map((r) => r.number)).toEqual(rows.map((_, i) => i + 1));
        },
      ),
    );
  });

  it("loses no line: every line without quotes is a row or a counted blank", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", ",", "Ж", " "), maxLength: 6 })),
        fc.integer({ min: 1, max: 5 }),
        (lines, cut) => {
          const text = lines.map((l) => `${l}\n`).join("");
          const scanner = new DelimitedScanner({ separator: ",", quote: '"', newline: "lf" }, defaultLimits);
          const rows = [];
          for (let at = 0; at < text.length; at += cut) rows.push(...scanner.push(text.slice(at, at + cut)));
          rows.push(...scanner.push("", true));
          expect(rows.length + scanner.blankLines).toBe(lines.length);
          expect(rows.map((r) => r.cells.join(","))).toEqual(lines.filter((l) => l !== ""));
        },
      ),
    );
  });
});
