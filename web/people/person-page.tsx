/**
 * One account: who, what roles until when, how the person signs in; and what an administrator can do about it.
 *
 * Promises: shows only the acts that the node allows, and says why the others are not there on one's own account.
 * Refuses: anything secret; a password is chosen by its person alone.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { endRole, listPeople, readPerson } from "../../src/access/people.contract.ts";
import { signInWays } from "../../src/access/sign-in.contract.ts";
import { Owner } from "../access/sharing-names.tsx";
import { PlainTable } from "../account/plain-table.tsx";
import { TokenDialog } from "../account/token-dialog.tsx";
import { keyOf, useChange, useRead } from "../calls/use-call.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { StateChip } from "../parts/marks-of-record.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { useToast } from "../parts/toast.tsx";
import { useSession } from "../session/session.ts";
import { Acts, PageHead } from "../templates/page-head.tsx";
import { RecordSection } from "../templates/record-page.tsx";
import { useBoth, usePersonName } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { AccountActs, type AccountAct } from "./account-acts.tsx";
import { RoleDialog, type Account } from "./role-dialog.tsx";
import { useRoles } from "./roles.ts";
import "../account/account.css";
import "./people.css";

const route = getRouteApi("/shell/people/$id");

function StateOf({ account }: { readonly account: Account }): ReactElement {
  const { t } = useTranslation("people");
  return (
    <>
      {account.breakGlass && <StateChip tone="rest">{t("state.sealed")}</StateChip>}{" "}
      {account.active ? (
        <StateChip tone="active">{t("state.open")}</StateChip>
      ) : (
        <StateChip tone="ended">{t("state.closed")}</StateChip>
      )}{" "}
      {account.ways.locked && <StateChip tone="waiting">{t("state.locked")}</StateChip>}
    </>
  );
}

function Roles({
  account,
  onChanged,
}: {
  readonly account: Account;
  readonly onChanged: (account?: Account) => void;
}): ReactElement {
  const { t } = useTranslation(["people", "account", "web"]);
  const both = useBoth();
  const dates = useDates();
  const toast = useToast();
  const session = useSession();
  const [giving, setGiving] = useState(false);
  const [ending, setEnding] = useState<{ readonly id: string; readonly name: string }>();
  const end = useChange(endRole, () => {
    toast({ text: t("role.ended") });
    setEnding(undefined);
    onChanged();
  });
  const own = account.id === session.person.id;
  return (
    <RecordSection
      title={t("role.title")}
      action={
        account.may.includes("assign-role") && (
          <Button small glyph="plus" onPress={() => setGiving(true)}>
            {t("role.give")}
          </Button>
        )
      }
    >
      {own && <Notice title={t("role.ownTitle")}>{t("role.own")}</Notice>}
      {account.roles.length === 0 ? (
        <p className="soft">{t("role.none")}</p>
      ) : (
        <PlainTable
          label={t("role.title")}
          heads={[
            t("account:roles.role"),
            t("role.records"),
            t("account:roles.scope"),
            t("account:roles.unit"),
            t("role.since"),
            t("account:roles.until"),
          ]}
          rows={account.roles.map((one) => ({
            id: one.id,
            cells: [
              one.current ? (
                both(one)
              ) : (
                <span key="role" className="soft">
                  {t("role.past", { role: both(one) })}
                </span>
              ),
              t(one.content ? "role.yes" : "role.no"),
              t(`account:scopes.${one.scope}`),
              both(one.unit),
              dates.day(one.since),
              one.until === null ? t("account:roles.noEnd") : dates.day(one.until),
            ],
            act:
              one.current && account.may.includes("assign-role") ? (
                <Button
                  small
                  tone="quiet"
                  label={t("role.endOf", { role: both(one) })}
                  onPress={() => setEnding({ id: one.id, name: both(one) })}
                >
                  {t("role.end")}
                </Button>
              ) : null,
          }))}
        />
      )}
      {giving && (
        <RoleDialog
          account={account}
          onClose={() => setGiving(false)}
          onGiven={(next, role) => {
            setGiving(false);
            toast({ text: t("role.given", { role }) });
            onChanged(next);
          }}
        />
      )}
      {ending !== undefined && (
        <Dialog
          open
          harm
          title={t("role.endOf", { role: ending.name })}
          onOpenChange={(open) => {
            if (!open) setEnding(undefined);
          }}
          renderActions={(close) => (
            <>
              <Button
                tone="main"
                busy={end.isPending}
                onPress={() => end.mutate({ params: { id: account.id, assignment: ending.id } })}
              >
                {t("role.end")}
              </Button>
              <Button onPress={close}>{t("web:dialog.cancel")}</Button>
            </>
          )}
        >
          <p>{t("role.endWhat")}</p>
          {end.error !== null && <ErrorState error={end.error} />}
        </Dialog>
      )}
    </RecordSection>
  );
}

function Ways({ account }: { readonly account: Account }): ReactElement {
  const { t } = useTranslation("people");
  const dates = useDates();
  const { ways } = account;
  const yes = (there: boolean): string => t(there ? "role.yes" : "role.no");
  return (
    <RecordSection title={t("ways.title")}>
      <Facts
        facts={[
          {
            term: t("ways.password"),
            value: yes(ways.password),
            ...(ways.setupLinkUntil === null
              ? {}
              : { source: t("ways.linkOpen", { until: dates.moment(ways.setupLinkUntil) }) }),
          },
          { term: t("ways.totp"), value: dates.count(ways.totp) },
          { term: t("ways.passkeys"), value: dates.count(ways.passkeys) },
          { term: t("ways.codes"), value: dates.count(ways.recoveryCodes) },
          { term: t("ways.oidc"), value: yes(ways.oidc) },
          { term: t("ways.sessions"), value: dates.count(account.sessions) },
          {
            term: t("ways.last"),
            value:
              account.lastSignIn === null ? (
                <span className="soft">{t("ways.never")}</span>
              ) : (
                dates.moment(account.lastSignIn)
              ),
          },
          { term: t("ways.tokens"), value: dates.count(account.tokens) },
        ]}
      />
    </RecordSection>
  );
}

function AccountView({ account }: { readonly account: Account }): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  const name = usePersonName();
  const both = useBoth();
  const dates = useDates();
  const session = useSession();
  const queries = useQueryClient();
  const roles = useRoles();
  const [act, setAct] = useState<AccountAct>();
  const [token, setToken] = useState(false);
  const changed = (next?: Account): void => {
    if (next !== undefined) queries.setQueryData(keyOf(readPerson, { params: { id: account.id } }), next);
    else void queries.invalidateQueries({ queryKey: [readPerson.id] });
    void queries.invalidateQueries({ queryKey: [listPeople.id] });
  };
  const open = (verb: AccountAct): ReactElement => (
    <Button tone={verb === "close" ? "harm" : "plain"} onPress={() => setAct(verb)}>
      {t(`acts.${verb}.verb`)}
    </Button>
  );
  const verbs: readonly AccountAct[] = [
    "unlock",
    "change",
    "setup-link",
    "reset-second-factor",
    "end-sessions",
    "link-oidc",
    "reopen",
    "close",
  ];
  // What the owner may do, of what the maker may do: the node refuses the rest.
  const held = new Set(
    account.roles
      .filter((one) => one.current)
      .flatMap((one) => roles.find((role) => role.code === one.code)?.permissions ?? []),
  );
  const offered = session.may.filter((permission) => held.has(permission));
  // Where no outside service is configured there is nothing to link to.
  const outside = useRead(signInWays, {}).data?.oidc != null;
  const may = account.may.filter((verb) => verb !== "link-oidc" || outside || account.ways.oidc);
  const mayToken =
    session.may.includes("tokens.administer") && account.active && !account.breakGlass && offered.length > 0;
  return (
    <div className="page">
      <PageHead
        title={name(account)}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("title"), to: "/people" },
          { label: name(account) },
        ]}
        lead={<StateOf account={account} />}
      />
      <div className="cluster">
        <Acts acts={verbs.map((verb) => ({ verb, control: open(verb) }))} may={may} />
        {mayToken && <Button onPress={() => setToken(true)}>{t("acts.token")}</Button>}
      </div>
      <div className="person-body">
        {account.breakGlass && <Notice tone="waiting">{t("sealed")}</Notice>}
        <RecordSection title={t("account")}>
          <Facts
            facts={[
              { term: t("fields.latin"), value: account.latin },
              { term: t("fields.cyrillic"), value: account.cyrillic },
              { term: t("fields.username"), value: <span className="mono">{account.username}</span> },
              { term: t("fields.position"), value: both({ en: account.titleEn, ru: account.titleRu }) },
              { term: t("fields.institution"), value: <Owner code={account.institution} /> },
              { term: t("fields.unit"), value: both(account.unit) },
              { term: t("fields.email"), value: account.email },
              { term: t("fields.since"), value: dates.day(account.since) },
            ]}
          />
        </RecordSection>
        <Roles account={account} onChanged={changed} />
        <Ways account={account} />
      </div>
      {act !== undefined && (
        <AccountActs account={account} act={act} onClose={() => setAct(undefined)} onChanged={changed} />
      )}
      {token && (
        <TokenDialog
          owner={{ id: account.id, name: name(account) }}
          offered={offered}
          onClose={() => {
            setToken(false);
            changed();
          }}
        />
      )}
    </div>
  );
}

export function PersonPage(): ReactElement {
  const { id } = route.useParams();
  const person = useRead(readPerson, { params: { id } });
  if (person.data !== undefined) return <AccountView account={person.data} />;
  return (
    <div className="page">
      {person.error === null ? (
        <Skeleton lines={10} />
      ) : (
        <ErrorState error={person.error} again={() => void person.refetch()} />
      )}
    </div>
  );
}
