/**
 * One version of the matching's numbers: who asked for it, its report, and the decision of a second person.
 *
 * Promises: the report stands before the decision; the acts that the node allows, each with its reason. Refuses: to accept what was
 * asked for by oneself, or whose report compares with a version that is not in force any more.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  decideModel,
  exportModel,
  listModels,
  putModelInForce,
  readModel,
} from "../../src/matching/learning/model.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { fetchFile } from "../calls/call.ts";
import { saveFile } from "../calls/save-file.ts";
import { useChange, useRead } from "../calls/use-call.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { ReasonDialog } from "../parts/reason-dialog.tsx";
import { useToast } from "../parts/toast.tsx";
import { useSession } from "../session/session.ts";
import { Acts, PageHead } from "../templates/page-head.tsx";
import { useDates } from "../words/dates.ts";
import { WeighingReport } from "./weighing-report.tsx";
import { ModelState } from "./weighing-words.tsx";
import "./matching.css";

const route = getRouteApi("/shell/hits/weighing/$id");
const verbs = ["accept", "reject", "put-in-force"] as const;
type Verb = (typeof verbs)[number];

export function WeighingVersionPage(): ReactElement {
  const { t } = useTranslation(["weighing", "hits", "web"]);
  const { id } = route.useParams();
  const queries = useQueryClient();
  const tell = useToast();
  const dates = useDates();
  const person = usePersonNames();
  const { person: me } = useSession();
  const [asked, setAsked] = useState<Verb>();
  const [saving, setSaving] = useState<unknown>(undefined);
  const [learning, setLearning] = useState(false);
  const answer = useRead(readModel, { params: { id } }, learning ? { refreshEveryMs: 2_000 } : {});
  const done = async (): Promise<void> => {
    if (asked !== undefined) tell({ text: t(`done.${asked}`) });
    setAsked(undefined);
    await Promise.all([listModels, readModel].map((one) => queries.invalidateQueries({ queryKey: [one.id] })));
  };
  const decide = useChange(decideModel, done);
  const putInForce = useChange(putModelInForce, done);
  const change = asked === "put-in-force" ? putInForce : decide;
  const model = answer.data;
  if (learning !== (model?.state === "learning")) setLearning(model?.state === "learning");
  const save = async (): Promise<void> => {
    setSaving(undefined);
    try {
      const file = await fetchFile(exportModel, { params: { id } });
      saveFile(file.name, file.content);
    } catch (error) {
      setSaving(error);
    }
  };
  const send = (reason: string): void => {
    if (asked === "put-in-force") putInForce.mutate({ params: { id }, body: { reason } });
    else decide.mutate({ params: { id }, body: { decision: asked === "accept" ? "accepted" : "rejected", reason } });
  };
  if (answer.error !== null && model === undefined)
    return (
      <div className="page">
        <h1>{t("title")}</h1>
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      </div>
    );
  if (model === undefined)
    return (
      <div className="page">
        <h1>{t("title")}</h1>
        <Skeleton lines={8} />
      </div>
    );
  return (
    <div className="page">
      <PageHead
        title={<span className="mono">{model.version}</span>}
        plainTitle={model.version}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("hits:title"), to: "/hits" },
          { label: t("hits:pages.weighing"), to: "/hits/weighing" },
          { label: <span className="mono">{model.version}</span> },
        ]}
        actions={
          <>
            {!["learning", "refused"].includes(model.state) && (
              <Button tone="quiet" onPress={() => void save()}>
                {t("file")}
              </Button>
            )}
            <Acts
              may={model.may}
              acts={verbs.map((verb) => ({
                verb,
                control: (
                  <Button tone={verb === "reject" ? "plain" : "main"} onPress={() => setAsked(verb)}>
                    {t(`act.${verb}`)}
                  </Button>
                ),
              }))}
            />
          </>
        }
      />
      <div className="quality weighing">
        {saving !== undefined && <ErrorState error={saving} again={() => void save()} />}
        {model.state === "learning" && (
          <Notice tone="info" title={t("learningNow")}>
            {t("learningNowWhy")}
          </Notice>
        )}
        {model.state === "proposed" && model.proposedBy?.id === me.id && <Notice tone="info">{t("own")}</Notice>}
        <section>
          <h2>{t("facts")}</h2>
          <Facts
            facts={[
              { term: t("fact.state"), value: <ModelState model={model} /> },
              ...(model.parent === null
                ? []
                : [{ term: t("fact.parent"), value: <span className="mono">{model.parent}</span> }]),
              ...(model.proposedBy === null
                ? []
                : [
                    {
                      term: t("fact.by"),
                      value: person(model.proposedBy),
                      source: dates.moment(model.proposedAt),
                    },
                    { term: t("fact.reason"), value: model.reason },
                  ]),
              ...(model.decidedBy === null
                ? []
                : [
                    {
                      term: t("fact.decidedBy"),
                      value: person(model.decidedBy),
                      ...(model.decidedAt === null ? {} : { source: dates.moment(model.decidedAt) }),
                    },
                    { term: t("fact.decision"), value: model.decision },
                  ]),
            ]}
          />
        </section>
        {model.report !== null && <WeighingReport report={model.report} />}
      </div>
      {asked !== undefined && (
        <ReasonDialog
          title={t(`act.${asked}Title`, { version: model.version })}
          verb={t(`act.${asked}`)}
          busy={change.isPending}
          error={change.error}
          maxLength={500}
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
