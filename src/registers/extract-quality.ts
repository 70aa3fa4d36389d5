/**
 * What is wrong in an extract, counted, to send back to its owner.
 *
 * Promises: every count is of rows of this file and names some of them by their number; nothing is corrected silently – the
 * records say what the rows say. Refuses: to call wrong what is only rare.
 */
import type { Tx } from "../platform/database.ts";
import { judgeSerialField } from "../firearms/quality-gate-serial.ts";
import { codeLists } from "../reference/lists.ts";

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

const from = `from registers.import_row w join registers.record r on r.id = w.record_id where w.run_id = $1`;

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
  "year-before-1800": "(r.year < 1800 or (r.more ? 'year' and r.more->>'year' ~ '^[0-9]{1,4}$'))",
  "lost-in-future": "r.lost_on > now()::date",
  "entered-in-future": "r.entered_on > now()::date",
  "lost-after-entered": "r.lost_on > r.entered_on",
  "made-after-lost": "r.year > extract(year from r.lost_on)",
};

async function counted(tx: Tx, runId: string, conditions: Readonly<Record<string, string>>): Promise<Counted[]> {
  const names = Object.keys(conditions);
  const [counts] = await tx.query<Record<string, number>>(
    `select ${Object.values(conditions)
      .map((condition, index) => `count(*) filter (where ${condition}) as c${index}`)
      .join(", ")} ${from}`,
    [runId],
  );
  const out: Counted[] = [];
  for (const [index, code] of names.entries()) {
    const count = counts?.[`c${index}`] ?? 0;
    if (count === 0) continue;
    const rows = await tx.query<{ row: number }>(
      `select w.row_number as row ${from} and ${conditions[code] ?? "false"} limit ${mostExamples}`,
      [runId],
    );
    out.push({ code, count, examples: rows.map(({ row }) => row).sort((a, b) => a - b) });
  }
  return out;
}

interface GroupRow {
  text: string;
  count: number;
  examples: number[];
  other: string | null;
  groups: number;
  rows: number;
}

/** Groups of rows by `key`, most frequent first, with how many there are in all. */
async function grouped(
  tx: Tx,
  runId: string,
  key: string,
  condition: string,
  parts: { readonly other?: string; readonly atLeast?: number; readonly most?: number } = {},
): Promise<{ groups: number; rows: number; most: (TextCount & { other: string | null })[] }> {
  const { other, atLeast = 1, most = mostTexts } = parts;
  const rows = await tx.query<GroupRow>(
    `select ${key} as text, ${other === undefined ? "null::text" : `min(${other})`} as other, count(*) as count, count(*) over () as groups,
       sum(count(*)) over () as rows, (array_agg(w.row_number order by w.row_number))[1:${mostExamples}] as examples
     ${from} and ${condition} group by ${key}${other === undefined ? "" : `, ${other}`} having count(*) >= ${atLeast}
     order by count(*) desc, 1 limit ${most}`,
    [runId],
  );
  return {
    groups: rows[0]?.groups ?? 0,
    rows: rows[0]?.rows ?? 0,
    most: rows.map(({ text, count, examples, other: beside }) => ({ text, count, examples, other: beside })),
  };
}

const asTexts = (group: Awaited<ReturnType<typeof grouped>>): Texts => ({
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

/** Counts what is wrong with the rows of a run; some seconds for a million of them. */
export async function judgeExtract(tx: Tx, runId: string): Promise<QualityReport> {
  const [size] = await tx.query<{ rows: number; taken: number }>(
    "select count(*) as rows, count(record_id) as taken from registers.import_row where run_id = $1",
    [runId],
  );
  const repeated = await grouped(
    tx,
    runId,
    "r.serial_normal",
    "r.serial_normal is not null and r.serial_normal !~ '[?*]'",
    {
      other: "coalesce(r.make_code, r.make_written)",
      atLeast: 2,
    },
  );
  const equal = await tx.query<{ groups: number; rows: number }>(
    `select count(*) as groups, coalesce(sum(n), 0) as rows from (select count(*) as n ${from} group by r.content having count(*) > 1) x`,
    [runId],
  );
  const mixed = (column: string): string => `r.${column} ~ '[A-Za-z]' and r.${column} ~ '[А-Яа-яЁёІіЇїЄєҐґ]'`;
  const unknown = async (aspect: string): Promise<Texts> =>
    asTexts(
      await grouped(tx, runId, `r.${aspect}_written`, `r.${aspect}_written is not null and r.${aspect}_code is null`),
    );
  const noNumber = await grouped(
    tx,
    runId,
    "r.serial_written",
    "r.serial_written is not null and r.serial_normal is null",
  );
  const calibres = await grouped(tx, runId, "r.calibre_written", "r.calibre_written ~ '^[0-9]{3,4}([.,]0+)?$'");
  const days = await tx.query<{ field: "lost" | "entered"; day: string; count: number; of: number }>(
    `select * from (
       select 'lost' as field, r.lost_on as day, count(*) as count, sum(count(*)) over () as of ${from} and r.lost_on is not null group by r.lost_on order by 3 desc limit 3) a
     union all select * from (
       select 'entered' as field, r.entered_on as day, count(*) as count, sum(count(*)) over () as of ${from} and r.entered_on is not null group by r.entered_on order by 3 desc limit 3) b`,
    [runId],
  );
  const [january] = await tx.query<{ count: number; of: number }>(
    `select count(*) filter (where extract(doy from r.lost_on) = 1) as count, count(r.lost_on) as of ${from}`,
    [runId],
  );
  return {
    rows: size?.rows ?? 0,
    taken: size?.taken ?? 0,
    missing: await counted(tx, runId, missing),
    impossible: await counted(tx, runId, impossible),
    noNumber: noNumber.most.map(({ text, count, examples }) => ({
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
    equal: { groups: equal[0]?.groups ?? 0, rows: equal[0]?.rows ?? 0 },
    mixedScripts: {
      make: asTexts(await grouped(tx, runId, "r.make_written", mixed("make_written"))),
      model: asTexts(await grouped(tx, runId, "r.model_written", mixed("model_written"))),
    },
    unknown: {
      type: await unknown("type"),
      make: await unknown("make"),
      model: await unknown("model"),
      calibre: await unknown("calibre"),
    },
    lostPoints: calibres.most.flatMap(({ text, count, examples }) => {
      const read = lostPoint(text);
      return read === undefined ? [] : [{ text, count, examples, read }];
    }),
    bulkDays: days,
    newYear: { count: january?.count ?? 0, of: january?.of ?? 0 },
  };
}
