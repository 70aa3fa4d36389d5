/**
 * Beside the firearms of a recovery: who was involved, what else was found, the route, the offences; and adding to them.
 *
 * Promises: a category is said with whose statement it is, and holds for this matter only; what was struck stays, struck
 * through, with its reason. Refuses: to overwrite.
 */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usePersonNames } from "../access/sharing-names.tsx";
import { useNameOf } from "../firearms/code-names.ts";
import { Button } from "../parts/button.tsx";
import { Grade, Tag } from "../parts/marks-of-record.tsx";
import { RecordSection } from "../templates/record-page.tsx";
import { useDates } from "../words/dates.ts";
import type { Item, Party } from "./part-dialogs.ts";
import { OtherDialogs, type OpenOther } from "./recovery-other-dialogs.tsx";
import type { RecoveryView } from "./recovery-page.tsx";

function PartyLine({
  recovery,
  party,
  onStanding,
  onCorrect,
  onStrike,
}: {
  readonly recovery: RecoveryView;
  readonly party: Party;
  readonly onStanding: () => void;
  readonly onCorrect: () => void;
  readonly onStrike: () => void;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  const dates = useDates();
  const personName = usePersonNames();
  const category = useNameOf("party-categories");
  const country = useNameOf("countries");
  const may = recovery.may.includes("add-party") && party.struck === null;
  const born =
    party.bornOn !== null ? dates.day(party.bornOn) : party.bornYear === null ? null : String(party.bornYear);
  const facts = [
    party.nameOther,
    born === null ? null : `${t("party.born")}: ${born}`,
    party.nationality === null ? null : `${t("party.nationality")}: ${country(party.nationality) ?? party.nationality}`,
    party.residence === null ? null : `${t("party.residence")}: ${country(party.residence) ?? party.residence}`,
    party.documentNumber === null ? null : `${t("party.document")}: ${party.documentNumber}`,
    party.address,
  ].filter((fact) => fact !== null);
  return (
    <li>
      <div className="cluster">
        {party.struck === null ? <b>{party.name}</b> : <s>{party.name}</s>}
        {party.standings
          .filter((one) => one.stands && party.struck === null)
          .map((one) => (
            <Tag key={one.id}>{category(one.category) ?? one.category}</Tag>
          ))}
        {may && (
          <>
            <Button small tone="quiet" onPress={onStanding} label={t("others.stateOf", { name: party.name })}>
              {t("others.state")}
            </Button>
            {recovery.may.includes("change") && (
              <>
                <Button small tone="quiet" onPress={onCorrect} label={t("correct.openOf", { name: party.name })}>
                  {t("correct.open")}
                </Button>
                <Button small tone="quiet" onPress={onStrike} label={t("others.strikeOf", { name: party.name })}>
                  {t("others.strike")}
                </Button>
              </>
            )}
          </>
        )}
      </div>
      {facts.length > 0 && <p className="soft">{facts.join("; ")}</p>}
      {party.note !== null && <p>{party.note}</p>}
      {party.struck !== null && <p className="soft">{t("others.struck", { reason: party.struck.reason })}</p>}
      {party.standings.length > 1 && (
        <ol className="statements">
          {party.standings.toReversed().map((one) => (
            <li key={one.id}>
              <span className="soft">{one.fromDate === null ? "" : dates.day(one.fromDate)}</span>
              <span>
                {category(one.category) ?? one.category}
                {one.reason !== null && <span className="soft"> «{one.reason}»</span>}
              </span>
              <span className="cluster">
                {one.grade !== null && <Grade source={one.grade.slice(0, 1)} information={one.grade.slice(1)} />}
              </span>
              <span className="statement-note">
                {personName(one.recordedBy)}, {dates.moment(one.recordedAt)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

function ItemLine({
  recovery,
  item,
  onCorrect,
  onStrike,
}: {
  readonly recovery: RecoveryView;
  readonly item: Item;
  readonly onCorrect: () => void;
  readonly onStrike: () => void;
}): ReactElement {
  const { t, i18n } = useTranslation("recovery-form");
  const kind = useNameOf("item-kinds");
  const type = useNameOf("item-types");
  const calibre = useNameOf("calibres");
  const name = type(item.type.code) ?? item.type.written ?? kind(item.kind) ?? item.kind;
  const quantity =
    item.quantity === null
      ? null
      : `${new Intl.NumberFormat(i18n.language).format(item.quantity)} ${item.unit === null ? "" : t(`item.units.${item.unit}`, { defaultValue: item.unit })}`;
  const facts = [
    quantity,
    calibre(item.calibre.code) ?? item.calibre.written,
    item.headstamp === null ? null : `${t("item.headstamp")}: ${item.headstamp}`,
    item.lot === null ? null : `${t("item.lot")}: ${item.lot}`,
    item.marking === null ? null : `${t("item.marking")}: ${item.marking}`,
    item.note,
  ].filter((fact) => fact !== null && fact !== undefined);
  return (
    <li>
      <div className="cluster">
        {item.struck === null ? <b>{name}</b> : <s>{name}</s>}
        <Tag>{kind(item.kind) ?? item.kind}</Tag>
        <span className="mono soft">{item.number}</span>
        {recovery.may.includes("change") && item.struck === null && (
          <>
            <Button small tone="quiet" onPress={onCorrect} label={t("correct.openOf", { name })}>
              {t("correct.open")}
            </Button>
            <Button small tone="quiet" onPress={onStrike} label={t("others.strikeOf", { name })}>
              {t("others.strike")}
            </Button>
          </>
        )}
      </div>
      {facts.length > 0 && <p className="soft">{facts.join("; ")}</p>}
      {item.struck !== null && <p className="soft">{t("others.struck", { reason: item.struck.reason })}</p>}
    </li>
  );
}

/** By whom and when it was stated anew, and why. Said where an earlier statement was answered. */
function StatedBy({
  one,
}: {
  readonly one: Pick<RecoveryView["route"][number], "corrects" | "reason" | "recordedBy" | "recordedAt">;
}): ReactElement | null {
  const { t } = useTranslation("recovery-form");
  const dates = useDates();
  const personName = usePersonNames();
  if (one.corrects === null) return null;
  return (
    <p className="soft">
      {t("correct.anew", { person: personName(one.recordedBy), at: dates.moment(one.recordedAt) })}
      {one.reason !== null && (
        <>
          {": "}
          <q>{one.reason}</q>
        </>
      )}
    </p>
  );
}

/** The four sections of the page with their acts and dialogs. */
export function OtherSections({ recovery }: { readonly recovery: RecoveryView }): ReactElement {
  const { t } = useTranslation("recovery-form");
  const [open, setOpen] = useState<OpenOther>();
  const dates = useDates();
  const place = useNameOf("places");
  const country = useNameOf("countries");
  const offence = useNameOf("offences");
  const may = (verb: string): boolean => recovery.may.includes(verb);
  const adding = (what: "party" | "item" | "route" | "offence", words: string): ReactElement | null =>
    may(`add-${what}`) ? (
      <div>
        <Button small glyph="plus" onPress={() => setOpen({ what })}>
          {words}
        </Button>
      </div>
    ) : null;
  // Who may not add needs no heading over nothing: what is not recorded is said in one line.
  const shows = (list: readonly unknown[], what: string): boolean => list.length > 0 || may(`add-${what}`);
  const unsaid = [
    ...(shows(recovery.parties, "party") ? [] : [t("people")]),
    ...(shows(recovery.items, "item") ? [] : [t("items")]),
    ...(shows(recovery.route, "route") ? [] : [t("others.route")]),
    ...(shows(recovery.offences, "offence") ? [] : [t("others.offences")]),
  ].map((name) => name.toLocaleLowerCase());
  const nothing = <p className="soft">{t("others.none")}</p>;
  return (
    <>
      {shows(recovery.parties, "party") && (
        <RecordSection title={t("people")}>
          {recovery.parties.length === 0 ? (
            nothing
          ) : (
            <ul className="other-list">
              {recovery.parties.map((party) => (
                <PartyLine
                  key={party.id}
                  recovery={recovery}
                  party={party}
                  onStanding={() => setOpen({ what: "standing", party })}
                  onCorrect={() => setOpen({ what: "correct-party", party })}
                  onStrike={() => setOpen({ what: "strike-party", party })}
                />
              ))}
            </ul>
          )}
          {adding("party", t("party.add"))}
        </RecordSection>
      )}
      {shows(recovery.items, "item") && (
        <RecordSection title={t("items")}>
          {recovery.items.length === 0 ? (
            nothing
          ) : (
            <ul className="other-list">
              {recovery.items.map((item) => (
                <ItemLine
                  key={item.id}
                  recovery={recovery}
                  item={item}
                  onCorrect={() => setOpen({ what: "correct-item", item })}
                  onStrike={() => setOpen({ what: "strike-item", item })}
                />
              ))}
            </ul>
          )}
          {adding("item", t("others.addItem"))}
        </RecordSection>
      )}
      {shows(recovery.route, "route") && (
        <RecordSection title={t("others.route")}>
          {recovery.route.length === 0 ? (
            nothing
          ) : (
            <ol className="other-list">
              {recovery.route.map((point) => {
                const where = [
                  place(point.place.code) ?? point.place.written ?? point.place.code,
                  country(point.country) ?? point.country,
                ].filter((part) => part != null);
                const words = `${t(`route.kinds.${point.kind}`)}: ${where.join(", ")}`;
                return (
                  <li key={point.id}>
                    {point.holds ? words : <s>{words}</s>}
                    {point.onDate !== null && <span className="soft"> {dates.day(point.onDate)}</span>}
                    {point.holds && may("add-route") && (
                      <Button
                        small
                        tone="quiet"
                        onPress={() => setOpen({ what: "correct-route", point })}
                        label={t("correct.openOf", { name: words })}
                      >
                        {t("correct.open")}
                      </Button>
                    )}
                    <StatedBy one={point} />
                  </li>
                );
              })}
            </ol>
          )}
          {adding("route", t("route.add"))}
        </RecordSection>
      )}
      {shows(recovery.offences, "offence") && (
        <RecordSection title={t("others.offences")}>
          {recovery.offences.length === 0 ? (
            nothing
          ) : (
            <ul className="other-list">
              {recovery.offences.map((one) => {
                const words = [offence(one.code) ?? one.code, one.written].filter((part) => part != null).join(", ");
                return (
                  <li key={one.id}>
                    {one.holds ? words : <s>{words}</s>}
                    {one.iccs !== null && <span className="mono soft"> ICCS {one.iccs}</span>}
                    {one.holds && may("add-offence") && (
                      <Button
                        small
                        tone="quiet"
                        onPress={() => setOpen({ what: "correct-offence", offence: one })}
                        label={t("correct.openOf", { name: words })}
                      >
                        {t("correct.open")}
                      </Button>
                    )}
                    <StatedBy one={one} />
                  </li>
                );
              })}
            </ul>
          )}
          {adding("offence", t("offence.add"))}
        </RecordSection>
      )}
      {unsaid.length > 0 && <p className="soft">{t("others.unsaid", { what: unsaid.join(", ") })}</p>}
      <OtherDialogs recovery={recovery} open={open} onClose={() => setOpen(undefined)} />
    </>
  );
}
