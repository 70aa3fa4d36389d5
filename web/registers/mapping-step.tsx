/**
 * Which column is what: each with sample values, what is proposed, how sure and why; one select changes it.
 *
 * Promises: what the file leaves ambiguous is asked on top, with a value from the file read both ways. Refuses: a field
 * filled by two columns, and going on over an open question.
 */
import { useEffect, useRef, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { settleImport } from "../../src/registers/import.contract.ts";
import { targets } from "../../src/registers/tabular/fields.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { useChoices } from "../firearms/code-names.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { DateField } from "../parts/date-field.tsx";
import { Checkbox, RadioGroup, Select } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { useDates } from "../words/dates.ts";
import type { ImportRun } from "./import-words.tsx";
import {
  ambiguousCells,
  doubled,
  readAs,
  withDateOrder,
  withTarget,
  type DateSeparator,
  type Mapping,
} from "./mapping-draft.ts";
import { usePreview, type Preview, type Reading } from "./reading-step.tsx";

const SAMPLES = 3;
const ORDERS = ["dmy", "mdy"] as const;

interface StepProps {
  readonly run: ImportRun;
  readonly reading: Reading;
  readonly onSettled: (run: ImportRun) => void;
  readonly onBack: () => void;
}

const cellsOf = (preview: Preview, column: number): readonly string[] =>
  preview.rows.map((row) => row.cells[column] ?? "").filter((cell) => cell !== "");

/** One question of one column and separator. */
function DateQuestion({
  preview,
  column,
  separator,
  values,
  mapping,
  onMapping,
}: {
  readonly preview: Preview;
  readonly column: number;
  readonly separator: DateSeparator;
  readonly values: number;
  readonly mapping: Mapping;
  readonly onMapping: (mapping: Mapping) => void;
}): ReactElement {
  const { t } = useTranslation("registers-web");
  const dates = useDates();
  const example = ambiguousCells(cellsOf(preview, column), separator)[0];
  return (
    <RadioGroup
      label={t("question.date", { column: preview.headers[column] ?? column + 1, count: values })}
      path={`/mapping/columns/${column}/dateOrders`}
      hint={example === undefined ? t("question.noExample", { separator }) : t("question.example", { example })}
      value={mapping.columns[column]?.dateOrders?.[separator] ?? null}
      onChange={(order) => onMapping(withDateOrder(mapping, column, separator, order === "mdy" ? "mdy" : "dmy"))}
      choices={ORDERS.map((order) => {
        const day = example === undefined ? undefined : readAs(example, separator, order);
        return {
          id: order,
          label: day === undefined ? t(`question.${order}`) : t(`question.${order}As`, { day: dates.longDay(day) }),
        };
      })}
    />
  );
}

function ColumnRow({
  preview,
  index,
  mapping,
  taken,
  onMapping,
}: {
  readonly preview: Preview;
  readonly index: number;
  readonly mapping: Mapping;
  readonly taken: boolean;
  readonly onMapping: (mapping: Mapping) => void;
}): ReactElement {
  const { t } = useTranslation("registers-web");
  const dates = useDates();
  const proposal = preview.columns[index];
  const header = preview.headers[index] ?? "";
  const name = header === "" ? t("mapping.unnamed", { column: index + 1 }) : header;
  const chosen = mapping.columns[index]?.target ?? "ignore";
  const own = proposal !== undefined && proposal.target !== chosen;
  const unsure = !own && proposal !== undefined && proposal.confidence < 0.6 && chosen !== "ignore";
  const samples = [...new Set(cellsOf(preview, index))].slice(0, SAMPLES);
  return (
    <tr className={taken || unsure ? "row-waits" : undefined}>
      <th scope="row">{name}</th>
      <td className="mapping-samples">
        {samples.length === 0 ? <span className="soft">{t("mapping.empty")}</span> : samples.join(" · ")}
      </td>
      <td>
        <div className="mapping-target">
          <Select
            label={t("mapping.targetOf", { column: name })}
            value={chosen}
            onChange={(next) => onMapping(withTarget(mapping, index, targets.find((one) => one === next) ?? "ignore"))}
            choices={preview.targets.map((one) => ({ id: one.target, label: one.label }))}
            error={taken ? t("mapping.taken") : undefined}
          />
        </div>
      </td>
      <td className="mapping-why">
        {own ? (
          t("mapping.yours")
        ) : (
          <>
            {proposal !== undefined && proposal.confidence > 0 && (
              <b className="nowrap">
                {t(unsure ? "mapping.look" : "mapping.sure", { share: dates.share(proposal.confidence) })}
              </b>
            )}{" "}
            {proposal?.why.map((one) => one.sentence).join(" ")}
          </>
        )}
      </td>
    </tr>
  );
}

function Settle({ run, reading, preview, onSettled, onBack }: StepProps & { readonly preview: Preview }): ReactElement {
  const { t } = useTranslation("registers-web");
  const dates = useDates();
  const manners = useChoices("manners");
  const [mapping, setMapping] = useState<Mapping>(preview.mapping);
  const [manner, setManner] = useState<string>(run.options.manner ?? "seized");
  const [grouped, setGrouped] = useState(run.options.groupByProcedure ?? false);
  const [asOf, setAsOf] = useState(run.options.asOf ?? "");
  const [extract, setExtract] = useState<string>(run.options.extract ?? "whole");
  const settle = useChange(settleImport, onSettled);
  const taken = doubled(mapping);
  const asked = useRef<HTMLDivElement>(null);
  const { questions } = run;
  const answered = questions.every((question) =>
    question.separators.every((separator) => mapping.columns[question.column]?.dateOrders?.[separator] !== undefined),
  );
  const asking = questions.length > 0;
  useEffect(() => {
    if (asking) asked.current?.focus();
  }, [asking]);
  const send = (): void => {
    if (taken.size > 0 || !answered) return;
    settle.mutate({
      params: { id: run.id },
      body: {
        mapping,
        options: {
          ...reading,
          groupByProcedure: grouped,
          manner: manner === "found" || manner === "surrendered" ? manner : "seized",
          extract: extract === "additions" ? "additions" : "whole",
          ...(asOf === "" ? {} : { asOf }),
        },
      },
    });
  };
  return (
    <Form label={t("step.mapping")} onSend={send} problem={settle.error === null ? null : asProblem(settle.error)}>
      <div className="stack wizard-wide">
        {preview.mappingFrom === "earlier" && preview.earlier !== null && (
          <Notice title={t("mapping.asBefore")}>
            {t("mapping.asBeforeWhat", { file: preview.earlier.fileName, day: dates.day(preview.earlier.createdAt) })}
          </Notice>
        )}
        {asking && (
          <div className="questions" ref={asked} tabIndex={-1} role="group" aria-labelledby="questions-title">
            <h2 id="questions-title">{t("question.title", { count: questions.length })}</h2>
            <p>{t("question.why")}</p>
            {questions.flatMap((question) =>
              question.separators.map((separator) => (
                <DateQuestion
                  key={`${question.column}${separator}`}
                  preview={preview}
                  column={question.column}
                  separator={separator}
                  values={question.values}
                  mapping={mapping}
                  onMapping={setMapping}
                />
              )),
            )}
          </div>
        )}
        <table className="figures mapping">
          <caption className="visually-hidden">{t("step.mapping")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("mapping.column")}</th>
              <th scope="col">{t("mapping.samples")}</th>
              <th scope="col">{t("mapping.target")}</th>
              <th scope="col">{t("mapping.why")}</th>
            </tr>
          </thead>
          <tbody>
            {preview.headers.map((_, index) => (
              <ColumnRow
                // A column's place is its identity: headers repeat and may be empty.
                // oxlint-disable-next-line react/no-array-index-key
                key={index}
                preview={preview}
                index={index}
                mapping={mapping}
                taken={taken.has(index)}
                onMapping={setMapping}
              />
            ))}
          </tbody>
        </table>
        {run.target === "recoveries" ? (
          <>
            <Select
              label={t("mapping.manner")}
              hint={t("mapping.mannerHint")}
              value={manner}
              onChange={setManner}
              choices={manners.map((one) => ({ id: one.id, label: one.label }))}
              width="half"
            />
            <Checkbox label={t("mapping.group")} hint={t("mapping.groupHint")} value={grouped} onChange={setGrouped} />
          </>
        ) : (
          <>
            <RadioGroup
              label={t("mapping.extract")}
              value={extract}
              onChange={setExtract}
              choices={["whole", "additions"].map((one) => ({
                id: one,
                label: t(`mapping.extracts.${one}`),
                hint: t(`mapping.extractHints.${one}`),
              }))}
            />
            <DateField
              label={t("mapping.asOf")}
              hint={t("mapping.asOfHint")}
              path="/options/asOf"
              value={asOf}
              onChange={setAsOf}
              required={false}
            />
          </>
        )}
        <div className="task-foot">
          <Button tone="main" type="submit" busy={settle.isPending} disabled={taken.size > 0 || !answered}>
            {t("mapping.done")}
          </Button>
          <Button tone="quiet" onPress={onBack}>
            {t("mapping.back")}
          </Button>
          {taken.size > 0 && <span className="field-error">{t("mapping.takenFoot")}</span>}
          {!answered && <span className="field-error">{t("question.open")}</span>}
        </div>
      </div>
    </Form>
  );
}

export function MappingStep(props: StepProps): ReactElement {
  const answer = usePreview(props.run.id, props.reading);
  if (answer.data === undefined || answer.isPlaceholderData) {
    return answer.error === null ? <Skeleton lines={10} /> : <ErrorState error={answer.error} />;
  }
  return <Settle key={answer.data.mapping.fingerprint} {...props} preview={answer.data} />;
}
