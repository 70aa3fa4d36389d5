/** What opens above the page: dialogs, menus, tabs. Esc always closes, focus always returns to where it was. */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog as AriaDialog, DialogTrigger } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Header } from "react-aria-components/Header";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Popover } from "react-aria-components/Popover";
import { Text } from "react-aria-components/Text";
import { Button } from "./button.tsx";
import { Glyph, type GlyphName } from "./glyph.tsx";
import { KeyHint } from "./marks-of-record.tsx";
import "./overlays.css";

export { DialogTrigger, MenuTrigger };

export interface DialogProps {
  readonly title: string;
  readonly children: ReactNode | ((close: () => void) => ReactNode);
  /** Buttons at the foot; the first is the act, the last the way out. */
  readonly renderActions?: (close: () => void) => ReactNode;
  /** Controlled opening; without it, put the dialog inside a DialogTrigger. */
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  /** alertdialog: harms or destroys; cannot be dismissed by a click outside. */
  readonly harm?: boolean;
  readonly wide?: boolean;
}

export function Dialog({
  title,
  children,
  renderActions,
  open,
  onOpenChange,
  harm = false,
  wide = false,
}: DialogProps): ReactElement {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      className="veil"
      isDismissable={!harm}
      {...(open === undefined ? {} : { isOpen: open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <Modal className={wide ? "modal modal-wide" : "modal"}>
        <AriaDialog className="dialog" role={harm ? "alertdialog" : "dialog"}>
          {({ close }) => (
            <>
              <header className="dialog-head">
                <Heading slot="title" level={2}>
                  {title}
                </Heading>
                <Button tone="quiet" small glyph="close" label={t("dialog.close")} onPress={close} />
              </header>
              <div className="dialog-body">{typeof children === "function" ? children(close) : children}</div>
              {renderActions !== undefined && <footer className="dialog-foot">{renderActions(close)}</footer>}
            </>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly glyph?: GlyphName;
  readonly hint?: string;
  readonly keys?: readonly string[];
  readonly harm?: boolean;
  readonly onAction: () => void;
}

export interface MenuGroup {
  readonly id: string;
  readonly title?: string;
  /** One of several: shows which is chosen. */
  readonly chosen?: string;
  readonly entries: readonly MenuEntry[];
}

/** The list of a menu; put it after a Button inside a MenuTrigger. */
export function MenuList({
  groups,
  label,
  header,
}: {
  readonly groups: readonly MenuGroup[];
  readonly label: string;
  readonly header?: ReactNode;
}): ReactElement {
  return (
    <Popover className="popover" placement="bottom end" offset={4}>
      {header}
      <AriaMenu className="menu" aria-label={label}>
        {groups.map((group) => (
          <MenuSection
            key={group.id}
            id={group.id}
            className="menu-section"
            aria-label={group.title ?? group.id}
            {...(group.chosen === undefined
              ? {}
              : {
                  selectionMode: "single" as const,
                  selectedKeys: [group.chosen],
                  disallowEmptySelection: true,
                })}
          >
            {group.title !== undefined && <Header className="menu-title">{group.title}</Header>}
            {group.entries.map((entry) => (
              <MenuItem
                key={entry.id}
                id={entry.id}
                textValue={entry.label}
                className={entry.harm === true ? "menu-item menu-harm" : "menu-item"}
                onAction={entry.onAction}
              >
                {({ isSelected }) => (
                  <>
                    <span className="menu-sign">
                      {isSelected ? <Glyph name="check" /> : entry.glyph !== undefined && <Glyph name={entry.glyph} />}
                    </span>
                    <Text slot="label">{entry.label}</Text>
                    {entry.hint !== undefined && (
                      <Text slot="description" className="menu-hint">
                        {entry.hint}
                      </Text>
                    )}
                    {entry.keys !== undefined && <KeyHint keys={entry.keys} />}
                  </>
                )}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </AriaMenu>
    </Popover>
  );
}
