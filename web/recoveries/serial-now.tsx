/**
 * "Check this serial now", asked for by the officer while recording; never by itself, since each check is a search that
 * the journal keeps.
 */
import { type ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { checkSerial } from "../../src/matching/serial-check.contract.ts";
import { Owner } from "../access/sharing-names.tsx";
import { call } from "../calls/call.ts";
import { ErrorState, Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { inLanguage } from "../words/both.ts";
import type { FirearmDraft } from "./new-recovery-draft.ts";

function words(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}

export function SerialNow({
  firearm,
  written,
}: {
  readonly firearm: FirearmDraft;
  readonly written: string;
}): ReactElement {
  const { t, i18n } = useTranslation("recoveries");
  const check = useMutation({
    mutationFn: (serial: string) => {
      const [type, make, model, calibre] = [firearm.type, firearm.make, firearm.model, firearm.calibre].map((one) =>
        words(one.text),
      );
      return call(checkSerial, {
        body: {
          serial,
          ...(type === undefined ? {} : { type }),
          ...(make === undefined ? {} : { make }),
          ...(model === undefined ? {} : { model }),
          ...(calibre === undefined ? {} : { calibre }),
        },
      });
    },
  });
  // What was found belongs to the serial that was asked, not to the one now typed.
  const found = check.variables === written ? check.data : undefined;
  return (
    <div className="serial-now">
      <Button small glyph="search" busy={check.isPending} onPress={() => check.mutate(written)}>
        {t("serialNow.open")}
      </Button>
      {check.error !== null && <ErrorState error={check.error} again={() => check.mutate(written)} />}
      {found !== undefined && (
        <div role="status" className="stack">
          <Notice tone={found.outcome === "hit" ? "waiting" : "info"} title={t(`serialNow.outcome.${found.outcome}`)}>
            {found.answers[0]?.because ?? ""}
          </Notice>
          {found.reading.doubts.map((doubt) => (
            <p key={doubt.code} className="soft">
              {doubt.sentence}
            </p>
          ))}
          {found.answers.length > 0 && (
            <ul>
              {found.answers.slice(0, 3).map((answer) => (
                <li key={answer.id} className="cluster">
                  <Owner code={answer.institution} />
                  {answer.kind === "firearm" ? (
                    <Link to="/firearms/$id" params={{ id: answer.id }} target="_blank" className="mono">
                      {answer.number ?? answer.weapon.serial}
                    </Link>
                  ) : (
                    <span>
                      {answer.register === null ? "" : inLanguage(i18n.language, answer.register)}{" "}
                      <span className="mono">{answer.weapon.serial}</span>
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )}
          {found.pointers.map((pointer) => (
            <p key={pointer.institution}>
              {t("serialNow.pointer", { institution: inLanguage(i18n.language, pointer) })}
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
