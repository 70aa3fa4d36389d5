/**
 * The table of the desk: dense, sortable, with the reader's own columns, by keyboard, and as cards on a narrow screen.
 *
 * Promises: order and columns live in the address; j/k or the arrows move between rows and Enter opens; the heading row
 * stays in sight; "show more" goes on by cursor and says how many are shown. Refuses: to sort what it has not loaded;
 * the order is always the node's.
 */
// On narrow screens rows and cells become blocks, and a block loses the table's meaning; the roles keep it.
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
// Arrow keys pass from the row's own link to the rows' body.
/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions */
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from "react";
import { useTranslation } from "react-i18next";
import {
  columnVisibilityFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from "@tanstack/react-table";
import { DialogTrigger } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import type { TableView } from "../address.ts";
import { useDates } from "../words/dates.ts";
import { Skeleton } from "./answers.tsx";
import { Button } from "./button.tsx";
import { Checkbox } from "./fields.tsx";
import { Glyph } from "./glyph.tsx";
import { moveBetweenRows, useRowKeys } from "./row-keys.ts";
import "./data-table.css";

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** The node can order by it. */
  readonly sortable?: boolean;
  /** Not shown unless chosen. */
  readonly extra?: boolean;
  /** Always shown: what names the row. Its cell must hold the row's link. */
  readonly lead?: boolean;
  /** Numbers stand at the end. */
  readonly end?: boolean;
  /** Takes what is left, and shortens. */
  readonly grow?: boolean;
}

export interface DataTableProps<Row> {
  /** The accessible name, e.g. "Hits waiting for a decision". */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly view: TableView;
  readonly onView: (view: TableView) => void;
  readonly loading?: boolean;
  /** Shown instead of the table when there are no rows. */
  readonly empty: ReactNode;
  readonly more?: {
    readonly onMore: () => void;
    readonly has: boolean;
    readonly loading: boolean;
    /** All rows there are, if the node says. */
    readonly total?: number;
  };
  /** Rows that need the reader get a saffron edge. */
  readonly waits?: (row: Row) => boolean;
  /** What stands beside the column choice: filters, search. A narrow screen keeps the search and folds the rest. */
  readonly tools?: ReactNode;
  /** How many filters narrow the list now; said on the button that unfolds them. */
  readonly toolsSet?: number;
}

const features = tableFeatures({ columnVisibilityFeature, rowSortingFeature });

interface HeadProps {
  readonly header: string;
  readonly sorted: false | "asc" | "desc";
  readonly onSort: (() => void) | undefined;
}

function Head({ header, sorted, onSort }: HeadProps): ReactElement {
  if (onSort === undefined) return <span className="table-head">{header}</span>;
  return (
    <button type="button" className="table-head table-sort" onClick={onSort}>
      {header}
      <svg width="8" height="12" viewBox="0 0 8 12" aria-hidden="true" focusable="false">
        <path d="M0 5 4 0l4 5Z" fill="currentColor" opacity={sorted === "asc" ? 1 : 0.28} />
        <path d="M0 7h8l-4 5Z" fill="currentColor" opacity={sorted === "desc" ? 1 : 0.28} />
      </svg>
    </button>
  );
}

function ColumnChoice<Row>({
  columns,
  shown,
  onChoose,
}: {
  readonly columns: readonly Column<Row>[];
  readonly shown: ReadonlySet<string>;
  readonly onChoose: (ids: readonly string[] | undefined) => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <DialogTrigger>
      <Button tone="quiet" small glyph="columns">
        {t("table.columns")}
      </Button>
      <Popover className="popover" placement="bottom end" offset={4} aria-label={t("table.columns")}>
        <div className="column-choice">
          {columns
            .filter((column) => column.lead !== true)
            .map((column) => (
              <Checkbox
                key={column.id}
                label={column.header}
                value={shown.has(column.id)}
                onChange={(on) =>
                  onChoose(columns.map((one) => one.id).filter((id) => (id === column.id ? on : shown.has(id))))
                }
              />
            ))}
          <Button small tone="quiet" onPress={() => onChoose(undefined)}>
            {t("table.columnsReset")}
          </Button>
        </div>
      </Popover>
    </DialogTrigger>
  );
}

/** Search and filters; where there is no room, the filters stand behind a button that says how many are set. */
function Tools({ children, set }: { readonly children: ReactNode; readonly set: number }): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="table-unfold">
        <button
          type="button"
          className="button button-plain button-small"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          <Glyph name="down" />
          {set === 0 ? t("table.filters") : t("table.filtersSet", { count: set })}
        </button>
      </div>
      <div className={open ? "table-filters table-filters-open" : "table-filters"} id={id}>
        {children}
      </div>
    </>
  );
}

/** Marks the place as wide while the table does not fit, so that the table scrolls and not the page. */
function useWide(place: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const box = place.current;
    if (box === null) return undefined;
    const watch = new ResizeObserver(() => {
      const table = box.querySelector("table");
      box.toggleAttribute("data-wide", table !== null && table.scrollWidth > box.clientWidth + 1);
    });
    watch.observe(box);
    return () => watch.disconnect();
  }, [place]);
}

export function DataTable<Row>(props: DataTableProps<Row>): ReactElement {
  const {
    label,
    columns,
    rows,
    rowKey,
    view,
    onView,
    loading = false,
    empty,
    more,
    waits,
    tools,
    toolsSet = 0,
  } = props;
  const { t } = useTranslation();
  const dates = useDates();
  const place = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => {
    const chosen = view.columns?.split(".");
    return new Set(
      columns
        .filter(
          (column) =>
            column.lead === true || (chosen === undefined ? column.extra !== true : chosen.includes(column.id)),
        )
        .map((column) => column.id),
    );
  }, [columns, view.columns]);
  const defs = useMemo(
    () =>
      columns.map((column): ColumnDef<typeof features, Row & object> => ({
        id: column.id,
        header: column.header,
        cell: ({ row }) => column.cell(row.original),
        enableSorting: column.sortable === true,
      })),
    [columns],
  );
  const sorting = useMemo(
    () => (view.sort === undefined ? [] : [{ id: view.sort.replace(/^-/, ""), desc: view.sort.startsWith("-") }]),
    [view.sort],
  );
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map((column) => [column.id, shown.has(column.id)])),
    [columns, shown],
  );
  const table = useTable({
    features,
    columns: defs,
    data: rows as readonly (Row & object)[],
    state: { sorting, columnVisibility },
    manualSorting: true,
    getRowId: (row) => rowKey(row),
  });
  const sortBy = useCallback(
    (id: string) => {
      const next = view.sort === id ? `-${id}` : view.sort === `-${id}` ? undefined : id;
      onView({ ...view, sort: next });
    },
    [onView, view],
  );
  useRowKeys(place);
  useWide(place);
  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (moveBetweenRows(place.current, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
  };
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const told = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (told.current !== null && view.sort !== undefined) {
      const column = byId.get(view.sort.replace(/^-/, ""));
      told.current.textContent =
        column === undefined
          ? ""
          : t(view.sort.startsWith("-") ? "table.sortedDown" : "table.sortedUp", { column: column.header });
    }
  }, [byId, t, view.sort]);

  return (
    <div className="data-table" ref={place}>
      <div className="table-tools">
        {tools === undefined ? <span /> : <Tools set={toolsSet}>{tools}</Tools>}
        <ColumnChoice
          columns={columns}
          shown={shown}
          onChoose={(ids) => onView({ ...view, columns: ids?.join(".") })}
        />
      </div>
      <p className="visually-hidden" aria-live="polite" ref={told} />
      {rows.length === 0 ? (
        loading ? (
          <Skeleton lines={8} />
        ) : (
          empty
        )
      ) : (
        <table className={loading ? "table table-stale" : "table"} role="table" aria-label={label} aria-busy={loading}>
          <thead role="rowgroup">
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} role="row">
                {group.headers.map((header) => {
                  const column = byId.get(header.column.id);
                  const sorted = header.column.getIsSorted();
                  return (
                    <th
                      key={header.id}
                      role="columnheader"
                      scope="col"
                      className={column?.end === true ? "end" : column?.grow === true ? "grow" : undefined}
                      aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : undefined}
                    >
                      <Head
                        header={column?.header ?? ""}
                        sorted={sorted}
                        onSort={column?.sortable === true ? () => sortBy(column.id) : undefined}
                      />
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody role="rowgroup" onKeyDown={onKeyDown}>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id} role="row" data-row className={waits?.(row.original) === true ? "row-waits" : undefined}>
                {row.getVisibleCells().map((cell) => {
                  const column = byId.get(cell.column.id);
                  return (
                    <td
                      key={cell.id}
                      role="cell"
                      data-label={column?.header}
                      className={
                        column?.lead === true
                          ? "lead"
                          : column?.end === true
                            ? "end"
                            : column?.grow === true
                              ? "grow"
                              : undefined
                      }
                    >
                      <span className="cell">{column?.cell(row.original)}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > 0 && (
        <div className="table-foot">
          <span className="soft">
            {more?.total === undefined
              ? t("table.shown", { count: rows.length, shown: dates.count(rows.length) })
              : t("table.shownOf", { shown: dates.count(rows.length), total: dates.count(more.total) })}
          </span>
          {more?.has === true && (
            <Button small onPress={more.onMore} busy={more.loading}>
              {t("table.more")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
