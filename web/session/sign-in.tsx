/**
 * Signing in: name and password, then a second factor (six digits, a passkey, or a recovery code when the telephone is
 * lost); or a passkey alone.
 *
 * Promises: says what to do next at each step; offers only the factors the node named; comes back to the address one
 * wanted. Refuses: to say whether it was the name or the password that was wrong.
 */
// The focus follows the step.
/* oxlint-disable jsx-a11y/no-autofocus */
import { useEffect, useState, type ReactElement } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiProblem, asProblem } from "../calls/problem.ts";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { useTitle } from "../templates/page-head.tsx";
import { safeReturn } from "./safe-return.ts";
import { useSource, type SignInAnswer } from "./session.ts";
import { SignInFrame } from "./sign-in-frame.tsx";

type StepName = "password" | "code" | "recovery";
type Way = StepName | "passkey";
type Second = Extract<SignInAnswer, { readonly step: "second-factor" }>;

/** The browser's own refusals (cancelled, no key) are told in our words. */
async function withPasskey(run: () => Promise<SignInAnswer>): Promise<SignInAnswer> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ApiProblem) throw error;
    throw new ApiProblem({
      status: 0,
      code: "passkey-given-up",
      title: "",
      detail: undefined,
      wayOut: undefined,
      fields: [],
      retryAfter: undefined,
    });
  }
}

export function SignInPage(): ReactElement {
  const { t } = useTranslation();
  const source = useSource();
  const router = useRouter();
  const queries = useQueryClient();
  const search: { next?: string; problem?: string } = useSearch({ strict: false });
  const ways = useQuery({ queryKey: ["sign-in-ways"], queryFn: source.ways, staleTime: 60_000 });
  const [step, setStep] = useState<StepName>("password");
  const [second, setSecond] = useState<Second>();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  useTitle(t("signIn.title"));
  useEffect(() => {
    if (ways.data?.setUp === true) router.history.replace("/setup");
  }, [router.history, ways.data?.setUp]);

  const attempt = useMutation({
    mutationFn: (way: Way): Promise<SignInAnswer> => {
      if (way === "password" || second === undefined) {
        return way === "passkey" ? withPasskey(source.passkey) : source.signIn(name.trim(), password);
      }
      if (way === "code") return source.second(second.ticket, { totp: code.replaceAll(/\s/g, "") });
      if (way === "recovery") return source.second(second.ticket, { recoveryCode: code.trim() });
      const { ticket, passkey } = second;
      return withPasskey(() => source.second(ticket, { passkey: passkey ?? {} }));
    },
    onSuccess: (answer) => {
      if (answer.step === "second-factor") {
        setSecond(answer);
        setCode("");
        setStep(answer.methods.includes("totp") || answer.methods.includes("passkey") ? "code" : "recovery");
        return;
      }
      queries.clear();
      router.history.push(answer.setUpSecondFactor ? "/account/sign-in" : safeReturn(search.next));
    },
  });
  const problem = attempt.error === null ? null : asProblem(attempt.error);
  const go = (next: StepName): void => {
    attempt.reset();
    setCode("");
    if (next === "password") setSecond(undefined);
    setStep(next);
  };
  // With a passkey as the only second factor there is nothing to type.
  const typed = step !== "code" || second?.methods.includes("totp") === true;
  const keyOffered = step === "password" || (step === "code" && second?.methods.includes("passkey") === true);

  return (
    <SignInFrame node={ways.data?.node} title={t(`signIn.${step}.title`)}>
      {search.problem !== undefined && step === "password" && problem === null && (
        <Notice tone="waiting" title={t(`signIn.back.${search.problem}.title`)}>
          {t(`signIn.back.${search.problem}.wayOut`)}
        </Notice>
      )}
      <p className="soft">{t(typed ? `signIn.${step}.lead` : "signIn.confirmPasskey")}</p>
      <Form label={t(`signIn.${step}.title`)} problem={problem} onSend={() => attempt.mutate(typed ? step : "passkey")}>
        {step === "password" && (
          <>
            <TextField
              path="/username"
              label={t("signIn.name")}
              value={name}
              onChange={setName}
              autoComplete="username"
              exact
              autoFocus
            />
            <TextField
              path="/password"
              label={t("signIn.passwordLabel")}
              type="password"
              value={password}
              onChange={setPassword}
              autoComplete="current-password"
            />
          </>
        )}
        {step !== "password" && typed && (
          <TextField
            key={step}
            path={step === "code" ? "/totp" : "/recoveryCode"}
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
          {typed && (
            <Button tone="main" type="submit" busy={attempt.isPending}>
              {t("signIn.enter")}
            </Button>
          )}
          {keyOffered && (
            <Button glyph="key" tone={typed ? "plain" : "main"} onPress={() => attempt.mutate("passkey")}>
              {t("signIn.passkey")}
            </Button>
          )}
          {step === "code" && second?.methods.includes("recovery-code") === true && (
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
      {step === "password" && ways.data?.outside != null && (
        <a className="button button-plain" href={ways.data.outside.address}>
          {ways.data.outside.label === null
            ? t("signIn.outside")
            : t("signIn.through", { service: ways.data.outside.label })}
        </a>
      )}
      <p className="sign-in-note">{t("signIn.note")}</p>
    </SignInFrame>
  );
}
