import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSerialField } from "./serial-field.ts";
import type { SerialState } from "./serial-field.ts";

function codes(text: string): string[] {
  return readSerialField(text).doubts.map((doubt) => doubt.code);
}

describe("phrases", () => {
  const phrases: Record<string, readonly string[]> = {
    obliterated: [
      "obliterated",
      "Removed",
      "serial number filed off",
      "illegible",
      "rusty",
      "raspada",
      "SUPRIMIDO",
      "suprimida por ação mecânica",
      "Removido.",
      "eliminado intencionalmente",
      "lixado",
      "ilegível",
      "limado",
      "borrado",
      "effacé",
      "limé",
      "illisible",
      "спилен",
      "номер спилен",
      "стёрт",
      "забит",
      "не читается",
      "нечитаемый",
      "спиляно",
      "збитий",
      "не читається",
      "silinmiş",
      "okunmuyor",
      "o‘chirilgan",
      "o'qib bo'lmaydi",
      "ўқиб бўлмайди",
      "өшірілген",
      "оқылмайды",
      "?????",
      "***",
    ],
    "none-made": [
      "no serial",
      "none",
      "No number",
      "unnumbered",
      "sem número",
      "sem número de série",
      "inexistente",
      "não possui",
      "desprovida de numeração",
      "sin número",
      "no tiene",
      "sans numéro",
      "без номера",
      "б/н",
      "Б.Н.",
      "бн",
      "номер отсутствует",
      "нет номера",
      "без номеру",
      "відсутній",
      "numarasız",
      "raqamsiz",
      "raqami yo‘q",
      "рақамсиз",
      "нөмірсіз",
      "нөмірі жоқ",
    ],
    "not-recorded": [
      "",
      "   ",
      "-",
      "---",
      "unknown",
      "N/A",
      "not recorded",
      "não identificado",
      "indeterminado",
      "não informado",
      "vide observação",
      "desconocido",
      "no consta",
      "inconnu",
      "non renseigné",
      "не указан",
      "не установлен",
      "неизвестен",
      "н/д",
      "нет данных",
      "невідомо",
      "не вказано",
      "bilinmiyor",
      "nomaʼlum",
      "белгісіз",
      "s/n",
      "não visível, sem sinais de remoção",
    ],
    junk: ["XXXXX", "0000", "000000", "999999", "test", "weapon", "hello world", "123456"],
    partial: ["parcialmente legível", "частично спилен", "partially obliterated", "parcialmente raspado"],
    altered: ["перебит", "restamped", "adulterada", "suprimido e remarcado", "değiştirilmiş", "өзгертілген"],
    restored: ["номер восстановлен экспертом", "restored"],
  };
  for (const [state, texts] of Object.entries(phrases)) {
    test.each(texts)(`"%s" is ${state}`, (text) => {
      const reading = readSerialField(text);
      expect(reading.state).toBe(state satisfies string as SerialState);
      expect(reading.written).toBe(text);
    });
  }
});

describe("notation", () => {
  test.each([
    ["AB12?4", "AB12?4"],
    ["AB12??", "AB12??"],
    ["AB1*45", "AB1*45"],
    ["AB12**", "AB12??"],
    ["AB12#4", "AB12?4"],
    ["AB[38]123", "AB[38]123"],
    ["AB[3/8]123", "AB[38]123"],
    ["6(*)417", "6?417"],
    ["AB(?)(?)12", "AB??12"],
    ["AB12xxx", "AB12???"],
    ["KLM-------", "KLM*"],
    ["...345", "*345"],
    ["номер спилен, видно АВ12*", "AB12*"],
    ["KQ41?7 (partly removed)", "KQ41?7"],
    ["Q85-?? XY 7264??", "Q85??XY7264??"],
  ])("%s is partial: %s", (text, normal) => {
    const reading = readSerialField(text);
    expect(reading.normal).toBe(normal);
    expect(reading.state).toBe("partial");
  });
  test.each([
    ["KL12345.///", "KL12345"],
    ["AB 1234 (frame)", "AB1234"],
    ["[Q85-41 W 927]", "Q8541W927"],
    ["W 7316 - 42 K 90817", "W731642K90817"],
    ["KL/M 5027", "KLM5027"],
    ["#12345", "12345"],
    ["ЛЯ48", "ЛЯ48"],
    ["серия ЛЯ № 48", "ЛЯ48"],
    ["AB12345/POLICE", "AB12345"],
    ["A(7)1234", "A71234"],
  ])("%s is clear: %s", (text, normal) => {
    const reading = readSerialField(text);
    expect(reading.normal).toBe(normal);
    expect(reading.state).toBe("clear");
  });
});

describe("what the words say of a number", () => {
  test.each([
    ["AB1234 (restored)", "restored", "AB1234"],
    ["спилен, восстановлен экспертом - 4471", "restored", "4471"],
    ["AB1234 restamped", "altered", "AB1234"],
    ["перебит, видно 4471", "altered", "4471"],
    ["restoration failed, 4??1", "partial", "4??1"],
    ["последние цифры 4471", "partial", "*4471"],
    ["last four digits 4471", "partial", "*4471"],
    ["AB12, rest filed off", "partial", "AB12*"],
    ["AB1234 or AB1284", "partial", "AB12[38]4"],
    ["AB12(3/8)4", "partial", "AB12[38]4"],
    ["frame 4471, barrel not readable", "clear", "4471"],
    ["KL4471 (slide) KM5512 (barrel - restored)", "clear", "KL4471"],
    ["KL4471 (slide) KM5512 (barrel) restored", "restored", "KL4471"],
    ["AB1234, not altered", "clear", "AB1234"],
    ["АБ1234, следов перебивки нет", "clear", "AБ1234"],
  ])("%s is %s", (text, state, normal) => {
    expect(readSerialField(text)).toMatchObject({ state, normal });
  });
  test("a failed restoration leaves it obliterated, and no removal is no restoration", () => {
    expect(readSerialField("восстановить номер не удалось").state).toBe("obliterated");
    expect(readSerialField("could not be restored").state).toBe("obliterated");
    expect(readSerialField("no foi possível revelar").state).not.toBe("restored");
  });
  test("letters of the other alphabet and slips of the finger inside a word are forgiven", () => {
    expect(readSerialField("спилeн").state).toBe("obliterated");
    expect(readSerialField("obliterted").state).toBe("obliterated");
    expect(readSerialField("suprimdo").state).toBe("obliterated");
    expect(readSerialField("отсутсвует").state).toBe("none-made");
    expect(readSerialField("unkown").state).toBe("not-recorded");
  });
  test.each(["7,62х39", "9 мм", "12 gauge", ".38 SPL", "12.05.2019", "1974 г.в.", "+998 90 123-45-67"])(
    "%s is no serial number",
    (text) => {
      expect(readSerialField(text)).toMatchObject({ state: "junk", normal: "" });
    },
  );
  test.each(["271*79", "9X18123", "12-05-19", "762", "1974"])("%s may be one", (text) => {
    expect(readSerialField(text).state).not.toBe("junk");
  });
});

describe("doubts", () => {
  test("each step that may be disputed is named", () => {
    expect(codes("S/N 12345")).toContain("label-stripped");
    expect(codes("KL12345.///")).toContain("trailing-marks");
    expect(codes("BБ7043")).toContain("mixed-scripts");
    expect(codes("KLMN")).toContain("letters-only");
    expect(codes("48")).toContain("very-short");
    expect(codes("AB12xxx")).toContain("x-as-unreadable");
    expect(codes("AB12**")).toContain("marks-counted");
    expect(codes("AB_1234")).toContain("underscore-as-unreadable");
    expect(codes("A(7)1234")).toContain("uncertain-character");
    expect(codes("AB1234 (восстановлен)")).toEqual(["remark", "restored"]);
    expect(codes("AB1234 removed")).toContain("said-removed");
    expect(codes("00000")).toEqual(["placeholder"]);
  });
  test("two numbers in one field are both kept", () => {
    const reading = readSerialField("AB1234 (barrel), CD5678 (slide)");
    expect(reading.normal).toBe("AB1234");
    expect(reading.others.map((pattern) => pattern.length)).toEqual([6]);
    expect(reading.doubts.find((doubt) => doubt.code === "several-numbers")?.values["count"]).toBe(2);
  });
  test("a plain number raises none", () => {
    expect(codes("AB123457")).toEqual([]);
  });
});

test("any text gives a reading and keeps what was written", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.string({ unit: fc.constantFrom(...Array.from("AB12?*#[](){}/.-_ xX№нбБ\u202e\ue000")) }),
      ),
      (text) => {
        const reading = readSerialField(text);
        expect(reading.written).toBe(text);
        const without = ["none-made", "not-recorded", "junk"].includes(reading.state);
        expect(reading.state === "clear" && reading.pattern.length === 0).toBe(false);
        expect(without && reading.pattern.length > 0).toBe(false);
      },
    ),
    { numRuns: 3000 },
  );
});
