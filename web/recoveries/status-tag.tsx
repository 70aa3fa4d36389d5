/** Where a recovery stands, as a tag: in lists and on its page. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Tag } from "../parts/marks-of-record.tsx";
import type { RecoveryView } from "./recovery-page.tsx";

/** The status as a tag; accepted is the rule and is said quietly. */
export function StatusTag({
  recovery: { status, changedSince },
}: {
  readonly recovery: Pick<RecoveryView, "status" | "changedSince">;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  return <Tag>{t(`status.${changedSince ? "changed" : status}`)}</Tag>;
}
