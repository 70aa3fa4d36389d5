/** A period of whole days, as a filter in a bar: says the period in words, and opens two dates. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { DialogTrigger } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { useDates } from "../words/dates.ts";
import { Button } from "./button.tsx";
import { DateField } from "./date-field.tsx";
import "./period-filter.css";

export interface Period {
  /** ISO day; included. */
  readonly from?: string | undefined;
  /** ISO day; included. */
  readonly until?: string | undefined;
}

/** The period in words: "1 Jan 2026 to 22 Nov 2026". */
export function usePeriodWords(): (period: Period) => string {
  const { t } = useTranslation();
  const dates = useDates();
  return ({ from, until }) =>
    from === undefined
      ? until === undefined
        ? t("period.any")
        : t("period.until", { until: dates.day(until) })
      : until === undefined
        ? t("period.from", { from: dates.day(from) })
        : t("period.between", { from: dates.day(from), until: dates.day(until) });
}

export function PeriodFilter({
  period,
  onPeriod,
}: {
  readonly period: Period;
  readonly onPeriod: (period: Period) => void;
}): ReactElement {
  const { t } = useTranslation();
  const words = usePeriodWords();
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState(period.from ?? "");
  const [until, setUntil] = useState(period.until ?? "");
  const take = (next: Period): void => {
    setOpen(false);
    onPeriod(next);
  };
  return (
    <DialogTrigger
      isOpen={open}
      onOpenChange={(next) => {
        setOpen(next);
        setFrom(period.from ?? "");
        setUntil(period.until ?? "");
      }}
    >
      <Button tone="quiet" small glyph="clock">
        {words(period)}
      </Button>
      <Popover className="popover" placement="bottom start" offset={4} aria-label={t("period.title")}>
        <form
          className="period-choice"
          aria-label={t("period.title")}
          onSubmit={(event) => {
            event.preventDefault();
            take({ from: from || undefined, until: until || undefined });
          }}
        >
          <DateField label={t("period.first")} value={from} onChange={setFrom} today={false} required={false} />
          <DateField label={t("period.last")} value={until} onChange={setUntil} required={false} />
          <div className="cluster">
            <Button small tone="main" type="submit">
              {t("period.show")}
            </Button>
            <Button small tone="quiet" onPress={() => take({})}>
              {t("period.any")}
            </Button>
          </div>
        </form>
      </Popover>
    </DialogTrigger>
  );
}
