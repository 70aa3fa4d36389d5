/**
 * A field with suggestions that come while one types: makes, models, places, persons.
 *
 * Promises: only the answer to the last question is shown; what is not in the list may stay as written when `free`
 * (an unknown make still matches as text). Refuses: to send a question for every key; it waits 150 ms.
 */
import { useEffect, useRef, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton } from "react-aria-components/Button";
import { ComboBox as AriaComboBox } from "react-aria-components/ComboBox";
import { ListBox } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { FieldError, Input, Label, Text } from "react-aria-components/TextField";
import { ChoiceItem, FieldLabel, FieldPlace, type Choice, type FieldProps, type FieldWidth } from "./fields.tsx";
import { useFault } from "./form.tsx";
import { Glyph } from "./glyph.tsx";

/** What stands in the field: the chosen entry's id, or null when only words were written. */
export interface ComboValue {
  readonly id: string | null;
  readonly text: string;
}

export interface ComboBoxProps extends FieldProps {
  readonly value: ComboValue;
  readonly onChange: (value: ComboValue) => void;
  /** Finds suggestions for what is typed; the signal ends when a newer question is asked. */
  readonly suggest: (text: string, signal: AbortSignal) => Promise<readonly Choice[]>;
  /** Words that are in no list may stay. */
  readonly free?: boolean;
  readonly width?: FieldWidth;
}

export function ComboBox(props: ComboBoxProps): ReactElement {
  const { t } = useTranslation();
  const { label, path, hint, value, onChange, suggest, free = false, width, required = true } = props;
  const fault = useFault(path);
  const error = props.error ?? fault;
  const [choices, setChoices] = useState<readonly Choice[]>([]);
  // The text that was last answered: until then an empty list says nothing.
  const [answered, setAnswered] = useState<string>();
  const asking = useRef(suggest);
  useEffect(() => {
    asking.current = suggest;
  }, [suggest]);

  useEffect(() => {
    const end = new AbortController();
    const ask = async (signal: AbortSignal): Promise<void> => {
      try {
        const found = await asking.current(value.text, signal);
        if (signal.aborted) return;
        setChoices(found);
        setAnswered(value.text);
      } catch {
        // Suggestions help; without them one types on.
      }
    };
    const timer = setTimeout(() => {
      void ask(end.signal);
    }, 150);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [value.text]);

  return (
    <FieldPlace path={path} width={width}>
      <AriaComboBox
        items={choices}
        inputValue={value.text}
        selectedKey={value.id}
        onInputChange={(text) => {
          if (text !== value.text) onChange({ id: null, text });
        }}
        onSelectionChange={(key) => {
          const chosen = choices.find((choice) => choice.id === key);
          if (chosen !== undefined) onChange({ id: chosen.id, text: chosen.label });
        }}
        defaultFilter={() => true}
        allowsCustomValue={free}
        // Suggestions come after the key; without this the list would not open for them.
        allowsEmptyCollection
        menuTrigger="input"
        isInvalid={error !== undefined}
        isDisabled={props.disabled ?? false}
        isRequired={required}
        validationBehavior="aria"
      >
        <Label className="field-label">
          <FieldLabel label={label} required={required} />
        </Label>
        {hint !== undefined && (
          <Text slot="description" className="field-hint">
            {hint}
          </Text>
        )}
        <FieldError className="field-error">{error}</FieldError>
        <div className="combo">
          <Input className="input" />
          <AriaButton className="combo-open" aria-label={t("form.suggestions")}>
            <Glyph name="down" />
          </AriaButton>
        </div>
        <Popover
          className={
            choices.length > 0 || (answered === value.text && answered !== "") ? "popover" : "popover popover-quiet"
          }
          offset={2}
        >
          <ListBox
            className="list-box"
            renderEmptyState={() => (
              <p className="list-empty">{t(free ? "form.staysAsWritten" : "form.nothingFits")}</p>
            )}
          >
            {(choice: Choice) => <ChoiceItem choice={choice} />}
          </ListBox>
        </Popover>
      </AriaComboBox>
    </FieldPlace>
  );
}
