/** Words, names and moments of one identification report, in the language of its receiver. */
import { say, type Language } from "../platform/words.ts";
import { codeLists } from "../reference/lists.ts";
import type { ReportFacts } from "./identification-report.ts";

type Person = ReportFacts["weapon"]["marks"][number]["readings"][number]["readBy"];

/** Words, names and moments of one report in its receiver's language. */
export class Wording {
  readonly #facts: ReportFacts;
  readonly language: Language;
  readonly #moment: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;

  constructor(facts: ReportFacts, language: Language) {
    this.#facts = facts;
    this.language = language;
    const locale = language === "ru" ? "ru-RU" : "en-GB";
    const { timeZone } = facts.printed;
    this.#moment = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone });
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  }

  paper(key: string, values: Readonly<Record<string, unknown>> = {}): string {
    return say(this.language, "examiner", `paper.${key}`, values);
  }

  weapon(key: string, values: Readonly<Record<string, unknown>> = {}): string {
    return say(this.language, "firearms", key, values);
  }

  /** The catalogue's words of a code, or the code as it came. */
  code(group: string, code: string): string {
    const key = `${group}.${code}`;
    const words = this.weapon(key);
    return words === key ? code : words;
  }

  moment(at: string | Date): string {
    return this.#moment.format(typeof at === "string" ? new Date(at) : at);
  }

  day(at: string): string {
    return this.#day.format(new Date(at));
  }

  institution(code: string): string {
    return this.#facts.institutions.get(code) ?? code;
  }

  /** A person of another institution stands for it without their name. */
  person(person: Person): string {
    const name = this.language === "ru" ? (person.cyrillic ?? person.latin) : (person.latin ?? person.cyrillic);
    const institution = this.institution(person.institution);
    return name === null || name === "" ? this.paper("official", { institution }) : `${name}, ${institution}`;
  }

  listed(list: ReadonlyMap<string, { readonly en: string; readonly ru: string }>, code: string | null): string | null {
    const entry = code === null ? undefined : list.get(code);
    return entry === undefined ? null : entry[this.language];
  }

  said(one: { readonly aspect: string; readonly code: string | null; readonly written: string }): string {
    const lists = codeLists();
    // Models are kept under make and code together; what was written names them well enough.
    const named =
      one.aspect === "type"
        ? this.listed(lists.types, one.code)
        : one.aspect === "make"
          ? this.listed(lists.makes, one.code)
          : one.aspect === "model"
            ? this.listed(lists.models, one.code)
            : one.aspect === "calibre"
              ? this.listed(lists.calibres, one.code)
              : one.aspect === "country"
                ? this.listed(lists.countries, one.code)
                : null;
    if (named === null) return one.written;
    return named === one.written || one.code === one.written
      ? named
      : `${named} (${this.weapon("page.asWritten", { written: one.written })})`;
  }

  handling(): string {
    const codes = this.#facts.weapon.handling.length === 0 ? ["H0"] : this.#facts.weapon.handling.toSorted();
    return codes.map((code) => `${code} · ${say(this.language, "web", `handling.${code}`)}`).join("; ");
  }
}
