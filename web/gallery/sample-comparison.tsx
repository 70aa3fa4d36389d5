/** A comparison of two invented records, as a reader would meet it. */
import type { ReactElement } from "react";
import { Button } from "../parts/button.tsx";
import { Serial, StateChip } from "../parts/marks-of-record.tsx";
import { ComparisonPage } from "../templates/comparison-page.tsx";
import type { SampleProps } from "./sample-data.ts";

export function SampleComparison({ say }: SampleProps): ReactElement {
  return (
    <ComparisonPage
      title={say("Is this the same firearm?", "Это одно и то же оружие?")}
      crumbs={[{ label: say("Hits", "Совпадения"), to: "/gallery" }, { label: "H-2026-001204" }]}
      state={<StateChip tone="waiting">{say("Waits for you", "Ждёт вашего решения")}</StateChip>}
      sentence={say(
        "The letters and three of four figures agree, the fourth could not be read; model and calibre agree, and the report was made before the seizure. Of a thousand pairs like this, 996 are the same firearm.",
        "Буквы и три цифры из четырёх совпадают, четвёртая не прочитана; модель и калибр совпадают, сообщение подано до изъятия. Из тысячи таких пар 996 — одно и то же оружие.",
      )}
      may={["confirm", "reject"]}
      acts={[
        {
          verb: "confirm",
          control: <Button tone="main">{say("Confirm: the same", "Подтвердить: одно оружие")}</Button>,
        },
        { verb: "reject", control: <Button>{say("Reject: not the same", "Отклонить: разное")}</Button> },
      ]}
      left={{
        kind: say("Recovery", "Изъятие"),
        number: "R-2026-000418",
        owner: { code: "BORDER", name: say("Border service", "Пограничная служба") },
        handling: ["H1"],
        link: { to: "/gallery" },
      }}
      right={{
        kind: say("Stolen report", "Сообщение о краже"),
        number: "L-2019-001377",
        owner: { code: "POLICE", name: say("Police", "Полиция") },
        handling: [],
      }}
      fields={[
        {
          id: "serial",
          field: say("Serial", "Номер"),
          left: <Serial value="ЛЯ417?" differs={[5]} />,
          right: <Serial value="LYA4172" differs={[6]} />,
          agreement: "close",
          reason: say(
            "LYA is ЛЯ in Latin letters; the last figure was not read.",
            "LYA — это ЛЯ латиницей; последняя цифра не прочитана.",
          ),
        },
        {
          id: "model",
          field: say("Model", "Модель"),
          left: "ПМ",
          right: "Makarov",
          agreement: "agrees",
          reason: say("Two names of one model.", "Два названия одной модели."),
        },
        {
          id: "calibre",
          field: say("Calibre", "Калибр"),
          left: "9×18",
          right: "9 mm",
          agreement: "agrees",
          reason: say("9 mm is how police write 9×18.", "Полиция записывает 9×18 как 9 мм."),
        },
        {
          id: "colour",
          field: say("Grip", "Рукоятка"),
          left: say("brown", "коричневая"),
          right: say("black", "чёрная"),
          agreement: "differs",
          reason: say("Grips are often replaced.", "Рукоятки часто заменяют."),
        },
        {
          id: "year",
          field: say("Year of make", "Год выпуска"),
          left: <span className="soft">{say("not recorded", "не указано")}</span>,
          right: "1974",
          agreement: "unknown",
          reason: say("One side is not recorded.", "С одной стороны не указано."),
        },
      ]}
      numbers={<p>{say("Weights and probabilities of each field.", "Веса и вероятности по каждому полю.")}</p>}
    />
  );
}
