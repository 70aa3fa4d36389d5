/**
 * What came beside the weapons of the told recoveries: how they travelled, what else was there, who was involved, what
 * became of the record. Read by `make.ts` into `story.json`. Everything is invented.
 */

/** In the shape that `recoveries.record` takes; a party's index stands in `offences`. */
export interface More {
  readonly placeKind?: string;
  readonly conveyance?: { readonly code: string; readonly written?: string };
  readonly concealment?: { readonly code: string; readonly written?: string };
  readonly items?: readonly object[];
  readonly parties?: readonly object[];
  readonly route?: readonly object[];
  readonly offences?: readonly object[];
  /** Returned by the institution's analyst with this reason, and waiting for its author. */
  readonly returned?: string;
}

export const more: Readonly<Record<string, More>> = {
  "R-001": {
    placeKind: "land-border",
    conveyance: { code: "lorry", written: "грузовик с яблоками" },
    concealment: { code: "false-bottom", written: "второе дно ящика" },
    parties: [
      {
        kind: "person",
        name: "Назаров Бахтиёр",
        nameOther: "Nazarov Bakhtiyor",
        bornYear: 1979,
        sex: "male",
        nationality: "QS",
        residence: "QS",
        documentKind: "passport",
        documentNumber: "QS 4471902",
        standing: { category: "carrier", grade: "A1" },
      },
    ],
    route: [
      { kind: "departure", place: { written: "рынок в Сарыбеле" }, country: "QT", grade: "B3", note: "со слов водителя" },
      { kind: "destination", place: { written: "Кохсарон" }, country: "QS", grade: "B2" },
    ],
    offences: [{ code: "arms-trafficking", party: 0 }, { code: "customs" }],
  },
  "R-002": {
    placeKind: "land-border",
    conveyance: { code: "bus", written: "микроавтобус" },
    concealment: { code: "vehicle-cavity", written: "полость сиденья" },
    items: [{ kind: "ammunition", type: { code: "cartridge-pistol" }, calibre: { written: "9x18" }, quantity: 16, unit: "piece", headstamp: "38 87" }],
    offences: [{ code: "customs" }],
  },
  "R-003": {
    placeKind: "person",
    concealment: { code: "on-body", written: "за поясом" },
    items: [{ kind: "ammunition", type: { code: "cartridge-pistol" }, quantity: 1, unit: "piece", note: "в патроннике" }],
    parties: [
      { kind: "person", name: "Рахимов Тимур Олегович", bornOn: "1991-03-14", sex: "male", nationality: "QT", residence: "QT", standing: { category: "suspect", grade: "A1" } },
    ],
    offences: [{ code: "drugs", party: 0 }, { code: "arms-possession", party: 0 }],
  },
  "R-004": {
    placeKind: "premises",
    concealment: { code: "building", written: "сейф" },
    items: [{ kind: "contraband", type: { code: "money" }, note: "наличные в трёх валютах; опись в деле" }],
    parties: [{ kind: "organisation", name: "Благотворительный фонд «Нурлы жол»", nameOther: "Nurly Zhol charity", residence: "QT", standing: { category: "suspect", grade: "A1" } }],
    offences: [{ code: "terrorism-financing", party: 0 }],
  },
  "R-005": {
    placeKind: "land-border",
    conveyance: { code: "on-foot" },
    concealment: { code: "luggage", written: "сумка" },
    items: [{ kind: "part", type: { code: "magazine" }, quantity: 2, unit: "piece" }],
    route: [{ kind: "destination", place: { written: "Кохсарон" }, country: "QS", grade: "C3", note: "скрылись в этом направлении" }],
  },
  "R-006": {
    placeKind: "open-ground",
    concealment: { code: "buried", written: "тайник" },
    items: [{ kind: "grenade", type: { code: "hand-grenade" }, quantity: 1, unit: "piece" }],
  },
  "R-007": {
    placeKind: "land-border",
    conveyance: { code: "train", written: "грузовой локомотив" },
    concealment: { code: "vehicle-cavity", written: "за панелью" },
    parties: [{ kind: "person", name: "Ким Сергей Дмитриевич", bornYear: 1968, sex: "male", nationality: "QN", residence: "QN", standing: { category: "witness", grade: "B2" } }],
    route: [
      { kind: "departure", country: "QN", grade: "B2" },
      { kind: "transit", place: { written: "станция Тумаркент-Грузовая" }, country: "QT", grade: "C3" },
    ],
  },
  "R-011": {
    placeKind: "premises",
    items: [
      { kind: "other", type: { code: "tools" }, quantity: 1, unit: "piece", note: "токарный станок" },
      { kind: "ammunition", type: { code: "cartridge-gas" }, quantity: 48, unit: "piece" },
    ],
    offences: [{ code: "arms-manufacture" }],
  },
  "R-013": {
    placeKind: "river",
    returned: "Серия записана цифрами: прочитайте клеймо на рамке ещё раз и приложите снимок.",
  },
  "R-015": { items: [{ kind: "ammunition", type: { code: "cartridge-rifle" }, calibre: { written: "7.62x39" }, quantity: 90, unit: "piece" }], offences: [{ code: "arms-trafficking" }] },
  "R-016": { placeKind: "checkpoint", conveyance: { code: "container", written: "контейнер с металлоломом" }, concealment: { code: "dismantled" } },
  "R-018": {
    placeKind: "vehicle",
    conveyance: { code: "lorry", written: "фургон плодовой базы" },
    items: [{ kind: "part", type: { code: "silencer" }, quantity: 3, unit: "piece", note: "самодельные" }],
  },
};
