/**
 * Writes `story.json` and `registers/*.csv` of the demonstration country from what is told by hand (`told.ts`) and what
 * is made around it (`everyday.ts`). Run: `node reference-data/demo-country/make.ts [seed]`.
 *
 * Promises: the same seed gives the same bytes, and the committed files are those of the default seed (a test compares).
 * Refuses: a story whose expected matches name a row or a recovery that is not there.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Dice, customsRow, defenceRow, everydayRecoveries, policeRow } from "./everyday.ts";
import { customsTold, defenceTold, expectedMatches, policeTold, threads } from "./told-matches.ts";
import { more } from "./told-more.ts";
import { told } from "./told.ts";
import type { Firearm, Recovery } from "./told.ts";

const policeHeader = ["№ п/п", "Вид оружия", "Марка, модель", "Калибр", "Серия", "Номер", "Год выпуска", "Причина розыска", "Дата утраты", "Дата постановки на учёт", "Орган", "Номер дела", "Примечание"];
const defenceHeader = ["inventory_line", "item", "model", "calibre_mm", "serial", "manufactured", "storage", "status", "loss_date", "loss_report", "remarks"];
const customsHeader = ["№", "Товар", "Изготовитель", "Модель", "Калибр", "Заводской номер", "Режим", "Дата", "Пост", "Декларация", "Примечание"];

function cell(text: string, separator: string): string {
  return text.includes(separator) || text.includes('"') || text.includes("\n") ? `"${text.replaceAll('"', '""')}"` : text;
}

function file(header: readonly string[], rows: readonly (readonly string[])[], separator: string, end: string): string {
  return [header, ...rows.map((row, i) => [String(i + 1), ...row])].map((row) => row.map((text) => cell(text, separator)).join(separator) + end).join("");
}

/** Puts the story's rows among the made ones at places the dice choose; rows of one lot stay together in their order. */
function amid(dice: Dice, made: readonly (readonly string[])[], lots: readonly (readonly (readonly string[])[])[]): (readonly string[])[] {
  const rows = [...made];
  for (const lot of lots) {
    rows.splice(dice.whole(0, rows.length), 0, ...lot);
  }
  return rows;
}

/** Marks of one kind at one place are one mark with several readings. */
function marksOf(firearm: Firearm): unknown[] {
  const marks = new Map<string, { kind: string; place: string; readings: unknown[] }>();
  for (const { kind, place, reading, state, readBy, readAt, note } of firearm.marks) {
    const key = `${kind} ${place}`;
    const mark = marks.get(key) ?? { kind, place, readings: [] };
    marks.set(key, mark);
    mark.readings.push({
      written: reading ?? "",
      state,
      method: state === "restored" ? "chemical" : "eye",
      confidence: state === "partial" ? "probable" : "sure",
      ...(note === undefined ? {} : { note }),
      ...(readBy === undefined ? {} : { by: readBy, at: readAt }),
    });
  }
  return [...marks.values()];
}

/** The shape that `recoveries.record` takes, with who recorded it, with whom it is shared, and the story's reference. */
function asRecord(recovery: Recovery): unknown {
  const years = (firearm: Firearm): object => {
    const year = firearm.marks.find((mark) => mark.kind === "year" && mark.state === "clear")?.reading ?? "";
    return /^(?:19|20)\d\d$/u.test(year) ? { year: Number(year) } : {};
  };
  return {
    ref: recovery.ref,
    unit: recovery.unit,
    recordedBy: recovery.recordedBy,
    manner: recovery.manner,
    occurredOn: recovery.at.slice(0, 10),
    occurredAt: recovery.at,
    place: { code: recovery.place },
    ground: { code: recovery.ground },
    context: recovery.context === undefined ? null : { code: recovery.context.code, fromDate: recovery.context.at },
    circumstances: recovery.circumstances.ru,
    circumstancesEn: recovery.circumstances.en ?? null,
    handling: recovery.handling,
    grade: recovery.grade === undefined ? null : `${recovery.grade.source}${recovery.grade.information}`,
    sharedWith: recovery.sharedWith,
    firearms: recovery.firearms.map((firearm) => ({
      type: { code: firearm.type },
      make: { written: firearm.make },
      model: { written: firearm.model },
      calibre: { written: firearm.calibre },
      ...years(firearm),
      marks: marksOf(firearm),
    })),
    ...(more[recovery.ref] === undefined ? {} : { more: more[recovery.ref] }),
  };
}

const onlyNumber = (text: string): string => text.replaceAll(/[\s-]/gu, "");

/** All files of the demonstration, name to content. */
export function demoFiles(seed = 20261126): ReadonlyMap<string, string> {
  const dice = new Dice(seed);
  const times = (count: number, row: (dice: Dice) => readonly string[]): (readonly string[])[] => Array.from({ length: count }, () => row(dice));
  const lot = policeTold.slice(0, 18);
  const police = amid(dice, times(415, policeRow), [lot, ...policeTold.slice(18).map((row) => [row])]);
  const defence = amid(dice, times(120 - defenceTold.length, defenceRow), [defenceTold]);
  const customs = amid(dice, times(60 - customsTold.length, customsRow), [customsTold]);
  const recoveries = [...told, ...everydayRecoveries(dice, 52, told.length + 1, "2024-11-25", "2026-11-15")].sort((a, b) => (a.at < b.at ? -1 : 1));

  const numbers: Readonly<Record<"police" | "defence" | "customs", ReadonlyMap<string, number>>> = {
    police: new Map(police.map((row, i) => [onlyNumber(`${row[1]} ${row[3]}${row[4]}`), i + 1])),
    defence: new Map(defence.map((row, i) => [onlyNumber(`${row[1]} ${row[3]}`), i + 1])),
    customs: new Map(customs.map((row, i) => [onlyNumber(`${row[2]} ${row[4]}`), i + 1])),
  };
  const matches = expectedMatches.map((match) => {
    const { register, serial = "", model = "", recovery } = match.with;
    if (!recoveries.some((one) => one.ref === match.recovery) || (recovery !== undefined && !recoveries.some((one) => one.ref === recovery))) {
      throw new Error(`${match.code}: no such recovery`);
    }
    if (register === undefined) {
      return match;
    }
    const row = numbers[register].get(onlyNumber(`${model} ${serial}`));
    if (row === undefined) {
      throw new Error(`${match.code}: no row ${model} ${serial} in ${register}`);
    }
    return { ...match, with: { ...match.with, row } };
  });

  const story = {
    note: {
      en: "Made by make.ts from told.ts and everyday.ts; change those, not this. All persons, events and numbers are invented.",
      ru: "Создано make.ts из told.ts и everyday.ts; править следует их. Все лица, события и номера вымышлены.",
    },
    seed,
    registers: [
      { code: "police-lost-stolen", file: "registers/police-lost-stolen.csv", institution: "POLICE", kind: "lost-stolen", importedBy: "s.abdyldaeva", name: { en: "Lost and stolen weapons", ru: "Утраченное и похищенное оружие" }, basis: { en: "Act on the Circulation of Firearms, art. 38", ru: "Закон «Об обороте огнестрельного оружия», ст. 38" }, asOf: "2026-11-01", format: { separator: ";", encoding: "utf-8 with BOM", lineEnd: "CRLF", dates: "dd.mm.yyyy" }, settles: { "№ п/п": "ignore" } },
      { code: "defence-losses", file: "registers/defence-losses.csv", institution: "DEFENCE", kind: "state-stock", importedBy: "y.baratov", name: { en: "Losses of state stocks", ru: "Утраты с государственных складов" }, basis: { en: "Act on the Circulation of Firearms, art. 39", ru: "Закон «Об обороте огнестрельного оружия», ст. 39" }, asOf: "2026-10-01", format: { separator: ",", encoding: "utf-8", lineEnd: "LF", dates: "yyyy-mm-dd" }, settles: { inventory_line: "ignore", storage: "unit", loss_report: "case-number" } },
      { code: "customs-transit", file: "registers/customs-transit.csv", institution: "CUSTOMS", kind: "in-transit", importedBy: "g.tursun", name: { en: "Detained and in transit", ru: "Задержано и в транзите" }, basis: { en: "Customs Code, art. 214", ru: "Таможенный кодекс, ст. 214" }, asOf: "2026-11-01", format: { separator: "\t", encoding: "utf-8", lineEnd: "LF", dates: "dd/mm/yyyy" }, settles: { "№": "ignore", "Режим": "status-reason", "Дата": "date-entered", "Пост": "unit", "Декларация": "case-number" } },
    ],
    threads,
    matches,
    recoveries: recoveries.map(asRecord),
  };
  return new Map([
    ["story.json", `${JSON.stringify(story, null, 2)}\n`],
    ["registers/police-lost-stolen.csv", `\uFEFF${file(policeHeader, police, ";", "\r\n")}`],
    ["registers/defence-losses.csv", file(defenceHeader, defence, ",", "\n")],
    ["registers/customs-transit.csv", file(customsHeader, customs, "\t", "\n")],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const here = fileURLToPath(new URL(".", import.meta.url));
  mkdirSync(`${here}registers`, { recursive: true });
  for (const [name, content] of demoFiles(process.argv[2] === undefined ? undefined : Number(process.argv[2]))) {
    writeFileSync(`${here}${name}`, content);
    process.stdout.write(`${name}: ${Buffer.byteLength(content)} bytes\n`);
  }
}
