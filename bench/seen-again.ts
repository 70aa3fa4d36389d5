/**
 * Weapons seen again in a register of evidence: repeated numbers of one make, and the alarms before and after the rule of
 * ownership and custody (src/matching/seen-again.ts).
 *
 * `node bench/seen-again.ts FILE.csv.gz [--sample 50 --out SAMPLE.csv]`: reads a register in the columns of the police evidence
 * register of Rio de Janeiro, 2017–2019 (class C: read where it lies, nothing of it is kept here). The sample is drawn evenly from
 * the alarms for a person to judge, and is written only where one asks for it.
 */
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { buffer } from "node:stream/consumers";
import { designate } from "../src/firearms/designation.ts";
import {
  inOrder,
  judgeSeenAgain,
  seenAgainReasons,
  type SeenAgainReason,
  type Sighting,
} from "../src/matching/seen-again.ts";
import { readSerialField } from "../src/matching/serial-field.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: "string" }, out: { type: "string" } },
});
const [file] = positionals;
if (file === undefined) throw new Error("which file?");

/** Comma-separated values with quotes (RFC 4180). */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += char;
        at += 1;
      } else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ",") {
      row.push(cell);
      cell = "";
    } else if (char === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else if (char !== "\r") cell += char;
  }
  return rows;
}

/** The state's forces; "other patrimony" names no owner and counts as theirs, as the file's legend does. */
const ofTheState = /pol[ií]cia|for[cç]as armadas|bombeiro|guarda|patrimoniada \/ outras|[oó]rg[aã]o|seap/iu;
const owner = (written: string): string | null => (ofTheState.test(written) ? written.trim() : null);

/** Day of a date written in either of the file's two forms. */
function dayOf(written: string): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})/u.exec(written);
  if (iso !== null) return `${iso[1]}-${iso[2]}-${iso[3]}`;
  const local = /^(\d{1,2})\/(\d{1,2})\/(\d{4})/u.exec(written);
  return local === null
    ? null
    : `${local[3]}-${(local[2] ?? "").padStart(2, "0")}-${(local[1] ?? "").padStart(2, "0")}`;
}

interface Row extends Sighting {
  readonly line: number;
  readonly cells: readonly string[];
  readonly key: string;
  readonly model: string;
  readonly calibre: string;
  readonly type: string;
}

const text = (await buffer(createReadStream(file).pipe(createGunzip()))).toString("utf8");
const [head = [], ...lines] = parse(text);
const column = (name: string): number => head.indexOf(name);
const [serialAt, makeAt, modelAt, calibreAt, typeAt] = ["Número de Série", "Marca", "Modelo", "Calibre", "Tipo"].map(
  column,
);
const [ownerAt, stationAt, procedureAt, dayAt] = [
  "Patrimoniada",
  "Circunscrição",
  "Número Procedimento",
  "Data Registro",
].map(column);
const [reportAt, storeAt, sealAt] = ["Laudo", "Acautelamento", "Número Lacre"].map(column);
const at = (cells: readonly string[], index: number | undefined): string => cells[index ?? -1] ?? "";
const wrap = (written: string) => (written === "" ? null : { written });

let numbered = 0;
const rows: Row[] = lines.flatMap((cells, line): Row[] => {
  const reading = readSerialField(at(cells, serialAt));
  // Whole numbers of five positions at least: shorter ones are shared by too many weapons of one make.
  if (reading.pattern.length < 5 || reading.pattern.some(({ kind }) => kind !== "char")) return [];
  if (!/\d{3}/u.test(reading.normal)) return [];
  numbered += 1;
  const named = designate({
    type: wrap(at(cells, typeAt)),
    make: wrap(at(cells, makeAt)),
    model: wrap(at(cells, modelAt)),
    calibre: wrap(at(cells, calibreAt)),
  });
  const say = (field: { code: string | null; written: string | null }): string => field.code ?? field.written ?? "";
  const make = say(named.make);
  if (/n[aã]o (?:aparente|identificad)|indeterminad|ignorad/iu.test(at(cells, makeAt))) return [];
  if (make === "" || /n[aã]o (?:aparente|identificad)|ignorad|outr/iu.test(make)) return [];
  return [
    {
      line: line + 2,
      cells,
      key: `${reading.normal}\n${make}`,
      model: say(named.model),
      calibre: say(named.calibre),
      type: say(named.type),
      recoveredOn: dayOf(at(cells, dayAt)),
      stateOwned: owner(at(cells, ownerAt)),
      privatelyOwned: /registro particular/iu.test(at(cells, ownerAt)),
      // An examiner's report, a number in the store or a seal: without any of them the row is a report, mostly of theft.
      held: at(cells, reportAt) === "Sim" || at(cells, storeAt) !== "" || at(cells, sealAt) !== "",
      institution: at(cells, stationAt),
      recovery: at(cells, procedureAt) === "" ? null : at(cells, procedureAt),
    },
  ];
});

/** Neighbours in time of one group: each return of the weapon is one pair. */
function pairsOf(group: readonly Row[]): [Row, Row][] {
  const sorted = group.toSorted(
    (a, b) => (a.recoveredOn ?? "9").localeCompare(b.recoveredOn ?? "9") || a.line - b.line,
  );
  return sorted.slice(1).map((again, index) => {
    const [first, second] = inOrder(sorted[index] ?? again, again);
    return [first, second];
  });
}

const stateOf = new Set(rows.filter(({ stateOwned }) => stateOwned !== null).map(({ key }) => key));
const groups = [...Map.groupBy(rows, ({ key }) => key).values()].filter((group) => group.length > 1);
const pairs = groups.flatMap(pairsOf);
/** Before the rule: every return in another procedure is an alarm. */
const before = pairs.filter(([first, again]) => first.recovery === null || first.recovery !== again.recovery);
/** Two weapons of one number: what is said of them cannot be one weapon. */
const apart = (a: string, b: string): boolean => a !== "" && b !== "" && a !== b;
const differs = ([a, b]: readonly [Row, Row]): boolean => apart(a.calibre, b.calibre) || apart(a.type, b.type);
const byReason = new Map<SeenAgainReason, number>(seenAgainReasons.map((reason) => [reason, 0]));
const alarms: { pair: readonly [Row, Row]; because: SeenAgainReason }[] = [];
const differing: (readonly [Row, Row])[] = [];
for (const pair of pairs) {
  const { verdict, because } = judgeSeenAgain(pair[0], pair[1], [], stateOf.has(pair[0].key));
  byReason.set(because, (byReason.get(because) ?? 0) + 1);
  if (verdict !== "alarm") continue;
  if (differs(pair)) differing.push(pair);
  else alarms.push({ pair, because });
}
const perThousand = (count: number): number => Math.round((10_000 * count) / lines.length) / 10;
console.log(
  JSON.stringify(
    {
      rows: lines.length,
      wholeNumbers: numbered,
      withMake: rows.length,
      groups: groups.length,
      rowsInGroups: groups.reduce((sum, group) => sum + group.length, 0),
      pairs: pairs.length,
      before: { alarms: before.length, perThousandRows: perThousand(before.length) },
      afterRule: {
        alarms: alarms.length + differing.length,
        perThousandRows: perThousand(alarms.length + differing.length),
      },
      afterRuleAndComparison: { alarms: alarms.length, perThousandRows: perThousand(alarms.length) },
      byReason: Object.fromEntries(byReason),
    },
    null,
    2,
  ),
);

if (values.out !== undefined) {
  const wanted = Number(values.sample ?? 50);
  const step = alarms.length / wanted;
  const sample = Array.from(
    { length: Math.min(wanted, alarms.length) },
    (_, index) => alarms[Math.floor(index * step)],
  );
  await writeFile(
    values.out,
    sample
      .flatMap((one, index) =>
        one === undefined
          ? []
          : one.pair.map((row) => [index + 1, one.because, row.recoveredOn, ...row.cells.slice(0, 19)].join(" | ")),
      )
      .join("\n"),
    { mode: 0o600 },
  );
}
