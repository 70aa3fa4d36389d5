/**
 * The rooms of the desk, in the order of the work. A page is added here, in `routes.tsx`, and nowhere else.
 */
import type { LinkProps } from "@tanstack/react-router";

export interface NavigationItem {
  readonly id: string;
  readonly to: LinkProps["to"];
  /** Key in the catalogue `web`, under `nav.`. */
  readonly words: string;
  /** Verb without which the item is not shown; absent: everyone. */
  readonly needs?: string;
}

export interface NavigationGroup {
  readonly id: string;
  /** Key of the group's name, or absent for the first group. */
  readonly words?: string;
  readonly items: readonly NavigationItem[];
}

export const NAVIGATION: readonly NavigationGroup[] = [
  {
    id: "work",
    items: [
      { id: "start", to: "/", words: "nav.start" },
      { id: "recoveries", to: "/recoveries", words: "nav.recoveries", needs: "recoveries.read" },
      { id: "firearms", to: "/firearms", words: "nav.firearms", needs: "recoveries.read" },
      { id: "examiner", to: "/examiner", words: "nav.examiner", needs: "firearms.identify" },
      { id: "check", to: "/check", words: "nav.check", needs: "serials.check" },
      { id: "hits", to: "/hits", words: "nav.hits", needs: "hits.read" },
      { id: "registers", to: "/registers", words: "nav.registers", needs: "registers.read" },
      { id: "imports", to: "/imports", words: "nav.imports", needs: "imports.run" },
      { id: "curation", to: "/curation", words: "nav.curation", needs: "reference.curate" },
      { id: "figures", to: "/figures", words: "nav.figures", needs: "figures.read" },
      { id: "overrides", to: "/overrides", words: "nav.overrides", needs: "figures.read" },
    ],
  },
  {
    id: "node",
    words: "nav.node",
    items: [
      { id: "people", to: "/people", words: "nav.people", needs: "people.administer" },
      { id: "audit", to: "/audit", words: "nav.audit", needs: "journal.audit" },
    ],
  },
];
