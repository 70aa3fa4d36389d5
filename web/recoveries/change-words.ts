/**
 * What was changed of a recovery, in words: which thing, which facts, from what to what.
 *
 * Promises: a code is said by its name and what was written stands beside it; "not recorded" is said, never left blank.
 */
import { useTranslation } from "react-i18next";
import { handlingCodes } from "../../src/recoveries/recovery.contract.ts";
import { useNameOf } from "../firearms/code-names.ts";
import { useDates } from "../words/dates.ts";
import type { RecoveryView } from "./recovery-page.tsx";

export type Change = RecoveryView["changes"][number];
type Facts = Change["before"];

export interface FactChange {
  readonly name: string;
  readonly term: string;
  readonly before: string;
  readonly after: string;
}

/** Facts that are a code and what was written: one line for both. */
const DESIGNATIONS = ["place", "conveyance", "concealment", "type", "make", "calibre"] as const;
/** The coordinates are one fact. */
const COORDINATES = new Set(["latitude", "longitude"]);

/** The facts that differ, one line each, in the order in which they were kept. */
export function useFactChanges(): (change: Change) => readonly FactChange[] {
  const { t, i18n } = useTranslation(["recovery-form", "recoveries", "web"]);
  const dates = useDates();
  const lists = {
    place: useNameOf("places"),
    conveyance: useNameOf("conveyances"),
    concealment: useNameOf("concealments"),
    type: useNameOf("item-types"),
    make: useNameOf("makes"),
    calibre: useNameOf("calibres"),
  };
  const region = useNameOf("regions");
  const country = useNameOf("countries");
  const placeKind = useNameOf("place-kinds");
  const nothing = t("web:record.notRecorded");

  const designation = (name: (typeof DESIGNATIONS)[number], facts: Facts): string => {
    const [code, written] = [facts[`${name}Code`], facts[`${name}Written`]];
    const known = typeof code === "string" ? (lists[name](code) ?? code) : undefined;
    const words = typeof written === "string" && written !== "" && written !== known ? written : undefined;
    return known === undefined ? (words ?? nothing) : words === undefined ? known : `${known} «${words}»`;
  };
  const plain = (name: string, value: Facts[string] | undefined): string => {
    if (value === undefined || value === null || value === "") return nothing;
    if (Array.isArray(value))
      return value.length === 0 ? nothing : handlingCodes.filter((one) => value.includes(one)).join(", ");
    if (typeof value === "number")
      return new Intl.NumberFormat(i18n.language, { useGrouping: !/year/i.test(name) }).format(value);
    switch (name) {
      case "manner":
        return t(`recoveries:manner.${value}`);
      case "occurredOn":
      case "bornOn":
        return dates.day(value);
      case "occurredAt":
        return dates.moment(value);
      case "region":
        return region(value) ?? value;
      case "country":
      case "nationality":
      case "residenceCountry":
        return country(value) ?? value;
      case "placeKind":
        return placeKind(value) ?? value;
      case "unit":
        return t(`item.units.${value}`, { defaultValue: value });
      case "sex":
        return t(`changes.sex.${value}`, { defaultValue: value });
      default:
        return value;
    }
  };
  return ({ before, after }) => {
    const lines = new Map<string, FactChange>();
    for (const name of Object.keys(after)) {
      const both = DESIGNATIONS.find((one) => name === `${one}Code` || name === `${one}Written`);
      const key = both ?? (COORDINATES.has(name) ? "coordinates" : name);
      if (lines.has(key)) continue;
      const say = (facts: Facts): string =>
        both !== undefined
          ? designation(both, facts)
          : key === "coordinates"
            ? ["latitude", "longitude"].map((one) => plain(one, facts[one])).join("; ")
            : plain(name, facts[name]);
      lines.set(key, {
        name: key,
        term: t(`changes.fact.${key}`, { defaultValue: key }),
        before: say(before),
        after: say(after),
      });
    }
    return [...lines.values()];
  };
}

/** What the change is about: "Ivanov", "9 mm cartridges", "the record". */
export function useChangeSubject(recovery: RecoveryView): (change: Change) => string {
  const { t } = useTranslation("recovery-form");
  const type = useNameOf("item-types");
  const kind = useNameOf("item-kinds");
  const ground = useNameOf("grounds");
  const context = useNameOf("contexts");
  const place = useNameOf("places");
  const country = useNameOf("countries");
  const category = useNameOf("party-categories");
  const offence = useNameOf("offences");
  return ({ subject, of }) => {
    const named = (name: string | null | undefined): string =>
      name == null || name === "" ? t(`changes.subject.${subject}`) : `${t(`changes.subject.${subject}`)}: ${name}`;
    switch (subject) {
      case "item": {
        const item = recovery.items.find((one) => one.id === of);
        return named(item === undefined ? null : (type(item.type.code) ?? item.type.written ?? kind(item.kind)));
      }
      case "party":
        return named(recovery.parties.find((one) => one.id === of)?.name);
      case "standing": {
        const party = recovery.parties.find((one) => one.standings.some((standing) => standing.id === of));
        const standing = party?.standings.find((one) => one.id === of);
        return named(
          party === undefined ? null : `${party.name}, ${category(standing?.category) ?? standing?.category ?? ""}`,
        );
      }
      case "route": {
        const point = recovery.route.find((one) => one.id === of);
        return named(
          point === undefined ? null : (place(point.place.code) ?? point.place.written ?? country(point.country)),
        );
      }
      case "offence": {
        const one = recovery.offences.find((each) => each.id === of);
        return named(offence(one?.code) ?? one?.code ?? one?.written);
      }
      case "ground":
      case "context": {
        const list = subject === "ground" ? recovery.grounds : recovery.contexts;
        const one = list.find((each) => each.id === of);
        return named((subject === "ground" ? ground : context)(one?.code) ?? one?.written);
      }
      default:
        return t("changes.subject.recovery");
    }
  };
}
