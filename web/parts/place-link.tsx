/** A link whose place is handed on as data: crumbs, figures, compared records. The path is checked against the routes. */
import type { ReactElement, ReactNode } from "react";
import { Link, type LinkProps } from "@tanstack/react-router";

export interface Place {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, string>>;
}

export function PlaceLink({
  place,
  className,
  children,
}: {
  readonly place: Place;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactElement {
  // The route's own parameter types are not known where a place is only data; its path is.
  const rest = {
    params: place.params ?? {},
    search: place.search ?? {},
    ...(className === undefined ? {} : { className }),
  } as object;
  return (
    <Link to={place.to} {...rest}>
      {children}
    </Link>
  );
}
