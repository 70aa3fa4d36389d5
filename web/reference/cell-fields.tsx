/** The columns of a list as fields: names, what they refer to by code, and synonyms one on a line. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { readRow, columnsOfList, type CuratedList } from "../../src/reference/curator.contract.ts";
import { useRead } from "../calls/use-call.ts";
import { useNameOf, useSuggest, type ListName } from "../firearms/code-names.ts";
import { ComboBox } from "../parts/combo-box.tsx";
import { TextArea, TextField } from "../parts/fields.tsx";

type Cells = Readonly<Record<string, string>>;

/** The row of an entry as it stands; undefined until it is there. */
export function useShownRow(list: CuratedList, code: string | null): Cells | undefined {
  const answer = useRead(readRow, { params: { list, code: code ?? "" } }, { enabled: code !== null });
  return code === null ? undefined : answer.data?.cells;
}

/** Only what differs from the row is proposed. */
export function changedCells(row: Cells | undefined, cells: Cells): Cells {
  return Object.fromEntries(Object.entries(cells).filter(([column, value]) => value !== (row?.[column] ?? "")));
}

/** Columns that hold a code of another list. */
const refers: Readonly<Record<string, ListName>> = {
  make: "makes",
  country: "countries",
  type: "types",
  parent: "types",
  calibre: "calibres",
  family: "calibres",
  unodc: "unodc-types",
  hs: "hs-headings",
  admin_class: "administrative-classes",
};
const many: ReadonlySet<string> = new Set(["aliases", "made_also", "look_alikes"]);
const needed: ReadonlySet<string> = new Set([
  "name_en",
  "name_ru",
  "make",
  "type",
  "kind",
  "parent",
  "unodc",
  "hs",
  "admin_class",
]);

function CodeField({
  column,
  of,
  value,
  onChange,
}: {
  readonly column: string;
  readonly of: ListName;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactElement {
  const { t } = useTranslation("curator");
  const suggest = useSuggest(of);
  const nameOf = useNameOf(of);
  return (
    <ComboBox
      path={`/cells/${column}`}
      label={t(`columns.${column}`)}
      required={needed.has(column)}
      width="half"
      value={{ id: value === "" ? null : value, text: nameOf(value) ?? value }}
      onChange={(next) => onChange(next.id ?? next.text.trim())}
      suggest={suggest}
      free
    />
  );
}

export function CellFields({
  list,
  row,
  cells,
  onChange,
}: {
  readonly list: CuratedList;
  /** As it stands; empty for a new entry. */
  readonly row: Cells;
  readonly cells: Cells;
  readonly onChange: (cells: Cells) => void;
}): ReactElement {
  const { t } = useTranslation("curator");
  return (
    <>
      {columnsOfList[list]
        .filter((column) => column !== "code")
        .map((column) => {
          const value = cells[column] ?? row[column] ?? "";
          const put = (next: string): void => onChange({ ...cells, [column]: next });
          const of = refers[column];
          if (of !== undefined) return <CodeField key={column} column={column} of={of} value={value} onChange={put} />;
          if (many.has(column))
            return (
              <TextArea
                key={column}
                path={`/cells/${column}`}
                label={t(`columns.${column}`)}
                hint={t(column === "aliases" ? "new.writingsHint" : "new.codesHint")}
                required={false}
                rows={3}
                value={value.split("|").join("\n")}
                onChange={(next) => put(next.split("\n").join("|"))}
              />
            );
          return (
            <TextField
              key={column}
              path={`/cells/${column}`}
              label={t(`columns.${column}`)}
              {...(column === "kind" ? { hint: t("new.kindsHint") } : {})}
              required={needed.has(column)}
              width={column.startsWith("name") ? "wide" : "narrow"}
              value={value}
              onChange={put}
            />
          );
        })}
    </>
  );
}
