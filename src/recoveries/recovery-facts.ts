/**
 * What is entered about items, parties, route and offences, checked against the lists and turned into columns.
 *
 * Promises: what was written stays beside the code; a code that its list does not hold is refused by its field. Refuses:
 * to guess a type, a country or a class.
 */
import type { z } from "zod";
import { invalid, type FieldFault } from "../platform/problem.ts";
import { codeLists } from "../reference/lists.ts";
import { recoveryLists } from "../reference/recovery-lists.ts";
import { unknownClasses, type Classes } from "../firearms/classification.ts";
import type { itemInput, offenceInput, partyFacts, routePointInput, standingInput } from "./recovery-parts.ts";

interface Coded {
  readonly code?: string | null | undefined;
  readonly written?: string | null | undefined;
}

/** Refuses the call with every fault at once. */
export function refuse(faults: readonly FieldFault[]): void {
  if (faults.length > 0) throw invalid(faults);
}

const unknown = (path: string): FieldFault => ({ path, code: "code-unknown" });

export function codeFault(
  list: ReadonlyMap<string, unknown>,
  code: string | null | undefined,
  path: string,
): FieldFault[] {
  return code == null || list.has(code) ? [] : [unknown(path)];
}

/** A later statement that answers an earlier one says why. */
export function reasonFault(
  given: { readonly corrects?: string | null | undefined; readonly reason?: string | null | undefined },
  path: string,
): FieldFault[] {
  return given.corrects != null && (given.reason ?? "") === "" ? [{ path: `${path}/reason`, code: "required" }] : [];
}

function settle(given: Coded | null | undefined, find: (text: string) => { readonly code: string } | null) {
  const written = given?.written == null || given.written === "" ? null : given.written;
  const code = given?.code ?? (written === null ? null : (find(written)?.code ?? null));
  return { code, written };
}

/** Some of the facts: a correction names what it changes. */
type Some<Facts> = { readonly [Name in keyof Facts]?: Facts[Name] | undefined };
type Item = Some<z.output<typeof itemInput>>;

export function itemFaults(item: Item, path: string): FieldFault[] {
  const lists = recoveryLists();
  const { makes, calibres, countries } = codeLists();
  return [
    ...codeFault(lists.itemTypes, item.type?.code, `${path}/type`),
    ...codeFault(makes, item.make?.code, `${path}/make`),
    ...codeFault(calibres, item.calibre?.code, `${path}/calibre`),
    ...codeFault(countries, item.country, `${path}/country`),
    ...unknownClasses(item.classes).map((name) => unknown(`${path}/classes/${name}`)),
  ];
}

/** Columns of what is given; what is not given is left alone. The classes follow from the type where nothing states them. */
export function itemColumnsOf(
  kind: string,
  item: Item,
  before?: { readonly type: string | null } & Classes,
): Record<string, unknown> {
  const lists = recoveryLists();
  const { findMake, findCalibre } = codeLists();
  const facts: Record<string, unknown> = {};
  const put = (name: string, given: Coded | null | undefined, find: Parameters<typeof settle>[1]): void => {
    if (given === undefined) return;
    const { code, written } = settle(given, find);
    facts[`${name}_code`] = code;
    facts[`${name}_written`] = written;
  };
  put("type", item.type, lists.findItemType);
  put("make", item.make, findMake);
  put("calibre", item.calibre, findCalibre);
  for (const [name, column] of [
    ["quantity", "quantity"],
    ["unit", "unit"],
    ["lot", "lot"],
    ["headstamp", "headstamp"],
    ["year", "year"],
    ["country", "country"],
    ["marking", "marking_written"],
    ["note", "note"],
  ] as const) {
    if (item[name] !== undefined) facts[column] = item[name];
  }
  const typed = item.type !== undefined;
  if (before === undefined || typed || item.classes !== undefined) {
    const code = typed ? settle(item.type, lists.findItemType).code : (before?.type ?? null);
    const mapped = (code === null ? undefined : lists.itemTypes.get(code)?.hs) ?? lists.itemKinds.get(kind)?.hs;
    facts["class_hs"] = item.classes?.hs ?? (typed ? mapped : before?.hs) ?? mapped ?? "unknown";
    facts["class_unodc"] = item.classes?.unodc ?? before?.unodc ?? "unknown";
    facts["class_admin"] = item.classes?.administrative ?? before?.administrative ?? "unknown";
  }
  return facts;
}

type Party = Some<z.output<typeof partyFacts>>;

export function partyFaults(party: Party, path: string): FieldFault[] {
  const { countries } = codeLists();
  return [
    ...codeFault(countries, party.nationality, `${path}/nationality`),
    ...codeFault(countries, party.residence, `${path}/residence`),
  ];
}

const partyColumnOf = {
  name: "name_written",
  nameOther: "name_other",
  bornOn: "born_on",
  bornYear: "born_year",
  sex: "sex",
  nationality: "nationality",
  residence: "residence_country",
  documentKind: "document_kind",
  documentNumber: "document_number",
  address: "address",
  note: "note",
} as const;

export function partyColumnsOf(party: Party): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(partyColumnOf)) {
    const value = party[name as keyof typeof partyColumnOf];
    if (value !== undefined) facts[column] = value;
  }
  return facts;
}

export function standingFaults(standing: z.output<typeof standingInput>, path: string): FieldFault[] {
  return [
    ...codeFault(recoveryLists().partyCategories, standing.category, `${path}/category`),
    ...reasonFault(standing, path),
  ];
}

export function routePointFaults(point: z.output<typeof routePointInput>, path: string): FieldFault[] {
  const named = point.place?.code != null || (point.place?.written ?? "") !== "" || point.country != null;
  return [
    ...(named ? [] : [{ path: `${path}/place`, code: "required" }]),
    ...codeFault(codeLists().countries, point.country, `${path}/country`),
    ...reasonFault(point, path),
  ];
}

export type OffenceList = ReadonlyMap<string, { readonly iccs: string | null }>;

export function offenceFaults(offence: z.output<typeof offenceInput>, list: OffenceList, path: string): FieldFault[] {
  return [
    ...(offence.code == null && (offence.written ?? "") === "" ? [{ path: `${path}/code`, code: "required" }] : []),
    ...codeFault(list, offence.code, `${path}/code`),
    ...reasonFault(offence, path),
  ];
}
