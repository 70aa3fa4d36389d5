/** The first page: the rooms one may enter and what waits in each. */
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Badge } from "./parts/marks-of-record.tsx";
import { useSession } from "./session/session.ts";
import { NAVIGATION } from "./shell/navigation.ts";
import { PageHead } from "./templates/page-head.tsx";

export function StartPage(): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  const items = NAVIGATION.flatMap((group) => group.items).filter(
    (item) => item.to !== "/" && (item.needs === undefined || session.may.includes(item.needs)),
  );
  return (
    <div className="page">
      <PageHead title={t("nav.start")} lead={t("start.lead", { institution: session.institution.name })} />
      <ul className="start-list">
        {items.map((item) => {
          const count = session.waiting[item.id] ?? 0;
          return (
            <li key={item.id}>
              <Link to={item.to ?? "/"}>{t(item.words)}</Link>{" "}
              <Badge count={count} label={t("shell.waiting", { count })} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
