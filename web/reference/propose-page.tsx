/**
 * A new proposal: what kind, which list and entry, what it says, why; then check and send.
 *
 * Promises: a writing that was met comes filled in; a correction begins with the row as it stands and sends only what was
 * changed. Refuses: nothing by itself; whether the lists hold together is told by the node, field by field.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  listProposals,
  listSpellings,
  propose,
  type ProposalBody,
  curatedLists,
} from "../../src/reference/curator.contract.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { useNameOf, useSuggest } from "../firearms/code-names.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { ComboBox, type ComboValue } from "../parts/combo-box.tsx";
import { RadioGroup, Select, TextArea, TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { CheckAnswers, Receipt, TaskPage, type Answer, type StepState } from "../templates/task-page.tsx";
import { CellFields, changedCells, useShownRow } from "./cell-fields.tsx";
import "./reference.css";

const route = getRouteApi("/shell/curation/new");
/** Revoking begins at what was accepted, not here. */
const kinds = ["synonym", "entry", "correction", "merge"] as const;
const nothing: ComboValue = { id: null, text: "" };

export function ProposePage(): ReactElement {
  const { t } = useTranslation(["curator", "web"]);
  const begun = route.useSearch();
  const queries = useQueryClient();
  const [step, setStep] = useState("what");
  const [kind, setKind] = useState(kinds.find((one) => one === begun.kind) ?? "synonym");
  const [list, setList] = useState(begun.list ?? "makes");
  const nameOf = useNameOf(list);
  const [entry, setEntry] = useState<ComboValue>({ id: begun.code ?? null, text: "" });
  const [into, setInto] = useState<ComboValue>(nothing);
  const [writings, setWritings] = useState(begun.written ?? "");
  const [newCode, setNewCode] = useState("");
  const [cells, setCells] = useState<Readonly<Record<string, string>>>(
    begun.kind === "entry" && begun.written !== undefined ? { name_en: begun.written, name_ru: begun.written } : {},
  );
  const [reason, setReason] = useState("");
  const suggest = useSuggest(list);
  const row = useShownRow(list, kind === "correction" ? entry.id : null);
  const send = useChange(propose, () =>
    Promise.all([listProposals, listSpellings].map((one) => queries.invalidateQueries({ queryKey: [one.id] }))).then(
      () => undefined,
    ),
  );
  // A code that came with the address has its name as soon as the list is there.
  const entryShown = entry.text === "" && entry.id !== null ? { ...entry, text: nameOf(entry.id) ?? "" } : entry;
  const code = kind === "entry" ? newCode.trim() : (entry.id ?? "");
  const written = writings
    .split("\n")
    .map((one) => one.trim())
    .filter(Boolean);
  const sent = kind === "correction" ? changedCells(row, cells) : cells;
  const body: ProposalBody =
    kind === "synonym"
      ? { kind, list, code, writings: written, reason }
      : kind === "merge"
        ? { kind, list, code, into: into.id ?? "", reason }
        : { kind, list, code, cells: sent, reason };
  const crumbs = [
    { label: t("web:nav.start"), to: "/" as const },
    { label: t("title"), to: "/curation" as const },
    { label: t("new.title") },
  ];
  const made = send.data;
  if (made !== undefined)
    return (
      <div className="page">
        <PageHead title={t("new.title")} crumbs={crumbs} />
        <Receipt
          title={t("new.received")}
          number={t("number", { number: made.number })}
          at={made.proposedAt}
          next={t("new.next")}
          actions={
            <>
              <ButtonLink tone="main" to="/curation/$id" params={{ id: made.id }}>
                {t("new.open")}
              </ButtonLink>
              <ButtonLink to="/curation/spellings">{t("pages.spellings")}</ButtonLink>
            </>
          }
        />
      </div>
    );
  const state = (id: string): StepState => (id === step ? "unfinished" : id === "what" ? "done" : "untouched");
  const answers: readonly Answer[] = [
    { question: t("list.kind"), answer: t(`kind.${kind}`), step: "what" },
    { question: t("list.list"), answer: t(`lists.${list}`), step: "what" },
    {
      question: t("new.entry"),
      answer: kind === "entry" ? newCode : (nameOf(entry.id) ?? entryShown.text),
      step: "what",
    },
    ...(kind === "synonym" ? [{ question: t("new.writings"), answer: written.join(" · "), step: "what" }] : []),
    ...(kind === "merge" ? [{ question: t("new.into"), answer: nameOf(into.id) ?? into.text, step: "what" }] : []),
    ...(kind === "entry" || kind === "correction"
      ? Object.entries(sent).map(([column, value]) => ({
          question: t(`columns.${column}`, { defaultValue: column }),
          answer: value.split("|").join(" · "),
          step: "what",
        }))
      : []),
    { question: t("new.reason"), answer: reason, step: "what" },
  ];
  return (
    <TaskPage
      title={t("new.title")}
      crumbs={crumbs}
      lead={t("new.lead")}
      steps={[
        { id: "what", label: t("new.steps.what"), state: state("what") },
        { id: "check", label: t("new.steps.check"), state: state("check") },
      ]}
      current={step}
      onStep={setStep}
    >
      {step === "what" ? (
        <Form
          label={t("new.title")}
          problem={send.error === null ? null : asProblem(send.error)}
          onSend={() => {
            send.reset();
            setStep("check");
          }}
        >
          <RadioGroup
            path="/kind"
            label={t("new.kind")}
            value={kind}
            onChange={(next) => setKind(kinds.find((one) => one === next) ?? kind)}
            choices={kinds.map((one) => ({ id: one, label: t(`kind.${one}`), hint: t(`kindHint.${one}`) }))}
          />
          <Select
            path="/list"
            label={t("list.list")}
            width="half"
            value={list}
            onChange={(next) => {
              setList(curatedLists.find((one) => one === next) ?? list);
              setEntry(nothing);
              setInto(nothing);
              setCells({});
            }}
            choices={curatedLists.map((one) => ({ id: one, label: t(`lists.${one}`) }))}
          />
          {kind === "entry" ? (
            <TextField
              path="/code"
              label={t("new.code")}
              hint={t("new.codeHint")}
              value={newCode}
              onChange={setNewCode}
              width="half"
              maxLength={80}
              exact
            />
          ) : (
            <ComboBox
              key={`${list} entry`}
              path="/code"
              label={t(kind === "merge" ? "new.gone" : "new.entry")}
              value={entryShown}
              onChange={setEntry}
              suggest={suggest}
            />
          )}
          {kind === "merge" && (
            <ComboBox
              key={`${list} into`}
              path="/into"
              label={t("new.into")}
              hint={t("new.intoHint")}
              value={into}
              onChange={setInto}
              suggest={suggest}
            />
          )}
          {kind === "synonym" && (
            <TextArea
              path="/writings"
              label={t("new.writings")}
              hint={t("new.writingsHint")}
              value={writings}
              onChange={setWritings}
              rows={3}
            />
          )}
          {(kind === "entry" || (kind === "correction" && row !== undefined)) && (
            <CellFields list={list} row={kind === "entry" ? {} : (row ?? {})} cells={cells} onChange={setCells} />
          )}
          <TextArea
            path="/reason"
            label={t("new.reason")}
            hint={t("new.reasonHint")}
            value={reason}
            onChange={setReason}
            rows={2}
            maxLength={1000}
          />
          <div className="acts">
            <Button tone="main" type="submit">
              {t("new.toCheck")}
            </Button>
            <ButtonLink to="/curation">{t("web:dialog.cancel")}</ButtonLink>
          </div>
        </Form>
      ) : (
        <Form
          label={t("new.steps.check")}
          problem={send.error === null ? null : asProblem(send.error)}
          onSend={() => send.mutate({ body }, { onError: () => setStep("what") })}
        >
          <CheckAnswers answers={answers} onChange={setStep} />
          <div className="acts">
            <Button tone="main" type="submit" busy={send.isPending}>
              {t("new.send")}
            </Button>
            <Button onPress={() => setStep("what")}>{t("new.back")}</Button>
          </div>
        </Form>
      )}
    </TaskPage>
  );
}
