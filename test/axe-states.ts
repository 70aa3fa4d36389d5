/**
 * What axe judges: every page of the desk with something in it, each by somebody whose work it is; what opens from it;
 * and the later states of pages that have several.
 *
 * Promises: `opens` presses every button that a selector finds, one after another, and each overlay is a state of its
 * own, so that an act that is added to a page is judged without a word here. Refuses: states that no person can reach.
 */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { giveTotp, givePassword, goodPassword } from "../src/access/sign-in.test-parts.ts";
import { newSetupLink } from "../src/access/people.contract.ts";
import { addCredential } from "../src/access/sign-in.store.ts";
import { shareRecord } from "../src/access/sharing.contract.ts";
import { listHits } from "../src/matching/hit.contract.ts";
import { matchNow } from "../src/matching/matcher.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { checkImport, previewImport, settleImport } from "../src/registers/import.contract.ts";
import { listRecords } from "../src/registers/register.contract.ts";
import { importAll, newRegister, settled, upload } from "./importing.ts";
import { extractStatesOf } from "./axe-states-extracts.ts";
import { hitStatesOf } from "./axe-states-hits.ts";
import { ruleStatesOf } from "./axe-states-rules.ts";
import { sweepStatesOf } from "./axe-states-sweeps.ts";
import { sendNothing, workStatesOf } from "./axe-states-work.ts";
import { onePistol, type World } from "./world.ts";

export interface Step {
  readonly name: string;
  /** What a hand does; the state is judged after it. */
  readonly act: (page: Page) => Promise<unknown>;
  /** What must be there then. */
  readonly ready: string;
}

export interface Visit {
  readonly name: string;
  readonly path: string;
  /** Null: somebody who has not signed in. */
  readonly who: string | null;
  /** What must be there before it is judged. */
  readonly ready: string;
  /** At the width of a telephone too. */
  readonly narrow?: boolean;
  /** Buttons that open something above the page or unfold something in it. */
  readonly opens?: readonly string[];
  /** The ways through the page, each from its beginning. */
  readonly ways?: readonly (readonly Step[])[];
}

const STOLEN = `serial,model,type,calibre,reason\nМК45718,ПМ,пистолет,9x18,похищен\nЖЯ700021,АК-74,автомат,5.45x39,утерян\n`;
/** A day that can be read in two ways, and a row that must be refused. */
const DOUBTFUL = `serial,model,type,lost_on\nСЕ1212,ТТ,пистолет,03/04/2024\n,,,\nКР77120,АКМ,автомат,05/06/2023\n`;

const press =
  (selector: string) =>
  (page: Page): Promise<unknown> =>
    page.locator(selector).first().click();

async function imports(world: World, register: string) {
  const keeper = await world.person("police.keeper");
  const begin = async (name: string, rows: string) =>
    (await upload(world, keeper, rows, { name, target: "register", register })).id;
  const settle = async (id: string) => {
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    await keeper.do(settleImport, { params: { id }, body: { mapping, options: {} } });
  };
  const begun = await begin("second.csv", `${STOLEN}СЕ1212,ТТ,пистолет,7.62x25,похищен\n`);
  const asking = await begin("third.csv", DOUBTFUL);
  await settle(asking);
  const ready = await begin("fourth.csv", `${STOLEN}СЕ1213,ТТ,пистолет,7.62x25,похищен\n`);
  await settle(ready);
  const checked = await begin("fifth.csv", `${STOLEN},ТТ,пистолет,7.62x25,похищен\n`);
  await settle(checked);
  await keeper.do(checkImport, { params: { id: checked }, body: {} });
  await settled(world, keeper, checked);
  return { begun, asking, ready, checked };
}

/** Ways of signing in that lead through every step: an authenticator with codes, and a passkey alone. */
async function secondFactors(world: World): Promise<void> {
  const id = await givePassword(world, "customs.analyst");
  await giveTotp(world, id);
  const keyed = await givePassword(world, "police.examiner");
  await world.node.database.asSystem("tamga_keeper", async (tx) => {
    await addCredential(tx, { personId: id, kind: "recovery", secret: { hash: "none" } });
    await addCredential(tx, {
      personId: keyed,
      kind: "passkey",
      secret: { id: "AAAAAAAAAAAAAAAAAAAAAA", publicKey: "pQECAyYgASFYIA", counter: 0, transports: ["internal"] },
      label: "Key",
    });
  });
}

/** Fills a world with what the pages show, and lists the pages. */
export async function statesOf(world: World): Promise<readonly Visit[]> {
  const keeper = await world.person("police.keeper");
  const officer = await world.person("border.officer");
  const chief = await world.person("border.chief");
  const administrator = await world.person("focal.administrator");
  const register = await newRegister(keeper);
  const run = await importAll(world, keeper, STOLEN, { name: "stolen.csv", target: "register", register });
  const more = await imports(world, register);
  const record = (await keeper.do(listRecords, { params: { id: register } })).items[0];
  const made = await officer.do(recordRecovery, { body: onePistol("МК4571") });
  await officer.do(recordRecovery, { body: onePistol("ТТ 88121") });
  await chief.do(shareRecord, {
    params: { kind: "recovery", id: made.id },
    body: { with: { institution: "PROSECUTOR" }, reason: "case 17" },
  });
  await matchNow(world.node.database);
  const hit = (await keeper.do(listHits, {})).items[0]?.id;
  if (hit === undefined) throw new Error("no hit was proposed");
  await secondFactors(world);
  const custodian = await world.person("police.custodian");
  const { link } = await administrator.do(newSetupLink, { params: { id: custodian.id }, body: { reason: "lost it" } });
  await world.admin.query(
    "insert into access.notice (id, person_id, code, payload) values ($1, $2, 'break-glass', $3)",
    [
      randomUUID(),
      (await world.person("focal.head")).id,
      JSON.stringify({ username: "glass", address: "192.0.2.7", session: randomUUID() }),
    ],
  );
  const signIn = (username: string, password: string): Step["act"] => {
    return async (page) => {
      await page.locator("input[autocomplete=username]").fill(username);
      await page.locator("input[type=password]").fill(password);
      await page.locator("form button[type=submit]").click();
    };
  };
  return [
    {
      name: "sign-in",
      path: "/sign-in",
      who: null,
      ready: "form",
      narrow: true,
      ways: [
        [{ name: "nothing filled in", act: press("form button[type=submit]"), ready: ".error-summary" }],
        [
          {
            name: "second factor",
            act: signIn("customs.analyst", goodPassword),
            ready: "input[autocomplete=one-time-code]",
          },
          {
            name: "wrong code",
            act: async (page) => {
              await page.locator("input[autocomplete=one-time-code]").fill("000000");
              await page.locator("form button[type=submit]").click();
            },
            ready: ".error-summary",
          },
          {
            name: "recovery code",
            act: async (page) => {
              await page.locator(".sign-in-acts .button-quiet").first().click();
            },
            ready: "input[autocomplete=off]",
          },
        ],
        [
          {
            name: "passkey as second factor",
            act: signIn("police.examiner", goodPassword),
            ready: ".sign-in-acts .button-main:not([type=submit])",
          },
        ],
      ],
    },
    { name: "welcome, link over", path: "/welcome?token=none", who: null, ready: "h1" },
    {
      name: "welcome",
      path:
        new URL(link, world.address).pathname + new URL(link, world.address).search + new URL(link, world.address).hash,
      who: null,
      ready: "form",
    },
    { name: "first setup", path: "/setup?token=none", who: null, ready: "h1" },
    {
      name: "start",
      path: "/",
      who: "police.keeper",
      ready: ".start-acts",
      narrow: true,
      opens: [".person-button", ".purpose-chip", ".check-button", ".find-button"],
      ways: [
        [
          {
            name: "palette with what was found",
            act: async (page) => {
              await page.keyboard.press("Control+k");
              await page.locator(".palette input").fill("МК45");
            },
            ready: ".palette-line",
          },
        ],
        [
          {
            name: "purpose not chosen",
            act: async (page) => {
              await page.evaluate(() => sessionStorage.removeItem("tamga.purpose"));
              await page.locator(".purpose-chip").click();
            },
            ready: ".modal .tick",
          },
        ],
      ],
    },
    { name: "start, with a bell", path: "/", who: "focal.head", ready: ".start-acts" },
    {
      name: "recoveries",
      path: "/recoveries",
      who: "border.officer",
      ready: "[data-row]",
      narrow: true,
      opens: [
        ".page-actions button",
        ".table-unfold button",
        ".table-filters .select-trigger >> nth=0",
        ".table-filters > .button >> nth=0",
        ".table-tools > .button",
      ],
    },
    {
      name: "recoveries, nothing fits",
      path: "/recoveries?q=nothing-like-it",
      who: "border.officer",
      ready: ".answer",
    },
    {
      name: "recovery",
      path: `/recoveries/${made.id}`,
      who: "border.chief",
      ready: "#history",
      narrow: true,
      opens: [".record-acts .acts button:not(.button-main)", ".seer-act button"],
    },
    {
      name: "new recovery",
      path: "/recoveries/new",
      who: "border.officer",
      ready: "form",
      narrow: true,
      ways: [[{ name: "nothing filled in", act: press("main form button[type=submit]"), ready: ".error-summary" }]],
    },
    {
      name: "firearms",
      path: "/firearms",
      who: "border.officer",
      ready: "[data-row]",
      opens: [".table-filters .select-trigger >> nth=1"],
    },
    {
      name: "firearm",
      path: `/firearms/${made.firearms[0]?.id ?? ""}`,
      who: "border.officer",
      ready: "#history",
      opens: [".record-acts .acts button"],
    },
    { name: "record not open", path: `/recoveries/${made.id}`, who: "customs.officer", ready: ".page .button" },
    {
      name: "check",
      path: "/check",
      who: "border.officer",
      ready: "form",
      ways: [
        [
          {
            name: "nothing filled in",
            act: press("main form button[type=submit]"),
            ready: ".error-summary, .field-error",
          },
        ],
      ],
    },
    {
      name: "check, with answers",
      path: "/check?serial=МК4571&model=ПМ",
      who: "police.keeper",
      ready: ".matched",
      narrow: true,
      ways: [[{ name: "numbers", act: press(".matched summary"), ready: ".matched details[open]" }]],
    },
    {
      name: "check, with a pointer",
      path: "/check?serial=МК4571&model=ПМ",
      who: "customs.officer",
      ready: ".ask-whom",
    },
    { name: "hits", path: "/hits", who: "police.keeper", ready: "[data-row]", narrow: true },
    { name: "hits, none", path: "/hits?state=rejected&institution=COURT", who: "police.keeper", ready: ".answer" },
    {
      name: "hit",
      path: `/hits/${hit}`,
      who: "police.keeper",
      ready: ".compared",
      narrow: true,
      opens: [".verdict .acts button", ".comparison-page > .numbers > summary"],
      ways: [
        [
          { name: "judgement opened", act: press(".verdict .acts button"), ready: ".modal form" },
          { name: "judgement without a reason", ...sendNothing },
        ],
      ],
    },
    {
      name: "registers",
      path: "/registers",
      who: "police.keeper",
      ready: "[data-row]",
      opens: [".page-actions button"],
    },
    {
      name: "register",
      path: `/registers/${register}`,
      who: "police.keeper",
      ready: "[data-row]",
      opens: [".page-actions button"],
    },
    {
      name: "register record",
      path: `/registers/records/${record?.id ?? ""}`,
      who: "police.keeper",
      ready: ".facts",
      opens: [".record-acts .acts button"],
    },
    { name: "imports", path: "/imports", who: "police.keeper", ready: "[data-row]" },
    { name: "new import", path: "/imports/new", who: "police.keeper", ready: "form" },
    {
      name: "import, how it is read",
      path: `/imports/new?run=${more.begun}`,
      who: "police.keeper",
      ready: "main h2, main table",
    },
    {
      name: "import, which column is what",
      path: `/imports/new?run=${more.begun}&step=mapping`,
      who: "police.keeper",
      ready: ".mapping",
      opens: [".mapping .select-trigger >> nth=0"],
    },
    {
      name: "import, with questions",
      path: `/imports/new?run=${more.asking}&step=mapping`,
      who: "police.keeper",
      ready: ".mapping",
    },
    {
      name: "import, before its check",
      path: `/imports/new?run=${more.ready}&step=check`,
      who: "police.keeper",
      ready: ".task-foot",
    },
    {
      name: "import, checked",
      path: `/imports/new?run=${more.checked}&step=check`,
      who: "police.keeper",
      ready: ".run-figures",
    },
    {
      name: "import",
      path: `/imports/${run.id}`,
      who: "police.keeper",
      ready: "[data-row]",
      opens: ["main .link-button >> nth=0", ".page-actions button"],
    },
    { name: "account", path: "/account", who: "border.officer", ready: ".facts", opens: ["main summary"] },
    {
      name: "account, sign-in",
      path: "/account/sign-in",
      who: "customs.analyst",
      ready: ".record-section table",
      opens: [".record-section button"],
    },
    {
      name: "account, sessions",
      path: "/account/sessions",
      who: "border.officer",
      ready: "table",
      opens: ["main .page-actions button", "main .record-section-head button"],
    },
    {
      name: "account, tokens",
      path: "/account/tokens",
      who: "border.officer",
      ready: "h1",
      opens: ["main .button:not(a)"],
    },
    { name: "people", path: "/people", who: "focal.administrator", ready: "[data-row]", narrow: true },
    {
      name: "person",
      path: `/people/${officer.id}`,
      who: "focal.administrator",
      ready: "main h2",
      opens: ["main .acts button", "main .record-section button"],
    },
    {
      name: "new person",
      path: "/people/new",
      who: "focal.administrator",
      ready: "form",
      ways: [[{ name: "nothing filled in", act: press("main form button[type=submit]"), ready: ".error-summary" }]],
    },
    {
      name: "institutions",
      path: "/people/institutions",
      who: "focal.administrator",
      ready: "main h2",
      opens: [
        ".page-actions button",
        "main .record-section .cluster button >> nth=0",
        "main .record-section .cluster button >> nth=1",
      ],
    },
    { name: "people, tokens", path: "/people/tokens", who: "focal.administrator", ready: "h1" },
    { name: "audit", path: "/audit", who: "focal.auditor", ready: "[data-row]", narrow: true },
    { name: "audit, summary", path: "/audit/summary", who: "focal.auditor", ready: "h2" },
    {
      name: "audit, journal",
      path: "/audit/journal",
      who: "focal.auditor",
      ready: "h2",
      opens: ["main table button >> nth=0"],
    },
    {
      name: "figures",
      path: "/figures",
      who: "focal.statistician",
      ready: "main h2, main table",
      narrow: true,
      opens: [
        ".figures-tools > .button >> nth=0",
        ".figures-tools .select-trigger >> nth=0",
        ".chart summary >> nth=0",
      ],
    },
    ...(await workStatesOf(world)),
    ...(await extractStatesOf(world)),
    ...(await sweepStatesOf(world)),
    ...(await ruleStatesOf(world)),
    ...(await hitStatesOf(world)),
    { name: "not found", path: "/nowhere", who: "border.officer", ready: "h1" },
  ];
}
