/**
 * The part of the demonstration that is told by hand: the recoveries around which the story turns, the rows of the
 * registers that answer them, and what a careful analyst would conclude. `make.ts` adds the everyday work around it.
 *
 * Everything is invented: no person, serial or event is taken from a real register. Readings keep the notation of
 * examiners: `?` one unreadable character, `*` a run of them.
 */

export interface Mark {
  readonly kind: string;
  /** Where on the weapon. */
  readonly place: string;
  readonly state: string;
  /** As read, null where nothing can be read. */
  readonly reading: string | null;
  readonly readBy?: string;
  readonly readAt?: string;
  readonly note?: string;
}

export interface Firearm {
  /** Code of `firearm-types.csv`; make, model and calibre are texts as the recording officer wrote them. */
  readonly type: string;
  readonly make: string;
  readonly model: string;
  readonly calibre: string;
  readonly marks: readonly Mark[];
}

export interface Recovery {
  readonly ref: string;
  readonly manner: "seized" | "found" | "surrendered";
  readonly at: string;
  readonly place: string;
  readonly unit: string;
  readonly recordedBy: string;
  readonly ground: string;
  readonly context?: { readonly code: string; readonly at: string };
  readonly handling: readonly string[];
  readonly grade?: { readonly source: string; readonly information: number };
  readonly sharedWith: readonly {
    readonly institution?: string;
    readonly unit?: string;
    readonly person?: string;
    readonly until?: string;
    readonly reason?: string;
    /** The provider's leave, where the handling code asks for it. */
    readonly leave?: string;
  }[];
  readonly circumstances: { readonly ru: string; readonly en?: string };
  readonly firearms: readonly Firearm[];
}

const serial = (reading: string | null, state = "clear", place = "frame", more: Partial<Mark> = {}): Mark => ({
  kind: "serial",
  place,
  state,
  reading,
  ...more,
});

export const told: readonly Recovery[] = [
  {
    ref: "R-001",
    manner: "seized",
    at: "2026-09-28T21:40:00+06:00",
    place: "KDP",
    unit: "BORDER-KOKDABAN",
    recordedBy: "b.toktarov",
    ground: "smuggling",
    handling: [],
    sharedWith: [],
    circumstances: {
      ru: "При досмотре грузового автомобиля с яблоками, следовавшего в Кохсарон, под вторым дном ящика обнаружен пистолет ПМ, завёрнутый в промасленную ткань. Последний знак номера забит ударом, остальные читаются. Водитель заявил, что ящик ему передали на рынке в Сарыбеле.",
      en: "Under the false bottom of a crate on an apple lorry bound for Kohsaron: a PM pistol in oiled cloth. The last character of the number was struck over, the others can be read. The driver says the crate was handed to him at the market of Sarybel.",
    },
    firearms: [
      {
        type: "pistol",
        make: "Ижевск",
        model: "ПМ",
        calibre: "9 мм",
        marks: [
          serial("РЧ481?", "partial", "frame", { note: "последний знак забит" }),
          { kind: "year", place: "frame", state: "clear", reading: "1984" },
          { kind: "property", place: "slide", state: "obliterated", reading: null },
        ],
      },
    ],
  },
  {
    ref: "R-002",
    manner: "seized",
    at: "2025-11-19T04:15:00+06:00",
    place: "SHK",
    unit: "CUSTOMS-SHIRINKOPRUK",
    recordedBy: "f.nazarov",
    ground: "undeclared",
    context: { code: "arms-trafficking", at: "2026-02-03" },
    handling: [],
    sharedWith: [{ institution: "FOCAL" }],
    circumstances: {
      ru: "Рентген-контроль микроавтобуса: плотный предмет в полости сиденья. Изъят пистолет ПМ и 16 патронов. Номер внесён латиницей с фотографии, сделанной телефоном.",
      en: "X-ray of a minibus showed a dense object in a seat. A PM pistol and 16 cartridges. The number was typed in Latin letters from a telephone photograph.",
    },
    firearms: [{ type: "pistol", make: "Makarov", model: "PM", calibre: "9x18", marks: [serial("P4 4823"), { kind: "year", place: "frame", state: "clear", reading: "84" }] }],
  },
  {
    ref: "R-003",
    manner: "seized",
    at: "2025-12-06T18:05:00+06:00",
    place: "TMB",
    unit: "POLICE-CAP",
    recordedBy: "t.esenov",
    ground: "carrying",
    context: { code: "drug-trafficking", at: "2026-01-20" },
    handling: [],
    sharedWith: [],
    circumstances: {
      ru: "При задержании сбытчика наркотиков на Центральном базаре за поясом обнаружен пистолет ПМ с патроном в патроннике. Номер продиктован по радиосвязи.",
      en: "A drug seller arrested at the Central Bazaar carried a PM with a round in the chamber. The number was dictated over the radio.",
    },
    firearms: [{ type: "pistol", make: "", model: "ПМ", calibre: "9,0", marks: [serial("РЧ 4872")] }],
  },
  {
    ref: "R-004",
    manner: "seized",
    at: "2026-01-27T05:30:00+06:00",
    place: "TMN",
    unit: "SECURITY-CT",
    recordedBy: "a.sadyk",
    ground: "terrorism",
    context: { code: "terrorism-financing", at: "2026-03-11" },
    handling: ["H2"],
    grade: { source: "A", information: 1 },
    sharedWith: [],
    circumstances: {
      ru: "Обыск в помещении благотворительного фонда в квартале Нурбулак. В сейфе: пистолет ПМ, наличные в трёх валютах, тетрадь учёта переводов с пометками «ящики», «яблоки», буквенными обозначениями партий. Передача сведений только с согласия департамента.",
      en: "Search of a charity's rooms in the Nurbulak quarter. In the safe: a PM pistol, cash in three currencies, a ledger of transfers with notes \"crates\", \"apples\" and letters for lots. Not to be passed on without the department's consent.",
    },
    firearms: [{ type: "pistol", make: "Ижмех", model: "пистолет Макарова", calibre: "9х18", marks: [serial("рч-4830"), { kind: "year", place: "frame", state: "clear", reading: "1984" }] }],
  },
  {
    ref: "R-005",
    manner: "seized",
    at: "2026-03-02T23:10:00+06:00",
    place: "SHK",
    unit: "BORDER-SHIRINKOPRUK",
    recordedBy: "m.sattorov",
    ground: "smuggling",
    handling: [],
    sharedWith: [{ unit: "CUSTOMS-SHIRINKOPRUK", reason: "Общий пункт пропуска" }],
    circumstances: {
      ru: "Пеший переход вне времени работы поста. Двое скрылись в сторону Кохсарона, брошена сумка: пистолет ПМ, два магазина, упаковка из-под яблок. Номер на рамке спилен, на затворе читаются только цифры.",
      en: "Crossing on foot after hours. Two people fled towards Kohsaron and left a bag: a PM pistol, two magazines, an apple carton. The number on the frame is filed off; on the slide only the digits can be read.",
    },
    firearms: [
      {
        type: "pistol",
        make: "Байкал",
        model: "ПМ",
        calibre: "9",
        marks: [serial(null, "obliterated"), { kind: "serial-part", place: "slide", state: "partial", reading: "4832", note: "серия не читается" }],
      },
    ],
  },
  {
    ref: "R-006",
    manner: "found",
    at: "2026-04-14T11:20:00+06:00",
    place: "KYR",
    unit: "SECURITY-SOUTH",
    recordedBy: "u.dosov",
    ground: "cache",
    context: { code: "terrorism", at: "2026-05-30" },
    handling: ["H1", "H2"],
    grade: { source: "B", information: 3 },
    sharedWith: [{ institution: "FOCAL", reason: "Отслеживание происхождения автомата", leave: "Согласие департамента по борьбе с терроризмом, исх. 44/2 от 20.04.2026" }],
    circumstances: {
      ru: "Тайник в ущелье Кыркчоро, указанный источником: АКС-74У, граната, полимерные мешки с маркировкой фруктовой базы Сарыбеля. Номер снят в полевых условиях.",
      en: "A cache in the Kyrkchoro gorge shown by a source: an AKS-74U, a grenade, sacks with the mark of the fruit depot of Sarybel. The number was taken down in the field.",
    },
    firearms: [{ type: "rifle-assault", make: "Тула", model: "АКСУ", calibre: "545", marks: [serial("516O4Z7", "clear", "receiver")] }],
  },
  {
    ref: "R-007",
    manner: "seized",
    at: "2026-05-22T15:45:00+06:00",
    place: "AKP",
    unit: "BORDER-AKDALA",
    recordedBy: "n.akhmetkali",
    ground: "smuggling",
    handling: [],
    sharedWith: [],
    circumstances: {
      ru: "В локомотиве грузового поезда, в нише за приборной панелью, обнаружен автомат АКМ без магазина. Машинист о находке не знал.",
      en: "Behind the panel of a freight locomotive: an AKM rifle without a magazine. The driver knew nothing of it.",
    },
    firearms: [{ type: "rifle-assault", make: "Izhmash", model: "AKM", calibre: "7.62x39", marks: [serial("XE3187", "clear", "receiver"), { kind: "year", place: "receiver", state: "clear", reading: "1971" }] }],
  },
  {
    ref: "R-008",
    manner: "seized",
    at: "2026-06-09T09:00:00+06:00",
    place: "TUT",
    unit: "POLICE-SHI",
    recordedBy: "h.saidova",
    ground: "possession",
    handling: [],
    sharedWith: [{ unit: "PROSECUTOR-SHI", reason: "Надзор за следствием" }],
    circumstances: {
      ru: "Обыск у жителя села Тутзор по делу о браконьерстве: винтовка СВД с самодельным прикладом. Из номера внесены только крупные цифры.",
      en: "Search in Tutzor in a poaching case: an SVD rifle with a home-made stock. Only the large digits of the number were written down.",
    },
    firearms: [{ type: "rifle-sniper", make: "", model: "СВД", calibre: "7,62х54", marks: [serial("4519", "clear", "receiver"), { kind: "year", place: "receiver", state: "clear", reading: "1983" }] }],
  },
  {
    ref: "R-009",
    manner: "seized",
    at: "2025-04-03T20:30:00+06:00",
    place: "TMZ",
    unit: "POLICE-CAP",
    recordedBy: "t.esenov",
    ground: "use-in-crime",
    context: { code: "robbery", at: "2025-04-04" },
    handling: [],
    sharedWith: [],
    circumstances: {
      ru: "Разбойное нападение на обменный пункт. Изъят пистолет ТТ. В графу номера вписаны модель и номер подряд.",
      en: "Robbery of an exchange office. A TT pistol. Model and number were written into the number field together.",
    },
    firearms: [{ type: "pistol", make: "", model: "", calibre: "7,62", marks: [serial("ТТ33 ИЛ5513")] }],
  },
  {
    ref: "R-010",
    manner: "seized",
    at: "2025-08-17T13:50:00+06:00",
    place: "M3A",
    unit: "POLICE-KOK",
    recordedBy: "a.karymov",
    ground: "mark-tampering",
    handling: [],
    sharedWith: [{ unit: "POLICE-LAB", reason: "Восстановление номера" }],
    circumstances: {
      ru: "Проверка автомобиля на 208-м км трассы М3: пистолет ПМ со спиленным номером. Направлен в лабораторию, номер восстановлен электролитическим травлением, кроме второй цифры.",
      en: "Vehicle check at km 208 of road M3: a PM with its number filed off. The laboratory restored it by electrolytic etching, one position excepted.",
    },
    firearms: [
      {
        type: "pistol",
        make: "Ижевск",
        model: "ПМ",
        calibre: "9мм",
        marks: [
          serial(null, "obliterated", "frame"),
          serial("ЖУ6?92", "restored", "frame", { readBy: "r.yusupova", readAt: "2025-09-02T10:15:00+06:00", note: "электролитическое травление" }),
          serial("ЖУ6592", "restored", "frame", { readBy: "v.sergunin", readAt: "2025-09-04T16:40:00+06:00", note: "второе прочтение, косой свет" }),
        ],
      },
    ],
  },
  {
    ref: "R-011",
    manner: "seized",
    at: "2026-07-11T01:25:00+06:00",
    place: "TMZ",
    unit: "POLICE-CAP",
    recordedBy: "t.esenov",
    ground: "conversion",
    context: { code: "organised-crime", at: "2026-08-19" },
    handling: [],
    sharedWith: [],
    circumstances: {
      ru: "Подпольная мастерская в гаражном кооперативе. Пять сигнальных пистолетов с заменёнными стволами, токарный станок, заготовки. На одном номер читается без последнего знака.",
      en: "Workshop in a row of garages. Five blank-firing pistols with new barrels, a lathe, blanks. On one the number lacks its last character.",
    },
    firearms: [
      { type: "converted", make: "Зораки", model: "914", calibre: "9 РА", marks: [serial("0914-241057", "partial", "frame")] },
      { type: "converted", make: "ZORAKI", model: "Zoraki 914", calibre: "9 мм", marks: [serial("0914 2410581")] },
      { type: "converted", make: "Ekol", model: "Jackal", calibre: "9 P.A.K.", marks: [serial("EJ-25 03316")] },
      { type: "converted", make: "Ekol", model: "Firat", calibre: "9 мм", marks: [serial(null, "obliterated")] },
      { type: "home-made-pistol", make: "самодел", model: "", calibre: "8 мм", marks: [serial(null, "none-made")] },
    ],
  },
  {
    ref: "R-012",
    manner: "surrendered",
    at: "2026-02-18T10:00:00+06:00",
    place: "AKB",
    unit: "POLICE-JYLGYNDY",
    recordedBy: "k.bolotov",
    ground: "amnesty",
    handling: [],
    sharedWith: [],
    circumstances: {
      ru: "Житель села Акбейит сдал пистолет ПМ, найденный в доме умершего деда, бывшего инкассатора. Накладки старого образца, год 1962.",
      en: "A resident of Akbeyit handed in a PM found in the house of his late grandfather, a cash courier. Old grips, year 1962.",
    },
    firearms: [{ type: "pistol", make: "Ижевск", model: "ПМ", calibre: "9", marks: [serial("РЧ 4834"), { kind: "year", place: "frame", state: "clear", reading: "1962" }] }],
  },
  {
    ref: "R-013",
    manner: "found",
    at: "2025-07-08T07:30:00+06:00",
    place: "RTU",
    unit: "POLICE-CAP",
    recordedBy: "t.esenov",
    ground: "no-holder",
    handling: [],
    sharedWith: [],
    circumstances: {
      ru: "При очистке русла реки Туман рабочие подняли ржавый пистолет ТТ. Серия принята за цифры.",
      en: "Workers clearing the bed of the Tuman river lifted a rusty TT. The series was taken for digits.",
    },
    firearms: [{ type: "pistol", make: "", model: "TT", calibre: "7.62", marks: [serial("301183")] }],
  },
  {
    ref: "R-014",
    manner: "seized",
    at: "2025-10-12T16:00:00+06:00",
    place: "ARC",
    unit: "POLICE-ULU",
    recordedBy: "i.chokan",
    ground: "poaching",
    handling: [],
    sharedWith: [],
    circumstances: {
      ru: "Охота в заповеднике Арчалы без разрешения. Ружьё без документов, номер короткий.",
      en: "Hunting in the Archaly reserve without a permit. A gun without papers; the number is short.",
    },
    firearms: [{ type: "shotgun-double", make: "ТОЗ", model: "ТОЗ-34", calibre: "28", marks: [serial("412", "clear", "barrels"), { kind: "year", place: "barrels", state: "clear", reading: "1974" }] }],
  },
  {
    ref: "R-015",
    manner: "seized",
    at: "2025-05-29T12:10:00+06:00",
    place: "KAR",
    unit: "POLICE-INVESTIGATION",
    recordedBy: "a.karimov",
    ground: "trafficking",
    context: { code: "arms-trafficking", at: "2025-06-30" },
    handling: [],
    sharedWith: [
      { unit: "PROSECUTOR-KOK", reason: "Поддержание обвинения" },
      { unit: "COURT-KOK", reason: "Рассмотрение дела судом" },
    ],
    circumstances: {
      ru: "Контрольная закупка: автомат АКМ и 90 патронов. После приговора оружие подлежало уничтожению, акт об уничтожении в деле есть.",
      en: "Controlled purchase: an AKM and 90 cartridges. After judgment the weapon was to be destroyed; the file holds a certificate of destruction.",
    },
    firearms: [{ type: "rifle-assault", make: "Ижмаш", model: "АКМ", calibre: "7,62", marks: [serial("ВГ 2094", "clear", "receiver"), { kind: "year", place: "receiver", state: "clear", reading: "1968" }] }],
  },
  {
    ref: "R-016",
    manner: "seized",
    at: "2026-08-23T03:35:00+06:00",
    place: "TER",
    unit: "CUSTOMS-ZARKAMAR",
    recordedBy: "l.kan",
    ground: "smuggling",
    handling: [],
    sharedWith: [],
    circumstances: {
      ru: "В контейнере с металлоломом на терминале Заркамар обнаружен автомат АКМ в разобранном виде.",
      en: "In a scrap-metal container at the Zarkamar terminal: an AKM taken apart.",
    },
    firearms: [{ type: "rifle-assault", make: "Izhmash", model: "АКM", calibre: "762", marks: [serial("BГ2O94", "clear", "receiver"), { kind: "year", place: "receiver", state: "clear", reading: "68" }] }],
  },
  {
    ref: "R-017",
    manner: "seized",
    at: "2026-06-27T19:20:00+06:00",
    place: "KDV",
    unit: "BORDER-KOKDABAN",
    recordedBy: "d.orozova",
    ground: "possession",
    handling: [],
    sharedWith: [{ unit: "POLICE-KOK", until: "2027-06-27", reason: "Проверка задержанных" }],
    circumstances: {
      ru: "Пограничный наряд остановил двух всадников близ села Кокдабан. Изъят автомат АКС-74 со складным прикладом.",
      en: "A patrol stopped two riders near Kokdaban village. An AKS-74 with a folding stock.",
    },
    firearms: [{ type: "rifle-assault", make: "", model: "АКС-74", calibre: "5,45", marks: [serial("ФК 8846", "clear", "receiver")] }],
  },
  {
    ref: "R-018",
    manner: "seized",
    at: "2026-10-20T22:15:00+06:00",
    place: "M3B",
    unit: "POLICE-KOK",
    recordedBy: "a.karymov",
    ground: "transport",
    handling: ["H3"],
    sharedWith: [{ institution: "SECURITY", reason: "Совместная операция", leave: "Разрешение следственного управления от 21.10.2026 на время операции" }],
    circumstances: {
      ru: "На серпантине остановлен автофургон с маркировкой фруктовой базы. Изъяты АКС-74У и три самодельных глушителя. Сведения не разглашать до окончания операции.",
      en: "A van of the fruit depot stopped on the serpentine. An AKS-74U and three home-made silencers. Not to be disclosed until the operation ends.",
    },
    firearms: [{ type: "rifle-assault", make: "ТОЗ", model: "АКС74У", calibre: "5,45", marks: [serial("5160 431", "clear", "receiver"), { kind: "acceptance", place: "receiver", state: "clear", reading: "звезда" }] }],
  },
];
