/**
 * What answers the told recoveries: the rows of three registers, the matches a careful analyst would confirm or reject, and
 * the threads that tie them together. Everything is invented.
 */

/** Rows of the police register that belong to the story: kind, model, calibre, series, number, year, reason, lost, entered, body, file, remark. */
const jylgyndy = ["15.03.2025", "15.03.2025", "ОП «Джылгынды» УП Кокдабанской обл.", "КУСП 0311/25"] as const;
const lotPistol = (number: number): readonly string[] => ["Пистолет", "ПМ", "9", "РЧ", String(number), "1984", "ХИЩЕНИЕ", ...jylgyndy, "из оружейной комнаты, ночь на 15.03.2025"];
const lotCarbine = (number: string): readonly string[] => ["Автомат", "АКС-74У", "5,45", "", number, "1986", "ХИЩЕНИЕ", ...jylgyndy, "из оружейной комнаты, ночь на 15.03.2025"];

export const policeTold: readonly (readonly string[])[] = [
  lotPistol(4816),
  ...Array.from({ length: 13 }, (_, i) => lotPistol(4821 + i)),
  ...["5160427", "5160428", "5160431", "5160433"].map(lotCarbine),
  ["Пистолет", "ТТ", "7,62", "ИЛ", "5513", "1947", "УТРАТА", "02.11.2009", "05.11.2009", "УП г. Тумаркент", "КУСП 7720/09", "ведомственная охрана завода"],
  ["ПИСТОЛЕТ", "ПМ", "9.0", "ЖУ", "6592", "1979", "ХИЩЕНИЕ", "21.06.2019", "24.06.2019", "УП Темирташской обл.", "КУСП 2205/19", "нападение на сотрудника"],
  ["пистолет", "ТТ-33", "762", "ЗО", "1183", "1951", "УТРАТА", "", "14.02.1994", "УП г. Тумаркент", "арх. 118/94", "дата утраты не установлена"],
  ["Ружьё", "ИЖ-27М", "12", "", "412", "1993", "ХИЩЕНИЕ", "08.09.2016", "09.09.2016", "УП Улукольской обл.", "КУСП 900/16", "кража из квартиры"],
  ["Ружьё", "ТОЗ-34", "28", "", "412", "1981", "УТРАТА", "30.01.2004", "02.02.2004", "УП Акдалинской обл.", "КУСП 61/04", ""],
  ["Винтовка", "ТОЗ8М", "5,6", "", "412", "1966", "УТРАТА", "", "11.05.1988", "УП Сарыкумской обл.", "арх. 40/88", "школьный тир"],
  ["Автомат", "АК74", "545", "ФК", "8864", "1988", "ХИЩЕНИЕ", "17.10.2021", "18.10.2021", "УП Шириндаринской обл.", "КУСП 3318/21", ""],
];

/** Rows of the defence file: item, model, calibre, serial, made, storage, status, lost, report, remarks. */
export const defenceTold: readonly (readonly string[])[] = [
  ["assault rifle", "AKM", "7.62", "ХЕ-3187", "1971", "Armoury No. 7", "missing at inventory", "2025-10-30", "INV-7/2025-114", "rack 12, box 3"],
  ["assault rifle", "AKM", "7.62", "ХЕ-3190", "1971", "Armoury No. 7", "missing at inventory", "2025-10-30", "INV-7/2025-114", "rack 12, box 3"],
  ["assault rifle", "AKM", "7.62", "ХЕ-3194", "1971", "Armoury No. 7", "missing at inventory", "2025-10-30", "INV-7/2025-114", "rack 12, box 3"],
  ["sniper rifle", "SVD", "7.62", "Н-04519", "1983", "Armoury No. 7", "missing at inventory", "2025-10-30", "INV-7/2025-115", "scope kept"],
];

/** Rows of the customs file: goods, make, model, calibre, number, regime, date, post, declaration, remark. */
export const customsTold: readonly (readonly string[])[] = [
  ["пистолет сигнальный", "ZORAKI", "914", "9 мм P.A.K.", "0914-2410573", "транзит", "11/02/2025", "Терминал Заркамар", "QT-ZKP-25-000417", "не прибыл в пункт назначения"],
  ["пистолет сигнальный", "ZORAKI", "914", "9 мм P.A.K.", "0914-2410581", "транзит", "11/02/2025", "Терминал Заркамар", "QT-ZKP-25-000417", "не прибыл в пункт назначения"],
  ["пистолет сигнальный", "EKOL", "JACKAL", "9 мм P.A.K.", "EJ-2503316", "транзит", "11/02/2025", "Терминал Заркамар", "QT-ZKP-25-000417", "не прибыл в пункт назначения"],
];

export interface ExpectedMatch {
  readonly code: string;
  readonly recovery: string;
  /** Position of the firearm in the recovery, from 0. */
  readonly firearm: number;
  readonly with: { readonly register?: "police" | "defence" | "customs"; readonly serial?: string; readonly model?: string; readonly recovery?: string };
  readonly decision: "confirm" | "reject";
  /** Who has settled it before the visitor comes; without it the hit waits for the owner of the other record. */
  readonly decidedBy?: string;
  /** The pair says too little by itself for a proposal; who looks the number up finds it. */
  readonly proposed?: false;
  readonly difficulty: string;
  readonly why: { readonly en: string; readonly ru: string };
}

export const expectedMatches: readonly ExpectedMatch[] = [
  { code: "M-01", recovery: "R-001", firearm: 0, with: { register: "police", serial: "РЧ4816", model: "ПМ" }, decision: "confirm", difficulty: "last character unreadable", why: { en: "Only one stolen PM begins РЧ481; year 1984 agrees.", ru: "С РЧ481 начинается только один похищенный ПМ; год 1984 совпадает." } },
  { code: "M-02", recovery: "R-002", firearm: 0, with: { register: "police", serial: "РЧ4823", model: "ПМ" }, decision: "confirm", difficulty: "Latin P for Р, digit 4 for Ч", why: { en: "The photograph shows РЧ; model and year agree.", ru: "На фотографии видно РЧ; модель и год совпадают." } },
  { code: "M-03", recovery: "R-003", firearm: 0, with: { register: "police", serial: "РЧ4827", model: "ПМ" }, decision: "confirm", decidedBy: "o.melnychenko", difficulty: "two digits transposed", why: { en: "Dictated over the radio; a second reading of the weapon gave 4827.", ru: "Номер передан по радио; повторный осмотр дал 4827." } },
  { code: "M-04", recovery: "R-004", firearm: 0, with: { register: "police", serial: "РЧ4830", model: "ПМ" }, decision: "confirm", difficulty: "lower case and dash; under H2 the police learn nothing until the department gives leave", why: { en: "All characters agree once written alike.", ru: "После приведения записи к одному виду совпадают все знаки." } },
  { code: "M-05", recovery: "R-005", firearm: 0, with: { register: "police", serial: "РЧ4832", model: "ПМ" }, decision: "confirm", difficulty: "series lost, frame obliterated, number on the slide", why: { en: "Four digits on the slide, model and the lot's other finds agree.", ru: "Совпадают четыре цифры на затворе, модель и другие находки партии." } },
  { code: "M-06", recovery: "R-006", firearm: 0, with: { register: "police", serial: "5160427", model: "АКС-74У" }, decision: "confirm", difficulty: "O for 0, Z for 2", why: { en: "Field notes; the laboratory read 5160427.", ru: "Запись в поле; лаборатория прочла 5160427." } },
  { code: "M-07", recovery: "R-018", firearm: 0, with: { register: "police", serial: "5160431", model: "АКС-74У" }, decision: "confirm", decidedBy: "o.melnychenko", difficulty: "space inside the number", why: { en: "All digits and the model agree.", ru: "Совпадают все цифры и модель." } },
  { code: "M-08", recovery: "R-007", firearm: 0, with: { register: "defence", serial: "ХЕ-3187", model: "AKM" }, decision: "confirm", decidedBy: "y.baratov", difficulty: "all letters in Latin look-alikes", why: { en: "Number, model and year agree; the armoury confirmed the shortage.", ru: "Совпадают номер, модель и год; склад подтвердил недостачу." } },
  { code: "M-09", recovery: "R-008", firearm: 0, with: { register: "defence", serial: "Н-04519", model: "SVD" }, decision: "confirm", proposed: false, difficulty: "prefix and leading zero lost", why: { en: "Rare model, four digits and the year agree.", ru: "Редкая модель, совпадают четыре цифры и год." } },
  { code: "M-10", recovery: "R-009", firearm: 0, with: { register: "police", serial: "ИЛ5513", model: "ТТ" }, decision: "confirm", decidedBy: "s.abdyldaeva", difficulty: "model typed into the serial field", why: { en: "Without the model's name the number is ИЛ 5513.", ru: "Без обозначения модели остаётся номер ИЛ 5513." } },
  { code: "M-11", recovery: "R-010", firearm: 0, with: { register: "police", serial: "ЖУ6592", model: "ПМ" }, decision: "confirm", decidedBy: "s.abdyldaeva", difficulty: "obliterated, restored, two examiners disagree on one position", why: { en: "The second reading gives the missing digit.", ru: "Второе прочтение даёт недостающую цифру." } },
  { code: "M-12", recovery: "R-011", firearm: 0, with: { register: "customs", serial: "0914-2410573", model: "914" }, decision: "confirm", difficulty: "last character lost", why: { en: "Two pistols of one consignment lay beside it.", ru: "Рядом лежали два пистолета той же партии." } },
  { code: "M-13", recovery: "R-011", firearm: 1, with: { register: "customs", serial: "0914-2410581", model: "914" }, decision: "confirm", decidedBy: "e.dzhuma", difficulty: "space for dash", why: { en: "All characters agree.", ru: "Совпадают все знаки." } },
  { code: "M-14", recovery: "R-011", firearm: 2, with: { register: "customs", serial: "EJ-2503316", model: "JACKAL" }, decision: "confirm", decidedBy: "e.dzhuma", difficulty: "space inside the number", why: { en: "All characters agree.", ru: "Совпадают все знаки." } },
  { code: "M-15", recovery: "R-013", firearm: 0, with: { register: "police", serial: "ЗО1183", model: "ТТ-33" }, decision: "confirm", decidedBy: "s.abdyldaeva", difficulty: "series ЗО read as the digits 30", why: { en: "A TT of these years has a two-letter series.", ru: "У ТТ этих лет серия из двух букв." } },
  { code: "M-16", recovery: "R-016", firearm: 0, with: { recovery: "R-015" }, decision: "confirm", difficulty: "mixed scripts, O for 0; the earlier weapon is recorded as destroyed", why: { en: "The same weapon seized twice: the certificate of destruction is false.", ru: "Одно и то же оружие изъято дважды: акт об уничтожении ложный." } },
  { code: "M-17", recovery: "R-012", firearm: 0, with: { register: "police", serial: "РЧ4833", model: "ПМ" }, decision: "reject", proposed: false, difficulty: "near neighbour of the stolen lot", why: { en: "The last digit is clear, and the year is 1962, not 1984.", ru: "Последняя цифра читается ясно, год 1962, а не 1984." } },
  { code: "M-18", recovery: "R-014", firearm: 0, with: { register: "police", serial: "412", model: "ТОЗ-34" }, decision: "reject", proposed: false, difficulty: "short number in three rows", why: { en: "Such numbers were given anew every year; the barrels say 1974, the row 1981.", ru: "Такие номера повторялись каждый год; на стволах 1974 год, в записи 1981." } },
  { code: "M-19", recovery: "R-017", firearm: 0, with: { register: "police", serial: "ФК8864", model: "АК74" }, decision: "reject", difficulty: "transposition with another version of the model", why: { en: "AKS-74 with a folding stock against AK-74 with a fixed one, every digit clear: two weapons.", ru: "АКС-74 со складным прикладом и АК-74 с постоянным, все цифры читаются: разное оружие." } },
];

export interface Thread {
  readonly code: string;
  readonly title: { readonly en: string; readonly ru: string };
  readonly text: { readonly en: string; readonly ru: string };
  readonly recoveries: readonly string[];
  readonly matches: readonly string[];
}

export const threads: readonly Thread[] = [
  {
    code: "jylgyndy-lot",
    title: { en: "The Jylgyndy lot", ru: "Партия из Джылгынды" },
    text: {
      en: "In the night to 15 March 2025 fourteen PM pistols and four AKS-74U disappeared from the weapon room of the Jylgyndy police station. For eight months nothing; then they surface one by one, each with another institution, each written differently. The first pistol of the lot, РЧ 4816, reaches Kokdaban Pass in September 2026.",
      ru: "В ночь на 15 марта 2025 года из оружейной комнаты отделения полиции «Джылгынды» пропали четырнадцать ПМ и четыре АКС-74У. Восемь месяцев — ничего, затем они всплывают по одному, каждый раз у другого ведомства и каждый раз записанные по-своему. Первый пистолет партии, РЧ 4816, доходит до Кокдабанского перевала в сентябре 2026 года.",
    },
    recoveries: ["R-001", "R-002", "R-003", "R-004", "R-005", "R-006", "R-018", "R-012"],
    matches: ["M-01", "M-02", "M-03", "M-04", "M-05", "M-06", "M-07", "M-17"],
  },
  {
    code: "nurbulak-cell",
    title: { en: "Apples and ledgers: the Nurbulak cell", ru: "Яблоки и тетради: ячейка Нурбулак" },
    text: {
      en: "A charity in the Nurbulak quarter collects money; a fruit depot in Sarybel carries crates over the pass. The ledger names lots by letters. Customs, border service, police and security each hold one piece, and only the weapon joins them: pistols of one lot paid for with collected money and sent to an armed group in Kohsaron.",
      ru: "Благотворительный фонд в квартале Нурбулак собирает деньги, фруктовая база в Сарыбеле возит ящики через перевал. В тетради партии обозначены буквами. У таможни, пограничников, полиции и службы безопасности — по одному фрагменту, и соединяет их только оружие: пистолеты одной партии оплачены собранными деньгами и шли вооружённой группе в Кохсароне.",
    },
    recoveries: ["R-001", "R-002", "R-004", "R-005", "R-006", "R-018"],
    matches: ["M-01", "M-02", "M-04", "M-05", "M-06", "M-07"],
  },
  {
    code: "zarkamar-consignment",
    title: { en: "The consignment that never arrived", ru: "Партия, которая не дошла" },
    text: {
      en: "In February 2025 blank-firing pistols entered at the Zarkamar terminal in transit to Altyndala. The transit was never closed. In July 2026 three of them lie in a workshop of the capital with new barrels.",
      ru: "В феврале 2025 года через терминал Заркамар в Алтындалу следовали транзитом сигнальные пистолеты. Транзит не был завершён. В июле 2026 года три из них лежат в столичной мастерской с новыми стволами.",
    },
    recoveries: ["R-011"],
    matches: ["M-12", "M-13", "M-14"],
  },
  {
    code: "armoury-7",
    title: { en: "The shortage at Armoury No. 7", ru: "Недостача на складе № 7" },
    text: {
      en: "The inventory of October 2025 misses rifles. Defence reports them to nobody until the Focal Point asks; by then an AKM is on a train to Altyndala and an SVD in the hands of poachers.",
      ru: "При инвентаризации в октябре 2025 года недосчитались винтовок и автоматов. Минобороны никому не сообщало, пока не спросил координационный центр; к тому времени АКМ ехал поездом в Алтындалу, а СВД была у браконьеров.",
    },
    recoveries: ["R-007", "R-008"],
    matches: ["M-08", "M-09"],
  },
  {
    code: "exhibit-returned",
    title: { en: "The exhibit that came back", ru: "Вещественное доказательство, которое вернулось" },
    text: {
      en: "An AKM seized in May 2025 was destroyed on paper. Fifteen months later customs find it in a scrap container.",
      ru: "АКМ, изъятый в мае 2025 года, уничтожен по документам. Через пятнадцать месяцев таможня находит его в контейнере с металлоломом.",
    },
    recoveries: ["R-015", "R-016"],
    matches: ["M-16"],
  },
  {
    code: "everyday",
    title: { en: "Everyday finds and false leads", ru: "Будни и ложные следы" },
    text: {
      en: "A robbery pistol lost in 2009, a restored number, a rusty TT from the river; and three leads that a careful analyst rejects.",
      ru: "Пистолет налётчика, утраченный в 2009 году, восстановленный номер, ржавый ТТ из реки — и три следа, которые внимательный аналитик отклоняет.",
    },
    recoveries: ["R-009", "R-010", "R-013", "R-014", "R-017", "R-012"],
    matches: ["M-10", "M-11", "M-15", "M-17", "M-18", "M-19"],
  },
];
