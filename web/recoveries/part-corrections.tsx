/**
 * Correcting what stands beside the firearms: an item's and a party's facts, a point of the route, an offence; each with a reason.
 *
 * Promises: the former value or statement stays, with the reason, who and when; when somebody else changed it meanwhile, it is
 * said, what was typed stays, and only what was touched goes on top of theirs. Refuses: a correction without a reason, or of nothing.
 */
import { useState, type ReactElement, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { addOffence, addRoutePoint, changeItem, changeParty } from "../../src/recoveries/recovery-parts.contract.ts";
import { readRecovery } from "../../src/recoveries/recovery.contract.ts";
import { localProblem, type LocalFault } from "../access/sharing-faults.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { useNameOf } from "../firearms/code-names.ts";
import { TextField } from "../parts/fields.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { ItemFields } from "./new-recovery-items.tsx";
import { bornOf, newOffence, newRoutePoint, offenceOf, quantityOf, routePointOf } from "./new-recovery-others.ts";
import { PartyFields } from "./new-recovery-parties.tsx";
import { OffencesFields, RouteFields } from "./new-recovery-route.tsx";
import { itemChanges, itemDraftOf, partyChanges, partyDraftOf, type PartNames } from "./part-changes.ts";
import {
  under,
  useTaken,
  type Item,
  type Offence,
  type Party,
  type PartDialogProps,
  type RoutePoint,
} from "./part-dialogs.ts";

const MOST = 500;

function usePartNames(): PartNames {
  return { itemType: useNameOf("item-types"), calibre: useNameOf("calibres"), country: useNameOf("countries") };
}

/** The frame of every correction: what stays of the former value, the fields, the reason. */
function Correction({
  title,
  stays,
  faults,
  busy,
  problem,
  onSend,
  onClose,
  children,
}: {
  readonly title: string;
  readonly stays: string;
  /** What is wrong with the fields, seen when it is sent. */
  readonly faults: () => readonly LocalFault[];
  readonly busy: boolean;
  readonly problem: ProblemAnswer | null;
  readonly onSend: (reason: string) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const send = (): void => {
    const wrong = [
      ...faults(),
      ...(reason.trim().length < 3 ? [{ path: "/reason", detail: t("correct.missingReason") }] : []),
    ];
    setMissing(wrong.length === 0 ? null : localProblem(wrong));
    if (wrong.length === 0) onSend(reason.trim());
  };
  return (
    <FormDialog
      wide
      title={title}
      verb={t("correct.act")}
      busy={busy}
      problem={missing ?? problem}
      onSend={send}
      onClose={onClose}
    >
      <p className="soft">{stays}</p>
      {children}
      <TextField path="/reason" label={t("correct.reason")} value={reason} onChange={setReason} maxLength={MOST} />
    </FormDialog>
  );
}

/** Somebody was faster: their state is fetched, so that what was touched here can be sent on top of it. */
function useFetchAfresh(recovery: PartDialogProps["recovery"]): (error: Error) => void {
  const queries = useQueryClient();
  return (error) => {
    if (asProblem(error).code === "version-outdated")
      void queries.invalidateQueries({ queryKey: keyOf(readRecovery, { params: { id: recovery.id } }) });
  };
}

export function CorrectItemDialog({
  recovery,
  item,
  onClose,
}: PartDialogProps & { readonly item: Item }): ReactElement {
  const { t } = useTranslation("recovery-form");
  const names = usePartNames();
  const [before] = useState(() => itemDraftOf(item, names));
  const [draft, setDraft] = useState(before);
  const onError = useFetchAfresh(recovery);
  const change = useChange(changeItem, useTaken(recovery, t("correct.done"), onClose));
  const faults = (): LocalFault[] => {
    if (draft.quantity.trim() !== "" && quantityOf(draft.quantity) === undefined)
      return [{ path: "/changes/quantity", detail: t("missing.quantity") }];
    return Object.keys(itemChanges(before, draft)).length === 0
      ? [{ path: "/changes/type", detail: t("correct.nothing") }]
      : [];
  };
  const version = recovery.items.find(({ id }) => id === item.id)?.version ?? item.version;
  return (
    <Correction
      title={t("correct.item", { name: before.type.text || item.number })}
      stays={t("correct.stays")}
      faults={faults}
      busy={change.isPending}
      problem={change.error === null ? null : asProblem(change.error)}
      onSend={(reason) =>
        change.mutate(
          {
            params: { id: recovery.id, item: item.id },
            body: { version, changes: itemChanges(before, draft), reason },
          },
          { onError },
        )
      }
      onClose={onClose}
    >
      <ItemFields correcting item={draft} path="/changes" onChange={setDraft} />
    </Correction>
  );
}

export function CorrectPartyDialog({
  recovery,
  party,
  onClose,
}: PartDialogProps & { readonly party: Party }): ReactElement {
  const { t } = useTranslation("recovery-form");
  const names = usePartNames();
  const [before] = useState(() => partyDraftOf(party, names));
  const [draft, setDraft] = useState(before);
  const onError = useFetchAfresh(recovery);
  const change = useChange(changeParty, useTaken(recovery, t("correct.done"), onClose));
  const faults = (): LocalFault[] => {
    if (draft.name.trim() === "") return [{ path: "/changes/name", detail: t("correct.nameMissing") }];
    if (bornOf(draft.born) === undefined) return [{ path: "/changes/bornOn", detail: t("missing.born") }];
    return Object.keys(partyChanges(before, draft)).length === 0
      ? [{ path: "/changes/name", detail: t("correct.nothing") }]
      : [];
  };
  const version = recovery.parties.find(({ id }) => id === party.id)?.version ?? party.version;
  return (
    <Correction
      title={t("correct.party", { name: party.name })}
      stays={t("correct.stays")}
      faults={faults}
      busy={change.isPending}
      problem={change.error === null ? null : asProblem(change.error)}
      onSend={(reason) =>
        change.mutate(
          {
            params: { id: recovery.id, party: party.id },
            body: { version, changes: partyChanges(before, draft), reason },
          },
          { onError },
        )
      }
      onClose={onClose}
    >
      <PartyFields correcting party={draft} path="/changes" onChange={setDraft} />
    </Correction>
  );
}

/** A corrected statement says something, and something else than before. */
function statementFaults(
  path: string,
  missing: string | undefined,
  [before, now]: readonly [object, object],
  nothing: string,
): readonly LocalFault[] {
  if (missing !== undefined) return [{ path, detail: missing }];
  return JSON.stringify(now) === JSON.stringify(before) ? [{ path, detail: nothing }] : [];
}

export function CorrectRouteDialog({
  recovery,
  point,
  onClose,
}: PartDialogProps & { readonly point: RoutePoint }): ReactElement {
  const { t } = useTranslation("recovery-form");
  const place = useNameOf("places");
  const country = useNameOf("countries");
  const [before] = useState(() => ({
    ...newRoutePoint(point.kind),
    place: { id: point.place.code, text: point.place.written ?? place(point.place.code) ?? point.place.code ?? "" },
    country: { id: point.country, text: country(point.country) ?? point.country ?? "" },
  }));
  const [route, setRoute] = useState(() => [before]);
  const add = useChange(addRoutePoint, useTaken(recovery, t("correct.done"), onClose));
  const now = route[0] ?? before;
  const said = routePointOf(now);
  return (
    <Correction
      title={t("correct.route")}
      stays={t("correct.staysStatement")}
      faults={() =>
        statementFaults(
          "/route/0/place",
          said === undefined ? t("others.whereMissing") : undefined,
          [before, now],
          t("correct.nothing"),
        )
      }
      busy={add.isPending}
      problem={under("/route/0", add.error)}
      onSend={(reason) => {
        if (said === undefined) return;
        // What the form does not ask holds as before.
        const kept = {
          ...(point.onDate === null ? {} : { onDate: point.onDate }),
          ...(point.note === null ? {} : { note: point.note }),
        };
        add.mutate({ params: { id: recovery.id }, body: { ...kept, ...said, corrects: point.id, reason } });
      }}
      onClose={onClose}
    >
      <RouteFields route={route} onChange={setRoute} single />
    </Correction>
  );
}

export function CorrectOffenceDialog({
  recovery,
  offence,
  onClose,
}: PartDialogProps & { readonly offence: Offence }): ReactElement {
  const { t } = useTranslation("recovery-form");
  const [before] = useState(() => ({ ...newOffence(), code: offence.code, written: offence.written ?? "" }));
  const [offences, setOffences] = useState(() => [before]);
  const add = useChange(addOffence, useTaken(recovery, t("correct.done"), onClose));
  const now = offences[0] ?? before;
  const said = offenceOf(now);
  return (
    <Correction
      title={t("correct.offence")}
      stays={t("correct.staysStatement")}
      faults={() =>
        statementFaults(
          "/offences/0/code",
          said === undefined ? t("others.offenceMissing") : undefined,
          [before, now],
          t("correct.nothing"),
        )
      }
      busy={add.isPending}
      problem={under("/offences/0", add.error)}
      onSend={(reason) => {
        if (said === undefined) return;
        const kept = {
          ...(offence.party === null ? {} : { party: offence.party }),
          ...(offence.fromDate === null ? {} : { fromDate: offence.fromDate }),
        };
        add.mutate({ params: { id: recovery.id }, body: { ...kept, ...said, corrects: offence.id, reason } });
      }}
      onClose={onClose}
    >
      <OffencesFields offences={offences} onChange={setOffences} single />
    </Correction>
  );
}
