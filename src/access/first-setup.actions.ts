/**
 * First set-up over the web: one transaction makes institution, unit, administrator and session.
 *
 * Promises: a token opens it once. Refuses: everything as soon as somebody administers the node.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { invalid, Problem } from "../platform/problem.ts";
import { openRoute, type OpenContext } from "../platform/route.ts";
import { closeSetup, setUpNeeded, takeSetupToken } from "./first-setup.ts";
import { setUp, setupState } from "./first-setup.contract.ts";
import { hashPassword, passwordFaults, passwordLeast } from "./password.ts";
import { insertPerson, rootUnit } from "./people-list.store.ts";
import { writeAs } from "./people-keeper.ts";
import { assignRole, putInstitution, putUnit } from "./people.store.ts";
import { completeSignIn } from "./sign-in-complete.ts";
import { entrantById, putPassword } from "./sign-in.store.ts";

async function state(context: OpenContext): Promise<CallOutput<typeof setupState>> {
  return context.database.asSystem("tamga_keeper", async (tx) => {
    const needed = await setUpNeeded(tx);
    // Only an unfinished node tells a stranger what institutions it has.
    const institutions = needed
      ? await tx.query<{ code: string; en: string; ru: string }>(
          "select code, name_en as en, name_ru as ru from access.institution where active order by id",
        )
      : [];
    return { needed, institutions, leastLength: passwordLeast };
  });
}

function closed(): Problem {
  return new Problem({ status: 404, code: "setup-closed" });
}

async function first(context: OpenContext, { body }: CallInput<typeof setUp>): Promise<CallOutput<typeof setUp>> {
  const { database } = context;
  // Checked before the password is hashed, so that strangers cannot make the node work.
  if (!(await database.asSystem("tamga_keeper", (tx) => takeSetupToken(tx, body.token)))) throw closed();
  const faults = passwordFaults(body.password, body.person.username);
  if (faults.length > 0) throw invalid(faults);
  const hash = await hashPassword(body.password);
  const completed = await database.asSystem("tamga_keeper", async (tx) => {
    if (!(await takeSetupToken(tx, body.token))) throw closed();
    const { code, nameEn, nameRu, shortEn, shortRu } = body.institution;
    const [there] = await tx.query<{ id: number }>("select id from access.institution where code = $1", [code]);
    const institutionId =
      there?.id ??
      (await putInstitution(tx, {
        code,
        kind: "focal-point",
        nameEn,
        nameRu,
        shortEn: shortEn ?? nameEn,
        shortRu: shortRu ?? nameRu,
        contact: {},
      }));
    const unitId =
      (await rootUnit(tx, institutionId)) ??
      (await putUnit(tx, {
        institutionId,
        parentId: null,
        code: "HQ",
        kind: "headquarters",
        nameEn: "Headquarters",
        nameRu: "Центральный аппарат",
        region: null,
        place: null,
      }));
    const personId = await insertPerson(tx, {
      ...body.person,
      titleEn: "",
      titleRu: "",
      institutionId,
      unitId,
      email: null,
    });
    if (personId === null)
      throw new Problem({
        status: 409,
        code: "username-taken",
        fields: [{ path: "/person/username", code: "username-taken" }],
      });
    await putPassword(tx, personId, hash);
    await assignRole(tx, { personId, role: "administrator", scope: "national", unitId, by: null });
    if (body.node !== undefined) {
      await tx.query(
        "insert into platform.setting (key, value) values ('node.name', $1) on conflict (key) do update set value = excluded.value, changed_at = now()",
        [JSON.stringify(body.node)],
      );
    }
    await closeSetup(tx);
    const entrant = await entrantById(tx, personId);
    if (entrant === null) throw new Error("the person just made is not there");
    await writeAs(tx, entrant, [
      {
        verb: "administer",
        kind: "person",
        record: personId,
        content: { firstSetUp: true, username: entrant.username, institution: code },
      },
    ]);
    return completeSignIn(tx, context, entrant, { strength: "password", method: "first-setup" });
  });
  completed.finish();
  return completed.answer;
}

export const firstSetupRoutes = [openRoute(setupState, state), openRoute(setUp, first)];
