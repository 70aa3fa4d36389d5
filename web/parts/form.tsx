/**
 * Forms: every field knows its JSON pointer, so that what the node refused leads the reader to the very field.
 *
 * Promises: the error summary stands on top, takes the focus when it appears, and each line leads to its field; the
 * same sentence stands at the field. Refuses: the browser's own bubbles, and errors that are only a colour.
 */
import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from "react";
import { useTranslation } from "react-i18next";
import type { ProblemAnswer, ProblemField } from "../calls/problem.ts";
import { Glyph } from "./glyph.tsx";
import "./form.css";

const Faults = createContext<ReadonlyMap<string, string>>(new Map());

/** The sentence of what is wrong with the field at this JSON pointer, if anything. */
export function useFault(path: string | undefined): string | undefined {
  const faults = useContext(Faults);
  return path === undefined ? undefined : faults.get(path);
}

/** The element id of a field by its JSON pointer. */
export function fieldId(path: string): string {
  return `field${path.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
}

/** Brings the reader to a field: scrolls to it and puts the focus into its first control. */
function goToField(path: string): void {
  const place = document.getElementById(fieldId(path));
  const control = place?.querySelector<HTMLElement>("input, textarea, select, button, [tabindex]");
  place?.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}

export interface ErrorSummaryProps {
  readonly fields: readonly ProblemField[];
  /** What cannot be said of one field. */
  readonly title?: string | undefined;
  readonly detail?: string | undefined;
  readonly wayOut?: string | undefined;
}

/** What is wrong, where, and the way out, on top of the form. */
export function ErrorSummary({ fields, title, detail, wayOut }: ErrorSummaryProps): ReactElement {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="error-summary" ref={box} tabIndex={-1} role="alert" aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">
        <Glyph name="warn" />
        {title === undefined || title === "" ? t("form.errorTitle", { count: fields.length }) : title}
      </h2>
      {detail !== undefined && <p>{detail}</p>}
      {fields.length > 0 && (
        <ul>
          {fields.map((field) => (
            <li key={`${field.path} ${field.code}`}>
              <a
                href={`#${fieldId(field.path)}`}
                onClick={(event) => {
                  event.preventDefault();
                  goToField(field.path);
                }}
              >
                {field.detail}
              </a>
            </li>
          ))}
        </ul>
      )}
      {wayOut !== undefined && <p className="soft">{wayOut}</p>}
    </div>
  );
}

export interface FormProps {
  readonly children: ReactNode;
  readonly onSend: () => void;
  /** What the node refused, from the mutation's error. */
  readonly problem?: ProblemAnswer | null | undefined;
  /** The accessible name of the form. */
  readonly label: string;
  readonly id?: string;
}

export function Form({ children, onSend, problem, label, id }: FormProps): ReactElement {
  const { t, i18n } = useTranslation();
  const faults = useMemo(
    () => new Map((problem?.fields ?? []).map((field) => [field.path, field.detail] as const)),
    [problem],
  );
  const titleOf = (refused: ProblemAnswer): string =>
    refused.title ||
    t(i18n.exists(`problem.${refused.code}.title`) ? `problem.${refused.code}.title` : "problem.unknown.title");
  // Each refusal is a new summary, so that it takes the focus again.
  const [refusal, setRefusal] = useState({ problem, count: 0 });
  if (refusal.problem !== problem) setRefusal({ problem, count: refusal.count + 1 });
  return (
    <Faults.Provider value={faults}>
      <form
        className="form"
        noValidate
        aria-label={label}
        {...(id === undefined ? {} : { id })}
        onSubmit={(event) => {
          event.preventDefault();
          onSend();
        }}
      >
        {problem != null && (
          <ErrorSummary
            key={refusal.count}
            fields={problem.fields}
            title={problem.fields.length > 0 ? undefined : titleOf(problem)}
            detail={problem.fields.length > 0 ? undefined : problem.detail}
            wayOut={problem.wayOut}
          />
        )}
        {children}
      </form>
    </Faults.Provider>
  );
}

/** Fields that belong together under one heading, e.g. one firearm of several. */
export function FieldSet({
  legend,
  hint,
  children,
}: {
  readonly legend: ReactNode;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <fieldset className="field-set">
      <legend>{legend}</legend>
      {hint !== undefined && <p className="field-hint">{hint}</p>}
      <div className="field-set-body">{children}</div>
    </fieldset>
  );
}
