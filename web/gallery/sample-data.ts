/** Invented records for the gallery, in both languages. */
import type { TableView } from "../address.ts";
import type { Tone } from "../parts/marks-of-record.tsx";

export type Say = (en: string, ru: string) => string;

export interface SampleHit {
  readonly id: string;
  readonly number: string;
  readonly serial: string;
  readonly weapon: string;
  readonly ours: string;
  readonly oursName: string;
  readonly theirs: string;
  readonly theirsName: string;
  readonly reason: string;
  readonly due: string;
  readonly tone: Tone;
  readonly state: string;
  readonly handling: string;
  readonly share: number;
}

const SERIALS = ["ЛЯ 417?", "AK 74 3381*", "0O1I5S8B", "TT-33 ??42", "БМ 2207", "H 511 903", "КЗ 0071?", "G1734L2"];
const WEAPONS = [
  ["Makarov PM, 9×18", "ПМ, 9×18"],
  ["Tokarev TT, 7.62×25", "ТТ, 7,62×25"],
  ["Kalashnikov AKM, 7.62×39", "АКМ, 7,62×39"],
  ["IZH-27, 12/70, smooth-bore", "ИЖ-27, 12/70, гладкоствольное"],
] as const;
const REASONS = [
  [
    "Same letters and five of six figures; the last could not be read",
    "Те же буквы и пять цифр из шести; последняя не прочитана",
  ],
  ["Serial agrees if О is read as 0; calibre agrees", "Номер совпадает, если читать О как 0; калибр совпадает"],
  [
    "Make and model agree, two neighbouring figures are swapped",
    "Марка и модель совпадают, две соседние цифры переставлены",
  ],
] as const;
const STATES = [
  ["waiting", "Waits for you", "Ждёт вашего решения"],
  ["active", "With the owner", "У владельца записи"],
  ["confirmed", "Confirmed", "Подтверждено"],
  ["ended", "Rejected", "Отклонено"],
  ["rest", "New", "Новое"],
] as const;
const OWNERS = [
  ["BORDER", "Border service", "Пограничная служба"],
  ["CUSTOMS", "Customs", "Таможенная служба"],
  ["POLICE", "Police", "Полиция"],
  ["SECURITY", "Security service", "Служба безопасности"],
  ["DEFENCE", "Ministry of Defence", "Министерство обороны"],
] as const;

function pick<T>(list: readonly T[], index: number): T {
  const one = list[index % list.length];
  if (one === undefined) throw new Error("empty list");
  return one;
}

export function sampleHits(say: Say, count: number): readonly SampleHit[] {
  return Array.from({ length: count }, (_, index) => {
    const weapon = pick(WEAPONS, index * 3);
    const reason = pick(REASONS, index);
    const state = pick(STATES, index < 7 ? 0 : index);
    const ours = pick(OWNERS, index);
    const theirs = pick(OWNERS, index + 2);
    return {
      id: String(index),
      number: `H-2026-${String(1204 - index).padStart(6, "0")}`,
      serial: pick(SERIALS, index * 5),
      weapon: say(weapon[0], weapon[1]),
      ours: ours[0],
      oursName: say(ours[1], ours[2]),
      theirs: theirs[0],
      theirsName: say(theirs[1], theirs[2]),
      reason: say(reason[0], reason[1]),
      due: new Date(Date.UTC(2026, 10, 22 + ((index * 5) % 17) - 3, 9)).toISOString(),
      tone: state[0],
      state: say(state[1], state[2]),
      handling: pick(["H0", "H1", "H0", "H2"] as const, index),
      share: 0.99 - index * 0.013,
    };
  });
}

export interface SampleProps {
  readonly say: Say;
  readonly view: TableView & { readonly state?: string };
  readonly onView: (view: TableView & { readonly state?: string }) => void;
}
