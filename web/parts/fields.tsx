/**
 * Fields for words and choices. Each takes a `path` (JSON pointer into what is sent), a label, and a hint; what is
 * wrong comes from the form's problem by that path, or from `error`.
 */
// The focus is put only where the reader just asked for the field: a step, a dialog.
/* oxlint-disable jsx-a11y/no-autofocus */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton } from "react-aria-components/Button";
import { Checkbox as AriaCheckbox } from "react-aria-components/Checkbox";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Radio, RadioGroup as AriaRadioGroup } from "react-aria-components/RadioGroup";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { Switch as AriaSwitch } from "react-aria-components/Switch";
import { FieldError, Input, Label, Text, TextField as AriaTextField } from "react-aria-components/TextField";
import { TextArea as AriaTextArea } from "react-aria-components/TextArea";
import { fieldId, useFault } from "./form.tsx";
import { Glyph } from "./glyph.tsx";

export interface FieldProps {
  readonly label: string;
  /** JSON pointer into the body that is sent, e.g. "/items/0/calibre". */
  readonly path?: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly disabled?: boolean;
}

/** The label with "optional" said in words: required is the rule, and an asterisk explains nothing. */
export function FieldLabel({ label, required }: { readonly label: string; readonly required: boolean }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {label}
      {!required && <span className="field-optional"> {t("form.optional")}</span>}
    </>
  );
}

/** The place of a field on the page: where the error summary leads. */
export function FieldPlace({
  path,
  width,
  children,
}: {
  readonly path: string | undefined;
  readonly width?: string | undefined;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className={`field field-${width ?? "wide"}`} {...(path === undefined ? {} : { id: fieldId(path) })}>
      {children}
    </div>
  );
}

export type FieldWidth = "narrow" | "half" | "wide";

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: "text" | "password" | "email" | "tel" | "search" | "url";
  readonly width?: FieldWidth;
  /** Mono face, no spelling help: for serials, codes, numbers. */
  readonly exact?: boolean;
  readonly autoComplete?: string;
  readonly inputMode?: "text" | "numeric" | "decimal";
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
  readonly rows?: number;
  readonly placeholder?: string;
}

export function TextField(props: TextFieldProps): ReactElement {
  const { label, path, hint, value, onChange, type = "text", width, exact = false, required = true } = props;
  const fault = useFault(path);
  const error = props.error ?? fault;
  return (
    <FieldPlace path={path} width={width}>
      <AriaTextField
        value={value}
        onChange={onChange}
        type={type}
        isRequired={required}
        isInvalid={error !== undefined}
        isDisabled={props.disabled ?? false}
        autoFocus={props.autoFocus ?? false}
        validationBehavior="aria"
        {...(props.autoComplete === undefined ? {} : { autoComplete: props.autoComplete })}
        {...(props.inputMode === undefined ? {} : { inputMode: props.inputMode })}
        {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
        {...(exact ? { spellCheck: "false", autoCorrect: "off" } : {})}
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
        {props.rows === undefined ? (
          <Input
            className={exact ? "input mono" : "input"}
            {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
          />
        ) : (
          <AriaTextArea className="input input-area" rows={props.rows} />
        )}
      </AriaTextField>
    </FieldPlace>
  );
}

/** Several lines of words. */
export function TextArea(props: TextFieldProps): ReactElement {
  return <TextField rows={4} {...props} />;
}

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

export interface SelectProps extends FieldProps {
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  readonly choices: readonly Choice[];
  readonly width?: FieldWidth;
  readonly placeholder?: string;
  /** In filter bars: the label stands inside, before the value. */
  readonly inline?: boolean;
}

export function Select(props: SelectProps): ReactElement {
  const { t } = useTranslation();
  const { label, path, hint, value, onChange, choices, width, required = true, inline = false } = props;
  const fault = useFault(path);
  const error = props.error ?? fault;
  return (
    <FieldPlace path={path} width={inline ? "inline" : width}>
      <AriaSelect
        selectedKey={value}
        onSelectionChange={(key) => {
          if (key !== null) onChange(String(key));
        }}
        isInvalid={error !== undefined}
        isDisabled={props.disabled ?? false}
        isRequired={required}
        validationBehavior="aria"
        placeholder={props.placeholder ?? t("form.choose")}
      >
        <Label className="field-label">
          <FieldLabel label={label} required={required || inline} />
        </Label>
        {hint !== undefined && (
          <Text slot="description" className="field-hint">
            {hint}
          </Text>
        )}
        <FieldError className="field-error">{error}</FieldError>
        <AriaButton className="input select-trigger">
          <SelectValue className="select-value" />
          <Glyph name="down" />
        </AriaButton>
        <Popover className="popover" offset={2}>
          <ListBox className="list-box" items={choices}>
            {(choice) => <ChoiceItem choice={choice} />}
          </ListBox>
        </Popover>
      </AriaSelect>
    </FieldPlace>
  );
}

/** One line of a list of choices. */
export function ChoiceItem({ choice }: { readonly choice: Choice }): ReactElement {
  return (
    <ListBoxItem id={choice.id} textValue={choice.label} className="list-item">
      {({ isSelected }) => (
        <>
          {/* The hint is seen with the label, so it is spoken with it. */}
          <Text slot="label">
            {choice.label}
            {choice.hint !== undefined && <span className="list-item-hint"> {choice.hint}</span>}
          </Text>
          {isSelected && <Glyph name="check" />}
        </>
      )}
    </ListBoxItem>
  );
}

export interface CheckboxProps extends Omit<FieldProps, "required"> {
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

export function Checkbox({ label, path, hint, value, onChange, disabled, ...rest }: CheckboxProps): ReactElement {
  const fault = useFault(path);
  const error = rest.error ?? fault;
  const errorId = error === undefined ? undefined : `${fieldId(path ?? label)}-error`;
  return (
    <FieldPlace path={path}>
      {error !== undefined && (
        <p className="field-error" id={errorId}>
          {error}
        </p>
      )}
      <AriaCheckbox
        className="tick"
        isSelected={value}
        onChange={onChange}
        isDisabled={disabled ?? false}
        isInvalid={error !== undefined}
        {...(errorId === undefined ? {} : { "aria-describedby": errorId })}
      >
        <span className="tick-box" aria-hidden="true">
          <Glyph name="check" size={14} />
        </span>
        <span>
          {label}
          {hint !== undefined && <span className="tick-hint">{hint}</span>}
        </span>
      </AriaCheckbox>
    </FieldPlace>
  );
}

export interface RadioGroupProps extends FieldProps {
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  readonly choices: readonly Choice[];
  readonly row?: boolean;
}

export function RadioGroup(props: RadioGroupProps): ReactElement {
  const { label, path, hint, value, onChange, choices, row = false, required = true } = props;
  const fault = useFault(path);
  const error = props.error ?? fault;
  return (
    <FieldPlace path={path}>
      <AriaRadioGroup
        value={value}
        onChange={onChange}
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
        <div className={row ? "ticks ticks-row" : "ticks"}>
          {choices.map((choice) => (
            <Radio key={choice.id} value={choice.id} className="tick">
              <span className="tick-box tick-round" aria-hidden="true" />
              <span>
                {choice.label}
                {choice.hint !== undefined && <span className="tick-hint">{choice.hint}</span>}
              </span>
            </Radio>
          ))}
        </div>
      </AriaRadioGroup>
    </FieldPlace>
  );
}

/** On or off, at once: for settings, never inside a form that is sent. */
export function Switch({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}): ReactElement {
  return (
    <AriaSwitch className="switch" isSelected={value} onChange={onChange}>
      <span className="switch-track" aria-hidden="true" />
      {label}
    </AriaSwitch>
  );
}
