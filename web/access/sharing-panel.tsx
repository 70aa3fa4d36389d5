/**
 * Who can see a record and why, in sentences; sharing and withdrawing from the same place.
 *
 * Promises: each line says its reason; a share can be withdrawn from its own line and ends at once. Refuses: to offer
 * what the node does not allow (`may` comes with the audience).
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { readAudience, withdrawShare, type sharedKinds } from "../../src/access/sharing.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { asProblem } from "../calls/problem.ts";
import { keyOf, useChange, useRead } from "../calls/use-call.ts";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import type { Seer } from "../parts/record-panels.tsx";
import { useToast } from "../parts/toast.tsx";
import { inLanguage } from "../words/both.ts";
import { useInstitutionNames, useInstitutions, usePersonNames } from "./sharing-names.tsx";
import { ShareDialog } from "./sharing-dialog.tsx";

export type SharedKind = (typeof sharedKinds)[number];
type Line = CallOutput<typeof readAudience>["seenBy"][number];

const ORDER: readonly Line["why"][] = ["author", "unit", "institution", "share", "hit", "rule", "parent"];

interface SharedRecord {
  readonly kind: SharedKind;
  readonly id: string;
  /** Handling codes of the record: H1, H2, H3 ask for the provider's leave. */
  readonly handling: readonly string[];
}

export interface Sharing {
  readonly seers: readonly Seer[];
  /** Whether the reader may share and withdraw, from the node. */
  readonly mayShare: boolean;
  /** Opens the share dialog. */
  readonly share: () => void;
  /** What belongs on the page: the dialogs. */
  readonly dialogs: ReactElement;
}

function WithdrawDialog({
  share,
  name,
  record,
  onClose,
}: {
  readonly share: string;
  readonly name: string;
  readonly record: SharedRecord;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation("sharing");
  const toast = useToast();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const change = useChange(withdrawShare, async (view) => {
    queries.setQueryData(keyOf(readAudience, { params: { kind: record.kind, id: record.id } }), view);
    await queries.invalidateQueries({ queryKey: ["journal.history"] });
    toast({ text: t("withdraw.done", { name }), receipt: share.slice(-12).toUpperCase() });
    onClose();
  });
  const send = (): void => change.mutate({ params: { id: share }, body: { reason } });
  return (
    <Dialog
      title={t("withdraw.title", { name })}
      harm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="harm" type="submit" form="withdraw-form" busy={change.isPending}>
            {t("withdraw.act")}
          </Button>
          <Button onPress={close}>{t("keepAccess")}</Button>
        </>
      )}
    >
      <Form
        id="withdraw-form"
        label={t("withdraw.title", { name })}
        onSend={send}
        problem={change.error === null ? null : asProblem(change.error)}
      >
        <p>{t("withdraw.what")}</p>
        <TextField
          path="/reason"
          label={t("withdraw.reason")}
          hint={t("withdraw.reasonHint")}
          value={reason}
          onChange={setReason}
          maxLength={500}
          autoFocus
        />
      </Form>
    </Dialog>
  );
}

/** What a record's page needs to show who can see it. */
export function useSharing(record: SharedRecord, enabled = true): Sharing {
  const { t, i18n } = useTranslation("sharing");
  const answer = useRead(readAudience, { params: { kind: record.kind, id: record.id } }, { enabled });
  const institutions = useInstitutionNames();
  const focal = useInstitutions().find((one) => one.kind === "focal-point");
  const personName = usePersonNames();
  const [sharing, setSharing] = useState(false);
  const [withdrawn, setWithdrawn] = useState<{ readonly share: string; readonly name: string }>();
  const mayShare = answer.data?.may.includes("share") ?? false;
  const mayWithdraw = answer.data?.may.includes("withdraw") ?? false;

  const nameOf = (line: Line): string => {
    if (line.group === "national") return t("national");
    if (line.person !== null) return personName(line.person);
    if (line.unit !== null) return inLanguage(i18n.language, line.unit);
    return line.institution === null ? t("national") : institutions.full(line.institution);
  };
  const seers = (answer.data?.seenBy ?? [])
    .toSorted((a, b) => ORDER.indexOf(a.why) - ORDER.indexOf(b.why))
    .map((line): Seer => {
      const name = nameOf(line);
      const why =
        line.why === "share" && line.reason !== null
          ? t("why.shareBecause", { reason: line.reason })
          : t(`why.${line.why}`);
      const share = line.share;
      const mark = line.group === "national" ? (focal?.code ?? null) : line.institution;
      return {
        id: `${line.why} ${line.group} ${line.share ?? ""} ${name}`,
        ...(line.group === "person" || mark === null ? {} : { institution: mark }),
        name,
        why,
        ...(line.until === null ? {} : { until: line.until }),
        ...(line.why === "share" && share !== null && mayWithdraw
          ? {
              act: (
                <Button small tone="quiet" onPress={() => setWithdrawn({ share, name })}>
                  {t("withdraw.open")}
                </Button>
              ),
            }
          : {}),
      };
    });

  return {
    seers,
    mayShare,
    share: () => setSharing(true),
    dialogs: (
      <>
        {sharing && <ShareDialog {...record} onClose={() => setSharing(false)} />}
        {withdrawn !== undefined && (
          <WithdrawDialog {...withdrawn} record={record} onClose={() => setWithdrawn(undefined)} />
        )}
      </>
    ),
  };
}
