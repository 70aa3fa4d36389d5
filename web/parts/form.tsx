/**
 * Forms: every field knows its JSON pointer, so that what the node refused leads the reader to the very field.
 *
 * Promises: the error summary stands on top, takes the focus when it appears, and each line leads to its field; the
 * same sentence stands at the field. Refuses: the browser's own bubbles, and errors that are only a colour.
 */
import {
  createContext,
  useCallback,
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
import { ButtonLink } from "./button.tsx";
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

/** What the field at this pointer is called on the page: its group, if it stands in one of several, and its label. */
function nameOfField(path: string): string {
  const place = document.getElementById(fieldId(path));
  const plain = (element: Element | null | undefined): string =>
    [...(element?.childNodes ?? [])]
      // "(optional)" stands in the label and is no part of the name.
      .filter((node) => !(node instanceof Element && node.classList.contains("field-optional")))
      .map((node) => node.textContent ?? "")
      .join("")
      .trim();
  const label = plain(place?.querySelector(".field-label, .tick > span:last-of-type, legend"));
  const group = place?.closest("fieldset")?.parentElement?.querySelectorAll(":scope > fieldset").length ?? 0;
  const legend = group > 1 ? plain(place?.closest("fieldset")?.querySelector(":scope > legend")) : "";
  const name = [legend, label].filter((part) => part !== "").join(", ");
  // A label may be a question; before a sentence it is a name.
  return name.replace(/[?:]+$/u, "");
}

/** The field's name before what is wrong with it. The fields stand on the page by then; their labels are read from there. */
function FieldName({ path }: { readonly path: string }): ReactElement {
  const { t } = useTranslation();
  const say = useCallback(
    (place: HTMLSpanElement | null) => {
      if (place === null) return;
      const field = nameOfField(path);
      place.textContent = field === "" ? "" : t("form.errorAt", { field });
    },
    [path, t],
  );
  return <span ref={say} className="error-field" />;
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
                {field.code !== "said-here" && <FieldName path={field.path} />}
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
        {problem?.code === "second-factor-required" && (
          <ButtonLink to="/account/sign-in">{t("answer.setUpFactor")}</ButtonLink>
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
