/**
 * Task: steps, check answers, receipt. One thing per step; "looked at, still incomplete" is told apart from "not
 * started"; nothing is typed twice; at the end a number that proves it was received.
 */
// The roles of the ARIA patterns; the tag the rule proposes has another behaviour.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../parts/button.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { useDates } from "../words/dates.ts";
import { PageHead, type PageHeadProps } from "./page-head.tsx";

export type StepState = "untouched" | "unfinished" | "done";

export interface Step {
  readonly id: string;
  readonly label: string;
  readonly state: StepState;
}

export interface TaskPageProps extends PageHeadProps {
  readonly steps: readonly Step[];
  readonly current: string;
  readonly onStep: (id: string) => void;
  readonly children: ReactNode;
  /** The verb of the last step, e.g. "Record the seizure". */
  readonly foot?: ReactNode;
}

export function TaskPage({ steps, current, onStep, children, foot, ...head }: TaskPageProps): ReactElement {
  const { t } = useTranslation();
  const at = steps.findIndex((step) => step.id === current);
  return (
    <div className="page task-page">
      <PageHead {...head} />
      <div className="task-body">
        <nav className="steps" aria-label={t("task.steps")}>
          <p className="steps-where">{t("task.where", { step: at + 1, of: steps.length })}</p>
          <ol>
            {steps.map((step, index) => (
              <li key={step.id} className={`step step-${step.state}`}>
                <button
                  type="button"
                  aria-current={step.id === current ? "step" : undefined}
                  onClick={() => onStep(step.id)}
                  disabled={step.state === "untouched" && index > at + 1}
                >
                  <span className="step-sign" aria-hidden="true">
                    {step.state === "done" ? <Glyph name="check" size={14} /> : index + 1}
                  </span>
                  <span>
                    {step.label}
                    {step.state === "unfinished" && step.id !== current && (
                      <span className="step-note">{t("task.unfinished")}</span>
                    )}
                  </span>
                  {step.state === "done" && <span className="visually-hidden">{t("task.done")}</span>}
                </button>
              </li>
            ))}
          </ol>
        </nav>
        <div className="task-step">
          {children}
          {foot !== undefined && <div className="task-foot">{foot}</div>}
        </div>
      </div>
    </div>
  );
}

export interface Answer {
  readonly question: string;
  readonly answer: ReactNode;
  /** The step where it can be changed. */
  readonly step: string;
}

/** Everything that was answered, before it is sent; each line leads back to its step. */
export function CheckAnswers({
  answers,
  onChange,
}: {
  readonly answers: readonly Answer[];
  readonly onChange: (step: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <dl className="check-answers">
      {answers.map((one) => (
        <div key={one.question}>
          <dt>{one.question}</dt>
          <dd>{one.answer}</dd>
          <dd className="check-change">
            <Button
              tone="quiet"
              small
              label={t("task.changeOf", { question: one.question })}
              onPress={() => onChange(one.step)}
            >
              {t("task.change")}
            </Button>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Received: the number, when, by whom, and what happens next. */
export function Receipt({
  title,
  number,
  at,
  next,
  actions,
}: {
  readonly title: string;
  readonly number: string;
  /** ISO instant of receipt. */
  readonly at: string;
  readonly next?: ReactNode;
  readonly actions?: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <section className="receipt" role="status">
      <h2>
        <Glyph name="check" />
        {title}
      </h2>
      <p className="receipt-number mono">{number}</p>
      <p className="soft">{t("task.receivedAt", { at: dates.moment(at) })}</p>
      {next !== undefined && <div>{next}</div>}
      {actions !== undefined && <div className="cluster">{actions}</div>}
    </section>
  );
}
