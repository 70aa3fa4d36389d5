/**
 * The page behind a one-time set-up link: whose it is, and a password of one's own choice.
 *
 * Promises: the token stands after the # and reaches no server's log; it leaves the address at once. Refuses: a link that
 * was used or is too old, in words that say whom to ask.
 */
import { useEffect, useState, type ReactElement } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { signInWays, welcome, welcomeState } from "../../src/access/sign-in.contract.ts";
import { NewPassword } from "../account/new-password.tsx";
import { call } from "../calls/call.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange, useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Form } from "../parts/form.tsx";
import { SignInFrame } from "../session/sign-in-frame.tsx";
import { useTitle } from "../templates/page-head.tsx";
import { usePersonName } from "../words/both.ts";
import { tokenInAddress } from "./token-in-address.ts";

export function WelcomePage(): ReactElement {
  const { t } = useTranslation("account");
  const router = useRouter();
  const queries = useQueryClient();
  const person = usePersonName();
  const [token] = useState(() => tokenInAddress(location.hash));
  const [password, setPassword] = useState("");
  const ways = useRead(signInWays, {});
  useTitle(t("welcome.title"));
  const whose = useQuery({
    queryKey: ["welcome", token],
    queryFn: ({ signal }) => call(welcomeState, { body: { token: token ?? "" } }, { signal }),
    enabled: token !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    // The key must not stay in the address bar, where it is photographed and sent.
    if (location.hash !== "") globalThis.history.replaceState(globalThis.history.state, "", location.pathname);
  }, []);
  const accept = useChange(welcome, (answer) => {
    queries.clear();
    // A second factor that the person has already is asked for at sign-in; one that is missing is set up first.
    router.history.push(
      answer.step === "second-factor" ? "/sign-in" : answer.setUpSecondFactor ? "/account/sign-in" : "/",
    );
  });
  return (
    <SignInFrame node={ways.data?.node.name} title={t("welcome.title")}>
      {token === undefined ? (
        <EmptyState title={t("welcome.noToken")}>{t("welcome.noTokenWhat")}</EmptyState>
      ) : whose.data !== undefined ? (
        <>
          <p>{t("welcome.whose", { person: person(whose.data) })}</p>
          <p className="soft">
            {t("welcome.name")} <b className="mono">{whose.data.username}</b>. {t("welcome.remember")}
          </p>
          <Form
            label={t("welcome.title")}
            problem={accept.error === null ? null : asProblem(accept.error)}
            onSend={() => accept.mutate({ body: { token, password } })}
          >
            <input type="hidden" name="username" autoComplete="username" value={whose.data.username} readOnly />
            <NewPassword value={password} onChange={setPassword} least={whose.data.leastLength} />
            <div className="sign-in-acts">
              <Button tone="main" type="submit" busy={accept.isPending}>
                {t("welcome.choose")}
              </Button>
            </div>
          </Form>
        </>
      ) : whose.error === null ? (
        <Skeleton lines={4} />
      ) : (
        <ErrorState error={whose.error} />
      )}
      <p className="sign-in-note">{t("welcome.note")}</p>
    </SignInFrame>
  );
}
