/** Where one is, and the way back up. The last crumb is the page itself and no link. */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Glyph } from "./glyph.tsx";
import { PlaceLink, type Place } from "./place-link.tsx";
import "./record-panels.css";

export interface Crumb {
  readonly label: ReactNode;
  /** Where it leads; absent on the page itself. */
  readonly to?: Place["to"];
  readonly params?: Place["params"];
  readonly search?: Place["search"];
}

export function Breadcrumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("shell.breadcrumbs")}>
      <ol className="crumbs">
        {crumbs.map((crumb, index) => (
          // The same place may stand twice in a path; its position is its identity.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            {index > 0 && <Glyph name="next" size={10} />}
            {crumb.to === undefined ? (
              <span aria-current="page">{crumb.label}</span>
            ) : (
              <PlaceLink
                place={{
                  to: crumb.to,
                  ...(crumb.params === undefined ? {} : { params: crumb.params }),
                  ...(crumb.search === undefined ? {} : { search: crumb.search }),
                }}
              >
                {crumb.label}
              </PlaceLink>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
