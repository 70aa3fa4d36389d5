/** What axe judges of finding weapons: a pasted column and its answers, lots, weapons seen again, thresholds, the page of quality. */
import type { Page } from "playwright-core";
import { decideHit, handOverHit, listHits, readHit } from "../src/matching/hit.contract.ts";
import { setThreshold } from "../src/matching/hit-threshold.contract.ts";
import { matchNow } from "../src/matching/matcher.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import type { Visit } from "./axe-states.ts";
import { onePistol, type World } from "./world.ts";

const pasted = "МК45718\tИжевск\tПМ\nСК70231\tИжевск\tПМ\nСК70233\tИжевск\tПМ\nЩЩ99999\nнет";

async function paste(page: Page): Promise<void> {
  await page.locator("main textarea").fill(pasted);
  await page.locator("main form button[type=submit]").click();
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
