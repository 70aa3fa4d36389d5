/** My own tokens for machines. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../parts/button.tsx";
import { useSession } from "../session/session.ts";
import { RecordSection } from "../templates/record-page.tsx";
import { AccountFrame } from "./account-frame.tsx";
import { TokenDialog } from "./token-dialog.tsx";
import { TokenList } from "./token-list.tsx";

export function OwnTokensPage(): ReactElement {
  const { t } = useTranslation("account");
  const session = useSession();
  const [making, setMaking] = useState(false);
  return (
    <AccountFrame page="tokens">
      <RecordSection
        title={t("pages.tokens")}
        action={
          session.may.length > 0 && (
            <Button small glyph="plus" onPress={() => setMaking(true)}>
              {t("tokens.new")}
            </Button>
          )
        }
      >
        <p className="soft">{t("tokens.lead")}</p>
        <TokenList whose="mine" />
      </RecordSection>
      {making && <TokenDialog offered={session.may} onClose={() => setMaking(false)} />}
    </AccountFrame>
  );
}
