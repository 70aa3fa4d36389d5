/**
 * Lots among the recovered weapons: what may have come in one consignment, and what analysts judged of it.
 *
 * Promises: made of what the reader sees, at each look; a judgement needs a reason and stays beside the next one. Refuses: to
 * order by anything but size and how little chance explains it.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { judgeLot, listLots, lotsOfFirearm, type lotVerbs } from "../../src/matching/lot.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useInstitutionNames, usePersonNames } from "../access/sharing-names.tsx";
import { useChange, useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Select } from "../parts/fields.tsx";
import { StateChip, type Tone } from "../parts/marks-of-record.tsx";
import { ReasonDialog } from "../parts/reason-dialog.tsx";
import { useToast } from "../parts/toast.tsx";
import { useSession } from "../session/session.ts";
import { PageHead } from "../templates/page-head.tsx";
import { useDates } from "../words/dates.ts";
import { HitRooms } from "./hits-frame.tsx";
import { lotStates } from "./hits-view.ts";
import { LotCard } from "./lot-card.tsx";

type ShownLot = CallOutput<typeof listLots>["items"][number];
type Verb = (typeof lotVerbs)[number];

const tones: Readonly<Record<ShownLot["state"], Tone>> = {
  found: "waiting",
  grown: "waiting",
  confirmed: "confirmed",
  rejected: "ended",
};

function Judgements({ lot }: { readonly lot: ShownLot }): ReactElement | null {
  const { t } = useTranslation("lots");
  const personName = usePersonNames();
  const institutions = useInstitutionNames();
  const dates = useDates();
  if (lot.judged === null) return null;
  return (
    <ul className="lot-judgements">
      {lot.judged.judgements.map((one) => (
        <li key={one.id}>
          {t(`did.${one.verb}`)}: {one.reason}{" "}
          <span className="soft">
            {personName(one.by)}, {institutions.short(one.by.institution)}, {dates.moment(one.at)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** A lot with what was judged of it and what its reader may do. */
export function JudgedLotCard({
  lot,
  heading,
}: {
  readonly lot: ShownLot;
  readonly heading: "h2" | "h3";
}): ReactElement {
  const { t } = useTranslation("lots");
  const { may } = useSession();
  const tell = useToast();
  const queries = useQueryClient();
  const [verb, setVerb] = useState<Verb | undefined>(undefined);
  const change = useChange(judgeLot, async (after) => {
    setVerb(undefined);
    tell({ text: t(`done.${after.state}`), receipt: after.number });
    await queries.invalidateQueries({ queryKey: [listLots.id] });
    await queries.invalidateQueries({ queryKey: [lotsOfFirearm.id] });
  });
  const { judged } = lot;
  // What grew since is judged anew, as it stands now.
  const anew = judged === null || lot.state === "grown";
  const verbs: readonly Verb[] = !may.includes("hits.decide") ? [] : anew ? ["confirm", "reject"] : judged.may;
  const ids = lot.members.flatMap((member) => (member.id === null ? [] : [member.id]));
  return (
    <LotCard
      lot={lot}
      heading={heading}
      state={
        <StateChip tone={tones[lot.state]}>
          {t(`state.${lot.state}`)}
          {judged !== null && <span className="mono"> {judged.number}</span>}
        </StateChip>
      }
    >
      <Judgements lot={lot} />
      {verbs.length > 0 && (
        <div className="cluster">
          {verbs.map((one) => (
            <Button key={one} small tone={one === "confirm" ? "main" : "plain"} onPress={() => setVerb(one)}>
              {t(`act.${one}`)}
            </Button>
          ))}
        </div>
      )}
      {verb !== undefined && (
        <ReasonDialog
          title={t(`title.${verb}`)}
          verb={t(`act.${verb}`)}
          busy={change.isPending}
          error={change.error}
          maxLength={500}
          onDo={(reason) =>
            change.mutate({
              body: { ...(anew || judged === null ? {} : { lot: judged.id }), firearms: ids, verb, reason },
            })
          }
          onClose={() => {
            setVerb(undefined);
            change.reset();
          }}
        >
          {t(`what.${verb}`)}
        </ReasonDialog>
      )}
    </LotCard>
  );
}

export function LotsPage(): ReactElement {
  const { t } = useTranslation(["lots", "hits", "web"]);
  const view = useSearch({ from: "/shell/lots" });
  const navigate = useNavigate();
  const answer = useRead(listLots, { query: view.state === undefined ? {} : { state: view.state } }, { keep: true });
  return (
    <div className="page">
      <PageHead
        title={t("name")}
        crumbs={[{ label: t("web:nav.start"), to: "/" }, { label: t("hits:title"), to: "/hits" }, { label: t("name") }]}
        lead={t("lead")}
        below={<HitRooms />}
      />
      <div className="cluster">
        <Select
          inline
          label={t("filter")}
          value={view.state ?? "all"}
          onChange={(next) =>
            void navigate({ to: "/lots", search: { state: lotStates.find((one) => one === next) }, replace: true })
          }
          choices={["all", ...lotStates].map((one) => ({ id: one, label: t(`states.${one}`) }))}
        />
      </div>
      {answer.data === undefined ? (
        answer.error === null ? (
          <Skeleton lines={8} />
        ) : (
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        )
      ) : answer.data.items.length === 0 ? (
        <EmptyState title={t("empty")}>{t("emptyWhy")}</EmptyState>
      ) : (
        <div className="lots">
          {answer.data.items.map((lot) => (
            <JudgedLotCard key={`${lot.members[0]?.id ?? ""} ${lot.first}`} lot={lot} heading="h2" />
          ))}
          {answer.data.more && <p className="soft">{t("more")}</p>}
        </div>
      )}
    </div>
  );
}
