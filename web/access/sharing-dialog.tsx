/**
 * Sharing a record: with an institution, one of its units, or a person of one's own institution; until when; why.
 *
 * Promises: says before sending that a handling code asks for the provider's leave; a receipt for everything shared.
 * Refuses: a share without a reason.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { readAudience, shareRecord } from "../../src/access/sharing.contract.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { DateField } from "../parts/date-field.tsx";
import { RadioGroup, Select, TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { useSession } from "../session/session.ts";
import { inLanguage } from "../words/both.ts";
import { localProblem, type LocalFault } from "./sharing-faults.ts";
import { useColleagues, useInstitutions } from "./sharing-names.tsx";
import type { SharedKind } from "./sharing-panel.tsx";

type With = { readonly institution: string } | { readonly unit: number } | { readonly person: string };
type TargetKind = "institution" | "unit" | "person";

interface ShareDialogProps {
  readonly kind: SharedKind;
  readonly id: string;
  readonly handling: readonly string[];
  readonly onClose: () => void;
}

/** The end of a calendar day where the reader sits, as an instant. */
function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}

export function ShareDialog({ kind, id, handling, onClose }: ShareDialogProps): ReactElement {
  const { t, i18n } = useTranslation("sharing");
  const toast = useToast();
  const queries = useQueryClient();
  const session = useSession();
  const institutions = useInstitutions();
  const colleagues = useColleagues();
  const [target, setTarget] = useState<TargetKind>("institution");
  const [institution, setInstitution] = useState<string | null>(null);
  const [unit, setUnit] = useState<string | null>(null);
  const [person, setPerson] = useState<string | null>(null);
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const [leave, setLeave] = useState("");
  const [faults, setFaults] = useState<ProblemAnswer | null>(null);
  const others = institutions.filter((one) => one.code !== session.institution.code);
  const units = institutions.find((one) => one.code === institution)?.units ?? [];
  // The node decides; this only asks in time. H2 and H3 ask for leave before anybody, H1 before a court.
  const toCourt = target !== "person" && institutions.find((one) => one.code === institution)?.kind === "court";
  const asksLeave = handling.includes("H2") || handling.includes("H3") || (toCourt && handling.includes("H1"));

  const change = useChange(shareRecord, async ({ receipt, ...view }) => {
    queries.setQueryData(keyOf(readAudience, { params: { kind, id } }), view);
    await queries.invalidateQueries({ queryKey: ["journal.history"] });
    toast({ text: t("share.done"), receipt: receipt.slice(-12).toUpperCase() });
    onClose();
  });

  const send = (): void => {
    const wrong: LocalFault[] = [];
    const chosen: With | undefined =
      target === "institution" && institution !== null
        ? { institution }
        : target === "unit" && unit !== null
          ? { unit: Number(unit) }
          : target === "person" && person !== null
            ? { person }
            : undefined;
    if (chosen === undefined) wrong.push({ path: "/with", detail: t("share.missingWith") });
    if (reason.trim().length < 3) wrong.push({ path: "/reason", detail: t("share.missingReason") });
    if (asksLeave && leave.trim() === "") wrong.push({ path: "/leave", detail: t("share.missingLeave") });
    setFaults(wrong.length === 0 ? null : localProblem(wrong));
    if (wrong.length > 0 || chosen === undefined) return;
    change.mutate({
      params: { kind, id },
      body: {
        with: chosen,
        reason,
        ...(until === "" ? {} : { until: endOfDay(until) }),
        ...(leave.trim() === "" ? {} : { leave }),
      },
    });
  };

  return (
    <Dialog
      title={t("share.title")}
      wide
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="share-form" busy={change.isPending}>
            {t("share.act")}
          </Button>
          <Button onPress={close}>{t("keepClosed")}</Button>
        </>
      )}
    >
      <Form
        id="share-form"
        label={t("share.title")}
        onSend={send}
        problem={faults ?? (change.error === null ? null : asProblem(change.error))}
      >
        <p className="soft">{t(`share.what.${kind}`)}</p>
        <RadioGroup
          label={t("share.with")}
          row
          value={target}
          onChange={(next) => setTarget(next as TargetKind)}
          choices={[
            { id: "institution", label: t("share.institution") },
            { id: "unit", label: t("share.unit") },
            { id: "person", label: t("share.person") },
          ]}
        />
        {target === "person" ? (
          <Select
            path="/with"
            label={t("share.whichPerson")}
            value={person}
            onChange={setPerson}
            choices={colleagues}
          />
        ) : (
          <Select
            path={target === "institution" ? "/with" : "/institution"}
            label={t("share.whichInstitution")}
            value={institution}
            onChange={(code) => {
              setInstitution(code);
              setUnit(null);
            }}
            choices={(target === "unit" ? institutions : others).map((one) => ({
              id: one.code,
              label: inLanguage(i18n.language, one),
            }))}
          />
        )}
        {target === "unit" && (
          <Select
            path="/with"
            label={t("share.whichUnit")}
            value={unit}
            onChange={setUnit}
            disabled={institution === null}
            choices={units.map((one) => ({ id: String(one.id), label: inLanguage(i18n.language, one) }))}
          />
        )}
        <TextField
          path="/reason"
          label={t("share.reason")}
          hint={t("share.reasonHint")}
          value={reason}
          onChange={setReason}
          maxLength={500}
        />
        <DateField
          path="/until"
          label={t("share.until")}
          hint={t("share.untilHint")}
          value={until}
          onChange={setUntil}
          today={false}
          required={false}
        />
        {asksLeave && (
          <>
            <Notice tone="waiting" title={handling.join(", ")}>
              {t("share.handling")}
            </Notice>
            <TextField
              path="/leave"
              label={t("share.leave")}
              hint={t("share.leaveHint")}
              value={leave}
              onChange={setLeave}
              maxLength={300}
            />
          </>
        )}
      </Form>
    </Dialog>
  );
}
