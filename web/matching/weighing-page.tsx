/**
 * How matching is weighed: the version in force, all versions there were, and having a new one learned from decisions.
 *
 * Promises: it says that learning changes nothing by itself, and what it needs. Refuses: to put anything in force here: that is done on the
 * page of the version, beside its report.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listModels, proposeModel } from "../../src/matching/learning/model.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { useChange, useRead } from "../calls/use-call.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { PlaceLink } from "../parts/place-link.tsx";
import { ReasonDialog } from "../parts/reason-dialog.tsx";
import { useToast } from "../parts/toast.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { useDates } from "../words/dates.ts";
import { HitRooms } from "./hits-frame.tsx";
import { FiguresTable } from "./share-cell.tsx";
import { ModelState } from "./weighing-words.tsx";

type Models = CallOutput<typeof listModels>;

function Board({ models }: { readonly models: Models }): ReactElement {
  const { t } = useTranslation("weighing");
  const dates = useDates();
  const person = usePersonNames();
  const [now] = models.changes;
  return (
    <div className="quality weighing">
      <section>
        <h2>{t("inForce")}</h2>
        <p>
          <b className="mono">{models.inForce}</b>{" "}
          {now === undefined
            ? t("sinceShipped")
            : t("since", { moment: dates.moment(now.at), reason: now.reason, by: person(now.by) })}
        </p>
      </section>
      {models.counted !== models.inForce && (
        <Notice tone="harm" title={t("notCounted")}>
          {t("notCountedWhy", { counted: models.counted })}
        </Notice>
      )}
      <Notice tone="info" title={t("how")}>
        {t("howWhy", { least: models.leastDecided, each: models.leastOfEach })}
      </Notice>
      <FiguresTable
        title={t("versions")}
        heads={[t("column.version"), t("column.state"), t("column.parent"), t("column.by"), t("column.decided")]}
        rows={models.versions.map((one) => ({
          id: one.id,
          cells: [
            <PlaceLink key="version" place={{ to: "/hits/weighing/$id", params: { id: one.id } }}>
              <span className="mono">{one.version}</span>
            </PlaceLink>,
            <ModelState key="state" model={one} />,
            one.parent === null ? (
              ""
            ) : (
              <span key="parent" className="mono">
                {one.parent}
              </span>
            ),
            one.proposedBy === null ? "" : `${person(one.proposedBy)}, ${dates.moment(one.proposedAt)}`,
            one.decidedBy === null || one.decidedAt === null
              ? ""
              : `${person(one.decidedBy)}, ${dates.moment(one.decidedAt)}`,
          ],
        }))}
      />
      {models.changes.length > 1 && (
        <section>
          <h2>{t("changes")}</h2>
          <ul className="lot-judgements">
            {models.changes.map((one) => (
              <li key={one.at}>
                <b className="mono">{one.version}</b>{" "}
                {t("since", { moment: dates.moment(one.at), reason: one.reason, by: person(one.by) })}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

export function WeighingPage(): ReactElement {
  const { t } = useTranslation(["weighing", "hits", "web"]);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const tell = useToast();
  const [asking, setAsking] = useState(false);
  const answer = useRead(listModels, {});
  const propose = useChange(proposeModel, async (made) => {
    setAsking(false);
    tell({ text: t("learnDone") });
    await queries.invalidateQueries({ queryKey: [listModels.id] });
    await navigate({ to: "/hits/weighing/$id", params: { id: made.id } });
  });
  return (
    <div className="page">
      <PageHead
        title={t("title")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("hits:title"), to: "/hits" },
          { label: t("hits:pages.weighing") },
        ]}
        lead={t("lead")}
        actions={
          <Button tone="main" onPress={() => setAsking(true)}>
            {t("learn")}
          </Button>
        }
        below={<HitRooms />}
      />
      {answer.data === undefined ? (
        answer.error === null ? (
          <Skeleton lines={8} />
        ) : (
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        )
      ) : (
        <Board models={answer.data} />
      )}
      {asking && (
        <ReasonDialog
          title={t("learn")}
          verb={t("learn")}
          busy={propose.isPending}
          error={propose.error}
          maxLength={500}
          onDo={(reason) => propose.mutate({ body: { reason } })}
          onClose={() => {
            setAsking(false);
            propose.reset();
          }}
        >
          {t("learnWhat")}
        </ReasonDialog>
      )}
    </div>
  );
}
