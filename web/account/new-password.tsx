/** The field for a new password: how long at least, that spaces and any script are welcome, and a look at what was typed. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Checkbox, TextField } from "../parts/fields.tsx";

export function NewPassword({
  value,
  onChange,
  least,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Fewest characters that the node accepts. */
  readonly least: number;
}): ReactElement {
  const { t } = useTranslation("account");
  const [shown, setShown] = useState(false);
  return (
    <>
      <TextField
        path="/password"
        label={t("password.new")}
        hint={t("password.hint", { least })}
        type={shown ? "text" : "password"}
        value={value}
        onChange={onChange}
        autoComplete="new-password"
      />
      <Checkbox label={t("password.show")} value={shown} onChange={setShown} />
    </>
  );
}
