/**
 * Printing the identification report: for whom, in which language, with whose leave.
 *
 * Promises: says before it is printed that the printing is noted; asks for the provider's leave where the handling code
 * wants one. Refuses: to guess the receiver.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { printReport, reportReceivers } from "../../src/firearms/identification-report.contract.ts";
import { localProblem } from "../access/sharing-faults.ts";
import { fetchFile } from "../calls/call.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { saveFile } from "../calls/save-file.ts";
import { Select, TextField } from "../parts/fields.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { useToast } from "../parts/toast.tsx";
import type { FirearmView } from "./firearm-page.tsx";

export function ReportDialog({
  firearm,
  onClose,
}: {
  readonly firearm: FirearmView;
  readonly onClose: () => void;
}): ReactElement {
  const { t, i18n } = useTranslation(["firearms", "web"]);
  const toast = useToast();
  const queries = useQueryClient();
  const [language, setLanguage] = useState<"en" | "ru">(i18n.language === "ru" ? "ru" : "en");
  const [receiver, setReceiver] = useState<(typeof reportReceivers)[number]>("own-file");
  const [recipient, setRecipient] = useState("");
  const [leave, setLeave] = useState("");
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const [busy, setBusy] = useState(false);
  const outside = receiver !== "own-file";
  const send = async (): Promise<void> => {
    if (outside && recipient.trim() === "") {
      setProblem(localProblem([{ path: "/recipient", detail: t("report.recipientMissing") }]));
      return;
    }
    setBusy(true);
    try {
      const file = await fetchFile(printReport, {
        params: { id: firearm.id },
        body: {
          language,
          receiver,
          recipient: recipient.trim(),
          timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
          ...(leave.trim() === "" ? {} : { leave: leave.trim() }),
        },
      });
      saveFile(file.name, file.content);
      void queries.invalidateQueries({ queryKey: ["journal.history"] });
      toast({ text: t("report.done") });
      onClose();
    } catch (fault) {
      setProblem(asProblem(fault));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={t("report.title")}
      verb={t("report.act")}
      busy={busy}
      problem={problem}
      onSend={() => void send()}
      onClose={onClose}
    >
      <p className="soft">{t("report.what")}</p>
      <Select
        path="/language"
        label={t("report.language")}
        value={language}
        onChange={(next) => setLanguage(next === "ru" ? "ru" : "en")}
        choices={[
          { id: "en", label: "English" },
          { id: "ru", label: "Русский" },
        ]}
      />
      <Select
        path="/receiver"
        label={t("report.receiver")}
        value={receiver}
        onChange={(next) => setReceiver(reportReceivers.find((one) => one === next) ?? "own-file")}
        choices={reportReceivers.map((one) => ({ id: one, label: t(`report.receivers.${one}`) }))}
      />
      <TextField
        path="/recipient"
        label={t("report.recipient")}
        hint={t("report.recipientHint")}
        value={recipient}
        onChange={setRecipient}
        required={outside}
        maxLength={200}
      />
      {firearm.handling.length > 0 && (
        <TextField
          path="/leave"
          label={t("report.leave")}
          hint={t("report.leaveHint", { codes: firearm.handling.join(", ") })}
          value={leave}
          onChange={setLeave}
          required={false}
          maxLength={300}
        />
      )}
    </FormDialog>
  );
}
