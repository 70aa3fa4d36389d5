/**
 * Alters good journal bundles in every way a forger or a failing disk might, and lets both verifiers judge.
 *
 *     node bench/journal-mutations.ts --seed 1 --count 10000
 *
 * Promises: every alteration counted is found by both verifiers, and both name the same fault in the same place; the
 * controls (lawful variants of a bundle) are accepted by both. Exit 1 on any miss or disagreement. The verifiers hold
 * what an outsider would hold: the pinned key and the latest kept checkpoint. An alteration that leaves the bytes
 * equal is not counted.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import vm from "node:vm";
import { canonical } from "../src/journal/canonical.ts";
import { fingerprint } from "../src/journal/checkpoint.ts";
import { verifyBundle, type Verification, type VerifyOptions } from "../src/journal/verify-bundle.ts";
import { bundle, type Case, CONTROLS, Dice, makeJournal, MUTATIONS, sign } from "./journal-mutations-kinds.ts";

/** Verifier no. 2 as the page defines it; runs in a context of its own, where nothing of Node exists. */
export type PageVerifier = (text: string | Uint8Array, options?: VerifyOptions) => Verification;

/** Loads the script of docs/verifier.html. */
export function loadPageVerifier(): PageVerifier {
  const html = readFileSync(new URL("../docs/verifier.html", import.meta.url), "utf8");
  const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? "";
  const window: { verifyText?: PageVerifier } = {};
  vm.runInNewContext(script, { window });
  const { verifyText } = window;
  if (verifyText === undefined) throw new Error("docs/verifier.html defines no verifyText");
  return verifyText;
}

export interface MutationReport {
  /** By kind: alterations counted and those that both verifiers found. */
  readonly kinds: ReadonlyMap<string, { counted: number; found: number }>;
  readonly counted: number;
  readonly controls: number;
  /** Alterations that one or both took for good, controls refused, and answers that differ. */
  readonly faults: readonly string[];
  /** How often each fault code was the answer. */
  readonly codes: ReadonlyMap<string, number>;
}

/** What both must say alike: the verdict, the fault with its place and values, the counts. Bytes read may differ. */
function told(result: Verification): string {
  const { bytes: _bytes, fileHash: _fileHash, ...rest } = result;
  return canonical(JSON.parse(JSON.stringify(rest)));
}

function pieces(bytes: Buffer, dice: Dice): Buffer[] {
  const step = dice.pick([7, 64, 1000, 65_536]);
  return Array.from({ length: Math.ceil(bytes.length / step) }, (_, at) => bytes.subarray(at * step, at * step + step));
}

/** Runs `count` alterations and a control per twenty of them. */
export async function runMutations(seed: number, count: number): Promise<MutationReport> {
  const page = loadPageVerifier();
  const dice = new Dice(seed);
  const kinds = new Map<string, { counted: number; found: number }>();
  const codes = new Map<string, number>();
  const faults: string[] = [];
  let counted = 0;
  let controls = 0;
  let subject: Case | null = null;
  for (let turn = 0; counted < count; turn += 1) {
    if (subject === null || turn % 100 === 0) {
      const journal = makeJournal(dice);
      const good = await bundle(journal);
      subject = { dice, journal, notes: sign(journal), good, lines: good.toString("utf8").split("\n").slice(0, -1) };
    }
    const control = turn % 20 === 0;
    const kind = dice.pick(Object.keys(control ? CONTROLS : MUTATIONS));
    const bytes = await (control ? CONTROLS : MUTATIONS)[kind]?.(subject);
    if (bytes === undefined || (!control && bytes.equals(subject.good))) continue;
    const { verifier } = subject.journal.signer;
    const pin = subject.notes.at(-1) ?? "";
    const options = { key: dice.below(2) === 0 ? verifier.text : fingerprint(verifier), pins: [pin] };
    const first = await verifyBundle(pieces(bytes, dice), options);
    const second = page(bytes, options);
    const name = `${kind} (seed ${seed}, turn ${turn})`;
    if (told(first) !== told(second)) faults.push(`${name}: answers differ\n  1: ${told(first)}\n  2: ${told(second)}`);
    if (control) {
      controls += 1;
      if (!first.ok || !second.ok) faults.push(`${name}: a lawful variant was refused: ${told(first)}`);
      continue;
    }
    counted += 1;
    const tally = kinds.get(kind) ?? { counted: 0, found: 0 };
    tally.counted += 1;
    if (first.ok || second.ok)
      faults.push(`${name}: not found by ${[first.ok ? "no. 1" : "", second.ok ? "no. 2" : ""].join(" ")}`);
    else tally.found += 1;
    kinds.set(kind, tally);
    const code = first.firstFault?.code ?? "none";
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  return { kinds, counted, controls, faults, codes };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { seed: { type: "string", default: "1" }, count: { type: "string", default: "10000" } },
  });
  const start = performance.now();
  const report = await runMutations(Number(values.seed), Number(values.count));
  for (const [kind, { counted, found }] of [...report.kinds].sort(([a], [b]) => (a < b ? -1 : 1))) {
    process.stdout.write(`${String(found).padStart(6)} of ${String(counted).padStart(6)}  ${kind}\n`);
  }
  const codes = [...report.codes].sort((a, b) => b[1] - a[1]).map(([code, times]) => `${code} ${times}`);
  process.stdout.write(`faults named: ${codes.join(", ")}\n`);
  for (const fault of report.faults) process.stdout.write(`MISS ${fault}\n`);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(
    `${report.counted} alterations, ${report.controls} lawful variants, ${report.faults.length} misses or disagreements, ` +
      `seed ${values.seed}, ${seconds} s\n`,
  );
  process.exitCode = report.faults.length === 0 ? 0 : 1;
}
