/** Choosing two registers to compare, each with whose it is and what it may be used for. */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listComparisons, startComparison } from "../../src/matching/sweep.contract.ts";
import { listRegisters } from "../../src/registers/register.contract.ts";
import { useInstitutionNames } from "../access/sharing-names.tsx";
import { usePurposeNames } from "../account/purpose-names.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange, useRead } from "../calls/use-call.ts";
import { Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Select, type Choice } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { bounds } from "./comparisons-view.ts";

export function ComparisonDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation("comparisons");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const tell = useToast();
  const both = useBoth();
  const dates = useDates();
  const institutions = useInstitutionNames();
  const purposeName = usePurposeNames();
  const registers = useRead(listRegisters, {});
  const [left, setLeft] = useState<string | null>(null);
  const [right, setRight] = useState<string | null>(null);
  const [least, setLeast] = useState<string>("50");
  const [tried, setTried] = useState(false);
  const start = useChange(startComparison, async (made) => {
    await queries.invalidateQueries({ queryKey: [listComparisons.id] });
    onClose();
    tell({ text: t("start.begun") });
    await navigate({ to: "/registers/comparisons/$id", params: { id: made.id } });
  });
  const choices = (registers.data?.items ?? []).map((one): Choice & { readonly id: string } => ({
    id: one.id,
    label: both(one),
    hint: t("start.usedFor", {
      owner: institutions.short(one.institution),
      purposes: one.closedNow
        ? t("closed")
        : one.purposes.length === 0
          ? t("facts.everyPurpose")
          : t("facts.purposes", { purposes: one.purposes.map(purposeName).join(", ") }),
    }),
  }));
  const missing = tried && (left === null || right === null) ? t("start.choose") : undefined;
  return (
    <Dialog
      title={t("compare")}
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="comparison-form" busy={start.isPending}>
            {t("start.act")}
          </Button>
          <Button onPress={close}>{t("start.leave")}</Button>
        </>
      )}
    >
      {registers.data === undefined ? (
        <Skeleton lines={4} />
      ) : (
        <Form
          id="comparison-form"
          label={t("compare")}
          problem={start.error === null ? null : asProblem(start.error)}
          onSend={() => {
            setTried(true);
            if (left !== null && right !== null) start.mutate({ body: { left, right, least: Number(least) / 100 } });
          }}
        >
          <p>{t("noHit")}</p>
          <Select
            label={t("start.left")}
            hint={t("start.leftHint")}
            path="/left"
            value={left}
            onChange={setLeft}
            choices={choices}
            error={left === null ? missing : undefined}
          />
          <Select
            label={t("start.right")}
            path="/right"
            value={right}
            onChange={setRight}
            choices={choices.filter(({ id }) => id !== left)}
            error={right === null ? missing : undefined}
          />
          <Select
            label={t("start.least")}
            hint={t("start.leastHint")}
            path="/least"
            value={least}
            onChange={setLeast}
            choices={bounds.map((one) => ({
              id: one,
              label: t("start.leastOf", { share: dates.share(Number(one) / 100) }),
            }))}
            width="half"
          />
        </Form>
      )}
    </Dialog>
  );
}
