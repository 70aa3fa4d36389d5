/** The national additions as files in the form of the shipped lists, to be sent on or kept. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { exportList, curatedLists } from "../../src/reference/curator.contract.ts";
import { fetchFile } from "../calls/call.ts";
import { asProblem } from "../calls/problem.ts";
import { saveFile } from "../calls/save-file.ts";
import { Button } from "../parts/button.tsx";
import { useToast } from "../parts/toast.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { CurationRooms } from "./curation-frame.tsx";
import "./reference.css";

const files = [...curatedLists, "merged-codes"] as const;

export function ListFilesPage(): ReactElement {
  const { t } = useTranslation(["curator", "web"]);
  const say = useToast();
  const [busy, setBusy] = useState<string>();
  const take = async (list: (typeof files)[number], rows: "changed" | "whole"): Promise<void> => {
    setBusy(`${list} ${rows}`);
    try {
      const file = await fetchFile(exportList, { params: { list }, query: { rows } });
      saveFile(file.name, file.content);
      say({ text: t("files.done", { name: file.name }) });
    } catch (error) {
      say({ text: asProblem(error).title });
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <div className="page">
      <PageHead
        title={t("files.title")}
        crumbs={[
          { label: t("web:nav.start"), to: "/" },
          { label: t("title"), to: "/curation" },
          { label: t("files.title") },
        ]}
        lead={t("files.lead")}
        below={<CurationRooms />}
      />
      <ul className="list-files">
        {files.map((list) => (
          <li key={list}>
            <span>
              <b>{t(`lists.${list}`)}</b>
              {list === "merged-codes" && <span className="soft"> {t("files.mergedWhy")}</span>}
            </span>
            <span className="spelling-acts">
              {(list === "merged-codes" ? (["changed"] as const) : (["changed", "whole"] as const)).map((rows) => (
                <Button
                  key={rows}
                  small
                  busy={busy === `${list} ${rows}`}
                  label={t(`files.${rows}Of`, { list: t(`lists.${list}`) })}
                  onPress={() => void take(list, rows)}
                >
                  {t(`files.${rows}`)}
                </Button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
