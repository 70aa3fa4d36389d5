/** My account: its four pages under one head. Everything here concerns the reader alone. */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { SubPages } from "../parts/sub-pages.tsx";
import { PageHead } from "../templates/page-head.tsx";
import "./account.css";

export function AccountFrame({
  page,
  children,
}: {
  /** Key of the page under `pages.` in the catalogue. */
  readonly page: "me" | "signIn" | "sessions" | "tokens";
  readonly children: ReactNode;
}): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const name = t(`pages.${page}`);
  return (
    <div className="page account-page">
      <PageHead
        title={t("title")}
        plainTitle={`${name} · ${t("title")}`}
        crumbs={[{ label: t("web:nav.start"), to: "/" }, { label: t("title"), to: "/account" }, { label: name }]}
      />
      <SubPages
        label={t("title")}
        pages={[
          { to: "/account", label: t("pages.me") },
          { to: "/account/sign-in", label: t("pages.signIn") },
          { to: "/account/sessions", label: t("pages.sessions") },
          { to: "/account/tokens", label: t("pages.tokens") },
        ]}
      />
      <div className="account-body">{children}</div>
    </div>
  );
}
