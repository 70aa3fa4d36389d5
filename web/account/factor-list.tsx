/** Authenticators and passkeys one has: name them, remove them. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { removeFactor, renameFactor, type readFactors } from "../../src/access/sign-in-factors.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { ErrorState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useDates } from "../words/dates.ts";
import { PlainTable } from "./plain-table.tsx";

type Factors = CallOutput<typeof readFactors>;
type Factor = Factors["totp"][number] & { readonly backedUp?: boolean };

export interface FactorListProps {
  readonly kind: "totp" | "passkey";
  readonly factors: readonly Factor[];
  readonly onChanged: () => void;
}

function RenameDialog({
  factor,
  name,
  onClose,
  onChanged,
}: {
  readonly factor: Factor;
  readonly name: string;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const [label, setLabel] = useState(factor.label ?? "");
  const rename = useChange(renameFactor, () => {
    onChanged();
    onClose();
  });
  return (
    <Dialog
      open
      title={t("factor.renameOf", { name })}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="rename-factor" busy={rename.isPending}>
            {t("factor.keepName")}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <Form
        id="rename-factor"
        label={t("factor.rename")}
        problem={rename.error === null ? null : asProblem(rename.error)}
        onSend={() => rename.mutate({ params: { id: factor.id }, body: { label: label.trim() } })}
      >
        <TextField path="/label" label={t("passkey.label")} value={label} onChange={setLabel} maxLength={60} />
      </Form>
    </Dialog>
  );
}

function RemoveDialog({
  factor,
  name,
  onClose,
  onChanged,
}: {
  readonly factor: Factor;
  readonly name: string;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const remove = useChange(removeFactor, () => {
    onChanged();
    onClose();
  });
  return (
    <Dialog
      harm
      open
      title={t("factor.removeOf", { name })}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="harm" busy={remove.isPending} onPress={() => remove.mutate({ params: { id: factor.id } })}>
            {t("factor.remove")}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <p>{t("factor.removeWhat")}</p>
      {remove.error !== null && <ErrorState error={remove.error} />}
    </Dialog>
  );
}

export function FactorList({ kind, factors, onChanged }: FactorListProps): ReactElement {
  const { t } = useTranslation("account");
  const dates = useDates();
  const [open, setOpen] = useState<{ readonly id: string; readonly act: "rename" | "remove" }>();
  const nameOf = (factor: Factor): string => factor.label ?? t(`${kind}.unnamed`);
  const chosen = factors.find((factor) => factor.id === open?.id);
  if (factors.length === 0) return <p className="soft">{t(`${kind}.none`)}</p>;
  return (
    <>
      <PlainTable
        label={t(`${kind}.title`)}
        heads={[t("factor.name"), t("factor.since"), t("factor.used")]}
        rows={factors.map((factor) => ({
          id: factor.id,
          cells: [
            <span key="name">
              {nameOf(factor)}
              {factor.backedUp === true && <span className="soft"> · {t("passkey.backedUp")}</span>}
            </span>,
            dates.day(factor.since),
            factor.used === null ? (
              <span key="used" className="soft">
                {t("factor.neverUsed")}
              </span>
            ) : (
              dates.moment(factor.used)
            ),
          ],
          act: (
            <>
              <Button
                small
                tone="quiet"
                label={t("factor.renameOf", { name: nameOf(factor) })}
                onPress={() => setOpen({ id: factor.id, act: "rename" })}
              >
                {t("factor.rename")}
              </Button>{" "}
              <Button
                small
                tone="quiet"
                label={t("factor.removeOf", { name: nameOf(factor) })}
                onPress={() => setOpen({ id: factor.id, act: "remove" })}
              >
                {t("factor.remove")}
              </Button>
            </>
          ),
        }))}
      />
      {chosen !== undefined && open?.act === "rename" && (
        <RenameDialog factor={chosen} name={nameOf(chosen)} onClose={() => setOpen(undefined)} onChanged={onChanged} />
      )}
      {chosen !== undefined && open?.act === "remove" && (
        <RemoveDialog factor={chosen} name={nameOf(chosen)} onClose={() => setOpen(undefined)} onChanged={onChanged} />
      )}
    </>
  );
}
