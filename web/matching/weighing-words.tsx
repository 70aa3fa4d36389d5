/** Words and marks that the pages of the matching's versions share. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { listModels } from "../../src/matching/learning/model.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { StateChip, type Tone } from "../parts/marks-of-record.tsx";

export type ModelSummary = CallOutput<typeof listModels>["versions"][number];

const tones: Readonly<Record<ModelSummary["state"], Tone>> = {
  shipped: "ended",
  learning: "waiting",
  proposed: "waiting",
  refused: "ended",
  accepted: "ended",
  rejected: "ended",
};

export function ModelState({ model }: { readonly model: ModelSummary }): ReactElement {
  const { t } = useTranslation("weighing");
  return model.inForce ? (
    <StateChip tone="confirmed">{t("state.inForce")}</StateChip>
  ) : (
    <StateChip tone={tones[model.state]}>{t(`state.${model.state}`)}</StateChip>
  );
}
