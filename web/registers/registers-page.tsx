/** The registers one may see, and opening a new one. */
import { useMemo, useState, type ReactElement } from "react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listRegisters } from "../../src/registers/register.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { usePurposeNames } from "../account/purpose-names.ts";
import { Owner } from "../access/sharing-names.tsx";
import { useRead } from "../calls/use-call.ts";
import { EmptyState } from "../parts/answers.tsx";
import { Button, ButtonLink } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { useSession } from "../session/session.ts";
import { QueuePage } from "../templates/queue-page.tsx";
import { useBoth, type Both } from "../words/both.ts";
import { useDates, type Dates } from "../words/dates.ts";
import { RegisterDialog } from "./register-dialog.tsx";

export type Register = CallOutput<typeof listRegisters>["items"][number];

function registerColumns(
  say: (key: string) => string,
  both: (names: Both) => string,
  dates: Dates,
  purposeName: (code: string) => string,
): readonly Column<Register>[] {
  return [
    {
      id: "name",
      header: say("registers.name"),
      lead: true,
      cell: (one) => (
        <Link to="/registers/$id" params={{ id: one.id }}>
          {both(one)}
        </Link>
      ),
    },
    { id: "kind", header: say("registers.kind"), cell: (one) => say(`kind.${one.kind}`) },
    { id: "owner", header: say("registers.owner"), cell: (one) => <Owner code={one.institution} /> },
    { id: "records", header: say("registers.count"), end: true, cell: (one) => dates.count(one.records) },
    { id: "asOf", header: say("registers.asOf"), cell: (one) => (one.asOf === null ? "" : dates.day(one.asOf)) },
    {
      id: "purposes",
      header: say("registers.purposes"),
      grow: true,
      cell: (one) =>
        one.purposes.length === 0 ? say("registers.everyPurpose") : one.purposes.map(purposeName).join(", "),
    },
    { id: "basis", header: say("registers.basis"), grow: true, cell: (one) => one.legalBasis },
    { id: "code", header: say("registers.code"), extra: true, cell: (one) => <span className="mono">{one.code}</span> },
  ];
}

export function RegistersPage(): ReactElement {
  const { t } = useTranslation(["registers-web", "comparisons"]);
  const view = useSearch({ from: "/shell/registers" });
  const navigate = useNavigate();
  const { may } = useSession();
  const both = useBoth();
  const dates = useDates();
  const purposeName = usePurposeNames();
  const answer = useRead(listRegisters, {});
  const [opening, setOpening] = useState(false);
  const columns = useMemo(
    () => registerColumns((key) => t(key), both, dates, purposeName),
    [both, dates, purposeName, t],
  );
  const create =
    answer.data?.mayCreate === true ? (
      <Button glyph="plus" onPress={() => setOpening(true)}>
        {t("registers.open")}
      </Button>
    ) : undefined;
  return (
    <>
      <QueuePage
        title={t("registers.title")}
        lead={t("registers.lead")}
        actions={
          <>
            <ButtonLink tone="quiet" to="/registers/comparisons">
              {t("comparisons:title")}
            </ButtonLink>
            {create}
            {may.includes("imports.run") && (
              <ButtonLink tone="main" glyph="plus" to="/imports/new">
                {t("imports.new")}
              </ButtonLink>
            )}
          </>
        }
        error={answer.error}
        again={() => void answer.refetch()}
        table={{
          label: t("registers.title"),
          columns,
          rows: answer.data?.items ?? [],
          rowKey: (one) => one.id,
          view,
          onView: (next) => void navigate({ to: "/registers", search: next, replace: true }),
          loading: answer.isPending,
          empty: (
            <EmptyState title={t("registers.none")} action={create}>
              {t("registers.noneWhy")}
            </EmptyState>
          ),
        }}
      />
      {opening && <RegisterDialog onClose={() => setOpening(false)} />}
    </>
  );
}
