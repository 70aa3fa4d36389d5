import { expect, test } from "vitest";
import { recoveryLists } from "../../reference/recovery-lists.ts";
import { readPlaceKind } from "./place-kind-words.ts";

test.each([
  ["Private house", "premises"],
  ["Жилой дом", "premises"],
  ["квартира", "premises"],
  ["Житловий будинок", "premises"],
  ["residência", "premises"],
  ["Vivienda", "premises"],
  ["в автомобиле", "vehicle"],
  ["Автомобіль", "vehicle"],
  ["veículo", "vehicle"],
  ["vehículo", "vehicle"],
  ["otobüs", "vehicle"],
  ["Аэропорт Манас", "airport"],
  ["customs post at the airport", "airport"],
  ["пункт пропуска на границе", "land-border"],
  ["Прикордонний пункт", "land-border"],
  ["fronteira", "land-border"],
  ["frontière", "land-border"],
  ["почтовое отправление", "parcel"],
  ["посилка", "parcel"],
  ["encomenda", "parcel"],
  ["блокпост", "checkpoint"],
  ["puesto de control", "checkpoint"],
  ["на улице", "open-ground"],
  ["Via pública", "open-ground"],
  ["лес", "open-ground"],
  ["личный досмотр", "person"],
  ["revista pessoal", "person"],
  ["озеро", "river"],
  ["на реке", "river"],
  ["судно", "sea"],
  ["даркнет", "darknet-order"],
  ["интернет-магазин", "online-order"],
  ["Другое", "other"],
  ["land-border", "land-border"],
])("%s is %s", (text, code) => {
  expect(readPlaceKind(text)).toBe(code);
});

test.each(["Нарын", "Bangu", "", "12", "Горький", "Cartagena", "Marbella"])("%s names no kind of place", (text) => {
  expect(readPlaceKind(text)).toBeNull();
});

test("the list's own names and codes are understood", () => {
  for (const entry of recoveryLists().placeKinds.values()) {
    expect(readPlaceKind(entry.code)).toBe(entry.code);
    expect(readPlaceKind(entry.en), entry.en).toBe(entry.code);
    expect(readPlaceKind(entry.ru), entry.ru).toBe(entry.code);
  }
});
