/**
 * Giving a role: which, how far it reaches, for which unit, until when.
 *
 * Promises: says of each role whether it sees records, and lists what it may; what the rules forbid is explained in the
 * node's words. Refuses: to repeat the rules here; the node decides.
 */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { assignToRole, type personView } from "../../src/access/people.contract.ts";
import { scopes } from "../../src/access/roles.ts";
import type { z } from "zod";
import { useInstitutions } from "../access/sharing-names.tsx";
import { asProblem } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { DateField } from "../parts/date-field.tsx";
import { RadioGroup, Select } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { inLanguage, usePersonName } from "../words/both.ts";
import { endOfDay } from "../words/day-bounds.ts";
import { useRoles } from "./roles.ts";
import { unitChoices } from "./unit-choices.ts";

export type Account = z.input<typeof personView>;

export function RoleDialog({
  account,
  onClose,
  onGiven,
}: {
  readonly account: Account;
  readonly onClose: () => void;
  readonly onGiven: (account: Account, role: string) => void;
}): ReactElement {
  const { t, i18n } = useTranslation(["people", "account", "web"]);
  const name = usePersonName();
  const roles = useRoles();
  const units = useInstitutions().find((one) => one.code === account.institution)?.units ?? [];
  const [role, setRole] = useState<string | null>(null);
  const [scope, setScope] = useState<(typeof scopes)[number]>("unit");
  const [unit, setUnit] = useState<string | null>(String(account.unit.id));
  const [until, setUntil] = useState("");
  const chosen = roles.find((one) => one.code === role);
  const give = useChange(assignToRole, (answer) =>
    onGiven(answer, chosen === undefined ? "" : inLanguage(i18n.language, chosen)),
  );
  return (
    <Dialog
      open
      wide
      title={t("role.giveTo", { person: name(account) })}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="give-role" busy={give.isPending}>
            {t("role.give")}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <Form
        id="give-role"
        label={t("role.giveTo", { person: name(account) })}
        problem={give.error === null ? null : asProblem(give.error)}
        onSend={() =>
          give.mutate({
            params: { id: account.id },
            body: {
              role: role ?? "",
              scope,
              ...(unit === null ? {} : { unit: Number(unit) }),
              until: endOfDay(until),
            },
          })
        }
      >
        <p className="soft">{t("role.rules")}</p>
        <Select
          path="/role"
          label={t("role.role")}
          value={role}
          onChange={setRole}
          choices={roles.map((one) => ({
            id: one.code,
            label: inLanguage(i18n.language, one),
            hint: t(one.content ? "role.seesRecords" : "role.seesNone"),
          }))}
        />
        {chosen !== undefined && (
          <Notice title={`${t(chosen.content ? "role.seesRecords" : "role.seesNone")}:`}>
            {chosen.permissions.map((permission) => t(`account:permissions.${permission}`)).join("; ")}.
          </Notice>
        )}
        <RadioGroup
          path="/scope"
          label={t("role.scope")}
          value={scope}
          onChange={(value) => setScope(scopes.find((one) => one === value) ?? "unit")}
          choices={scopes.map((one) => ({
            id: one,
            label: t(`account:scopes.${one}`),
            hint: t(`role.scopeHints.${one}`),
          }))}
        />
        <Select
          path="/unit"
          label={t("role.unit")}
          value={unit}
          onChange={setUnit}
          choices={unitChoices(units, i18n.language)}
          width="half"
        />
        <DateField
          path="/until"
          label={t("role.until")}
          hint={t("role.untilHint")}
          value={until}
          onChange={setUntil}
          required={false}
          today={false}
        />
      </Form>
    </Dialog>
  );
}
