/**
 * The engine's answer in the words of the room: contributions that add up to the log odds, to the last 1/1024 nat.
 */
import type { Contribution, EditKind, EditOperation, FieldLevel } from "../match-answer.ts";
import { patternText } from "../serial-field.ts";
import { unit, type Step, type StepKind } from "./channel.ts";
import type { Answer, FoundWeapons, MatchEngine } from "./engine.ts";
import type { FieldName, Level } from "./match-model.ts";
import { serialOf } from "./serial-index.ts";
import { characterOf } from "./symbols.ts";
import type { Vocabulary } from "./vocabulary.ts";

const kinds: Readonly<Record<Exclude<StepKind, "same">, EditKind>> = {
  strong: "look-alike",
  weak: "look-alike",
  replaced: "replaced",
  unread: "unread",
  "one-of": "one-of",
  run: "run",
  inserted: "inserted",
  missing: "missing",
  swapped: "swapped",
  "start-missing": "start-missing",
  "start-added": "start-added",
  "end-missing": "end-missing",
  "end-added": "end-added",
};
const levels: Readonly<Record<Level, FieldLevel>> = {
  same: "same",
  alias: "alias",
  similar: "similar",
  family: "family",
  differs: "differs",
  "not-held": "missing",
  "not-asked": "missing",
};

function operationOf(
  step: Step,
  kind: EditKind,
  asked: FoundWeapons,
  answer: Answer,
  held: readonly number[],
): EditOperation {
  const tokens = asked.asking.readings[answer.reading]?.asked.tokens ?? [];
  // A character that is missing at an end costs as any, and is said as what it is.
  const atEnd = step.from === tokens.length ? "end-missing" : step.from === 0 ? "start-missing" : kind;
  return {
    kind: kind === "missing" ? atEnd : kind,
    at: step.from + 1,
    written: patternText(tokens.slice(step.from, step.to)),
    held: held.slice(step.heldFrom, step.heldTo).map(characterOf).join(""),
    cost: step.cost / unit,
  };
}

/** Levels that the answer's fields have, with what was asked and what is held. */
export interface Explained {
  /** ln (this record : everything else that could explain the question), before the curve. */
  readonly logOdds: number;
  /** Add up to `logOdds` exactly. */
  readonly why: readonly Contribution[];
  /** Other answers within one nat. */
  readonly rivals: number;
}

const rivalMargin = unit;

/** Explains one answer of a question. */
export function explain(engine: MatchEngine, vocabulary: Vocabulary, found: FoundWeapons, answer: Answer): Explained {
  const { steps, reading, fields } = engine.explain(found, answer);
  const held = serialOf(answer.index, answer.record);
  const operations = steps.flatMap((step) =>
    step.kind === "same" ? [] : [operationOf(step, kinds[step.kind], found, answer, held)],
  );
  const tokens = found.asking.readings[answer.reading]?.asked.tokens ?? [];
  // Another way to read what was written is said before what differs from it.
  if (reading > 0)
    operations.unshift({
      kind: "spelled",
      at: 1,
      written: found.asking.written.normal,
      held: patternText(tokens),
      cost: reading / unit,
    });
  const total = answer.channel + answer.fields;
  // Everything else: the other answers, and what is not among the answers.
  let others = found.beside;
  let rivals = 0;
  for (const other of found.answers) {
    if (other === answer) continue;
    others += Math.exp(-(other.channel + other.fields) / unit);
    if (Math.abs(other.channel + other.fields - total) <= rivalMargin) rivals += 1;
  }
  const against = -Math.round(Math.log(Math.max(others, 1e-300)) * unit);
  const written = answer.reading === 0 ? found.asking.written.normal : patternText(tokens);
  const serialCost = found.asking.modelOnly ? 0 : steps.reduce((sum, step) => sum + step.cost, reading);
  const why: Contribution[] = [
    {
      field: "prior",
      nats: (against - (found.asking.modelOnly ? answer.channel : 0)) / unit,
      registerSize: answer.index.count,
    },
    {
      field: "serial",
      nats: -serialCost / unit,
      level: found.asking.modelOnly ? "model" : operations.length === 0 ? "same" : "near",
      operations: found.asking.modelOnly ? [] : operations,
      written,
      held: held.map(characterOf).join(""),
    },
    ...fields.map(({ field, level, cost, value }): Contribution => ({
      field,
      nats: -cost / unit,
      level: levels[level],
      written: "",
      held: heldText(vocabulary, field, value),
    })),
  ];
  return { logOdds: (against - total) / unit, why, rivals };
}

function heldText(vocabulary: Vocabulary, field: FieldName, value: number): string {
  if (field === "year") return value === 0 ? "" : String(value);
  return vocabulary.values[field][value]?.written ?? "";
}
