/** Photographs of a form that is not submitted yet: the form is kept on the node when the first one is chosen. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { attachmentProgress, changeAttachment, listAttachments } from "../../src/recoveries/attachment.contract.ts";
import { AttachmentDesk } from "../attachments/attachment-desk.tsx";
import { call } from "../calls/call.ts";
import { useRead } from "../calls/use-call.ts";
import { useWeaponLine } from "../firearms/weapon-words.tsx";
import type { RecoveryDraft } from "./new-recovery-draft.ts";
import { keepOnNode } from "./unfinished.tsx";

/** How many photographs each weapon of the form has, arrived or on their way, by its place. */
export function usePhotosOfForm(draft: RecoveryDraft): (position: number) => number {
  const progress = useRead(
    attachmentProgress,
    { query: { on: "draft", id: draft.onNode?.id ?? "" } },
    { enabled: draft.onNode !== null },
  );
  const counts = new Map((progress.data?.photos ?? []).map((one) => [one.position, one.count]));
  // A photograph of the whole shows the weapon where there is only one.
  const ofAll = draft.firearms.length === 1 ? (counts.get(null) ?? 0) : 0;
  return (position) => (counts.get(position) ?? 0) + ofAll;
}

/** A weapon was taken out of the form: its photographs show the whole, those of later weapons move up with them. */
export async function photosWithout(draft: RecoveryDraft, position: number): Promise<void> {
  if (draft.onNode === null) return;
  const { id } = draft.onNode;
  const { items } = await call(listAttachments, { query: { on: "draft", id } });
  for (const item of items) {
    const at = item.on.position;
    if (at === null || at < position) continue;
    await call(changeAttachment, {
      params: { id: item.id },
      body: { on: { kind: "draft", id, ...(at === position ? {} : { position: at - 1 }) } },
    });
  }
}

export function FormPhotos({
  draft,
  onKept,
}: {
  readonly draft: RecoveryDraft;
  readonly onKept: (onNode: RecoveryDraft["onNode"]) => void;
}): ReactElement {
  const { t } = useTranslation(["recovery-form", "recoveries"]);
  const weaponLine = useWeaponLine();
  const weapons = draft.firearms.map((firearm, position) => {
    const says = (value: (typeof firearm)["type"]) => ({
      code: value.id,
      written: value.text === "" ? null : value.text,
    });
    const line = weaponLine({
      type: says(firearm.type),
      make: says(firearm.make),
      model: says(firearm.model),
      calibre: says(firearm.calibre),
    });
    const number = t("recoveries:new.firearmOf", { number: position + 1, of: draft.firearms.length });
    return { position, label: draft.firearms.length === 1 ? t("recoveries:new.firearm") : `${number}: ${line}` };
  });
  const [only] = weapons;
  return (
    <section className="stack" aria-labelledby="form-photos">
      <h3 id="form-photos">{t("photos.title")}</h3>
      <p className="soft">{t("photos.why")}</p>
      <AttachmentDesk
        on={draft.onNode === null ? undefined : { kind: "draft", id: draft.onNode.id }}
        makeOn={async () => {
          const kept = await keepOnNode(draft);
          onKept(kept.onNode);
          return { kind: "draft", id: kept.onNode?.id ?? "" };
        }}
        weapons={weapons}
        {...(weapons.length === 1 && only !== undefined ? { weapon: only } : {})}
      />
    </section>
  );
}
