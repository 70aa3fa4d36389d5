/** The pages of the room of hits, each with its own address. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { SubPages } from "../parts/sub-pages.tsx";
import { useSession } from "../session/session.ts";
import "./matching.css";

export function HitRooms(): ReactElement {
  const { t } = useTranslation("hits");
  const { may } = useSession();
  return (
    <SubPages
      label={t("title")}
      pages={[
        { to: "/hits", label: t("pages.hits") },
        { to: "/lots", label: t("pages.lots") },
        { to: "/seen-again", label: t("pages.seenAgain") },
        { to: "/hits/quality", label: t("pages.quality") },
        ...(may.includes("matching.weigh") ? [{ to: "/hits/weighing" as const, label: t("pages.weighing") }] : []),
        ...(may.includes("hits.decide") ? [{ to: "/hits/thresholds" as const, label: t("pages.thresholds") }] : []),
      ]}
    />
  );
}
