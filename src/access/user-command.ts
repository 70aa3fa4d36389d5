/**
 * `tamga user …`: accounts from the terminal of the machine, for the day when nobody can sign in to administer.
 *
 * Promises: the same rules about roles as over the web, and a journal entry of the node itself for each act; a link is
 * printed once. Refuses: passwords on the command line; content roles for a sealed account. Only break-glass prints a
 * passphrase: it is written on paper, put into an envelope and sealed.
 */
import type { UserInput } from "../command/user.ts";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import { table } from "../command/table.ts";
import { Database, type Tx } from "../platform/database.ts";
import { invalid, Problem } from "../platform/problem.ts";
import { say } from "../platform/words.ts";
import { writeJournal } from "../journal/write.ts";
import { breakGlassRole, ringForReset } from "./break-glass.ts";
import { username as usernameForm } from "./first-setup.contract.ts";
import { tell } from "./notice.store.ts";
import { hashPassword, type PasswordHash } from "./password.ts";
import { insertPerson, otherAdministrators, rootUnit, setActive } from "./people-list.store.ts";
import { checkGrant, focalKind } from "./people.rules.ts";
import { assignRole, syncRoles } from "./people.store.ts";
import { randomWords } from "./recovery-codes.ts";
import { findRole, type Scope } from "./roles.ts";
import { endSessions } from "./session.store.ts";
import { setupLink } from "./sign-in.actions.ts";
import { dropCredentials, forgetFailures, newSetupToken, putPassword, setupHours } from "./sign-in.store.ts";
import {
  endAllSessions,
  endRoleOf,
  institutionByCode,
  unitByCode,
  userRow,
  userRows,
  type UserRow,
} from "./user-command.store.ts";

/** What the command says: a line (or lines) for people, a value for programs. */
interface Outcome {
  readonly text: string;
  readonly value: unknown;
}

/** The scope a role has unless the web gave another: national at the focal point, the unit for posts, else the institution. */
export function usualScope(role: string, institutionKind: string): Scope {
  if (institutionKind === focalKind) return "national";
  return ["officer", "custodian", "prosecutor"].includes(role) ? "unit" : "institution";
}

/** Words of a sealed passphrase: eight groups, 160 random bits, without letters that are misread on paper. */
function newPassphrase(): string {
  return randomWords(8);
}

async function existing(tx: Tx, username: string): Promise<UserRow> {
  const row = await userRow(tx, username.toLowerCase());
  if (row === undefined) throw new Problem({ status: 404, code: "user-unknown", values: { username } });
  return row;
}

async function noted(tx: Tx, record: string | null, content: Readonly<Record<string, unknown>>): Promise<void> {
  await writeJournal(tx, null, [
    { verb: "administer", kind: "person", record, content: { ...content, at: "command line" } },
  ]);
}

class UserCommand {
  readonly #context: CommandContext;
  readonly #tx: Tx;
  readonly #passphrase: { readonly text: string; readonly hash: PasswordHash } | null;

  constructor(
    context: CommandContext,
    tx: Tx,
    passphrase: { readonly text: string; readonly hash: PasswordHash } | null,
  ) {
    this.#context = context;
    this.#tx = tx;
    this.#passphrase = passphrase;
  }

  #say(key: string, values: Readonly<Record<string, unknown>> = {}): string {
    return say(this.#context.language, "access", `command.${key}`, values);
  }

  async list(institution: string | undefined): Promise<Outcome> {
    const rows = await userRows(this.#tx, institution?.toUpperCase() ?? null);
    const head = ["username", "name", "institution", "unit", "roles", "state", "sessions"].map((column) =>
      this.#say(`columns.${column}`),
    );
    const state = (row: UserRow): string =>
      [
        row.active ? "open" : "closed",
        ...(row.break_glass ? ["break-glass"] : []),
        ...(row.second_factor ? ["second-factor"] : []),
      ]
        .map((one) => this.#say(`states.${one}`))
        .join(", ");
    const lines = rows.map((row) => [
      row.username,
      this.#context.language === "ru" ? row.cyrillic : row.latin,
      row.institution,
      row.unit,
      row.roles.join(", "),
      state(row),
      String(row.sessions),
    ]);
    const value = rows.map((row) => ({
      username: row.username,
      nameLatin: row.latin,
      nameCyrillic: row.cyrillic,
      institution: row.institution,
      unit: row.unit,
      roles: row.roles,
      active: row.active,
      breakGlass: row.break_glass,
      secondFactor: row.second_factor,
      sessions: row.sessions,
    }));
    await noted(this.#tx, null, { command: "list", found: rows.length });
    return { text: table([head, ...lines]), value };
  }

  async create(input: Extract<UserInput, { verb: "create" }>): Promise<Outcome> {
    const tx = this.#tx;
    const username = usernameForm.safeParse(input.username);
    if (!username.success)
      throw invalid([{ path: "/username", code: "format-characters", values: { characters: "a-z 0-9 . _ -" } }]);
    const institution = await institutionByCode(tx, input.institution.toUpperCase());
    if (institution === undefined) throw invalid([{ path: "/institution", code: "code-unknown" }]);
    const unitId =
      input.unit === undefined
        ? await rootUnit(tx, institution.id)
        : await unitByCode(tx, institution.id, input.unit.toUpperCase());
    if (unitId === undefined) throw invalid([{ path: "/unit", code: "code-unknown" }]);
    const id = await insertPerson(tx, {
      username: username.data,
      nameLatin: input.nameLatin,
      nameCyrillic: input.nameCyrillic ?? input.nameLatin,
      titleEn: "",
      titleRu: "",
      institutionId: institution.id,
      unitId,
      language: input.language,
      email: null,
      breakGlass: input.breakGlass,
    });
    if (id === null) throw new Problem({ status: 409, code: "username-taken" });
    const given: string[] = [];
    for (const role of new Set(input.roles)) {
      checkGrant(
        null,
        { id, institutionId: institution.id, breakGlass: input.breakGlass, roles: given },
        {
          role,
          scope: usualScope(role, institution.kind),
          unitInstitutionId: institution.id,
        },
      );
      await assignRole(tx, { personId: id, role, scope: usualScope(role, institution.kind), unitId });
      given.push(role);
    }
    await noted(tx, id, { command: "create", username: username.data, roles: given, breakGlass: input.breakGlass });
    if (this.#passphrase !== null) {
      await putPassword(tx, id, this.#passphrase.hash);
      const values = { username: username.data, passphrase: this.#passphrase.text };
      return {
        text: this.#say("sealed", values),
        value: { username: username.data, breakGlass: true, passphrase: this.#passphrase.text },
      };
    }
    return this.#link(id, username.data, "created");
  }

  async #link(id: string, username: string, key: string): Promise<Outcome> {
    const link = setupLink(this.#context.config.publicUrl, await newSetupToken(this.#tx, id));
    return {
      text: this.#say(key, { username, link, hours: setupHours }),
      value: { username, link, hours: setupHours },
    };
  }

  async setupLink(username: string): Promise<Outcome> {
    const row = await existing(this.#tx, username);
    if (!row.active) throw new Problem({ status: 409, code: "state-forbids", values: { state: "closed" } });
    if (this.#passphrase !== null) {
      await putPassword(this.#tx, row.id, this.#passphrase.hash);
      await endSessions(this.#tx, row.id, "reset");
      await noted(this.#tx, row.id, { command: "setup-link", username: row.username, sealedAnew: true });
      const values = { username: row.username, passphrase: this.#passphrase.text };
      return {
        text: this.#say("sealed", values),
        value: { username: row.username, breakGlass: true, passphrase: this.#passphrase.text },
      };
    }
    await noted(this.#tx, row.id, { command: "setup-link", username: row.username });
    await tell(this.#tx, [row.id], "setup-link-made", { by: "tamga user" });
    return this.#link(row.id, row.username, "link");
  }

  async #done(
    row: UserRow | null,
    key: string,
    content: Readonly<Record<string, unknown>>,
    values: Readonly<Record<string, unknown>> = {},
  ): Promise<Outcome> {
    await noted(this.#tx, row?.id ?? null, {
      command: key,
      ...(row === null ? {} : { username: row.username }),
      ...content,
    });
    return {
      text: this.#say(key, { username: row?.username, ...values }),
      value: { ...(row === null ? {} : { username: row.username }), done: key, ...values },
    };
  }

  async activity(username: string, active: boolean, reason: string | undefined): Promise<Outcome> {
    const row = await existing(this.#tx, username);
    if (
      !active &&
      row.roles.includes("administrator") &&
      (await otherAdministrators(this.#tx, { personId: row.id })) === 0
    ) {
      this.#context.say(this.#say("last-administrator"));
    }
    await setActive(this.#tx, row.id, active);
    return this.#done(row, active ? "enable" : "disable", { reason: reason ?? null });
  }

  async unlock(username: string): Promise<Outcome> {
    const row = await existing(this.#tx, username);
    await forgetFailures(this.#tx, row.username);
    return this.#done(row, "unlock", {});
  }

  async resetSecondFactor(username: string, reason: string | undefined): Promise<Outcome> {
    const row = await existing(this.#tx, username);
    await dropCredentials(this.#tx, row.id, ["totp", "passkey", "recovery"]);
    await endSessions(this.#tx, row.id, "reset");
    await tell(this.#tx, [row.id], "second-factor-reset", { by: "tamga user" });
    await ringForReset(this.#tx, row, { id: "", username: "tamga user" }, reason ?? "");
    return this.#done(row, "reset-second-factor", { reason: reason ?? null });
  }

  async signOut(username: string | undefined): Promise<Outcome> {
    if (username === undefined) {
      const count = await endAllSessions(this.#tx);
      return this.#done(null, "signed-out-all", { ended: count }, { count });
    }
    const row = await existing(this.#tx, username);
    const count = await endSessions(this.#tx, row.id, "ended-by-administrator");
    return this.#done(row, "signed-out", { ended: count }, { count });
  }

  async grant(username: string, role: string, until: string | undefined): Promise<Outcome> {
    const row = await existing(this.#tx, username);
    const last = until === undefined ? null : lastInstant(until);
    const scope = usualScope(role, row.institution_kind);
    checkGrant(
      null,
      { id: row.id, institutionId: row.institution_id, breakGlass: row.break_glass, roles: row.roles },
      { role, scope, unitInstitutionId: row.institution_id },
    );
    await assignRole(this.#tx, { personId: row.id, role, scope, unitId: row.unit_id, until: last });
    const known = findRole(role);
    await tell(this.#tx, [row.id], "role-given", { en: known?.en, ru: known?.ru, by: "tamga user" });
    return this.#done(row, "grant", { role, scope, until: last }, { role });
  }

  async revoke(username: string, role: string): Promise<Outcome> {
    const row = await existing(this.#tx, username);
    const ended = await endRoleOf(this.#tx, row.id, role);
    if (ended === 0) throw new Problem({ status: 404, code: "role-not-held", values: { username, role } });
    return this.#done(row, "revoke", { role }, { role });
  }
}

/** The end of a day (UTC). Throws Problem "invalid" for a date that does not exist or has passed. */
function lastInstant(day: string): string {
  const instant = new Date(`${day}T23:59:59.999Z`);
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(day) ||
    Number.isNaN(instant.getTime()) ||
    instant.toISOString().slice(0, 10) !== day
  ) {
    throw invalid([{ path: "/until", code: "date-impossible" }]);
  }
  if (instant.getTime() <= Date.now()) throw invalid([{ path: "/until", code: "date-past" }]);
  return instant.toISOString();
}

async function perform(command: UserCommand, input: UserInput): Promise<Outcome> {
  switch (input.verb) {
    case "list":
      return command.list(input.institution);
    case "create":
      return command.create(input);
    case "setup-link":
      return command.setupLink(input.username);
    case "disable":
      return command.activity(input.username, false, input.reason);
    case "enable":
      return command.activity(input.username, true, undefined);
    case "unlock":
      return command.unlock(input.username);
    case "reset-second-factor":
      return command.resetSecondFactor(input.username, input.reason);
    case "sign-out":
      return command.signOut(input.everybody ? undefined : input.username);
    case "grant":
      return command.grant(input.username, input.role, input.until);
    case "revoke":
      return command.revoke(input.username, input.role);
    default:
      return input satisfies never;
  }
}

/** Whether the command ends with a sealed passphrase instead of a link. */
async function seals(database: Database, input: UserInput): Promise<boolean> {
  if (input.verb === "create") {
    if (input.breakGlass && input.roles.some((role) => role !== breakGlassRole))
      throw new Problem({ status: 409, code: "break-glass-role" });
    return input.breakGlass;
  }
  if (input.verb !== "setup-link") return false;
  return (
    (await database.asSystem("tamga_keeper", (tx) => userRow(tx, input.username.toLowerCase())))?.break_glass ?? false
  );
}

/** Runs one `tamga user` command in one transaction. Throws Problem for what is refused. */
export async function runUser(input: UserInput, context: CommandContext): Promise<ExitCode> {
  return context.withDatabase(async ({ url }) => {
    const database = new Database(url, 2, "tamga user");
    try {
      await syncRoles(database);
      const text = (await seals(database, input)) ? newPassphrase() : null;
      const passphrase = text === null ? null : { text, hash: await hashPassword(text) };
      const outcome = await database.asSystem("tamga_keeper", (tx) =>
        perform(new UserCommand(context, tx, passphrase), input),
      );
      context.print(outcome.text);
      context.printJson(outcome.value);
      return EXIT.ok;
    } finally {
      await database.end();
    }
  });
}
