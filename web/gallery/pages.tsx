/** The five kinds of page with invented content, each as a reader would meet it. */
import { useMemo, useState, type ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import type { ProblemAnswer } from "../calls/problem.ts";
import type { TableView } from "../address.ts";
import { Notice } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select, RadioGroup, TextField } from "../parts/fields.tsx";
import { DateField } from "../parts/date-field.tsx";
import { Form } from "../parts/form.tsx";
import { Grade, HandlingCodes, InstitutionName, Serial, StateChip } from "../parts/marks-of-record.tsx";
import { Facts } from "../parts/record-panels.tsx";
import { BarChart } from "../templates/bar-chart.tsx";
import { BoardPage } from "../templates/board-page.tsx";
import { ComparisonPage } from "../templates/comparison-page.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { RecordPage, RecordSection } from "../templates/record-page.tsx";
import { CheckAnswers, Receipt, TaskPage } from "../templates/task-page.tsx";
import { useDates, type Dates } from "../words/dates.ts";
import { sampleHits, type SampleHit, type Say } from "./sample-data.ts";

export interface SampleProps {
  readonly say: Say;
  readonly view: TableView & { readonly state?: string };
  readonly onView: (view: TableView & { readonly state?: string }) => void;
}

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

function placeMissing(say: Say): ProblemAnswer {
  return {
    status: 422,
    code: "invalid",
    title: "",
    detail: undefined,
    wayOut: undefined,
    retryAfter: undefined,
    fields: [
      {
        path: "/place",
        code: "required",
        detail: say("Say where it was found", "Укажите, где обнаружено"),
      },
    ],
  };
}

export function SampleTask({ say }: SampleProps): ReactElement {
  const [step, setStep] = useState("where");
  const [manner, setManner] = useState<string | null>("seized");
  const [when, setWhen] = useState("2026-11-19T17:50");
  const [place, setPlace] = useState("");
  const [tried, setTried] = useState(false);
  const problem = useMemo(() => placeMissing(say), [say]);
  return (
    <TaskPage
      title={say("Record a recovery", "Оформить изъятие")}
      crumbs={[{ label: say("Recoveries", "Изъятия"), to: "/gallery" }, { label: say("Record", "Оформление") }]}
      current={step}
      onStep={setStep}
      steps={[
        { id: "manner", label: say("How it came", "Как поступило"), state: "done" },
        { id: "where", label: say("When and where", "Когда и где"), state: "unfinished" },
        { id: "firearm", label: say("The firearm", "Оружие"), state: "unfinished" },
        { id: "check", label: say("Check and send", "Проверить и отправить"), state: "untouched" },
        { id: "receipt", label: say("Receipt", "Квитанция"), state: "untouched" },
      ]}
    >
      {step === "receipt" ? (
        <Receipt
          title={say("Recorded", "Оформлено")}
          number="T-7Q4K-0418"
          at="2026-11-19T18:20:00Z"
          next={
            <p>{say("The serial is now being compared with all registers.", "Номер сравнивается со всеми учётами.")}</p>
          }
          actions={<Button>{say("Open the record", "Открыть запись")}</Button>}
        />
      ) : step === "check" || step === "firearm" ? (
        <>
          <h2>{say("Check before you send", "Проверьте перед отправкой")}</h2>
          <CheckAnswers
            onChange={setStep}
            answers={[
              { question: say("Manner", "Способ"), answer: say("Seized", "Изъято"), step: "manner" },
              {
                question: say("When", "Когда"),
                answer: say("19 Nov 2026, 17:50", "19 ноября 2026, 17:50"),
                step: "where",
              },
              { question: say("Serial", "Номер"), answer: <Serial value="ЛЯ417?" />, step: "firearm" },
            ]}
          />
          <div className="task-foot">
            <Button tone="main" onPress={() => setStep("receipt")}>
              {say("Record the seizure", "Оформить изъятие")}
            </Button>
          </div>
        </>
      ) : (
        <Form
          label={say("When and where", "Когда и где")}
          onSend={() => (place === "" ? setTried(true) : setStep("check"))}
          problem={tried && place === "" ? problem : null}
        >
          <RadioGroup
            path="/manner"
            label={say("How did it come?", "Как поступило?")}
            value={manner}
            onChange={setManner}
            row
            choices={[
              { id: "seized", label: say("Seized", "Изъято") },
              { id: "found", label: say("Found", "Найдено") },
              { id: "surrendered", label: say("Surrendered", "Сдано") },
            ]}
          />
          <DateField path="/when" label={say("When", "Когда")} value={when} onChange={setWhen} withTime />
          <TextField
            path="/place"
            label={say("Place", "Место")}
            hint={say(
              "Post, road, village: as you would say it on the radio",
              "Пост, дорога, село: как вы сказали бы по рации",
            )}
            value={place}
            onChange={setPlace}
          />
          <div className="task-foot">
            <Button tone="main" type="submit">
              {say("Continue", "Продолжить")}
            </Button>
            <Button tone="quiet">{say("Keep and leave", "Сохранить и выйти")}</Button>
          </div>
        </Form>
      )}
    </TaskPage>
  );
}
