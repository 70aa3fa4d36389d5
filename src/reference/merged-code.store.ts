/**
 * Codes that were merged into another, as the database knows them: what a question for a code has to look for.
 *
 * Promises: who asks for an entry finds what was recorded under every code that means it, and who asks by a merged code finds
 * the same; asked in the caller's own transaction, so that lists and figures agree at every moment. Refuses: to rewrite what a
 * record says; the code stays as it was recorded.
 */
import type { Tx } from "../platform/database.ts";
import type { CodeLists } from "./code-lists.ts";
import { CodeMap, curatedLists, type CuratedList } from "./list-overlay.ts";

/** All codes by which records may say one of these: what stands for them, and all that was merged into it. */
export async function codesThatMean(tx: Tx, list: CuratedList, codes: readonly string[]): Promise<string[]> {
  if (codes.length === 0) return [];
  const [row] = await tx.query<{ codes: string[] }>("select reference.codes_of($1, $2::text[]) as codes", [
    list,
    codes,
  ]);
  return row?.codes ?? [...codes];
}

/** Like `codesThatMean` of one code; undefined where nothing is asked. */
export async function codesOf(tx: Tx, list: CuratedList, code: string | undefined): Promise<string[] | undefined> {
  return code === undefined ? undefined : codesThatMean(tx, list, [code]);
}

/** The code that stands for this one; the code itself where it was not merged. */
export async function keptCodeOf(tx: Tx, list: CuratedList, code: string): Promise<string> {
  const [row] = await tx.query<{ code: string }>("select reference.kept_code($1, $2) as code", [list, code]);
  return row?.code ?? code;
}

/**
 * Writes what these lists say of merged codes; gives how many mean something else than before. The recoveries that count for
 * another type from now on are marked in the same transaction (migrations/0020).
 */
export async function putMergedCodes(tx: Tx, lists: Pick<CodeLists, CuratedList>): Promise<number> {
  const wanted = curatedLists.flatMap((list) => {
    const map: ReadonlyMap<string, unknown> = lists[list];
    return map instanceof CodeMap ? map.merged().map(([code, into]) => ({ list, code, into })) : [];
  });
  const [row] = await tx.query<{ changed: number }>("select reference.put_merged_codes($1::jsonb) as changed", [
    JSON.stringify(wanted),
  ]);
  return row?.changed ?? 0;
}
