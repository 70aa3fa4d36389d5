/**
 * MADE decisions for the tests of learning: pairs of made weapons with made errors, judged by chance as a stated truth says. No
 * person decided them and no record stands behind them.
 */
import { codeLists } from "../../reference/lists.ts";
import type { MatchModel } from "../engine/match-model.ts";
import { fieldKnowledge } from "../field-knowledge.ts";
import { worthProposing } from "../matcher.ts";
import { evidenceOf, type ComparedPair, type DecidedPair } from "./pair-evidence.ts";

/** Seeded chance (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const weapons = [
  { make: "Izhevsk", model: "ПМ", calibre: "9x18", type: "pistol" },
  { make: "Izhevsk", model: "АК-74", calibre: "5.45x39", type: "rifle" },
  { make: "Glock", model: "17", calibre: "9x19", type: "pistol" },
  { make: "CZ", model: "CZ 75", calibre: "9x19", type: "pistol" },
  { make: "Taurus", model: "PT 92", calibre: "9x19", type: "pistol" },
] as const;
const alike = new Map(["0O", "1I", "5S", "8B", "2Z", "6G"].flatMap(([a = "", b = ""]) => [[a, b], [b, a]])); // prettier-ignore

/** The number as it was read: nothing, or one or two errors. */
function misread(serial: string, random: () => number): string {
  const characters = Array.from(serial);
  const at = Math.floor(random() * (characters.length - 1));
  const kind = random();
  if (kind < 0.3) return serial;
  if (kind < 0.5) {
    const place = characters.findIndex((one, where) => where >= at && alike.has(one));
    if (place >= 0) characters[place] = alike.get(characters[place] ?? "") ?? "";
  } else if (kind < 0.65) characters[at + 1] = String(Math.floor(random() * 10));
  else if (kind < 0.8) [characters[at], characters[at + 1]] = [characters[at + 1] ?? "", characters[at] ?? ""];
  else if (kind < 0.9) characters.splice(at, 1);
  else return serial.replace(/^\p{L}+/u, "");
  return characters.join("");
}

export function madePair(random: () => number): ComparedPair {
  const letters = ["", "AB", "ЖД", "K", "MK"][Math.floor(random() * 5)] ?? "";
  const serial = `${letters}${String(Math.floor(1000 + random() * (random() < 0.5 ? 8_999 : 899_999)))}`;
  const held = weapons[Math.floor(random() * weapons.length)] ?? weapons[0];
  const asked = random() < 0.8 ? held : (weapons[Math.floor(random() * weapons.length)] ?? weapons[0]);
  const keep = (value: string): { value?: string } => (random() < 0.85 ? { value } : {});
  const side = (weapon: (typeof weapons)[number], number: string): ComparedPair["weapon"] => {
    const [make, model, calibre] = [keep(weapon.make).value, keep(weapon.model).value, keep(weapon.calibre).value];
    return {
      serial: number,
      type: weapon.type,
      ...(make === undefined ? {} : { make }),
      ...(model === undefined ? {} : { model }),
      ...(calibre === undefined ? {} : { calibre }),
      ...(random() < 0.4 ? { year: 1970 + Math.floor(random() * 4) } : {}),
    };
  };
  return { weapon: side(asked, misread(serial, random)), other: side(held, serial) };
}

/** Pairs that `proposer` would propose, judged as `truth` gives their probability. */
export function madeDecisions(
  count: number,
  seed: number,
  proposer: MatchModel,
  truth: (probability: number, compared: ComparedPair) => number,
): DecidedPair[] {
  const random = chance(seed);
  const knowledge = fieldKnowledge(codeLists());
  const pairs: DecidedPair[] = [];
  while (pairs.length < count) {
    const compared = madePair(random);
    const evidence = evidenceOf(proposer, knowledge, compared);
    if (evidence === undefined || evidence.probability < worthProposing) continue;
    const id = `0190${String(seed).padStart(4, "0")}-0000-7000-8000-${String(pairs.length).padStart(12, "0")}`;
    pairs.push({
      id,
      group: id,
      compared,
      same: random() < truth(evidence.probability, compared),
      register: pairs.length % 3 === 0 ? null : "01900000-0000-7000-8000-00000000000a",
      institution: "POLICE",
    });
  }
  return pairs;
}
