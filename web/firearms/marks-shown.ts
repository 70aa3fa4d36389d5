/** The marks of a weapon as a drawing shows them: state of the best reading, and in words what was read. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MarkShown } from "../drawings/mark-drawing.tsx";
import { useNameOf } from "./code-names.ts";
import type { FirearmView } from "./firearm-page.tsx";

export function useMarksShown(marks: FirearmView["marks"]): readonly MarkShown[] {
  const { t } = useTranslation("firearms");
  const kindName = useNameOf("mark-kinds");
  return useMemo(
    () =>
      marks.map((mark) => {
        const best = mark.readings.find((reading) => reading.id === mark.best);
        const state = best?.state ?? "not-recorded";
        const read =
          best === undefined || best.written === ""
            ? t(`noSerial.${state}`, { defaultValue: t(`state.${state}`) })
            : best.written;
        return {
          id: mark.id,
          place: mark.place,
          state,
          disagree: mark.disagree,
          words: [kindName(mark.kind) ?? mark.kind, read, ...(mark.disagree ? [t("marks.disagree")] : [])].join(", "),
        };
      }),
    [kindName, marks, t],
  );
}
