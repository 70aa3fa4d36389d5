/**
 * One proposal: what would change, column by column; why; and the decision of a second person.
 *
 * Promises: the acts that the node allows, and the faults of the lists in words before anybody presses. Refuses: a decision
 * without a reason.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  decideProposal,
  listProposals,
  propose,
  readProposal,
  withdrawProposal,
} from "../../src/reference/curator.contract.ts";
import { readReference } from "../../src/reference/reference.contract.ts";
import { Owner, usePersonNames } from "../access/sharing-names.tsx";
import { useChange, useRead } from "../calls/use-call.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { PlaceLink } from "../parts/place-link.tsx";
import { ReasonDialog } from "../parts/reason-dialog.tsx";
import { Acts, PageHead } from "../templates/page-head.tsx";
import { RecordSection } from "../templates/record-page.tsx";
import { useDates } from "../words/dates.ts";
import { ProposalState, useProposalLine } from "./curation-frame.tsx";
import { RowChange } from "./row-change.tsx";
import "./reference.css";

const route = getRouteApi("/shell/curation/$id");
type Verb = "accept" | "reject" | "withdraw" | "revoke";

export function ProposalPage(): ReactElement {
  const { t } = useTranslation(["curator", "web"]);
  const { id } = route.useParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const dates = useDates();
  const line = useProposalLine();
  const person = usePersonNames();
  const [asked, setAsked] = useState<Verb>();
  const answer = useRead(readProposal, { params: { id } });
  const done = async (): Promise<void> => {
    setAsked(undefined);
    await Promise.all(
      [listProposals, readProposal, readReference].map((one) => queries.invalidateQueries({ queryKey: [one.id] })),
    );
  };
  const decide = useChange(decideProposal, done);
  const withdraw = useChange(withdrawProposal, done);
  const revoke = useChange(propose, async (made) => {
    await done();
    await navigate({ to: "/curation/$id", params: { id: made.id } });
  });
  const crumbs = [
    { label: t("web:nav.start"), to: "/" as const },
    { label: t("title"), to: "/curation" as const },
    { label: t("number", { number: answer.data?.number ?? "" }) },
  ];
  if (answer.error !== null) return <ErrorState error={answer.error} again={() => void answer.refetch()} />;
  const proposal = answer.data;
  if (proposal === undefined) return <Skeleton lines={6} />;
  const send = (reason: string): void => {
    if (asked === "withdraw") withdraw.mutate({ params: { id }, body: { reason } });
    else if (asked === "revoke") revoke.mutate({ body: { kind: "revoke", revokes: id, reason } });
    else decide.mutate({ params: { id }, body: { decision: asked === "accept" ? "accepted" : "rejected", reason } });
  };
  const change = asked === "withdraw" ? withdraw : asked === "revoke" ? revoke : decide;
  const { revokes } = proposal;
  return (
    <div className="page">
      <PageHead
        title={t("proposal.title", { number: proposal.number })}
        crumbs={crumbs}
        lead={line(proposal)}
        actions={
          <Acts
            may={proposal.can}
            acts={(["accept", "reject", "withdraw", "revoke"] as const).map((verb) => ({
              verb,
              control: (
                <Button
                  {...(verb === "accept" ? { tone: "main" as const } : {})}
                  disabled={verb === "accept" && proposal.faults.length > 0}
                  onPress={() => setAsked(verb)}
                >
                  {t(`act.${verb}`)}
                </Button>
              ),
            }))}
          />
        }
      />
      {proposal.state === "waiting" && proposal.mine && (
        <Notice tone="info" title={t("proposal.own")}>
          {t("proposal.ownWhy")}
        </Notice>
      )}
      {proposal.faults.length > 0 && (
        <Notice tone="waiting" title={t("proposal.faults")}>
          <ul>
            {proposal.faults.map((fault) => (
              <li key={`${fault.column} ${fault.code} ${fault.value}`}>
                {t("proposal.fault", {
                  column: t(`columns.${fault.column}`, { defaultValue: fault.column }),
                  what: t(`faults.${fault.code}`, { value: fault.value, defaultValue: fault.value }),
                })}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <div className="stack">
        <RecordSection title={t("proposal.facts")}>
          <Facts
            facts={[
              { term: t("list.state"), value: <ProposalState proposal={proposal} /> },
              { term: t("list.list"), value: t(`lists.${proposal.list}`) },
              {
                term: t(proposal.kind === "merge" ? "new.gone" : "list.code"),
                value: <span className="mono">{proposal.code}</span>,
              },
              ...(revokes === null
                ? []
                : [
                    {
                      term: t("proposal.revokes"),
                      value: (
                        <PlaceLink place={{ to: "/curation/$id", params: { id: revokes.id } }}>
                          {t("number", { number: revokes.number })}
                        </PlaceLink>
                      ),
                    },
                  ]),
              {
                term: t("list.by"),
                value: (
                  <>
                    {proposal.mine ? t("list.you") : person(proposal.proposedBy)}{" "}
                    <Owner code={proposal.proposedBy.institution} short />
                  </>
                ),
                source: dates.moment(proposal.proposedAt),
              },
              { term: t("proposal.reason"), value: proposal.reason },
              ...(proposal.decidedBy === null
                ? []
                : [
                    {
                      term: t("proposal.decidedBy"),
                      value: person(proposal.decidedBy),
                      source: proposal.decidedAt === null ? undefined : dates.moment(proposal.decidedAt),
                    },
                    { term: t("proposal.decision"), value: proposal.decision },
                  ]),
              ...(proposal.version === null ? [] : [{ term: t("proposal.version"), value: String(proposal.version) }]),
            ]}
          />
        </RecordSection>
        <RecordSection title={t("proposal.change")}>
          <RowChange columns={proposal.columns} />
          {proposal.kind === "merge" && <p className="soft row-note">{t("proposal.mergeKeeps")}</p>}
        </RecordSection>
      </div>
      {asked !== undefined && (
        <ReasonDialog
          title={t(`act.${asked}Title`, { number: proposal.number })}
          verb={t(`act.${asked}`)}
          busy={change.isPending}
          error={change.error}
          onDo={send}
          onClose={() => {
            setAsked(undefined);
            change.reset();
          }}
        >
          {t(`act.${asked}What`)}
        </ReasonDialog>
      )}
    </div>
  );
}
