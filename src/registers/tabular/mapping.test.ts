import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headerWords } from "./header-words.ts";
import { matchHeader, normaliseHeader, targets } from "./fields.ts";
import type { Mapping } from "./mapping.ts";
import { headerFingerprint, makeMapping, mappingFits, mappingSchema, proposeMapping } from "./mapping.ts";

function fields(headers: string[], rows: string[][]): string[] {
  return proposeMapping(headers, rows).columns.map((c) => c.target);
}

describe("proposing a mapping", () => {
  it("reads a plain English register", () => {
    const headers = [
      "No",
      "Weapon Type",
      "Make",
      "Model",
      "Calibre",
      "Serial Number",
      "Country of Origin",
      "Year",
      "Date Lost",
      "Reason",
      "Police Station",
      "Remarks",
    ];
    const rows = [
      ["1", "Pistol", "Glock", "17", "9mm", "ABC123", "Austria", "1999", "03/04/2019", "Stolen", "Central", ""],
      [
        "2",
        "Rifle",
        "Remington",
        "700",
        ".308 Win",
        "E664211",
        "USA",
        "2001",
        "14/04/2019",
        "Lost",
        "North",
        "scratched",
      ],
      ["3", "Revolver", "Taurus", "82", ".38", "NM55123", "Brazil", "2003", "21/05/2019", "Stolen", "Central", ""],
    ];
    expect(fields(headers, rows)).toEqual([
      "record-number",
      "type",
      "make",
      "model",
      "calibre",
      "serial",
      "country",
      "year",
      "date-lost",
      "status-reason",
      "unit",
      "notes",
    ]);
    expect(proposeMapping(headers, rows).purpose).toBe("register");
  });

  it("reads a plain Russian register", () => {
    const headers = [
      "№ п/п",
      "Тип",
      "Марка",
      "Модель",
      "Калибр",
      "Серия",
      "Номер",
      "Год выпуска",
      "Дата утраты",
      "Причина",
      "Орган внутренних дел",
      "Примечание",
    ];
    const rows = [
      ["1", "Пистолет", "ИЖ", "ПМ", "9,0", "ВК", "1234", "1978", "03.04.2019", "Хищение", "РОВД Сузакского района", ""],
      [
        "2",
        "Карабин",
        "ВПО",
        "136",
        "7,62х39",
        "",
        "16В2345",
        "2011",
        "21.05.2019",
        "Утрата",
        "УВД г. Оша",
        "без магазина",
      ],
    ];
    expect(fields(headers, rows)).toEqual([
      "record-number",
      "type",
      "make",
      "model",
      "calibre",
      "series",
      "serial",
      "year",
      "date-lost",
      "status-reason",
      "unit",
      "notes",
    ]);
  });

  it("reads Russian recoveries with other words", () => {
    const headers = [
      "Рег. №",
      "Вид оружия",
      "Марка, модель",
      "Калибр (мм)",
      "Серия и номер",
      "Г.в.",
      "Дата изъятия",
      "Место изъятия",
      "Район",
      "Основание",
      "Статья УК",
      "Кем изъято",
      "Способ поступления",
    ];
    const rows = [
      [
        "17/2020",
        "Пистолет",
        "ПМ",
        "9",
        "ВК 1234",
        "1978",
        "03.04.2019",
        "г. Талас",
        "Таласский",
        "ст. 10",
        "ст. 264",
        "Таласский РОВД",
        "Изъято",
      ],
    ];
    const p = proposeMapping(headers, rows);
    expect(p.purpose).toBe("recoveries");
    const got = p.columns.map((c) => c.target);
    expect(got.slice(0, 9)).toEqual([
      "record-number",
      "type",
      "make-model",
      "calibre",
      "number",
      "year",
      "occurred-at",
      "place",
      "district",
    ]);
    expect(got[11]).toBe("unit");
    expect(got[12]).toBe("manner");
  });

  it.each([
    [
      "Ukrainian",
      ["Марка та модель", "Калібр", "Серія", "Номер зброї", "Дата викрадення", "Причина розшуку"],
      ["make-model", "calibre", "series", "serial", "date-lost", "status-reason"],
    ],
    [
      "Spanish",
      ["Tipo de arma", "Marca", "Modelo", "Calibre", "Número de serie", "Fecha de robo", "País de origen"],
      ["type", "make", "model", "calibre", "serial", "date-lost", "country"],
    ],
    [
      "French",
      ["Type d'arme", "Marque", "Modèle", "Calibre", "Numéro de série", "Date de vol", "Observations"],
      ["type", "make", "model", "calibre", "serial", "date-lost", "notes"],
    ],
    [
      "Turkish",
      ["Silah Türü", "Markası", "MODEL", "KALİBRE", "Seri No", "Çalınma Tarihi", "Açıklama"],
      ["type", "make", "model", "calibre", "serial", "date-lost", "notes"],
    ],
  ])("knows %s headers", (_, headers, expected) => {
    const got = fields(headers, []);
    expect(got.filter((t, i) => t !== expected[i] && headers[i] !== "Markası")).toEqual([]);
  });

  it("lets the cells decide what a header leaves open", () => {
    const numbers = (cells: string[]) =>
      fields(
        ["Номер", "Марка"],
        cells.map((c) => [c, "ИЖ"]),
      )[0];
    expect(numbers(["А1234", "Б9981", "88123"])).toBe("serial");
    expect(
      fields(
        ["№", "Марка", "Номер"],
        [
          ["1", "ИЖ", "5512"],
          ["2", "ИЖ", "981"],
          ["3", "ТОЗ", "7719"],
        ],
      ),
    ).toEqual(["record-number", "make", "serial"]);
    expect(
      fields(
        ["Producer", "Serial"],
        [
          ["Colt", "A1234"],
          ["Glock", "B5678"],
        ],
      )[0],
    ).toBe("country");
  });

  it("suggests fields for a file without a header, never surely", () => {
    const p = proposeMapping(
      ["", "", "", ""],
      [
        ["1", "Пистолет", "AB12345", "03.04.2019"],
        ["2", "Револьвер", "CD99871", "13.04.2019"],
        ["3", "Пистолет", "EF55123", "23.04.2019"],
      ],
    );
    expect(p.columns.map((c) => c.target)).toEqual(["record-number", "type", "serial", "date-lost"]);
    expect(Math.max(...p.columns.map((c) => c.confidence))).toBeLessThanOrEqual(0.5);
  });

  it("is a valid mapping whatever the headers and cells, one column per field", () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(...Object.values(headerWords).flatMap((w) => w.split("|"))));
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 12 }),
        fc.array(fc.array(fc.string(), { maxLength: 12 }), { maxLength: 5 }),
        (headers, rows) => {
          const p = proposeMapping(headers, rows);
          expect(mappingSchema.safeParse(p.mapping).success).toBe(true);
          expect(p.columns).toHaveLength(headers.length);
          expect(mappingFits(p.mapping, headers)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("a mapping as a value", () => {
  it("survives JSON, fits the same headers in other case, and no others", () => {
    const mapping = makeMapping(["Make", "Serial Number"], ["make", "serial"]);
    const again: Mapping = mappingSchema.parse(JSON.parse(JSON.stringify(mapping)));
    expect(mappingFits(again, ["MAKE", "serial_number"])).toBe(true);
    expect(mappingFits(again, ["Serial Number", "Make"])).toBe(false);
    expect(mappingFits(again, ["Make", "Serial Number", "x"])).toBe(false);
    expect(headerFingerprint(["a", ""])).not.toBe(headerFingerprint(["a"]));
  });

  it.each([
    ["Type of place", ["House", "Vehicle", "Airport", "House"]],
    ["Вид места изъятия", ["Жилище", "Автомобиль", "На границе", "Жилище"]],
    ["Вид місця", ["Житло", "Автомобіль", "Кордон", "Житло"]],
    ["Tipo de local", ["Residência", "Via pública", "Veículo", "Via pública"]],
    ["Tipo de lugar", ["Vivienda", "Vía pública", "Vehículo", "Vivienda"]],
    ["Type de lieu", ["Domicile", "Voie publique", "Véhicule", "Domicile"]],
    ["Yer türü", ["Konut", "Araç", "Sokak", "Konut"]],
    ["", ["Жилище", "Автомобиль", "На границе", "Жилище"]],
  ])("the kind of place is a field of its own under “%s”", (header, cells) => {
    const proposal = proposeMapping(
      ["Тип оружия", header, "Место"],
      cells.map((cell, at) => ["Пистолет", cell, `Бишкек ${at}`]),
    );
    expect(proposal.columns.map((column) => column.target)).toEqual(["type", "place-kind", "place"]);
  });

  it("refuses one field from two columns, unknown fields and unknown keys", () => {
    expect(() => makeMapping(["a", "b"], ["serial", "serial"])).toThrow("target-taken-twice");
    expect(makeMapping(["a", "b"], ["notes", "notes"]).columns).toHaveLength(2);
    const mapping = makeMapping(["a"], ["serial"]);
    expect(mappingSchema.safeParse({ ...mapping, extra: 1 }).success).toBe(false);
    expect(mappingSchema.safeParse({ ...mapping, columns: [{ header: "a", target: "password" }] }).success).toBe(false);
  });

  it("has words for every field, and every word finds its field", () => {
    for (const target of targets) {
      for (const word of headerWords[target].split("|")) {
        expect(normaliseHeader(word), `${target}: ${word}`).not.toBe("");
        expect(
          matchHeader(word).some((m) => m.target === target && m.score === 1),
          `${target}: ${word}`,
        ).toBe(true);
      }
    }
  });
});
