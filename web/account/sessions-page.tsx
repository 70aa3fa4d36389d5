/** Where I am signed in: each session with its browser and address; end one, or all at once. */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { endSession, listSessions, signOutEverywhere } from "../../src/access/session.contract.ts";
import { useChange, useRead } from "../calls/use-call.ts";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { StateChip } from "../parts/marks-of-record.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { keepPurpose } from "../session/session.ts";
import { RecordSection } from "../templates/record-page.tsx";
import { useDates } from "../words/dates.ts";
import { AccountFrame } from "./account-frame.tsx";
import { PlainTable } from "./plain-table.tsx";
import { agentWords } from "./user-agent.ts";

function SignOutEverywhere({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const router = useRouter();
  const queries = useQueryClient();
  const leave = useChange(signOutEverywhere, () => {
    keepPurpose(undefined);
    queries.clear();
    router.history.push("/sign-in");
  });
  return (
    <Dialog
      harm
      open
      title={t("sessions.everywhere")}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" busy={leave.isPending} onPress={() => leave.mutate({})}>
            {t("sessions.everywhereDo")}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <p>{t("sessions.everywhereWhat")}</p>
      {leave.error !== null && <ErrorState error={leave.error} />}
    </Dialog>
  );
}

export function SessionsPage(): ReactElement {
  const { t } = useTranslation("account");
  const dates = useDates();
  const toast = useToast();
  const queries = useQueryClient();
  const sessions = useRead(listSessions, {});
  const [leaving, setLeaving] = useState(false);
  const end = useChange(endSession, async () => {
    toast({ text: t("sessions.ended") });
    await queries.invalidateQueries({ queryKey: [listSessions.id] });
  });
  const items = sessions.data?.items;
  return (
    <AccountFrame page="sessions">
      <RecordSection
        title={t("pages.sessions")}
        action={
          items !== undefined && (
            <Button small onPress={() => setLeaving(true)}>
              {t("sessions.everywhere")}
            </Button>
          )
        }
      >
        <p className="soft">{t("sessions.lead")}</p>
        {end.error !== null && <ErrorState error={end.error} />}
        {items === undefined ? (
          sessions.error === null ? (
            <Skeleton lines={4} />
          ) : (
            <ErrorState error={sessions.error} again={() => void sessions.refetch()} />
          )
        ) : (
          <PlainTable
            label={t("pages.sessions")}
            heads={[
              t("sessions.browser"),
              t("sessions.address"),
              t("sessions.how"),
              t("sessions.since"),
              t("sessions.seen"),
            ]}
            rows={items.map((one) => ({
              id: one.id,
              cells: [
                agentWords(one.userAgent) ?? (
                  <span key="agent" className="soft">
                    {t("sessions.unknown")}
                  </span>
                ),
                <span key="address" className="mono">
                  {one.address ?? "–"}
                </span>,
                t(`strength.${one.strength}`),
                dates.moment(one.since),
                dates.distance(one.seen),
              ],
              act: one.current ? (
                <StateChip tone="active">{t("sessions.this")}</StateChip>
              ) : (
                <Button
                  small
                  tone="quiet"
                  label={t("sessions.endOf", { browser: agentWords(one.userAgent) ?? t("sessions.unknown") })}
                  busy={end.isPending && end.variables.params.id === one.id}
                  onPress={() => end.mutate({ params: { id: one.id } })}
                >
                  {t("sessions.end")}
                </Button>
              ),
            }))}
          />
        )}
      </RecordSection>
      {leaving && <SignOutEverywhere onClose={() => setLeaving(false)} />}
    </AccountFrame>
  );
}
