/**
 * One hit: both records side by side, why they may be one weapon, what else would fit, and what was decided.
 *
 * Promises: a judgement changes nothing but the hit's state and can be reopened; the page says who may give it. Refuses:
 * to merge, and to offer what the node did not allow.
 */
import { useMemo, useState, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { hitVerbs, readHit } from "../../src/matching/hit.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useInstitutionNames, usePersonNames } from "../access/sharing-names.tsx";
import { call } from "../calls/call.ts";
import { keyOf } from "../calls/use-call.ts";
import { useDesignations } from "../firearms/code-names.ts";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { KeyHint, Serial } from "../parts/marks-of-record.tsx";
import { HistoryList } from "../parts/record-panels.tsx";
import { useSingleKeys } from "../parts/row-keys.ts";
import { useToast } from "../parts/toast.tsx";
import { useActions } from "../shell/actions.tsx";
import { PrintHead } from "../shell/print.tsx";
import { ComparisonPage, type ComparedField, type ComparedRecord } from "../templates/comparison-page.tsx";
import { useBoth } from "../words/both.ts";
import { DecideDialog, type HitVerb } from "./decide-dialog.tsx";
import { HandOverDialog } from "./hand-over-dialog.tsx";
import { HandedTo, HitStateChip, Urgency, agreementOf } from "./hit-words.tsx";
import { levelShown } from "./field-level.ts";
import { MatchedRecord, Weights, placeOf, useRecordWords, type RecordSide } from "./matched-record.tsx";
import { Probability, useProbability } from "./probability.tsx";
import { useRecomputed } from "./recomputed.tsx";
import { serialDifferences } from "./serial-differences.ts";

type HitView = CallOutput<typeof readHit>;

/** The physical keys of the judgements, the same under a Russian layout. */
const KEYS: Readonly<Record<HitVerb, { readonly code: string; readonly shown: string }>> = {
  confirm: { code: "KeyY", shown: "Y" },
  reject: { code: "KeyN", shown: "N" },
  unsure: { code: "KeyU", shown: "U" },
  reopen: { code: "KeyO", shown: "O" },
};

function useFields(hit: HitView): readonly ComparedField[] {
  const { t } = useTranslation(["hits", "matching"]);
  const names = useDesignations();
  return hit.comparison.map((part): ComparedField => {
    const { field } = part;
    const show = (value: string | null, differs: readonly number[]) => {
      if (value === null || value === "") return <span className="soft">{t("notRecorded")}</span>;
      if (field === "serial") return <Serial value={value} differs={differs} />;
      if (field === "type" || field === "make" || field === "model" || field === "calibre") {
        return names[field]({ code: value, written: value });
      }
      return value;
    };
    const apart =
      field === "serial" && part.level !== "model"
        ? serialDifferences(part.recovered ?? "", part.other ?? "")
        : { left: [], right: [] };
    const left = part.recovered ?? "";
    const right = part.other ?? "";
    const level = levelShown(part.level, left, right);
    return {
      id: field,
      field: t(`fieldName.${field}`, { defaultValue: t(`matching:field.${field}`) }),
      left: show(part.recovered, apart.left),
      right: show(part.other, apart.right),
      agreement: agreementOf(level),
      reason: t(field === "serial" ? `reason.serial.${level}` : `reason.${level}`, {
        defaultValue: t(`matching:level.${part.level}`),
      }),
    };
  });
}

function useCompared(hit: HitView): (side: RecordSide) => ComparedRecord {
  const { t } = useTranslation("hits");
  const words = useRecordWords();
  const institutions = useInstitutionNames();
  return (side) => ({
    kind: [words.source(side), words.fate(side), side.authority]
      .filter((part) => part !== null && part !== "")
      .join(", "),
    number: side.number ?? t("theRecord"),
    owner: { code: side.institution, name: institutions.full(side.institution) },
    handling: hit.handling,
    link: placeOf(side),
  });
}

function Rivals({ hit }: { readonly hit: HitView }): ReactElement {
  const { t } = useTranslation("hits");
  const probability = useProbability();
  if (hit.rivals.length === 0) {
    return (
      <section>
        <h2>{t("rivals.noneTitle")}</h2>
        <p>{t("rivals.none")}</p>
      </section>
    );
  }
  return (
    <section>
      <h2>{t("rivals.title", { count: hit.rivals.length })}</h2>
      <p>
        {t("rivals.beside", {
          alone: probability.short(hit.probability),
          beside: probability.short(hit.probabilityAmongRivals),
        })}
      </p>
      <ol>
        {hit.rivals.map((rival) => (
          <MatchedRecord key={rival.id} answer={rival} />
        ))}
      </ol>
    </section>
  );
}

function Decisions({ hit }: { readonly hit: HitView }): ReactElement {
  const { t } = useTranslation("hits");
  const personName = usePersonNames();
  const institutions = useInstitutionNames();
  const probability = useProbability();
  const both = useBoth();
  const recomputed = useRecomputed(hit.id);
  const judged = hit.decisions.map((one, index) => ({
    id: one.id,
    at: one.at,
    what: (
      <>
        {t(`did.${one.verb}`, { probability: probability.short(one.probability) })}
        {recomputed.line(one.id)}
      </>
    ),
    ...(one.by === null
      ? { person: t("did.node") }
      : {
          person: personName(one.by),
          institution: { code: one.by.institution, name: institutions.short(one.by.institution) },
          why: one.reason,
        }),
    receipt: receiptOf(hit, index + 1),
  }));
  const handed = hit.handovers.map((one) => ({
    id: one.id,
    at: one.at,
    what: t("did.handOver", {
      to: one.person === null ? (one.unit === null ? "" : both(one.unit)) : personName(one.person),
    }),
    person: personName(one.by),
    institution: { code: one.by.institution, name: institutions.short(one.by.institution) },
    why: one.reason,
  }));
  const entries = [...judged, ...handed].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <HistoryList
      entries={[
        ...entries.toReversed(),
        {
          id: hit.id,
          at: hit.createdAt,
          what: (
            <>
              {t("did.propose", { probability: probability.short(hit.probability) })}
              {recomputed.line(null)}
            </>
          ),
          person: t("did.node"),
        },
      ]}
    >
      {recomputed.control}
    </HistoryList>
  );
}

/** The number by which a judgement is found again: the hit's number and its place among the judgements. */
function receiptOf(hit: HitView, place: number): string {
  return `${hit.number}/${place}`;
}

/** The weights of the fields with what stood before any comparison, so that they add up. */
function weightsOf(hit: HitView): readonly { field: string; level: string; nats: number }[] {
  const fields = hit.comparison.map(({ field, level, nats }) => ({ field, level, nats }));
  const prior = hit.logOdds - fields.reduce((sum, part) => sum + part.nats, 0);
  return [...fields, { field: "prior", level: "", nats: prior }];
}

function Hit({ hit }: { readonly hit: HitView }): ReactElement {
  const { t } = useTranslation("hits");
  const navigate = useNavigate();
  const tell = useToast();
  const institutions = useInstitutionNames();
  const [verb, setVerb] = useState<HitVerb | undefined>(undefined);
  const [handing, setHanding] = useState(false);
  const mayHand = hit.may.includes("hand-over");
  const fields = useFields(hit);
  const compared = useCompared(hit);
  const left = compared(hit.recovered);
  const right = compared(hit.other);
  const allowed = hitVerbs.filter((one) => hit.may.includes(one));
  const allowedWords = allowed.join(" ");
  const keys = useMemo(
    () =>
      Object.fromEntries([
        ...allowed.map((one) => [KEYS[one].code, () => setVerb(one)]),
        ...(mayHand ? [["KeyH", () => setHanding(true)]] : []),
        ["KeyB", () => void navigate({ to: "/hits" })],
      ]) as Readonly<Record<string, () => void>>,
    // The list is made anew at each drawing; its words say whether it changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [allowedWords, mayHand, navigate],
  );
  useSingleKeys(keys);
  const actions = useMemo(
    () =>
      allowed.map((one) => ({
        id: `hit ${one}`,
        label: t(`decide.${one}.title`),
        keys: [KEYS[one].shown],
        run: () => setVerb(one),
      })),
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [allowedWords, t],
  );
  useActions(actions);
  const title = t("compare");
  return (
    <>
      <PrintHead
        kind={t("kind")}
        number={hit.number}
        owner={{ code: hit.other.institution, name: institutions.full(hit.other.institution) }}
        handling={hit.handling}
      />
      <ComparisonPage
        title={title}
        plainTitle={`${hit.number} · ${title}`}
        crumbs={[{ label: t("title"), to: "/hits" }, { label: <span className="mono">{hit.number}</span> }]}
        actions={
          <Button tone="quiet" glyph="print" onPress={() => globalThis.print()}>
            {t("web:record.print")}
          </Button>
        }
        state={
          <div className="verdict-state">
            <HitStateChip hit={hit} />
            <Urgency hit={hit} full />
            {hit.handedTo !== null && (
              <span>
                {t("handedTo")} <HandedTo to={hit.handedTo} />
              </span>
            )}
            <Probability value={hit.probabilityAmongRivals} />
          </div>
        }
        sentence={hit.because}
        left={left}
        right={right}
        fields={fields}
        may={hit.may}
        acts={[
          ...hitVerbs.map((one) => ({
            verb: one,
            control: (
              <Button tone={one === "confirm" ? "main" : "plain"} onPress={() => setVerb(one)}>
                {t(`decide.${one}.act`)} <KeyHint keys={[KEYS[one].shown]} />
              </Button>
            ),
          })),
          {
            verb: "hand-over",
            control: (
              <Button tone="quiet" onPress={() => setHanding(true)}>
                {t("handOver.act")} <KeyHint keys={["H"]} />
              </Button>
            ),
          },
        ]}
        numbers={<Weights numbers={weightsOf(hit)} logOdds={hit.logOdds} modelVersion={hit.modelVersion} />}
      >
        {hit.may.length === 0 && (
          <p className="soft hit-whose">{t("whoDecides", { institution: institutions.full(hit.other.institution) })}</p>
        )}
        <div className="hit-more">
          <Rivals hit={hit} />
          <Decisions hit={hit} />
        </div>
      </ComparisonPage>
      {handing && <HandOverDialog hit={hit} onClose={() => setHanding(false)} />}
      {verb !== undefined && (
        <DecideDialog
          key={verb}
          hit={hit}
          verb={verb}
          onClose={() => setVerb(undefined)}
          onDecided={(after) => {
            setVerb(undefined);
            tell({
              text: t(`decide.${verb}.done`),
              receipt: receiptOf(after, after.decisions.length),
              action: { label: t("backToQueue"), run: () => void navigate({ to: "/hits" }) },
            });
          }}
        />
      )}
    </>
  );
}

export function HitPage(): ReactElement {
  const { t } = useTranslation("hits");
  const { id } = useParams({ from: "/shell/hits/$id" });
  const sent = { params: { id } };
  const answer = useQuery({
    queryKey: keyOf(readHit, sent),
    queryFn: ({ signal }) => call(readHit, sent, { signal }),
    // A look is written into the journal: a window that comes to the front is no new look.
    refetchOnWindowFocus: false,
    retry: false,
  });
  if (answer.data === undefined) {
    return (
      <div className="page">
        <h1>{t("compare")}</h1>
        {answer.error === null ? (
          <Skeleton lines={8} />
        ) : (
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        )}
      </div>
    );
  }
  return <Hit hit={answer.data} />;
}
