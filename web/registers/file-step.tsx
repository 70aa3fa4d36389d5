/** Where the rows go, and the file. Choosing it is enough; nothing needs a drag. */
// The roles of the ARIA patterns; the tag the rule proposes has another behaviour.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useRef, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { listRegisters } from "../../src/registers/register.contract.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { useRead } from "../calls/use-call.ts";
import { ErrorState, Notice, Progress, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { RadioGroup, Select } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { useSession } from "../session/session.ts";
import { useBoth } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import type { ImportRun } from "./import-words.tsx";
import { sendFile } from "./upload.ts";

export function FileStep({
  register,
  onUploaded,
}: {
  /** The register that the wizard was opened from. */
  readonly register: string | undefined;
  readonly onUploaded: (run: ImportRun) => void;
}): ReactElement {
  const { t, i18n } = useTranslation("registers-web");
  const both = useBoth();
  const dates = useDates();
  const { may } = useSession();
  const registers = useRead(listRegisters, {});
  const [target, setTarget] = useState<"register" | "recoveries">("register");
  const [chosen, setChosen] = useState<string | undefined>(register);
  const [file, setFile] = useState<File | undefined>(undefined);
  const [sent, setSent] = useState<number | undefined>(undefined);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const [tried, setTried] = useState(false);
  const stop = useRef<AbortController | undefined>(undefined);
  if (registers.data === undefined) {
    return registers.error === null ? <Skeleton lines={5} /> : <ErrorState error={registers.error} />;
  }
  const open = registers.data.items.filter((one) => one.may.includes("import"));
  const only = open.length === 1 ? open[0]?.id : undefined;
  const into = chosen ?? only;
  const toRecoveries = may.includes("recoveries.change");
  const effective = open.length === 0 && toRecoveries ? "recoveries" : target;

  const send = async (): Promise<void> => {
    setTried(true);
    if (file === undefined || (effective === "register" && into === undefined)) return;
    const control = new AbortController();
    stop.current = control;
    setProblem(null);
    setSent(0);
    try {
      const query = { name: file.name, target: effective, ...(effective === "register" ? { register: into } : {}) };
      onUploaded(await sendFile(file, query, { onProgress: setSent, signal: control.signal, language: i18n.language }));
    } catch (error) {
      if (!control.signal.aborted) setProblem(asProblem(error));
      setSent(undefined);
    }
  };

  if (open.length === 0 && !toRecoveries) return <Notice tone="waiting">{t("file.nowhere")}</Notice>;
  return (
    <Form label={t("step.file")} onSend={() => void send()} problem={problem}>
      {toRecoveries && open.length > 0 && (
        <RadioGroup
          label={t("file.target")}
          path="/query/target"
          value={effective}
          onChange={(next) => setTarget(next === "recoveries" ? "recoveries" : "register")}
          choices={[
            { id: "register", label: t("file.toRegister"), hint: t("file.toRegisterHint") },
            { id: "recoveries", label: t("file.toRecoveries"), hint: t("file.toRecoveriesHint") },
          ]}
        />
      )}
      {effective === "register" && (
        <Select
          label={t("file.register")}
          path="/query/register"
          value={into ?? null}
          onChange={setChosen}
          choices={open.map((one) => ({
            id: one.id,
            label: both(one),
            hint: t("registers.records", { count: one.records, records: dates.count(one.records) }),
          }))}
          error={tried && into === undefined ? t("file.registerMissing") : undefined}
        />
      )}
      <div className="field file-field" id="field-query-name" role="group" aria-labelledby="import-file">
        <span className="field-label" id="import-file">
          {t("file.file")}
        </span>
        <span className="field-hint">{t("file.fileHint")}</span>
        {tried && file === undefined && <span className="field-error">{t("file.fileMissing")}</span>}
        <div className="cluster">
          <FileTrigger
            acceptedFileTypes={[".csv", ".tsv", ".txt", ".xlsx", ".gz", ".zip"]}
            onSelect={(chosenFiles) => setFile(chosenFiles?.[0])}
          >
            <Button disabled={sent !== undefined}>
              {t(file === undefined ? "file.choose" : "file.chooseAnother")}
            </Button>
          </FileTrigger>
          {file !== undefined && (
            <span role="status">
              {file.name} <span className="soft">{dates.size(file.size)}</span>
            </span>
          )}
        </div>
      </div>
      {sent !== undefined && file !== undefined ? (
        <Progress
          label={t("file.sending")}
          done={Math.round(Math.min(sent, file.size) / 1000)}
          total={Math.max(1, Math.round(file.size / 1000))}
          doing={sent >= file.size ? t("file.looking") : t("file.kilobytes")}
          onCancel={() => {
            stop.current?.abort();
            setSent(undefined);
          }}
        />
      ) : (
        <div className="task-foot">
          <Button tone="main" type="submit">
            {t("file.send")}
          </Button>
          <span className="soft">{t("file.nothingYet")}</span>
        </div>
      )}
    </Form>
  );
}
