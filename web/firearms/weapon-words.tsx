/** A weapon in one line, and its serial or the reason why there is none. Three reasons are three different facts. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Serial } from "../parts/marks-of-record.tsx";
import { useDesignations, type Designation } from "./code-names.ts";
import "./firearms.css";

export interface WeaponShown {
  readonly type: Designation;
  readonly make: Designation;
  readonly model: Designation;
  readonly calibre: Designation;
}

/** Says a weapon in words: the model with its calibre, or the type where the model is not known. */
export function useWeaponLine(): (weapon: WeaponShown) => string {
  const { t } = useTranslation("firearms");
  const names = useDesignations();
  return (weapon) => {
    const model = names.model(weapon.model);
    const type = names.type(weapon.type);
    const make = names.make(weapon.make);
    const head = model === null ? [type, make] : [model];
    const line = [...head, names.calibre(weapon.calibre)].filter((part) => part !== null).join(", ");
    return line === "" ? t("unknownWeapon") : line;
  };
}

/** The serial as read, or in words why there is none. */
export function SerialOrState({
  serial,
  state,
  plate = false,
}: {
  readonly serial: string | null;
  readonly state: string;
  readonly plate?: boolean;
}): ReactElement {
  const { t } = useTranslation("firearms");
  if (serial !== null && serial !== "") return <Serial value={serial} plate={plate} />;
  const words = t(`noSerial.${state}`, { defaultValue: t("noSerial.not-recorded") });
  return <span className={plate ? undefined : "soft"}>{words}</span>;
}

/** The serial or the reason as plain text, for titles and sentences. */
export function useSerialText(): (serial: string | null, state: string) => string {
  const { t } = useTranslation("firearms");
  return (serial, state) =>
    serial !== null && serial !== "" ? serial : t(`noSerial.${state}`, { defaultValue: t("noSerial.not-recorded") });
}
