/**
 * The quality gate while one types.
 *
 * Promises: the verdict is the one that binds on submit; keeps nothing of the form. Refuses: to look for other weapons with the
 * number without leaving the entry of a search.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { route, type Context } from "../platform/route.ts";
import { judgeFirearm } from "./gate.contract.ts";
import { doubtsOf } from "./gate.ts";

async function judge(
  context: Context,
  { body }: CallInput<typeof judgeFirearm>,
): Promise<CallOutput<typeof judgeFirearm>> {
  const weapons = [{ key: "form", number: "", draft: body.firearm }];
  const doubts = await doubtsOf(context, weapons, { id: null, occurredOn: body.recoveredOn }, body.look);
  if (body.look) {
    const serials = body.firearm.marks.flatMap((mark) => mark.readings.map((reading) => reading.written));
    context.note({ verb: "search", kind: "firearm", content: { serials } });
  }
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

export const gateRoutes = [route(judgeFirearm, judge)];
