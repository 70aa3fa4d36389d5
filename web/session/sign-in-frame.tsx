/** The pages before the shell: signing in, a one-time link, first set-up. The plate, the languages, one box. */
// The roles of the ARIA patterns; the tag the rule proposes has another behaviour.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { HouseSign } from "../marks/signs.tsx";
import { useBoth, type Both } from "../words/both.ts";
import { LANGUAGES, chooseLanguage } from "../words/words.ts";
import "./sign-in.css";

function Languages(): ReactElement {
  const { t, i18n } = useTranslation();
  return (
    <div className="sign-in-languages" role="group" aria-label={t("person.language")}>
      {LANGUAGES.map((one) => (
        <button
          key={one.code}
          type="button"
          lang={one.code}
          aria-pressed={i18n.language === one.code}
          onClick={() => void chooseLanguage(one.code)}
        >
          {one.name}
        </button>
      ))}
    </div>
  );
}

export function SignInFrame({
  node,
  title,
  children,
}: {
  readonly node: Both | null | undefined;
  readonly title: string;
  readonly children: ReactNode;
}): ReactElement {
  const both = useBoth();
  return (
    <div className="sign-in">
      <div className="sign-in-plate" aria-hidden="true">
        <HouseSign size={168} />
        <p>Tamga</p>
        <p className="sign-in-node">{node == null ? "" : both(node)}</p>
      </div>
      <main className="sign-in-main" id="page">
        <Languages />
        <div className="sign-in-box">
          <p className="sign-in-house">
            <HouseSign size={28} /> Tamga
          </p>
          <h1>{title}</h1>
          {children}
        </div>
      </main>
    </div>
  );
}
