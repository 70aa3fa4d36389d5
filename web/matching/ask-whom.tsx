/**
 * Whom one may ask: an institution that holds what one cannot see, with the ways to reach it.
 *
 * Promises: a telephone number and an address can be pressed. Refuses: to say anything of the record itself; that it may
 * exist is all that the owner's rule permits.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import type { pointer } from "../../src/matching/serial-check.contract.ts";
import { InstitutionName } from "../parts/marks-of-record.tsx";
import { useBoth } from "../words/both.ts";

export type Pointer = z.output<typeof pointer>;

function ContactValue({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  if (/mail/i.test(name)) return <a href={`mailto:${value}`}>{value}</a>;
  if (/phone|line|tel/i.test(name)) return <a href={`tel:${value.replaceAll(/[^+\d]/g, "")}`}>{value}</a>;
  return <>{value}</>;
}

/** The ways to reach an institution, as it gave them. */
export function Contact({ contact }: { readonly contact: Pointer["contact"] }): ReactElement | null {
  const { t } = useTranslation("serials");
  const ways = Object.entries(contact).filter(
    (way): way is [string, string] => typeof way[1] === "string" && way[1] !== "",
  );
  if (ways.length === 0) return <p className="soft">{t("contact.none")}</p>;
  return (
    <dl className="contact">
      {ways.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`contact.${name}`, { defaultValue: name })}</dt>
          <dd>
            <ContactValue name={name} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** One institution that could tell. */
export function AskWhom({ pointer: one }: { readonly pointer: Pointer }): ReactElement {
  const both = useBoth();
  return (
    <li className="ask-whom">
      <b>
        <InstitutionName code={one.institution} name={both(one)} />
      </b>
      <Contact contact={one.contact} />
    </li>
  );
}
