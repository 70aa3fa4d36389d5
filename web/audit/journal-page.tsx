/**
 * The journal itself: how long it is, its signed checkpoints, its export, and how an outsider checks it.
 *
 * Promises: a checkpoint can be copied and kept outside the node; the export is what both verifiers read. Refuses: to say
 * of itself that the journal is right; that is for the verifier on another machine.
 */
import { useState, type ReactElement } from "react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import verifierPage from "../../docs/verifier.html?url";
import { auditSummary, exportJournal, listCheckpoints } from "../../src/journal/journal.contract.ts";
import { PlainTable } from "../account/plain-table.tsx";
import { fetchFile } from "../calls/call.ts";
import { saveFile } from "../calls/save-file.ts";
import { useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { CopyButton } from "../parts/shown-once.tsx";
import { useToast } from "../parts/toast.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { RecordSection } from "../templates/record-page.tsx";
import { useDates } from "../words/dates.ts";
import { AuditRooms } from "./audit-frame.tsx";

function State(): ReactElement {
  const { t } = useTranslation("audit");
  const dates = useDates();
  // The same question as the board's, of the shortest period: the state of the journal comes with it.
  const answer = useRead(auditSummary, { query: { days: 7 } });
  const state = answer.data?.journal;
  return (
    <RecordSection title={t("journal.state")}>
      {state === undefined ? (
        answer.error === null ? (
          <Skeleton lines={3} />
        ) : (
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        )
      ) : (
        <Facts
          facts={[
            { term: t("journal.size"), value: dates.count(state.size) },
            { term: t("journal.pending"), value: dates.count(state.pending), source: t("journal.pendingWhat") },
            {
              term: t("journal.signed"),
              value: state.checkpointSize === null ? null : dates.count(state.checkpointSize),
              ...(state.checkpointAt === null ? {} : { source: dates.moment(state.checkpointAt) }),
            },
            {
              term: t("journal.key"),
              value: state.key === null ? null : <span className="mono journal-key">{state.key}</span>,
            },
          ]}
        />
      )}
    </RecordSection>
  );
}

interface Checkpoint {
  readonly size: number;
  readonly at: string;
  readonly note: string;
}

function Checkpoints(): ReactElement {
  const { t } = useTranslation(["audit", "web"]);
  const dates = useDates();
  const answer = useRead(listCheckpoints, { query: { limit: 20 } });
  const [shown, setShown] = useState<Checkpoint>();
  const items = answer.data?.items;
  const keep = (one: Checkpoint): void =>
    saveFile(`tamga-checkpoint-${one.size}.txt`, new Blob([one.note], { type: "text/plain" }));
  return (
    <RecordSection title={t("checkpoints.title")}>
      <p className="soft">{t("checkpoints.lead")}</p>
      {items === undefined ? (
        answer.error === null ? (
          <Skeleton lines={4} />
        ) : (
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        )
      ) : items.length === 0 ? (
        <EmptyState title={t("checkpoints.none")} />
      ) : (
        <PlainTable
          label={t("checkpoints.title")}
          heads={[t("checkpoints.at"), t("checkpoints.size")]}
          rows={items.map((one) => ({
            id: String(one.size),
            cells: [dates.moment(one.at), dates.count(one.size)],
            act: (
              <>
                <Button
                  small
                  tone="quiet"
                  glyph="eye"
                  label={t("checkpoints.showOf", { size: dates.count(one.size) })}
                  onPress={() => setShown(one)}
                >
                  {t("checkpoints.show")}
                </Button>{" "}
                <Button
                  small
                  tone="quiet"
                  glyph="down"
                  label={t("checkpoints.saveOf", { size: dates.count(one.size) })}
                  onPress={() => keep(one)}
                >
                  {t("checkpoints.save")}
                </Button>
              </>
            ),
          }))}
        />
      )}
      {shown !== undefined && (
        <Dialog
          open
          wide
          title={t("checkpoints.of", { size: dates.count(shown.size) })}
          onOpenChange={(open) => {
            if (!open) setShown(undefined);
          }}
          renderActions={(close) => (
            <>
              <CopyButton text={shown.note} from="checkpoint-note" />
              <Button onPress={close}>{t("web:dialog.close")}</Button>
            </>
          )}
        >
          <pre className="checkpoint-note mono" id="checkpoint-note">
            {shown.note}
          </pre>
          <p className="soft">{t("checkpoints.keep")}</p>
        </Dialog>
      )}
    </RecordSection>
  );
}

function Export(): ReactElement {
  const { t } = useTranslation("audit");
  const toast = useToast();
  const dates = useDates();
  const run = useMutation({
    mutationFn: () => fetchFile(exportJournal, {}),
    onSuccess: (file) => {
      saveFile(file.name, file.content);
      toast({ text: t("export.done", { name: file.name, size: dates.size(file.content.size) }) });
    },
  });
  return (
    <RecordSection title={t("export.title")}>
      <p>{t("export.what")}</p>
      {run.error !== null && <ErrorState error={run.error} again={() => run.mutate()} />}
      <div className="cluster">
        <Button tone="main" glyph="down" busy={run.isPending} onPress={() => run.mutate()}>
          {t("export.do")}
        </Button>
        <a className="button button-plain" href={verifierPage} download="tamga-verifier.html">
          {t("export.verifier")}
        </a>
      </div>
      <Notice title={t("export.howTitle")}>{t("export.howWhy")}</Notice>
      <ol className="journal-steps">
        {(["carry", "open", "checkpoint", "result"] as const).map((step) => (
          <li key={step}>{t(`export.steps.${step}`)}</li>
        ))}
      </ol>
      <p className="soft">
        {t("export.command")} <code className="mono">tamga verify tamga-journal.jsonl</code>
      </p>
    </RecordSection>
  );
}

export function JournalPage(): ReactElement {
  const { t } = useTranslation(["audit", "web"]);
  return (
    <div className="page">
      <PageHead
        title={t("pages.journal")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("title"), to: "/audit" },
          { label: t("pages.journal") },
        ]}
      />
      <AuditRooms />
      <div className="journal-body">
        <State />
        <Checkpoints />
        <Export />
      </div>
    </div>
  );
}
