/**
 * The quality gate while one types.
 *
 * Promises: the verdict is the one that binds on submit; keeps nothing of the form. Refuses: to look for other weapons with the
 * number without a purpose and the entries of a search: what was asked, and each weapon that the answer named, as the serial
 * check leaves them.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { route, type Context } from "../platform/route.ts";
import type { Doubt, WeaponDraft } from "../firearms/quality-gate.ts";
import { judgeAndSearch, judgeFirearm } from "./gate.contract.ts";
import { doubtsOf, sameSerials, type GateWeapon } from "./gate.ts";

const weaponsOf = (firearm: WeaponDraft): readonly GateWeapon[] => [{ key: "form", number: "", draft: firearm }];

async function judge(
  context: Context,
  { body }: CallInput<typeof judgeFirearm>,
): Promise<CallOutput<typeof judgeFirearm>> {
  return verdict(await doubtsOf(context, weaponsOf(body.firearm), { id: null, occurredOn: body.recoveredOn }, []));
}

async function judgeSearching(
  context: Context,
  { body }: CallInput<typeof judgeAndSearch>,
): Promise<CallOutput<typeof judgeAndSearch>> {
  const weapons = weaponsOf(body.firearm);
  const others = await sameSerials(context, weapons, null);
  const serials = body.firearm.marks.flatMap((mark) => mark.readings.map((reading) => reading.written));
  context.note({ verb: "search", kind: "serial", content: { question: serials, shown: others.map(({ id }) => id) } });
  for (const { id } of others) context.note({ verb: "read", kind: "firearm", record: id });
  return verdict(await doubtsOf(context, weapons, { id: null, occurredOn: body.recoveredOn }, others));
}

function verdict(doubts: ReadonlyMap<string, readonly Doubt[]>): CallOutput<typeof judgeFirearm> {
  return {
    doubts: (doubts.get("form") ?? []).map(({ code, field, severity, values, settlements }) => ({
      code,
      field,
      blocks: severity === "blocks",
      values: { ...values },
      settlements: settlements.map((one) => ({
        code: one.code,
        values: { ...one.values },
        changes: one.changes.map((change) =>
          change.op === "set"
            ? { op: change.op, path: change.path, value: change.value }
            : {
                op: change.op,
                mark: { ...change.mark, readings: change.mark.readings.map((reading) => ({ ...reading })) },
              },
        ),
      })),
    })),
  };
}

export const gateRoutes = [route(judgeFirearm, judge), route(judgeAndSearch, judgeSearching)];
