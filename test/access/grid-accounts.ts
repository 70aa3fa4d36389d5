/**
 * The grid's rows for accounts, sessions and lists: calls that concern no record that anybody shares. Their doors are
 * compared with the oracle; an account is a record of its own kind.
 */
import { routes } from "../../src/rooms.ts";
import type { Contract } from "../../src/platform/contract.ts";
import type { GridRow } from "./grid.ts";

const nowhere = "01900000-0000-7000-8000-000000000000";
const ticket = "none-such-none-such-none-such";

interface Given {
  readonly input?: { params?: unknown; query?: unknown; body?: unknown };
  readonly changes?: boolean;
  /** Not carried out for who may: it would end the session of the test, or a secret of it. */
  readonly spare?: boolean;
}

const byId = { params: { id: nowhere } };
const withReason = { ...byId, body: { reason: "asked by telephone" } };

/** No session is asked for: sign-in and first set-up, tested in their own room. */
const open: readonly string[] = [
  "access.sign-in-ways", "access.sign-in", "access.sign-in-second", "access.passkey-challenge", "access.sign-in-passkey", "access.welcome-state", "access.welcome",
  "access.oidc-start", "access.oidc-callback", "access.setup-state", "access.setup",
]; // prettier-ignore

/** Anybody who is signed in, about themselves, or lists that everybody needs. */
const own: Readonly<Record<string, Given>> = {
  "access.me": {},
  "access.set-language": { input: { body: { language: "en" } }, changes: true },
  "access.sessions": {},
  "access.end-session": { input: byId, changes: true },
  "access.sign-out": { spare: true },
  "access.sign-out-everywhere": { spare: true },
  "access.factors": {},
  "access.change-password": { input: { body: { current: "x", password: "y" } }, spare: true },
  "access.totp-start": { spare: true },
  "access.totp-confirm": { input: { ...byId, body: { code: "000000" } }, spare: true },
  "access.passkey-start": { spare: true },
  "access.passkey-confirm": {
    input: {
      body: {
        ticket,
        label: "key",
        passkey: {
          id: "AAAA",
          rawId: "AAAA",
          type: "public-key",
          response: { clientDataJSON: "AAAA", attestationObject: "AAAA" },
          clientExtensionResults: {},
        },
      },
    },
    spare: true,
  },
  "access.rename-factor": { input: { ...byId, body: { label: "key" } }, changes: true },
  "access.remove-factor": { input: byId, changes: true },
  "access.new-recovery-codes": { spare: true },
  "access.roles": {},
  "access.tokens": {},
  "access.create-token": {
    input: {
      body: {
        label: "gate",
        permissions: ["recoveries.read"],
        purpose: "investigation",
        until: "2026-12-31T00:00:00Z",
      },
    },
    spare: true,
  },
  "access.revoke-token": { input: byId, changes: true },
  "access.bell-acknowledge": { input: byId, changes: true },
  "access.purposes": {},
  "access.notices": {},
  "access.notices-seen": { input: { body: {} }, changes: true },
  "hits.waiting": {},
  "examinations.waiting": {},
  "reference.list": { input: { params: { list: "types" } } },
};

const administration: Readonly<Record<string, Given>> = {
  "access.people": {},
  "access.person": { input: byId },
  "access.create-person": {
    input: { body: { username: "new.person", nameLatin: "New Person", nameCyrillic: "Новый", unit: 0 } },
    changes: true,
  },
  "access.change-person": {
    input: {
      ...byId,
      body: { nameLatin: "New", nameCyrillic: "Новый", titleEn: "", titleRu: "", unit: 1, email: null },
    },
    changes: true,
  },
  "access.close-person": { input: withReason, changes: true },
  "access.reopen-person": { input: withReason, changes: true },
  "access.setup-link": { input: withReason, changes: true },
  "access.reset-second-factor": { input: withReason, changes: true },
  "access.unlock-person": { input: byId, changes: true },
  "access.end-person-sessions": { input: withReason, changes: true },
  "access.link-oidc": { input: { ...byId, body: { subject: null } }, changes: true },
  "access.assign-role": { input: { ...byId, body: { role: "officer", scope: "unit" } }, changes: true },
  "access.end-role": { input: { params: { id: nowhere, assignment: nowhere } }, changes: true },
};

/** Named though not mounted: the inventory test says so. */
export const missing: string[] = [];

function rows(given: Readonly<Record<string, Given>>, operation: GridRow["operation"]): GridRow[] {
  return Object.entries(given).flatMap(([id, { input = {}, changes = false, spare = false }]): GridRow[] => {
    const contract: Contract | undefined = routes.find((route) => route.contract.id === id)?.contract;
    if (contract === undefined) {
      missing.push(id);
      return [];
    }
    // On another's account: the spare changes nothing, reading is enough to know whether it is there for the caller.
    const on =
      id === "access.person"
        ? async (_: unknown, __: unknown, thing: { id: string }) => ({ params: { id: thing.id } })
        : undefined;
    return [
      {
        contract,
        operation,
        kinds: on === undefined ? [] : ["person"],
        changes,
        spare,
        sample: () => input,
        ...(on === undefined ? {} : { on }),
      },
    ];
  });
}

const names = { nameEn: "New", nameRu: "Новое", shortEn: "New", shortRu: "Новое" };
const unit = { kind: "post", nameEn: "New", nameRu: "Новый" };

/** Institutions: by administrators of the focal point; who may is not asked to, since others' institutions would change. */
const institutions: Readonly<Record<string, Given>> = {
  "access.create-institution": {
    input: { body: { code: "NEW", kind: "police", ...names, unit: { code: "HQ", nameEn: "New", nameRu: "Новое" } } },
    spare: true,
  },
  "access.change-institution": { input: { params: { code: "NONE" }, body: { ...names, contact: {} } }, spare: true },
  "access.create-unit": { input: { params: { code: "NONE" }, body: { ...unit, code: "NEW", parent: 1 } }, spare: true },
  "access.change-unit": { input: { params: { code: "NONE", unit: 1 }, body: { ...unit, active: true } }, spare: true },
};

export const accountRows: readonly GridRow[] = [
  ...rows(institutions, "accounts"),
  ...rows({ "reference.colleagues": {} }, "colleagues"),
  ...rows({ "access.recomputations": {}, "access.sharing-rules": {} }, "rules"),
  ...rows(
    Object.fromEntries(
      open.map((id) => [id, { input: { body: { username: "x", password: "y", token: ticket, ticket } }, spare: true }]),
    ),
    "open",
  ),
  ...rows(own, "own-account"),
  ...rows(administration, "accounts"),
];
