/** What pages say about a hit: its state as a chip, its numbers, how two values of a field stand to each other. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { hitStates, listHits } from "../../src/matching/hit.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useInstitutionNames, usePersonNames } from "../access/sharing-names.tsx";
import { StateChip, type Tone } from "../parts/marks-of-record.tsx";
import type { Agreement } from "../templates/comparison-page.tsx";
import { useBoth } from "../words/both.ts";

export type HitSummary = CallOutput<typeof listHits>["items"][number];
export type HitState = (typeof hitStates)[number];

const tones: Readonly<Record<HitState, Tone>> = {
  proposed: "active",
  unsure: "active",
  confirmed: "confirmed",
  rejected: "ended",
};

/** The state, and for whom it waits. */
export function HitStateChip({
  hit,
}: {
  readonly hit: Pick<HitSummary, "state" | "waitsForUs" | "other">;
}): ReactElement {
  const { t } = useTranslation("hits");
  const institutions = useInstitutionNames();
  if (hit.waitsForUs) {
    return <StateChip tone="waiting">{t(hit.state === "unsure" ? "state.unsureOurs" : "state.ours")}</StateChip>;
  }
  return (
    <StateChip tone={tones[hit.state]}>
      {t(`state.${hit.state}`, { institution: institutions.short(hit.other.institution) })}
    </StateChip>
  );
}

/** How urgent, with the reasons in words; nothing for what is settled or ordinary without a reason. */
export function Urgency({
  hit,
  full = false,
}: {
  readonly hit: Pick<HitSummary, "urgency" | "urgentBecause" | "state">;
  /** Level and reasons in one sentence, as the hit's own page says it. */
  readonly full?: boolean;
}): ReactElement | null {
  const { t, i18n } = useTranslation("hits");
  if (hit.state === "confirmed" || hit.state === "rejected") return null;
  const why = new Intl.ListFormat(i18n.language, { style: "long", type: "conjunction" }).format(
    hit.urgentBecause.map((reason) => t(`urgentBecause.${reason}`)),
  );
  const level = t(`urgency.${hit.urgency}`);
  if (!full && hit.urgency === "ordinary") return null;
  if (full) return <span>{why === "" ? level : t("urgentSentence", { level, why })}</span>;
  return (
    <span className={`urgency urgency-${hit.urgency}`} title={why}>
      {level}
      {why !== "" && <span className="visually-hidden">: {why}</span>}
    </span>
  );
}

/** Who of one's own institution has it now. */
export function HandedTo({ to }: { readonly to: HitSummary["handedTo"] }): ReactElement | null {
  const personName = usePersonNames();
  const both = useBoth();
  if (to === null) return null;
  return <>{to.person === null ? to.unit !== null && both(to.unit) : personName(to.person)}</>;
}

const agreements: Readonly<Record<string, Agreement>> = {
  same: "agrees",
  alikeApart: "agrees",
  alias: "agrees",
  near: "close",
  similar: "close",
  family: "close",
  differs: "differs",
  far: "differs",
};

/** How a level of the score is shown; a level that is not known cannot be compared. */
export function agreementOf(level: string): Agreement {
  return agreements[level] ?? "unknown";
}
