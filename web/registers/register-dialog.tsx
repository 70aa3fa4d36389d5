/** Opening a register, or changing how it is described. Its code and kind stay once it is open. */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  changeRegister,
  createRegister,
  listRegisters,
  readRegister,
  registerKinds,
} from "../../src/registers/register.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { asProblem } from "../calls/problem.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { Button } from "../parts/button.tsx";
import { Checkbox, Select, TextArea, TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { usePurposes } from "../account/purpose-names.ts";
import { inLanguage } from "../words/both.ts";

type Register = CallOutput<typeof readRegister>;

export function RegisterDialog({
  register,
  onClose,
}: {
  /** The register to describe anew; absent: a new one. */
  readonly register?: Register;
  readonly onClose: () => void;
}): ReactElement {
  const { t, i18n } = useTranslation("registers-web");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const tell = useToast();
  const [en, setEn] = useState(register?.en ?? "");
  const [ru, setRu] = useState(register?.ru ?? "");
  const [code, setCode] = useState("");
  const [kind, setKind] = useState<string>("lost-stolen");
  const [purposes, setPurposes] = useState<readonly string[]>(register?.purposes ?? []);
  const known = usePurposes();
  const [legalBasis, setLegalBasis] = useState(register?.legalBasis ?? "");
  const after = async (done: Register): Promise<void> => {
    queries.setQueryData(keyOf(readRegister, { params: { id: done.id } }), done);
    await queries.invalidateQueries({ queryKey: [listRegisters.id] });
    onClose();
    tell({ text: t(register === undefined ? "registers.opened" : "registers.changed") });
    await navigate({ to: "/registers/$id", params: { id: done.id } });
  };
  const create = useChange(createRegister, after);
  const change = useChange(changeRegister, after);
  const error = create.error ?? change.error;
  const title = register === undefined ? t("registers.open") : t("registers.describe");
  const send = (): void => {
    if (register === undefined) {
      const chosen = registerKinds.find((one) => one === kind) ?? "lost-stolen";
      create.mutate({ body: { en, ru, legalBasis, code, kind: chosen, purposes: [...purposes] } });
    } else change.mutate({ params: { id: register.id }, body: { en, ru, legalBasis, purposes: [...purposes] } });
  };
  return (
    <Dialog
      title={title}
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="register-form" busy={create.isPending || change.isPending}>
            {register === undefined ? t("registers.open") : t("registers.keep")}
          </Button>
          <Button onPress={close}>{t("registers.leave")}</Button>
        </>
      )}
    >
      <Form id="register-form" label={title} onSend={send} problem={error === null ? null : asProblem(error)}>
        <TextField label={t("registers.nameRu")} path="/ru" value={ru} onChange={setRu} maxLength={200} autoFocus />
        <TextField label={t("registers.nameEn")} path="/en" value={en} onChange={setEn} maxLength={200} />
        {register !== undefined && (
          <dl className="register-code">
            <dt>{t("registers.code")}</dt>
            <dd>
              <span className="mono">{register.code}</span> <span className="soft">{t("registers.codeStays")}</span>
            </dd>
          </dl>
        )}
        {register === undefined && (
          <>
            <TextField
              label={t("registers.code")}
              hint={t("registers.codeHint")}
              path="/code"
              value={code}
              onChange={setCode}
              exact
              width="half"
              maxLength={40}
            />
            <Select
              label={t("registers.kind")}
              path="/kind"
              value={kind}
              onChange={setKind}
              choices={registerKinds.map((one) => ({ id: one, label: t(`kind.${one}`) }))}
              width="half"
            />
          </>
        )}
        <TextArea
          label={t("registers.basis")}
          hint={t("registers.basisHint")}
          path="/legalBasis"
          value={legalBasis}
          onChange={setLegalBasis}
          rows={2}
          required={false}
          maxLength={2000}
        />
        <fieldset className="purposes-of-register">
          <legend className="field-label">{t("registers.purposes")}</legend>
          <p className="field-hint">{t("registers.purposesHint")}</p>
          {known.map((one) => (
            <Checkbox
              key={one.code}
              label={inLanguage(i18n.language, one)}
              value={purposes.includes(one.code)}
              onChange={(on) =>
                setPurposes(on ? [...purposes, one.code] : purposes.filter((code) => code !== one.code))
              }
            />
          ))}
        </fieldset>
      </Form>
    </Dialog>
  );
}
