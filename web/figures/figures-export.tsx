/** The rows of a chart as a file: CSV or XLSX, made by the node and noted in the journal. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { exportFigures, exportFormats } from "../../src/figures/figures.contract.ts";
import { fetchFile } from "../calls/call.ts";
import { asProblem } from "../calls/problem.ts";
import { saveFile } from "../calls/save-file.ts";
import { Button } from "../parts/button.tsx";
import { useToast } from "../parts/toast.tsx";
import { choiceOf, type Dimension, type FiguresView } from "./figures-view.ts";

/** `by` left out: every chart in one file. */
export function ExportFigures({
  by,
  title,
  view,
}: {
  readonly by?: Dimension;
  readonly title: string;
  readonly view: FiguresView;
}): ReactElement {
  const { t } = useTranslation("figures-web");
  const say = useToast();
  const [busy, setBusy] = useState<string>();
  const run = async (format: (typeof exportFormats)[number]): Promise<void> => {
    setBusy(format);
    try {
      const file = await fetchFile(exportFigures, {
        query: { ...choiceOf(view), format, ...(by === undefined ? {} : { by }) },
      });
      saveFile(file.name, file.content);
      say({ text: t("export.done", { name: file.name }) });
    } catch (error) {
      say({ text: asProblem(error).title });
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <>
      {exportFormats.map((format) => (
        <Button
          key={format}
          small
          tone="quiet"
          busy={busy === format}
          label={t("export.what", { title, format: format.toUpperCase() })}
          onPress={() => void run(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </>
  );
}
