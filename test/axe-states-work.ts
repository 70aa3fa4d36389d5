/**
 * What axe judges of the work on records: the recovery form with all that hangs on it, the recovery page with its acts, the
 * examiner's queue and desk, the curator's pages, the board of figures.
 *
 * Promises: acts that would change the record at one press are not pressed; every state can be reached again and again.
 */
import type { Page } from "playwright-core";
import { addReading, readFirearm } from "../src/firearms/firearm.contract.ts";
import { claimExamination } from "../src/firearms/examiner.contract.ts";
import { propose } from "../src/reference/curator.contract.ts";
import { addItem } from "../src/recoveries/recovery-parts.contract.ts";
import { takeStep } from "../src/recoveries/recovery-status.contract.ts";
import { changeRecovery, readRecovery, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import type { Step, Visit } from "./axe-states.ts";
import { jpeg } from "./pictures.ts";
import { onePistol, type World } from "./world.ts";

const press =
  (selector: string) =>
  (page: Page): Promise<unknown> =>
    page.locator(selector).first().click();
/** The way of sending a dialog with nothing in it. */
export const sendNothing = { act: press(".dialog-foot button[type=submit]"), ready: ".error-summary, .field-error" };
/** Acts that ask before they do. */
const ASKING = ".record-acts .acts button:not(.button-main)";

const suspect = {
  kind: "person",
  name: "Иванов Пётр Сергеевич",
  nameOther: "Ivanov Petr",
  bornOn: "1984-05-01",
  documentKind: "passport",
  documentNumber: "AB 123456",
  standing: { category: "suspect", fromDate: "2026-10-01", grade: "B2" },
};

async function fullRecovery(world: World): Promise<string> {
  const officer = await world.person("border.officer");
  const made = await officer.do(recordRecovery, {
    body: onePistol("ВК 30119", {
      parties: [suspect],
      items: [{ kind: "ammunition", type: { written: "9 mm cartridges" }, quantity: 50, unit: "piece" }],
      route: [{ kind: "transit", country: "QS" }],
      offences: [{ code: "drugs" }],
    }),
  });
  return made.id;
}

/** Two weapons of one number: one with a reason, one whose doubt nobody has spoken of yet. */
async function doubtedRecovery(world: World): Promise<string> {
  const officer = await world.person("border.officer");
  const first = await officer.do(recordRecovery, { body: onePistol("ЧЮ 40912") });
  const [firearm] = (onePistol("ЧЮ 40912") as { firearms: Readonly<Record<string, unknown>>[] }).firearms;
  await officer.do(recordRecovery, {
    body: onePistol("ЧЮ 40912", {
      firearms: [firearm],
      overrides: [
        { firearm: 0, code: "serial-same", field: "marks.0.readings.0.written", reason: "two of one number" },
      ],
    }),
  });
  return first.id;
}

/** Accepted, and then corrected in several of its facts. */
async function changedRecovery(world: World): Promise<string> {
  const officer = await world.person("border.officer");
  const made = await officer.do(recordRecovery, { body: onePistol("ЧЮ 50317", { parties: [suspect] }) });
  const params = { id: made.id };
  await (await world.person("border.chief")).do(takeStep, { params, body: { verb: "accept", version: made.version } });
  const changes = { circumstances: "In the spare wheel.", conveyance: { code: "car" }, handling: ["H1"] };
  const { version } = await officer.do(readRecovery, { params });
  await officer.do(changeRecovery, { params, body: { version, changes, reason: "told anew" } });
  await officer.do(addItem, { params, body: { kind: "ammunition", quantity: 8, unit: "piece" } });
  return made.id;
}

/** Two weapons that await an examiner, read in two ways each; one of them is on the desk. */
async function disputed(world: World): Promise<string> {
  const officer = await world.person("border.officer");
  const analyst = await world.person("border.analyst");
  const weapons: string[] = [];
  for (const [read, other] of [
    ["ЛЯ4772", "ЛЯ4112"],
    ["ЛЯ5190", "ЛЯ5196"],
  ] as const) {
    const id = (await officer.do(recordRecovery, { body: onePistol(read) })).firearms[0]?.id ?? "";
    const mark = (await analyst.do(readFirearm, { params: { id } })).marks[0]?.id;
    await analyst.do(addReading, {
      params: { id },
      body: { mark: { id: mark }, reading: { written: other, state: "clear", method: "lens" } },
    });
    weapons.push(id);
  }
  const [held = ""] = weapons;
  await analyst.do(claimExamination, { params: { id: held }, body: {} });
  return held;
}

/** The steps through the form: a serial that cannot be one, its reason, a person, an item, photographs. */
function formWays(photo: Buffer): readonly (readonly Step[])[] {
  const others = "[data-step=others]";
  return [
    [
      {
        name: "a person",
        act: press("[aria-labelledby=others-people] .button"),
        ready: `${others} fieldset`,
      },
      {
        name: "a person, everything asked",
        act: press(`${others} fieldset .more-fields > summary`),
        ready: `${others} fieldset details[open]`,
      },
      { name: "an item", act: press("#field-items button"), ready: "[aria-labelledby=others-items] fieldset" },
    ],
    [
      {
        name: "a doubt",
        act: async (page) => {
          await page.locator("[data-step=firearms] input.mono").first().fill("не читается");
        },
        ready: ".gate-doubt-blocks",
      },
      {
        name: "why it stays",
        act: press(".gate-doubt-blocks .button-quiet"),
        ready: ".gate-doubt input",
      },
    ],
    [
      {
        name: "a sign put in, the number said aloud",
        act: async (page) => {
          await page.locator("[data-step=firearms] input.mono").first().fill("AB123");
          await page.locator("[data-step=firearms] .notation-signs button").first().click();
        },
        ready: ".read-aloud",
      },
    ],
    [
      {
        name: "photos chosen",
        act: (page) =>
          page
            .locator(".attachments input[type=file]")
            .first()
            .setInputFiles([{ name: "IMG_0001.jpg", mimeType: "image/jpeg", buffer: photo }]),
        ready: ".uploads li, .attachment-list li",
      },
    ],
  ];
}

/** A line on which nothing arrives: the bar of the shell, paused; then it goes on. */
function heldUpload(photo: Buffer): readonly Step[] {
  const bytes = /\/attachments\/[^/]+\/bytes/;
  return [
    {
      name: "the bar",
      act: async (page) => {
        await page.route(bytes, (route) => route.abort());
        await page
          .locator(".attachments input[type=file]")
          .first()
          .setInputFiles([{ name: "IMG_0002.jpg", mimeType: "image/jpeg", buffer: photo }]);
      },
      ready: ".upload-bar",
    },
    { name: "paused", act: press(".upload-bar .button"), ready: ".upload-bar" },
    {
      name: "gone on",
      act: async (page) => {
        await page.unroute(bytes);
        await page.locator(".upload-bar .button").first().click();
      },
      ready: ".attachment-list li",
    },
  ];
}

/** Fills a world with work on records, and lists the pages that show it. */
export async function workStatesOf(world: World): Promise<readonly Visit[]> {
  const full = await fullRecovery(world);
  const held = await disputed(world);
  const [doubted, changed] = [await doubtedRecovery(world), await changedRecovery(world)];
  const operator = await world.person("focal.operator");
  const pistol = onePistol("ТР 70019");
  const [weapon] = pistol["firearms"] as [Readonly<Record<string, unknown>>];
  // A make that no list knows.
  await operator.do(recordRecovery, {
    body: { ...pistol, firearms: [{ ...weapon, make: { written: "Кузница Ак-Тепа" } }] },
  });
  const proposal = await operator.do(propose, {
    body: {
      kind: "synonym",
      list: "makes",
      code: "tisas",
      writings: ["Трапезунд Силах", "Trapezunt Silah"],
      reason: "Met in three seizures of this year",
    },
  });
  return [
    {
      name: "new recovery, in full",
      path: "/recoveries/new",
      who: "border.officer2",
      ready: "form",
      ways: formWays(await jpeg(800, 600)),
    },
    {
      name: "recovery in full, to decide",
      path: `/recoveries/${full}`,
      who: "border.chief",
      ready: "#history",
      narrow: true,
      opens: [ASKING],
      ways: [
        [
          { name: "return opened", act: press(ASKING), ready: ".modal form" },
          { name: "return without a reason", ...sendNothing },
        ],
      ],
    },
    {
      name: "recovery with doubts, to accept",
      path: `/recoveries/${doubted}`,
      who: "border.chief",
      ready: ".gate-doubt",
      narrow: true,
      ways: [
        [
          { name: "what the gate doubts", act: press(".record-acts .button-main"), ready: ".modal .gate-doubt-blocks" },
          { name: "no reason given", ...sendNothing },
          {
            name: "returned with the doubts",
            act: press(".modal .dialog-body button:not([slot])"),
            ready: ".modal textarea",
          },
        ],
      ],
    },
    {
      name: "recovery changed since it was accepted",
      path: `/recoveries/${changed}`,
      who: "border.chief",
      ready: ".notice .changed-notice",
      narrow: true,
      ways: [[{ name: "to confirm", act: press(".record-acts .button-main"), ready: ".modal .statements" }]],
    },
    {
      name: "doubts passed over",
      path: "/overrides",
      who: "border.analyst",
      ready: ".chart",
      narrow: true,
      ways: [
        [
          {
            name: "every chart a table",
            act: async (page) => {
              for (const chart of await page.locator(".chart").all())
                await chart.locator(".chart-tools button").first().click();
            },
            ready: ".chart table.figures",
          },
        ],
      ],
    },
    {
      name: "photographs on their way",
      path: `/recoveries/${doubted}`,
      who: "border.officer",
      ready: ".attachments",
      narrow: true,
      ways: [heldUpload(await jpeg(800, 600))],
    },
    {
      name: "recovery in full, by its author",
      path: `/recoveries/${full}`,
      who: "border.officer",
      ready: "#history",
      opens: [".other-list button", ".record-section .button-small:has(svg):not(.other-list button)"],
    },
    { name: "examiner's queue", path: "/examiner", who: "border.analyst", ready: "[data-row]", narrow: true },
    {
      name: "examiner's desk",
      path: `/examiner/${held}`,
      who: "border.analyst",
      ready: ".desk-columns",
      narrow: true,
      opens: [".examiner-desk .select-trigger"],
      ways: [
        [
          {
            name: "a spot chosen",
            act: press(".drawing-list button"),
            ready: ".drawing-list button[aria-pressed=true]",
          },
        ],
      ],
    },
    { name: "curation", path: "/curation", who: "focal.head", ready: "[data-row]" },
    {
      name: "curation, one proposal",
      path: `/curation/${proposal.id}`,
      who: "focal.head",
      ready: ".row-change",
      narrow: true,
      opens: [".page-actions button"],
    },
    {
      name: "curation, one's own proposal",
      path: `/curation/${proposal.id}`,
      who: "focal.operator",
      ready: ".row-change",
    },
    {
      name: "curation, new",
      path: "/curation/new",
      who: "focal.operator",
      ready: "form",
      ways: [[{ name: "another kind", act: press("main form label:has(input[type=radio]) >> nth=1"), ready: "form" }]],
    },
    { name: "curation, spellings", path: "/curation/spellings", who: "focal.operator", ready: "[data-row]" },
    { name: "curation, files", path: "/curation/files", who: "focal.operator", ready: ".list-files" },
    {
      name: "figures, as tables",
      path: "/figures",
      who: "border.analyst",
      ready: ".chart",
      narrow: true,
      ways: [
        [
          {
            name: "every chart a table",
            act: async (page) => {
              for (const chart of await page.locator(".chart").all())
                await chart.locator(".chart-tools button").first().click();
            },
            ready: ".chart table.figures",
          },
        ],
      ],
    },
  ];
}
