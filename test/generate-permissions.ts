/**
 * Writes docs/generated/permission-matrix.md: roles and permissions, what may be done with each kind of record, and every
 * call with its door. Made from the role table, the policy's sentences and the contracts; nothing here is typed by hand.
 */
import { sentences, type Caller, type RecordKind, type Subject } from "../src/access/policy.ts";
import { permissions, roles, type Role } from "../src/access/roles.ts";
import { routes } from "../src/rooms.ts";

const ours = 1;
const theirs = 2;
const states = [
  "proposed",
  "unsure",
  "confirmed",
  "rejected",
  "uploaded",
  "ready",
  "running",
  "done",
  "cancelled",
  "failed",
  "arriving",
  "arriving-on-form",
  "on-form",
  "on-record",
];

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(head),
  row(head.map(() => "---")),
  ...rows.map(row),
];

function rolesAndPermissions(): string[] {
  return [
    ...table(
      ["permission", "lets one", ...roles.map(({ code }) => code)],
      Object.entries(permissions).map(([code, words]) => [
        `\`${code}\``,
        words,
        ...roles.map((role) => (role.permissions.some((held) => held === code) ? "●" : "")),
      ]),
    ),
    "",
    `Roles without content (they belong to no audience and see no record): ${roles
      .filter(({ content }) => !content)
      .map(({ code }) => code)
      .join(", ")}.`,
  ];
}

const callerOf = (role: Role): Caller => ({ permissions: new Set<string>(role.permissions), institutionId: ours });

/** In which states of a record the sentence holds for this subject; [""] where it does not ask for a state. */
function statesWhere(role: Role, kind: RecordKind, verb: string, subject: Subject): string[] {
  const sentence = sentences[kind][verb];
  if (sentence === undefined) return [];
  if (sentence(callerOf(role), subject)) return [""];
  return states.filter((state) => sentence(callerOf(role), { ...subject, state }));
}

function verbsOfRecords(): string[] {
  const positions: readonly (readonly [string, Subject])[] = [
    ["own institution's", { institutionId: ours, otherInstitutionId: theirs }],
    ["another's", { institutionId: theirs, otherInstitutionId: theirs }],
    ["joined to an own record", { institutionId: theirs, otherInstitutionId: ours }],
  ];
  const rows = Object.entries(sentences).flatMap(([kind, verbs]) =>
    Object.keys(verbs).map((verb) => {
      const cells = positions.map(([, subject]) =>
        roles.filter((role) => statesWhere(role, kind as RecordKind, verb, subject).length > 0).map(({ code }) => code),
      );
      const inStates = new Set(
        positions.flatMap(([, subject]) =>
          roles.flatMap((role) => statesWhere(role, kind as RecordKind, verb, subject)),
        ),
      );
      inStates.delete("");
      // What holds everywhere holds for joined records too: said once.
      const [own = [], other = [], joined = []] = cells;
      return [
        kind,
        verb,
        own.join(", ") || "–",
        other.join(", ") || "–",
        joined.filter((code) => !other.includes(code)).join(", ") || "–",
        [...inStates].join(", ") || "any",
      ];
    }),
  );
  return table(
    [
      "kind",
      "verb",
      "own institution's record",
      "another's that one sees",
      "joined by a hit to an own record",
      "states",
    ],
    rows,
  );
}

function calls(): string[] {
  const rows = routes.map(({ contract }) => [
    `\`${contract.id}\``,
    `${contract.method} ${contract.path}`,
    contract.permission === "public"
      ? "nobody is asked"
      : contract.permission === "session"
        ? "anybody signed in"
        : `\`${contract.permission}\``,
    contract.permission in permissions
      ? roles
          .filter((role) => role.permissions.some((held) => held === contract.permission))
          .map(({ code }) => code)
          .join(", ")
      : "",
    contract.purpose === "required" ? "yes" : "",
    contract.journal === "none" ? "" : contract.journal,
  ]);
  return table(
    ["call", "where", "door", "roles", "purpose", "journal"],
    rows.toSorted((a, b) => (a[0] ?? "").localeCompare(b[0] ?? "", "en")),
  );
}

/** The whole page. */
export function permissionMatrix(): string {
  return [
    "# Permission matrix",
    "",
    "<!-- Written by `npm run generate` from src/access/roles.ts, src/access/policy.ts and the contracts; do not edit. -->",
    "",
    "Seeing a record comes first: one is in its audience or it is not there. What stands below applies to records one sees.",
    "",
    "## Roles",
    "",
    ...rolesAndPermissions(),
    "",
    "## What may be done with a record",
    "",
    ...verbsOfRecords(),
    "",
    "## Calls",
    "",
    ...calls(),
    "",
  ].join("\n");
}
