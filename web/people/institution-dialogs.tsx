/** Adding and correcting an institution; adding a unit. */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changeInstitution, createInstitution, createUnit } from "../../src/access/people-institution.contract.ts";
import { listInstitutions } from "../../src/access/sharing.contract.ts";
import type { Institution } from "../access/sharing-names.tsx";
import { asProblem } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { Button } from "../parts/button.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import { FieldSet, Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { unitChoices } from "./unit-choices.ts";

const KINDS = [
  "police",
  "customs",
  "border",
  "security",
  "guard",
  "defence",
  "migration",
  "justice",
  "prosecutor",
  "court",
  "forensic",
  "other",
] as const;
const UNIT_KINDS = ["headquarters", "region", "department", "laboratory", "post", "store", "court"] as const;
const CONTACT = ["unit", "duty_line", "email", "hours"] as const;

type Texts = Readonly<Record<string, string>>;

/** Several texts under their names, and what a field needs of each. */
function useTexts(start: Texts): {
  readonly of: (name: string) => string;
  readonly field: (
    name: string,
    path?: string,
  ) => {
    readonly path: string;
    readonly value: string;
    readonly onChange: (value: string) => void;
  };
} {
  const [texts, setTexts] = useState(start);
  const of = (name: string): string => (texts[name] ?? "").trim();
  return {
    of,
    field: (name, path = `/${name}`) => ({
      path,
      value: texts[name] ?? "",
      onChange: (value) => setTexts((before) => ({ ...before, [name]: value })),
    }),
  };
}

function contactText(contact: Readonly<Record<string, unknown>>, name: string): string {
  const value = contact[name];
  return typeof value === "string" ? value : "";
}

export function InstitutionDialog({
  institution,
  onClose,
}: {
  readonly institution?: Institution;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  const toast = useToast();
  const queries = useQueryClient();
  const [kind, setKind] = useState<string | null>(institution?.kind ?? null);
  const { of, field } = useTexts({
    nameEn: institution?.en ?? "",
    nameRu: institution?.ru ?? "",
    shortEn: institution?.shortEn ?? "",
    shortRu: institution?.shortRu ?? "",
    ...Object.fromEntries(CONTACT.map((name) => [`contact-${name}`, contactText(institution?.contact ?? {}, name)])),
  });
  const done = async (): Promise<void> => {
    toast({ text: t("institutions.kept") });
    await queries.invalidateQueries({ queryKey: [listInstitutions.id] });
    onClose();
  };
  const create = useChange(createInstitution, done);
  const change = useChange(changeInstitution, done);
  const error = create.error ?? change.error;
  const title = institution === undefined ? t("institutions.add") : t("institutions.correct");
  const send = (): void => {
    const contact = Object.fromEntries(
      CONTACT.flatMap((name) => (of(`contact-${name}`) === "" ? [] : [[name, of(`contact-${name}`)]])),
    );
    const names = {
      nameEn: of("nameEn"),
      nameRu: of("nameRu"),
      shortEn: of("shortEn"),
      shortRu: of("shortRu"),
      contact,
    };
    if (institution !== undefined) {
      change.mutate({ params: { code: institution.code }, body: names });
      return;
    }
    create.mutate({
      body: {
        ...names,
        code: of("code"),
        kind: kind ?? "",
        unit: { code: "HQ", nameEn: of("unitEn"), nameRu: of("unitRu") },
      },
    });
  };
  return (
    <Dialog
      open
      wide
      title={title}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="institution" busy={create.isPending || change.isPending}>
            {institution === undefined ? t("institutions.addDo") : t("institutions.keep")}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <Form id="institution" label={title} problem={error === null ? null : asProblem(error)} onSend={send}>
        <div className="field-pair">
          <TextField label={t("institutions.nameEn")} {...field("nameEn")} />
          <TextField label={t("institutions.nameRu")} {...field("nameRu")} />
          <TextField label={t("institutions.shortEn")} {...field("shortEn")} />
          <TextField label={t("institutions.shortRu")} {...field("shortRu")} />
        </div>
        {institution === undefined && (
          <>
            <div className="field-pair">
              <TextField label={t("institutions.code")} hint={t("institutions.codeHint")} exact {...field("code")} />
              <Select
                path="/kind"
                label={t("institutions.kind")}
                value={kind}
                onChange={setKind}
                choices={KINDS.map((one) => ({ id: one, label: t(`institutions.kinds.${one}`) }))}
              />
            </div>
            <FieldSet legend={t("institutions.firstUnit")}>
              <TextField label={t("institutions.nameEn")} {...field("unitEn", "/unit/nameEn")} />
              <TextField label={t("institutions.nameRu")} {...field("unitRu", "/unit/nameRu")} />
            </FieldSet>
          </>
        )}
        <FieldSet legend={t("institutions.contact")} hint={t("institutions.contactHint")}>
          {CONTACT.map((name) => (
            <TextField
              key={name}
              label={t(`institutions.contacts.${name}`)}
              required={false}
              {...field(`contact-${name}`, `/contact/${name}`)}
            />
          ))}
        </FieldSet>
      </Form>
    </Dialog>
  );
}

/** A unit is added here. Correcting one waits until the list of institutions tells its region and place. */
export function UnitDialog({
  institution,
  onClose,
}: {
  readonly institution: Institution;
  readonly onClose: () => void;
}): ReactElement {
  const { t, i18n } = useTranslation(["people", "web"]);
  const toast = useToast();
  const queries = useQueryClient();
  const [kind, setKind] = useState("post");
  const [parent, setParent] = useState<string | null>(null);
  const { of, field } = useTexts({});
  const create = useChange(createUnit, async () => {
    toast({ text: t("institutions.kept") });
    await queries.invalidateQueries({ queryKey: [listInstitutions.id] });
    onClose();
  });
  const title = t("institutions.addUnit");
  const send = (): void =>
    create.mutate({
      params: { code: institution.code },
      body: {
        kind,
        code: of("code"),
        nameEn: of("nameEn"),
        nameRu: of("nameRu"),
        parent: parent === null ? Number.NaN : Number(parent),
      },
    });
  return (
    <Dialog
      open
      title={title}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="unit" busy={create.isPending}>
            {t("institutions.addDo")}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <Form id="unit" label={title} problem={create.error === null ? null : asProblem(create.error)} onSend={send}>
        <TextField label={t("institutions.nameEn")} {...field("nameEn")} />
        <TextField label={t("institutions.nameRu")} {...field("nameRu")} />
        <Select
          path="/kind"
          label={t("institutions.kind")}
          value={kind}
          onChange={setKind}
          choices={UNIT_KINDS.map((one) => ({ id: one, label: t(`institutions.unitKinds.${one}`) }))}
        />
        <TextField label={t("institutions.code")} hint={t("institutions.codeHint")} exact {...field("code")} />
        <Select
          path="/parent"
          label={t("institutions.parent")}
          value={parent}
          onChange={setParent}
          choices={unitChoices(institution.units, i18n.language)}
        />
      </Form>
    </Dialog>
  );
}
