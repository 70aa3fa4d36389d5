/** The feed of a register: files that come by themselves, into its folder or by a program, and as whom they are imported. */
import type { ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { readRegister, setFeed } from "../../src/registers/register.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { keyOf, useChange } from "../calls/use-call.ts";
import { ErrorState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { useToast } from "../parts/toast.tsx";
import { useDates } from "../words/dates.ts";

type Register = CallOutput<typeof readRegister>;

export function FeedDialog({
  register,
  onClose,
}: {
  readonly register: Register;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation("registers-web");
  const queries = useQueryClient();
  const tell = useToast();
  const dates = useDates();
  const personName = usePersonNames();
  const { feed } = register;
  const put = useChange(setFeed, (after) => {
    queries.setQueryData(keyOf(readRegister, { params: { id: register.id } }), after);
    tell({ text: t(after.feed === null ? "feed.ended" : "feed.begun") });
    onClose();
  });
  return (
    <Dialog
      title={t("feed.title")}
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button
            tone={feed === null ? "main" : "harm"}
            busy={put.isPending}
            onPress={() => put.mutate({ params: { id: register.id }, body: { on: feed === null } })}
          >
            {t(feed === null ? "feed.begin" : "feed.end")}
          </Button>
          <Button onPress={close}>{t("registers.leave")}</Button>
        </>
      )}
    >
      <p>{t("feed.what")}</p>
      <Facts
        facts={[
          {
            term: t("feed.folder"),
            value: <span className="mono hash">{`${register.institution}/${register.code}`}</span>,
          },
          {
            term: t("feed.address"),
            value: <span className="mono hash">{`POST /api/v1/registers/${register.id}/deliveries`}</span>,
          },
          {
            term: t("feed.as"),
            value:
              feed === null
                ? t("feed.nobody")
                : `${personName(feed.by)}, ${t("feed.since", { at: dates.moment(feed.since) })}`,
          },
        ]}
      />
      <p className="soft">{t("feed.mapping")}</p>
      {put.error !== null && <ErrorState error={put.error} />}
    </Dialog>
  );
}
