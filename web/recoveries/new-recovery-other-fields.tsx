/** Beside the firearms: who was involved, what else was found; route and offences folded away. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { RecoveryDraft } from "./new-recovery-draft.ts";
import { ItemsFields } from "./new-recovery-items.tsx";
import { PartiesFields } from "./new-recovery-parties.tsx";
import { OffencesFields, RouteFields } from "./new-recovery-route.tsx";

export function OtherFields({
  draft,
  onChange,
}: {
  readonly draft: RecoveryDraft;
  readonly onChange: (changes: Partial<RecoveryDraft>) => void;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  return (
    <div className="stack">
      <section className="stack" aria-labelledby="others-people">
        <h3 id="others-people">{t("people")}</h3>
        <PartiesFields parties={draft.parties} manner={draft.manner} onChange={(parties) => onChange({ parties })} />
      </section>
      <section className="stack" aria-labelledby="others-items">
        <h3 id="others-items">{t("items")}</h3>
        <ItemsFields items={draft.items} onChange={(items) => onChange({ items })} />
      </section>
      <details className="more-fields">
        <summary>{t("details")}</summary>
        <div className="stack">
          <RouteFields route={draft.route} onChange={(route) => onChange({ route })} />
          <OffencesFields offences={draft.offences} onChange={(offences) => onChange({ offences })} />
        </div>
      </details>
    </div>
  );
}
