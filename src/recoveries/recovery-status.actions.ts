/**
 * Returning, resubmitting, accepting, confirming and reopening a recovery; who overrode which doubt.
 *
 * Promises: every step is kept with who, when and why, and the status changes in no other way; what is accepted is what the
 * accepter saw, and a confirmation covers the changes that were seen. Refuses: a step that the table of states does not know;
 * accepting or returning one's own record, confirming one's own change, unless the country lets small posts do so.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { uuidv7 } from "../platform/ids.ts";
import { Problem, invalid, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { presentPerson } from "../firearms/firearm.presenter.ts";
import { doubtKey, type WeaponDraft } from "../firearms/quality-gate.ts";
import { doubtsOf, passGate, weaponsBeforeGate, type TakenOverride } from "./gate.ts";
import { changesOf } from "./recovery-changes.store.ts";
import { recoverySettings } from "./recovery-flags.ts";
import { countOverrides, readDoubts, takeStep } from "./recovery-status.contract.ts";
import { countOverrideRows, insertOverrides, insertStep, overridesOf } from "./recovery-status.store.ts";
import { isCalledFor, mayTake, stepRule, stepRules } from "./recovery-status.ts";
import { recoveryViewOf, stepSubjectOf } from "./recovery.presenter.ts";
import { findRecovery, type RecoveryRow } from "./recovery.store.ts";

async function take(
  context: Context,
  { params, body }: CallInput<typeof takeStep>,
): Promise<CallOutput<typeof takeStep>> {
  const { tx, actor } = context;
  const row = await findRecovery(tx, params.id);
  if (row === undefined) throw notFound();
  const { authorMayAccept } = await recoverySettings(tx);
  const changes = await changesOf(tx, row.id);
  const subject = stepSubjectOf(row, changes);
  const known = stepRules.find((rule) => rule.verb === body.verb);
  if (known === undefined || !mayTake(known, actor, subject, true))
    throw new Problem({
      status: 403,
      code: "forbidden",
      values: { permission: known?.permissions.at(-1) ?? "recoveries.change" },
    });
  if (!mayTake(known, actor, subject, authorMayAccept))
    throw new Problem({ status: 403, code: body.verb === "confirm" ? "own-change" : "own-record" });
  const rule = stepRule(body.verb, row.status);
  if (rule === undefined || !isCalledFor(rule, subject))
    throw new Problem({ status: 409, code: "state-forbids", values: { state: row.status } });
  const last = changes.at(-1)?.id ?? null;
  const unseen = body.verb === "confirm" ? body.seen !== last : body.seen !== undefined && body.seen !== last;
  if (row.version !== body.version || unseen) throw new Problem({ status: 409, code: "version-outdated" });
  const reason = body.reason == null || body.reason === "" ? null : body.reason;
  if (rule.guards.includes("reason") && (reason?.length ?? 0) < 3)
    throw invalid([{ path: "/reason", code: "required" }]);
  const overrides =
    rule.guards.includes("gate") && row.import_run_id === null ? await passAgain(context, row, body) : [];
  await insertOverrides(
    tx,
    overrides.map(({ firearm, ...override }) => ({
      id: uuidv7(),
      firearmId: firearm,
      recoveryId: row.id,
      ...override,
    })),
  );
  await insertStep(tx, {
    id: uuidv7(),
    recoveryId: row.id,
    verb: body.verb,
    reason,
    confirms: body.verb === "confirm" ? last : null,
  });
  context.note({ verb: "change", kind: "recovery", record: row.id, content: { step: body.verb, reason, overrides } });
  return recoveryViewOf(context, row.id);
}

/** The weapons as they stand pass the gate again; what was overridden for the same facts before need not be said twice. */
async function passAgain(
  context: Context,
  row: RecoveryRow,
  body: CallInput<typeof takeStep>["body"],
): Promise<TakenOverride[]> {
  const before = await overridesOf(context.tx, row.id);
  return passGate(
    context,
    await weaponsBeforeGate(context, row.id),
    { id: row.id, occurredOn: row.occurred_on },
    body.overrides,
    before.map((one) => ({ firearm: one.firearm_id, judged: one.judged })),
  );
}

/** The mark that a field `marks.0.photos` belongs to. */
function markOf(draft: WeaponDraft, field: string): { kind: string; place: string } | null {
  const mark = draft.marks[Number(/^marks\.(\d+)\./.exec(field)?.[1] ?? -1)];
  return mark === undefined ? null : { kind: mark.kind, place: mark.place };
}

async function showDoubts(
  context: Context,
  { params }: CallInput<typeof readDoubts>,
): Promise<CallOutput<typeof readDoubts>> {
  const row = await findRecovery(context.tx, params.id);
  if (row === undefined) throw notFound();
  const weapons = await weaponsBeforeGate(context, row.id);
  const doubts = await doubtsOf(context, weapons, { id: row.id, occurredOn: row.occurred_on });
  const overrides = await overridesOf(context.tx, row.id);
  context.note({ verb: "read", kind: "recovery", record: row.id });
  return {
    firearms: weapons.map(({ key, number, draft }) => ({
      id: key,
      number,
      doubts: (doubts.get(key) ?? []).map((doubt) => ({
        code: doubt.code,
        field: doubt.field,
        mark: markOf(draft, doubt.field),
        blocking: doubt.severity === "blocks",
        values: doubt.values,
        overridden: overrides
          .filter((one) => one.firearm_id === key && one.judged === doubtKey(doubt))
          .map((one) => ({ reason: one.reason, by: presentPerson(one), at: one.recorded_at })),
      })),
    })),
  };
}

async function countThem(
  context: Context,
  { query }: CallInput<typeof countOverrides>,
): Promise<CallOutput<typeof countOverrides>> {
  const rows = await countOverrideRows(context.tx, query);
  context.note({ verb: "search", content: { call: "recoveries.override-counts", query } });
  return {
    rows: rows.map((row) => ({
      institution: row.institution,
      unit: { id: row.unit_id, en: row.unit_en, ru: row.unit_ru },
      month: row.month,
      firearms: row.firearms,
      overrides: row.overrides,
      byDoubt: Object.entries(row.by_doubt)
        .map(([code, count]) => ({ code, count }))
        .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code)),
    })),
    computedAt: context.clock.now().toISOString(),
  };
}

export const recoveryStatusRoutes = [
  route(takeStep, take),
  route(readDoubts, showDoubts),
  route(countOverrides, countThem),
];
