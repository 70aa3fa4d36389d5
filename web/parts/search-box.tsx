/**
 * The search field of a list. It asks on Enter or when one leaves the field, not with every key: a search of records is
 * written into the journal.
 */
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Input, Label, TextField } from "react-aria-components/TextField";
import { Button } from "./button.tsx";
import "./search-box.css";

export function SearchBox({
  label,
  placeholder,
  value,
  onSearch,
}: {
  readonly label: string;
  readonly placeholder: string;
  /** What is now searched for. */
  readonly value: string;
  readonly onSearch: (text: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  if (told !== value) {
    // Set from outside (back, a reset): show it.
    setTold(value);
    setText(value);
  }
  const search = (next: string): void => {
    const plain = next.trim();
    if (plain !== value) onSearch(plain);
  };
  return (
    <form
      // A form with the role of search gives Enter and the screen reader's landmark.
      role="search"
      className="search-box"
      onSubmit={(event) => {
        event.preventDefault();
        search(text);
      }}
    >
      <TextField value={text} onChange={setText} type="search" onBlur={() => search(text)}>
        <Label className="visually-hidden">{label}</Label>
        <Input className="input" placeholder={placeholder} autoComplete="off" spellCheck="false" />
      </TextField>
      <Button small tone="quiet" glyph="search" type="submit" label={t("form.search")} />
    </form>
  );
}
