/** What axe judges of finding weapons: a pasted column and its answers, lots, weapons seen again, thresholds, the pages of quality and of what matching learned. */
import type { Page } from "playwright-core";
import { decideHit, handOverHit, listHits, readHit } from "../src/matching/hit.contract.ts";
import { setThreshold } from "../src/matching/hit-threshold.contract.ts";
import { proposeModel } from "../src/matching/learning/model.contract.ts";
import { learnTask, modelTasks } from "../src/matching/learning/model-task.ts";
import { matchNow } from "../src/matching/matcher.ts";
import { createLog } from "../src/platform/log.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import type { Visit } from "./axe-states.ts";
import { putDecidedHits } from "./decided-hits.ts";
import { onePistol, type Person, type World } from "./world.ts";

const pasted = "МК45718\tИжевск\tПМ\nСК70231\tИжевск\tПМ\nСК70233\tИжевск\tПМ\nЩЩ99999\nнет";

async function paste(page: Page): Promise<void> {
  await page.locator("main textarea").fill(pasted);
  await page.locator("main form button[type=submit]").click();
}

/** Has a version learned and gives its identifier. */
async function learnNow(world: World, person: Person): Promise<string> {
  const { id } = await person.do(proposeModel, { body: { reason: "a year of decisions" } });
  const task = modelTasks(world.node.database, createLog("silent"))[learnTask];
  await task?.({ model: id }, new AbortController().signal);
  return id;
}

/** Two boxes of neighbours, a weapon seen again, and hits decided, handed over and set aside. */
export async function hitStatesOf(world: World): Promise<readonly Visit[]> {
  const officer = await world.person("border.officer");
  for (const [serial, occurredOn] of [
    ["СК70230", "2026-04-02"],
    ["СК70232", "2026-04-02"],
    ["СК70235", "2026-07-02"],
    ["ВД 88214", "2026-02-01"],
    ["ВД 88214", "2026-08-01"],
    ["МК45718", "2026-08-03"],
    ["ЖЯ700021", "2026-08-04"],
    ["МК45718", "2026-08-05"],
    ["ЖЯ700021", "2026-08-06"],
    ["МК45718", "2026-08-07"],
  ] as const)
    await officer.do(recordRecovery, { body: onePistol(serial, { occurredOn }) });
  await matchNow(world.node.database);
  const keeper = await world.person("police.keeper");
  const { items } = await keeper.do(listHits, { query: { waiting: "us" } });
  const [first] = items;
  if (first === undefined) throw new Error("no hit to hand over");
  await keeper.do(handOverHit, {
    params: { id: first.id },
    body: { to: { person: (await world.person("police.analyst")).id }, reason: "compare with case 12" },
  });
  for (const [at, verb] of (["confirm", "reject"] as const).entries()) {
    const id = items[at + 1]?.id;
    if (id === undefined) throw new Error("no hit to decide");
    const { version } = await keeper.do(readHit, { params: { id } });
    await keeper.do(decideHit, { params: { id }, body: { verb, reason: "compared the marks", version } });
  }
  const operator = await world.person("focal.operator");
  const few = await learnNow(world, operator);
  await putDecidedHits(world, 240, (p) => 1 / (1 + Math.exp(1.5 - 0.8 * Math.log(p / (1 - p)))));
  const learned = await learnNow(world, operator);
  await keeper.do(setThreshold, { body: { register: null, country: null, value: 0.3, reason: "too many alarms" } });
  const one = (name: string, path: string, who: string, ready: string, more: Partial<Visit> = {}): Visit => ({
    name,
    path,
    who,
    ready,
    narrow: true,
    ...more,
  });
  return [
    one("pasted column", "/check/pasted", "border.officer", "main textarea", {
      ways: [
        [
          {
            name: "nothing pasted",
            act: (page) => page.locator("main form button[type=submit]").click(),
            ready: ".field-error",
          },
        ],
        [
          { name: "answers and a lot", act: paste, ready: ".lot" },
          {
            name: "one answer",
            act: (page) => page.locator("[data-row] .link-button").first().click(),
            ready: ".modal .check",
          },
        ],
      ],
    }),
    one("lots", "/lots", "border.analyst", ".lot", { opens: [".lot .button"] }),
    one("lots, none", "/lots?state=rejected", "border.analyst", ".answer"),
    one("seen again", "/seen-again", "border.analyst", ".timeline"),
    one("hits, most urgent first", "/hits?waiting=all&order=urgency", "police.keeper", "[data-row]"),
    one("hit handed over", `/hits/${first.id}`, "police.keeper", ".verdict", {
      opens: [],
      ways: [[{ name: "handing over", act: (page) => page.keyboard.press("h"), ready: ".modal form" }]],
    }),
    one("quality of hits", "/hits/quality", "police.keeper", ".interval"),
    one("quality of hits, nothing decided", "/hits/quality", "customs.analyst", ".answer"),
    one("hit, its numbers made again", `/hits/${first.id}`, "police.keeper", ".history", {
      ways: [
        [
          {
            name: "made again",
            act: (page) => page.locator(".history ~ .cluster .button").click(),
            ready: ".recomputed",
          },
        ],
      ],
    }),
    one("how matching is weighed", "/hits/weighing", "focal.head", ".weighing .figures", {
      ways: [
        [
          {
            name: "having one learned",
            act: (page) => page.locator(".page-actions .button").click(),
            ready: ".modal form",
          },
        ],
      ],
    }),
    one("a version with too few decisions", `/hits/weighing/${few}`, "focal.head", ".notice-waiting"),
    one("a version and its report", `/hits/weighing/${learned}`, "focal.head", ".calibration-square", {
      opens: [".acts .button"],
    }),
    one("a version of one's own", `/hits/weighing/${learned}`, "focal.operator", ".calibration-square"),
    one("thresholds", "/hits/thresholds", "police.keeper", ".thresholds", {
      ways: [
        [
          {
            name: "setting one",
            act: (page) => page.locator(".thresholds .button").nth(3).click(),
            ready: ".modal form",
          },
        ],
      ],
    }),
  ];
}
