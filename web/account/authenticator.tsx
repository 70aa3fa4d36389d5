/** Setting up an authenticator application: photograph the code, or type the key, then prove it with six digits. */
// The focus is put into the field that the reader was just led to.
/* oxlint-disable jsx-a11y/no-autofocus */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { confirmTotp, type startTotp } from "../../src/access/sign-in-factors.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { CopyButton } from "../parts/shown-once.tsx";
import { Qr } from "../shell/print.tsx";

/** The key in groups of four, as it is read aloud and typed. */
function grouped(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, "$1 ");
}

export function Authenticator({
  begun,
  onDone,
  onCancel,
}: {
  readonly begun: CallOutput<typeof startTotp>;
  readonly onDone: (recoveryCodes: readonly string[] | null) => void;
  readonly onCancel: () => void;
}): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const [code, setCode] = useState("");
  const [label, setLabel] = useState("");
  const confirm = useChange(confirmTotp, (answer) => onDone(answer.recoveryCodes));
  return (
    <div className="totp-steps">
      <div className="totp-qr">
        <Qr text={begun.uri} size={184} label={t("totp.qr")} />
      </div>
      <div className="totp-side">
        <p>{t("totp.scan")}</p>
        <details className="numbers">
          <summary>
            <Glyph name="next" size={12} />
            {t("totp.cannotScan")}
          </summary>
          <p className="mono totp-secret" id="totp-secret">
            {grouped(begun.secret)}
          </p>
          <CopyButton text={begun.secret} from="totp-secret" />
        </details>
        <Form
          label={t("totp.add")}
          problem={confirm.error === null ? null : asProblem(confirm.error)}
          onSend={() =>
            confirm.mutate({
              params: { id: begun.id },
              body: { code: code.replaceAll(/\s/g, ""), ...(label.trim() === "" ? {} : { label: label.trim() }) },
            })
          }
        >
          <TextField
            path="/code"
            label={t("totp.code")}
            hint={t("totp.codeHint")}
            value={code}
            onChange={setCode}
            inputMode="numeric"
            autoComplete="one-time-code"
            width="half"
            exact
            autoFocus
          />
          <TextField
            path="/label"
            label={t("totp.label")}
            hint={t("totp.labelHint")}
            value={label}
            onChange={setLabel}
            required={false}
            maxLength={60}
            width="half"
          />
          <div className="cluster">
            <Button tone="main" type="submit" busy={confirm.isPending}>
              {t("totp.confirm")}
            </Button>
            <Button onPress={onCancel}>{t("web:dialog.cancel")}</Button>
          </div>
        </Form>
      </div>
    </div>
  );
}
