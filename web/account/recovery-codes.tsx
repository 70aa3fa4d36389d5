/**
 * Recovery codes, shown once: for the day when the telephone is lost.
 *
 * Promises: the whole page shows nothing else until the reader says that they are kept, and so prints nothing else.
 * Refuses: to show them a second time.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { CopyButton } from "../parts/shown-once.tsx";
import { useSession } from "../session/session.ts";
import { usePrintMargins } from "../shell/print.tsx";
import { RecordSection } from "../templates/record-page.tsx";

export function RecoveryCodes({
  codes,
  onKept,
}: {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}): ReactElement {
  const { t } = useTranslation(["account", "web"]);
  const session = useSession();
  usePrintMargins(session.institution.name, "", session.person.username);
  return (
    <RecordSection title={t("codes.title")}>
      <Notice tone="waiting" title={t("codes.once")}>
        {t("codes.why")}
      </Notice>
      <ul className="codes mono" id="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="cluster">
        <Button small glyph="print" onPress={() => globalThis.print()}>
          {t("web:record.print")}
        </Button>
        <CopyButton text={codes.join("\n")} from="recovery-codes" />
      </div>
      <div className="acts">
        <Button tone="main" onPress={onKept}>
          {t("codes.kept")}
        </Button>
      </div>
    </RecordSection>
  );
}
