/**
 * What an administrator may do to an account, as sentences.
 *
 * Promises: administering and seeing content never meet in one person by one person's doing. Refuses: a role to
 * oneself; a content role beside one that administers or audits; reach beyond one's institution, except from the focal point.
 */
import { Problem } from "../platform/problem.ts";
import { findRole, type Scope } from "./roles.ts";

export const focalKind = "focal-point";

export interface Administrator {
  readonly personId: string;
  readonly institutionId: number;
  readonly institutionKind: string;
}

/** Whether the account is within the administrator's reach. */
export function inReach(administrator: Administrator, institutionId: number): boolean {
  return administrator.institutionKind === focalKind || administrator.institutionId === institutionId;
}

export interface Grant {
  readonly role: string;
  readonly scope: Scope;
  readonly unitInstitutionId: number;
}

export interface Grantee {
  readonly id: string;
  readonly institutionId: number;
  readonly breakGlass: boolean;
  /** Roles held now. */
  readonly roles: readonly string[];
}

/** Throws the Problem that stands against a grant; `by` null is the operator at the machine. */
export function checkGrant(by: Administrator | null, to: Grantee, grant: Grant): void {
  const role = findRole(grant.role);
  if (role === undefined)
    throw new Problem({ status: 422, code: "invalid", fields: [{ path: "/role", code: "code-unknown" }] });
  // Four eyes: also a role without content, since two small steps make a large one.
  if (by !== null && by.personId === to.id) throw new Problem({ status: 403, code: "four-eyes" });
  if (to.breakGlass && role.code !== "administrator") throw new Problem({ status: 409, code: "break-glass-role" });
  const held = to.roles.flatMap((code) => findRole(code) ?? []);
  if (held.some((other) => other.content !== role.content)) throw new Problem({ status: 409, code: "roles-conflict" });
  // Who administers is watched by who audits.
  const pair = [role.code, ...held.map((other) => other.code)];
  if (pair.includes("administrator") && pair.includes("auditor"))
    throw new Problem({ status: 409, code: "roles-conflict" });
  if (grant.scope === "national" && by !== null && by.institutionKind !== focalKind)
    throw new Problem({ status: 403, code: "scope-too-wide" });
  if (grant.unitInstitutionId !== to.institutionId)
    throw new Problem({ status: 422, code: "invalid", fields: [{ path: "/unit", code: "code-unknown" }] });
}
