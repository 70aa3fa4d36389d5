/**
 * How I sign in: password, authenticator applications, passkeys, recovery codes.
 *
 * Promises: where the node asks everybody for a second factor, says so and lets nothing else distract; recovery codes
 * come once, with the first factor. Refuses: to show a secret that is kept.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { changePassword, newCodes, readFactors, startTotp } from "../../src/access/sign-in-factors.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange, useRead } from "../calls/use-call.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { useSession } from "../session/session.ts";
import { RecordSection } from "../templates/record-page.tsx";
import { AccountFrame } from "./account-frame.tsx";
import { Authenticator } from "./authenticator.tsx";
import { FactorList } from "./factor-list.tsx";
import { NewPassword } from "./new-password.tsx";
import { PasskeyForm } from "./passkey-form.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

type Factors = CallOutput<typeof readFactors>;

function Password({ factors }: { readonly factors: Factors }): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const close = (): void => {
    setOpen(false);
    setCurrent("");
    setPassword("");
  };
  const change = useChange(changePassword, ({ ended }) => {
    toast({ text: t("password.changed", { count: ended }) });
    close();
  });
  return (
    <RecordSection
      title={t("password.title")}
      action={
        factors.password &&
        !open && (
          <Button small onPress={() => setOpen(true)}>
            {t("password.change")}
          </Button>
        )
      }
    >
      {!open && <p className="soft">{t(factors.password ? "password.has" : "password.none")}</p>}
      {open && (
        <Form
          label={t("password.change")}
          problem={change.error === null ? null : asProblem(change.error)}
          onSend={() => change.mutate({ body: { current, password } })}
        >
          <TextField
            path="/current"
            label={t("password.current")}
            type="password"
            value={current}
            onChange={setCurrent}
            autoComplete="current-password"
          />
          <NewPassword value={password} onChange={setPassword} least={factors.leastLength} />
          <div className="cluster">
            <Button tone="main" type="submit" busy={change.isPending}>
              {t("password.change")}
            </Button>
            <Button onPress={close}>{t("web:dialog.cancel")}</Button>
          </div>
        </Form>
      )}
    </RecordSection>
  );
}

interface SectionProps {
  readonly factors: Factors;
  readonly onChanged: () => void;
  /** Called with codes that must be kept, if there are any. */
  readonly onAdded: (codes: readonly string[] | null) => void;
}

function Authenticators({ factors, onChanged, onAdded }: SectionProps): ReactElement {
  const { t } = useTranslation("account");
  const [begun, setBegun] = useState<CallOutput<typeof startTotp>>();
  const start = useChange(startTotp, setBegun);
  return (
    <RecordSection
      title={t("totp.title")}
      action={
        begun === undefined && (
          <Button small glyph="plus" busy={start.isPending} onPress={() => start.mutate({})}>
            {t("totp.add")}
          </Button>
        )
      }
    >
      {begun === undefined ? (
        <FactorList kind="totp" factors={factors.totp} onChanged={onChanged} />
      ) : (
        <Authenticator
          begun={begun}
          onDone={(codes) => {
            setBegun(undefined);
            onAdded(codes);
          }}
          onCancel={() => setBegun(undefined)}
        />
      )}
      {start.error !== null && <ErrorState error={start.error} />}
    </RecordSection>
  );
}

function Passkeys({ factors, onChanged, onAdded }: SectionProps): ReactElement {
  const { t } = useTranslation("account");
  const [adding, setAdding] = useState(false);
  return (
    <RecordSection
      title={t("passkey.title")}
      action={
        !adding && (
          <Button small glyph="plus" onPress={() => setAdding(true)}>
            {t("passkey.add")}
          </Button>
        )
      }
    >
      {!adding && <FactorList kind="passkey" factors={factors.passkeys} onChanged={onChanged} />}
      {adding && (
        <PasskeyForm
          onDone={(codes) => {
            setAdding(false);
            onAdded(codes);
          }}
          onCancel={() => setAdding(false)}
        />
      )}
    </RecordSection>
  );
}

function Codes({
  factors,
  onCodes,
}: {
  readonly factors: Factors;
  readonly onCodes: (codes: readonly string[]) => void;
}): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const [asking, setAsking] = useState(false);
  const make = useChange(newCodes, ({ codes }) => {
    setAsking(false);
    onCodes(codes);
  });
  const ready = factors.totp.length + factors.passkeys.length > 0;
  return (
    <RecordSection
      title={t("codes.title")}
      action={
        ready && (
          <Button small onPress={() => setAsking(true)}>
            {t("codes.new")}
          </Button>
        )
      }
    >
      <p className="soft">{ready ? t("codes.left", { count: factors.recoveryCodesLeft }) : t("codes.later")}</p>
      {asking && (
        <Dialog
          open
          title={t("codes.new")}
          onOpenChange={setAsking}
          renderActions={(close) => (
            <>
              <Button tone="main" busy={make.isPending} onPress={() => make.mutate({})}>
                {t("codes.make")}
              </Button>
              <Button onPress={close}>{t("web:dialog.cancel")}</Button>
            </>
          )}
        >
          <p>{t("codes.newWhat")}</p>
          {make.error !== null && <ErrorState error={make.error} />}
        </Dialog>
      )}
    </RecordSection>
  );
}

export function SignInWaysPage(): ReactElement {
  const { t } = useTranslation("account");
  const session = useSession();
  const router = useRouter();
  const toast = useToast();
  const queries = useQueryClient();
  const factors = useRead(readFactors, {});
  const [codes, setCodes] = useState<readonly string[]>();
  const [first] = useState(session.setUpSecondFactor);
  const changed = (): void => {
    void queries.invalidateQueries({ queryKey: [readFactors.id] });
    void queries.invalidateQueries({ queryKey: ["session"] });
  };
  const added = (made: readonly string[] | null): void => {
    toast({ text: t("factor.added") });
    if (made !== null) setCodes(made);
    changed();
  };
  if (codes !== undefined) {
    return (
      <AccountFrame page="signIn">
        <RecoveryCodes
          codes={codes}
          onKept={() => {
            setCodes(undefined);
            // Whoever came here because the node asked for a factor can begin to work now.
            if (first) router.history.push("/");
          }}
        />
      </AccountFrame>
    );
  }
  return (
    <AccountFrame page="signIn">
      {session.setUpSecondFactor && (
        <Notice tone="waiting" title={t("required.title")}>
          {t("required.why")}
        </Notice>
      )}
      {factors.data !== undefined ? (
        <>
          <Authenticators factors={factors.data} onChanged={changed} onAdded={added} />
          <Passkeys factors={factors.data} onChanged={changed} onAdded={added} />
          <Codes factors={factors.data} onCodes={setCodes} />
          <Password factors={factors.data} />
        </>
      ) : factors.error === null ? (
        <Skeleton lines={8} />
      ) : (
        <ErrorState error={factors.error} again={() => void factors.refetch()} />
      )}
    </AccountFrame>
  );
}
