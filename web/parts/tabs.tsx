/** Views of one thing side by side. The chosen tab belongs in the address: pass it from the route's search. */
import type { ReactElement, ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components/Tabs";
import { Badge } from "./marks-of-record.tsx";
import "./overlays.css";

export interface TabView {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
  readonly count?: { readonly value: number; readonly label: string };
}

export function Tabs({
  label,
  views,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly views: readonly TabView[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}): ReactElement {
  return (
    <AriaTabs className="tabs" selectedKey={chosen} onSelectionChange={(key) => onChoose(String(key))}>
      <TabList className="tab-list" aria-label={label}>
        {views.map((view) => (
          <Tab key={view.id} id={view.id} className="tab">
            {view.label}
            {view.count !== undefined && <Badge count={view.count.value} label={view.count.label} />}
          </Tab>
        ))}
      </TabList>
      {views.map((view) => (
        <TabPanel key={view.id} id={view.id} className="tab-panel">
          {view.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
