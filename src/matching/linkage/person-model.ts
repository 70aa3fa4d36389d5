/**
 * The linkage model for persons as a country's files hold them: names, date of birth, place, number of the identity document.
 *
 * What is chosen here is chosen for all files; what differs from file to file (how often a name is misspelt, how common it is) is
 * learned from the file. Promises: every choice is in this value and its version. Refuses: weights by hand.
 */
import type { LevelModel, LinkageModel, RuleModel } from "./linkage-model.ts";

/** Levels of a name: the same, near, further, and in the other name's place. */
export const nameLevels: readonly LevelModel[] = [
  { kind: "same", frequency: 1 },
  { kind: "jaro-winkler", least: 0.92, frequency: 0.5 },
  { kind: "jaro-winkler", least: 0.88 },
  { kind: "crossed", frequency: 1 },
  { kind: "jaro-winkler", least: 0.7 },
];

/** Levels of a date of birth: the same, a slip of the pen, near in time. */
export const birthDateLevels: readonly LevelModel[] = [
  { kind: "same" },
  { kind: "edits", most: 1 },
  { kind: "edits", most: 2 },
  { kind: "days", most: 366 },
  { kind: "days", most: 3660 },
];

/** Ways in which two records of one person meet although something in one of them is wrong. */
const year: readonly [number, number] = [0, 4];
const personRules: readonly RuleModel[] = [
  { name: "document", parts: [{ column: "document" }] },
  {
    name: "names in any order",
    parts: [{ column: "given_name" }, { column: "surname" }],
    anyOrder: true,
  },
  { name: "date of birth, surname", parts: [{ column: "birth_date" }, { column: "surname" }] },
  { name: "date of birth, given name", parts: [{ column: "birth_date" }, { column: "given_name" }] },
  { name: "date of birth, postcode", parts: [{ column: "birth_date" }, { column: "postcode" }] },
  {
    name: "beginnings of the names, day and month of birth",
    parts: [
      { column: "given_name", slice: [0, 3] },
      { column: "surname", slice: [0, 4] },
      { column: "birth_date", slice: [4, 8] },
    ],
  },
  {
    name: "surname, year of birth, postcode",
    parts: [{ column: "surname" }, { column: "birth_date", slice: year }, { column: "postcode" }],
  },
  {
    name: "given name, year of birth, postcode",
    parts: [{ column: "given_name" }, { column: "birth_date", slice: year }, { column: "postcode" }],
  },
];

export const personModel: LinkageModel = {
  version: "2026-11-persons-a",
  columns: [
    { name: "given_name", clean: "name", dictionary: "name" },
    { name: "surname", clean: "name", dictionary: "name" },
    { name: "birth_date", clean: "digits" },
    { name: "postcode", clean: "digits" },
    { name: "place", clean: "name" },
    { name: "document", clean: "text" },
  ],
  comparisons: [
    { column: "given_name", crossedWith: "surname", levels: nameLevels },
    { column: "surname", crossedWith: "given_name", levels: nameLevels },
    { column: "birth_date", levels: birthDateLevels },
    {
      column: "postcode",
      levels: [
        { kind: "same", frequency: 1 },
        { kind: "edits", most: 1 },
      ],
      otherwise: {
        column: "place",
        levels: [
          { kind: "same", frequency: 1 },
          { kind: "jaro-winkler", least: 0.88 },
        ],
      },
    },
    { column: "document", levels: [{ kind: "same" }, { kind: "edits", most: 1 }, { kind: "edits", most: 2 }] },
  ],
  rules: personRules,
  limits: { pairsOfRule: 50_000_000, pairs: 100_000_000, cluster: 50 },
  learning: { sample: 500_000, imagined: 0.5, rounds: 100, gain: 0.5, leastShare: 0.00001 },
  keep: 0.05,
};
