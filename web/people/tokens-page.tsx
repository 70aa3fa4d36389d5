/** All tokens for machines within the administrator's reach. One for another person is made on that person's page. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { TokenList } from "../account/token-list.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { PeopleRooms } from "./people-frame.tsx";

export function AllTokensPage(): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  return (
    <div className="page">
      <PageHead
        title={t("pages.tokens")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("title"), to: "/people" },
          { label: t("pages.tokens") },
        ]}
        lead={t("tokens.lead")}
      />
      <PeopleRooms />
      <TokenList whose="all" />
    </div>
  );
}
