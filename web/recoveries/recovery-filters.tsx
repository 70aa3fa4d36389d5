/** The filters of the list of recoveries, and its export. All of it lives in the address. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { exportRecoveries, type exportFormats } from "../../src/figures/figures.contract.ts";
import { manners, statusSought, triageFlags } from "../../src/recoveries/recovery.contract.ts";
import { useInstitutionChoices } from "../access/sharing-names.tsx";
import { saveFile } from "../calls/save-file.ts";
import { fetchFile } from "../calls/call.ts";
import { asProblem, type ApiProblem } from "../calls/problem.ts";
import { useList } from "../firearms/code-names.ts";
import { ErrorState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Select, type Choice } from "../parts/fields.tsx";
import { Dialog, DialogTrigger } from "../parts/overlays.tsx";
import { PeriodFilter } from "../parts/period-filter.tsx";
import { SearchBox } from "../parts/search-box.tsx";
import { useToast } from "../parts/toast.tsx";
import { inLanguage } from "../words/both.ts";
import { CountedFilter } from "./counted-filter.tsx";
import { OverrideFilter } from "./override-filter.tsx";
import { filtersOf, type RecoverySearch } from "./recovery-search.ts";
import "./recoveries.css";

const ALL = "all";

export interface FiltersProps {
  readonly search: RecoverySearch;
  readonly onSearch: (search: RecoverySearch) => void;
}

export function RecoveryFilters({ search, onSearch }: FiltersProps): ReactElement {
  const { t, i18n } = useTranslation(["recoveries", "recovery-form"]);
  const institutions = useInstitutionChoices();
  const regions = useList("regions");
  const any = (label: string): Choice => ({ id: ALL, label });
  const pick = (value: string): string | undefined => (value === ALL ? undefined : value);
  const active = Object.keys(filtersOf(search)).length > 0;
  return (
    <>
      <SearchBox
        label={t("filter.search")}
        placeholder={t("filter.searchHint")}
        value={search.q ?? ""}
        onSearch={(q) => onSearch({ ...search, q: q === "" ? undefined : q })}
      />
      <Select
        inline
        label={t("filter.manner")}
        value={search.manner ?? ALL}
        onChange={(value) => onSearch({ ...search, manner: manners.find((manner) => manner === value) })}
        choices={[any(t("filter.all")), ...manners.map((manner) => ({ id: manner, label: t(`manner.${manner}`) }))]}
      />
      <Select
        inline
        label={t("filter.institution")}
        value={search.institution ?? ALL}
        onChange={(value) => onSearch({ ...search, institution: pick(value) })}
        choices={[any(t("filter.all")), ...institutions]}
      />
      {regions.length > 0 && (
        <Select
          inline
          label={t("filter.region")}
          value={search.region ?? ALL}
          onChange={(value) => onSearch({ ...search, region: pick(value) })}
          choices={[
            any(t("filter.all")),
            ...regions.map((one) => ({ id: one.code, label: inLanguage(i18n.language, one) })),
          ]}
        />
      )}
      <Select
        inline
        label={t("recovery-form:statusFilter")}
        value={search.status ?? ALL}
        onChange={(value) => onSearch({ ...search, status: statusSought.options.find((one) => one === value) })}
        choices={[
          any(t("filter.all")),
          ...statusSought.options.map((one) => ({ id: one, label: t(`recovery-form:status.${one}`) })),
        ]}
      />
      <Select
        inline
        label={t("recovery-form:flagsTitle")}
        value={search.flag ?? ALL}
        onChange={(value) => onSearch({ ...search, flag: triageFlags.find((one) => one === value) })}
        choices={[
          any(t("filter.all")),
          ...triageFlags.map((one) => ({ id: one, label: t(`recovery-form:flag.${one}`) })),
        ]}
      />
      <PeriodFilter
        period={search}
        onPeriod={({ from, until }) => onSearch({ ...search, from: from || undefined, until: until || undefined })}
      />
      <CountedFilter search={search} />
      <OverrideFilter search={search} />
      {active && (
        <Button
          small
          tone="quiet"
          glyph="close"
          onPress={() => onSearch({ sort: search.sort, columns: search.columns })}
        >
          {t("filter.clear")}
        </Button>
      )}
    </>
  );
}

/** Export of what is listed. The node keeps back what a handling code holds (H2, H3), and the dialog says so before. */
export function ExportDialog({ search }: { readonly search: RecoverySearch }): ReactElement {
  const { t } = useTranslation(["recoveries", "web"]);
  const toast = useToast();
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<ApiProblem>();
  const run = async (format: (typeof exportFormats)[number], close: () => void): Promise<void> => {
    setBusy(format);
    setProblem(undefined);
    try {
      const file = await fetchFile(exportRecoveries, { query: { format, ...filtersOf(search) } });
      saveFile(file.name, file.content);
      toast({ text: t("export.done", { name: file.name }) });
      close();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <DialogTrigger>
      <Button glyph="down">{t("export.open")}</Button>
      <Dialog
        title={t("export.title")}
        renderActions={(close) => (
          <>
            <Button tone="main" busy={busy === "xlsx"} onPress={() => void run("xlsx", close)}>
              {t("export.xlsx")}
            </Button>
            <Button busy={busy === "csv"} onPress={() => void run("csv", close)}>
              {t("export.csv")}
            </Button>
            <Button tone="quiet" onPress={close}>
              {t("web:dialog.cancel")}
            </Button>
          </>
        )}
      >
        <div className="stack">
          <p>{t("export.what")}</p>
          <p className="soft">{t("export.heldBack")}</p>
          {problem !== undefined && <ErrorState error={problem} />}
        </div>
      </Dialog>
    </DialogTrigger>
  );
}
