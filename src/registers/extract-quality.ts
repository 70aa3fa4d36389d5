/**
 * What is wrong in an extract, counted, to send back to its owner.
 *
 * Promises: every count is of rows of this file and names some of them by their number; nothing is corrected silently – the
 * records say what the rows say. Refuses: to call wrong what is only rare.
 */
import type { Tx } from "../platform/database.ts";
import { judgeSerialField } from "../firearms/quality-gate-serial.ts";
import { codeLists } from "../reference/lists.ts";
import { placesOf } from "./extract.store.ts";

/** Row numbers told beside a count. */
const mostExamples = 10;
/** Texts and numbers told one by one, most frequent first. */
const mostTexts = 50;

export interface Counted {
  readonly code: string;
  readonly count: number;
  readonly examples: readonly number[];
}

export interface TextCount {
  readonly text: string;
  readonly count: number;
  readonly examples: readonly number[];
}

export interface Texts {
  readonly texts: number;
  readonly rows: number;
  readonly most: readonly TextCount[];
}

export interface QualityReport {
  readonly rows: number;
  /** Rows that became records; the counts below are of these. */
  readonly taken: number;
  readonly missing: readonly Counted[];
  readonly impossible: readonly Counted[];
  /** Serial fields that hold no number to compare, by what they are. */
  readonly noNumber: readonly (TextCount & { readonly state: string })[];
  readonly repeated: {
    readonly groups: number;
    readonly rows: number;
    readonly most: readonly (TextCount & { readonly make: string | null })[];
  };
  /** Rows that are equal to another row of the file in every cell that is taken. */
  readonly equal: { readonly groups: number; readonly rows: number };
  readonly mixedScripts: Readonly<Record<"make" | "model", Texts>>;
  readonly unknown: Readonly<Record<"type" | "make" | "model" | "calibre", Texts>>;
  /** Calibres whose decimal point was lost: "762". */
  readonly lostPoints: readonly (TextCount & { readonly read: string })[];
  /** Days that stand in many rows. */
  readonly bulkDays: readonly {
    readonly field: "lost" | "entered";
    readonly day: string;
    readonly count: number;
    readonly of: number;
  }[];
  /** Days of loss that are the first of January of some year. */
  readonly newYear: { readonly count: number; readonly of: number };
}

const missing: Readonly<Record<string, string>> = {
  serial: "r.serial_written is null",
  type: "r.type_written is null",
  make: "r.make_written is null",
  model: "r.model_written is null",
  calibre: "r.calibre_written is null",
  year: "r.year is null",
  reason: "r.reason is null",
  lost: "r.lost_on is null",
  entered: "r.entered_on is null",
  authority: "r.authority_written is null",
  reference: "r.own_reference is null",
};

/** A day of the database's clock stands for today: the report is made when the import ends. */
const impossible: Readonly<Record<string, string>> = {
  "year-in-future": "r.year > extract(year from now())",
  "year-before-1800": "(r.year < 1800 or r.year_written ~ '^[0-9]{1,4}$')",
  "lost-in-future": "r.lost_on > now()::date",
  "entered-in-future": "r.entered_on > now()::date",
  "lost-after-entered": "r.lost_on > r.entered_on",
  "made-after-lost": "r.year > extract(year from r.lost_on)",
};

/** One part of the report: SQL over the rows `r`, and what its answer means. */
interface Part<Result> {
  readonly sql: string;
  readonly read: (rows: readonly Row[]) => Result;
}
type Row = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const numberOf = (value: unknown): number => Number(value ?? 0);
const numbersOf = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);

function counted(conditions: Readonly<Record<string, string>>): Part<Counted[]> {
  const parts = Object.entries(conditions).map(
    ([code, condition]) =>
      `select '${code}' as code, (select count(*) from rows r where ${condition}) as count,
        array(select r.row_number from rows r where ${condition} limit ${mostExamples}) as examples`,
  );
  return {
    sql: parts.join(" union all "),
    read: (rows) =>
      rows
        .map((row) => ({
          code: textOf(row["code"]),
          count: numberOf(row["count"]),
          examples: numbersOf(row["examples"]).sort((a, b) => a - b),
        }))
        .filter(({ count }) => count > 0),
  };
}

interface Groups {
  readonly groups: number;
  readonly rows: number;
  readonly most: readonly (TextCount & { readonly other: string | null })[];
}

/** Groups of rows by `key`, most frequent first, with how many there are in all. */
function grouped(
  key: string,
  condition: string,
  parts: { readonly other?: string; readonly atLeast?: number; readonly most?: number } = {},
): Part<Groups> {
  const { other, atLeast = 1, most = mostTexts } = parts;
  return {
    sql: `select ${key} as text, ${other === undefined ? "null::text" : `min(${other})`} as other, count(*) as count, count(*) over () as groups,
       sum(count(*)) over () as rows, (array_agg(r.row_number order by r.row_number))[1:${mostExamples}] as examples
     from rows r where ${condition} group by ${key}${other === undefined ? "" : `, ${other}`} having count(*) >= ${atLeast}
     order by count(*) desc, 1 limit ${most}`,
    read: (rows) => ({
      groups: numberOf(rows[0]?.["groups"]),
      rows: numberOf(rows[0]?.["rows"]),
      most: rows.map((row) => ({
        text: textOf(row["text"]),
        count: numberOf(row["count"]),
        examples: numbersOf(row["examples"]),
        other: row["other"] === null ? null : textOf(row["other"]),
      })),
    }),
  };
}

/** The rows of a run as the records they are, read once for all parts: of a million each question a part would ask the access of each again. */
const rowsOfRun = `select w.row_number, r.reason, r.type_code, r.type_written, r.make_code, r.make_written, r.model_code, r.model_written, r.calibre_code,
    r.calibre_written, r.year, r.serial_written, r.serial_normal, r.lost_on, r.entered_on, r.authority_written, r.own_reference, r.more->>'year' as year_written, r.content
  from ${placesOf("$1")} w join registers.record r on r.id = w.record_id`;

const asTexts = (group: Groups): Texts => ({
  texts: group.groups,
  rows: group.rows,
  most: group.most.map(({ text, count, examples }) => ({ text, count, examples })),
});

/** What a number without its decimal point meant, when the lists know the calibre with one and the text is digits alone. */
export function lostPoint(text: string): string | undefined {
  const digits = /^(\d{3,4})(?:[.,]0+)?$/u.exec(text.trim())?.[1];
  if (digits === undefined) return undefined;
  // What is hundredths or thousandths of an inch (223, 303, 357, 380) lost nothing.
  if (/^(?:17|20|21|22|24|25|26|27|28|30|32|33|34|35|36|37|38|40|41|44|45|46|47|48|50)\d/u.test(digits))
    return undefined;
  const isMetric = (text: string): boolean => /mm/u.test(codeLists().findCalibre(text)?.code ?? "");
  // 762 → 7.62; 127 → 12.7; 1143 → 11.43.
  const points = digits.length === 4 ? [2] : [1, 2];
  return points.map((at) => `${digits.slice(0, at)}.${digits.slice(at)}`).find(isMetric);
}

const mixed = (column: string): string => `r.${column} ~ '[A-Za-z]' and r.${column} ~ '[А-Яа-яЁёІіЇїЄєҐґ]'`;
const unknown = (aspect: string): Part<Groups> =>
  grouped(`r.${aspect}_written`, `r.${aspect}_written is not null and r.${aspect}_code is null`);

const parts = {
  size: {
    sql: `select (select coalesce(sum(cardinality(c.row_numbers)), 0) from registers.import_chunk c where c.run_id = $1) as rows, (select count(*) from rows) as taken`,
    read: ([row]) => ({ rows: numberOf(row?.["rows"]), taken: numberOf(row?.["taken"]) }),
  } satisfies Part<{ rows: number; taken: number }>,
  missing: counted(missing),
  impossible: counted(impossible),
  repeated: grouped("r.serial_normal", "r.serial_normal is not null and r.serial_normal !~ '[?*]'", {
    other: "coalesce(r.make_code, r.make_written)",
    atLeast: 2,
  }),
  equal: {
    sql: `select count(*) as groups, coalesce(sum(n), 0) as rows from (select count(*) as n from rows r group by r.content having count(*) > 1) x`,
    read: ([row]) => ({ groups: numberOf(row?.["groups"]), rows: numberOf(row?.["rows"]) }),
  } satisfies Part<{ groups: number; rows: number }>,
  mixedMake: grouped("r.make_written", mixed("make_written")),
  mixedModel: grouped("r.model_written", mixed("model_written")),
  type: unknown("type"),
  make: unknown("make"),
  model: unknown("model"),
  calibre: unknown("calibre"),
  noNumber: grouped("r.serial_written", "r.serial_written is not null and r.serial_normal is null"),
  calibres: grouped("r.calibre_written", "r.calibre_written ~ '^[0-9]{3,4}([.,]0+)?$'"),
  days: {
    sql: `select * from (
       select 'lost' as field, r.lost_on as day, count(*) as count, sum(count(*)) over () as of from rows r where r.lost_on is not null group by r.lost_on order by 3 desc limit 3) a
     union all select * from (
       select 'entered' as field, r.entered_on as day, count(*) as count, sum(count(*)) over () as of from rows r where r.entered_on is not null group by r.entered_on order by 3 desc limit 3) b`,
    read: (rows) =>
      rows.map((row) => ({
        field: row["field"] === "lost" ? ("lost" as const) : ("entered" as const),
        day: textOf(row["day"]),
        count: numberOf(row["count"]),
        of: numberOf(row["of"]),
      })),
  } satisfies Part<QualityReport["bulkDays"]>,
  january: {
    sql: `select count(*) filter (where extract(doy from r.lost_on) = 1) as count, count(r.lost_on) as of from rows r`,
    read: ([row]) => ({ count: numberOf(row?.["count"]), of: numberOf(row?.["of"]) }),
  } satisfies Part<{ count: number; of: number }>,
};

/** Counts what is wrong with the rows of a run; some seconds for a million of them. */
export async function judgeExtract(tx: Tx, runId: string): Promise<QualityReport> {
  const [answer] = await tx.query<Record<string, Row[]>>(
    `with rows as materialized (${rowsOfRun}) select ${Object.entries(parts)
      .map(([name, { sql }]) => `(select coalesce(jsonb_agg(q), '[]') from (${sql}) q) as "${name}"`)
      .join(", ")}`,
    [runId],
  );
  const read = <Result>(name: keyof typeof parts, part: Part<Result>): Result => part.read(answer?.[name] ?? []);
  const texts = (name: keyof typeof parts, part: Part<Groups>): Texts => asTexts(read(name, part));
  const repeated = read("repeated", parts.repeated);
  return {
    ...read("size", parts.size),
    missing: read("missing", parts.missing),
    impossible: read("impossible", parts.impossible),
    noNumber: read("noNumber", parts.noNumber).most.map(({ text, count, examples }) => ({
      text,
      count,
      examples,
      state: judgeSerialField(text, codeLists()).state,
    })),
    repeated: {
      groups: repeated.groups,
      rows: repeated.rows,
      most: repeated.most.map(({ text, count, examples, other }) => ({ text, count, examples, make: other })),
    },
    equal: read("equal", parts.equal),
    mixedScripts: { make: texts("mixedMake", parts.mixedMake), model: texts("mixedModel", parts.mixedModel) },
    unknown: {
      type: texts("type", parts.type),
      make: texts("make", parts.make),
      model: texts("model", parts.model),
      calibre: texts("calibre", parts.calibre),
    },
    lostPoints: read("calibres", parts.calibres).most.flatMap(({ text, count, examples }) => {
      const point = lostPoint(text);
      return point === undefined ? [] : [{ text, count, examples, read: point }];
    }),
    bulkDays: read("days", parts.days),
    newYear: read("january", parts.january),
  };
}
