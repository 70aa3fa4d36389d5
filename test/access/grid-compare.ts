/** What of an answer about a record is compared with the oracle, and the sentences for what differs. */
import type { Furnished } from "./furnish.ts";
import { audienceTold, reasons, sees, verbsOn, type Person, type Thing } from "./oracle.ts";
import { country } from "./people.ts";

const aside = (group: string): boolean => group.endsWith("/SPARE");

export function differs(what: string, found: readonly string[], wanted: readonly string[]): string[] {
  const [is, should] = [[...found].sort().join(", "), [...wanted].sort().join(", ")];
  return is === should ? [] : [`${what} is [${is}], should be [${should}]`];
}

interface Summary {
  id: string;
  may: string[];
  firearms: { id: string }[];
  recovery: { id: string } | null;
  changes?: { since: boolean; by: { latin: string | null } }[];
}

/** Weapons shown on a recovery are those one sees; the recovery on a weapon likewise; verbs are the oracle's. */
export function compareView(person: Person, thing: Thing, body: Summary, furnished: Furnished): string[] {
  // Who changed an accepted record is a fact of the record; what follows from it for the reader is the oracle's.
  if (body.changes !== undefined)
    (thing as { changers: readonly string[] }).changers = body.changes.flatMap(({ since, by }) =>
      since ? [by.latin ?? "somebody"] : [],
    );
  const faults = differs("may", body.may, verbsOn(country, person, thing));
  if (thing.kind === "recovery") {
    const weapons =
      furnished.recoveries
        .find(({ recovery }) => recovery.id === thing.id)
        ?.firearms.filter((one) => sees(country, person, one, "look")) ?? [];
    faults.push(
      ...differs(
        "weapons",
        body.firearms.map(({ id }) => id),
        weapons.map(({ id }) => id),
      ),
    );
  } else if (thing.kind === "firearm") {
    faults.push(
      ...differs(
        "recovery of the weapon",
        body.recovery === null ? [] : [body.recovery.id],
        thing.parent !== undefined && sees(country, person, thing.parent, "look") ? [thing.parent.id] : [],
      ),
    );
  }
  return faults;
}

interface Line {
  why: string;
  group: string;
  institution: string | null;
  unit: { id: number } | null;
  person: { id: string | null; latin: string | null } | null;
}

export function compareAudience(
  person: Person,
  thing: Thing,
  body: { seenBy: Line[]; may: string[] },
  furnished: Furnished,
): string[] {
  const unitName = (id: number | undefined): string =>
    [...furnished.unitIds].find(([, known]) => known === id)?.[0] ?? "?";
  const found = body.seenBy.map((line) =>
    line.group === "national"
      ? `national ${line.why}`
      : line.group === "institution"
        ? `institution:${line.institution ?? ""} ${line.why}`
        : line.group === "unit"
          ? `unit:${unitName(line.unit?.id)} ${line.why}`
          : `person of ${line.institution ?? "?"} ${line.why}`,
  );
  const wanted = [...audienceTold(country, person, thing)].flatMap(([group, whys]) =>
    [...whys].map(
      (why) => `${group.startsWith("person:") ? `person of ${furnished.institutionOf(group.slice(7))}` : group} ${why}`,
    ),
  );
  const own = thing.institution === person.institution;
  return [
    ...differs(
      "audience",
      found.filter((line) => !line.includes("/SPARE ")),
      wanted.filter((line) => !aside(line.split(" ")[0] ?? "")),
    ),
    // People are named to their own institution only.
    ...body.seenBy
      .filter(
        (line) =>
          line.person !== null &&
          line.institution !== person.institution &&
          (line.person.id !== null || line.person.latin !== null),
      )
      .map((line) => `names a person of ${line.institution ?? "?"}`),
    ...differs("may", body.may, own && verbsOn(country, person, thing).includes("share") ? ["share", "withdraw"] : []),
  ];
}

export function compareWhy(person: Person, thing: Thing, body: { visible: boolean; because: string[] }): string[] {
  return [
    ...(body.visible === sees(country, person, thing) ? [] : [`visible is ${body.visible}`]),
    ...differs("because", body.because, reasons(country, person, thing)),
  ];
}

interface Past {
  verb: string;
  by: { id: string | null; latin: string | null; institution: string } | null;
}

/** History is for who sees the record; who looked and who was let in is the owner's affair, and one's own doing. */
export function compareHistory(person: Person, thing: Thing, body: { items: Past[] }): string[] {
  if (!sees(country, person, thing, "look"))
    return body.items.length === 0 ? [] : [`tells ${body.items.length} things of a hidden record`];
  const own = thing.institution === person.institution;
  const told = body.items.filter(
    ({ verb, by }) =>
      ["read", "search", "export", "share", "withdraw", "decide"].includes(verb) &&
      !own &&
      by?.latin !== person.username,
  );
  const named = body.items.filter(
    ({ by }) => by !== null && by.institution !== person.institution && (by.id !== null || by.latin !== null),
  );
  return [
    ...(thing.kind === "register-record" || body.items.some(({ verb }) => verb === "create")
      ? []
      : ["its making is missing"]),
    ...told.map(({ verb, by }) => `tells of ${verb} by ${by?.institution ?? "the node"}`),
    ...named.map(({ by }) => `names a person of ${by?.institution ?? "?"}`),
  ];
}
