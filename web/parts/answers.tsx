/**
 * What a page says while it waits, when there is nothing, and when something failed.
 *
 * Promises: nothing moves under 300 ms; long work shows numbers, not a wheel; a failure says what, where, and the way
 * out. Refuses: "Something went wrong".
 */
// The roles of the ARIA patterns; the tag the rule proposes has another behaviour.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useEffect, useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ProgressBar } from "react-aria-components/ProgressBar";
import { asProblem } from "../calls/problem.ts";
import { useDates } from "../words/dates.ts";
import { Button, ButtonLink } from "./button.tsx";
import { Glyph } from "./glyph.tsx";
import "./answers.css";

/** True only after `ms` have passed, so that a quick answer never flickers. */
export function useLate(ms = 300): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Where words will stand. Invisible for the first 300 ms. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }): ReactElement {
  const { t } = useTranslation();
  const late = useLate();
  return (
    <div className={late ? "skeleton skeleton-late" : "skeleton"} role="status">
      <span className="visually-hidden">{late ? t("answer.loading") : ""}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton-line" aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing here, why, and what one can do. */
export function EmptyState({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactElement {
  return (
    <div className="answer">
      <p className="answer-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
      {action !== undefined && <div className="cluster">{action}</div>}
    </div>
  );
}

/** A failure in the reader's words. */
export function ErrorState({
  error,
  again,
}: {
  readonly error: unknown;
  /** Tries once more. */
  readonly again?: () => void;
}): ReactElement {
  const { t, i18n } = useTranslation();
  const problem = asProblem(error);
  const own = i18n.exists(`problem.${problem.code}.title`) ? problem.code : "unknown";
  const title = problem.title === "" ? t(`problem.${own}.title`) : problem.title;
  const wayOut = problem.wayOut ?? (problem.title === "" ? t(`problem.${own}.wayOut`) : undefined);
  return (
    <div className="answer answer-error" role="alert">
      <p className="answer-title">
        <Glyph name="warn" />
        {title}
      </p>
      {problem.detail !== undefined && <p>{problem.detail}</p>}
      {wayOut !== undefined && <p>{wayOut}</p>}
      <div className="cluster">
        {problem.code === "second-factor-required" && (
          <ButtonLink tone="main" to="/account/sign-in">
            {t("answer.setUpFactor")}
          </ButtonLink>
        )}
        {again !== undefined && <Button onPress={again}>{t("answer.again")}</Button>}
        <span className="answer-code mono">{problem.code}</span>
      </div>
    </div>
  );
}

/** Long work: how many of how many, what now, and when it will be done. */
export function Progress({
  label,
  done,
  total,
  doing,
  secondsLeft,
  onCancel,
}: {
  readonly label: string;
  readonly done: number;
  /** Absent while unknown. */
  readonly total?: number;
  /** What is being done now, in words. */
  readonly doing?: string;
  readonly secondsLeft?: number;
  readonly onCancel?: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const dates = useDates();
  const known = total !== undefined && total > 0;
  return (
    <div className="progress-row">
      <ProgressBar
        className="progress"
        aria-label={label}
        isIndeterminate={!known}
        value={done}
        maxValue={known ? total : 100}
      >
        {({ percentage }) => (
          <>
            <div className="progress-head">
              <b>{label}</b>
              <span>
                {known
                  ? t("progress.of", {
                      done: dates.count(done),
                      total: dates.count(total),
                      share: dates.share((percentage ?? 0) / 100),
                    })
                  : t("progress.sofar", { done: dates.count(done) })}
              </span>
            </div>
            <div className="progress-track" aria-hidden="true">
              <span
                style={{ inlineSize: known ? `${percentage ?? 0}%` : "100%" }}
                className={known ? "" : "progress-unknown"}
              />
            </div>
            <div className="progress-foot">
              <span>{doing}</span>
              {secondsLeft !== undefined && (
                <span>{t("progress.left", { count: Math.max(1, Math.ceil(secondsLeft / 60)) })}</span>
              )}
            </div>
          </>
        )}
      </ProgressBar>
      {onCancel !== undefined && (
        <Button small onPress={onCancel}>
          {t("progress.stop")}
        </Button>
      )}
    </div>
  );
}

/** Something the reader should know before going on. */
export function Notice({
  tone = "info",
  title,
  children,
}: {
  readonly tone?: "info" | "waiting" | "confirmed" | "harm";
  readonly title?: string;
  readonly children: ReactNode;
}): ReactElement {
  const glyph = tone === "confirmed" ? "check" : tone === "info" ? "info" : "warn";
  return (
    <div className={`notice notice-${tone}`}>
      <Glyph name={glyph} />
      <div>
        {title !== undefined && <b>{title} </b>}
        {children}
      </div>
    </div>
  );
}
