/**
 * A date as offices write it: day, the month by name, year; with a time if asked.
 *
 * Promises: the value is an ISO text ("2026-11-22", "2026-11-22T14:05"), or what was typed so far; a date that does not
 * exist (31 February) is said at once, in words; a pasted "22.11.2026" or "2026-11-22" fills all parts. Refuses: to read
 * 03.04 as two different days: the month is always a word.
 */
import { useMemo, useState, type ClipboardEvent, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { datesOf } from "../words/dates.ts";
import { localeOf } from "../words/words.ts";
import { Button } from "./button.tsx";
import { joinDate, readDate, splitDate, type DateParts } from "./date-parts.ts";
import { FieldLabel, FieldPlace, type FieldProps } from "./fields.tsx";
import { fieldId, useFault } from "./form.tsx";

export interface DateFieldProps extends FieldProps {
  /** ISO date, ISO local date and time with `withTime`, or "" when empty. */
  readonly value: string;
  readonly onChange: (iso: string) => void;
  readonly withTime?: boolean;
  /** Offers "Today" (and "Now"). */
  readonly today?: boolean;
}

/** Month names as they stand after a day ("19 ноября"), January first. */
function monthNames(language: string): readonly string[] {
  const format = new Intl.DateTimeFormat(localeOf(language), { day: "numeric", month: "long" });
  return Array.from(
    { length: 12 },
    (_, month) =>
      format.formatToParts(new Date(2026, month, 15)).find((part) => part.type === "month")?.value ?? String(month + 1),
  );
}

export function DateField(props: DateFieldProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { label, path, hint, value, onChange, withTime = false, today = true, required = true } = props;
  const months = useMemo(() => monthNames(i18n.language), [i18n.language]);
  const dates = useMemo(() => datesOf(i18n.language), [i18n.language]);
  const [parts, setParts] = useState<DateParts>(() => splitDate(value));
  const [told, setTold] = useState(value);
  if (told !== value) {
    // Set from outside: show it.
    setTold(value);
    setParts(splitDate(value));
  }
  const fault = useFault(path);
  const joined = joinDate(parts, withTime);
  const impossible = joined.kind === "impossible" ? t("form.dateImpossible") : undefined;
  const error = props.error ?? impossible ?? fault;
  const id = fieldId(path ?? `/${label}`);
  const described = [hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`]
    .filter((one) => one !== "")
    .join(" ");

  const change = (next: DateParts): void => {
    setParts(next);
    const result = joinDate(next, withTime);
    const iso = result.kind === "date" ? result.iso : "";
    setTold(iso);
    if (iso !== value) onChange(iso);
  };
  const paste = (event: ClipboardEvent): void => {
    const read = readDate(event.clipboardData.getData("text"));
    if (read === undefined) return;
    event.preventDefault();
    change({ ...parts, ...read });
  };
  const shared = {
    disabled: props.disabled ?? false,
    "aria-invalid": error !== undefined,
    ...(described === "" ? {} : { "aria-describedby": described }),
  };

  return (
    <FieldPlace path={path}>
      <fieldset className="date-field">
        <legend className="field-label">
          <FieldLabel label={label} required={required} />
        </legend>
        {hint !== undefined && (
          <p className="field-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
        {error !== undefined && (
          <p className="field-error" id={`${id}-error`}>
            {error}
          </p>
        )}
        <div className="date-parts" onPaste={paste}>
          <input
            className="input date-day"
            aria-label={t("form.day")}
            inputMode="numeric"
            maxLength={2}
            value={parts.day}
            placeholder={t("form.dayShort")}
            onChange={(event) => change({ ...parts, day: event.target.value })}
            {...shared}
          />
          <select
            className="input date-month"
            aria-label={t("form.month")}
            value={parts.month}
            onChange={(event) => change({ ...parts, month: event.target.value })}
            {...shared}
          >
            <option value="">{t("form.month")}</option>
            {months.map((name, index) => (
              <option key={name} value={String(index + 1)}>
                {name}
              </option>
            ))}
          </select>
          <input
            className="input date-year"
            aria-label={t("form.year")}
            inputMode="numeric"
            maxLength={4}
            value={parts.year}
            placeholder={t("form.yearShort")}
            onChange={(event) => change({ ...parts, year: event.target.value })}
            {...shared}
          />
          {withTime && (
            <input
              className="input date-time"
              aria-label={t("form.time")}
              maxLength={5}
              value={parts.time}
              placeholder={t("form.timeShort")}
              onChange={(event) => change({ ...parts, time: event.target.value })}
              {...shared}
            />
          )}
          {today && (
            <Button
              tone="quiet"
              small
              onPress={() => {
                const now = new Date();
                const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
                change(splitDate(withTime ? local.slice(0, 16) : local.slice(0, 10)));
              }}
            >
              {withTime ? t("form.now") : t("form.today")}
            </Button>
          )}
        </div>
        <p className="visually-hidden" aria-live="polite">
          {joined.kind === "date" ? dates.longDay(joined.iso) : ""}
        </p>
      </fieldset>
    </FieldPlace>
  );
}
