/** Tokens for machines: what each may do, until when, when it was last used; revoke one at once. */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listTokens, revokeToken } from "../../src/access/machine-token.contract.ts";
import { useChange, useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { StateChip, type Tone } from "../parts/marks-of-record.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { usePersonName } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { PlainTable } from "./plain-table.tsx";
import { usePurposeNames } from "./purpose-names.ts";

const TONES: Readonly<Record<string, Tone>> = { active: "active", expired: "ended", revoked: "ended" };

export function TokenList({ whose }: { readonly whose: "mine" | "all" }): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const dates = useDates();
  const person = usePersonName();
  const purpose = usePurposeNames();
  const toast = useToast();
  const queries = useQueryClient();
  const tokens = useRead(listTokens, { query: { whose } });
  const [ending, setEnding] = useState<{ readonly id: string; readonly label: string }>();
  const revoke = useChange(revokeToken, async () => {
    toast({ text: t("tokens.revoked") });
    setEnding(undefined);
    await queries.invalidateQueries({ queryKey: [listTokens.id] });
  });
  const items = tokens.data?.items;
  if (items === undefined) {
    return tokens.error === null ? (
      <Skeleton lines={4} />
    ) : (
      <ErrorState error={tokens.error} again={() => void tokens.refetch()} />
    );
  }
  if (items.length === 0) return <EmptyState title={t("tokens.none")}>{t("tokens.what")}</EmptyState>;
  const all = whose === "all";
  return (
    <>
      <PlainTable
        label={t("pages.tokens")}
        heads={[
          t("tokens.label"),
          ...(all ? [t("tokens.owner")] : []),
          t("tokens.may"),
          t("tokens.purpose"),
          t("tokens.until"),
          t("tokens.used"),
          t("tokens.state"),
        ]}
        rows={items.map((one) => ({
          id: one.id,
          cells: [
            one.label,
            ...(all ? [person(one.owner)] : []),
            <ul key="may" className="perm-list">
              {one.permissions.map((permission) => (
                <li key={permission}>{t(`permissions.${permission}`)}</li>
              ))}
            </ul>,
            purpose(one.purpose),
            dates.day(one.until),
            one.used === null ? (
              <span key="used" className="soft">
                {t("factor.neverUsed")}
              </span>
            ) : (
              dates.distance(one.used)
            ),
            <StateChip key="state" tone={TONES[one.state] ?? "rest"}>
              {t(`tokens.states.${one.state}`)}
            </StateChip>,
          ],
          act:
            one.state === "active" ? (
              <Button
                small
                tone="quiet"
                label={t("tokens.revokeOf", { label: one.label })}
                onPress={() => setEnding({ id: one.id, label: one.label })}
              >
                {t("tokens.revoke")}
              </Button>
            ) : null,
        }))}
      />
      {ending !== undefined && (
        <Dialog
          harm
          open
          title={t("tokens.revokeOf", { label: ending.label })}
          onOpenChange={(open) => {
            if (!open) setEnding(undefined);
          }}
          renderActions={(close) => (
            <>
              <Button tone="harm" busy={revoke.isPending} onPress={() => revoke.mutate({ params: { id: ending.id } })}>
                {t("tokens.revoke")}
              </Button>
              <Button onPress={close}>{t("web:dialog.cancel")}</Button>
            </>
          )}
        >
          <p>{t("tokens.revokeWhat")}</p>
          {revoke.error !== null && <ErrorState error={revoke.error} />}
        </Dialog>
      )}
    </>
  );
}
