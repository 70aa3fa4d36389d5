/**
 * The everyday work around the story: finds and seizures of two years, and the long tails of three registers, made from
 * small tables and a seed. The same seed gives the same bytes.
 *
 * Everything is invented. Numbers avoid those of the story (no series РЧ, ЖУ, ИЛ, ЗО, ФК, ВГ, ХЕ), so that no made row
 * meets a recovery by accident of this file; what else resembles is what a real register holds too.
 */
import type { Firearm, Mark, Recovery } from "./told.ts";

/** Mulberry32: 32 bits of state, enough for a demonstration, the same on every machine. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** From `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.whole(0, list.length - 1)] ?? list[0];
  }

  chance(share: number): boolean {
    return this.next() < share;
  }
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");
const told = new Set(["РЧ", "ЖУ", "ИЛ", "ЗО", "ФК", "ВГ", "ХЕ"]);
const letters = "А Б В Г Д Е Ж И К Л М Н О П Р С Т У Х Ц Ч Ш Э Я".split(" ") as [string, ...string[]];

function series(dice: Dice): string {
  const made = dice.pick(letters) + dice.pick(letters);
  return told.has(made) ? series(dice) : made;
}

interface Pattern {
  readonly kind: string;
  readonly type: string;
  readonly makes: readonly [string, ...string[]];
  readonly models: readonly [string, ...string[]];
  readonly calibres: readonly [string, ...string[]];
  readonly years: readonly [number, number];
  readonly weight: number;
  readonly number: (dice: Dice) => readonly [series: string, number: string];
}

const digits = (low: number, high: number) => (dice: Dice): readonly [string, string] => ["", String(dice.whole(low, high))];
const numbered = (share: number, low: number, high: number) => (dice: Dice): readonly [string, string] => [dice.chance(share) ? dice.pick(letters) : "", String(dice.whole(low, high))];
const lettered = (low: number, high: number) => (dice: Dice): readonly [string, string] => [series(dice), String(dice.whole(low, high))];

/** What the registers and the streets of the demonstration country hold, with weights by hand; calibres and years fit. */
const patterns: readonly [Pattern, ...Pattern[]] = [
  { kind: "Пистолет", type: "pistol", makes: ["Ижевск", "Ижмех", "Байкал", ""], models: ["ПМ", "ПМ", "пистолет Макарова", "пм"], calibres: ["9", "9.0", "9 мм", "9х18"], years: [1955, 1992], weight: 16, number: lettered(1012, 9893) },
  { kind: "Пистолет", type: "pistol", makes: ["Тула", "", "ТОЗ"], models: ["ТТ", "ТТ-33", "TT"], calibres: ["7,62", "762", "7.62"], years: [1937, 1953], weight: 7, number: lettered(118, 4890) },
  { kind: "Револьвер", type: "revolver", makes: ["Тула", ""], models: ["Наган", "НАГАН"], calibres: ["7,62", "7.62"], years: [1914, 1945], weight: 5, number: lettered(104, 9960) },
  { kind: "Автомат", type: "rifle-assault", makes: ["Ижмаш", ""], models: ["АКМ", "АКМС", "акм"], calibres: ["7,62", "762", "7,62х39"], years: [1960, 1976], weight: 4, number: lettered(1105, 9970) },
  { kind: "Автомат", type: "rifle-assault", makes: ["Ижмаш", "", "Ижевск"], models: ["АК-74", "АК74", "АК 74"], calibres: ["5,45", "545", "5.45"], years: [1975, 1991], weight: 4, number: lettered(1105, 9970) },
  { kind: "Автомат", type: "rifle-assault", makes: ["Тула", ""], models: ["АКС74У", "АКС-74У", "АКСУ"], calibres: ["5,45", "545"], years: [1980, 1991], weight: 2, number: digits(1205310, 4988710) },
  { kind: "Ружьё", type: "shotgun-double", makes: ["Ижевск", "Байкал"], models: ["ИЖ-27", "ИЖ27", "ИЖ-27М"], calibres: ["12", "12.0", "16", "12/70"], years: [1974, 2008], weight: 8, number: numbered(0.3, 10321, 988710) },
  { kind: "Ружьё", type: "shotgun-double", makes: ["Ижевск"], models: ["ИЖ-58", "ИЖ58", "Иж-58М"], calibres: ["12", "16", "20"], years: [1958, 1986], weight: 4, number: numbered(0.4, 10321, 98871) },
  { kind: "Ружьё", type: "shotgun-double", makes: ["Ижмех", "Байкал"], models: ["ИЖ-43", "ИЖ43", "ИЖ-43М"], calibres: ["12", "12/70", "16"], years: [1986, 2007], weight: 3, number: digits(10321, 99871) },
  { kind: "Ружьё", type: "shotgun-double", makes: ["Ижевск"], models: ["ИЖ-54", "Иж-54"], calibres: ["12"], years: [1954, 1969], weight: 2, number: numbered(0.5, 1032, 98871) },
  { kind: "Ружьё", type: "shotgun-double", makes: ["Байкал", "Ижмех"], models: ["МР-27М", "MP-27M", "мр-27"], calibres: ["12/76", "12", "12x76"], years: [2003, 2021], weight: 3, number: (dice) => ["", pad(dice.whole(3, 21), 2) + dice.whole(27_100, 27_990) + pad(dice.whole(1, 9998), 4)] },
  { kind: "Ружьё", type: "shotgun-double", makes: ["Тула", "ТОЗ"], models: ["ТОЗ-34", "ТОЗ34", "тоз-34Р"], calibres: ["12", "28", "20"], years: [1965, 2003], weight: 4, number: digits(20417, 698310) },
  { kind: "Ружьё", type: "shotgun-double", makes: ["Тула", "ТОЗ"], models: ["ТОЗ-БМ", "ТОЗ-63", "тоз 66"], calibres: ["16", "12"], years: [1957, 1976], weight: 5, number: digits(20417, 398310) },
  { kind: "Ружьё", type: "shotgun-single", makes: ["Ижевск"], models: ["ИЖ-17", "ИЖК", "ИЖ17"], calibres: ["16", "12", "32", "20"], years: [1952, 1976], weight: 6, number: digits(10288, 899120) },
  { kind: "Ружьё", type: "shotgun-single", makes: ["Ижевск", "Байкал"], models: ["ИЖ-18", "ИЖ18М", "ИЖ-18Е"], calibres: ["16", "12", "20"], years: [1966, 2009], weight: 6, number: digits(10288, 899120) },
  { kind: "Карабин", type: "carbine-self-loading", makes: ["Ижмаш"], models: ["Сайга", "Сайга-М", "Сайга-МК"], calibres: ["7,62х39", "7.62", "762"], years: [1993, 2019], weight: 4, number: (dice) => ["", `Н${pad(dice.whole(3, 19), 2)}${dice.whole(101_200, 998_210)}`] },
  { kind: "Карабин", type: "carbine-self-loading", makes: ["Молот"], models: ["Вепрь", "ВПО-136", "ОП-СКС"], calibres: ["7,62х39", "7.62"], years: [1995, 2018], weight: 3, number: numbered(0.5, 1040, 9982) },
  { kind: "Карабин", type: "carbine-self-loading", makes: ["", "Тула"], models: ["СКС", "СКС-45"], calibres: ["7,62", "7,62х39"], years: [1949, 1957], weight: 2, number: lettered(1040, 9982) },
  { kind: "Карабин", type: "rifle-hunting", makes: ["Ижмаш"], models: ["Тигр", "тигр-01"], calibres: ["7,62х54", "7.62"], years: [1978, 2018], weight: 2, number: digits(10150, 96470) },
  { kind: "Карабин", type: "rifle-hunting", makes: ["Ижмаш"], models: ["Лось-7", "Лось-4"], calibres: ["308", "9х53"], years: [1977, 2015], weight: 1, number: digits(10150, 56470) },
  { kind: "Винтовка", type: "rifle-small-bore", makes: ["Тула", "ТОЗ"], models: ["ТОЗ-8", "ТОЗ8М", "ТОЗ-17"], calibres: ["5,6", "5.6", "56"], years: [1948, 1985], weight: 7, number: digits(21050, 789940) },
  { kind: "Винтовка", type: "rifle-small-bore", makes: ["ТОЗ"], models: ["ТОЗ-78", "ТОЗ-78-01"], calibres: ["5,6", "22 LR"], years: [1984, 2012], weight: 2, number: digits(21050, 389940) },
  { kind: "Винтовка", type: "rifle-bolt", makes: ["Ижевск", "Тула", ""], models: ["винтовка Мосина", "КО-44", "91/30"], calibres: ["7,62", "7,62х54"], years: [1931, 1945], weight: 4, number: lettered(1007, 9954) },
  { kind: "Пистолет газовый", type: "gas-pistol", makes: ["Ижмех"], models: ["ИЖ-79", "ИЖ79", "ИЖ-79-8"], calibres: ["8", "8.0", "8 мм"], years: [1992, 2004], weight: 4, number: digits(1012, 98760) },
  { kind: "Пистолет газовый", type: "gas-pistol", makes: ["RECK", "МЕ"], models: ["ME 9 Para", "ME9PARA"], calibres: ["8", "9 РА"], years: [1991, 1998], weight: 2, number: digits(101, 9876) },
  { kind: "ОООП", type: "limited-damage", makes: ["Ижмех"], models: ["МР-79-9ТМ", "Макарыч", "МР-80-13Т"], calibres: ["9 РА", "9 мм Р.А."], years: [2005, 2022], weight: 5, number: (dice) => ["", pad(dice.whole(5, 21), 2) + dice.whole(33_100, 99_010)] },
  { kind: "ОООП", type: "limited-damage", makes: ["НИИПХ", ""], models: ["Оса", "ПБ-4-1"], calibres: ["18х45", "18"], years: [2002, 2018], weight: 3, number: (dice) => ["", `${dice.pick(["Г", "Д", "К", "Л"])}${pad(dice.whole(1204, 99_010), 6)}`] },
  { kind: "Пистолет", type: "pistol", makes: ["Norinco", "Китай"], models: ["Тип 54", "Type 54"], calibres: ["7.62x25", "7,62"], years: [1962, 1989], weight: 1, number: digits(12_100_420, 38_988_700) },
  { kind: "Пистолет", type: "pistol", makes: ["CZ", "ЧЗ"], models: ["CZ-75", "CZ 75B"], calibres: ["9x19", "9 Para"], years: [1980, 2016], weight: 1, number: (dice) => [dice.pick(["A", "B", "C"]), String(dice.whole(100_420, 988_700))] },
  { kind: "Пистолет", type: "pistol", makes: ["Canik"], models: ["TP9", "TP9SF"], calibres: ["9x19", "9 мм Люгер", "9 Para"], years: [2012, 2023], weight: 2, number: (dice) => ["", `T6472-${pad(dice.whole(12, 23), 2)} ${dice.pick(["AB", "AH", "BC"])} ${pad(dice.whole(401, 99_870), 5)}`] },
  { kind: "Пистолет", type: "pistol", makes: ["Girsan", "Sarsilmaz"], models: ["MC28", "Kilinc 2000"], calibres: ["9x19", "9 Para"], years: [2006, 2022], weight: 1, number: (dice) => ["", `T${pad(dice.whole(6, 22), 2)}-${pad(dice.whole(4001, 99_870), 5)}`] },
];

const short = new Set(["pistol", "revolver", "gas-pistol", "limited-damage"]);

function pattern(dice: Dice, fits?: Scene["fits"]): Pattern {
  const fitting = patterns.filter((one) =>
    fits === undefined ? true : fits === "short" ? short.has(one.type) : !short.has(one.type) && one.type !== "rifle-assault",
  );
  const total = fitting.reduce((sum, one) => sum + one.weight, 0);
  let left = dice.next() * total;
  for (const one of fitting) {
    left -= one.weight;
    if (left < 0) {
      return one;
    }
  }
  return patterns[0];
}

/** A date between two others as ISO text. */
function day(dice: Dice, from: string, to: string): string {
  const low = Date.parse(`${from}T00:00:00Z`) / 86_400_000;
  const high = Date.parse(`${to}T00:00:00Z`) / 86_400_000;
  return new Date(dice.whole(low, high) * 86_400_000).toISOString().slice(0, 10);
}

const dotted = (iso: string): string => iso.split("-").reverse().join(".");
const latin: Readonly<Record<string, string>> = { А: "A", В: "B", Е: "E", К: "K", М: "M", Н: "H", О: "O", Р: "P", С: "C", Т: "T", У: "Y", Х: "X" };

/** As it gets typed: here and there a Latin look-alike, a lower-case letter, a space or a dash. */
function typed(dice: Dice, text: string): string {
  let out = "";
  for (const letter of text) {
    const twin = latin[letter];
    out += twin !== undefined && dice.chance(0.12) ? twin : letter;
  }
  return dice.chance(0.06) ? out.toLowerCase() : out;
}

const bodies: readonly [string, ...string[]] = ["УП г. Тумаркент", "УП Акдалинской обл.", "УП Сарыкумской обл.", "УП Нарзандской обл.", "УП Темирташской обл.", "УП Улукольской обл.", "УП Кокдабанской обл.", "УП Шириндаринской обл."];
const remarks: Readonly<Record<"ХИЩЕНИЕ" | "УТРАТА", readonly [string, ...string[]]>> = {
  ХИЩЕНИЕ: ["", "", "", "кража из квартиры", "кража из автомобиля", "кража из сейфа", "разбойное нападение", "кража из охотничьего домика"],
  УТРАТА: ["", "", "", "утеряно на охоте", "утеряно при переезде", "пожар", "владелец умер, оружие не найдено", "утрачено при паводке", "утоплено при переправе"],
};

/** One row of the police register: columns as in `registers/police-lost-stolen.csv` without the number of the row. */
export function policeRow(dice: Dice): readonly string[] {
  const p = pattern(dice);
  const [letterSeries, number] = p.number(dice);
  const reason = dice.chance(0.42) ? "ХИЩЕНИЕ" : "УТРАТА";
  // A weapon made after 1995 cannot have been lost in the years of paper files.
  const old = p.years[0] < 1972 && dice.chance(0.4);
  const entered = old ? day(dice, "1972-02-01", "1999-12-28") : day(dice, `${Math.max(2000, p.years[0] + 2)}-01-10`, "2026-10-30");
  const known = !dice.chance(old ? 0.35 : 0.06);
  const lost = known ? new Date(Date.parse(entered) - dice.whole(0, 40) * 86_400_000).toISOString().slice(0, 10) : "";
  const latest = Math.min(p.years[1], Number(entered.slice(0, 4)));
  const year = latest < p.years[0] || dice.chance(0.25) ? "" : String(dice.whole(p.years[0], latest));
  // A third of the registrars put series and number into one column.
  const together = letterSeries !== "" && dice.chance(0.18);
  const written = typed(dice, letterSeries);
  const joined = `${written}${dice.pick(["", " ", "-", " № "])}${number}`;
  return [
    dice.chance(0.2) ? p.kind.toUpperCase() : p.kind,
    typed(dice, dice.pick(p.models)),
    dice.pick(p.calibres),
    together ? "" : written,
    together ? joined : dice.chance(0.04) ? number.replace(/(\d{3})$/u, " $1") : number,
    year,
    reason,
    lost === "" ? "" : dotted(lost),
    dotted(entered),
    dice.pick(bodies),
    old ? `арх. ${dice.whole(3, 940)}/${entered.slice(2, 4)}` : `КУСП ${dice.whole(11, 9870)}/${entered.slice(2, 4)}`,
    dice.pick(remarks[reason]),
  ];
}

const stateItems: readonly [readonly [string, string, string, number, number], ...(readonly [string, string, string, number, number])[]] = [
  ["assault rifle", "AKM", "7.62", 1962, 1976],
  ["assault rifle", "AK-74", "5.45", 1976, 1990],
  ["assault rifle", "AKS-74U", "5.45", 1980, 1990],
  ["pistol", "PM", "9", 1958, 1990],
  ["machine gun", "PKM", "7.62", 1970, 1988],
  ["light machine gun", "RPK", "7.62", 1962, 1977],
  ["sniper rifle", "SVD", "7.62", 1966, 1990],
  ["carbine", "SKS", "7.62", 1950, 1957],
];

/** One row of the defence file, number of the row left out. */
export function defenceRow(dice: Dice): readonly string[] {
  const [item, model, calibre, first, last] = dice.pick(stateItems);
  const lost = day(dice, "1993-04-01", "2026-09-20");
  const store = dice.pick(["Arsenal No. 1", "Armoury No. 7", "unit 2214", "unit 3071", "unit 1408", "training centre"]);
  const letterSeries = series(dice);
  const number = pad(dice.whole(212, 9899), 4);
  return [
    item,
    model,
    calibre,
    typed(dice, `${letterSeries}${dice.pick(["-", "-", "", " "])}${number}`),
    dice.chance(0.1) ? "" : String(dice.whole(first, last)),
    store,
    dice.pick(["missing at inventory", "lost in the field", "stolen", "lost in transport", "not returned"]),
    lost,
    `${store.startsWith("unit") ? store.slice(5) : "INV"}/${lost.slice(0, 4)}-${pad(dice.whole(1, 312), 3)}`,
    dice.pick(["", "", "", "internal inquiry closed", "military police informed", "documents burnt"]),
  ];
}

/** One row of the customs file, number of the row left out. */
export function customsRow(dice: Dice): readonly string[] {
  const [goods, make, model, calibre, prefix] = dice.pick<readonly [string, string, string, string, string]>([
    ["пистолет сигнальный", "ZORAKI", "914", "9 мм P.A.K.", "0914-23"],
    ["пистолет сигнальный", "EKOL", "FIRAT", "9 мм P.A.K.", "EF-24"],
    ["пистолет сигнальный", "BLOW", "F92", "9 мм P.A.K.", "B92-"],
    ["ружьё охотничье", "HATSAN", "ESCORT", "12/76", ""],
    ["ружьё охотничье", "AKKAR", "", "12", ""],
    ["винтовка пневматическая", "HATSAN", "125", "4,5", ""],
    ["карабин охотничий", "CZ", "CZ 557", "30-06", "C"],
    ["пистолет", "GLOCK", "Glock 17", "9x19", ""],
  ]);
  const date = day(dice, "2024-11-25", "2026-10-25");
  const year = date.slice(2, 4);
  const [post, code] = dice.pick<readonly [string, string]>([
    ["Терминал Заркамар", "ZKP"],
    ["Терминал Заркамар", "ZKP"],
    ["Ширин-Копрюк", "SHK"],
    ["Акдала-Северная", "AKP"],
    ["Аэропорт Тумаркент", "TMA"],
  ]);
  const detained = dice.chance(0.4);
  return [
    goods,
    make,
    model,
    calibre,
    `${prefix}${dice.whole(310_500, 989_900)}`,
    detained ? "задержание" : "транзит",
    date.split("-").reverse().join("/"),
    post,
    `QT-${code}-${year}-${pad(dice.whole(512, 9960), 6)}`,
    detained ? dice.pick(["нет разрешения", "не указано в декларации", "расхождение номеров"]) : dice.pick(["", "", "транзит завершён", "транзит завершён"]),
  ];
}

interface Scene {
  readonly manner: Recovery["manner"];
  readonly ground: string;
  readonly text: string;
  readonly many: readonly [number, number];
  /** A short weapon goes under a belt, a long one to the hunt; left out where either fits. */
  readonly fits?: "short" | "long";
}

/** What officers write, with {место} for the place. */
const scenes: readonly [Scene, ...Scene[]] = [
  { manner: "seized", ground: "possession", text: "Обыск по месту жительства, {место}. Оружие хранилось без разрешения в надворной постройке.", many: [1, 3] },
  { manner: "seized", ground: "possession", text: "Проверка по сообщению соседей о стрельбе, {место}. Разрешения на оружие нет.", many: [1, 1] },
  { manner: "seized", ground: "carrying", text: "Личный досмотр при проверке документов, {место}. Оружие за поясом, разрешения нет.", many: [1, 1], fits: "short" },
  { manner: "seized", ground: "transport", text: "Досмотр автомобиля, {место}. Оружие под задним сиденьем, водитель происхождения не объяснил.", many: [1, 2] },
  { manner: "seized", ground: "poaching", text: "Рейд с охотничьим надзором, {место}. Добыча вне сезона, оружие без документов.", many: [1, 3], fits: "long" },
  { manner: "seized", ground: "permit-lapsed", text: "Проверка условий хранения, {место}. Срок разрешения истёк более года назад.", many: [1, 1] },
  { manner: "seized", ground: "protective-order", text: "Изъятие у владельца после вынесения защитного предписания, {место}.", many: [1, 2] },
  { manner: "seized", ground: "use-in-crime", text: "Ссора с угрозой оружием, {место}. Пострадавших нет, оружие изъято на месте.", many: [1, 1] },
  { manner: "seized", ground: "acquisition", text: "Покупка под контролем, {место}. Продавец задержан, оружие упаковано и опечатано.", many: [1, 4] },
  { manner: "seized", ground: "smuggling", text: "Досмотр транспорта, следующего через границу, {место}. Тайник в топливном баке.", many: [1, 6], fits: "short" },
  { manner: "found", ground: "no-holder", text: "Найдено прохожим, {место}. Оружие в пакете, следов рук не обнаружено.", many: [1, 1], fits: "short" },
  { manner: "found", ground: "no-holder", text: "Обнаружено при сносе старого дома, {место}. Сильная коррозия.", many: [1, 2] },
  { manner: "found", ground: "cache", text: "Тайник на чердаке нежилого строения, {место}. Оружие в ветоши, смазано.", many: [2, 6] },
  { manner: "surrendered", ground: "voluntary", text: "Добровольная сдача, {место}. Заявитель нашёл оружие в вещах родственника.", many: [1, 2] },
  { manner: "surrendered", ground: "amnesty", text: "Сдано в ходе месячника «Оружие — за вознаграждение», {место}.", many: [1, 4] },
  { manner: "surrendered", ground: "owner-died", text: "Сдано наследниками владельца, {место}. Регистрационные документы приложены.", many: [1, 3] },
];

/** Who records where: unit, officer, and the places of their duty with the words for the text. */
const duties: readonly [readonly [string, string, readonly [readonly [string, string], ...(readonly [string, string])[]]], ...(readonly [string, string, readonly [readonly [string, string], ...(readonly [string, string])[]]])[]] = [
  ["POLICE-CAP", "t.esenov", [["TMK", "г. Тумаркент"], ["TMZ", "Заводской район Тумаркента"], ["TMN", "квартал Нурбулак"], ["TMV", "станция Тумаркент-Грузовая"]]],
  ["POLICE-SHI", "h.saidova", [["SHI", "г. Шириндара"], ["CHB", "г. Чарбог"], ["ANO", "г. Анорзор"], ["OBI", "с. Обисафед"], ["MIR", "с. Мирзобог"], ["DAR", "с. Дарвозакишлак"]]],
  ["POLICE-ULU", "i.chokan", [["ULU", "г. Улуколь"], ["BAL", "г. Балыкши"], ["ARC", "заповедник Арчалы"], ["TES", "с. Тескей"], ["SEV", "с. Северный Берег"], ["LUL", "озеро Улуколь"]]],
  ["POLICE-KOK", "a.karymov", [["SRB", "г. Сарыбель"], ["MAR", "с. Маралсай"], ["TUZ", "с. Тузашуу"], ["DZH", "с. Джетикарагай"], ["RKO", "берег реки Коксу"]]],
  ["POLICE-JYLGYNDY", "k.bolotov", [["JYL", "с. Джылгынды"], ["AKB", "с. Акбейит"]]],
  ["POLICE-INVESTIGATION", "a.karimov", [["AKD", "г. Акдала"], ["SAR", "г. Сарыкум"], ["NAR", "г. Нарзанд"], ["TEM", "г. Темирташ"], ["PAH", "г. Пахтаобод"], ["RUD", "пос. Рудничный"], ["KEM", "г. Кемерли"], ["BOZ", "г. Бозтал"]]],
  ["BORDER-KOKDABAN", "d.orozova", [["KDP", "пост Кокдабан-Перевал"], ["KDV", "с. Кокдабан"]]],
  ["BORDER-SHIRINKOPRUK", "m.sattorov", [["SHK", "пост Ширин-Копрюк"], ["RSH", "берег реки Ширинсу"]]],
  ["BORDER-AKDALA", "n.akhmetkali", [["AKP", "пост Акдала-Северная"]]],
  ["CUSTOMS-ZARKAMAR", "l.kan", [["TER", "терминал Заркамар"]]],
  ["CUSTOMS-SHIRINKOPRUK", "f.nazarov", [["SHK", "пост Ширин-Копрюк"]]],
  ["SECURITY-SOUTH", "u.dosov", [["DAR", "с. Дарвозакишлак"], ["TUT", "с. Тутзор"]]],
  ["DEFENCE-MP", "n.safin", [["MAR", "склад № 7"], ["KAR", "арсенал № 1"]]],
];

function marksOf(dice: Dice, p: Pattern): readonly Mark[] {
  const [letterSeries, number] = p.number(dice);
  const place = p.type.startsWith("shotgun") ? "barrels" : p.type.includes("rifle") || p.type.startsWith("carbine") ? "receiver" : "frame";
  const year: readonly Mark[] = dice.chance(0.4) ? [{ kind: "year", place, state: "clear", reading: String(dice.whole(p.years[0], p.years[1])) }] : [];
  const fate = dice.next();
  if (fate < 0.1) {
    return [{ kind: "serial", place, state: "obliterated", reading: null, note: "спилен" }, ...year];
  }
  if (fate < 0.15) {
    return [{ kind: "serial", place, state: "not-recorded", reading: null }];
  }
  const full = typed(dice, `${letterSeries}${letterSeries === "" ? "" : dice.pick(["", " ", "-"])}${number}`);
  if (fate < 0.27) {
    const at = full.length - dice.whole(1, 2);
    return [{ kind: "serial", place, state: "partial", reading: `${full.slice(0, at)}?${full.slice(at + 1)}`, note: "коррозия" }, ...year];
  }
  return [{ kind: "serial", place, state: "clear", reading: full }, ...year];
}

function everydayFirearm(dice: Dice, fits: Scene["fits"]): Firearm {
  if (fits !== "long" && dice.chance(0.06)) {
    return { type: "home-made-pistol", make: "самодел", model: "", calibre: dice.pick(["5,6", "8 мм", "неизвестен"]), marks: [{ kind: "serial", place: "frame", state: "none-made", reading: null }] };
  }
  const p = pattern(dice, fits);
  return { type: p.type, make: dice.pick(p.makes), model: typed(dice, dice.pick(p.models)), calibre: dice.pick(p.calibres), marks: marksOf(dice, p) };
}

/** Recoveries `R-<from>` and following, by date, between the two days. */
export function everydayRecoveries(dice: Dice, count: number, from: number, first: string, last: string): Recovery[] {
  const days = Array.from({ length: count }, () => day(dice, first, last)).sort();
  return days.map((date, i): Recovery => {
    const [unit, recordedBy, places] = dice.pick(duties);
    const [place, words] = dice.pick(places);
    const atBorder = unit.startsWith("BORDER") || unit.startsWith("CUSTOMS");
    const fitting = scenes.filter((scene) => (atBorder ? ["smuggling", "transport", "carrying"].includes(scene.ground) : scene.ground !== "smuggling"));
    const scene = dice.pick(fitting as [Scene, ...Scene[]]);
    return {
      ref: `R-${pad(from + i, 3)}`,
      manner: scene.manner,
      at: `${date}T${pad(dice.whole(6, 23), 2)}:${pad(dice.whole(0, 11) * 5, 2)}:00+06:00`,
      place,
      unit,
      recordedBy,
      ground: scene.ground,
      handling: dice.chance(0.08) ? ["H2"] : [],
      sharedWith: dice.chance(0.2) ? [{ institution: "FOCAL" }] : [],
      circumstances: { ru: scene.text.replace("{место}", words) },
      firearms: Array.from({ length: dice.whole(scene.many[0], scene.many[1]) }, () => everydayFirearm(dice, scene.fits)),
    };
  });
}
