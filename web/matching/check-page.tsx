/** The serial check as a page: phone width first, its question in the address, so that it can be sent and come back to. */
import type { ReactElement } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../parts/button.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { SerialCheck } from "./serial-check.tsx";

export function CheckPage(): ReactElement {
  const { t } = useTranslation("serials");
  const asked = useSearch({ from: "/shell/check" });
  const navigate = useNavigate();
  return (
    <div className="page">
      <PageHead
        title={t("title")}
        plainTitle={asked.serial === undefined ? t("title") : `${asked.serial} · ${t("title")}`}
        lead={t("lead")}
        actions={
          asked.serial === undefined ? (
            <ButtonLink tone="quiet" to="/check/pasted">
              {t("pasted.title")}
            </ButtonLink>
          ) : (
            <Button tone="quiet" glyph="close" onPress={() => void navigate({ to: "/check" })}>
              {t("another")}
            </Button>
          )
        }
      />
      <SerialCheck
        // Another address is another question: its fields start from it.
        key={JSON.stringify(asked)}
        asked={asked}
        onAsk={(next) => void navigate({ to: "/check", search: next })}
      />
    </div>
  );
}
