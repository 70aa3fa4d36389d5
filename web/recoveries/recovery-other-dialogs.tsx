/** Adding to what stands beside the firearms of a recovery, stating anew, correcting, striking out: the dialogs. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import {
  addItem,
  addOffence,
  addParty,
  addRoutePoint,
  addStanding,
  changeItem,
  changeParty,
} from "../../src/recoveries/recovery-parts.contract.ts";
import { localProblem } from "../access/sharing-faults.ts";
import type { ProblemAnswer } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { useChoices } from "../firearms/code-names.ts";
import { Select, TextField } from "../parts/fields.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { ReasonDialog } from "../parts/reason-dialog.tsx";
import { ItemFields } from "./new-recovery-items.tsx";
import {
  bornOf,
  firstCategory,
  isBlankItem,
  itemOf,
  newItem,
  newOffence,
  newParty,
  newRoutePoint,
  offenceOf,
  partyOf,
  quantityOf,
  routePointOf,
} from "./new-recovery-others.ts";
import { PartyFields } from "./new-recovery-parties.tsx";
import { OffencesFields, RouteFields } from "./new-recovery-route.tsx";
import {
  CorrectItemDialog,
  CorrectOffenceDialog,
  CorrectPartyDialog,
  CorrectRouteDialog,
} from "./part-corrections.tsx";
import {
  under,
  useTaken,
  type Item,
  type Offence,
  type Party,
  type PartDialogProps,
  type RoutePoint,
} from "./part-dialogs.ts";
import { chosenGrade, useGradeChoices } from "./recovery-statements.tsx";

function AddPartyDialog({ recovery, onClose }: PartDialogProps): ReactElement {
  const { t } = useTranslation("recovery-form");
  const [party, setParty] = useState(() =>
    newParty(recovery.parties.length === 0 ? firstCategory(recovery.manner) : "witness"),
  );
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const add = useChange(addParty, useTaken(recovery, t("others.added"), onClose));
  const send = (): void => {
    const faults = [
      ...(party.name.trim() === "" ? [{ path: "/parties/0/name", detail: t("missing.partyName") }] : []),
      ...(bornOf(party.born) === undefined ? [{ path: "/parties/0/bornOn", detail: t("missing.born") }] : []),
    ];
    setMissing(faults.length === 0 ? null : localProblem(faults));
    if (faults.length === 0)
      add.mutate({ params: { id: recovery.id }, body: partyOf(party, recovery.occurredOn ?? "") });
  };
  return (
    <FormDialog
      wide
      title={t("party.add")}
      verb={t("party.add")}
      busy={add.isPending}
      problem={missing ?? under("/parties/0", add.error)}
      onSend={send}
      onClose={onClose}
    >
      <PartyFields party={party} path="/parties/0" onChange={setParty} />
    </FormDialog>
  );
}

function AddItemDialog({ recovery, onClose }: PartDialogProps): ReactElement {
  const { t } = useTranslation("recovery-form");
  const [item, setItem] = useState(() => newItem("ammunition"));
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const add = useChange(addItem, useTaken(recovery, t("others.added"), onClose));
  const send = (): void => {
    const faults = [
      ...(isBlankItem(item) || item.type.text.trim() === ""
        ? [{ path: "/items/0/type", detail: t("missing.item") }]
        : []),
      ...(item.quantity.trim() !== "" && quantityOf(item.quantity) === undefined
        ? [{ path: "/items/0/quantity", detail: t("missing.quantity") }]
        : []),
    ];
    setMissing(faults.length === 0 ? null : localProblem(faults));
    if (faults.length === 0) add.mutate({ params: { id: recovery.id }, body: itemOf(item) });
  };
  return (
    <FormDialog
      wide
      title={t("others.addItem")}
      verb={t("others.addItem")}
      busy={add.isPending}
      problem={missing ?? under("/items/0", add.error)}
      onSend={send}
      onClose={onClose}
    >
      <ItemFields item={item} path="/items/0" onChange={setItem} />
    </FormDialog>
  );
}

function AddRouteDialog({ recovery, onClose }: PartDialogProps): ReactElement {
  const { t } = useTranslation("recovery-form");
  const [route, setRoute] = useState(() => [newRoutePoint("departure")]);
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const add = useChange(addRoutePoint, useTaken(recovery, t("others.added"), onClose));
  const send = (): void => {
    const point = route[0] === undefined ? undefined : routePointOf(route[0]);
    setMissing(
      point === undefined ? localProblem([{ path: "/route/0/place", detail: t("others.whereMissing") }]) : null,
    );
    if (point !== undefined) add.mutate({ params: { id: recovery.id }, body: point });
  };
  return (
    <FormDialog
      wide
      title={t("route.add")}
      verb={t("route.add")}
      busy={add.isPending}
      problem={missing ?? under("/route/0", add.error)}
      onSend={send}
      onClose={onClose}
    >
      <RouteFields route={route} onChange={setRoute} single />
    </FormDialog>
  );
}

function AddOffenceDialog({ recovery, onClose }: PartDialogProps): ReactElement {
  const { t } = useTranslation("recovery-form");
  const [offences, setOffences] = useState(() => [newOffence()]);
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const add = useChange(addOffence, useTaken(recovery, t("others.added"), onClose));
  const send = (): void => {
    const offence = offences[0] === undefined ? undefined : offenceOf(offences[0]);
    setMissing(
      offence === undefined ? localProblem([{ path: "/offences/0/code", detail: t("others.offenceMissing") }]) : null,
    );
    if (offence !== undefined) add.mutate({ params: { id: recovery.id }, body: offence });
  };
  return (
    <FormDialog
      wide
      title={t("offence.add")}
      verb={t("offence.add")}
      busy={add.isPending}
      problem={missing ?? under("/offences/0", add.error)}
      onSend={send}
      onClose={onClose}
    >
      <OffencesFields offences={offences} onChange={setOffences} single />
    </FormDialog>
  );
}

/** What somebody is now in this matter: a new statement; the earlier ones stay. */
function StandingDialog({ recovery, party, onClose }: PartDialogProps & { readonly party: Party }): ReactElement {
  const { t } = useTranslation(["recovery-form", "recoveries"]);
  const categories = useChoices("party-categories");
  const grades = useGradeChoices();
  const [category, setCategory] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [grade, setGrade] = useState("none");
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const add = useChange(addStanding, useTaken(recovery, t("others.stated"), onClose));
  const send = (): void => {
    setMissing(category === null ? localProblem([{ path: "/category", detail: t("others.categoryMissing") }]) : null);
    if (category === null) return;
    const graded = chosenGrade(grade);
    add.mutate({
      params: { id: recovery.id, party: party.id },
      body: {
        category,
        ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
        ...(graded === undefined ? {} : { grade: graded }),
      },
    });
  };
  return (
    <FormDialog
      wide
      title={t("others.standingTitle", { name: party.name })}
      verb={t("others.state")}
      busy={add.isPending}
      problem={missing ?? under("", add.error)}
      onSend={send}
      onClose={onClose}
    >
      <p className="soft">{t("party.why")}</p>
      <Select
        path="/category"
        label={t("party.category")}
        value={category}
        onChange={setCategory}
        choices={categories}
      />
      <div className="field-row">
        <TextField
          path="/reason"
          label={t("others.standingReason")}
          value={reason}
          onChange={setReason}
          required={false}
          maxLength={500}
        />
        <Select
          path="/grade"
          label={t("recoveries:grade.label")}
          value={grade}
          onChange={setGrade}
          choices={grades}
          required={false}
        />
      </div>
    </FormDialog>
  );
}

/** The dialog that is open. */
export type OpenOther =
  | { readonly what: "party" | "item" | "route" | "offence" }
  | { readonly what: "standing"; readonly party: Party }
  | { readonly what: "correct-party"; readonly party: Party }
  | { readonly what: "correct-item"; readonly item: Item }
  | { readonly what: "correct-route"; readonly point: RoutePoint }
  | { readonly what: "correct-offence"; readonly offence: Offence }
  | { readonly what: "strike-party"; readonly party: Party }
  | { readonly what: "strike-item"; readonly item: Item };

function StrikeDialog({
  recovery,
  open,
  onClose,
}: PartDialogProps & { readonly open: Extract<OpenOther, { what: "strike-party" | "strike-item" }> }): ReactElement {
  const { t } = useTranslation("recovery-form");
  const taken = useTaken(recovery, t("others.struckDone"), onClose);
  const party = useChange(changeParty, taken);
  const item = useChange(changeItem, taken);
  const strike = (reason: string): void => {
    if (open.what === "strike-party")
      party.mutate({
        params: { id: recovery.id, party: open.party.id },
        body: { version: open.party.version, reason, strike: true },
      });
    else
      item.mutate({
        params: { id: recovery.id, item: open.item.id },
        body: { version: open.item.version, reason, strike: true },
      });
  };
  return (
    <ReasonDialog
      title={t("others.strike")}
      verb={t("others.strike")}
      harm
      busy={party.isPending || item.isPending}
      error={party.error ?? item.error}
      onDo={strike}
      onClose={onClose}
    >
      {t("others.strikeMeans")}
    </ReasonDialog>
  );
}

/** The open dialog, if any. */
export function OtherDialogs({
  recovery,
  open,
  onClose,
}: PartDialogProps & { readonly open: OpenOther | undefined }): ReactElement | null {
  switch (open?.what) {
    case "party":
      return <AddPartyDialog recovery={recovery} onClose={onClose} />;
    case "item":
      return <AddItemDialog recovery={recovery} onClose={onClose} />;
    case "route":
      return <AddRouteDialog recovery={recovery} onClose={onClose} />;
    case "offence":
      return <AddOffenceDialog recovery={recovery} onClose={onClose} />;
    case "standing":
      return <StandingDialog recovery={recovery} party={open.party} onClose={onClose} />;
    case "correct-party":
      return <CorrectPartyDialog recovery={recovery} party={open.party} onClose={onClose} />;
    case "correct-item":
      return <CorrectItemDialog recovery={recovery} item={open.item} onClose={onClose} />;
    case "correct-route":
      return <CorrectRouteDialog recovery={recovery} point={open.point} onClose={onClose} />;
    case "correct-offence":
      return <CorrectOffenceDialog recovery={recovery} offence={open.offence} onClose={onClose} />;
    case "strike-party":
    case "strike-item":
      return <StrikeDialog recovery={recovery} open={open} onClose={onClose} />;
    default:
      return null;
  }
}
