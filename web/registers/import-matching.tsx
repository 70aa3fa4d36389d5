/** How far the recovered weapons have been compared with what an import brought, under the import. */
import type { ReactElement } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { readImportMatching, resumeImportMatching, stopImportMatching } from "../../src/matching/sweep.contract.ts";
import { call } from "../calls/call.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { ErrorState } from "../parts/answers.tsx";
import { useDates } from "../words/dates.ts";
import type { ImportRun } from "./import-words.tsx";
import { SweepProgress, isUnderWay } from "./sweep-progress.tsx";

export function ImportMatching({ run }: { readonly run: ImportRun }): ReactElement | null {
  const { t } = useTranslation("comparisons");
  const dates = useDates();
  const sent = { params: { id: run.id } };
  const queries = useQueryClient();
  const answer = useQuery({
    queryKey: keyOf(readImportMatching, sent),
    queryFn: ({ signal }) => call(readImportMatching, sent, { signal }),
    refetchInterval: (query) => (isUnderWay(query.state.data?.state) ? 1000 : false),
  });
  const keep = (after: typeof answer.data): void => {
    queries.setQueryData(keyOf(readImportMatching, sent), after);
  };
  const stop = useChange(stopImportMatching, keep);
  const resume = useChange(resumeImportMatching, keep);
  const matching = answer.data;
  const { state } = matching ?? {};
  if (matching === undefined || state === undefined || state === "none") return null;
  const { percent, may } = matching;
  const doing =
    state === "running"
      ? ""
      : state === "stopping"
        ? t("stopping")
        : t(`weapons.${state}`, { share: dates.share(percent / 100) });
  return (
    <section className="import-matching">
      <h2>{t("weapons.title")}</h2>
      <SweepProgress
        label={t("weapons.running")}
        state={state}
        percent={percent}
        doing={doing}
        may={may}
        busy={stop.isPending || resume.isPending}
        words={{ stop: t("weapons.stop"), resume: t("weapons.resume") }}
        onTurn={(verb) => (verb === "stop" ? stop : resume).mutate({ ...sent, body: {} })}
      />
      {[stop.error, resume.error].map((error, at) => error !== null && <ErrorState key={at} error={error} />)}
    </section>
  );
}
