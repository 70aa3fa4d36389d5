/** The serial decoding rules in force, for who curates the lists. */
import type { CallOutput } from "../platform/contract.ts";
import { route, type Context } from "../platform/route.ts";
import { say } from "../platform/words.ts";
import { freshLists } from "../reference/list-follower.ts";
import { serialRulesInForce } from "./country-serial-rules.ts";
import { listSerialRules } from "./serial-rules.contract.ts";

async function list(context: Context): Promise<CallOutput<typeof listSerialRules>> {
  await freshLists(context.tx);
  const { rules, own, faults } = await serialRulesInForce(context.tx);
  return {
    items: rules
      .toSorted((a, b) => Number(own.has(b.code)) - Number(own.has(a.code)))
      .map(({ code, en, ru, kind, marks, makes, countries, maker, pattern, confidence, source }) => ({
        code,
        en,
        ru,
        kind,
        marks: [...marks],
        makes: [...makes],
        countries: [...countries],
        maker,
        pattern: pattern.source,
        confidence,
        source,
        own: own.has(code),
      })),
    faults: faults.map((fault) => ({
      ...fault,
      message: say(context.language, "problems", `fields.${fault.code}`, { value: fault.value }),
    })),
  };
}

export const serialRuleRoutes = [route(listSerialRules, list)];
