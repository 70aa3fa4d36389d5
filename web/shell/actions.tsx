/** What the palette can do: the rooms, and what the page now open offers. A page registers its acts while it is shown. */
import { createContext, useContext, useEffect, useMemo, useState, type ReactElement, type ReactNode } from "react";

export interface PaletteAction {
  readonly id: string;
  /** In the reader's language. */
  readonly label: string;
  /** The same in other languages, and other words for it. */
  readonly also?: readonly string[];
  readonly keys?: readonly string[];
  readonly run: () => void;
}

interface Registry {
  readonly actions: readonly PaletteAction[];
  readonly put: (owner: symbol, actions: readonly PaletteAction[] | undefined) => void;
}

const Actions = createContext<Registry>({ actions: [], put: () => undefined });

export function ActionHost({ children }: { readonly children: ReactNode }): ReactElement {
  const [all, setAll] = useState<ReadonlyMap<symbol, readonly PaletteAction[]>>(new Map());
  const registry = useMemo<Registry>(
    () => ({
      actions: [...all.values()].flat(),
      put: (owner, actions) =>
        setAll((before) => {
          const next = new Map(before);
          if (actions === undefined) next.delete(owner);
          else next.set(owner, actions);
          return next;
        }),
    }),
    [all],
  );
  return <Actions.Provider value={registry}>{children}</Actions.Provider>;
}

/** The acts registered by what is now shown. */
export function useRegisteredActions(): readonly PaletteAction[] {
  return useContext(Actions).actions;
}

/** Offers a page's acts in the palette while the page is shown. Pass a memoised list. */
export function useActions(actions: readonly PaletteAction[]): void {
  const { put } = useContext(Actions);
  useEffect(() => {
    const owner = Symbol("page");
    put(owner, actions);
    return () => put(owner, undefined);
    // `put` changes with the map it writes; the owner's list alone decides.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [actions]);
}
