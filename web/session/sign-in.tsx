/**
 * Signing in: name and password, then the six digits; or a passkey alone; or, when the telephone is lost, a recovery code.
 *
 * Promises: says what to do next at each step; comes back to the address one wanted. Refuses: to say whether it was the
 * name or the password that was wrong.
 */
// The focus is put only where the reader just asked for the field: a step, a dialog.
/* oxlint-disable jsx-a11y/no-autofocus */
// The roles of the ARIA patterns; the tag the rule proposes has another behaviour.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useState, type ReactElement } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { asProblem } from "../calls/problem.ts";
import { HouseSign } from "../marks/signs.tsx";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { useTitle } from "../templates/page-head.tsx";
import { LANGUAGES, chooseLanguage } from "../words/words.ts";
import { safeReturn } from "./safe-return.ts";
import { useSource, type SignInAnswer } from "./session.ts";
import "./sign-in.css";

type StepName = "password" | "code" | "recovery";

export function SignInPage(): ReactElement {
  const { t, i18n } = useTranslation();
  const source = useSource();
  const router = useRouter();
  const queries = useQueryClient();
  const search: { next?: string } = useSearch({ strict: false });
  const [step, setStep] = useState<StepName>("password");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  useTitle(t("signIn.title"));

  const follow = (answer: SignInAnswer): void => {
    if (answer.next === "code") {
      setCode("");
      setStep("code");
      return;
    }
    queries.clear();
    router.history.push(answer.next === "new-password" ? "/account/password" : safeReturn(search.next));
  };
  const attempt = useMutation({
    mutationFn: (way: StepName | "passkey"): Promise<SignInAnswer> => {
      if (way === "passkey" && source.signIn.passkey !== undefined) return source.signIn.passkey();
      if (way === "code") return source.signIn.code(code.replaceAll(/\s/g, ""));
      if (way === "recovery") return source.signIn.recoveryCode(code.trim());
      return source.signIn.password(name.trim(), password);
    },
    onSuccess: follow,
  });
  const problem = attempt.error === null ? null : asProblem(attempt.error);
  const go = (next: StepName): void => {
    attempt.reset();
    setCode("");
    setStep(next);
  };

  return (
    <div className="sign-in">
      <div className="sign-in-plate" aria-hidden="true">
        <HouseSign size={168} />
        <p>Tamga</p>
      </div>
      <main className="sign-in-main" id="page">
        <div className="sign-in-languages" role="group" aria-label={t("person.language")}>
          {LANGUAGES.map((one) => (
            <button
              key={one.code}
              type="button"
              lang={one.code}
              aria-pressed={i18n.language === one.code}
              onClick={() => void chooseLanguage(one.code)}
            >
              {one.name}
            </button>
          ))}
        </div>
        <div className="sign-in-box">
          <p className="sign-in-house">
            <HouseSign size={28} /> Tamga
          </p>
          <h1>{t(`signIn.${step}.title`)}</h1>
          <p className="soft">{t(`signIn.${step}.lead`)}</p>
          <Form label={t(`signIn.${step}.title`)} problem={problem} onSend={() => attempt.mutate(step)}>
            {step === "password" ? (
              <>
                <TextField
                  key="name"
                  path="/name"
                  label={t("signIn.name")}
                  value={name}
                  onChange={setName}
                  autoComplete="username webauthn"
                  exact
                  autoFocus
                />
                <TextField
                  key="password"
                  path="/password"
                  label={t("signIn.passwordLabel")}
                  type="password"
                  value={password}
                  onChange={setPassword}
                  autoComplete="current-password"
                />
              </>
            ) : (
              <TextField
                key={step}
                path="/code"
                label={t(`signIn.${step}.label`)}
                hint={t(`signIn.${step}.hint`)}
                value={code}
                onChange={setCode}
                autoComplete={step === "code" ? "one-time-code" : "off"}
                inputMode={step === "code" ? "numeric" : "text"}
                width="half"
                exact
                autoFocus
              />
            )}
            <div className="sign-in-acts">
              <Button tone="main" type="submit" busy={attempt.isPending}>
                {t("signIn.enter")}
              </Button>
              {step === "password" && source.signIn.passkey !== undefined && (
                <Button glyph="key" onPress={() => attempt.mutate("passkey")}>
                  {t("signIn.passkey")}
                </Button>
              )}
              {step === "code" && (
                <Button tone="quiet" onPress={() => go("recovery")}>
                  {t("signIn.useRecovery")}
                </Button>
              )}
              {step !== "password" && (
                <Button tone="quiet" onPress={() => go("password")}>
                  {t("signIn.startAgain")}
                </Button>
              )}
            </div>
          </Form>
          {step === "password" && source.signIn.services !== undefined && source.signIn.services.length > 0 && (
            <div className="sign-in-services">
              {source.signIn.services.map((service) => (
                <a key={service.address} className="button button-plain" href={service.address}>
                  {t("signIn.through", { service: service.name })}
                </a>
              ))}
            </div>
          )}
          <p className="sign-in-note">{t("signIn.note")}</p>
        </div>
      </main>
    </div>
  );
}
