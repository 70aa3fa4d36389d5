/** Registering a passkey: a name first, then the browser asks its user. The library is fetched only now. */
// The focus is put into the field that the reader was just led to.
/* oxlint-disable jsx-a11y/no-autofocus */
import { useState, type ReactElement } from "react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { confirmPasskey, startPasskey } from "../../src/access/sign-in-factors.contract.ts";
import { call } from "../calls/call.ts";
import { ApiProblem, asProblem, problemFrom } from "../calls/problem.ts";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { agentWords } from "./user-agent.ts";

async function register(label: string): Promise<readonly string[] | null> {
  const { ticket, options } = await call(startPasskey, {});
  const { startRegistration } = await import("@simplewebauthn/browser");
  // The options were made by the library's other half on the node and pass through unchanged.
  const optionsJSON = options as unknown as Parameters<typeof startRegistration>[0]["optionsJSON"];
  let passkey: unknown;
  try {
    passkey = await startRegistration({ optionsJSON });
  } catch (error) {
    // The browser's own refusals (cancelled, no key, registered already) are told in our words.
    if (error instanceof ApiProblem) throw error;
    throw problemFrom(0, { code: "passkey-given-up" }, null);
  }
  return (await call(confirmPasskey, { body: { ticket, passkey: passkey as never, label } })).recoveryCodes;
}

export function PasskeyForm({
  onDone,
  onCancel,
}: {
  readonly onDone: (recoveryCodes: readonly string[] | null) => void;
  readonly onCancel: () => void;
}): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const [label, setLabel] = useState(() => agentWords(navigator.userAgent) ?? "");
  const add = useMutation({ mutationFn: register, onSuccess: onDone });
  return (
    <Form
      label={t("passkey.add")}
      problem={add.error === null ? null : asProblem(add.error)}
      onSend={() => add.mutate(label.trim())}
    >
      <TextField
        path="/label"
        label={t("passkey.label")}
        hint={t("passkey.labelHint")}
        value={label}
        onChange={setLabel}
        maxLength={60}
        width="half"
        autoFocus
      />
      <div className="cluster">
        <Button tone="main" type="submit" glyph="key" busy={add.isPending} disabled={label.trim() === ""}>
          {t("passkey.register")}
        </Button>
        <Button onPress={onCancel}>{t("web:dialog.cancel")}</Button>
      </div>
    </Form>
  );
}
