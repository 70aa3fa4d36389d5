import { describe, expect, it } from "vitest";
import { itemChanges, itemDraftOf, partyChanges, partyDraftOf } from "./part-changes.ts";

const nobody = { id: null, latin: null, cyrillic: null, institution: "BORDER" };
const names = { itemType: () => "Патрон", calibre: () => "9 × 18", country: () => "Нур" };
const item = itemDraftOf(
  {
    id: "1", number: "TM-1", version: 1, kind: "ammunition", type: { code: "cartridge", written: null }, make: { code: null, written: null },
    calibre: { code: "9x18", written: "9х18" }, quantity: 32, unit: "piece", lot: "Л-12", headstamp: null, year: null, country: null, marking: null,
    note: null, classes: { unodc: "unknown", hs: "9306", administrative: "unknown" }, struck: null, recordedBy: nobody, recordedAt: "2026-11-20T05:50:00Z",
  },
  names,
); // prettier-ignore
const party = partyDraftOf(
  {
    id: "2", version: 1, kind: "person", name: "Иванов", nameOther: null, bornOn: "1984-05-01", bornYear: null, sex: null, nationality: "QS",
    residence: null, documentKind: null, documentNumber: "AB 1", address: null, note: null, struck: null, recordedBy: nobody,
    recordedAt: "2026-11-20T05:50:00Z", standings: [],
  },
  names,
); // prettier-ignore

describe("correcting an item", () => {
  it("shows a code by its name, what was written as it was written, and sends nothing untouched", () => {
    expect(item.type).toEqual({ id: "cartridge", text: "Патрон" });
    expect(item.calibre).toEqual({ id: "9x18", text: "9х18" });
    expect(itemChanges(item, item)).toEqual({});
  });

  it("sends what was touched; emptied is not recorded; a unit goes with its quantity", () => {
    expect(itemChanges(item, { ...item, quantity: "2,5", lot: " " })).toEqual({
      quantity: 2.5,
      unit: "piece",
      lot: null,
    });
    expect(itemChanges(item, { ...item, quantity: "" })).toEqual({ quantity: null, unit: null });
    expect(itemChanges(item, { ...item, type: { id: null, text: "гильза" }, calibre: { id: null, text: "" } })).toEqual(
      {
        type: { written: "гильза" },
        calibre: null,
      },
    );
  });
});

describe("correcting a party", () => {
  it("sends what was touched; a year takes the place of a day", () => {
    expect(partyChanges(party, party)).toEqual({});
    expect(partyChanges(party, { ...party, born: "1985" })).toEqual({ bornOn: null, bornYear: 1985 });
    expect(partyChanges(party, { ...party, born: "" })).toEqual({ bornOn: null, bornYear: null });
    expect(
      partyChanges(party, {
        ...party,
        name: "Иванов Пётр ",
        document: "",
        nationality: { id: "QT", text: "Тал" },
        address: "Нур, 5",
      }),
    ).toEqual({ name: "Иванов Пётр", documentNumber: null, nationality: "QT", address: "Нур, 5" });
  });
});
