/** Who I am here: name in both scripts, institution, unit, roles with their reach; and what I chose for this device. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { readMe } from "../../src/access/session.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useRead } from "../calls/use-call.ts";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { RadioGroup, Switch } from "../parts/fields.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { InstitutionName } from "../parts/marks-of-record.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { chooseSingleKeys, chooseTheme, singleKeysOn, themeChoice, type ThemeChoice } from "../session/preferences.ts";
import { useSource } from "../session/session.ts";
import { RecordSection } from "../templates/record-page.tsx";
import { useBoth, type Both } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { LANGUAGES, chooseLanguage } from "../words/words.ts";
import { AccountFrame } from "./account-frame.tsx";
import { PlainTable } from "./plain-table.tsx";

type Me = CallOutput<typeof readMe>;
const THEMES: readonly ThemeChoice[] = ["system", "light", "dark", "contrast"];

/** The name in the language that is not shown, if it differs. */
function OtherLanguage({ names }: { readonly names: Both }): ReactElement | null {
  const { i18n } = useTranslation();
  if (names.en === names.ru) return null;
  return (
    <span className="soft" lang={i18n.language === "ru" ? "en" : "ru"}>
      {i18n.language === "ru" ? names.en : names.ru}
    </span>
  );
}

/** A name in both languages, as it stands in orders and letters; the reader's own language first. */
function InBoth({ names }: { readonly names: Both }): ReactElement {
  const both = useBoth();
  return (
    <span className="both-scripts">
      <span>{both(names)}</span>
      <OtherLanguage names={names} />
    </span>
  );
}

function Person({ me }: { readonly me: Me }): ReactElement {
  const { t } = useTranslation("account");
  const both = useBoth();
  const dates = useDates();
  const { person, institution, unit } = me;
  return (
    <>
      <RecordSection title={t("me.person")}>
        <Facts
          facts={[
            { term: t("me.name"), value: <InBoth names={{ en: person.latin, ru: person.cyrillic }} /> },
            { term: t("me.username"), value: <span className="mono">{person.username}</span> },
            {
              term: t("me.position"),
              value:
                person.titleEn === "" && person.titleRu === "" ? null : (
                  <InBoth names={{ en: person.titleEn, ru: person.titleRu }} />
                ),
            },
            {
              term: t("me.institution"),
              value: (
                <span className="both-scripts">
                  <InstitutionName code={institution.code} name={both(institution)} />
                  <OtherLanguage names={institution} />
                </span>
              ),
            },
            { term: t("me.unit"), value: <InBoth names={unit} /> },
            { term: t("me.email"), value: person.email },
          ]}
        />
        <p className="soft">{t("me.corrections")}</p>
      </RecordSection>
      <RecordSection title={t("me.roles")}>
        <PlainTable
          label={t("me.roles")}
          heads={[t("roles.role"), t("roles.scope"), t("roles.unit"), t("roles.until")]}
          rows={me.roles.map((role) => ({
            id: `${role.code} ${role.unit.id} ${role.scope}`,
            cells: [
              <InBoth key="role" names={role} />,
              t(`scopes.${role.scope}`),
              both(role.unit),
              role.until === null ? t("roles.noEnd") : dates.day(role.until),
            ],
          }))}
        />
        <details className="numbers">
          <summary>
            <Glyph name="next" size={12} />
            {t("me.may", { count: me.permissions.length })}
          </summary>
          <ul className="perm-list">
            {me.permissions.map((permission) => (
              <li key={permission}>{t(`permissions.${permission}`)}</li>
            ))}
          </ul>
        </details>
      </RecordSection>
    </>
  );
}

function Device(): ReactElement {
  const { t, i18n } = useTranslation(["account", "web"]);
  const source = useSource();
  const [theme, setTheme] = useState(themeChoice);
  const [keys, setKeys] = useState(singleKeysOn);
  return (
    <RecordSection title={t("device.title")}>
      <RadioGroup
        row
        label={t("web:person.language")}
        value={i18n.language}
        onChange={(code) => {
          const language = LANGUAGES.find((one) => one.code === code)?.code;
          if (language === undefined) return;
          void chooseLanguage(language);
          void source.keepLanguage(language);
        }}
        choices={LANGUAGES.map((one) => ({ id: one.code, label: one.name }))}
      />
      <RadioGroup
        row
        label={t("web:person.theme")}
        value={theme}
        onChange={(id) => {
          const chosen = THEMES.find((one) => one === id) ?? "system";
          chooseTheme(chosen);
          setTheme(chosen);
        }}
        choices={THEMES.map((one) => ({ id: one, label: t(`web:person.themes.${one}`) }))}
      />
      <Switch
        label={t("web:person.keys")}
        value={keys}
        onChange={(on) => {
          chooseSingleKeys(on);
          setKeys(on);
        }}
      />
      <p className="soft">{t("device.kept")}</p>
    </RecordSection>
  );
}

export function AccountPage(): ReactElement {
  const me = useRead(readMe, {});
  return (
    <AccountFrame page="me">
      {me.data !== undefined ? (
        <>
          <Person me={me.data} />
          <Device />
        </>
      ) : me.error === null ? (
        <Skeleton lines={8} />
      ) : (
        <ErrorState error={me.error} again={() => void me.refetch()} />
      )}
    </AccountFrame>
  );
}
