/**
 * A random story of records for the recovery picture: recorded, corrected, stated anew, identified, shared, withdrawn, undone.
 * The same seed tells the same story.
 */
import { shareRecord, withdrawShare } from "../src/access/sharing.contract.ts";
import { identify } from "../src/firearms/firearm.contract.ts";
import { addContext, addGround, changeRecovery, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { onePistol, type Person, type World } from "./world.ts";

/** mulberry32: the same seed gives the same story. */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const authors = [
  "border.officer",
  "border.own",
  "border.officer2",
  "border.chief",
  "customs.officer",
  "police.investigator",
];

interface Known {
  readonly id: string;
  readonly author: string;
  readonly weapons: readonly string[];
}

export class Story {
  readonly known: Known[] = [];
  readonly #world: World;
  readonly #pick: (below: number) => number;
  readonly #shares: { readonly id: string; readonly by: string }[] = [];

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#pick = chance(seed);
  }

  #of<T>(list: readonly T[]): T {
    const found = list[this.#pick(list.length)];
    if (found === undefined) throw new Error("empty list");
    return found;
  }

  async record(): Promise<void> {
    const author = this.#of(authors);
    const weapon = (serial: string): Record<string, unknown> => ({
      type: this.#of([
        { code: "pistol", written: "pistol" },
        { code: "revolver", written: "revolver" },
        { written: "something that shoots" },
      ]),
      make: { written: "Izhevsk" },
      model: { written: "ПМ" },
      calibre: { written: "9x18" },
      ...(this.#pick(5) === 0 ? { stateOwned: "army" } : {}),
      marks: [
        {
          kind: "serial",
          place: "frame",
          readings: [{ written: serial, state: this.#of(["clear", "partial", "obliterated"]) }],
        },
      ],
    });
    const made = await (
      await this.#world.person(author)
    ).do(recordRecovery, {
      body: {
        ...onePistol(`МК ${this.#pick(100_000)}`),
        manner: this.#of(["seized", "seized", "found", "surrendered"]),
        occurredOn: this.#of(["2024-02-29", "2024-12-31", "2025-01-01", "2025-12-31", "2026-03-31", "2026-10-01"]),
        place: { written: "Road", region: this.#of(["TU-N", "TU-S", null]) },
        ground: this.#of([{ code: "possession" }, { code: "smuggling" }, { written: "in words" }]),
        ...(this.#pick(2) === 0 ? { context: { code: "terrorism" } } : {}),
        handling: this.#pick(6) === 0 ? ["H2"] : [],
        firearms: Array.from({ length: 1 + this.#pick(3) }, (_, n) => weapon(`АБ ${n}${this.#pick(99_999)}`)),
      },
    });
    this.known.push({ id: made.id, author, weapons: made.firearms.map((firearm) => firearm.id) });
  }

  async #correct(one: Known, who: Person): Promise<void> {
    const { rows } = await this.#world.admin.query<{ version: number }>(
      "select version from recoveries.recovery where id = $1",
      [one.id],
    );
    await who.try(changeRecovery, {
      params: { id: one.id },
      body: {
        version: rows[0]?.version ?? 0,
        changes: this.#of([
          { manner: "found" },
          { occurredOn: "2025-06-30" },
          { handling: ["H2"] },
          { handling: [] },
          { place: { written: "Elsewhere", region: "TU-S" } },
          { circumstances: "Nothing that counts." },
        ]),
        reason: "for the test",
      },
    });
  }

  /** A statement may hold from an earlier day, or take the place of one that stands. */
  async #dated(one: Known, history: "ground" | "context"): Promise<Record<string, string>> {
    const dated = this.#of<Record<string, string>>([{}, { fromDate: "2024-03-01" }, { fromDate: "2026-06-01" }]);
    if (this.#pick(3) > 0) return dated;
    const { rows } = await this.#world.admin.query<{ id: string }>(
      `select id from recoveries.${history} where recovery_id = $1 order by id limit 1`,
      [one.id],
    );
    return rows[0] === undefined ? dated : { ...dated, corrects: rows[0].id, reason: "for the test" };
  }

  /** One thing that may happen to what stands; a refusal is also something that may happen. */
  async happen(): Promise<void> {
    const one = this.#of(this.known);
    const owner = await this.#world.person(one.author.startsWith("border") ? "border.chief" : one.author);
    switch (this.#pick(9)) {
      case 0:
      case 1:
        return this.#correct(one, owner);
      case 2:
        await owner.try(addGround, {
          params: { id: one.id },
          body: { code: this.#of(["smuggling", "possession"]), ...(await this.#dated(one, "ground")) },
        });
        return;
      case 3:
        await owner.try(addContext, {
          params: { id: one.id },
          body: {
            ...this.#of([{ code: "terrorism" }, { written: "in words" }]),
            ...(await this.#dated(one, "context")),
          },
        });
        return;
      case 4: {
        const firearm = this.#of(one.weapons);
        await owner.try(identify, {
          params: { id: firearm },
          body: { aspect: "type", code: "revolver", written: "revolver", source: "eye" },
        });
        return;
      }
      case 5:
      case 6: {
        const { rows } = await this.#world.admin.query<{ id: number }>(
          "select u.id from access.unit u join access.institution i on i.id = u.institution_id where i.code = $1 order by u.id limit 1",
          [this.#of(["CUSTOMS", "POLICE", "BORDER"])],
        );
        const shared = await owner.try(shareRecord, {
          params: { kind: "recovery", id: one.id },
          body: { with: { unit: rows[0]?.id ?? 0 }, reason: "for the test" },
        });
        const id = (shared.body as { receipt?: string } | undefined)?.receipt;
        if (shared.status === 200 && id !== undefined) this.#shares.push({ id, by: owner.username });
        return;
      }
      case 7: {
        const share = this.#shares.pop();
        if (share !== undefined)
          await (
            await this.#world.person(share.by)
          ).try(withdrawShare, {
            params: { id: share.id },
            body: { reason: "for the test" },
          });
        return;
      }
      default:
        // As an import that is taken back does it (registers.withdraw_rows).
        if (this.#pick(3) > 0) return;
        await this.#world.admin.query("update firearms.firearm set withdrawn_at = now() where recovery_id = $1", [
          one.id,
        ]);
        await this.#world.admin.query("update recoveries.recovery set withdrawn_at = now() where id = $1", [one.id]);
    }
  }
}
