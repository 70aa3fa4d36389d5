/**
 * Purposes: why a person processes personal data now, and which roles may say so (Directive (EU) 2016/680 arts. 4 and 25).
 * The list is national configuration (reference-data/purposes.csv).
 *
 * Promises: a purpose counts only from a person one of whose roles may state it; a refusal names those they may state. One
 * check for every door (HTTP, terminal, demonstration). Refuses: to guess a purpose; to write down for a call about
 * oneself a purpose that does not fit (the call needs none, and goes on without); training as a purpose beside real
 * records: it may be stated on a node of demonstration data alone.
 */
import { settingOf } from "../platform/settings.ts";
import type { Contract } from "../platform/contract.ts";
import type { Actor, Tx } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import type { Language } from "../platform/words.ts";
import { purposeCode } from "../journal/write.ts";
import { codeLists } from "../reference/lists.ts";

export interface PurposeChoice {
  readonly code: string;
  readonly en: string;
  readonly ru: string;
  readonly roles: readonly string[];
}

/** Every role may state it, so it would be a way round purposes wherever records are real. */
const trainingPurpose = "training-demo";

/** Whether this node holds demonstration data alone: settled for good when it is made (platform.setting "node.demo"). */
export async function isDemonstration(tx: Tx): Promise<boolean> {
  return (await settingOf(tx, "node.demo")) === true;
}

/** All that may be stated on this node by somebody, in the order of the list. */
export function allPurposes(demo: boolean): PurposeChoice[] {
  return [...codeLists().purposes.values()]
    .filter(({ code }) => demo || code !== trainingPurpose)
    .map(({ code, en, ru, roles }) => ({ code, en, ru, roles }));
}

/** What holders of these roles may state, in the order of the list. */
export function purposesOf(roles: readonly string[], demo: boolean): { code: string; en: string; ru: string }[] {
  return allPurposes(demo)
    .filter((purpose) => purpose.roles.some((role) => roles.includes(role)))
    .map(({ code, en, ru }) => ({ code, en, ru }));
}

/** A stated purpose that none of the person's roles may state; `language` null names the others by their codes alone. */
function purposeUnfit(actor: Pick<Actor, "roles">, code: string, demo: boolean, language: Language | null): Problem {
  const known = codeLists().purposes.get(code);
  const may = purposesOf(actor.roles, demo).map((one) => (language === null ? one.code : one[language]));
  return new Problem({
    status: 403,
    code: may.length === 0 ? "purpose-none" : "purpose-unfit",
    values: { purpose: language === null ? code : (known?.[language] ?? code), purposes: may.join(", ") },
  });
}

async function mayState(tx: Tx, actor: Pick<Actor, "roles">, code: string): Promise<boolean> {
  const byRole = codeLists()
    .purposes.get(code)
    ?.roles.some((role) => actor.roles.includes(role));
  return byRole === true && (code !== trainingPurpose || (await isDemonstration(tx)));
}

/** Throws Problem 403 "purpose-unfit" or "purpose-none" for a purpose that is not the person's to state on this node. */
export async function checkPurpose(
  tx: Tx,
  actor: Pick<Actor, "roles">,
  code: string,
  language: Language | null,
): Promise<void> {
  if (await mayState(tx, actor, code)) return;
  throw purposeUnfit(actor, code, await isDemonstration(tx), language);
}

/**
 * The actor with the purpose that counts for this call.
 * Throws Problem 428 "purpose-required", 422 "purpose-unknown", 403 "purpose-unfit" or "purpose-none".
 */
export async function withPurpose(
  tx: Tx,
  contract: Pick<Contract, "purpose" | "permission">,
  actor: Actor,
  language: Language | null,
): Promise<Actor> {
  const code = purposeCode(actor.purpose);
  if (code === null) {
    if (contract.purpose === "required") throw new Problem({ status: 428, code: "purpose-required" });
    return actor;
  }
  if (!codeLists().purposes.has(code)) throw new Problem({ status: 422, code: "purpose-unknown" });
  if (contract.permission === "session" && contract.purpose !== "required")
    return (await mayState(tx, actor, code)) ? actor : { ...actor, purpose: null };
  await checkPurpose(tx, actor, code, language);
  return actor;
}
