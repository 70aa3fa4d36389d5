/**
 * First set-up of a node: its name, the national focal point, and the first administrator.
 *
 * Promises: opens only with the one-time link that the node printed at its start; one page, nothing typed twice. Refuses:
 * to run on a node that somebody administers.
 */
import { useEffect, useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { setUp, setupState } from "../../src/access/first-setup.contract.ts";
import { NewPassword } from "../account/new-password.tsx";
import { asProblem } from "../calls/problem.ts";
import { useChange, useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button, ButtonLink } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { FieldSet, Form } from "../parts/form.tsx";
import { SignInFrame } from "../session/sign-in-frame.tsx";
import { useTitle } from "../templates/page-head.tsx";
import { tokenInAddress } from "./token-in-address.ts";

interface Draft {
  readonly nodeEn: string;
  readonly nodeRu: string;
  readonly code: string;
  readonly nameEn: string;
  readonly nameRu: string;
  readonly username: string;
  readonly nameLatin: string;
  readonly nameCyrillic: string;
}

const EMPTY: Draft = {
  nodeEn: "",
  nodeRu: "",
  code: "FOCAL",
  nameEn: "",
  nameRu: "",
  username: "",
  nameLatin: "",
  nameCyrillic: "",
};

function SetupForm({ token, least }: { readonly token: string; readonly least: number }): ReactElement {
  const { t, i18n } = useTranslation("account");
  const router = useRouter();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(EMPTY);
  const [password, setPassword] = useState("");
  const run = useChange(setUp, (answer) => {
    queries.clear();
    router.history.push(answer.step === "done" && answer.setUpSecondFactor ? "/account/sign-in" : "/");
  });
  const field = (name: keyof Draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft((before) => ({ ...before, [name]: value })),
  });
  const send = (): void => {
    const named = draft.nodeEn.trim() !== "" || draft.nodeRu.trim() !== "";
    run.mutate({
      body: {
        token,
        institution: { code: draft.code.trim(), nameEn: draft.nameEn, nameRu: draft.nameRu },
        ...(named ? { node: { en: draft.nodeEn, ru: draft.nodeRu } } : {}),
        person: {
          username: draft.username,
          nameLatin: draft.nameLatin,
          nameCyrillic: draft.nameCyrillic,
          language: i18n.language === "ru" ? "ru" : "en",
        },
        password,
      },
    });
  };
  return (
    <Form label={t("setup.title")} problem={run.error === null ? null : asProblem(run.error)} onSend={send}>
      <FieldSet legend={t("setup.node")} hint={t("setup.nodeHint")}>
        <TextField path="/node/en" label={t("setup.nameEn")} required={false} {...field("nodeEn")} />
        <TextField path="/node/ru" label={t("setup.nameRu")} required={false} {...field("nodeRu")} />
      </FieldSet>
      <FieldSet legend={t("setup.focal")} hint={t("setup.focalHint")}>
        <TextField path="/institution/nameEn" label={t("setup.nameEn")} {...field("nameEn")} />
        <TextField path="/institution/nameRu" label={t("setup.nameRu")} {...field("nameRu")} />
        <TextField
          path="/institution/code"
          label={t("setup.code")}
          hint={t("setup.codeHint")}
          width="half"
          exact
          {...field("code")}
        />
      </FieldSet>
      <FieldSet legend={t("setup.you")} hint={t("setup.youHint")}>
        <TextField path="/person/nameLatin" label={t("setup.latin")} autoComplete="name" {...field("nameLatin")} />
        <TextField path="/person/nameCyrillic" label={t("setup.cyrillic")} {...field("nameCyrillic")} />
        <TextField
          path="/person/username"
          label={t("setup.username")}
          hint={t("setup.usernameHint")}
          autoComplete="username"
          width="half"
          exact
          {...field("username")}
        />
        <NewPassword value={password} onChange={setPassword} least={least} />
      </FieldSet>
      <div className="sign-in-acts">
        <Button tone="main" type="submit" busy={run.isPending}>
          {t("setup.do")}
        </Button>
      </div>
    </Form>
  );
}

export function FirstSetupPage(): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const [token] = useState(() => tokenInAddress(location.hash));
  const state = useRead(setupState, {});
  useTitle(t("setup.title"));
  useEffect(() => {
    // The key must not stay in the address bar, where it is photographed and sent.
    if (location.hash !== "") globalThis.history.replaceState(globalThis.history.state, "", location.pathname);
  }, []);
  return (
    <SignInFrame node={null} title={t("setup.title")}>
      {state.data === undefined ? (
        state.error === null ? (
          <Skeleton lines={6} />
        ) : (
          <ErrorState error={state.error} again={() => void state.refetch()} />
        )
      ) : !state.data.needed ? (
        <EmptyState
          title={t("setup.done")}
          action={
            <ButtonLink tone="main" to="/sign-in">
              {t("web:signIn.enter")}
            </ButtonLink>
          }
        >
          {t("setup.doneWhat")}
        </EmptyState>
      ) : token === undefined ? (
        <EmptyState title={t("setup.noToken")}>{t("setup.noTokenWhat")}</EmptyState>
      ) : (
        <>
          <p className="soft">{t("setup.lead")}</p>
          <Notice>{t("setup.four")}</Notice>
          <SetupForm token={token} least={state.data.leastLength} />
        </>
      )}
    </SignInFrame>
  );
}
