/** Route and offences of a recovery being entered, folded away: asked for by those who know. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { routeKinds } from "../../src/recoveries/recovery-parts.ts";
import { useChoices, useSuggest } from "../firearms/code-names.ts";
import { Button } from "../parts/button.tsx";
import { ComboBox } from "../parts/combo-box.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import { newOffence, newRoutePoint, type OffenceDraft, type RouteDraft } from "./new-recovery-others.ts";

const NONE = "none";

export function RouteFields({
  route,
  onChange,
  single = false,
}: {
  readonly route: readonly RouteDraft[];
  readonly onChange: (route: RouteDraft[]) => void;
  /** In a dialog: one, neither more nor none. */
  readonly single?: boolean;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  const suggestPlace = useSuggest("places");
  const suggestCountry = useSuggest("countries");
  const kinds = routeKinds.map((kind) => ({ id: kind, label: t(`route.kinds.${kind}`) }));
  return (
    <div className="stack">
      {route.map((point, index) => {
        const put = (changes: Partial<RouteDraft>): void =>
          onChange(route.map((one) => (one.key === point.key ? { ...one, ...changes } : one)));
        return (
          <div key={point.key} className="field-row field-row-near">
            <Select
              path={`/route/${index}/kind`}
              label={t("route.kind")}
              value={point.kind}
              onChange={(value) => put({ kind: routeKinds.find((one) => one === value) ?? point.kind })}
              choices={kinds}
              width="narrow"
            />
            <ComboBox
              path={`/route/${index}/place`}
              label={t("route.place")}
              value={point.place}
              onChange={(place) => put({ place })}
              suggest={suggestPlace}
              free
              required={false}
            />
            <ComboBox
              path={`/route/${index}/country`}
              label={t("route.country")}
              value={point.country}
              onChange={(country) => put({ country })}
              suggest={suggestCountry}
              required={false}
            />
            {!single && (
              <Button
                small
                tone="quiet"
                glyph="close"
                label={t("route.remove", { number: index + 1 })}
                onPress={() => onChange(route.filter((one) => one.key !== point.key))}
              />
            )}
          </div>
        );
      })}
      {!single && (
        <div>
          <Button
            small
            tone="quiet"
            glyph="plus"
            onPress={() => onChange([...route, newRoutePoint(route.length === 0 ? "departure" : "destination")])}
          >
            {t("route.add")}
          </Button>
        </div>
      )}
    </div>
  );
}

export function OffencesFields({
  offences,
  onChange,
  single = false,
}: {
  readonly offences: readonly OffenceDraft[];
  readonly onChange: (offences: OffenceDraft[]) => void;
  /** In a dialog: one, neither more nor none. */
  readonly single?: boolean;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  const choices = useChoices("offences");
  return (
    <div className="stack">
      {offences.map((offence, index) => {
        const put = (changes: Partial<OffenceDraft>): void =>
          onChange(offences.map((one) => (one.key === offence.key ? { ...one, ...changes } : one)));
        return (
          <div key={offence.key} className="field-row field-row-near">
            <Select
              path={`/offences/${index}/code`}
              label={t("offence.code")}
              value={offence.code ?? NONE}
              onChange={(code) => put({ code: code === NONE ? null : code })}
              choices={[{ id: NONE, label: t("offence.notListed") }, ...choices]}
              required={false}
            />
            <TextField
              path={`/offences/${index}/written`}
              label={t("offence.article")}
              value={offence.written}
              onChange={(written) => put({ written })}
              required={false}
              maxLength={500}
            />
            {!single && (
              <Button
                small
                tone="quiet"
                glyph="close"
                label={t("offence.remove", { number: index + 1 })}
                onPress={() => onChange(offences.filter((one) => one.key !== offence.key))}
              />
            )}
          </div>
        );
      })}
      {!single && (
        <div>
          <Button small tone="quiet" glyph="plus" onPress={() => onChange([...offences, newOffence()])}>
            {t("offence.add")}
          </Button>
        </div>
      )}
    </div>
  );
}
