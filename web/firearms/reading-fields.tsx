/**
 * How a mark was read: the text with its notation, the state, by what means, how surely. Used where a weapon is recorded
 * and where an examiner adds a reading.
 *
 * Promises: "never had one", "obliterated" and "not recorded" are three answers, never an empty field; typing `?`, `*`
 * or `[` makes the reading partly readable by itself, and the text is said aloud as it stands. Refuses: to guess a state over the reader's own choice.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { confidences, readingMethods } from "../../src/firearms/firearm.contract.ts";
import { RadioGroup, Select, TextField } from "../parts/fields.tsx";
import { NotationSigns, ReadAloud } from "./notation-help.tsx";
import { STATES_WITH_TEXT, stateOf, type ReadingDraft } from "./reading-draft.ts";

export function ReadingFields({
  label,
  path,
  reading,
  onChange,
  withMethod = false,
  autoFocus = false,
}: {
  /** Names the mark: "Serial number". */
  readonly label: string;
  /** JSON pointer of the reading, e.g. "/firearms/0/marks/0/readings/0". */
  readonly path: string;
  readonly reading: ReadingDraft;
  readonly onChange: (reading: ReadingDraft) => void;
  /** Asks by what means it was read, for examiners. */
  readonly withMethod?: boolean;
  readonly autoFocus?: boolean;
}): ReactElement {
  const { t } = useTranslation("firearms");
  const read = reading.answer === "read";
  return (
    <>
      <RadioGroup
        label={label}
        path={`${path}/state`}
        row
        value={reading.answer}
        onChange={(answer) => onChange({ ...reading, answer: answer as ReadingDraft["answer"] })}
        choices={(["read", "obliterated", "none-made", "not-recorded"] as const).map((answer) => ({
          id: answer,
          label: t(`reading.answer.${answer}`),
        }))}
      />
      {(read || reading.answer === "obliterated") && (
        <div className="reading-text">
          <TextField
            path={`${path}/written`}
            label={read ? t("reading.written") : t("reading.traces")}
            value={reading.written}
            onChange={(written) => onChange({ ...reading, written })}
            required={read}
            exact
            width="half"
            autoComplete="off"
            autoFocus={autoFocus}
            maxLength={200}
          />
          <NotationSigns
            path={`${path}/written`}
            written={reading.written}
            onChange={(written) => onChange({ ...reading, written })}
          />
          <ReadAloud written={reading.written} />
        </div>
      )}
      {(read || reading.answer === "obliterated") && (
        <div className="field-row">
          {read && (
            <Select
              label={t("reading.state")}
              value={stateOf(reading)}
              onChange={(state) =>
                onChange({ ...reading, chosen: STATES_WITH_TEXT.find((one) => one === state) ?? null })
              }
              choices={STATES_WITH_TEXT.map((state) => ({ id: state, label: t(`state.${state}`) }))}
            />
          )}
          <Select
            label={t("reading.confidence")}
            value={reading.confidence}
            onChange={(confidence) =>
              onChange({ ...reading, confidence: confidences.find((one) => one === confidence) ?? "sure" })
            }
            choices={confidences.map((one) => ({ id: one, label: t(`confidence.${one}`) }))}
          />
          {withMethod && (
            <Select
              label={t("reading.method")}
              value={reading.method}
              onChange={(method) =>
                onChange({ ...reading, method: readingMethods.find((one) => one === method) ?? "eye" })
              }
              choices={readingMethods.map((one) => ({ id: one, label: t(`method.${one}`) }))}
            />
          )}
        </div>
      )}
    </>
  );
}
