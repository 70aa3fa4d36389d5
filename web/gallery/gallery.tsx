/** Everything the frame offers, on one page, with invented content; for looking and for the browser tests. */
import type { ReactElement } from "react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { TableView } from "../address.ts";
import { PageHead } from "../templates/page-head.tsx";
import { SampleBoard } from "./sample-board.tsx";
import { SampleComparison } from "./sample-comparison.tsx";
import { SampleQueue } from "./sample-queue.tsx";
import { SampleRecord } from "./sample-record.tsx";
import { SampleTask } from "./sample-task.tsx";
import { SampleParts } from "./parts.tsx";
import type { SampleProps, Say } from "./sample-data.ts";

const ENGLISH: Say = (en) => en;
const RUSSIAN: Say = (_, ru) => ru;

const SHOWN: Readonly<Record<string, (props: SampleProps) => ReactElement>> = {
  queue: SampleQueue,
  record: SampleRecord,
  comparison: SampleComparison,
  board: SampleBoard,
  task: SampleTask,
  parts: SampleParts,
};

export function GalleryPage(): ReactElement {
  const { i18n } = useTranslation();
  const say = i18n.language === "ru" ? RUSSIAN : ENGLISH;
  const navigate = useNavigate();
  const search: Record<string, string | undefined> = useSearch({ strict: false });
  const view: TableView & { readonly state?: string } = {
    sort: search["sort"],
    columns: search["columns"],
    ...(search["state"] === undefined ? {} : { state: search["state"] }),
  };
  const Chosen = search["show"] === undefined ? undefined : SHOWN[search["show"]];
  if (Chosen !== undefined) {
    return (
      <Chosen
        say={say}
        view={view}
        onView={(next) =>
          void navigate({
            to: "/gallery",
            search: Object.fromEntries(
              Object.entries({ show: search["show"], ...next }).flatMap(([name, value]) =>
                typeof value === "string" ? [[name, value]] : [],
              ),
            ),
            replace: true,
          })
        }
      />
    );
  }
  return (
    <div className="page">
      <PageHead title={say("Gallery", "Галерея")} />
      <ul className="start-list">
        {Object.keys(SHOWN).map((name) => (
          <li key={name}>
            <Link to="/gallery" search={{ show: name }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
