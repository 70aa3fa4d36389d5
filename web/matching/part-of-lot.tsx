/** On a weapon's page: the lots that it is part of. Nothing where it is part of none. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { lotsOfFirearm } from "../../src/matching/lot.contract.ts";
import { useRead } from "../calls/use-call.ts";
import { JudgedLotCard } from "./lots-page.tsx";
import "./matching.css";

export function PartOfLot({ firearm }: { readonly firearm: string }): ReactElement | null {
  const { t } = useTranslation("lots");
  const answer = useRead(lotsOfFirearm, { params: { id: firearm } });
  const lots = (answer.data?.items ?? []).filter((lot) => lot.state !== "rejected");
  if (lots.length === 0) return null;
  return (
    <section className="part-of-lot">
      <h2>{t("partOf", { count: lots.length })}</h2>
      {lots.map((lot) => (
        <JudgedLotCard key={lot.first} lot={lot} heading="h3" />
      ))}
    </section>
  );
}
