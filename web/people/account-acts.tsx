/** What an administrator does to an account, each with its dialog: correct, close, reopen, new link, reset, unlock, sign out. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import {
  changePerson,
  closePerson,
  endPersonSessions,
  linkOidc,
  newSetupLink,
  reopenPerson,
  resetSecondFactor,
  unlockPerson,
} from "../../src/access/people.contract.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { ErrorState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { usePersonName } from "../words/both.ts";
import { PersonFields, type PersonDraft } from "./person-fields.tsx";
import { ReasonDialog } from "../parts/reason-dialog.tsx";
import type { Account } from "./role-dialog.tsx";
import { SetupLink } from "./setup-link.tsx";

export type AccountAct = Exclude<Account["may"][number], "assign-role">;

interface ActProps {
  readonly account: Account;
  readonly onClose: () => void;
  /** With the account as it is now, where the node gave it. */
  readonly onChanged: (account?: Account) => void;
}

function ChangeDialog({ account, onClose, onChanged }: ActProps): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  const name = usePersonName();
  const toast = useToast();
  const [draft, setDraft] = useState<PersonDraft>({
    nameLatin: account.latin,
    nameCyrillic: account.cyrillic,
    titleEn: account.titleEn,
    titleRu: account.titleRu,
    institution: account.institution,
    unit: String(account.unit.id),
    email: account.email ?? "",
  });
  const change = useChange(changePerson, (next) => {
    toast({ text: t("acts.change.done") });
    onChanged(next);
    onClose();
  });
  const { institution: _institution, unit, email, ...names } = draft;
  const title = t("acts.change.title", { person: name(account) });
  return (
    <Dialog
      open
      wide
      title={title}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="change-person" busy={change.isPending}>
            {t("acts.change.do")}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <Form
        id="change-person"
        label={title}
        problem={change.error === null ? null : asProblem(change.error)}
        onSend={() =>
          change.mutate({
            params: { id: account.id },
            body: { ...names, unit: Number(unit), email: email.trim() === "" ? null : email.trim() },
          })
        }
      >
        <PersonFields draft={draft} onDraft={setDraft} movable={false} />
      </Form>
    </Dialog>
  );
}

function LinkDialog({ account, onClose, onChanged }: ActProps): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  const name = usePersonName();
  const make = useChange(newSetupLink, () => onChanged());
  const title = t("acts.setup-link.title", { person: name(account) });
  if (make.data === undefined) {
    return (
      <ReasonDialog
        title={title}
        verb={t("acts.setup-link.verb")}
        busy={make.isPending}
        error={make.error}
        onDo={(reason) => make.mutate({ params: { id: account.id }, body: { reason } })}
        onClose={onClose}
      >
        {t("acts.setup-link.what")}
      </ReasonDialog>
    );
  }
  return (
    <Dialog
      open
      harm
      wide
      title={title}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <Button tone="main" onPress={close}>
          {t("link.handed")}
        </Button>
      )}
    >
      <SetupLink link={make.data.link} until={make.data.until} username={account.username} />
    </Dialog>
  );
}

function UnlockDialog({ account, onClose, onChanged }: ActProps): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  const name = usePersonName();
  const toast = useToast();
  const unlock = useChange(unlockPerson, (next) => {
    toast({ text: t("acts.unlock.done") });
    onChanged(next);
    onClose();
  });
  return (
    <Dialog
      open
      title={t("acts.unlock.title", { person: name(account) })}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" busy={unlock.isPending} onPress={() => unlock.mutate({ params: { id: account.id } })}>
            {t("acts.unlock.verb")}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <p>{t("acts.unlock.what")}</p>
      {unlock.error !== null && <ErrorState error={unlock.error} />}
    </Dialog>
  );
}

function OidcDialog({ account, onClose, onChanged }: ActProps): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  const name = usePersonName();
  const toast = useToast();
  const [subject, setSubject] = useState("");
  const link = useChange(linkOidc, (next) => {
    toast({ text: t("acts.link-oidc.done") });
    onChanged(next);
    onClose();
  });
  const put = (value: string | null): void => link.mutate({ params: { id: account.id }, body: { subject: value } });
  const title = t("acts.link-oidc.title", { person: name(account) });
  return (
    <Dialog
      open
      title={title}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="link-oidc" busy={link.isPending}>
            {t("acts.link-oidc.do")}
          </Button>
          {account.ways.oidc && <Button onPress={() => put(null)}>{t("acts.link-oidc.end")}</Button>}
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <p>{t("acts.link-oidc.what")}</p>
      <Form
        id="link-oidc"
        label={title}
        problem={link.error === null ? null : asProblem(link.error)}
        onSend={() => put(subject.trim())}
      >
        <TextField
          path="/subject"
          label={t("acts.link-oidc.subject")}
          hint={t("acts.link-oidc.subjectHint")}
          value={subject}
          onChange={setSubject}
          exact
        />
      </Form>
    </Dialog>
  );
}

/** The acts that need a reason and nothing else. */
function ReasonedAct({
  act,
  account,
  onClose,
  onChanged,
}: ActProps & { readonly act: "close" | "reopen" | "reset-second-factor" | "end-sessions" }): ReactElement {
  const { t } = useTranslation("people");
  const name = usePersonName();
  const toast = useToast();
  const done = (next?: Account): void => {
    toast({ text: t(`acts.${act}.done`) });
    onChanged(next);
    onClose();
  };
  const closing = useChange(closePerson, done);
  const reopening = useChange(reopenPerson, done);
  const resetting = useChange(resetSecondFactor, done);
  const ending = useChange(endPersonSessions, () => done());
  const chosen = { close: closing, reopen: reopening, "reset-second-factor": resetting, "end-sessions": ending }[act];
  return (
    <ReasonDialog
      title={t(`acts.${act}.title`, { person: name(account) })}
      verb={t(`acts.${act}.verb`)}
      harm={act === "close"}
      busy={chosen.isPending}
      error={chosen.error}
      onDo={(reason) => chosen.mutate({ params: { id: account.id }, body: { reason } })}
      onClose={onClose}
    >
      {t(`acts.${act}.what`)}
    </ReasonDialog>
  );
}

export function AccountActs({ act, ...rest }: ActProps & { readonly act: AccountAct }): ReactElement {
  if (act === "change") return <ChangeDialog {...rest} />;
  if (act === "setup-link") return <LinkDialog {...rest} />;
  if (act === "unlock") return <UnlockDialog {...rest} />;
  if (act === "link-oidc") return <OidcDialog {...rest} />;
  return <ReasonedAct act={act} {...rest} />;
}
