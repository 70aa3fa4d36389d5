/** A queue with invented content, as a reader would meet it. */
import { useMemo, useState, type ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { Button } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { HandlingCodes, InstitutionName, Serial, StateChip } from "../parts/marks-of-record.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { useDates, type Dates } from "../words/dates.ts";
import { sampleHits, type SampleHit, type Say, type SampleProps } from "./sample-data.ts";

/** Columns are made outside the page, so that their cells are not new components at each drawing. */
function hitColumns(say: Say, dates: Dates): readonly Column<SampleHit>[] {
  return [
    {
      id: "serial",
      header: say("Serial as read", "Номер, как прочитан"),
      lead: true,
      cell: (hit) => (
        <Link to="/gallery" search={{ show: "comparison" }}>
          <Serial value={hit.serial} />
        </Link>
      ),
    },
    { id: "weapon", header: say("Firearm", "Оружие"), sortable: true, cell: (hit) => hit.weapon },
    {
      id: "ours",
      header: say("Found by", "Обнаружило"),
      cell: (hit) => <InstitutionName code={hit.ours} name={hit.oursName} />,
    },
    {
      id: "theirs",
      header: say("Sought by", "Разыскивает"),
      cell: (hit) => <InstitutionName code={hit.theirs} name={hit.theirsName} short />,
    },
    {
      id: "reason",
      header: say("Why it may be the same", "Почему это может быть одно оружие"),
      grow: true,
      cell: (hit) => hit.reason,
    },
    {
      id: "tone",
      header: say("State", "Состояние"),
      cell: (hit) => <StateChip tone={hit.tone}>{hit.state}</StateChip>,
    },
    { id: "due", header: say("Decide by", "Решить до"), sortable: true, cell: (hit) => dates.day(hit.due) },
    {
      id: "share",
      header: say("Probability", "Вероятность"),
      sortable: true,
      end: true,
      extra: true,
      cell: (hit) => dates.share(hit.share),
    },
    {
      id: "handling",
      header: say("Handling", "Режим"),
      extra: true,
      cell: (hit) => <HandlingCodes codes={[hit.handling]} />,
    },
  ];
}

export function SampleQueue({ say, view, onView }: SampleProps): ReactElement {
  const dates = useDates();
  const [count, setCount] = useState(40);
  const rows = useMemo(() => {
    const all = [...sampleHits(say, count)].filter((hit) => view.state === undefined || hit.tone === view.state);
    const key = (view.sort ?? "").replace(/^-/, "") as keyof SampleHit;
    if (view.sort === undefined) return all;
    const sign = view.sort.startsWith("-") ? -1 : 1;
    return all.sort((a, b) => sign * (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0));
  }, [count, say, view.sort, view.state]);
  const columns = useMemo(() => hitColumns(say, dates), [dates, say]);
  return (
    <QueuePage
      title={say("Hits", "Совпадения")}
      crumbs={[{ label: say("Start", "Начало"), to: "/" }, { label: say("Hits", "Совпадения") }]}
      actions={<Button glyph="search">{say("Check a serial", "Проверить номер")}</Button>}
      table={{
        label: say("Hits waiting for a decision", "Совпадения, ожидающие решения"),
        columns,
        rows,
        rowKey: (hit) => hit.id,
        view,
        onView: (next) => onView({ ...view, ...next }),
        waits: (hit) => hit.tone === "waiting",
        empty: null,
        more: { has: count < 120, loading: false, onMore: () => setCount(count + 40), total: 1204 },
        tools: (
          <Select
            inline
            label={say("State", "Состояние")}
            value={view.state ?? "all"}
            onChange={(state) =>
              onView(state === "all" ? { sort: view.sort, columns: view.columns } : { ...view, state })
            }
            choices={[
              { id: "all", label: say("All", "Все") },
              { id: "waiting", label: say("Waits for you", "Ждёт вашего решения") },
              { id: "confirmed", label: say("Confirmed", "Подтверждено") },
            ]}
          />
        ),
      }}
    />
  );
}
