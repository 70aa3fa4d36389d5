/** People and what they may: the pages of administrators. Accounts only; no record's content passes here. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { SubPages } from "../parts/sub-pages.tsx";
import { useSession } from "../session/session.ts";
import "../account/account.css";
import "./people.css";

export function PeopleRooms(): ReactElement {
  const { t } = useTranslation("people");
  const session = useSession();
  return (
    <SubPages
      label={t("title")}
      pages={[
        { to: "/people", label: t("pages.people") },
        { to: "/people/institutions", label: t("pages.institutions") },
        ...(session.may.includes("rules.administer")
          ? [{ to: "/people/rules" as const, label: t("pages.rules") }]
          : []),
        ...(session.may.includes("tokens.administer")
          ? [{ to: "/people/tokens" as const, label: t("pages.tokens") }]
          : []),
      ]}
    />
  );
}
