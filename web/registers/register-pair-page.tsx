/** A pair of two registers side by side, field by field, with the reason. Nothing is decided here: it is no hit. */
import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readPair } from "../../src/matching/sweep.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useInstitutionNames } from "../access/sharing-names.tsx";
import { call } from "../calls/call.ts";
import { keyOf } from "../calls/use-call.ts";
import { useDesignations } from "../firearms/code-names.ts";
import { levelShown } from "../matching/field-level.ts";
import { agreementOf } from "../matching/hit-words.tsx";
import { Weights, placeOf, useRecordWords, type RecordSide } from "../matching/matched-record.tsx";
import { Probability } from "../matching/probability.tsx";
import { serialDifferences } from "../matching/serial-differences.ts";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Serial } from "../parts/marks-of-record.tsx";
import { ComparisonPage, type ComparedField, type ComparedRecord } from "../templates/comparison-page.tsx";

type PairView = CallOutput<typeof readPair>;

const silent = new Set(["bothMissing", "leftMissing", "rightMissing"]);

function usePairFields(pair: PairView): readonly ComparedField[] {
  const { t } = useTranslation(["hits", "matching", "comparisons"]);
  const names = useDesignations();
  return pair.comparison.map((part): ComparedField => {
    const { field } = part;
    const [left, right] = [part.left ?? "", part.right ?? ""];
    const apart =
      field === "serial" && part.level !== "model" ? serialDifferences(left, right) : { left: [], right: [] };
    const show = (value: string, differs: readonly number[]) => {
      if (value === "") return <span className="soft">{t("notRecorded")}</span>;
      if (field === "serial") return <Serial value={value} differs={differs} />;
      return field === "type" || field === "make" || field === "model" || field === "calibre"
        ? names[field]({ code: value, written: value })
        : value;
    };
    const level = levelShown(part.level, left, right);
    return {
      id: field,
      field: t(`fieldName.${field}`, { defaultValue: t(`matching:field.${field}`) }),
      left: show(left, apart.left),
      right: show(right, apart.right),
      agreement: agreementOf(level),
      reason: silent.has(level)
        ? t(`comparisons:silent.${level}`)
        : t(field === "serial" ? `reason.serial.${level}` : `reason.${level}`, {
            defaultValue: t(`matching:level.${part.level}`),
          }),
    };
  });
}

function usePairSide(): (
  side: RecordSide & { readonly ownReference: string | null },
  handling: readonly string[],
) => ComparedRecord {
  const { t } = useTranslation("hits");
  const words = useRecordWords();
  const institutions = useInstitutionNames();
  return (side, handling) => ({
    kind: [words.source(side), words.fate(side), side.authority]
      .filter((part) => part !== null && part !== "")
      .join(", "),
    number: side.ownReference ?? t("theRecord"),
    owner: { code: side.institution, name: institutions.full(side.institution) },
    handling,
    link: placeOf(side),
  });
}

/** The weights of the fields with what stood before any comparison, so that they add up. */
function weightsOf(pair: PairView): readonly { field: string; level: string; nats: number }[] {
  const fields = pair.comparison.map(({ field, level, nats }) => ({ field, level, nats }));
  const prior = pair.logOdds - fields.reduce((sum, part) => sum + part.nats, 0);
  return [...fields, { field: "prior", level: "", nats: prior }];
}

function Pair({ id, pair }: { readonly id: string; readonly pair: PairView }): ReactElement {
  const { t } = useTranslation(["comparisons", "registers-web"]);
  const fields = usePairFields(pair);
  const side = usePairSide();
  return (
    <ComparisonPage
      title={t("pair.title")}
      crumbs={[
        { label: t("registers-web:registers.title"), to: "/registers" },
        { label: t("title"), to: "/registers/comparisons" },
        { label: t("one"), to: "/registers/comparisons/$id", params: { id } },
        { label: t("pair.crumb") },
      ]}
      state={
        <div className="verdict-state">
          <Probability value={pair.probability} />
        </div>
      }
      sentence={pair.because}
      left={side(pair.left, pair.handling.left)}
      right={side(pair.right, pair.handling.right)}
      fields={fields}
      acts={[]}
      may={[]}
      numbers={<Weights numbers={weightsOf(pair)} logOdds={pair.logOdds} modelVersion={pair.modelVersion} />}
    >
      <p className="soft">
        {t("pair.noHit")} {t("facts.asThen")}
      </p>
    </ComparisonPage>
  );
}

export function RegisterPairPage(): ReactElement {
  const { t } = useTranslation("comparisons");
  const params = useParams({ from: "/shell/registers/comparisons/$id/$left/$right" });
  const sent = { params };
  const answer = useQuery({
    queryKey: keyOf(readPair, sent),
    queryFn: ({ signal }) => call(readPair, sent, { signal }),
    retry: false,
  });
  if (answer.data !== undefined) return <Pair id={params.id} pair={answer.data} />;
  return (
    <div className="page">
      <h1>{t("pair.title")}</h1>
      {answer.error === null ? (
        <Skeleton lines={8} />
      ) : (
        <ErrorState error={answer.error} again={() => void answer.refetch()} />
      )}
    </div>
  );
}
