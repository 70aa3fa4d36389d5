/** "Your record matches one that X holds": hits whose other side one may not see, and whom to ask. */
import { useId, type ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { listHits } from "../../src/matching/hit.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { InstitutionName, Serial } from "../parts/marks-of-record.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { Contact } from "./ask-whom.tsx";
import { placeOf, useRecordWords } from "./matched-record.tsx";

type HitPointer = CallOutput<typeof listHits>["pointers"][number];

export function Pointers({ pointers }: { readonly pointers: readonly HitPointer[] }): ReactElement {
  const { t } = useTranslation("hits");
  const both = useBoth();
  const dates = useDates();
  const words = useRecordWords();
  const id = useId();
  return (
    <section className="pointers" aria-labelledby={id}>
      <h2 id={id}>{t("pointers.title")}</h2>
      <p>{t("pointers.why")}</p>
      <ul>
        {pointers.map((one) => {
          const place = placeOf(one.own);
          return (
            <li key={one.id} className="pointer">
              <span className="matched-weapon">
                <Link to={place.to} {...({ params: place.params ?? {} } as object)}>
                  {one.own.weapon.serial === null ? t("pointers.own") : <Serial value={one.own.weapon.serial} />}
                </Link>
                <span>{words.weapon(one.own.weapon)}</span>
                <span className="soft">{t("pointers.since", { day: dates.day(one.since) })}</span>
              </span>
              <span>
                {t("pointers.ask")} <InstitutionName code={one.ask.institution} name={both(one.ask)} />
              </span>
              <Contact contact={one.ask.contact} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
