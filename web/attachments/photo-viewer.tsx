/**
 * Photographs of a record, large: one, or two side by side, each with its own zoom and light.
 *
 * Promises: next and former by key and button; opening says itself to the journal once. Refuses: to be the only place where a
 * caption can be read: it stands in the list as well.
 */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../parts/button.tsx";
import { Select } from "../parts/fields.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { PhotoStage, type ShownPhoto } from "./photo-stage.tsx";
import type { Region } from "./photo-view.ts";

export interface PhotoViewerProps {
  readonly photos: readonly ShownPhoto[];
  /** Id of the photograph that is open. */
  readonly at: string;
  readonly onAt: (id: string) => void;
  readonly onClose: () => void;
  /** Frames on photographs, by id: where a reading stands. */
  readonly regions?: Readonly<Record<string, Region>>;
}

/** Two photographs beside each other, without a dialog: for the examiner's desk. */
export function PhotoPair({
  left,
  right,
  regions = {},
}: {
  readonly left: ShownPhoto;
  readonly right: ShownPhoto;
  readonly regions?: Readonly<Record<string, Region>>;
}): ReactElement {
  return (
    <div className="photo-pair">
      <PhotoStage key={`left ${left.id}`} photo={left} region={regions[left.id]} />
      <PhotoStage key={`right ${right.id}`} photo={right} region={regions[right.id]} />
    </div>
  );
}

export function PhotoViewer({ photos, at, onAt, onClose, regions = {} }: PhotoViewerProps): ReactElement {
  const { t } = useTranslation("attachments");
  const [besideId, setBeside] = useState<string>();
  const index = Math.max(
    0,
    photos.findIndex(({ id }) => id === at),
  );
  const photo = photos[index];
  const beside = photos.find(({ id }) => id === besideId);
  const step = (by: number): void => {
    const next = photos[(index + by + photos.length) % photos.length];
    if (next !== undefined) onAt(next.id);
  };
  return (
    <Dialog
      title={photo === undefined ? t("view.title") : photo.label}
      wide
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <div className="photo-viewer">
        <div className="cluster photo-steps">
          <Button small glyph="back" disabled={photos.length < 2} onPress={() => step(-1)}>
            {t("view.former")}
          </Button>
          <span className="soft">{t("view.of", { at: index + 1, total: photos.length })}</span>
          <Button small disabled={photos.length < 2} onPress={() => step(1)}>
            {t("view.next")}
          </Button>
          {photos.length > 1 && (
            <Select
              label={t("view.beside")}
              inline
              value={beside?.id ?? "none"}
              onChange={(id) => setBeside(id === "none" ? undefined : id)}
              choices={[
                { id: "none", label: t("view.alone") },
                ...photos.filter(({ id }) => id !== photo?.id).map(({ id, label }) => ({ id, label })),
              ]}
            />
          )}
        </div>
        {photo !== undefined &&
          (beside === undefined || beside.id === photo.id ? (
            <PhotoStage key={photo.id} photo={photo} region={regions[photo.id]} autoFocus />
          ) : (
            <PhotoPair left={photo} right={beside} regions={regions} />
          ))}
        <p className="soft photo-keys">{t("view.keys")}</p>
      </div>
    </Dialog>
  );
}
