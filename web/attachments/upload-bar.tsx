/**
 * On every page, while photographs are still going up: how many are left, pause and go on, the way to their record; and what was
 * not taken, until somebody has looked at it.
 *
 * Promises: nothing here stops what is being sent, except who presses pause; screen readers hear of a beginning and an end, not of
 * each byte. Refuses: to stand on a page when there is nothing to send.
 */
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "../parts/button.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { useDates } from "../words/dates.ts";
import { pauseUploads, useUploadsPaused, type AttachmentOn, type Upload } from "./upload-watch.ts";
import { dropUpload } from "./uploads.ts";
import "./upload-bar.css";

/** Where the file goes: the record, or the form that is still open in this browser. */
function Where({ on }: { readonly on: AttachmentOn }): ReactElement {
  const { t } = useTranslation("attachments");
  if (on.kind === "draft") return <Link to="/recoveries/new">{t("bar.toForm")}</Link>;
  return on.kind === "recovery" ? (
    <Link to="/recoveries/$id" params={{ id: on.id }}>
      {t("bar.toRecord")}
    </Link>
  ) : (
    <Link to="/firearms/$id" params={{ id: on.id }}>
      {t("bar.toWeapon")}
    </Link>
  );
}

export function UploadBar({ uploads }: { readonly uploads: readonly Upload[] }): ReactElement | null {
  const { t } = useTranslation("attachments");
  const dates = useDates();
  const paused = useUploadsPaused();
  const refused = uploads.filter(({ state }) => state === "refused");
  const left = uploads.filter(({ state }) => state !== "done" && state !== "refused");
  const [first] = left.length > 0 ? left : refused;
  if (first === undefined) return null;
  const size = left.reduce((sum, one) => sum + one.size, 0);
  const sent = left.reduce((sum, one) => sum + one.sent, 0);
  const offline = left.some(({ state }) => state === "waiting");
  return (
    <section className="banner upload-bar" aria-label={t("bar.region")}>
      <Glyph name={refused.length > 0 || offline ? "warn" : "clock"} />
      <div className="upload-bar-words">
        <span role="status">
          {left.length > 0 && t("bar.left", { count: left.length })}
          {left.length > 0 && paused && ` ${t("bar.paused")}`}
          {left.length > 0 && !paused && offline && ` ${t("bar.offline")}`}
          {refused.length > 0 && ` ${t("bar.refused", { count: refused.length })}`}
        </span>
        {left.length > 0 && (
          <span className="soft" aria-hidden="true">
            {t("bar.bytes", { sent: dates.size(sent), size: dates.size(size) })}
          </span>
        )}
        <Where on={first.on} />
      </div>
      {left.length > 0 && (
        <Button small onPress={() => pauseUploads(!paused)}>
          {t(paused ? "bar.goOn" : "bar.pause")}
        </Button>
      )}
      {refused.length > 0 && (
        <Button small tone="quiet" onPress={() => refused.forEach(({ key }) => void dropUpload(key))}>
          {t("bar.forget")}
        </Button>
      )}
      {left.length > 0 && (
        <progress className="upload-bar-line" max={Math.max(1, size)} value={sent} aria-label={t("bar.progress")} />
      )}
    </section>
  );
}
