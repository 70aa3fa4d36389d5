/**
 * Photographs and documents of a form, a recovery or a weapon: add, watch them arrive, say what they show, look at them.
 *
 * Promises: the page never waits for a photograph: what was chosen is seen at once, small, and goes on its way by itself;
 * how many have arrived is told for the whole record, whoever sends them. Refuses: to add where the node would refuse it.
 */
import { useEffect, useMemo, useState, type ClipboardEvent, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { DropZone } from "react-aria-components/DropZone";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { attachmentProgress, listAttachments } from "../../src/recoveries/attachment.contract.ts";
import { useRead } from "../calls/use-call.ts";
import { ErrorState, Notice, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { useSession } from "../session/session.ts";
import { AttachmentReason, type ReasonAct } from "./attachment-reasons.tsx";
import { AttachmentItem, UploadItem, type WeaponChoice } from "./attachment-items.tsx";
import { PhotoViewer } from "./photo-viewer.tsx";
import { useUploads, type AttachmentOn } from "./upload-watch.ts";
import { addUploads } from "./uploads.ts";
import "./attachments.css";

export type { WeaponChoice } from "./attachment-items.tsx";

/** What the node takes; the browser of a phone turns its own format into JPEG when it reads this. */
const accepted = ["image/jpeg", "image/png", "image/webp", "application/pdf"];

export interface AttachmentDeskProps {
  /** What they hang on; undefined while a new form is not kept yet. */
  readonly on: { readonly kind: "draft" | "recovery" | "firearm"; readonly id: string } | undefined;
  /** Keeps the form and gives its id: called when the first file is chosen and `on` is undefined. */
  readonly makeOn?: () => Promise<{ readonly kind: "draft"; readonly id: string }>;
  /** The weapons that a photograph may show: by id on a record, by position on a form. */
  readonly weapons?: readonly WeaponChoice[];
  /** New files go to this weapon first. */
  readonly weapon?: WeaponChoice;
  readonly onProgress?: (progress: { readonly total: number; readonly arrived: number }) => void;
}

/** Where new files go. */
function target(on: AttachmentOn, weapon: WeaponChoice | undefined): AttachmentOn {
  if (weapon === undefined) return on;
  if (on.kind === "draft") return weapon.position === undefined ? on : { ...on, position: weapon.position };
  return weapon.id === undefined ? on : { kind: "firearm", id: weapon.id };
}

export function AttachmentDesk({ on, makeOn, weapons = [], weapon, onProgress }: AttachmentDeskProps): ReactElement {
  const { t } = useTranslation("attachments");
  const session = useSession();
  const queries = useQueryClient();
  const query = { on: on?.kind ?? "recovery", id: on?.id ?? "" } as const;
  const list = useRead(listAttachments, { query }, { enabled: on !== undefined });
  const subjects = useMemo(
    () =>
      on === undefined
        ? []
        : [on, ...weapons.flatMap(({ id }) => (id === undefined ? [] : [{ kind: "firearm" as const, id }]))],
    [on, weapons],
  );
  const uploads = useUploads(subjects);
  const items = list.data?.items ?? [];
  // Of those sent from here, the list knows the sealed ones; while they are on their way, this browser knows more.
  const sending = uploads.filter(
    ({ state, id }) => state !== "done" && !items.some((item) => item.id === id && item.sealedAt !== null),
  );
  const shown = items.filter((item) => !sending.some(({ id }) => id === item.id));
  const unfinished = shown.some((item) => item.sealedAt === null || item.copies === "waiting");
  const progress = useRead(
    attachmentProgress,
    { query },
    { enabled: on !== undefined, ...(sending.length > 0 || unfinished ? { refreshEveryMs: 2_000 } : {}) },
  );
  const [viewing, setViewing] = useState<string>();
  const [reason, setReason] = useState<ReasonAct>();
  const [fault, setFault] = useState<Error>();
  const { total = 0, arrived = 0, ready = 0 } = progress.data ?? {};
  const mayAdd = on === undefined ? makeOn !== undefined : (list.data?.may.includes("add") ?? false);

  // The list is read again when something arrived or was drawn, not at every beat: reading it is an entry in the journal.
  const listed = items.filter(({ sealedAt }) => sealedAt !== null);
  const listedReady = listed.filter(({ copies }) => copies === "none" || copies === "ready");
  const outdated = progress.data !== undefined && (listed.length < arrived || listedReady.length < ready);
  useEffect(() => {
    if (outdated) void queries.invalidateQueries({ queryKey: [listAttachments.id] });
  }, [queries, outdated]);
  // A small photograph may have arrived before the first beat: what is done here is asked for at once.
  const done = uploads.filter(({ state }) => state === "done").length;
  useEffect(() => {
    if (done > 0) void queries.invalidateQueries({ queryKey: [attachmentProgress.id] });
  }, [queries, done]);
  useEffect(() => {
    onProgress?.({ total, arrived });
  }, [onProgress, total, arrived]);

  const add = async (files: readonly File[]): Promise<void> => {
    if (files.length === 0) return;
    try {
      setFault(undefined);
      const place = on ?? (await makeOn?.());
      if (place === undefined) return;
      addUploads(session.person.id, target(place, weapon), files);
      await queries.invalidateQueries({ queryKey: [attachmentProgress.id] });
    } catch (error) {
      setFault(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const paste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    void add(files);
  };

  if (on !== undefined && list.data === undefined)
    return list.error === null ? (
      <Skeleton lines={3} />
    ) : (
      <ErrorState error={list.error} again={() => void list.refetch()} />
    );
  const photos = items
    .filter(({ kind, copies }) => kind === "photo" && copies === "ready")
    .map((item) => ({
      id: item.id,
      label: item.caption === "" ? item.name : item.caption,
      width: item.width,
      height: item.height,
    }));
  const changed = (): void => {
    void queries.invalidateQueries({ queryKey: [listAttachments.id] });
    void queries.invalidateQueries({ queryKey: [attachmentProgress.id] });
    void queries.invalidateQueries({ queryKey: ["journal.history"] });
  };

  return (
    // Pasting is one way beside buttons and dropping.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="attachments" {...(mayAdd ? { onPaste: paste } : {})}>
      {mayAdd && (
        <DropZone
          className="attachments-drop"
          aria-label={t("desk.drop")}
          getDropOperation={() => "copy"}
          onDrop={(event) => {
            void Promise.all(event.items.flatMap((item) => (item.kind === "file" ? [item.getFile()] : []))).then(add);
          }}
        >
          <FileTrigger allowsMultiple acceptedFileTypes={accepted} onSelect={(files) => void add([...(files ?? [])])}>
            <Button glyph="plus">{t("desk.choose")}</Button>
          </FileTrigger>
          <span className="attachments-camera">
            <FileTrigger
              acceptedFileTypes={["image/jpeg"]}
              defaultCamera="environment"
              onSelect={(files) => void add([...(files ?? [])])}
            >
              <Button>{t("desk.camera")}</Button>
            </FileTrigger>
          </span>
          <span className="soft">{t("desk.hint")}</span>
        </DropZone>
      )}
      {fault !== undefined && <ErrorState error={fault} />}
      <p className="soft" role="status">
        {total > 0 && arrived < total ? t("desk.arrived", { arrived, count: total }) : ""}
      </p>
      {total > 0 && arrived < total && sending.length > 0 && <Notice>{t("desk.goOn")}</Notice>}
      {sending.length > 0 && (
        <ul className="uploads" aria-label={t("desk.sending")}>
          {sending.map((upload) => (
            <UploadItem key={upload.key} upload={upload} person={session.person.id} />
          ))}
        </ul>
      )}
      {shown.length > 0 && (
        <ul className="attachment-list" aria-label={t("desk.list")}>
          {shown.map((item) => (
            <AttachmentItem
              key={item.id}
              item={item}
              weapons={weapons}
              onOpen={() => setViewing(item.id)}
              onReason={(what) => setReason({ what, item })}
              onChanged={changed}
            />
          ))}
        </ul>
      )}
      {shown.length === 0 && sending.length === 0 && <p className="soft">{t("desk.none")}</p>}
      {viewing !== undefined && (
        <PhotoViewer photos={photos} at={viewing} onAt={setViewing} onClose={() => setViewing(undefined)} />
      )}
      {reason !== undefined && <AttachmentReason act={reason} onClose={() => setReason(undefined)} onDone={changed} />}
    </div>
  );
}
