/**
 * `tamga check`: the serial check on the terminal, as a named person.
 *
 * Promises: the very answer that this person gets on the page: what they may see, and who could tell more. Refuses: to look
 * without a person and a purpose.
 */
import type { CheckInput } from "../command/check.ts";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import { systemClock } from "../platform/clock.ts";
import type { CallOutput } from "../platform/contract.ts";
import { Database } from "../platform/database.ts";
import { say } from "../platform/words.ts";
import { serialRoutes } from "../matching/serial-check.actions.ts";
import { checkSerial } from "../matching/serial-check.contract.ts";
import { callAs, personOnTerminal } from "./person-call.ts";
import { splitQuestion } from "./question.ts";

type Answer = CallOutput<typeof checkSerial>;

export async function runCheck(input: CheckInput, context: CommandContext): Promise<ExitCode> {
  return context.withDatabase(async ({ url }) => {
    const database = new Database(url, 2, "tamga check");
    try {
      const person = await personOnTerminal(database, input.person, input.purpose);
      // "AK74 88?1204": make and model may stand before the number, unless they are said apart.
      const split = input.make === undefined && input.model === undefined ? splitQuestion(input.serial) : undefined;
      const answer = await callAs(
        { database, config: context.config, clock: systemClock, language: context.language },
        person,
        serialRoutes,
        checkSerial,
        {
          body: {
            serial: split?.serial ?? input.serial,
            type: input.type,
            make: input.make ?? split?.make?.code,
            model: input.model ?? split?.model?.code,
            calibre: input.calibre,
          },
        },
      );
      const shown: Answer = { ...answer, answers: answer.answers.slice(0, input.limit) };
      context.printJson(shown);
      for (const line of linesOf(shown, context.language)) context.print(line);
      return shown.answers.length === 0 && shown.pointers.length === 0 ? EXIT.notFound : EXIT.ok;
    } finally {
      await database.end();
    }
  });
}

function linesOf(answer: Answer, language: "en" | "ru"): string[] {
  const word = (key: string, values: Record<string, unknown> = {}): string =>
    say(language, "registers", `check.${key}`, values);
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const lines = [word(answer.outcome)];
  if (answer.reading.normal !== "") lines.push(word("read-as", { normal: answer.reading.normal }));
  for (const doubt of answer.reading.doubts) lines.push(`  ${doubt.sentence}`);
  for (const one of answer.answers) {
    const weapon = [one.weapon.type, one.weapon.make, one.weapon.model, one.weapon.calibre, one.weapon.serial]
      .filter((part) => part !== null)
      .join(", ");
    const register = one.register === null ? word(one.kind) : one.register[language];
    // "at most 99.9 %": a probability of one is never said.
    lines.push(
      "",
      `${percent.format(Math.min(0.999, one.probability))}  ${weapon}`,
      `  ${[one.institution, register, one.number, one.reason, one.day, one.authority].filter((part) => part !== null && part !== "").join(" · ")}`,
      `  ${one.because}`,
      `  ${one.id}`,
    );
  }
  if (answer.pointers.length > 0) lines.push("", word("pointers"));
  for (const pointer of answer.pointers) {
    lines.push(
      `  ${word("pointer", {
        name: pointer[language],
        contact: Object.values(pointer.contact)
          .filter((value) => typeof value === "string")
          .join(", "),
      })}`,
    );
  }
  return lines;
}
