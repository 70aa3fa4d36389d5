/** One big field for the serial; what else is known of the weapon is folded away until it is needed. */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../calls/problem.ts";
import { useSuggest } from "../firearms/code-names.ts";
import { Button } from "../parts/button.tsx";
import { ComboBox } from "../parts/combo-box.tsx";
import { TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { askedIn, saysMore, yearOf, type AskedSerial } from "./serial-question.ts";

export interface CheckFormProps {
  readonly asked: AskedSerial;
  readonly onAsk: (asked: AskedSerial) => void;
  readonly busy: boolean;
  readonly error: unknown;
}

type Words = Record<"serial" | "type" | "make" | "model" | "calibre" | "year", string>;

function wordsOf(asked: AskedSerial): Words {
  return { serial: "", type: "", make: "", model: "", calibre: "", year: "", ...asked };
}

export function CheckForm({ asked, onAsk, busy, error }: CheckFormProps): ReactElement {
  const { t } = useTranslation("serials");
  const [words, setWords] = useState(() => wordsOf(asked));
  const [tried, setTried] = useState(false);
  const put = (part: keyof Words) => (value: string) => setWords((before) => ({ ...before, [part]: value }));
  const suggest = {
    type: useSuggest("types"),
    make: useSuggest("makes"),
    model: useSuggest("models"),
    calibre: useSuggest("calibres"),
  };
  const faults = {
    serial: words.serial.trim() === "" ? t("form.serialMissing") : undefined,
    year: words.year.trim() !== "" && yearOf(words.year.trim()) === undefined ? t("form.yearWrong") : undefined,
  };
  return (
    <Form
      label={t("title")}
      problem={error == null ? null : asProblem(error)}
      onSend={() => {
        setTried(true);
        if (faults.serial === undefined && faults.year === undefined) onAsk(askedIn({ ...words }));
      }}
    >
      <div className="check-form">
        <div className="check-ask">
          <TextField
            label={t("form.serial")}
            hint={t("form.serialHint")}
            path="/serial"
            value={words.serial}
            onChange={put("serial")}
            exact
            autoFocus={asked.serial === undefined}
            autoComplete="off"
            maxLength={200}
            error={tried ? faults.serial : undefined}
          />
          <Button tone="main" type="submit" busy={busy}>
            {t("form.check")}
          </Button>
        </div>
        <details className="check-more" open={saysMore(asked)}>
          <summary>
            <Glyph name="next" size={12} />
            {t("form.more")}
          </summary>
          <div className="field-row">
            {(["type", "make", "model", "calibre"] as const).map((part) => (
              <ComboBox
                key={part}
                label={t(`form.${part}`)}
                path={`/${part}`}
                value={{ id: null, text: words[part] }}
                onChange={(value) => put(part)(value.text)}
                suggest={suggest[part]}
                free
                required={false}
              />
            ))}
            <TextField
              label={t("form.year")}
              path="/year"
              value={words.year}
              onChange={put("year")}
              width="narrow"
              inputMode="numeric"
              maxLength={4}
              required={false}
              error={tried ? faults.year : undefined}
            />
          </div>
        </details>
      </div>
    </Form>
  );
}
