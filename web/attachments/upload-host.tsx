/**
 * The upload bar's place in the shell. Goes on with what a reload interrupted, on whatever page; the sending and the bar are
 * fetched only when there is something to send.
 */
import { lazy, Suspense, useEffect, type ReactElement } from "react";
import { useSession } from "../session/session.ts";
import { loadWords } from "../words/words.ts";
import { keptFiles } from "./kept-files.ts";
import { useUploads } from "./upload-watch.ts";

const UploadBar = lazy(async () => {
  const [{ UploadBar: bar }] = await Promise.all([import("./upload-bar.tsx"), loadWords("attachments")]);
  return { default: bar };
});

export function UploadHost(): ReactElement | null {
  const { person } = useSession();
  const uploads = useUploads();
  useEffect(() => {
    const goOn = async (): Promise<void> => {
      if ((await keptFiles(person.id)).length === 0) return;
      const { resumeUploads } = await import("./uploads.ts");
      await resumeUploads(person.id);
    };
    void goOn();
  }, [person.id]);
  if (!uploads.some(({ state }) => state !== "done")) return null;
  return (
    <Suspense fallback={null}>
      <UploadBar uploads={uploads} />
    </Suspense>
  );
}
