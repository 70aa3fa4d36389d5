/** The auditor's room: who did what, the board, the journal itself. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { SubPages } from "../parts/sub-pages.tsx";
import "./audit.css";

export function AuditRooms(): ReactElement {
  const { t } = useTranslation("audit");
  return (
    <SubPages
      label={t("title")}
      pages={[
        { to: "/audit", label: t("pages.entries") },
        { to: "/audit/summary", label: t("pages.summary") },
        { to: "/audit/journal", label: t("pages.journal") },
      ]}
    />
  );
}
