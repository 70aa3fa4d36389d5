/** The serial check in a dialog; "as a page" carries the question into an address. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../parts/button.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { SerialCheck } from "./serial-check.tsx";
import type { AskedSerial } from "./serial-question.ts";

export function CheckOverlay({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation("serials");
  const [asked, setAsked] = useState<AskedSerial>({});
  return (
    <Dialog
      title={t("title")}
      wide
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={() => (
        <ButtonLink tone="quiet" to="/check" search={asked} onClick={onClose}>
          {t("asPage")}
        </ButtonLink>
      )}
    >
      <SerialCheck asked={asked} onAsk={setAsked} onLeave={onClose} />
    </Dialog>
  );
}
