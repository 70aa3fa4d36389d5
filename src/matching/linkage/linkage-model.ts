/**
 * What a linkage of persons is told: columns, comparisons, rules and limits, in one named and versioned value.
 *
 * Promises: nothing that decides whether two records are one person stands anywhere else, but for what is learned from the file itself
 * (`estimate.ts`), which the result carries. Refuses: a model whose parts do not fit together, with the name of the part.
 */

/** How a value is made fit for comparing. What nothing is left of is not recorded. */
export type Clean = "name" | "digits" | "text" | "mail-name";

export interface ColumnModel {
  readonly name: string;
  /** Column of the file it comes from; its own name where not said. */
  readonly from?: string;
  readonly clean: Clean;
  /** Columns of one dictionary can be compared with one another (given name and surname in the wrong order). */
  readonly dictionary?: string;
}

/**
 * One level of agreement. Levels are tried in order; what fits none "differs". `frequency` (0 to 1): how far the weight follows the
 * rarity of the value itself (of two values, the commoner).
 */
export type LevelModel =
  | { readonly kind: "same"; readonly frequency?: number }
  /** Jaro-Winkler similarity of at least this. */
  | { readonly kind: "jaro-winkler"; readonly least: number; readonly frequency?: number }
  /** At most so many characters added, lost, replaced or swapped with their neighbour. */
  | { readonly kind: "edits"; readonly most: number; readonly frequency?: number }
  /** Dates (YYYYMMDD) at most so many days apart. */
  | { readonly kind: "days"; readonly most: number; readonly frequency?: number }
  /** The value stands in the other record's `crossedWith` column. */
  | { readonly kind: "crossed"; readonly frequency?: number };

export interface ComparisonModel {
  readonly column: string;
  /** Column that this one is mistaken for; both comparisons name each other. */
  readonly crossedWith?: string;
  readonly levels: readonly LevelModel[];
  /**
   * Where the column fits none of its levels, another one that says the same less exactly (postcode, otherwise place): one follows from the
   * other, so two comparisons would count one coincidence twice. Its levels come behind the others.
   */
  readonly otherwise?: { readonly column: string; readonly levels: readonly LevelModel[] };
}

export interface RulePart {
  readonly column: string;
  /** Only the characters from … to (as of `String.slice`). */
  readonly slice?: readonly [from: number, to: number];
}

/** Two records are compared where all parts of a rule are recorded and the same. */
export interface RuleModel {
  readonly name: string;
  readonly parts: readonly RulePart[];
  /** The first two parts may agree in any order (they share a dictionary and a slice). */
  readonly anyOrder?: boolean;
}

export interface LinkageModel {
  readonly version: string;
  readonly columns: readonly ColumnModel[];
  readonly comparisons: readonly ComparisonModel[];
  readonly rules: readonly RuleModel[];
  /** Most pairs that a rule may look at, and all rules together; most records in a cluster. */
  readonly limits: { readonly pairsOfRule: number; readonly pairs: number; readonly cluster: number };
  readonly learning: {
    /** Pairs drawn at random for levels that have no closed form; a file with fewer pairs is looked at whole. */
    readonly sample: number;
    /** Pseudo-counts of every level, most rounds, and the gain (bits, whole file) at which learning ends. */
    readonly imagined: number;
    readonly rounds: number;
    readonly gain: number;
    /** Share of a value below which its rarity says no more. */
    readonly leastShare: number;
  };
  /** Pairs below this probability are not kept. */
  readonly keep: number;
}

export type RefusalCode =
  | "linkage-model-wrong"
  | "linkage-column-missing"
  | "linkage-row-width"
  | "linkage-rule-explodes"
  | "linkage-too-many-pairs";

/** What cannot be linked as asked. `values` says with what; the message is for a log or a console. */
export class LinkageRefusal extends Error {
  readonly code: RefusalCode;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(code: RefusalCode, message: string, values: Readonly<Record<string, string | number>>) {
    super(message);
    this.name = "LinkageRefusal";
    this.code = code;
    this.values = values;
  }
}

/** Place of a column, refused where the model has none of that name. */
export function columnPlace(model: LinkageModel, name: string, of: string): number {
  const place = model.columns.findIndex((column) => column.name === name);
  if (place < 0) throw wrong(`${of} names the column "${name}", which the model does not have`, of);
  return place;
}

/** Patterns of levels are counted one by one: more than these are no model of persons. */
export const mostPatterns = 1 << 23;

/** Columns of a model; a question brings at most so many new values (`values.ts`). */
export const mostColumns = 16;

/** All levels of a comparison; number 1 is the first of them. */
export const namedLevels = ({ levels, otherwise }: ComparisonModel): readonly LevelModel[] =>
  otherwise === undefined ? levels : [...levels, ...otherwise.levels];

/** Levels of a comparison as numbers: 0 not recorded, 1… the model's, and last "differs". */
export const levelsOf = (comparison: ComparisonModel): number => namedLevels(comparison).length + 2;

export const dictionaryOf = (column: ColumnModel): string => column.dictionary ?? column.name;

function wrong(message: string, part: string): LinkageRefusal {
  return new LinkageRefusal("linkage-model-wrong", `linkage model: ${message}`, { part });
}

/** Refuses a model whose parts do not fit together (`linkage-model-wrong`). */
export function checkModel(model: LinkageModel): void {
  const names = new Set(model.columns.map(({ name }) => name));
  if (names.size !== model.columns.length) throw wrong("two columns have one name", "columns");
  if (names.size > mostColumns) throw wrong(`it has more than ${mostColumns} columns`, "columns");
  if (model.comparisons.length === 0) throw wrong("it compares nothing", "comparisons");
  if (model.rules.length === 0) throw wrong("it has no rule by which records meet", "rules");
  if (model.comparisons.reduce((product, one) => product * levelsOf(one), 1) > mostPatterns)
    throw wrong("its levels make too many patterns", "comparisons");
  for (const comparison of model.comparisons) checkComparison(model, comparison);
  for (const rule of model.rules) {
    const of = `rule "${rule.name}"`;
    if (rule.parts.length === 0) throw wrong(`${of} has no parts`, rule.name);
    const kinds = rule.parts.map((part) => {
      const column = model.columns[columnPlace(model, part.column, of)] as ColumnModel;
      return `${dictionaryOf(column)} ${part.slice?.join(" ") ?? ""}`;
    });
    if (rule.anyOrder === true && (kinds.length < 2 || kinds[0] !== kinds[1]))
      throw wrong(`${of} agrees in any order: its first two parts need one dictionary and slice`, rule.name);
  }
}

function checkComparison(model: LinkageModel, comparison: ComparisonModel): void {
  const of = `comparison of "${comparison.column}"`;
  const column = model.columns[columnPlace(model, comparison.column, of)] as ColumnModel;
  if (comparison.otherwise !== undefined) {
    columnPlace(model, comparison.otherwise.column, of);
    if (namedLevels(comparison).some(({ kind }) => kind === "crossed"))
      throw wrong(`${of} is crossed and has another column as well`, comparison.column);
  }
  const crossed = comparison.levels.filter(({ kind }) => kind === "crossed").length;
  if (crossed !== (comparison.crossedWith === undefined ? 0 : 1))
    throw wrong(`${of}: a level "crossed" and "crossedWith" go together`, comparison.column);
  if (comparison.crossedWith === undefined) return;
  const other = model.columns[columnPlace(model, comparison.crossedWith, of)] as ColumnModel;
  const back = model.comparisons.find((one) => one.column === comparison.crossedWith);
  if (back?.crossedWith !== comparison.column) throw wrong(`${of} is crossed one way only`, comparison.column);
  if (dictionaryOf(column) !== dictionaryOf(other))
    throw wrong(`${of} is crossed with a column of another dictionary`, comparison.column);
}
