/** One photograph or document in the list: on its way, or there. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { CallOutput } from "../../src/platform/contract.ts";
import {
  changeAttachment,
  type listAttachments,
  readDocument,
  removeAttachment,
} from "../../src/recoveries/attachment.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { call, fetchFile } from "../calls/call.ts";
import { saveFile } from "../calls/save-file.ts";
import { useChange } from "../calls/use-call.ts";
import { ErrorState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { StateChip } from "../parts/marks-of-record.tsx";
import { useDates } from "../words/dates.ts";
import { useCopy } from "./copies.ts";
import type { Upload } from "./upload-watch.ts";
import { dropUpload, retryUpload } from "./uploads.ts";

export type AttachmentView = CallOutput<typeof listAttachments>["items"][number];

export interface WeaponChoice {
  /** On a record. */
  readonly id?: string;
  /** On a form, counted from 0. */
  readonly position?: number;
  readonly label: string;
}

const whole = "whole";
const keyOfWeapon = (weapon: WeaponChoice): string => weapon.id ?? `position-${weapon.position ?? ""}`;

/** Something on its way from this browser. */
export function UploadItem({ upload, person }: { readonly upload: Upload; readonly person: string }): ReactElement {
  const { t } = useTranslation("attachments");
  const dates = useDates();
  const share = upload.size === 0 ? 0 : upload.sent / upload.size;
  const refused = upload.state === "refused";
  return (
    <li className={refused ? "upload upload-refused" : "upload"}>
      <span className="upload-picture">
        {upload.preview === undefined ? <Glyph name="clock" /> : <img src={upload.preview} alt="" />}
      </span>
      <span className="upload-words">
        <b className="upload-name">{upload.name}</b>
        {refused ? (
          <span className="upload-fault" role="alert">
            {[upload.problem?.title ?? t("upload.refused"), upload.problem?.detail, upload.problem?.wayOut]
              .filter((words) => words !== undefined && words !== "")
              .join(". ")
              .replaceAll("..", ".")}
          </span>
        ) : (
          <>
            <span className="soft">
              {t(`upload.${upload.state}`)} · {dates.size(upload.sent)} / {dates.size(upload.size)}
            </span>
            <progress max={1} value={share} aria-label={t("upload.progress", { name: upload.name })}>
              {dates.share(share)}
            </progress>
          </>
        )}
      </span>
      <span className="cluster">
        {refused && (
          <Button small onPress={() => retryUpload(person, upload.key)}>
            {t("upload.again")}
          </Button>
        )}
        <Button
          small
          tone="quiet"
          glyph="close"
          label={t(refused ? "upload.forget" : "upload.stop", { name: upload.name })}
          onPress={() => void dropUpload(upload.key)}
        />
      </span>
    </li>
  );
}

function Thumb({ item }: { readonly item: AttachmentView }): ReactElement {
  const thumb = useCopy(item.id, "thumb", item.copies === "ready");
  if (thumb.address === undefined) return <Glyph name={item.copies === "failed" ? "warn" : "clock"} />;
  return <img src={thumb.address} alt="" />;
}

/** Something that is on the node. */
export function AttachmentItem({
  item,
  weapons,
  onOpen,
  onReason,
  onChanged,
}: {
  readonly item: AttachmentView;
  readonly weapons: readonly WeaponChoice[];
  readonly onOpen: () => void;
  readonly onReason: (what: "withdraw" | "release") => void;
  readonly onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation("attachments");
  const dates = useDates();
  const personName = usePersonNames();
  const [caption, setCaption] = useState(item.caption);
  const [fault, setFault] = useState<unknown>();
  const change = useChange(changeAttachment, onChanged);
  const label = item.caption === "" ? item.name : item.caption;
  const may = (verb: string): boolean => item.may.includes(verb);
  const weapon = weapons.find(({ id, position }) =>
    item.on.kind === "firearm" ? id === item.on.id : position !== undefined && position === item.on.position,
  );
  const settle = (): void => {
    if (caption.trim() !== item.caption) change.mutate({ params: { id: item.id }, body: { caption } });
  };
  const place = (key: string): void => {
    const chosen = weapons.find((one) => keyOfWeapon(one) === key);
    const { on } = item;
    const next =
      on.kind === "draft"
        ? { kind: on.kind, id: on.id, position: chosen?.position ?? null }
        : chosen?.id === undefined
          ? undefined
          : { kind: "firearm" as const, id: chosen.id };
    if (next !== undefined) change.mutate({ params: { id: item.id }, body: { on: next } });
  };
  const attempt = (work: () => Promise<unknown>): void => {
    setFault(undefined);
    void work().catch((error: unknown) => setFault(error));
  };
  const facts = [
    item.width === null || item.height === null ? undefined : `${item.width} × ${item.height}`,
    dates.size(item.size),
    personName(item.addedBy),
    dates.moment(item.addedAt),
  ].filter((fact) => fact !== undefined);

  return (
    <li className="attachment">
      {item.copies === "ready" ? (
        <button
          type="button"
          className="attachment-open"
          onClick={onOpen}
          aria-label={t("item.open", { photo: label })}
        >
          <Thumb item={item} />
        </button>
      ) : (
        <span className="attachment-open attachment-closed">
          {item.kind === "document" ? <span className="attachment-kind">PDF</span> : <Thumb item={item} />}
        </span>
      )}
      <div className="attachment-words">
        {may("change") ? (
          // Leaving the field keeps what was written.
          // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
          <div onBlur={settle}>
            <TextField
              label={t("item.caption")}
              required={false}
              value={caption}
              onChange={setCaption}
              maxLength={1000}
            />
          </div>
        ) : (
          <b>{label}</b>
        )}
        {weapons.length > 0 &&
          (may("change") ? (
            <Select
              label={t("item.shows")}
              value={weapon === undefined ? whole : keyOfWeapon(weapon)}
              onChange={place}
              choices={[
                ...(item.on.kind === "firearm" ? [] : [{ id: whole, label: t("item.whole") }]),
                ...weapons.map((one) => ({ id: keyOfWeapon(one), label: one.label })),
              ]}
            />
          ) : (
            <span>{weapon?.label ?? t("item.whole")}</span>
          ))}
        <span className="soft attachment-facts">
          <span className="attachment-name">{item.name}</span>
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </span>
        <div className="cluster">
          {item.sealedAt === null && <StateChip tone="waiting">{t("item.arriving")}</StateChip>}
          {item.copies === "waiting" && <StateChip tone="waiting">{t("item.drawing")}</StateChip>}
          {item.copies === "failed" && <StateChip tone="harm">{t("item.notDrawn")}</StateChip>}
          {item.sealedAt !== null && (
            <details className="attachment-seal">
              <summary>{t(item.deviceHashed ? "item.sealedTwice" : "item.sealed")}</summary>
              <span className="mono hash">{item.sha256}</span>
            </details>
          )}
          {item.kind === "document" && (
            <Button
              small
              onPress={() =>
                attempt(async () => {
                  const file = await fetchFile(readDocument, { params: { id: item.id } });
                  saveFile(file.name, file.content);
                })
              }
            >
              {t("item.fetch")}
            </Button>
          )}
          {may("release") && item.kind === "photo" && (
            <Button small onPress={() => onReason("release")}>
              {t("item.release")}
            </Button>
          )}
          {may("withdraw") && (
            <Button small tone="quiet" onPress={() => onReason("withdraw")}>
              {t("item.withdraw")}
            </Button>
          )}
          {may("remove") && (
            <Button
              small
              tone="quiet"
              onPress={() =>
                attempt(async () => {
                  await call(removeAttachment, { params: { id: item.id } });
                  onChanged();
                })
              }
            >
              {t("item.remove")}
            </Button>
          )}
        </div>
        {(change.error !== null || fault !== undefined) && <ErrorState error={change.error ?? fault} />}
      </div>
    </li>
  );
}
