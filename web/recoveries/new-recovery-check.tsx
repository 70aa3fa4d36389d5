/** Everything that was answered, before it is sent: each line leads back to its question. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useNameOf } from "../firearms/code-names.ts";
import { stateOf } from "../firearms/reading-draft.ts";
import { Serial } from "../parts/marks-of-record.tsx";
import { CheckAnswers, type Answer } from "../templates/task-page.tsx";
import { useDates } from "../words/dates.ts";
import { isBlankItem, offenceOf, routePointOf, saidParties } from "./new-recovery-others.ts";
import { hourOf, type FirearmDraft, type MarkDraft, type RecoveryDraft } from "./new-recovery-draft.ts";

const said = (parts: readonly string[]): string =>
  parts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join(", ");

function MarkSaid({ mark }: { readonly mark: MarkDraft }): ReactElement {
  const { t } = useTranslation("firearms");
  const { reading } = mark;
  if (reading.answer !== "read") {
    return (
      <>
        {t(`reading.answer.${reading.answer}`)}
        {reading.answer === "obliterated" && reading.written !== "" && (
          <>
            {": "}
            <Serial value={reading.written} />
          </>
        )}
      </>
    );
  }
  return (
    <>
      <Serial value={reading.written} />{" "}
      <span className="soft">
        {t(`state.${stateOf(reading)}`)}, {t(`confidence.${reading.confidence}`)}, {t(`place.${mark.place}`)}
      </span>
    </>
  );
}

export function CheckStep({
  draft,
  onChange,
}: {
  readonly draft: RecoveryDraft;
  readonly onChange: (step: string) => void;
}): ReactElement {
  const { t } = useTranslation(["recoveries", "web", "firearms", "recovery-form"]);
  const dates = useDates();
  const ground = useNameOf("grounds");
  const context = useNameOf("contexts");
  const region = useNameOf("regions");
  const kind = useNameOf("mark-kinds");
  const placeKind = useNameOf("place-kinds");
  const conveyance = useNameOf("conveyances");
  const concealment = useNameOf("concealments");
  const category = useNameOf("party-categories");
  const itemKind = useNameOf("item-kinds");
  const offence = useNameOf("offences");
  const several = draft.firearms.length > 1;
  const weapon = (firearm: FirearmDraft): string =>
    [firearm.type, firearm.make, firearm.model, firearm.calibre]
      .map((one) => one.text.trim())
      .filter((text) => text !== "")
      .join(", ");
  const answers: Answer[] = [
    {
      question: t("fact.manner"),
      answer: draft.manner === null ? "" : t(`manner.${draft.manner}`),
      step: "occurrence",
    },
    {
      question: t("fact.when"),
      answer: [dates.longDay(draft.occurredOn), hourOf(draft.time) ?? ""].filter((part) => part !== "").join(", "),
      step: "occurrence",
    },
    {
      question: t("fact.place"),
      answer: [draft.place.text, region(draft.region), placeKind(draft.placeKind)]
        .filter((part) => part !== undefined && part !== "")
        .join(", "),
      step: "occurrence",
    },
    {
      question: t("new.ground"),
      answer: [ground(draft.ground), draft.groundWritten]
        .filter((part) => part !== undefined && part !== "")
        .join("; "),
      step: "occurrence",
    },
    ...(draft.context === null
      ? []
      : [{ question: t("new.context"), answer: context(draft.context) ?? draft.context, step: "occurrence" }]),
    ...(draft.conveyance === null
      ? []
      : [
          {
            question: t("recovery-form:conveyance"),
            answer: conveyance(draft.conveyance) ?? draft.conveyance,
            step: "occurrence",
          },
        ]),
    ...(draft.concealment === null
      ? []
      : [
          {
            question: t("recovery-form:concealment"),
            answer: concealment(draft.concealment) ?? draft.concealment,
            step: "occurrence",
          },
        ]),
    ...(draft.circumstances.trim() === ""
      ? []
      : [{ question: t("fact.circumstances"), answer: draft.circumstances, step: "occurrence" }]),
    ...(draft.ownReference.trim() === ""
      ? []
      : [{ question: t("fact.ownReference"), answer: draft.ownReference, step: "occurrence" }]),
    ...(draft.handling.length === 0
      ? []
      : [{ question: t("fact.handling"), answer: draft.handling.join(", "), step: "occurrence" }]),
    ...draft.firearms.flatMap((firearm, index): Answer[] => {
      const number = several ? ` ${index + 1}` : "";
      return [
        { question: `${t("new.firearm")}${number}`, answer: weapon(firearm), step: "firearms" },
        ...firearm.marks.map((mark, at) => ({
          question: `${at === 0 ? t("new.serial") : (kind(mark.kind) ?? mark.kind)}${number}${at > 1 ? ` (${at})` : ""}`,
          answer: <MarkSaid mark={mark} />,
          step: "firearms",
        })),
      ];
    }),
    ...saidParties(draft.parties).map((party): Answer => ({
      question: category(party.category) ?? party.category,
      answer: said([party.name, party.nameOther, party.born, party.residence.text]),
      step: "others",
    })),
    ...draft.items
      .filter((item) => !isBlankItem(item))
      .map((item): Answer => ({
        question: itemKind(item.kind) ?? item.kind,
        answer: said([
          item.type.text,
          item.quantity === ""
            ? ""
            : `${item.quantity} ${item.unit === "" ? "" : t(`recovery-form:item.units.${item.unit}`)}`,
          item.calibre.text,
          item.headstamp,
          item.lot,
        ]),
        step: "others",
      })),
    ...draft.route
      .filter((point) => routePointOf(point) !== undefined)
      .map((point): Answer => ({
        question: t(`recovery-form:route.kinds.${point.kind}`),
        answer: said([point.place.text, point.country.text]),
        step: "others",
      })),
    ...draft.offences
      .filter((one) => offenceOf(one) !== undefined)
      .map((one): Answer => ({
        question: t("recovery-form:offence.code"),
        answer: said([offence(one.code) ?? "", one.written]),
        step: "others",
      })),
  ];
  return <CheckAnswers answers={answers} onChange={onChange} />;
}
