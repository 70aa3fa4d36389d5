/**
 * What the writers of a kill run do, and the ledger of it: what was sent, what was acknowledged, what is open.
 *
 * Promises: an intent has one idempotency key for ever, and is sent with it until it has an answer; only a 200 that was read
 * to its end counts as acknowledged. The ledger is outside of everything that is killed.
 */
import { appendFileSync } from "node:fs";
import { addGround, listRecoveries, readRecovery, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { shareRecord, withdrawShare } from "../src/access/sharing.contract.ts";
import { overAllDoubts } from "../test/world-calls.ts";
import type { Dice } from "./journal-mutations-kinds.ts";
import { WRITERS, type Place } from "./kills-place.ts";

export interface RecordIntent {
  readonly kind: "record";
  readonly key: string;
  readonly by: string;
  readonly reference: string;
  readonly body: Record<string, unknown>;
  readonly firearms: number;
  readonly marks: number;
  /** What was read, sorted. */
  readonly readings: readonly string[];
  readonly ground: string;
}
export interface GroundIntent {
  readonly kind: "ground";
  readonly key: string;
  readonly by: string;
  readonly reference: string;
  readonly record: string;
  readonly written: string;
}
export interface ShareIntent {
  readonly kind: "share";
  readonly key: string;
  readonly by: string;
  readonly reference: string;
  readonly record: string;
  readonly reason: string;
}
export interface WithdrawIntent {
  readonly kind: "withdraw";
  readonly key: string;
  readonly by: string;
  readonly reference: string;
  readonly record: string;
  readonly receipt: string;
  readonly reason: string;
}
export type Intent = RecordIntent | GroundIntent | ShareIntent | WithdrawIntent;

export interface Told {
  readonly intent: Intent;
  state: "open" | "acknowledged" | "refused";
  tries: number;
}

interface Known {
  readonly reference: string;
  readonly record: string;
  readonly by: string;
  shared: boolean;
}

/** The answer did not come, or was "not now". */
class Unanswered extends Error {}

export class Load {
  readonly told = new Map<string, Told>();
  readonly refusals: string[] = [];
  /** How often each status was the answer to something sent. */
  readonly answers = new Map<number, number>();
  retried = 0;
  readings = 0;
  readonly #place: Place;
  readonly #dice: Dice;
  readonly #seed: number;
  readonly #ledger: string;
  readonly #known: Known[] = [];
  readonly #shares: { receipt: string; share: ShareIntent }[] = [];
  #count = 0;
  #shared = new Map<string, { id: number }>();

  /** `ledger`: a file outside of what is harmed; in the data folder where only processes are killed. */
  constructor(
    place: Place,
    dice: Dice,
    seed: number,
    units: ReadonlyMap<string, number>,
    ledger = `${place.dataDir}/ledger.jsonl`,
  ) {
    this.#place = place;
    this.#dice = dice;
    this.#seed = seed;
    this.#ledger = ledger;
    for (const [code, id] of units) this.#shared.set(code, { id });
  }

  open(): Told[] {
    return [...this.told.values()].filter((told) => told.state === "open");
  }

  count(state: Told["state"]): number {
    return [...this.told.values()].filter((told) => told.state === state).length;
  }

  /** Writers work until one is told to stop or gets no answer; then the round is over for it. */
  async round(stop: AbortSignal): Promise<void> {
    const waiting = this.open();
    await Promise.all(
      WRITERS.map(async (by) => {
        try {
          for (const told of waiting.filter((one) => one.intent.by === by)) {
            if (stop.aborted) return;
            await this.#send(told);
          }
          while (!stop.aborted) {
            if (this.#dice.below(5) === 0) await this.#look(by);
            else await this.#send(this.#next(by));
          }
        } catch (fault) {
          if (!(fault instanceof Unanswered)) throw fault;
        }
      }),
    );
  }

  /** Sends everything that is open again, each under its own key, until each has an answer. */
  async settle(): Promise<void> {
    for (const told of this.open()) {
      for (let tries = 0; told.state === "open"; tries += 1) {
        try {
          await this.#send(told);
        } catch (fault) {
          if (!(fault instanceof Unanswered) || tries > 100) throw fault;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    }
  }

  #next(by: string): Told {
    this.#count += 1;
    const name = `K${this.#seed}-${this.#count}`;
    const intent = this.#after(by, name) ?? this.#record(by, name);
    const told: Told = { intent, state: "open", tries: 0 };
    this.told.set(intent.key, told);
    appendFileSync(this.#ledger, `${JSON.stringify({ sent: intent })}\n`);
    return told;
  }

  /** Something on a record that is known to be there, or null. */
  #after(by: string, name: string): Intent | null {
    const turn = this.#dice.below(10);
    const own = this.#known.filter((record) => record.by === by);
    if (turn < 3 && own.length > 0) {
      const { reference, record } = this.#dice.pick(own);
      return { kind: "ground", key: `ground-${name}`, by, reference, record, written: `ground ${name}` };
    }
    if (by !== "border.chief" && by !== "police.investigator") return null;
    const free = own.filter((record) => !record.shared);
    if (turn < 5 && free.length > 0) {
      const record = this.#dice.pick(free);
      record.shared = true;
      return {
        kind: "share",
        key: `share-${name}`,
        by,
        reference: record.reference,
        record: record.record,
        reason: `share ${name}`,
      };
    }
    const at = this.#shares.findIndex(({ share }) => share.by === by);
    if (turn < 6 && at >= 0) {
      const [taken] = this.#shares.splice(at, 1);
      if (taken === undefined) return null;
      const { receipt, share } = taken;
      return {
        kind: "withdraw",
        key: `withdraw-${name}`,
        by,
        reference: share.reference,
        record: share.record,
        receipt,
        reason: share.reason,
      };
    }
    return null;
  }

  #record(by: string, name: string): RecordIntent {
    const dice = this.#dice;
    const readings: string[] = [];
    let marks = 0;
    const firearms = Array.from({ length: 1 + dice.below(3) }, () => {
      const serial = `МК ${10_000 + dice.below(5_000)}`;
      const kinds = dice.below(2) === 0 ? ["serial"] : ["serial", "import"];
      marks += kinds.length;
      return {
        type: { written: "pistol" },
        make: { written: "Izhevsk" },
        model: { written: "ПМ" },
        calibre: { written: "9x18" },
        marks: kinds.map((kind, at) => {
          const texts =
            kind === "serial" && dice.below(3) === 0
              ? [serial, serial.replace(/.$/, "?")]
              : [at === 0 ? serial : `IM ${dice.below(100)}`];
          readings.push(...texts);
          return { kind, place: "frame", readings: texts.map((written) => ({ written, state: "clear" })) };
        }),
      };
    });
    const ground = `ground of ${name}`;
    const body = {
      manner: dice.pick(["seized", "found", "surrendered"]),
      occurredOn: "2026-10-01",
      place: { written: "Road 7" },
      ground: { written: ground },
      circumstances: "Under the seat.",
      ownReference: name,
      firearms,
      // The numbers are made and sometimes unreadable: the gate would hold them back without a reason.
      overrides: overAllDoubts(firearms.map((_, at) => at)),
    };
    return {
      kind: "record",
      key: `record-${name}`,
      by,
      reference: name,
      body,
      firearms: firearms.length,
      marks,
      readings: readings.sort(),
      ground,
    };
  }

  async #send(told: Told): Promise<void> {
    const { intent } = told;
    const person = this.#place.people.get(intent.by);
    if (person === undefined) throw new Error(`nobody is called ${intent.by}`);
    told.tries += 1;
    if (told.tries > 1) this.retried += 1;
    let reply: { status: number; body: unknown; text: string };
    try {
      const options = { key: intent.key };
      if (intent.kind === "record") reply = await person.try(recordRecovery, { body: intent.body }, options);
      else if (intent.kind === "ground")
        reply = await person.try(
          addGround,
          { params: { id: intent.record }, body: { written: intent.written } },
          options,
        );
      else if (intent.kind === "withdraw")
        reply = await person.try(
          withdrawShare,
          { params: { id: intent.receipt }, body: { reason: "closed" } },
          options,
        );
      else {
        const unit = this.#shared.get("PROSECUTOR/CITY")?.id;
        reply = await person.try(
          shareRecord,
          { params: { kind: "recovery", id: intent.record }, body: { with: { unit }, reason: intent.reason } },
          options,
        );
      }
    } catch (fault) {
      throw new Unanswered(String(fault));
    }
    this.answers.set(reply.status, (this.answers.get(reply.status) ?? 0) + 1);
    if (reply.status >= 500) throw new Unanswered(`${reply.status}`);
    if (reply.status !== 200) {
      told.state = "refused";
      this.refusals.push(`${intent.key}: ${reply.status} ${reply.text.slice(0, 200)}`);
      return;
    }
    told.state = "acknowledged";
    appendFileSync(this.#ledger, `${JSON.stringify({ acknowledged: intent.key })}\n`);
    if (intent.kind === "record")
      this.#known.push({
        reference: intent.reference,
        record: (reply.body as { id: string }).id,
        by: intent.by,
        shared: false,
      });
    if (intent.kind === "share")
      this.#shares.push({ receipt: (reply.body as { receipt: string }).receipt, share: intent });
  }

  async #look(by: string): Promise<void> {
    const person = this.#place.people.get(by);
    const own = this.#known.filter((record) => record.by === by);
    if (person === undefined) return;
    try {
      const reply =
        own.length > 0 && this.#dice.below(3) > 0
          ? await person.try(readRecovery, { params: { id: this.#dice.pick(own).record } })
          : await person.try(listRecoveries, { query: { limit: 5 } });
      if (reply.status >= 500) throw new Unanswered(`${reply.status}`);
      if (reply.status !== 200) this.refusals.push(`reading by ${by}: ${reply.status}`);
      this.readings += 1;
    } catch (fault) {
      throw fault instanceof Unanswered ? fault : new Unanswered(String(fault));
    }
  }
}
