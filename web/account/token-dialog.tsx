/**
 * Making a token for a machine.
 *
 * Promises: offers only what the maker may do, and the node checks it against the owner; the token is shown once. Refuses:
 * a token without an end: a year at most.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { createToken, listTokens } from "../../src/access/machine-token.contract.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { Button } from "../parts/button.tsx";
import { DateField } from "../parts/date-field.tsx";
import { Checkbox, Select, TextField } from "../parts/fields.tsx";
import { FieldSet, Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { ShownOnce } from "../parts/shown-once.tsx";
import { useSession } from "../session/session.ts";
import { inLanguage } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { endOfDay } from "../words/day-bounds.ts";
import { usePurposes } from "./purpose-names.ts";

export interface TokenDialogProps {
  /** Whose token it will be; the maker's own when absent. */
  readonly owner?: { readonly id: string; readonly name: string };
  /** What can be offered: what the maker and, where it is known, the owner may do. */
  readonly offered: readonly string[];
  readonly onClose: () => void;
}

export function TokenDialog({ owner, offered, onClose }: TokenDialogProps): ReactElement {
  const { t, i18n } = useTranslation(["account", "web"]);
  const dates = useDates();
  const queries = useQueryClient();
  const session = useSession();
  const everyPurpose = usePurposes();
  const purposes =
    owner === undefined
      ? session.purposes.map((one) => ({ id: one.code, label: one.label }))
      : everyPurpose.map((one) => ({ id: one.code, label: inLanguage(i18n.language, one) }));
  const [label, setLabel] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [purpose, setPurpose] = useState<string | null>(null);
  const [until, setUntil] = useState("");
  const create = useChange(createToken, () => queries.invalidateQueries({ queryKey: [listTokens.id] }));
  const made = create.data;
  const send = (): void =>
    create.mutate({
      body: {
        label: label.trim(),
        permissions: [...chosen],
        purpose: purpose ?? "",
        until: endOfDay(until) ?? "",
        ...(owner === undefined ? {} : { owner: owner.id }),
      },
    });
  return (
    <Dialog
      open
      wide
      harm={made !== undefined}
      title={owner === undefined ? t("tokens.new") : t("tokens.newFor", { person: owner.name })}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) =>
        made === undefined ? (
          <>
            <Button tone="main" type="submit" form="new-token" busy={create.isPending}>
              {t("tokens.make")}
            </Button>
            <Button onPress={close}>{t("web:dialog.cancel")}</Button>
          </>
        ) : (
          <Button tone="main" onPress={close}>
            {t("tokens.kept")}
          </Button>
        )
      }
    >
      {made === undefined ? (
        <Form
          id="new-token"
          label={t("tokens.new")}
          problem={create.error === null ? null : asProblem(create.error)}
          onSend={send}
        >
          <TextField
            path="/label"
            label={t("tokens.label")}
            hint={t("tokens.labelHint")}
            value={label}
            onChange={setLabel}
            maxLength={80}
          />
          <FieldSet legend={t("tokens.may")} hint={t("tokens.mayHint")}>
            <div id="field-permissions">
              {offered.map((permission) => (
                <Checkbox
                  key={permission}
                  label={t(`permissions.${permission}`)}
                  value={chosen.includes(permission)}
                  onChange={(on) =>
                    setChosen(offered.filter((one) => (one === permission ? on : chosen.includes(one))))
                  }
                />
              ))}
            </div>
          </FieldSet>
          <Select
            path="/purpose"
            label={t("tokens.purpose")}
            hint={t("tokens.purposeHint")}
            value={purpose}
            onChange={setPurpose}
            choices={purposes}
          />
          <DateField
            path="/until"
            label={t("tokens.until")}
            hint={t("tokens.untilHint")}
            value={until}
            onChange={setUntil}
            today={false}
          />
        </Form>
      ) : (
        <ShownOnce id="new-token-secret" label={made.view.label} secret={made.token} warning={t("tokens.once")}>
          {t("tokens.goodUntil", { until: dates.day(made.view.until) })}
        </ShownOnce>
      )}
    </Dialog>
  );
}
