/**
 * The history of a weapon with what each act added: the reading, the statement, the conclusion.
 *
 * Promises: every reading and statement stands in the history under the act that added it, in the words of its own row;
 * acts that added nothing stay as the journal tells them. Refuses: to tell more than the weapon's own rows say: the
 * journal gives no content.
 */

export interface JournalledAct {
  readonly id: string;
  readonly at: string;
  readonly verb: string;
  readonly institution: string | null;
}

export interface Added {
  readonly id: string;
  readonly at: string;
  readonly institution: string;
  readonly words: string;
}

/**
 * Which act added what. The row's time is that of its transaction's beginning, the act's a little later: of one
 * institution, each row belongs to the first act not before it, and rows of one moment belong together.
 */
export function addedByAct(
  acts: readonly JournalledAct[],
  added: readonly Added[],
): ReadonlyMap<string, readonly string[]> {
  const writing = acts
    .filter((act) => act.verb === "create" || act.verb === "change")
    .map((act) => ({ ...act, time: microseconds(act.at) }))
    .toSorted((a, b) => a.time - b.time);
  const moments = [...Map.groupBy(added, (row) => `${row.institution} ${row.at}`).values()]
    .map((rows) => ({ rows, time: microseconds(rows[0]?.at ?? ""), institution: rows[0]?.institution }))
    .toSorted((a, b) => a.time - b.time);
  const taken = new Map<string, readonly string[]>();
  for (const { rows, time, institution } of moments) {
    const act = writing.find((one) => one.time >= time && one.institution === institution && !taken.has(one.id));
    // A transaction takes less than a minute; a later act is another one.
    if (act !== undefined && act.time - time < 60_000_000)
      taken.set(
        act.id,
        rows.map((row) => row.words),
      );
  }
  return taken;
}

/** An ISO instant with up to six decimals, in microseconds since 1970: Date.parse keeps three. */
function microseconds(at: string): number {
  const fraction = /\.(\d+)Z$/.exec(at)?.[1] ?? "";
  const whole = Date.parse(at.replace(/\.\d+Z$/, "Z"));
  return whole * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}
