/** Who is signed in, and what is theirs on this device: language, theme, keys, sessions, the way out. */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button as AriaButton } from "react-aria-components/Button";
import { forgetFiles } from "../attachments/kept-files.ts";
import { Glyph } from "../parts/glyph.tsx";
import { MenuList, MenuTrigger } from "../parts/overlays.tsx";
import { forgetDrafts } from "../session/drafts.ts";
import { chooseSingleKeys, chooseTheme, singleKeysOn, themeChoice, type ThemeChoice } from "../session/preferences.ts";
import { keepPurpose, useSession, useSource } from "../session/session.ts";
import { LANGUAGES, chooseLanguage, type Language } from "../words/words.ts";

const THEMES: readonly ThemeChoice[] = ["system", "light", "dark", "contrast"];

export function PersonMenu(): ReactElement {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const source = useSource();
  const router = useRouter();
  const queries = useQueryClient();
  const [theme, setTheme] = useState(themeChoice);
  const [keys, setKeys] = useState(singleKeysOn);

  const speak = async (language: Language): Promise<void> => {
    await chooseLanguage(language);
    await source.keepLanguage(language);
  };
  const signOut = async (): Promise<void> => {
    await source.signOut();
    keepPurpose(undefined);
    forgetDrafts();
    await forgetFiles();
    queries.clear();
    router.history.push("/sign-in");
  };

  return (
    <MenuTrigger>
      <AriaButton className="person-button" aria-label={t("person.menu", { person: session.person.name })}>
        <Glyph name="person" />
        <span className="person-name">{session.person.name}</span>
        <Glyph name="down" size={12} />
      </AriaButton>
      <MenuList
        label={t("person.menu", { person: session.person.name })}
        header={
          <div className="person-card">
            <b>{session.person.name}</b>
            <span>
              {session.institution.name}
              {session.unit === "" ? "" : `, ${session.unit}`}
            </span>
            <span>{session.roles.join(", ")}</span>
          </div>
        }
        groups={[
          {
            id: "language",
            title: t("person.language"),
            chosen: i18n.language,
            entries: LANGUAGES.map((one) => ({
              id: one.code,
              label: one.name,
              onAction: () => void speak(one.code),
            })),
          },
          {
            id: "theme",
            title: t("person.theme"),
            chosen: theme,
            entries: THEMES.map((one) => ({
              id: one,
              label: t(`person.themes.${one}`),
              onAction: () => {
                chooseTheme(one);
                setTheme(one);
              },
            })),
          },
          {
            id: "keys",
            title: t("person.keys"),
            chosen: keys ? "on" : "off",
            entries: (["on", "off"] as const).map((one) => ({
              id: one,
              label: t(`person.singleKeys.${one}`),
              onAction: () => {
                chooseSingleKeys(one === "on");
                setKeys(one === "on");
              },
            })),
          },
          {
            id: "session",
            title: t("person.session"),
            entries: [
              {
                id: "sessions",
                label: t("person.sessions"),
                glyph: "lock",
                onAction: () => router.history.push("/account/sessions"),
              },
              { id: "out", label: t("person.signOut"), glyph: "next", onAction: () => void signOut() },
            ],
          },
        ]}
      />
    </MenuTrigger>
  );
}
