/** The pages of the curator's desk side by side, and the words they share. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { CallOutput } from "../../src/platform/contract.ts";
import type { listProposals } from "../../src/reference/curator.contract.ts";
import { StateChip, type Tone } from "../parts/marks-of-record.tsx";
import { SubPages } from "../parts/sub-pages.tsx";
import { inLanguage } from "../words/both.ts";

export type Proposal = CallOutput<typeof listProposals>["items"][number];

export function CurationRooms(): ReactElement {
  const { t } = useTranslation("curator");
  return (
    <SubPages
      label={t("title")}
      pages={[
        { to: "/curation", label: t("pages.proposals") },
        { to: "/curation/spellings", label: t("pages.spellings") },
        { to: "/curation/serial-rules", label: t("pages.serialRules") },
        { to: "/curation/files", label: t("pages.files") },
      ]}
    />
  );
}

const TONES: Readonly<Record<Proposal["state"], Tone>> = {
  waiting: "waiting",
  accepted: "confirmed",
  rejected: "ended",
  withdrawn: "ended",
};

export function ProposalState({ proposal }: { readonly proposal: Proposal }): ReactElement {
  const { t } = useTranslation("curator");
  return proposal.revoked ? (
    <StateChip tone="ended">{t("state.revoked")}</StateChip>
  ) : (
    <StateChip tone={TONES[proposal.state]}>{t(`state.${proposal.state}`)}</StateChip>
  );
}

/** What is proposed, in one sentence. */
export function useProposalLine(): (proposal: Proposal) => string {
  const { t, i18n } = useTranslation("curator");
  return (proposal) => {
    const name = (entry: Proposal["entry"]): string =>
      entry === null ? proposal.code : inLanguage(i18n.language, entry);
    const own = proposal.cells[i18n.language === "ru" ? "name_ru" : "name_en"];
    return t(`line.${proposal.kind}`, {
      entry: proposal.kind === "entry" ? (own ?? name(proposal.entry)) : name(proposal.entry),
      into: name(proposal.into),
      writings: proposal.writings.map((one) => `«${one}»`).join(", "),
      number: proposal.revokes?.number ?? "",
    });
  };
}
