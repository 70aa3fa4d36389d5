/** What pages say about a hit: its state as a chip, its numbers, how two values of a field stand to each other. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { hitStates, listHits } from "../../src/matching/hit.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useInstitutionNames } from "../access/sharing-names.tsx";
import { StateChip, type Tone } from "../parts/marks-of-record.tsx";
import type { Agreement } from "../templates/comparison-page.tsx";

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
