/**
 * What axe judges of rules and of what waits: sharing rules and one that is being applied, serial rules with a fault, the start
 * page of an examiner, unfinished forms, a board with nothing on it, the code of a register.
 */
import { randomUUID } from "node:crypto";
import { saveDraft } from "../src/recoveries/draft.contract.ts";
import { listRegisters } from "../src/registers/register.contract.ts";
import type { Visit } from "./axe-states.ts";
import type { World } from "./world.ts";

/** A rule of the country that holds, and a row that cannot be used. */
const serialRule = {
  code: "qt-depot",
  name_en: "Depot number with its year",
  name_ru: "Складской номер с годом",
  kind: "date",
  marks: "serial",
  makes: "baikal",
  pattern: "^QD(?<year4>[12][0-9]{3})[0-9]{3}$",
  confidence: "sure",
  source: "Order of the ministry no. 12 of 3 March 2020",
};

export async function ruleStatesOf(world: World): Promise<readonly Visit[]> {
  await world.admin.query("insert into platform.setting (key, value) values ('country.serial-rules', $1)", [
    JSON.stringify([serialRule, { ...serialRule, code: "qt-wrong", makes: "no-such-make", pattern: "QD" }]),
  ]);
  const { id: administrator } = await world.person("focal.administrator");
  await world.admin.query(
    `insert into access.recomputation (kind, institution_id, total, done, asked_by, finished_at)
     select k.kind, i.id, 48120, k.done, k.by, k.finished from access.institution i,
       (values ('recovery', 17004, $1::uuid, null::timestamptz), ('firearm', 48120, null, now())) k(kind, done, by, finished) where i.code = 'BORDER'`,
    [administrator],
  );
  const officer = await world.person("customs.officer");
  await officer.do(saveDraft, {
    params: { id: randomUUID() },
    body: { version: null, body: { manner: "seized", occurredOn: "2026-11-20" } },
  });
  const [register] = (await (await world.person("police.keeper")).do(listRegisters, {})).items;
  return [
    {
      name: "sharing rules, and one being applied",
      path: "/people/rules",
      who: "focal.administrator",
      ready: ".progress-row",
      narrow: true,
    },
    {
      name: "curation, serial rules with a fault",
      path: "/curation/serial-rules",
      who: "focal.operator",
      ready: ".serial-rules .notice",
      narrow: true,
    },
    { name: "start of an examiner", path: "/", who: "police.examiner", ready: ".start-waits a[href='/examiner']" },
    {
      name: "unfinished forms",
      path: "/recoveries/new",
      who: "customs.officer",
      ready: ".unfinished",
      narrow: true,
      opens: [".unfinished .button-quiet"],
    },
    {
      name: "figures, nothing to show",
      path: "/figures?from=1990-01-01&until=1990-02-01",
      who: "focal.statistician",
      ready: ".answer",
      narrow: true,
    },
    {
      name: "a register's code",
      path: `/registers/${register?.id ?? ""}`,
      who: "police.keeper",
      ready: ".register-lead .mono",
      opens: [".page-actions button"],
    },
  ];
}
