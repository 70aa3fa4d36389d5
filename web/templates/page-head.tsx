/** The head of every page: where one is, what this is, what one can do. One line each, so that the matter starts high. */
// The roles of the ARIA patterns; the tag the rule proposes has another behaviour.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useEffect, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Breadcrumbs, type Crumb } from "../parts/breadcrumbs.tsx";
import "./board-and-task.css";
import "./templates.css";

/** Puts the page's name into the window's title, the most particular first. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Tamga" : `${title} · Tamga`;
  }, [title]);
}

export interface PageHeadProps {
  readonly title: ReactNode;
  /** For the window's title when `title` is not plain text. */
  readonly plainTitle?: string;
  readonly crumbs?: readonly Crumb[];
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** Under the head: the other pages of the room, a bar of filters. */
  readonly below?: ReactNode;
}

export function PageHead({ title, plainTitle, crumbs, lead, actions, below }: PageHeadProps): ReactElement {
  useTitle(plainTitle ?? (typeof title === "string" ? title : ""));
  return (
    <header className="page-head">
      {crumbs !== undefined && <Breadcrumbs crumbs={crumbs} />}
      <div className="page-head-row">
        <h1>{title}</h1>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </div>
      {lead !== undefined && <p className="page-lead">{lead}</p>}
      {below}
    </header>
  );
}

/** One next act on a record, shown only when the node says that the caller may. */
export interface Act {
  /** The verb as the node lists it in `may`. */
  readonly verb: string;
  readonly control: ReactNode;
}

/** The acts the caller may do, in the given order. Rules are never repeated here: `may` comes with the record. */
export function Acts({ acts, may }: { readonly acts: readonly Act[]; readonly may: readonly string[] }): ReactElement {
  const { t } = useTranslation();
  const allowed = acts.filter((act) => may.includes(act.verb));
  return (
    <div className="acts" role="group" aria-label={t("record.acts")}>
      {allowed.map((act) => (
        <span key={act.verb} className="act">
          {act.control}
        </span>
      ))}
    </div>
  );
}
