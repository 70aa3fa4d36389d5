/** The institutions of the node and their units: who there is to work together. Added and corrected by administrators. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useInstitutions, type Institution } from "../access/sharing-names.tsx";
import { Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { InstitutionName } from "../parts/marks-of-record.tsx";
import { useSession } from "../session/session.ts";
import { PageHead } from "../templates/page-head.tsx";
import { RecordSection } from "../templates/record-page.tsx";
import { useBoth } from "../words/both.ts";
import { InstitutionDialog, UnitDialog } from "./institution-dialogs.tsx";
import { PeopleRooms } from "./people-frame.tsx";
import { unitTree } from "./unit-choices.ts";

type Open =
  | { readonly kind: "institution"; readonly institution?: Institution }
  | { readonly kind: "unit"; readonly institution: Institution };

export function InstitutionsPage(): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  const both = useBoth();
  const session = useSession();
  const institutions = useInstitutions();
  const [open, setOpen] = useState<Open>();
  const own = institutions.find((one) => one.code === session.institution.code);
  const national = own?.kind === "focal-point";
  const close = (): void => setOpen(undefined);
  return (
    <div className="page">
      <PageHead
        title={t("pages.institutions")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("title"), to: "/people" },
          { label: t("pages.institutions") },
        ]}
        lead={t("institutions.lead")}
        actions={
          national && (
            <Button tone="main" glyph="plus" onPress={() => setOpen({ kind: "institution" })}>
              {t("institutions.add")}
            </Button>
          )
        }
      />
      <PeopleRooms />
      <div className="person-body">
        {institutions.length === 0 && <Skeleton lines={6} />}
        {institutions.map((institution) => {
          const mine = national || institution.code === own?.code;
          return (
            <RecordSection
              key={institution.code}
              title={both(institution)}
              action={
                mine && (
                  <span className="cluster">
                    <Button
                      small
                      tone="quiet"
                      label={t("institutions.correctOf", { institution: both(institution) })}
                      onPress={() => setOpen({ kind: "institution", institution })}
                    >
                      {t("institutions.correct")}
                    </Button>
                    <Button
                      small
                      tone="quiet"
                      glyph="plus"
                      label={t("institutions.addUnitTo", { institution: both(institution) })}
                      onPress={() => setOpen({ kind: "unit", institution })}
                    >
                      {t("institutions.addUnit")}
                    </Button>
                  </span>
                )
              }
            >
              <p>
                <InstitutionName
                  code={institution.code}
                  name={both({ en: institution.shortEn, ru: institution.shortRu })}
                />
              </p>
              <ul className="unit-tree">
                {unitTree(institution.units).map(({ unit, depth }) => (
                  <li key={unit.id} className={`unit-depth-${Math.min(3, depth)}`}>
                    <span>{both(unit)}</span>
                    <span className="mono soft">{unit.code}</span>
                  </li>
                ))}
              </ul>
            </RecordSection>
          );
        })}
      </div>
      {open?.kind === "institution" && (
        <InstitutionDialog
          {...(open.institution === undefined ? {} : { institution: open.institution })}
          onClose={close}
        />
      )}
      {open?.kind === "unit" && <UnitDialog institution={open.institution} onClose={close} />}
    </div>
  );
}
