/** The fields of an account that an administrator writes: names in both scripts, position, unit, e-mail. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useInstitutions } from "../access/sharing-names.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import { inLanguage } from "../words/both.ts";
import { unitChoices } from "./unit-choices.ts";

export interface PersonDraft {
  readonly nameLatin: string;
  readonly nameCyrillic: string;
  readonly titleEn: string;
  readonly titleRu: string;
  readonly institution: string | null;
  readonly unit: string | null;
  readonly email: string;
}

export function PersonFields({
  draft,
  onDraft,
  movable,
}: {
  readonly draft: PersonDraft;
  readonly onDraft: (draft: PersonDraft) => void;
  /** The institution can be chosen: for a new account, by administrators who reach several. */
  readonly movable: boolean;
}): ReactElement {
  const { t, i18n } = useTranslation("people");
  const institutions = useInstitutions();
  const units = institutions.find((one) => one.code === draft.institution)?.units ?? [];
  const text = (name: "nameLatin" | "nameCyrillic" | "titleEn" | "titleRu" | "email") => ({
    path: `/${name}`,
    value: draft[name],
    onChange: (value: string) => onDraft({ ...draft, [name]: value }),
  });
  return (
    <>
      <div className="field-pair">
        <TextField label={t("fields.latin")} hint={t("fields.latinHint")} {...text("nameLatin")} />
        <TextField label={t("fields.cyrillic")} hint={t("fields.cyrillicHint")} {...text("nameCyrillic")} />
        <TextField label={t("fields.titleEn")} required={false} {...text("titleEn")} />
        <TextField label={t("fields.titleRu")} required={false} {...text("titleRu")} />
      </div>
      <div className="field-pair">
        {movable && (
          <Select
            label={t("fields.institution")}
            value={draft.institution}
            onChange={(institution) => onDraft({ ...draft, institution, unit: null })}
            choices={institutions.map((one) => ({ id: one.code, label: inLanguage(i18n.language, one) }))}
          />
        )}
        <Select
          path="/unit"
          label={t("fields.unit")}
          value={draft.unit}
          disabled={draft.institution === null}
          onChange={(unit) => onDraft({ ...draft, unit })}
          choices={unitChoices(units, i18n.language)}
        />
        <TextField label={t("fields.email")} type="email" required={false} {...text("email")} />
      </div>
    </>
  );
}
