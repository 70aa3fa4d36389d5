/** The pages of one room side by side, each with its own address: links that look like tabs. */
import type { ReactElement } from "react";
import { Link, type LinkProps } from "@tanstack/react-router";
import "./overlays.css";
import "./sub-pages.css";

export interface SubPage {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: string;
}

export function SubPages({
  label,
  pages,
}: {
  /** The accessible name of the list, e.g. "My account". */
  readonly label: string;
  readonly pages: readonly SubPage[];
}): ReactElement {
  return (
    <nav aria-label={label} className="sub-pages">
      <ul className="tab-list">
        {pages.map((page) => (
          <li key={page.to}>
            <Link to={page.to} className="tab" activeOptions={{ exact: true, includeSearch: false }}>
              {page.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
