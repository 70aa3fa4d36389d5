/** A group of fields that is one of several on the form, numbered and removable; or alone in a dialog, without a frame. */
import type { ReactElement, ReactNode } from "react";
import { Button } from "../parts/button.tsx";
import { FieldSet } from "../parts/form.tsx";

export function OneOfSeveral({
  legend,
  removal,
  onRemove,
  children,
}: {
  /** Undefined: it stands alone. */
  readonly legend: string | undefined;
  readonly removal: string;
  readonly onRemove: (() => void) | undefined;
  readonly children: ReactNode;
}): ReactElement {
  const fields = (
    <>
      {children}
      {onRemove !== undefined && (
        <div>
          <Button small tone="quiet" glyph="close" onPress={onRemove}>
            {removal}
          </Button>
        </div>
      )}
    </>
  );
  return legend === undefined ? fields : <FieldSet legend={legend}>{fields}</FieldSet>;
}
