/** Each part in each of its states. */
import { useMemo, useState, type ReactElement, type ReactNode } from "react";
import { ApiProblem } from "../calls/problem.ts";
import { HouseSign, InstitutionSign, INSTITUTION_CODES } from "../marks/signs.tsx";
import { EmptyState, ErrorState, Notice, Progress, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { ComboBox, type ComboValue } from "../parts/combo-box.tsx";
import { DateField } from "../parts/date-field.tsx";
import { Checkbox, RadioGroup, Select, Switch, TextArea, TextField } from "../parts/fields.tsx";
import { FieldSet, Form } from "../parts/form.tsx";
import { Grade, HandlingCodes, InstitutionName, KeyHint, Serial, StateChip, Tag } from "../parts/marks-of-record.tsx";
import { Dialog, DialogTrigger, MenuList, MenuTrigger } from "../parts/overlays.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { useToast } from "../parts/toast.tsx";
import { PageHead } from "../templates/page-head.tsx";
import type { SampleProps, Say } from "./sample-data.ts";

function Case({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section className="record-section" style={{ marginBlockEnd: 24 }}>
      <div className="record-section-head">
        <h2>{title}</h2>
      </div>
      <div className="stack" style={{ paddingBlockStart: 12 }}>
        {children}
      </div>
    </section>
  );
}

const TONES = ["rest", "active", "waiting", "confirmed", "harm", "ended"] as const;

function refusedForm(say: Say): ApiProblem {
  return new ApiProblem({
    status: 422,
    code: "invalid",
    title: "",
    detail: undefined,
    wayOut: say(
      "Correct the fields and send again. Nothing was lost.",
      "Исправьте поля и отправьте снова. Ничего не потеряно.",
    ),
    retryAfter: undefined,
    fields: [
      {
        path: "/items/0/serial",
        code: "required",
        detail: say("Enter the serial, or say that there is none", "Введите номер или укажите, что его нет"),
      },
      { path: "/items/0/type", code: "required", detail: say("Choose a type", "Выберите вид") },
    ],
  });
}

function Fields({ say }: Pick<SampleProps, "say">): ReactElement {
  const [text, setText] = useState("");
  const [note, setNote] = useState("");
  const [type, setType] = useState<string | null>(null);
  const [make, setMake] = useState<ComboValue>({ id: null, text: "" });
  const [when, setWhen] = useState("2026-02-31");
  const [tick, setTick] = useState(true);
  const [ground, setGround] = useState<string | null>(null);
  const [on, setOn] = useState(true);
  // One problem for one refusal: a new object would be a new refusal and take the focus.
  const problem = useMemo(() => refusedForm(say), [say]);
  return (
    <Form label={say("Sample form", "Пример формы")} onSend={() => undefined} problem={problem}>
      <FieldSet legend={say("The firearm", "Оружие")}>
        <TextField
          path="/items/0/serial"
          label={say("Serial number", "Серийный номер")}
          hint={say("Write ? for each character you cannot read", "Ставьте ? вместо каждого нечитаемого знака")}
          value={text}
          onChange={setText}
          exact
          width="half"
        />
        <Select
          path="/items/0/type"
          label={say("Type", "Вид")}
          value={type}
          onChange={setType}
          width="half"
          choices={[
            { id: "pistol", label: say("Pistol", "Пистолет") },
            { id: "rifle", label: say("Rifle", "Винтовка"), hint: say("rifled barrel", "нарезной ствол") },
          ]}
        />
        <ComboBox
          path="/items/0/make"
          label={say("Make", "Изготовитель")}
          hint={say(
            "As written on the firearm; an unknown one may stay as it is",
            "Как на оружии; неизвестного можно оставить как есть",
          )}
          value={make}
          onChange={setMake}
          free
          width="half"
          required={false}
          suggest={(typed) =>
            Promise.resolve(
              ["Izhevsk", "Tula", "Zastava", "Beretta"]
                .filter((one) => one.toLowerCase().includes(typed.toLowerCase()))
                .map((one) => ({ id: one, label: one })),
            )
          }
        />
        <DateField path="/when" label={say("When", "Когда")} value={when} onChange={setWhen} />
        <RadioGroup
          path="/ground"
          label={say("Legal ground", "Правовое основание")}
          value={ground}
          onChange={setGround}
          choices={[
            { id: "possession", label: say("Possession", "Хранение") },
            {
              id: "border",
              label: say("Carrying across the border", "Перемещение через границу"),
              hint: say("Criminal Code, art. 241", "Уголовный кодекс, ст. 241"),
            },
          ]}
        />
        <TextArea path="/note" label={say("Remarks", "Примечания")} value={note} onChange={setNote} required={false} />
        <Checkbox
          path="/none"
          label={say("The firearm was made without a serial", "Оружие изготовлено без номера")}
          value={tick}
          onChange={setTick}
        />
      </FieldSet>
      <Switch label={say("Tell me when it changes", "Сообщать об изменениях")} value={on} onChange={setOn} />
    </Form>
  );
}

export function SampleParts({ say }: SampleProps): ReactElement {
  const toast = useToast();
  const [tab, setTab] = useState("one");
  return (
    <div className="page">
      <PageHead
        title={say("Parts", "Части")}
        lead={say("Each part in each of its states.", "Каждая часть во всех состояниях.")}
      />
      <Case title={say("Marks", "Знаки")}>
        <div className="cluster" style={{ gap: 24 }}>
          <HouseSign size={64} />
          {INSTITUTION_CODES.map((code) => (
            <InstitutionSign key={code} code={code} size={40} />
          ))}
        </div>
        <div className="cluster" style={{ gap: 20 }}>
          <InstitutionName code="BORDER" name={say("Border service", "Пограничная служба")} />
          <InstitutionName code="COURT" name={say("Supreme court", "Верховный суд")} />
          <InstitutionName code="ELSEWHERE" name={say("Unknown institution", "Неизвестное ведомство")} />
        </div>
      </Case>
      <Case title={say("States, codes, serials", "Состояния, коды, номера")}>
        <div className="cluster">
          {TONES.map((tone) => (
            <StateChip key={tone} tone={tone}>
              {tone}
            </StateChip>
          ))}
          <Tag>{say("two firearms", "две единицы")}</Tag>
        </div>
        <div className="cluster" style={{ gap: 20 }}>
          <HandlingCodes codes={["H0", "H1", "H2", "H3"]} words />
          <Grade source="B" information={2} />
        </div>
        <div className="cluster" style={{ gap: 28 }}>
          <Serial value="0O1Il5S8B" />
          <Serial value="ЛЯ 41??" />
          <Serial value="A 33*" />
          <Serial value="ЛЯ417?" plate />
          <KeyHint keys={["Ctrl", "K"]} />
        </div>
      </Case>
      <Case title={say("Buttons and menus", "Кнопки и меню")}>
        <div className="cluster">
          <Button tone="main">{say("Send to laboratory", "Направить в лабораторию")}</Button>
          <Button>{say("Keep and leave", "Сохранить и выйти")}</Button>
          <Button tone="quiet" glyph="plus">
            {say("Add a firearm", "Добавить оружие")}
          </Button>
          <Button tone="harm">{say("Order destruction", "Назначить уничтожение")}</Button>
          <Button disabled>{say("Not now", "Недоступно")}</Button>
          <Button busy>{say("Sending", "Отправляется")}</Button>
          <Button small>{say("Small", "Малая")}</Button>
          <MenuTrigger>
            <Button glyph="more" label={say("More", "Ещё")} />
            <MenuList
              label={say("More", "Ещё")}
              groups={[
                {
                  id: "g",
                  entries: [
                    {
                      id: "a",
                      label: say("Copy the number", "Скопировать номер"),
                      glyph: "copy",
                      keys: ["C"],
                      onAction: () => undefined,
                    },
                    { id: "b", label: say("Withdraw", "Отозвать"), harm: true, onAction: () => undefined },
                  ],
                },
              ]}
            />
          </MenuTrigger>
          <DialogTrigger>
            <Button>{say("Open a dialog", "Открыть окно")}</Button>
            <Dialog
              title={say("Order destruction?", "Назначить уничтожение?")}
              harm
              renderActions={(close) => (
                <>
                  <Button tone="harm" onPress={close}>
                    {say("Order destruction", "Назначить")}
                  </Button>
                  <Button onPress={close}>{say("Leave it", "Оставить")}</Button>
                </>
              )}
            >
              <p>
                {say(
                  "The firearm will be destroyed under order 26-77. This cannot be undone.",
                  "Оружие будет уничтожено по приказу 26-77. Отменить нельзя.",
                )}
              </p>
            </Dialog>
          </DialogTrigger>
          <Button
            onPress={() =>
              toast({ text: say("The seizure was recorded", "Изъятие оформлено"), receipt: "T-7Q4K-0418" })
            }
          >
            {say("Show a receipt", "Показать квитанцию")}
          </Button>
        </div>
      </Case>
      <Case title={say("Form", "Форма")}>
        <Fields say={say} />
      </Case>
      <Case title={say("Answers", "Ответы")}>
        <Notice>{say("Nobody was told what you asked.", "Никто не узнал, о чём вы спрашивали.")}</Notice>
        <Notice tone="waiting" title={say("Decide by 24 Nov.", "Решить до 24 ноября.")}>
          {say("Two readings disagree.", "Два прочтения расходятся.")}
        </Notice>
        <Notice tone="confirmed">
          {say("Confirmed by the owner of the other record.", "Подтверждено владельцем другой записи.")}
        </Notice>
        <Notice tone="harm">
          {say("The exhibit was destroyed on 2 Nov 2026.", "Предмет уничтожен 2 ноября 2026.")}
        </Notice>
        <Progress
          label={say("Importing the register", "Загрузка учёта")}
          done={18240}
          total={41732}
          doing={say("Comparing serials", "Сравнение номеров")}
          secondsLeft={140}
          onCancel={() => undefined}
        />
        <Progress label={say("Counting", "Подсчёт")} done={5120} />
        <EmptyState
          title={say("Nothing waits for you", "Вас ничего не ожидает")}
          action={<Button>{say("Check a serial", "Проверить номер")}</Button>}
        >
          {say(
            "New hits appear here within a second of being found.",
            "Новые совпадения появляются здесь в течение секунды.",
          )}
        </EmptyState>
        <ErrorState
          error={
            new ApiProblem({
              status: 0,
              code: "offline",
              title: "",
              detail: undefined,
              wayOut: undefined,
              fields: [],
              retryAfter: undefined,
            })
          }
          again={() => undefined}
        />
        <Skeleton lines={3} />
      </Case>
      <Case title={say("Tabs", "Вкладки")}>
        <Tabs
          label={say("Views", "Виды")}
          chosen={tab}
          onChoose={setTab}
          views={[
            { id: "one", label: say("Weapon", "Оружие"), content: say("First", "Первая") },
            {
              id: "two",
              label: say("Custody", "Хранение"),
              count: { value: 2, label: say("2 wait", "ожидают 2") },
              content: say("Second", "Вторая"),
            },
          ]}
        />
      </Case>
    </div>
  );
}
