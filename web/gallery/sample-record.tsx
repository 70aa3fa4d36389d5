/** A record with invented content, as a reader would meet it. */
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Grade, Serial, StateChip } from "../parts/marks-of-record.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { RecordPage, RecordSection } from "../templates/record-page.tsx";
import type { SampleProps } from "./sample-data.ts";

export function SampleRecord({ say }: SampleProps): ReactElement {
  const border = { code: "BORDER", name: say("Border service", "Пограничная служба") };
  return (
    <RecordPage
      crumbs={[
        { label: say("Start", "Начало"), to: "/" },
        { label: say("Recoveries", "Изъятия"), to: "/gallery" },
        { label: "R-2026-000418" },
      ]}
      kind={say("Recovery", "Изъятие")}
      number="R-2026-000418"
      title={<Serial value="ЛЯ417?" plate />}
      plainTitle="ЛЯ 417?"
      subtitle={say(
        "Makarov PM, 9×18 mm, pistol. Seized 19 Nov 2026, Sary-Bulak crossing",
        "Пистолет ПМ, 9×18 мм. Изъят 19 ноября 2026, пункт «Сары-Булак»",
      )}
      owner={border}
      state={<StateChip tone="waiting">{say("A hit waits", "Есть совпадение")}</StateChip>}
      handling={["H1"]}
      may={["decide", "share", "identify"]}
      acts={[
        { verb: "decide", control: <Button tone="main">{say("Decide on the hit", "Решить по совпадению")}</Button> },
        { verb: "identify", control: <Button>{say("Add a reading", "Добавить прочтение")}</Button> },
        { verb: "share", control: <Button>{say("Share with…", "Открыть доступ…")}</Button> },
        { verb: "destroy", control: <Button tone="harm">{say("Order destruction", "Назначить уничтожение")}</Button> },
      ]}
      notice={
        <Notice tone="waiting" title={say("Possible match.", "Возможное совпадение.")}>
          {say(
            "Police hold a stolen report for ЛЯ 4172, same model. ",
            "У полиции есть сообщение о краже ЛЯ 4172, та же модель. ",
          )}
          <Link to="/gallery" search={{ show: "comparison" }}>
            {say("Compare the two records", "Сравнить две записи")}
          </Link>
        </Notice>
      }
      seers={[
        { id: "1", institution: "BORDER", name: border.name, why: say("Owns the record.", "Владелец записи.") },
        {
          id: "2",
          institution: "FOCAL",
          name: say("National focal point", "Национальный координационный центр"),
          why: say("Sees all recoveries by the national rule.", "Видит все изъятия по национальному правилу."),
        },
        {
          id: "3",
          institution: "PROSECUTOR",
          name: say("Prosecutor’s office", "Прокуратура"),
          why: say("Shared by Lt. Orozov for case 26-118.", "Доступ открыл лейтенант Орозов по делу 26-118."),
          until: "2027-02-01",
        },
      ]}
      seerActs={
        <Button small tone="quiet">
          {say("Why can others not?", "Почему другие не видят?")}
        </Button>
      }
      history={[
        {
          id: "4",
          at: "2026-11-21T15:42:00Z",
          what: say("opened the record", "открыла запись"),
          person: say("A. Sarieva", "А. Сариева"),
          institution: { code: "FOCAL", name: say("Focal point", "Координационный центр") },
          why: say("Checking a proposed match", "Проверка предложенного совпадения"),
        },
        {
          id: "3",
          at: "2026-11-20T08:05:00Z",
          what: say("found a possible match", "найдено возможное совпадение"),
          person: "Tamga",
          receipt: "H-2026-001204",
        },
        {
          id: "2",
          at: "2026-11-19T18:31:00Z",
          what: say("added a reading of the frame", "добавил прочтение номера рамки"),
          person: say("B. Orozov", "Б. Орозов"),
          institution: border,
        },
        {
          id: "1",
          at: "2026-11-19T18:20:00Z",
          what: say("recorded the seizure", "оформил изъятие"),
          person: say("B. Orozov", "Б. Орозов"),
          institution: border,
          receipt: "T-7Q4K-0418",
        },
      ]}
    >
      <RecordSection title={say("What was found", "Что обнаружено")}>
        <Facts
          facts={[
            { term: say("Type", "Вид"), value: say("Pistol, self-loading", "Пистолет самозарядный") },
            {
              term: say("Make", "Изготовитель"),
              value: say("Izhevsk Mechanical Plant", "Ижевский механический завод"),
            },
            {
              term: say("Model", "Модель"),
              value: "ПМ",
              source: say("as written; known as Makarov PM", "как записано; в справочнике «Макаров ПМ»"),
            },
            { term: say("Calibre", "Калибр"), value: "9×18 mm" },
            { term: say("Year of make", "Год выпуска"), value: null },
            { term: say("Condition", "Состояние"), value: say("Works, not altered", "Исправен, без переделок") },
          ]}
        />
      </RecordSection>
      <RecordSection
        title={say("Marks and readings", "Маркировка и прочтения")}
        action={
          <Button small tone="quiet" glyph="plus">
            {say("Add a reading", "Добавить прочтение")}
          </Button>
        }
      >
        <table className="figures" style={{ inlineSize: "100%" }}>
          <thead>
            <tr>
              <th scope="col">{say("Mark", "Знак")}</th>
              <th scope="col">{say("As read", "Как прочитан")}</th>
              <th scope="col">{say("State", "Состояние")}</th>
              <th scope="col">{say("Read by", "Прочитал")}</th>
              <th scope="col">{say("Grade", "Оценка")}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{say("Serial, frame left", "Номер, рамка слева")}</th>
              <td>
                <Serial value="ЛЯ417?" />
              </td>
              <td>{say("Partial: last figure struck", "Частичный: последняя цифра сбита")}</td>
              <td>{say("B. Orozov, 19 Nov 2026", "Б. Орозов, 19 ноября 2026")}</td>
              <td>
                <Grade source="B" information={2} />
              </td>
            </tr>
            <tr>
              <th scope="row">{say("Serial, slide", "Номер, затвор")}</th>
              <td>
                <Serial value="?Я41*" />
              </td>
              <td>{say("Obliterated", "Уничтожен")}</td>
              <td>{say("B. Orozov, 19 Nov 2026", "Б. Орозов, 19 ноября 2026")}</td>
              <td>
                <Grade source="B" information={3} />
              </td>
            </tr>
          </tbody>
        </table>
      </RecordSection>
      <RecordSection title={say("Where, when, on what ground", "Где, когда, на каком основании")}>
        <Facts
          facts={[
            { term: say("Manner", "Способ"), value: say("Seized", "Изъято") },
            { term: say("When", "Когда"), value: say("19 Nov 2026, 17:50", "19 ноября 2026, 17:50") },
            { term: say("Place", "Место"), value: say("Sary-Bulak crossing, lane 2", "Пункт «Сары-Булак», полоса 2") },
            {
              term: say("Legal ground", "Правовое основание"),
              value: say("Unlawful carrying across the border", "Незаконное перемещение через границу"),
            },
          ]}
        />
      </RecordSection>
    </RecordPage>
  );
}
