/** A board with invented figures, as a reader would meet it. */
import type { ReactElement } from "react";
import { BarChart } from "../templates/bar-chart.tsx";
import { BoardPage } from "../templates/board-page.tsx";
import type { SampleProps } from "./sample-data.ts";

export function SampleBoard({ say }: SampleProps): ReactElement {
  const months = say("Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct", "Янв,Фев,Мар,Апр,Май,Июн,Июл,Авг,Сен,Окт").split(",");
  const counts = [61, 58, 73, 80, 92, 88, 104, null, 97, 110];
  const to = { to: "/gallery" as const, search: { show: "queue" } };
  return (
    <BoardPage
      title={say("The picture, January to October 2026", "Обстановка, январь — октябрь 2026")}
      crumbs={[{ label: say("Start", "Начало"), to: "/" }, { label: say("Board", "Обстановка") }]}
      figures={[
        {
          id: "a",
          label: say("Firearms recovered", "Изъято и найдено единиц"),
          value: say("763", "763"),
          note: say("in 618 recoveries", "в 618 случаях"),
          link: to,
        },
        {
          id: "b",
          label: say("Origin established", "Происхождение установлено"),
          value: "54 %",
          note: say("412 of 763", "412 из 763"),
          link: to,
        },
        {
          id: "c",
          label: say("Hits waiting", "Совпадений ждут решения"),
          value: "7",
          note: say("oldest: 3 days", "старейшее: 3 дня"),
          waits: true,
          link: to,
        },
        {
          id: "d",
          label: say("Reached a court", "Дошло до суда"),
          value: "188",
          note: say("of 340 cases opened", "из 340 возбуждённых дел"),
          link: to,
        },
      ]}
      foot={say(
        "One record counts once, in the month of its recovery. August of the Ministry of Defence is not reported and is not counted as zero.",
        "Каждая запись учтена один раз, в месяце изъятия. Данные Министерства обороны за август не сообщены и не считаются нулём.",
      )}
    >
      <BarChart
        title={say("Recovered by month", "По месяцам")}
        note={say("Firearms, all institutions", "Единиц оружия, все ведомства")}
        labelHead={say("Month", "Месяц")}
        valueHead={say("Firearms", "Единиц")}
        bars={months.map((label, index) => ({ id: label, label, value: counts[index] ?? null, link: to }))}
      />
      <BarChart
        title={say("By type", "По видам")}
        labelHead={say("Type", "Вид")}
        valueHead={say("Firearms", "Единиц")}
        bars={[
          { id: "1", label: say("Pistols", "Пистолеты"), value: 341, link: to },
          { id: "2", label: say("Smooth-bore long guns", "Гладкоствольное длинноствольное"), value: 214, link: to },
          { id: "3", label: say("Rifles", "Винтовки и карабины"), value: 97, link: to },
          { id: "4", label: say("Converted gas pistols", "Переделанное газовое"), value: 88, link: to },
          { id: "5", label: say("Home-made", "Самодельное"), value: 23, link: to },
        ]}
      />
    </BoardPage>
  );
}
