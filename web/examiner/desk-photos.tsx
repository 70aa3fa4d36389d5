/**
 * The photographs of the weapon on the desk, large, and beside them another of its own or of an earlier weapon.
 *
 * Promises: zoom, contrast and light of each by key and button; the frame of a chosen reading is drawn where it stands.
 * Refuses: to show a photograph its reader may not see: each comes through its own call.
 */
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { listAttachments } from "../../src/recoveries/attachment.contract.ts";
import { PhotoStage, type ShownPhoto } from "../attachments/photo-stage.tsx";
import type { Region } from "../attachments/photo-view.ts";
import { useRead } from "../calls/use-call.ts";
import { Skeleton } from "../parts/answers.tsx";
import { Select } from "../parts/fields.tsx";

/** Photographs of a weapon that can be looked at. */
export function usePhotos(firearm: string | undefined): readonly ShownPhoto[] | undefined {
  const { t } = useTranslation("examiner");
  const answer = useRead(
    listAttachments,
    { query: { on: "firearm", id: firearm ?? "" } },
    { enabled: firearm !== undefined },
  );
  return useMemo(
    () =>
      answer.data?.items
        .filter((one) => one.kind === "photo" && one.copies === "ready")
        .map((one, at) => ({
          id: one.id,
          label: t("desk.photo", { number: at + 1, name: one.caption === "" ? one.name : one.caption }),
          width: one.width,
          height: one.height,
        })),
    [answer.data, t],
  );
}

const NOTHING = "nothing";

export function DeskPhotos({
  photos,
  chosen,
  onChoose,
  beside,
  onBeside,
  besidePhotos,
  regions,
  onRegion,
}: {
  readonly photos: readonly ShownPhoto[] | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly beside: string | undefined;
  readonly onBeside: (id: string | undefined) => void;
  /** Of the earlier weapon that is compared with. */
  readonly besidePhotos: readonly ShownPhoto[];
  readonly regions: Readonly<Record<string, Region>>;
  /** With it, the reader frames the reading on the chosen photograph. */
  readonly onRegion: ((region: Region) => void) | undefined;
}): ReactElement {
  const { t } = useTranslation("examiner");
  if (photos === undefined) return <Skeleton lines={6} />;
  const photo = photos.find(({ id }) => id === chosen) ?? photos[0];
  const others = [...photos.filter(({ id }) => id !== photo?.id), ...besidePhotos];
  const second = others.find(({ id }) => id === beside);
  return (
    <>
      {photo === undefined && <p className="soft">{t("desk.noPhotos")}</p>}
      {(photos.length > 1 || others.length > 0) && (
        <div className="field-row">
          {photos.length > 1 && (
            <Select
              inline
              label={t("desk.photos")}
              value={photo?.id ?? null}
              onChange={onChoose}
              choices={photos.map(({ id, label }) => ({ id, label }))}
            />
          )}
          {others.length > 0 && (
            <Select
              inline
              label={t("desk.beside")}
              value={second?.id ?? NOTHING}
              onChange={(id) => onBeside(id === NOTHING ? undefined : id)}
              choices={[
                { id: NOTHING, label: t("desk.besideNone") },
                ...others.map(({ id, label }) => ({ id, label })),
              ]}
            />
          )}
        </div>
      )}
      <div className={second === undefined ? "desk-stages" : "desk-stages desk-stages-two"}>
        {photo !== undefined && (
          <PhotoStage key={photo.id} photo={photo} region={regions[photo.id]} onRegion={onRegion} />
        )}
        {second !== undefined && <PhotoStage key={`beside ${second.id}`} photo={second} region={regions[second.id]} />}
      </div>
    </>
  );
}
