/**
 * What a recovery being entered says beside its firearms: people and organisations, other things found, the route, offences.
 *
 * Promises: words that no list knows go as written; a line in which nothing was entered is not sent and asks for nothing.
 */
import { z } from "zod";
import { itemKinds, partyKinds, routeKinds } from "../../src/recoveries/recovery-parts.ts";
import type { recoveryInput } from "../../src/recoveries/recovery.contract.ts";
import { newKey } from "../calls/keys.ts";
import { joinDate } from "../parts/date-parts.ts";

type Body = z.input<typeof recoveryInput>;

export const combo = z.object({ id: z.string().nullable(), text: z.string() });
export const emptyCombo = { id: null, text: "" } as const;

export const partyDraft = z.object({
  key: z.string(),
  kind: z.enum(partyKinds),
  category: z.string(),
  name: z.string(),
  nameOther: z.string(),
  /** A day, or a year where only that is known, as typed. */
  born: z.string(),
  nationality: combo,
  residence: combo,
  document: z.string(),
  address: z.string(),
  note: z.string(),
});
export const itemDraft = z.object({
  key: z.string(),
  kind: z.enum(itemKinds),
  type: combo,
  calibre: combo,
  quantity: z.string(),
  unit: z.string(),
  headstamp: z.string(),
  lot: z.string(),
  marking: z.string(),
  note: z.string(),
});
export const routeDraft = z.object({
  key: z.string(),
  kind: z.enum(routeKinds),
  place: combo,
  country: combo,
});
export const offenceDraft = z.object({ key: z.string(), code: z.string().nullable(), written: z.string() });

export type PartyDraft = z.infer<typeof partyDraft>;
export type ItemDraft = z.infer<typeof itemDraft>;
export type RouteDraft = z.infer<typeof routeDraft>;
export type OffenceDraft = z.infer<typeof offenceDraft>;

/** What the first person of a recovery most often is: it follows from how the weapon came. */
export function firstCategory(manner: string | null): string {
  return manner === "found" ? "finder" : manner === "surrendered" ? "surrendered-by" : "possessor";
}

export function newParty(category: string): PartyDraft {
  return {
    key: newKey(),
    kind: "person",
    category,
    name: "",
    nameOther: "",
    born: "",
    nationality: emptyCombo,
    residence: emptyCombo,
    document: "",
    address: "",
    note: "",
  };
}

export function newItem(kind: ItemDraft["kind"]): ItemDraft {
  return {
    key: newKey(),
    kind,
    type: emptyCombo,
    calibre: emptyCombo,
    quantity: "",
    unit: "",
    headstamp: "",
    lot: "",
    marking: "",
    note: "",
  };
}

export function newRoutePoint(kind: RouteDraft["kind"]): RouteDraft {
  return { key: newKey(), kind, place: emptyCombo, country: emptyCombo };
}

export function newOffence(): OffenceDraft {
  return { key: newKey(), code: null, written: "" };
}

const written = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());

/** `{ name: words }` where there are words. */
export function filled<Name extends string>(name: Name, text: string): Partial<Record<Name, string>> {
  const words = written(text);
  return words === undefined ? {} : ({ [name]: words } as Record<Name, string>);
}

/** A code of a list and the words beside it; undefined where the field is empty. */
export function coded(value: {
  readonly id: string | null;
  readonly text: string;
}): { readonly code?: string; readonly written: string } | undefined {
  const words = value.text.trim();
  if (value.id === null && words === "") return undefined;
  return { ...(value.id === null ? {} : { code: value.id }), written: words };
}

/** The day or the year somebody was born; undefined when what was typed is neither. */
export function bornOf(typed: string): { bornOn?: string; bornYear?: number } | undefined {
  const text = typed.trim();
  if (text === "") return {};
  if (/^(?:18|19|20)\d{2}$/.test(text)) return { bornYear: Number(text) };
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(text);
  if (found === null) return undefined;
  const [, first = "", month = "", last = ""] = found;
  const [year, day] = first.length === 4 ? [first, last] : [last, first];
  const made = joinDate({ day, month: String(Number(month)), year, time: "" }, false);
  return made.kind === "date" ? { bornOn: made.iso } : undefined;
}

/** The number typed as a quantity, with a point or a comma; undefined when it is none. */
export function quantityOf(typed: string): number | undefined {
  const text = typed
    .trim()
    .replaceAll(/[\s\u{A0}\u{202F}]/gu, "")
    .replace(",", ".");
  return /^\d{1,9}(?:\.\d{1,6})?$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

export function isBlankItem(item: ItemDraft): boolean {
  return [item.type.text, item.calibre.text, item.quantity, item.headstamp, item.lot, item.marking, item.note].every(
    (text) => text.trim() === "",
  );
}

/** Parties that say something; their place in the sent list is their index. */
export function saidParties(parties: readonly PartyDraft[]): readonly PartyDraft[] {
  return parties.filter((party) => !isBlankParty(party));
}

export function isBlankParty(party: PartyDraft): boolean {
  return [
    party.name,
    party.nameOther,
    party.born,
    party.nationality.text,
    party.residence.text,
    party.document,
    party.address,
    party.note,
  ].every((text) => text.trim() === "");
}

export function partyOf(party: PartyDraft, day: string): NonNullable<Body["parties"]>[number] {
  return {
    kind: party.kind,
    name: party.name.trim(),
    ...filled("nameOther", party.nameOther),
    ...bornOf(party.born),
    ...(party.nationality.id === null ? {} : { nationality: party.nationality.id }),
    ...(party.residence.id === null ? {} : { residence: party.residence.id }),
    ...filled("documentNumber", party.document),
    ...filled("address", party.address),
    ...filled("note", party.note),
    standing: { category: party.category, ...(day === "" ? {} : { fromDate: day }) },
  };
}

export function itemOf(item: ItemDraft): NonNullable<Body["items"]>[number] {
  const quantity = quantityOf(item.quantity);
  const [type, calibre] = [coded(item.type), coded(item.calibre)];
  return {
    kind: item.kind,
    ...(type === undefined ? {} : { type }),
    ...(calibre === undefined ? {} : { calibre }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(quantity === undefined ? {} : filled("unit", item.unit)),
    ...filled("headstamp", item.headstamp),
    ...filled("lot", item.lot),
    ...filled("marking", item.marking),
    ...filled("note", item.note),
  };
}

export function routePointOf(point: RouteDraft): NonNullable<Body["route"]>[number] | undefined {
  const place = coded(point.place);
  if (place === undefined && point.country.id === null) return undefined;
  return {
    kind: point.kind,
    ...(place === undefined ? {} : { place }),
    ...(point.country.id === null ? {} : { country: point.country.id }),
  };
}

export function offenceOf(offence: OffenceDraft): NonNullable<Body["offences"]>[number] | undefined {
  if (offence.code === null && offence.written.trim() === "") return undefined;
  return { ...(offence.code === null ? {} : { code: offence.code }), ...filled("written", offence.written) };
}
