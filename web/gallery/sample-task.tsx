/** A task with its steps, check and receipt, as a reader would meet it. */
import { useMemo, useState, type ReactElement } from "react";
import type { ProblemAnswer } from "../calls/problem.ts";
import { Button } from "../parts/button.tsx";
import { RadioGroup, TextField } from "../parts/fields.tsx";
import { DateField } from "../parts/date-field.tsx";
import { Form } from "../parts/form.tsx";
import { Serial } from "../parts/marks-of-record.tsx";
import { CheckAnswers, Receipt, TaskPage } from "../templates/task-page.tsx";
import type { Say, SampleProps } from "./sample-data.ts";

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
