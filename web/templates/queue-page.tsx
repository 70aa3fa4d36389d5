/** Queue: what waits for me, why, and until when. Most pages of the desk are queues: hits, imports, hand-overs. */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type DataTableProps } from "../parts/data-table.tsx";
import { ErrorState } from "../parts/answers.tsx";
import { KeyHint } from "../parts/marks-of-record.tsx";
import { PageHead, type PageHeadProps } from "./page-head.tsx";

export interface QueuePageProps<Row> extends PageHeadProps {
  readonly table: DataTableProps<Row>;
  readonly error?: unknown;
  readonly again?: () => void;
  /** What stands below the table. */
  readonly children?: ReactNode;
}

export function QueuePage<Row>({ table, error, again, children, ...head }: QueuePageProps<Row>): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="page queue-page">
      <PageHead {...head} />
      {error == null ? (
        <>
          <DataTable {...table} />
          {table.rows.length > 1 && (
            <p className="queue-keys soft">
              <KeyHint keys={["J"]} /> {t("queue.next")} <KeyHint keys={["K"]} /> {t("queue.previous")}{" "}
              <KeyHint keys={["Enter"]} /> {t("queue.open")}
            </p>
          )}
          {children}
        </>
      ) : (
        <ErrorState error={error} {...(again === undefined ? {} : { again })} />
      )}
    </div>
  );
}
