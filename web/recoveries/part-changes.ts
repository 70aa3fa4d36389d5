/**
 * An item or a party that stands, as the fields of its correction, and what is sent of them.
 *
 * Promises: only what was touched is sent; an emptied field is sent as not recorded. Refuses: to send back a fact that was never
 * touched, which would undo another's correction.
 */
import { bornOf, coded, quantityOf, type ItemDraft, type PartyDraft } from "./new-recovery-others.ts";
import type { Item, Party } from "./part-dialogs.ts";

type NameOf = (code: string | null) => string | undefined;

/** Names of the lists, to show a code as people read it. */
export interface PartNames {
  readonly itemType: NameOf;
  readonly calibre: NameOf;
  readonly country: NameOf;
}

const combo = (value: { readonly code: string | null; readonly written: string | null }, nameOf: NameOf) => ({
  id: value.code,
  text: value.written ?? nameOf(value.code) ?? value.code ?? "",
});
const countryOf = (code: string | null, nameOf: NameOf) => ({ id: code, text: nameOf(code) ?? code ?? "" });

export function itemDraftOf(item: Item, names: PartNames): ItemDraft {
  return {
    key: item.id,
    kind: item.kind,
    type: combo(item.type, names.itemType),
    calibre: combo(item.calibre, names.calibre),
    quantity: item.quantity === null ? "" : String(item.quantity),
    unit: item.unit ?? "",
    headstamp: item.headstamp ?? "",
    lot: item.lot ?? "",
    marking: item.marking ?? "",
    note: item.note ?? "",
  };
}

export function partyDraftOf(party: Party, names: PartNames): PartyDraft {
  return {
    key: party.id,
    kind: party.kind,
    category: "",
    name: party.name,
    nameOther: party.nameOther ?? "",
    born: party.bornOn ?? (party.bornYear === null ? "" : String(party.bornYear)),
    nationality: countryOf(party.nationality, names.country),
    residence: countryOf(party.residence, names.country),
    document: party.documentNumber ?? "",
    address: party.address ?? "",
    note: party.note ?? "",
  };
}

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());
const differs = <Draft extends object>(before: Draft, now: Draft, name: keyof Draft): boolean =>
  JSON.stringify(before[name]) !== JSON.stringify(now[name]);

export interface ItemChanges {
  type?: { code?: string; written: string } | null;
  calibre?: { code?: string; written: string } | null;
  quantity?: number | null;
  unit?: string | null;
  headstamp?: string | null;
  lot?: string | null;
  marking?: string | null;
  note?: string | null;
}

/** What is sent of an item; the quantity must have been seen to be a number or nothing. */
export function itemChanges(before: ItemDraft, now: ItemDraft): ItemChanges {
  const changes: ItemChanges = {};
  for (const name of ["type", "calibre"] as const)
    if (differs(before, now, name)) changes[name] = coded(now[name]) ?? null;
  for (const name of ["headstamp", "lot", "marking", "note"] as const)
    if (differs(before, now, name)) changes[name] = orNull(now[name]);
  if (differs(before, now, "quantity") || differs(before, now, "unit")) {
    const quantity = quantityOf(now.quantity) ?? null;
    changes.quantity = quantity;
    // A unit without a quantity says nothing.
    changes.unit = quantity === null ? null : orNull(now.unit);
  }
  return changes;
}

export interface PartyChanges {
  name?: string;
  nameOther?: string | null;
  bornOn?: string | null;
  bornYear?: number | null;
  nationality?: string | null;
  residence?: string | null;
  documentNumber?: string | null;
  address?: string | null;
  note?: string | null;
}

/** What is sent of a party; the day or year of birth must have been seen to be one. */
export function partyChanges(before: PartyDraft, now: PartyDraft): PartyChanges {
  const changes: PartyChanges = {};
  if (differs(before, now, "name")) changes.name = now.name.trim();
  for (const name of ["nameOther", "address", "note"] as const)
    if (differs(before, now, name)) changes[name] = orNull(now[name]);
  if (differs(before, now, "document")) changes.documentNumber = orNull(now.document);
  for (const name of ["nationality", "residence"] as const)
    if (differs(before, now, name)) changes[name] = now[name].id;
  if (differs(before, now, "born")) {
    // A day or a year, never both.
    const born = bornOf(now.born) ?? {};
    changes.bornOn = born.bornOn ?? null;
    changes.bornYear = born.bornYear ?? null;
  }
  return changes;
}
