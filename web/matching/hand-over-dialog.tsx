/**
 * Handing a hit to another unit or person of one's own institution, with a reason.
 *
 * Promises: only who may settle it is offered; whoever gets it is told. Refuses: to open anything by it.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { handOverHit, listHits, listTakers, readHit } from "../../src/matching/hit.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { asProblem } from "../calls/problem.ts";
import { keyOf, useChange, useRead } from "../calls/use-call.ts";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Select, TextArea } from "../parts/fields.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { useToast } from "../parts/toast.tsx";
import { useSession } from "../session/session.ts";
import { useBoth } from "../words/both.ts";

export function HandOverDialog({
  hit,
  onClose,
}: {
  readonly hit: CallOutput<typeof readHit>;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation("hits");
  const queries = useQueryClient();
  const tell = useToast();
  const both = useBoth();
  const personName = usePersonNames();
  const { institution } = useSession();
  const takers = useRead(listTakers, { params: { id: hit.id } });
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const change = useChange(handOverHit, async (after) => {
    queries.setQueryData(keyOf(readHit, { params: { id: after.id } }), after);
    onClose();
    tell({ text: t("handOver.done") });
    await queries.invalidateQueries({ queryKey: [listHits.id] });
  });
  const missing = reason.trim().length < 3;
  const send = (): void => {
    setTried(true);
    if (missing || to === null) return;
    const [kind, id = ""] = to.split(":");
    change.mutate({
      params: { id: hit.id },
      body: { to: kind === "unit" ? { unit: Number(id) } : { person: id }, reason: reason.trim() },
    });
  };
  const units = takers.data?.units ?? [];
  const unitName = (id: number): string => {
    const unit = units.find((one) => one.id === id);
    return unit === undefined ? "" : both(unit);
  };
  return (
    <FormDialog
      title={t("handOver.title")}
      verb={t("handOver.act")}
      busy={change.isPending}
      problem={change.error === null ? null : asProblem(change.error)}
      onSend={send}
      onClose={onClose}
    >
      <p>{t("handOver.what")}</p>
      {takers.data === undefined ? (
        takers.error === null ? (
          <Skeleton lines={2} />
        ) : (
          <ErrorState error={takers.error} again={() => void takers.refetch()} />
        )
      ) : (
        <Select
          label={t("handOver.to")}
          path="/to"
          value={to}
          onChange={setTo}
          error={tried && to === null ? t("handOver.toMissing") : undefined}
          choices={[
            ...units.map((unit) => ({
              id: `unit:${unit.id}`,
              label: both(unit),
              hint: t("handOver.people", { count: unit.people }),
            })),
            ...takers.data.people.map((one) => ({
              id: `person:${one.id}`,
              label: personName({ ...one, institution: institution.code }),
              hint: unitName(one.unit),
            })),
          ]}
        />
      )}
      <TextArea
        label={t("decide.reason")}
        hint={t("handOver.hint")}
        path="/reason"
        value={reason}
        onChange={setReason}
        maxLength={500}
        rows={3}
        error={tried && missing ? t("decide.reasonMissing") : undefined}
      />
    </FormDialog>
  );
}
