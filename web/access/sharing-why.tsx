/**
 * "Why can I not see this?": asked on the page of a record that is not there for the reader.
 *
 * Promises: the answer is the same for a hidden and for a missing record, and says whom to ask with what. Refuses: to
 * let an address tell whether a record exists.
 */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { explainAccess } from "../../src/access/sharing.contract.ts";
import { useRead } from "../calls/use-call.ts";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import type { Crumb } from "../parts/breadcrumbs.tsx";
import { Button } from "../parts/button.tsx";
import { PageHead } from "../templates/page-head.tsx";
import type { SharedKind } from "./sharing-panel.tsx";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function Explanation({ kind, id }: { readonly kind: SharedKind; readonly id: string }): ReactElement {
  const { t } = useTranslation("sharing");
  const answer = useRead(explainAccess, { params: { kind, id } });
  if (answer.error !== null) return <ErrorState error={answer.error} again={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Skeleton lines={3} />;
  if (answer.data.visible) {
    return (
      <div className="answer" role="status">
        <p className="answer-title">{t("cannot.nowVisible")}</p>
        <ul>
          {answer.data.because.map((why) => (
            <li key={why}>{t(`why.${why}`)}</li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <div className="answer" role="status">
      <p className="answer-title">{t("cannot.none")}</p>
      <p>{t("cannot.same")}</p>
      <p>{t(`cannot.ask.${answer.data.ask}`, { defaultValue: t("cannot.ask.owner-or-analyst") })}</p>
      <p className="soft">{t("cannot.noted")}</p>
    </div>
  );
}

/** The page of a record that the node answers 404 for. */
export function RecordNotOpen({
  kind,
  id,
  crumbs,
}: {
  readonly kind: SharedKind;
  readonly id: string;
  readonly crumbs: readonly Crumb[];
}): ReactElement {
  const { t } = useTranslation(["sharing", "web"]);
  const [asked, setAsked] = useState(false);
  return (
    <div className="page">
      <PageHead title={t("cannot.title")} crumbs={[...crumbs, { label: t("cannot.title") }]} />
      <div className="stack">
        <p>{t("cannot.lead")}</p>
        {asked ? (
          <Explanation kind={kind} id={id} />
        ) : (
          <div className="cluster">
            {UUID.test(id) && (
              <Button glyph="lock" onPress={() => setAsked(true)}>
                {t("cannot.why")}
              </Button>
            )}
            <Button
              tone="quiet"
              glyph="search"
              onPress={() => document.querySelector<HTMLButtonElement>(".find-button")?.click()}
            >
              {t("web:shell.find")}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
